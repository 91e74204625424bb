"""A million leads into a database, with what the search keeps of them and without; what that costs, and how much room it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

import asyncpg

from bench import crowd, slack
from bench.figures import Figure
from bench.stage import ratio
from store import search_data

TRIGGERS = ("slack_search_inserted", "slack_search_updated", "slack_search_deleted")
SINGLE = (
    "insert into leads (organization_id, email, first_name, last_name, company, phone, status, score, notes)"
    " select 1, email, last_name, first_name, company, phone, status, score, notes from leads where id = $1"
)
SIZES = """
    select format('%s.%s', relnamespace::regnamespace, relname) as name, pg_table_size(oid) as bytes, relkind from pg_class where oid = any($1::regclass[])
    union all
    select c.relname, pg_relation_size(i.indexrelid), c.relkind from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = any($1::regclass[])
"""
TABLES = ["leads", "slack.lead_search", "slack.search_words"]


@dataclass(frozen=True)
class Loaded:
    """Seconds that the same leads took."""

    leads: int
    bare: float
    kept: float


async def people(connection: asyncpg.Connection, organizations: Sequence[crowd.Organization]) -> None:
    """The organizations beside the first, and everybody who works in them."""
    await connection.execute(
        "insert into organizations (id, name, slug) select n, 'Organization ' || n, 'organization-' || n from generate_series(2, $1) n", len(organizations)
    )
    users = [
        (user, slack.REP_EMAIL if user == organizations[0].first_user else f"user-{user}@acme.example", "sales_rep", each.id)
        for each in organizations
        for user in range(each.first_user, each.first_user + each.users)
    ]
    await connection.copy_records_to_table("users", records=users, columns=("id", "email", "role", "organization_id"))


async def load(connection: asyncpg.Connection, files: Sequence[Path], leads: int) -> Loaded:
    """Twice, the second time for good: first without what the search keeps. As a batch, a transaction for every file."""
    await _switch(connection, "disable")
    bare = await _copy(connection, files)
    await connection.execute("truncate leads cascade")
    await _switch(connection, "enable")
    kept = await _copy(connection, files)
    await connection.execute("vacuum (analyze) leads, slack.lead_search, slack.search_words")  # as autovacuum does within a minute
    await connection.execute("analyze")
    return Loaded(leads, bare, kept)


async def _switch(connection: asyncpg.Connection, how: str) -> None:
    for trigger in TRIGGERS:
        await connection.execute(f"alter table leads {how} trigger {trigger}")


async def _copy(connection: asyncpg.Connection, files: Sequence[Path]) -> float:
    began = perf_counter()
    for path in files:
        async with connection.transaction():
            await connection.execute("select set_config('app.batch_id', $1, true)", str(uuid4()))
            await connection.copy_to_table("leads", source=path, columns=crowd.COLUMNS)
    return perf_counter() - began


async def figures(connection: asyncpg.Connection, loaded: Loaded, *, singles: int, dsn: str) -> list[Figure]:
    """What was loaded, written once more one by one, counted and checked."""
    section = "search: writing leads"
    rates = loaded.leads / loaded.kept, loaded.leads / loaded.bare
    one = {how: await _singles(connection, how, singles) for how in ("disable", "enable")}
    agreed, checking = await _check(dsn)
    return [
        Figure(section, f"COPY of {loaded.leads:,}", "rows/s", rates[0], rates[1], "without search", rates[0] / rates[1]),
        Figure(section, f"COPY of {loaded.leads:,}", "s", loaded.kept, loaded.bare, "without search", loaded.kept / loaded.bare),
        Figure(
            section,
            "insert one, p50",
            "ms",
            median(one["enable"]),
            median(one["disable"]),
            "without search",
            ratio([median(one["enable"])], [median(one["disable"])]),
        ),
        Figure(section, "leads or words on which the search data does not agree", "rows", agreed, at_most=0),
        Figure(section, "checking that", "s", checking),
        *await _sizes(connection),
    ]


async def _singles(connection: asyncpg.Connection, how: str, count: int) -> list[float]:
    """Milliseconds of an insert each, in a transaction that is undone: names that there are, in an order that is new."""
    took = []
    transaction = connection.transaction()
    await transaction.start()
    try:
        await _switch(connection, how)
        ids = [row["id"] for row in await connection.fetch("select id from leads where organization_id = 1 and id % 7 = 0 order by id limit $1", count)]
        for lead_id in ids:
            began = perf_counter()
            await connection.execute(SINGLE, lead_id)
            took.append((perf_counter() - began) * 1000)
    finally:
        await transaction.rollback()
    return took


async def _check(dsn: str) -> tuple[int, float]:
    began = perf_counter()
    found = await search_data.check(dsn)
    return found.missing + found.wrong + found.left_over + found.words_missing, perf_counter() - began


async def _sizes(connection: asyncpg.Connection) -> list[Figure]:
    rows = await connection.fetch(SIZES, TABLES)
    return [Figure("search: room taken", f"{'index' if row['relkind'] == b'i' else 'table'} {row['name']}", "MiB", row["bytes"] / 2**20) for row in rows]
