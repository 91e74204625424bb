"""What can be typed."""

from crm.people import Actor
from handlers.answers import Reply
from handlers.dispatch import Routes
from handlers.grammar import Line, Verb
from handlers.help import views
from handlers.site import Site


def register(routes: Routes) -> None:
    """The verb help."""
    routes.command(Verb.HELP, help_asked)


async def help_asked(line: Line, actor: Actor, site: Site) -> Reply:
    """`/lead help`, `/lead help find`."""
    return views.help_topic(line.rest, actor, site)
