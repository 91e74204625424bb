"""App Home: what a person sees there, and its being opened."""

from typing import Any

from crm.people import Actor
from handlers.activities import day
from handlers.answers import Answer, Redraw, Reply
from handlers.dispatch import Routes
from handlers.home import views
from handlers.requests import HOME_OPENED
from handlers.site import Site
from store import people
from store.database import Sessions


def register(routes: Routes) -> None:
    """What Home shows, and the event. Its buttons are listened to where their forms are."""
    routes.home(home)
    routes.event(HOME_OPENED, home_opened)


async def home(actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """What can be begun from here; for whoever works leads, their day."""
    async with sessions.read() as connection:
        admins = await people.list_admins(connection, organization_id=actor.organization_id)
    return views.home(actor, site, admins, await day.my_day(actor, sessions) if views.works_leads(actor) else None)


async def home_opened(event: dict[str, Any]) -> Answer:
    """Drawn anew whenever it is looked at; the tab Messages is left alone."""
    return Redraw("Home") if event.get("tab", "home") == "home" else None
