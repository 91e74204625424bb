"""Finding a lead and showing its card."""

from typing import Any

import asyncpg

from crm.people import Actor
from handlers.answers import Redraw, Reply
from handlers.dispatch import Routes
from handlers.grammar import Line, Verb
from handlers.leads import views
from handlers.lines import Email, Name, Number, Phone, single_spaced
from handlers.site import Site
from store import activities, leads
from store.database import Sessions


def register(routes: Routes) -> None:
    """The verb find, which is also whatever is no verb, and the buttons of lists."""
    routes.command(Verb.FIND, lead_searched)
    routes.action(views.OPEN, open_clicked, reads=True)


async def lead_searched(line: Line, actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """`/lead`, `/lead 42`, `/lead ana@acme.com`, `/lead Ana Ruiz`: the card of the one lead, the list of several."""
    async with sessions.read() as connection:
        if not line.rest:
            return await _start(connection, actor, site)
        if isinstance(line.mark, Number):
            card = await _card(connection, line.mark.id, actor)
            return views.lead_card(card, actor, site) if card else views.no_such_lead(line.mark.digits)
        found = await _find(connection, line)
        if len(found) == 1 and (card := await _card(connection, found[0], actor)):
            return views.lead_card(card, actor, site)
        lines = await leads.list_lines(connection, found, organization_id=actor.organization_id, viewer=actor)
        return views.lead_list(lines, line.rest, actor, more=len(found) > len(lines)) if lines else views.nothing_found(line.rest, site)


async def open_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """Open: the card in the list's place; from a message that others see, to the person alone."""
    lead_id = views.lead_id_of(action)
    async with sessions.read() as connection:
        card = await _card(connection, lead_id, actor)
    reply = views.lead_card(card, actor, site) if card else views.gone(lead_id)
    return Redraw(reply.text, reply.blocks) if body["container"].get("is_ephemeral") else reply


async def _find(connection: asyncpg.Connection, line: Line) -> list[int]:
    match line.mark:
        case Email(address):
            return list(await leads.find_exact(connection, "email", address))
        case Name(name):
            return list(await leads.find_exact(connection, "name", name))
        case Phone():
            return []
        case _:
            return list(await leads.find_exact(connection, "name", single_spaced(line.rest)))


async def _card(connection: asyncpg.Connection, lead_id: int | None, actor: Actor) -> leads.LeadCard | None:
    return None if lead_id is None else await leads.card(connection, lead_id, organization_id=actor.organization_id, viewer=actor)


async def _start(connection: asyncpg.Connection, actor: Actor, site: Site) -> Reply:
    recent = await leads.list_recent(connection, organization_id=actor.organization_id, viewer=actor)
    day_start, day_end = actor.today()
    due = await activities.count_due(connection, organization_id=actor.organization_id, user_id=actor.user_id, day_start=day_start, day_end=day_end)
    return views.start(recent, due, actor, site)
