"""What can be typed."""

from crm.people import Actor
from handlers import errors
from handlers.answers import Reply
from handlers.dispatch import Routes
from handlers.grammar import Line, Verb
from handlers.help import views
from handlers.site import Site
from store.database import Sessions
from store.search import find_exact


def register(routes: Routes) -> None:
    """The verb help."""
    routes.command(Verb.HELP, help_asked)


async def help_asked(line: Line, actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """`/lead help`, `/lead help find`. What follows the word may make it the name of a company: Help Scout."""
    reply = views.help_topic(line.rest, actor, site)
    if not line.rest:
        return reply
    async with sessions.read() as connection:
        named = await find_exact(connection, "name", line.typed, limit=1)
    return Reply(reply.text, [*reply.blocks, *errors.looking_for(line.typed)]) if named else reply
