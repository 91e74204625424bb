"""Finding leads: one function and one ranking for the command, for options and for shortcuts; and what a misspelt query may have meant."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Literal

import asyncpg
from rapidfuzz.distance import OSA, JaroWinkler

from crm.phones import number_of
from store import search
from store.leads import LeadLine, Viewer
from store.search import Hit, Meant, Typed

PAGE = 10
BESIDE_ONE = 5
WHOLE = 4
"""Letters from which a word that finds something is looked for as a misspelt one too: fewer are the beginning of one."""
MOST_WORDS = 40
"""Known words that one typed word is taken for."""
MOST_COMBINATIONS = 24

How = Literal["typed", "similar", "partly", "notes"]
"""As it was typed; near it, for nothing is so; near all words but one; or only in the notes."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of leads in their order. total: of all, None for more than are counted. exact: the first is exactly what was asked for.

    near: where a single word finds few as typed, what it may be a misspelling of. Beside one lead five at most, beside more up to ten with these;
    none beside the one lead that has exactly this name.
    """

    lines: tuple[LeadLine, ...] = ()
    total: int | None = 0
    more: bool = False
    how: How = "typed"
    exact: bool = False
    near: tuple[LeadLine, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """Of the page's leads."""
        return tuple(line.id for line in self.lines)


async def find(connection: asyncpg.Connection, query: str, *, viewer: Viewer, skip: int = 0, how: How = "typed") -> Found:
    """A page of leads of the viewer's organization: as typed, else the nearest, else from the notes. how: of the page before, where skip > 0."""
    query = number_of(query)
    if how == "typed":
        hits = await search.search_leads(connection, query, organization_id=viewer.organization_id, viewer=viewer, limit=PAGE + 1, skip=skip)
        if hits or skip:
            few = not skip and (1 < len(hits) < PAGE or (len(hits) == 1 and hits[0].tier > 1))
            return replace(_page(hits, skip, "typed"), near=await _near(connection, query, hits, viewer) if few else ())
    words = await search.similar_words(connection, query)
    if how in {"typed", "similar"}:
        hits = await _similar(connection, words, viewer, limit=PAGE + 1, skip=skip)
        if hits or skip:
            return _page(hits, skip, "similar")
    if not words:
        return Found()
    rest = without_a_word(words)
    in_notes = Meant(" ".join(f"~{typed.word}" for typed in words), len(rest) + 1)
    hits = await search.leads_with(connection, [*rest, in_notes], organization_id=viewer.organization_id, viewer=viewer, limit=PAGE + 1, skip=skip)
    return _page(hits, skip, "notes" if hits[0].tier > len(rest) else "partly") if hits else Found()


async def _similar(connection: asyncpg.Connection, words: Sequence[Typed], viewer: Viewer, *, limit: int, skip: int = 0) -> Sequence[Hit]:
    """What the words may be misspellings of. What is nearest is asked alone at first: mostly it fills the page."""
    likely = combinations(words)
    nearest_alone = [meant for meant in likely if meant.level == likely[0].level] if len(words) == 1 and not skip else []
    if nearest_alone != likely and nearest_alone:
        hits = await search.leads_with(connection, nearest_alone, organization_id=viewer.organization_id, viewer=viewer, limit=limit)
        if len(hits) == limit:
            return hits
    return await _any_of(connection, likely, words, viewer, limit=limit, skip=skip)


async def _any_of(
    connection: asyncpg.Connection, likely: Sequence[Meant], words: Sequence[Typed], viewer: Viewer, *, limit: int, skip: int = 0
) -> Sequence[Hit]:
    if not likely:
        return ()
    return await search.leads_with(
        connection, likely, candidates=candidates(words), organization_id=viewer.organization_id, viewer=viewer, limit=limit, skip=skip
    )


async def _near(connection: asyncpg.Connection, query: str, hits: Sequence[Hit], viewer: Viewer) -> tuple[LeadLine, ...]:
    """What a single word may be a misspelling of, though it is also somebody's: enough to fill the page."""
    is_word = unicodedata.normalize("NFC", query.strip()).isalpha()
    words = await search.similar_words(connection, query) if is_word else ()
    if len(words) != 1 or len(words[0].word) < WHOLE:
        return ()
    typed = {hit.line.id for hit in hits}
    similar = await _any_of(connection, combinations(words), words, viewer, limit=PAGE)  # rarely would the nearest alone fill the page
    return tuple(hit.line for hit in similar if hit.line.id not in typed)[: PAGE - len(hits) if len(hits) > 1 else BESIDE_ONE]


def combinations(words: Sequence[Typed]) -> list[Meant]:
    """What a query may have meant, the nearest first, at most MOST_COMBINATIONS: `ruiz*` is the beginning of a word, `ruiz|riuz` either word.

    A single word is taken for one known word after the other, those as far away in turn; of several words each is taken for all
    that are as far away, for few of these go together.
    The words exactly as typed are not among them: they were looked for before.
    """
    if not _has_letters(words):
        return []  # digits mean nothing but themselves
    if len(words) == 1:
        return [Meant(word, int(cost)) for cost, word in nearest(words[0])][:MOST_COMBINATIONS]
    return [Meant(text, place) for place, (cost, text) in enumerate(_combined(words), start=1) if cost]


def without_a_word(words: Sequence[Typed]) -> list[Meant]:
    """The same without one of the words: of three or more, or without one too short to be misspelt."""
    if not _has_letters(words):
        return []
    dropped = [place for place, typed in enumerate(words) if len(words) > 2 or (len(words) == 2 and not letters_allowed(typed.word))]
    rests = [[*words[:place], *words[place + 1 :]] for place in dropped]
    nearest_first = nsmallest(MOST_COMBINATIONS, {one for rest in rests for one in _combined(rest) if one[0] < 2})
    return [Meant(text, place) for place, (_, text) in enumerate(nearest_first, start=1)]


def candidates(words: Sequence[Typed]) -> str:
    """Whatever each word may be: what has all that any of the combinations has."""
    return " ".join("|".join(choice for _, choice in _choices(typed)) for typed in words)


def _combined(words: Sequence[Typed]) -> list[tuple[int, str]]:
    found: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for typed in words:
        choices = _choices(typed)
        found = nsmallest(MOST_COMBINATIONS + 1, ((cost + more, (*chosen, word)) for cost, chosen in found for more, word in choices))
    return [(cost, " ".join(chosen)) for cost, chosen in found]


def _choices(typed: Typed) -> list[tuple[int, str]]:
    """What a word may be, with how many letters are then mistaken: as typed, one, two."""
    by_letters: dict[int, list[str]] = {}
    for cost, word in nearest(typed):
        by_letters.setdefault(int(cost), []).append(word)
    return [(0, f"{typed.word}*"), *((letters, "|".join(each)) for letters, each in sorted(by_letters.items()))]


def _has_letters(words: Sequence[Typed]) -> bool:
    return any(character.isalpha() for typed in words for character in typed.word)


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
    lines = tuple(hit.line for hit in hits[:PAGE])
    exact = bool(hits) and how == "typed" and hits[0].tier == 1
    return Found(lines, hits[0].total if hits else skip, more=len(hits) > PAGE, how=how, exact=exact)
