"""Lists of leads as people see them: what a search found, somebody's open leads, nothing."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crm.people import Actor
from crm.search import PAGE, Found, How
from handlers import blocks
from handlers.answers import Block, Reply
from handlers.leads.views import LABEL, NEW, lead_name, list_line, person
from handlers.mrkdwn import one_line, plain
from handlers.site import Site
from store.leads import LeadLine

MORE = "lead.more"
ASSIGN, ENROLL = "list.assign", "list.enroll"
NAME = 60
NOT_EXACT = frozenset({"similar", "partly"})
LONGEST_QUERY = 500
"""Of a typed line that a button carries: more than a search reads."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a list a page begins; typed: the line that asked for it."""

    typed: str
    skip: int = 0
    how: How = "typed"


def lead_list(asked: str, found: Found, page: Page, viewer: Actor, *, hint: str = "") -> Reply:
    """A page of what was found. hint: a line that the first word nearly begins."""
    heading, advice = _heading(len(found.lines), one_line(asked, NAME), found, page)
    told = [blocks.section(f"*{heading}*{f' {advice}' if advice else ''}"), *lead_lines(found.lines, viewer), *_more(found.more, page)]
    if found.how in NOT_EXACT:
        told.append(blocks.context("Misspelt? These are the nearest, none matches exactly."))
    if found.near:
        told += [blocks.context("Misspelt? These are near it."), *lead_lines(found.near, viewer)]
    return Reply(heading, [*told, *_meant(hint)])


def owned_list(lines: Sequence[LeadLine], whose: str | None, total: int, page: Page, viewer: Actor, *, owner_id: int) -> Reply:
    """Open leads of a person, hottest first; a manager can act on all of them at once. whose: None for the viewer's own."""
    if not lines:
        sentence = f"{one_line(whose, NAME)} owns no open leads." if whose else "You own no open leads."
        return Reply(sentence, [blocks.section(sentence)])
    owner = f"{one_line(whose, NAME)} has" if whose else "You have"
    last = page.skip + len(lines)
    shown = f" {page.skip + 1} to {last}, hottest first:" if total > len(lines) else ""
    heading = f"{owner} {total:,} open {'lead' if total == 1 else 'leads'}{'.' if shown else ', hottest first.' if total > 1 else '.'}"
    several = total > 1 and viewer.is_at_least("manager")
    all_of_them = [blocks.button("Assign all", ASSIGN, str(owner_id)), blocks.button("Enroll all", ENROLL, str(owner_id))] if several else []
    turns = [*_more(total > last, page), *([blocks.actions(*all_of_them)] if all_of_them else [])]
    return Reply(heading, [blocks.section(f"*{heading}*{shown}"), *lead_lines(lines, viewer), *turns])


def only_mine(rest: str, site: Site) -> list[Block]:
    """What follows `mine` does not narrow it, and how to look for that."""
    words = one_line(rest, NAME)
    return [blocks.context(f'These are all of yours: "{words}" was not looked at. `{site.command} {words}` looks for it among all leads.')]


def lead_lines(lines: Sequence[LeadLine], viewer: Actor) -> list[Block]:
    """A section a lead, with Open. Leads of one name are told apart by their e-mail."""
    names = Counter(person(line) for line in lines)
    return [list_line(line, viewer, twin=names[person(line)] > 1) for line in lines]


def nothing_found(asked: str, site: Site, *, hint: str = "", viewer: Actor | None = None) -> Reply:
    """No lead is like this. viewer: who may create it, or not; None where it was not looked for to be opened."""
    sentence = f'No lead matches "{one_line(asked, NAME)}".'
    told = f"*{sentence}* I looked at names, companies, e-mails, phone numbers and what stands under About."
    more = _meant(hint) or [blocks.context(f"`{site.command} help` shows what can be typed.")]
    return Reply(sentence, [blocks.section(told), *(_create(asked, viewer) if viewer else []), *more])


def _create(asked: str, viewer: Actor) -> list[Block]:
    if not viewer.is_at_least("sales_rep"):
        return [blocks.context("Ask a rep to create it.")]
    return [blocks.actions(blocks.button(plain(f'Create "{asked}', LABEL, keep='"'), NEW, asked[:LONGEST_QUERY]))]


def beside_one(asked: str, near: Sequence[LeadLine]) -> str:
    """What else the word of the one lead found may be a misspelling of."""
    return f'Misspelt? Near "{one_line(asked, NAME)}": {", ".join(f"{lead_name(line)} (#{line.id})" for line in near)}.' if near else ""


def no_such_lead(number: str) -> Reply:
    """The number is no lead's."""
    sentence = f"There is no lead {one_line(number, 30)}."
    return Reply(sentence, [blocks.section(sentence)])


def instead_of(number: str, listed: Reply) -> Reply:
    """The number is no lead's, but others match its digits."""
    sentence = f"There is no lead {one_line(number, 30)}."
    return Reply(f"{sentence} {listed.text}", [blocks.section(f"*{sentence}* But:"), *listed.blocks])


def nobody_linked(slack_user_id: str) -> Reply:
    """The colleague has no leads here, for nobody knows who they are."""
    return Reply("That person is not linked to Leadbot.", [blocks.section(f"<@{slack_user_id}> is not linked to Leadbot, so no lead is known to be theirs.")])


def page_of(value: str) -> Page:
    """The page that a button of ours asks for."""
    read = json.loads(value)
    return Page(read["typed"], read["skip"], read["how"])


def _heading(shown: int, what: str, found: Found, page: Page) -> tuple[str, str]:
    """What the list is, and how to make it shorter."""
    if found.how in NOT_EXACT:
        return f'Nothing is exactly "{what}".', ""
    beyond = page.skip + shown
    total = f"{found.total:,}" if found.total is not None else f"more than {COUNTED:,}"
    one = found.total == 1
    matches = (
        f'{"matches" if one else "match"} "{what}"' if found.how == "typed" else f'{"has" if one else "have"} "{what}" in {"its" if one else "their"} notes'
    )
    where = f"{'lead' if one else 'leads'} {matches}"
    if not found.more and not page.skip:
        return f"{total} {where}.", ""
    part = f"{shown}" if not page.skip else f"{page.skip + 1} to {beyond}"
    return f"{part} of {total} {where}.", "" if found.how == "notes" else "Add a last name or a company to narrow it."


COUNTED = 250
"""What matches more leads than this is not counted (migrations/search)."""


def _more(more: bool, page: Page) -> list[Block]:
    """The button for the next ten, in place of these."""
    if not more:
        return []
    value = json.dumps({"typed": page.typed[:LONGEST_QUERY], "skip": page.skip + PAGE, "how": page.how}, ensure_ascii=False)
    return [blocks.actions(blocks.button(f"Show {PAGE} more", MORE, value))]


def _meant(hint: str) -> list[Block]:
    return [blocks.section(hint)] if hint else []
