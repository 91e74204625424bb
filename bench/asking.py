"""One query after the other on the bot's own kind of connection, and on one that no policy holds: what is found, and how long it takes."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

import asyncpg

from bench.queries import Query
from crm import search
from store import leads
from store.database import ON_CONNECT, connect
from store.urls import normalise_url

ORGANIZATION = 1
ROWS = "select id, organization_id, email, first_name, last_name, company, phone, notes from leads where id = any($1)"


@dataclass(frozen=True)
class Rep:
    """Whoever looks."""

    user_id: int
    organization_id: int = ORGANIZATION

    def local(self, moment: datetime) -> datetime:
        """The bench has one clock."""
        return moment


@dataclass(frozen=True)
class Connections:
    """bot: as the server has it, role, organization and settings. free: the same settings, no policy. owner: to look at what was found."""

    bot: asyncpg.Connection
    free: asyncpg.Connection
    owner: asyncpg.Connection


@dataclass
class Asked:
    """A query: rank of the first hit (0: none among ten), milliseconds a round on either connection."""

    rank: int = 0
    how: search.How = "typed"
    bot: list[float] = field(default_factory=list)
    free: list[float] = field(default_factory=list)


@asynccontextmanager
async def connections(url: str) -> AsyncIterator[Connections]:
    """Three, open. Raises AssertionError where policies do not hold the first, or hold the second."""
    database, free, owner = connect(normalise_url(url)), await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        await free.execute(ON_CONNECT.format(role="none"))
        await free.execute(f"select set_config('app.organization_id', '{ORGANIZATION}', false)")
        async with database.sessions(ORGANIZATION).read() as bot:
            for connection, held in ((bot, True), (free, False)):
                assert await connection.fetchval("select row_security_active('leads')") is held
            yield Connections(bot, free, owner)
    finally:
        await free.close()
        await owner.close()
        await database.close()


async def ask(to: Connections, query: Query, *, user_id: int, rounds: int, by_id: bool = False) -> Asked:
    """Rounds on both connections in turn. Raises AssertionError where the bot's found another organization's lead, or not what the other one found."""
    asked, rep = Asked(), Rep(user_id)
    for number in range(rounds):
        seen: dict[str, tuple[int, ...]] = {}
        for name in ("bot", "free") if number % 2 else ("free", "bot"):
            how, ids, took = await _timed(getattr(to, name), query.text, rep, by_id=by_id)
            getattr(asked, name).append(took)
            seen[name] = ids
            asked.how = how
        assert seen["bot"] == seen["free"], f"policies change what is found: {query.text}"
    rows = {row["id"]: row for row in await to.owner.fetch(ROWS, list(seen["bot"]))}
    assert all(row["organization_id"] == ORGANIZATION for row in rows.values()), f"another organization's lead is found: {query.text}"
    asked.rank = _rank(query, seen["bot"], rows)
    return asked


async def _timed(connection: asyncpg.Connection, text: str, rep: Rep, *, by_id: bool) -> tuple[search.How, tuple[int, ...], float]:
    """What is found, and milliseconds."""
    began = perf_counter()
    if by_id:
        card = await leads.card(connection, int(text), organization_id=ORGANIZATION, viewer=rep)
        return "typed", (card.line.id,) if card else (), (perf_counter() - began) * 1000
    found = await search.find(connection, text, viewer=rep)
    took = (perf_counter() - began) * 1000
    return found.how, (*found.ids, *(line.id for line in found.near)), took


def _rank(query: Query, ids: Sequence[int], rows: Mapping[int, Mapping[str, Any]]) -> int:
    return next((place for place, lead_id in enumerate(ids, 1) if query.hit(rows[lead_id])), 0)
