"""Which lead a typed line of a verb that writes is about: by its mark, or by the names that it may begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import asyncpg

from crm import search
from crm.people import Actor
from handlers import lines
from handlers.grammar import Line
from handlers.lines import Email, Name, Number, Phone, head
from handlers.mrkdwn import plain
from store import leads
from store.leads import LeadLine
from store.search import Kind, find_each_line

SHORTEST_WORD = 3
MOST_FOUND = 20
NAMED = 3
"""How many of the nearest are told of."""


@dataclass(frozen=True, slots=True)
class Marked:
    """found: the leads that a line means exactly, one if it is clear. text: what remains of the line. near: not meant, but like it.

    trouble: why no lead is meant though one was marked, for a person; empty where the form has no more to say than what was typed.
    is_name: the whole line, its verb included, is a lead's or a company's name.
    """

    found: tuple[LeadLine, ...]
    text: str
    near: tuple[LeadLine, ...] = ()
    trouble: str = ""
    is_name: bool = False

    @property
    def only(self) -> LeadLine | None:
        """The one lead, where there is exactly one."""
        return self.found[0] if len(self.found) == 1 else None


async def marked(connection: asyncpg.Connection, line: Line, actor: Actor) -> Marked:
    """Look up what the line names. One exact hit is it; a misspelt or partial one never is, but stands among the first to choose from."""
    wanted = [(*_exactly(line), line.rest), *(("name", one.name, one.rest) for one in line.beginnings)]
    asked = [one for one in wanted if one[1]]
    each = [*((kind, value) for kind, value, _ in asked), ("name", line.typed)]
    number = line.mark.id if isinstance(line.mark, Number) else None
    numbered, *hits, whole = await find_each_line(connection, each, lead_id=number, organization_id=actor.organization_id, viewer=actor)
    is_name = bool(whole)
    if several := lines.number_list(head(line.typed)[1]):
        ids = [one.id for one in several[0].each if one.id]
        known = await leads.list_lines(connection, ids, organization_id=actor.organization_id, viewer=actor)
        return Marked((), line.rest, tuple(known), "This takes one lead at a time. Pick it here.", is_name)
    found = tuple({lead.id: lead for lead in chain(numbered, *hits)}.values())[:MOST_FOUND]
    if isinstance(line.mark, Number) and line.mark.is_ending:
        ends_so = (await search.find(connection, line.mark.digits, viewer=actor)).lines
        digits = line.mark.digits
        return Marked((), line.rest, (*ends_so, *found), f"{digits} may be lead {line.mark.id} or the end of a phone number. Pick the lead.", is_name)
    if line.mark:
        near = () if found else await _near(connection, line, actor)
        return Marked(found, line.rest, near, _several(line, found) if found else _trouble(line, near), is_name)
    rest = next((rest for (_, _, rest), found_ids in zip(reversed(asked), reversed(hits), strict=True) if found_ids), line.rest)
    near = () if found else await _begun(connection, line, actor)
    return Marked(found, rest if len(found) == 1 else line.rest, near, is_name=is_name)


def _exactly(line: Line) -> tuple[Kind, str]:
    match line.mark:
        case Email(address):
            return "email", address
        case Phone(number):
            return "phone", number
        case Name(text):
            return "name", text
        case Number() as number:
            return "phone", number.phone or ""
        case _:
            return "name", ""


async def _begun(connection: asyncpg.Connection, line: Line, actor: Actor) -> tuple[LeadLine, ...]:
    """Leads whose name the first word begins, misspelt ones not: most first words are no names."""
    word, _ = head(line.rest)
    if len(word) < SHORTEST_WORD:
        return ()
    found = await search.find(connection, word, viewer=actor)
    return found.lines if found.how == "typed" else ()


async def _near(connection: asyncpg.Connection, line: Line, actor: Actor) -> tuple[LeadLine, ...]:
    """Numbers have no neighbours."""
    text = line.mark.text if isinstance(line.mark, Name) else line.mark.address if isinstance(line.mark, Email) else ""
    return (await search.find(connection, text, viewer=actor)).lines if text else ()


def _several(line: Line, found: Sequence[LeadLine]) -> str:
    """More than one is marked. Plain text."""
    match line.mark:
        case _ if len(found) == 1:
            return ""
        case Number(digits):
            return f"Several leads fit {digits[:30]}: by number, phone or name. Pick the lead."
        case Email(what) | Phone(what) | Name(what):
            return f'"{what[:60]}" is exactly {len(found)} leads. Pick one.'
        case _:
            return "Pick the lead."


def _trouble(line: Line, near: Sequence[LeadLine]) -> str:
    """Plain text: for an alert in the form."""
    match line.mark:
        case Number(digits):
            return f"There is no lead {digits[:30]}."
        case Email(what) | Phone(what) | Name(what):
            names = ", ".join(_called(one) for one in near[:NAMED])
            return f'No lead is exactly "{what[:60]}".' + (f" Nearest: {names}." if names else "")
        case _:
            return "Pick the lead."


def _called(line: LeadLine) -> str:
    who = " ".join(filter(None, (line.first_name, line.last_name))) or line.email or ""
    return plain(" · ".join(filter(None, (who, line.company))) or f"Lead #{line.id}", 60)
