"""App Home, as people see it. Frozen values in, blocks out. User text is escaped and bounded."""

from collections.abc import Sequence

from crm.people import Actor, Role
from handlers import blocks
from handlers.activities.views import NEW as LOG
from handlers.answers import Reply
from handlers.leads.looking import FIND
from handlers.leads.views import NEW
from handlers.mrkdwn import one_line
from handlers.site import Site
from handlers.words import joined

ROLES: dict[Role, str] = {"viewer": "Viewer", "sales_rep": "Rep", "manager": "Manager", "admin": "Admin"}
NAME = 60


def works_leads(viewer: Actor) -> bool:
    """Whether the person writes: notes, activities, leads."""
    return viewer.is_at_least("sales_rep")


def home(viewer: Actor, site: Site, admins: Sequence[str], my_day: Reply | None) -> Reply:
    """Who one is here and whom to ask, what can be begun, and one's day."""
    support = f" · support: {joined([one_line(name, NAME) for name in admins], 'or')}" if admins else ""
    role = f"{ROLES[viewer.role]} at {one_line(viewer.ways.name, NAME)}"
    begin = [blocks.button("Find a lead", FIND, "find") | {"style": "primary"}]
    if works_leads(viewer):
        begin += [blocks.button("Log an activity", LOG, "log"), blocks.button("New lead", NEW, " ")]
    head = [blocks.context(f"Leadbot: find and work leads with `{site.command}`. {role}{support}"), blocks.actions(*begin)]
    return Reply("Home", [*head, *([blocks.header("My day"), *my_day.blocks] if my_day else [])])
