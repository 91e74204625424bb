"""Finding leads: one function and one ranking for the command, for options and for shortcuts; and what a misspelt query may have meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Literal

import asyncpg
from rapidfuzz.distance import OSA, JaroWinkler

from store import search
from store.search import Hit, Meant, Typed

PAGE = 10
MOST_WORDS = 40
"""Known words that one typed word is taken for."""
MOST_COMBINATIONS = 24
LAST = 99
"""The level of what is found in the notes."""
LEFT_OUT = 2.5
"""What it costs to leave a word out: more than to misspell it. Only of three words or more, or one too short to be misspelt."""

How = Literal["typed", "similar", "notes"]
"""As it was typed; near it, for nothing is so; or only in the notes."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of ids in their order. total: of all, None for more than are counted. exact: the first is exactly what was asked for."""

    ids: tuple[int, ...] = ()
    total: int | None = 0
    more: bool = False
    how: How = "typed"
    exact: bool = False


async def find(connection: asyncpg.Connection, query: str, *, user_id: int, skip: int = 0, how: How = "typed") -> Found:
    """A page of leads of the connection's organization: as typed, else the nearest, else from the notes. how: of the page before, where skip > 0."""
    if how == "typed":
        hits = await search.search_leads(connection, query, user_id=user_id, limit=PAGE + 1, skip=skip)
        if hits or skip:
            return _page(hits, skip, "typed")
    words = await search.similar_words(connection, query)
    if not words:
        return Found()
    likely = combinations(words)
    in_notes = Meant(" ".join(f"~{typed.word}" for typed in words), LAST)
    hits = await search.leads_with(connection, [*likely, in_notes], user_id=user_id, limit=PAGE + 1, skip=skip)
    return _page(hits, skip, "notes" if hits and hits[0].tier > len(likely) else "similar")


def combinations(words: Sequence[Typed]) -> list[Meant]:
    """What a query may have meant, the nearest first, at most MOST_COMBINATIONS: `ruiz*` is the beginning of a word, `ruiz|riuz` either word.

    A single word is taken for one known word after the other, those as far away in turn; of several words each is taken for all
    that are as far away, for few of these go together.
    The words exactly as typed are not among them: they were looked for before.
    """
    if not any(character.isalpha() for typed in words for character in typed.word):
        return []  # digits mean nothing but themselves
    if len(words) == 1:
        return [Meant(word, int(cost)) for cost, word in nearest(words[0])][:MOST_COMBINATIONS]
    found: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for typed in words:
        choices = _choices(typed, droppable=len(words) > 2 or not letters_allowed(typed.word))
        found = nsmallest(2 * MOST_COMBINATIONS, ((cost + more, (*chosen, word)) for cost, chosen in found for more, word in choices))
    meant = {" ".join(filter(None, chosen)): cost for cost, chosen in reversed(found) if 0 < cost < LEFT_OUT * 2}
    nearest_first = sorted((cost, text) for text, cost in meant.items() if text)[:MOST_COMBINATIONS]
    return [Meant(text, place) for place, (_, text) in enumerate(nearest_first, start=1)]


def _choices(typed: Typed, *, droppable: bool) -> list[tuple[float, str]]:
    """What a word may be, with its cost: as typed, one letter mistaken, two, or left out."""
    by_letters: dict[int, list[str]] = {}
    for cost, word in nearest(typed):
        by_letters.setdefault(int(cost), []).append(word)
    near = [(float(letters), "|".join(each)) for letters, each in by_letters.items()]
    return [(0.0, f"{typed.word}*"), *near, *([(LEFT_OUT, "")] if droppable else [])]


def nearest(typed: Typed) -> list[tuple[float, str]]:
    """The known words near a typed one, with what they cost: letters missing, added, wrong or swapped, and between equals how unlike they look, below 1."""
    allowed = letters_allowed(typed.word)
    near = []
    for word in typed.known:
        apart = OSA.distance(typed.word, word, score_cutoff=allowed)
        if 0 < apart <= allowed:
            near.append((apart + 0.999 * (1 - JaroWinkler.similarity(typed.word, word)), word))
    return nsmallest(MOST_WORDS, near)


def letters_allowed(word: str) -> int:
    """How many letters of a word may be mistaken."""
    return 0 if len(word) < 3 else 1 if len(word) < 5 else 2


def _page(hits: Sequence[Hit], skip: int, how: How) -> Found:
    ids = tuple(hit.lead_id for hit in hits[:PAGE])
    exact = bool(hits) and how == "typed" and hits[0].tier == 1
    return Found(ids, hits[0].total if hits else skip, more=len(hits) > PAGE, how=how, exact=exact)
