"""From a typed line to its leads."""

import re
from collections.abc import Sequence
from dataclasses import replace

import asyncpg

from crm import search
from crm.people import Actor
from handlers import grammar, lines
from handlers.answers import Block, Reply
from handlers.grammar import Line, Verb
from handlers.leads import lists, views
from handlers.leads.lists import Page
from handlers.lines import MENTION, Name, Number, Phone
from handlers.site import Site
from store import leads, people
from store.people import Colleague
from store.search import find_exact

_WEB = re.compile(r"(?:https?://)?(?:www\.)?([^\s/?#@:]+\.[^\s/?#@:]+)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
ALONE = frozenset({Verb.MINE, Verb.TODAY, Verb.HELP, Verb.SETTINGS, Verb.ALERTS})
"""Verbs that nothing follows: a line with more words did not mean them."""


async def search_answer(connection: asyncpg.Connection, line: Line, page: Page, actor: Actor, site: Site, *, shareable: bool) -> Reply:
    """The card of the one lead that was asked for; else the list, or what was looked for."""
    if colleague := lines.person(line.rest):
        known = await people.list_colleagues(connection, [colleague], organization_id=actor.organization_id)
        return await owned_by(connection, colleague, known, page, actor)
    if isinstance(line.mark, Number):
        return await _by_number(connection, line.mark, page, actor, site, shareable=shareable)
    others = lines.people(line.rest)
    if others and not _without_people(line.rest):
        return lists.one_colleague(site)
    found = await _found(connection, line, page, actor, site, shareable=shareable)
    return lists.not_of_theirs(found, others, site) if others else found


async def _found(connection: asyncpg.Connection, line: Line, page: Page, actor: Actor, site: Site, *, shareable: bool) -> Reply:
    """By words."""
    asked = asked_of(line)
    found = await search.find(connection, asked, viewer=actor, skip=page.skip, how=page.how)
    if page.skip and not found.lines:  # they are gone since the button was drawn
        return await _found(connection, line, Page(page.typed), actor, site, shareable=shareable)
    hint = None if found.exact else _hint(line, site)
    if len(found.lines) == 1 and found.how == "typed" and not page.skip and not found.more and (card := await card_of(connection, found.lines[0].id, actor)):
        return views.lead_card(card, actor, site, shareable=shareable, hint=hint or lists.beside_one(asked, found.near))
    if not found.lines:
        return lists.nothing_found(asked, site, hint=hint, instead=_note_hint(line, site), viewer=actor)
    return lists.lead_list(asked, found, replace(page, how=found.how), actor, hint=hint)


async def owned_answer(connection: asyncpg.Connection, owner_id: int, whose: str | None, page: Page, actor: Actor) -> Reply:
    """A person's open leads, hottest first."""
    organization_id = actor.organization_id
    shown, total = await leads.list_owned(connection, organization_id=organization_id, owner_id=owner_id, viewer=actor, skip=page.skip)
    if page.skip and not shown:  # they are gone since the button was drawn
        return await owned_answer(connection, owner_id, whose, Page(page.typed), actor)
    return lists.owned_list(shown, whose, total, page, actor, owner_id=owner_id)


async def card_of(connection: asyncpg.Connection, lead_id: int | None, actor: Actor) -> leads.LeadCard | None:
    """The lead as the actor sees it."""
    if lead_id is None:
        return None
    return await leads.card(connection, lead_id, organization_id=actor.organization_id, viewer=actor, fitting=actor.fitting)


async def is_a_name(connection: asyncpg.Connection, text: str) -> bool:
    """Whether the text is exactly a lead's name or company."""
    return bool(await find_exact(connection, "name", text, limit=1))


async def _by_number(connection: asyncpg.Connection, number: Number, page: Page, actor: Actor, site: Site, *, shareable: bool) -> Reply:
    """An id; seven digits or more are a phone too. Without such a lead: who has these digits at the end of the phone, or as a name."""
    card = await card_of(connection, number.id, actor)
    if number.only_id or (card and not number.phone):
        return views.lead_card(card, actor, site, shareable=shareable) if card else lists.no_such_lead(number.digits, site)
    skip = max(page.skip - 1, 0) if card else page.skip  # the id's lead takes the first place
    found = await search.find(connection, number.digits, viewer=actor, skip=skip, how="typed")
    if page.skip and not found.lines:  # they are gone since the button was drawn
        return await _by_number(connection, number, Page(page.typed), actor, site, shareable=shareable)
    if card:
        others = tuple(line for line in found.lines if line.id != card.line.id)
        if not others:
            return views.lead_card(card, actor, site, shareable=shareable)
        found = _led_by(card.line, others, found, page)
    if found.how != "typed" or not found.lines:
        return lists.no_such_lead(number.digits, site)
    if number.phone and len(found.lines) == 1 and not page.skip and (only := await card_of(connection, found.lines[0].id, actor)):
        return views.lead_card(only, actor, site, shareable=shareable)
    listed = lists.lead_list(number.digits, found, page, actor)
    return listed if card or number.phone or page.skip else lists.instead_of(number.digits, listed)


def _led_by(first: leads.LeadLine, others: tuple[leads.LeadLine, ...], found: search.Found, page: Page) -> search.Found:
    """What was found, the lead that has the number as its id before it."""
    total = None if found.total is None else found.total + (len(others) == len(found.lines))
    if page.skip:
        return replace(found, lines=others, total=total)
    lines = (first, *others)
    return replace(found, lines=lines[: search.PAGE], total=total, more=found.more or len(lines) > search.PAGE)


async def owned_by(connection: asyncpg.Connection, slack_user_id: str, known: Sequence[Colleague], page: Page, actor: Actor) -> Reply:
    """A colleague's open leads. known: who they are, if they are linked."""
    if not known:
        return lists.nobody_linked(slack_user_id)
    return await owned_answer(connection, known[0].user_id, None if known[0].user_id == actor.user_id else known[0].name, page, actor)


def asked_of(line: Line) -> str:
    """What is searched for: what stands in quotes, else all of it."""
    match line.mark:
        case Name(text):
            return text
        case Phone(number):
            return number
        case _:
            return _address(_without_people(line.rest) or line.rest)


def _without_people(text: str) -> str:
    """Words to search for: a mention among them is nobody's name in the tables."""
    return " ".join(MENTION.sub(" ", text).split())


def _address(text: str) -> str:
    """Of a pasted web address the host, which is how e-mails and websites are known; anything else as it stands."""
    found = _WEB.fullmatch(text.strip())
    return found[1] if found else text


def _note_hint(line: Line, site: Site) -> Block | None:
    """For a number and words that no lead is called."""
    suggestion = grammar.note_meant(line)
    return lists.did_you_mean(suggestion, site, opens=True) if suggestion else None


def _hint(line: Line, site: Site) -> Block | None:
    """Did you mean …? For a first word that nearly is a verb."""
    suggestion = "" if line.near in ALONE and line.rest.split()[1:] else grammar.suggestion(line)
    if not suggestion:
        return None
    verb = grammar.Verb(suggestion.split()[0])
    return lists.did_you_mean(suggestion, site, opens=verb in grammar.WRITING) if grammar.key(verb) in site.verbs else None
