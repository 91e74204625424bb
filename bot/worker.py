"""The worker: names and schedules the jobs. Their bodies stand in their noun's folder."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Literal

import asyncpg
import structlog
from pgqueuer.core.applications import PgQueuer
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import Job, Schedule
from sqlalchemy import Connection

from handlers import reactions
from handlers.deliveries import jobs as deliveries
from handlers.deliveries.jobs import Clients
from handlers.deliveries.sending import Pace
from handlers.lists import doing as lists
from handlers.notes import carrying, mailing
from handlers.notes.mailing import NO_MAIL, Post
from store import jobs
from store.batches import WORK
from store.captured import MARK
from store.database import Database, unreachable
from store.deliveries import DRAIN
from store.notes import CARRY, MAIL

log = structlog.get_logger()

RETRIED = partial(DatabaseRetryEntrypointExecutor, max_attempts=8, initial_delay=timedelta(seconds=1), max_delay=timedelta(minutes=5))
AT_ONCE, BATCH = 50, 10
FILES_AT_ONCE = 2
"""Each is held in memory, up to 50 MB."""
POLL = timedelta(seconds=5)
STALE = timedelta(seconds=10)
"""A job whose worker gave no sign for so long is another worker's."""
EVERY_NIGHT = "17 3 * * *"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the worker keeps time. sweep_seconds: between looks for what was lost. finish_seconds: for what is held when it is told to stop."""

    pace: Pace = field(default_factory=Pace)
    sweep_seconds: float = 5.0
    finish_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Sending:
    """What the jobs send with."""

    clients: Clients
    pace: Pace
    post: Post


USUAL = Rhythm()
Held = set[asyncio.Task[None]]
"""Jobs in hand. They outlive the queue's connection: an answer of Slack is not thrown away because the database went away meanwhile."""


async def run_worker(database: Database, clients: Clients, *, stop: asyncio.Event, rhythm: Rhythm = USUAL, mail: Post = NO_MAIL) -> None:
    """Do jobs until stop is set; then take nothing new and finish what is held, in at most rhythm.finish_seconds.

    A database that goes away is waited for. Raises RuntimeError where the queue's tables are missing (not migrated).
    """
    held: Held = set()
    try:
        while not stop.is_set():
            try:
                await _work(database, Sending(clients, rhythm.pace, mail), stop, held, rhythm)
            except Exception as error:
                if not (unreachable(error) or isinstance(error, FailingListenerError)):
                    raise
                log.warning("the worker waits for the database", error=type(error).__name__)
                await _wait(stop, 1.0)
    finally:
        await _finish(held, held, rhythm.finish_seconds)


async def _work(database: Database, sending: Sending, stop: asyncio.Event, held: Held, rhythm: Rhythm) -> None:
    """One connection's time: until stop, or until the database is lost (raises)."""
    async with _connected(database) as connection:
        queries = jobs.queries(connection)
        queue = PgQueuer(queries.driver, channel=jobs.NAMES.channel, queries=queries)
        await queue.qm.verify_structure()
        _register(queue, database, sending, held)
        doing = asyncio.create_task(
            queue.run(
                dequeue_timeout=POLL,
                batch_size=BATCH,
                max_concurrent_tasks=AT_ONCE,
                heartbeat_timeout=STALE,
                shutdown_on_listener_failure=True,
                log_aggregation_interval=timedelta(0),
            )
        )
        sweeping = asyncio.create_task(_sweep(database, queue.shutdown, rhythm.sweep_seconds))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({doing, sweeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
            queue.shutdown.set()
            if stop.is_set():
                await _finish(held, {doing, sweeping}, rhythm.finish_seconds)
            else:
                await asyncio.wait({sweeping}, timeout=rhythm.finish_seconds)  # not cut off: it may be in the middle of connecting
        finally:
            outcomes = await _end(doing, sweeping, stopping)
        for error in (outcome for outcome in outcomes if isinstance(outcome, Exception)):
            raise error


async def _finish(held: Held, awaited: set[asyncio.Task[None]], seconds: float) -> None:
    """Wait for tasks, then cut off what is still held: its lease runs out, and the next worker finds out what became of it."""
    if awaited:
        await asyncio.wait(awaited, timeout=seconds)
    if held:
        log.warning("the worker stops in the middle of jobs", jobs=len(held))
        await _end(*held)


async def _end(*tasks: asyncio.Task[None] | asyncio.Task[Literal[True]]) -> list[object]:
    for task in tasks:
        task.cancel()
    return list(await asyncio.gather(*tasks, return_exceptions=True))


@asynccontextmanager
async def _connected(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the worker's own, made as the engine of the jobs makes them, and not one of its pool any more."""
    async with database.jobs.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await connection.run_sync(Connection.detach)
        assert isinstance(driver, asyncpg.Connection)
        try:
            yield driver
        finally:
            driver.terminate()  # a farewell to a server that is gone would be waited for


def _register(queue: PgQueuer, database: Database, sending: Sending, held: Held) -> None:
    """Every job of ours, by name."""

    @queue.entrypoint(DRAIN, on_failure="hold", executor_factory=RETRIED)
    async def drain(job: Job) -> None:
        await _hold(held, deliveries.drain(database, sending.clients, **_ids(job), pace=sending.pace))

    @queue.entrypoint(WORK, on_failure="hold", executor_factory=RETRIED)
    async def go_on(job: Job) -> None:
        await _hold(held, lists.go_on(database, **_ids(job)))

    @queue.entrypoint(MAIL, on_failure="hold", executor_factory=RETRIED)
    async def mail(job: Job) -> None:
        await _hold(held, mailing.mail(database, sending.post, **_ids(job)))

    @queue.entrypoint(CARRY, on_failure="hold", executor_factory=RETRIED, concurrency_limit=FILES_AT_ONCE)
    async def carry(job: Job) -> None:
        await _hold(held, carrying.carry(database, sending.clients, **_ids(job)))

    @queue.entrypoint(MARK, on_failure="hold", executor_factory=RETRIED)
    async def mark(job: Job) -> None:
        await _hold(held, reactions.react(database, sending.clients, **_ids(job)))

    @queue.schedule("housekeeping", EVERY_NIGHT)
    async def tidy(_schedule: Schedule) -> None:
        await deliveries.tidy(database)


async def _hold(held: Held, work: Coroutine[Any, Any, None]) -> None:
    """Do a job to its end, whatever becomes of the queue's own connection."""
    task = asyncio.create_task(work)
    held.add(task)
    task.add_done_callback(held.discard)
    await asyncio.shield(task)


def _ids(job: Job) -> dict[str, int]:
    """A job's payload: ids and the organization."""
    payload: dict[str, int] = json.loads(job.payload or b"{}")
    return payload


async def _sweep(database: Database, stop: asyncio.Event, seconds: float) -> None:
    """Look every so often for channels and lists whose worker or job was lost, at the start first."""
    while not stop.is_set():
        if found := await deliveries.sweep(database):
            log.info("channels that were due", channels=found)
        if found := await lists.sweep(database):
            log.info("lists that had lost their job", lists=found)
        await _wait(stop, seconds)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    """Wait, or less if it is time to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
