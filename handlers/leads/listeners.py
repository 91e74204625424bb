"""Finding a lead, showing its card and sharing it."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from crm.people import Actor
from handlers import colleagues, errors, grammar, lines, sharing
from handlers.answers import Redraw, Reply
from handlers.arguments import Introduce
from handlers.dispatch import Routes
from handlers.forms import in_place
from handlers.grammar import Line, Verb
from handlers.leads import creating, editing, finding, lists, looking, picking, start, views, writing
from handlers.leads.lists import Page
from handlers.site import Site
from store import activities, leads
from store.database import Sessions


def register(routes: Routes) -> None:
    """The verbs find, which is also whatever is no verb, and mine; the buttons of lists and cards; new leads, and changing them."""
    for part in (creating, editing, writing, looking):
        part.register(routes)
    routes.command(Verb.FIND, lead_searched)
    routes.command(Verb.MINE, mine_asked)
    routes.action(views.OPEN, open_clicked, reads=True)
    for turn in (lists.MORE, lists.LESS, views.BACK):
        routes.action(turn, more_clicked, reads=True)
    routes.action(views.SHARE, share_clicked, reads=True)
    routes.options(picking.PICK, picking.lead_options)


async def lead_searched(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Reply:
    """`/lead`, `/lead 42`, `/lead ana acme`, `/lead @ben`: the card of the one lead, the list of several, the nearest of none."""
    if colleague := lines.person(line.rest):
        named = await colleagues.named([colleague], actor, sessions, introduce)
        async with sessions.read() as connection:
            return await finding.owned_by(connection, colleague, named.known, Page(line.typed), actor)
    async with sessions.read() as connection:
        if line.rest:
            return await finding.search_answer(connection, line, Page(line.typed), actor, site, shareable=views.is_shareable(body))
        recent = await leads.list_recent(connection, organization_id=actor.organization_id, viewer=actor)
        day_start, day_end = actor.today()
        due = await activities.count_due(connection, organization_id=actor.organization_id, user_id=actor.user_id, day_start=day_start, day_end=day_end)
        return start.start(recent, due, actor, site)


async def mine_asked(line: Line, actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """`/lead mine`: my open leads, hottest first. What follows the word may make it the name of a lead."""
    async with sessions.read() as connection:
        answer = await finding.owned_answer(connection, actor.user_id, None, Page(line.typed), actor)
        if line.rest and await finding.is_a_name(connection, line.typed):
            return Reply(answer.text, [*answer.blocks, *errors.looking_for(line.typed)])
        if line.rest:
            return Reply(answer.text, [*answer.blocks, *lists.only_mine(line.rest, site)])
        return answer


async def open_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """Open: the card in the list's place, with the way back; from a message that others see, to the person alone."""
    lead_id = views.lead_id_of(action)
    _, _, back = str(action["value"]).partition(" ")
    async with sessions.read() as connection:
        card = await finding.card_of(connection, lead_id, actor)
    reply = views.lead_card(card, actor, site, shareable=views.is_shareable(body), back=back) if card else views.gone(lead_id)
    return in_place(body, reply)


async def more_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """Show 10 more and Previous 10: the others in place of these; Back to list: the list in the card's place."""
    page = lists.page_of(action["value"])
    line = grammar.read(page.typed, lead_links=site.lead_links())
    async with sessions.read() as connection:
        if line.verb is Verb.MINE:
            reply = await finding.owned_answer(connection, actor.user_id, None, page, actor)
        else:
            reply = await finding.search_answer(connection, line, page, actor, site, shareable=views.is_shareable(body))
    return Redraw(reply.text, reply.blocks)


async def share_clicked(action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site) -> Reply | None:
    """Share here: the lead as it is now, for everyone in the channel; little of it where guests or strangers are or might be."""
    lead_id = views.lead_id_of(action)
    async with sessions.read() as connection:
        card = await finding.card_of(connection, lead_id, actor)
    if card is None:
        return views.gone(lead_id)
    room = await sharing.asked(client, body, actor, sessions)
    return await sharing.share(client, room, views.shared_card(card, actor, site, minimal=not room.is_ours))
