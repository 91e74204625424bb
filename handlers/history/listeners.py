"""A lead's history: asked for by a line or a button, turned page by page, of one kind or of all."""

from typing import Any

import asyncpg

from crm import search
from crm.people import Actor
from handlers import errors, grammar
from handlers.answers import Answer, Block, Opened, Redraw, Reply
from handlers.dispatch import Routes
from handlers.forms import in_place
from handlers.grammar import Line, Verb
from handlers.history import views
from handlers.history.views import Asked
from handlers.leads import finding, lists
from handlers.leads import views as lead_views
from handlers.leads.lists import Page
from handlers.lines import Number, person
from handlers.sending import said
from handlers.site import Site
from store import history, leads
from store.database import Sessions


def register(routes: Routes) -> None:
    """The verb history; the buttons of the lists that it may answer with, and of its pages."""
    routes.command(Verb.HISTORY, history_asked)
    routes.action(views.SHOW, history_clicked, reads=True)
    routes.action(views.OLDER, page_turned, reads=True)
    routes.action(views.NEWEST, page_turned, reads=True)
    routes.action(views.PICKED, page_turned, reads=True)
    routes.action(views.MORE, more_clicked, reads=True)
    routes.action(views.LESS, more_clicked, reads=True)


async def history_asked(line: Line, actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """`/lead history 42`, `/lead history acme`: what happened with the one lead; else the list to pick it from."""
    async with sessions.read() as connection:
        answer = await _answer(connection, line, Page(line.typed), actor, site)
        if line.rest and await finding.is_a_name(connection, line.typed):
            return Reply(answer.text, [*answer.blocks, *errors.looking_for(line.typed)])
        return answer


async def history_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """History: in the message's place; from one that others see, to the person alone; upon a view."""
    async with sessions.read() as connection:
        reply = await _page(connection, views.asked_for(action["value"]), actor, in_view=_in_view(body))
    return in_place(body, reply)


async def page_turned(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Older, Newest or a pick of the kind: in the place of this page."""
    asked = views.asked_for(action["selected_option"]["value"] if "selected_option" in action else action["value"])
    async with sessions.read() as connection:
        reply = await _page(connection, asked, actor, in_view=_in_view(body))
    return Opened(said(reply)) if _in_view(body) else Redraw(reply.text, reply.blocks)


async def more_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """Show 10 more of the leads, or the ten before: in place of these."""
    page = lists.page_of(action["value"])
    async with sessions.read() as connection:
        reply = await _answer(connection, grammar.read(page.typed, lead_links=site.lead_links()), page, actor, site)
    return Redraw(reply.text, reply.blocks)


def _in_view(body: dict[str, Any]) -> bool:
    return bool((body.get("container") or {}).get("type") == "view")


async def _page(connection: asyncpg.Connection, asked: Asked, actor: Actor, *, in_view: bool = False, hint: Block | None = None) -> Reply:
    organization_id = actor.organization_id
    found = await history.find(connection, asked.lead_id, organization_id=organization_id, viewer=actor, kind=asked.kind, after=asked.after)
    return views.history_page(found, asked, actor, in_view=in_view, hint=hint) if found else lead_views.gone(asked.lead_id)


async def _answer(connection: asyncpg.Connection, line: Line, page: Page, actor: Actor, site: Site) -> Reply:
    """As a search, but the one lead that was asked for shows its history instead of its card."""
    if not line.rest:
        recent = await leads.list_recent(connection, organization_id=actor.organization_id, viewer=actor)
        return views.whose(lists.lead_lines(recent, actor))
    if isinstance(line.mark, Number):
        only = None if page.skip else await _by_number(connection, line.mark, actor)
        return only or views.with_history(await finding.search_answer(connection, line, page, actor, site, shareable=False))
    if person(line.rest):
        return views.with_history(await finding.search_answer(connection, line, page, actor, site, shareable=False))
    return await _by_words(connection, line, page, actor, site)


async def _by_words(connection: asyncpg.Connection, line: Line, page: Page, actor: Actor, site: Site) -> Reply:
    asked = finding.asked_of(line)
    found = await search.find(connection, asked, viewer=actor, skip=page.skip, how=page.how)
    if page.skip and not found.lines:  # they are gone since the button was drawn
        return await _by_words(connection, line, Page(page.typed), actor, site)
    if len(found.lines) == 1 and found.how == "typed" and not page.skip and not found.more:
        return await _page(connection, Asked(found.lines[0].id), actor, hint=lists.beside_one(asked, found.near))
    if not found.lines:
        return lists.nothing_found(asked, site, viewer=actor)
    return views.with_history(lists.lead_list(asked, found, Page(page.typed, page.skip, found.how), actor))


async def _by_number(connection: asyncpg.Connection, number: Number, actor: Actor) -> Reply | None:
    """An id; seven digits or more are a phone too. None where that is not one lead."""
    of_id = None if number.id is None else await history.find(connection, number.id, organization_id=actor.organization_id, viewer=actor)
    if of_id and not number.phone:
        return views.history_page(of_id, Asked(of_id.line.id), actor)
    if not number.phone:
        return None
    found = await search.find(connection, number.digits, viewer=actor)
    hits = {lead.id for lead in found.lines if found.how == "typed"} | ({of_id.line.id} if of_id else set())
    return await _page(connection, Asked(hits.pop()), actor) if len(hits) == 1 and not found.more else None
