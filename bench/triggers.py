"""What the triggers cost whoever writes leads: with them, without them, and as a batch of our own, in turn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median
from time import perf_counter
from uuid import uuid4

import asyncpg

from bench.figures import Figure
from bench.stage import Effort, Stage, ratio

COLUMNS = "organization_id, first_name, last_name, email, company, job_title, status, source, score, created_at, updated_at"
VALUES = "$1, 'Ana', 'Ruiz', 'ana.' || n || '@example.com', 'Acme Corp', 'Buyer', 'new', 'website', n % 100, now(), now()"
INSERT = f"insert into leads ({COLUMNS}) select {VALUES} from generate_series($2::int, $3::int) n"
UPDATE = "update leads set job_title = 'Head of ' || job_title, updated_at = now() where organization_id = $1 and id > $2"
HOW = ("without triggers", "with triggers", "with triggers, as a batch")

Times = dict[str, dict[str, list[float]]]
"""µs a row by what was written and how, a number a round."""


async def measure(stage: Stage) -> list[Figure]:
    """In an organization of its own, as the tables' owner."""
    times: Times = {what: {how: [] for how in HOW} for what in ("insert one", "update one", "insert many", "update many")}
    connection = await asyncpg.connect(stage.url)
    try:
        organization = await connection.fetchval("insert into organizations (name, slug) values ('Measured', 'measured') returning id")
        for _ in range(stage.effort.bulk_rounds):
            for how in HOW:
                await _single(connection, organization, how, stage.effort, times)
                await _bulk(connection, organization, how, stage.effort, times)
            await connection.execute("vacuum leads, slack.events, slack.changes")
    finally:
        await connection.close()
    return list(_figures(times, stage.effort.bulk))


@asynccontextmanager
async def _undone(connection: asyncpg.Connection, how: str) -> AsyncIterator[None]:
    """A transaction that leaves nothing but dead rows; a commit would cost the same with triggers and without."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        if how == HOW[0]:
            await connection.execute("alter table leads disable trigger user")
        if how == HOW[2]:
            await connection.execute("select set_config('app.batch_id', $1, true)", str(uuid4()))
        yield
    finally:
        await transaction.rollback()


async def _bulk(connection: asyncpg.Connection, organization: int, how: str, effort: Effort, times: Times) -> None:
    async with _undone(connection, how):
        last = await connection.fetchval("select max(id) from leads")
        times["insert many"][how].append(await _timed(connection, INSERT, organization, 1, effort.bulk) / effort.bulk)
        times["update many"][how].append(await _timed(connection, UPDATE, organization, last) / effort.bulk)


async def _single(connection: asyncpg.Connection, organization: int, how: str, effort: Effort, times: Times) -> None:
    inserts, updates = [], []
    async with _undone(connection, how):
        for number in range(effort.singles):
            last = await connection.fetchval("select max(id) from leads")
            inserts.append(await _timed(connection, INSERT, organization, number, number))
            updates.append(await _timed(connection, UPDATE, organization, last))
    times["insert one"][how].append(median(inserts))
    times["update one"][how].append(median(updates))


async def _timed(connection: asyncpg.Connection, statement: str, *values: int) -> float:
    began = perf_counter()
    await connection.execute(statement, *values)
    return (perf_counter() - began) * 1e6


def _figures(times: Times, bulk: int) -> list[Figure]:
    figures = []
    for what, by_how in times.items():
        name = what.replace("many", f"{bulk:,}")
        unit = "µs" if what.endswith("one") else "µs a row"
        without = by_how[HOW[0]]
        for how in HOW[1:]:
            took = by_how[how]
            figures.append(Figure("writing leads", f"{name}, {how}", unit, median(took), median(without), HOW[0], ratio(took, without)))
    return figures
