"""Which campaign is meant by what is typed of its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import asyncpg
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from crm.search import letters_allowed
from store import campaigns
from store.campaigns import Name
from store.leads import GREATEST_ID

NEAREST = 3
LEAST_LIKE = 50
"""Percent of likeness below which a name is not near another."""
MOST_WORDS = 8
LONGEST = 255
"""Characters that are looked for: no name has more."""

TAKING = ("active", "paused")
"""Statuses of campaigns that take leads."""

How = Literal["exact", "typed", "similar"]
"""The whole name; its beginning or beginnings of its words; or near it, for nothing is so."""


@dataclass(frozen=True, slots=True)
class Found:
    """Campaigns that were meant, the likeliest first. nearest: where there are none, those whose names are most like it."""

    ids: tuple[int, ...] = ()
    how: How = "exact"
    nearest: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """The one campaign that is meant. near: where it is not clear, which it may be."""

    only: Name | None = None
    near: tuple[Name, ...] = ()


async def find(connection: asyncpg.Connection, asked: str, *, organization_id: int, quoted: bool = False) -> Found:
    """Campaigns by name. quoted: only those that are called exactly so. A bare number that is in no name is an id, found as typed."""
    folded, names = await campaigns.list_names(connection, asked[:LONGEST], organization_id=organization_id)
    return ranked(asked, folded, names, quoted=quoted)


async def meant(connection: asyncpg.Connection, asked: str, *, organization_id: int) -> Meant:
    """Which campaign a line that writes is about: `#7`, the exact name, or the only beginning among active ones. A misspelt one never is."""
    quoted = asked.startswith('"') and asked.endswith('"')
    folded, names = await campaigns.list_names(connection, asked.strip('"')[:LONGEST], organization_id=organization_id)
    numbered = [name for name in names if asked == f"#{name.id}"]
    exact = [name for name in names if _is(name, asked.strip('"'), folded)]
    for status in ("active", "paused"):
        exact = [name for name in exact if name.status == status] or exact
    begun = [name for name in names if name.status == "active" and folded and name.folded.startswith(folded) and not quoted]
    for found in (numbered, exact, begun):
        if len(found) == 1:
            return Meant(found[0])
        if found:
            return Meant(None, tuple(found))
    taking = [name for name in names if name.status in TAKING]
    found_ids = ranked(asked, folded, taking).ids if folded else ()
    others = ranked(asked, folded, [name for name in names if name not in taking]) if folded and not found_ids else Found()
    if len(others.ids) == 1 and others.how != "similar":
        return Meant(next(name for name in names if name.id in others.ids))  # clear, though it takes no leads now
    return Meant(None, tuple(name for number in found_ids for name in names if name.id == number))


async def offered(connection: asyncpg.Connection, typed: str, *, organization_id: int, limit: int = 100) -> Sequence[Name]:
    """Campaigns that take leads, active ones first, as a select offers them while a name is typed."""
    folded, names = await campaigns.list_names(connection, typed[:LONGEST], organization_id=organization_id)
    taking = [name for name in names if name.status in TAKING]
    if not typed.strip():
        return taking[:limit]
    known = {name.id: name for name in taking}
    found = ranked(typed, folded, taking)
    return [known[number] for number in found.ids[:limit]]


def ranked(asked: str, folded: str, names: Sequence[Name], *, quoted: bool = False) -> Found:
    """Of these names, in their order: exact ones alone; else beginnings, then words; else what it may be a misspelling of.

    folded: what was asked for, folded as the names are.
    """
    if exact := [name.id for name in names if _is(name, asked, folded)]:
        return Found(tuple(exact))
    if not quoted and (typed := _typed(folded, names)):
        return Found(tuple(typed), "typed")
    if not quoted and (number := _number(asked)) and any(name.id == number for name in names):
        return Found((number,))
    if not quoted and (similar := _similar(folded, names)):
        return Found(tuple(similar), "similar")
    return Found(nearest=tuple(_nearest(folded, names)))


def _is(name: Name, asked: str, folded: str) -> bool:
    """Case, accents and punctuation do not matter; in a name of nothing else they do."""
    return name.folded == folded if folded else name.name.strip() == asked.strip()


def _typed(folded: str, names: Sequence[Name]) -> list[int]:
    words = folded.split()
    if not words:
        return []
    begins = [name.id for name in names if name.folded.startswith(folded)]
    has = [name.id for name in names if all(_begins_one(word, name) for word in words)]
    return list(dict.fromkeys([*begins, *has]))


def _begins_one(word: str, name: Name) -> bool:
    return any(known.startswith(word) for known in name.folded.split())


def _number(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= len(str(GREATEST_ID)) else None


def _similar(folded: str, names: Sequence[Name]) -> list[int]:
    """Names that have each word, some with letters mistaken, or that differ in a letter or two as a whole; the fewest mistakes first."""
    words = folded.split()[:MOST_WORDS]
    apart = {name.id: letters for name in names if words and (letters := _letters_apart(folded, words, name)) is not None}
    return sorted(apart, key=apart.__getitem__)


def _letters_apart(folded: str, words: Sequence[str], name: Name) -> int | None:
    """How many letters are mistaken; None for more than may be."""
    each = [_word_apart(word, name.folded.split()) for word in words]
    together = _word_apart(folded.replace(" ", ""), [name.folded.replace(" ", "")])
    by_word = None if None in each else sum(letters for letters in each if letters is not None)
    return min((letters for letters in (by_word, together) if letters is not None), default=None)


def _word_apart(word: str, known: Sequence[str]) -> int | None:
    """Letters between a word and the nearest of these, or the beginning of one. Digits mean nothing but themselves."""
    if any(one.startswith(word) for one in known):
        return 0
    allowed = letters_allowed(word) if any(character.isalpha() for character in word) else 0
    near = [letters for one in known if allowed and (letters := OSA.distance(word, one, score_cutoff=allowed)) <= allowed]
    return min(near, default=None)


def _nearest(folded: str, names: Sequence[Name]) -> list[int]:
    likeness = {name.id: ratio for name in names if (ratio := fuzz.WRatio(folded, name.folded)) >= LEAST_LIKE}
    return sorted(likeness, key=likeness.__getitem__, reverse=True)[:NEAREST]
