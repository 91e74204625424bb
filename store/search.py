"""The statements that search asks, and what they say. The ranking is in migrations/search, the reading of misspelt words in crm/search.py.

Asked of functions that take the organization from the session: under a policy PostgreSQL uses no index on text. The leads that they name are read
in the same statement, under the policies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import asyncpg

from store.leads import LINE_COLUMNS, OWNER_JOIN, LeadLine, Viewer, line_of

LINES = f"""
    select hit.tier, hit.total, {LINE_COLUMNS}
    from {{found}} with ordinality hit(lead_id, tier, total, place) join leads l on l.id = hit.lead_id {OWNER_JOIN}
    where l.organization_id = $1 order by hit.place
"""
SEARCH = LINES.format(found="slack.search_leads($2, $3, $4, $5)")
WITH = LINES.format(found="slack.leads_with($2, $3, $4, $5, $6, $7)")
SIMILAR = "select place, typed, word from slack.similar_words($1)"
FIND_EXACT = "select find_exact from slack.find_exact($1, $2, $3)"
FIND_EACH = """
    select asked.place, hit.lead_id from unnest($1::text[], $2::text[]) with ordinality asked(kind, value, place)
    cross join lateral slack.find_exact(asked.kind, asked.value, $3) with ordinality hit(lead_id, rank)
    order by asked.place, hit.rank
"""

# One lead at a time: a join would have PostgreSQL guess how many there are, and read the whole table.
EACH_LINE = f"""
    select hit.place, line.* from (
        select 0 as place, 1 as rank, $4::bigint as lead_id union all
        select asked.place, hit.rank, hit.lead_id from unnest($1::text[], $2::text[]) with ordinality asked(kind, value, place)
        cross join lateral slack.find_exact(asked.kind, asked.value, $3) with ordinality hit(lead_id, rank)
    ) hit
    cross join lateral (
        select {LINE_COLUMNS} from leads l {OWNER_JOIN} where l.id = hit.lead_id and l.organization_id = $5 limit 1
    ) line
    order by hit.place, hit.rank
"""

Kind = Literal["email", "name", "phone"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A lead found. tier: its rank, 1 the best. total: of all that is found, None for more than are counted."""

    line: LeadLine
    tier: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A word as typed, folded, and words of the organization that it may be a misspelling of."""

    word: str
    known: tuple[str, ...] = ()


async def search_leads(connection: asyncpg.Connection, query: str, *, organization_id: int, viewer: Viewer, limit: int, skip: int = 0) -> Sequence[Hit]:
    """Leads of the connection's organization. Tiers: exactly a name, company, e-mail or phone; the beginning of one; words; beginnings of words.

    Within a tier: open ones first, then the viewer's own, then by score.
    """
    return _hits(await connection.fetch(SEARCH, organization_id, query, viewer.user_id, limit, skip), viewer)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a query may have meant, as words with blanks between. `ruiz|riuz`: either; `ruiz*`: the beginning of a word; `~ruiz`: a word of the notes.

    level: those of one level take turns in the order.
    """

    words: str
    level: int


async def leads_with(
    connection: asyncpg.Connection,
    meant: Sequence[Meant],
    *,
    organization_id: int,
    viewer: Viewer,
    limit: int,
    skip: int = 0,
    candidates: str | None = None,
) -> Sequence[Hit]:
    """Leads that have all words of one of these, a tier each. candidates: what has all of them, in one line."""
    words, levels = [one.words for one in meant], [one.level for one in meant]
    return _hits(await connection.fetch(WITH, organization_id, words, levels, candidates, viewer.user_id, limit, skip), viewer)


async def similar_words(connection: asyncpg.Connection, query: str) -> Sequence[Typed]:
    """The words of a query with those that they may be misspellings of: more than are."""
    each = groupby(await connection.fetch(SIMILAR, query), key=lambda row: (row["place"], row["typed"]))
    return [Typed(typed, tuple(row["word"] for row in rows if row["word"] is not None)) for (_, typed), rows in each]


async def find_exact(connection: asyncpg.Connection, kind: Kind, value: str, *, limit: int = 11) -> Sequence[int]:
    """Ids of the connection's organization whose e-mail, phone, or full name, company or "name company" is exactly this: open first, then by score.

    Case, accents and punctuation of names are folded, and how a phone is spelt.
    """
    return [row["find_exact"] for row in await connection.fetch(FIND_EXACT, kind, value, limit)]


async def find_each_exact(connection: asyncpg.Connection, asked: Sequence[tuple[Kind, str]], *, limit: int = 11) -> Sequence[Sequence[int]]:
    """As find_exact, for several at once, each with its own ids; in one round trip."""
    found: list[list[int]] = [[] for _ in asked]
    for row in await connection.fetch(FIND_EACH, [kind for kind, _ in asked], [value for _, value in asked], limit) if asked else ():
        found[row["place"] - 1].append(row["lead_id"])
    return found


async def find_each_line(
    connection: asyncpg.Connection, asked: Sequence[tuple[Kind, str]], *, lead_id: int | None, organization_id: int, viewer: Viewer, limit: int = 11
) -> Sequence[Sequence[LeadLine]]:
    """As find_each_exact, the leads themselves; before them, as if it were the first that is asked, the lead with this id."""
    found: list[list[LeadLine]] = [[] for _ in range(len(asked) + 1)]
    rows = await connection.fetch(EACH_LINE, [kind for kind, _ in asked], [value for _, value in asked], limit, lead_id, organization_id)
    for row in rows:
        found[row["place"]].append(line_of(row, viewer))
    return found


def _hits(rows: Sequence[asyncpg.Record], viewer: Viewer) -> list[Hit]:
    return [Hit(line_of(row, viewer), row["tier"], row["total"]) for row in rows]
