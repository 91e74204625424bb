"""Leads to search among, and asking as the bot asks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from crm import search
from tests.store.tenants import ROWS, serving

ME, OTHER = 1, 2


@dataclass(frozen=True)
class Rep:
    """Whoever looks."""

    user_id: int
    organization_id: int = 1

    def local(self, moment: datetime) -> datetime:
        """The tests have one clock."""
        return moment


REP, OTHER_REP = Rep(ME), Rep(OTHER, 2)
AGREES = {"missing": 0, "wrong": 0, "left_over": 0, "words_missing": 0}


async def organizations(owner: asyncpg.Connection) -> None:
    """Two organizations, each with a person."""
    for n in (1, 2):
        for table in ("organizations", "users"):
            await owner.execute(ROWS[table].format(n=n))
    await owner.execute("insert into users (id, email, organization_id) values (3, 'ben@acme.example', 1)")


async def a_lead(owner: asyncpg.Connection, **more: Any) -> int:
    """A lead of organization 1, its id."""
    values = {"organization_id": 1, "status": "new", **more}
    columns, places = ", ".join(values), ", ".join(f"${n}" for n in range(1, len(values) + 1))
    return await owner.fetchval(f"insert into leads ({columns}) values ({places}) returning id", *values.values())


async def agreement(owner: asyncpg.Connection) -> dict[str, int]:
    """On what the search data and the leads disagree."""
    return dict(await owner.fetchrow("select * from slack.check_search()"))


async def drop_unused(owner: asyncpg.Connection) -> int:
    """As the rebuild does it; how many rows are gone."""
    unused = await owner.fetch("select * from slack.unused_search_words()")
    return await owner.fetchval("select slack.drop_search_words($1, $2)", [one["organization_id"] for one in unused], [one["word"] for one in unused])


@asynccontextmanager
async def asking(url: str, organization: object = 1) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the bot has it."""
    async with serving(url, organization) as connection:
        await connection.execute("select set_config('plan_cache_mode', 'force_generic_plan', false), set_config('jit', 'off', false)")
        yield connection


async def found(url: str, query: str, *, organization: int = 1, **more: Any) -> search.Found:
    """What one search says."""
    async with asking(url, organization) as connection:
        return await search.find(connection, query, viewer=Rep(ME, organization), **more)
