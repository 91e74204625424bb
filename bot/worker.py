"""The worker: names and schedules the jobs. Their bodies stand in their noun's folder."""

import asyncio
import json
from datetime import timedelta
from functools import partial

import asyncpg
import structlog
from pgqueuer.core.applications import PgQueuer
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import Job, Schedule
from sqlalchemy import Connection

from handlers.deliveries import jobs as deliveries
from handlers.deliveries.jobs import Clients
from handlers.deliveries.sending import Pace
from store import jobs
from store.database import Database, unreachable
from store.deliveries import DRAIN

log = structlog.get_logger()

RETRIED = partial(DatabaseRetryEntrypointExecutor, max_attempts=8, initial_delay=timedelta(seconds=1), max_delay=timedelta(minutes=5))
AT_ONCE, BATCH = 50, 10
POLL = timedelta(seconds=5)
STALE = timedelta(seconds=10)
"""A job whose worker gave no sign for so long is another worker's."""
EVERY_NIGHT = "17 3 * * *"


async def run_worker(
    database: Database, clients: Clients, *, stop: asyncio.Event, pace: Pace | None = None, sweep_seconds: float = 5.0, finish_seconds: float = 10.0
) -> None:
    """Do jobs until stop is set; then take nothing new and finish what is held, within finish_seconds.

    A database that goes away is waited for. Raises RuntimeError where the queue's tables are missing (not migrated).
    """
    while not stop.is_set():
        try:
            await _work(database, clients, stop, pace or Pace(), sweep_seconds, finish_seconds)
        except Exception as error:
            if not (unreachable(error) or isinstance(error, FailingListenerError)):
                raise
            log.warning("the worker waits for the database", error=type(error).__name__)
            await _wait(stop, 1.0)


async def _work(database: Database, clients: Clients, stop: asyncio.Event, pace: Pace, sweep_seconds: float, finish_seconds: float) -> None:
    """One connection's time: until stop, or until the database is lost (raises)."""
    connection = await _connect(database)
    try:
        queue = PgQueuer(jobs.driver(connection), channel=jobs.NAMES.channel, queries=jobs.queries(connection))
        _register(queue, database, clients, pace)
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
        sweeping = asyncio.create_task(_sweep(database, stop, sweep_seconds))
        await _until_stopped(queue, doing, sweeping, stop, finish_seconds)
    finally:
        connection.terminate()


async def _until_stopped(queue: PgQueuer, doing: asyncio.Task[None], sweeping: asyncio.Task[None], stop: asyncio.Event, finish_seconds: float) -> None:
    """Both tasks, until one fails or stop is set; what is held then is finished, or cut off after finish_seconds."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({doing, sweeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        queue.shutdown.set()
        if not (await asyncio.wait({doing}, timeout=finish_seconds))[0]:
            log.warning("the worker stops in the middle of a job")
    finally:
        outcomes = await _end(doing, sweeping, stopping)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


async def _end(*tasks: asyncio.Task[None] | asyncio.Task[bool]) -> list[object]:
    for task in tasks:
        task.cancel()
    return list(await asyncio.gather(*tasks, return_exceptions=True))


async def _connect(database: Database) -> asyncpg.Connection:
    """A connection of the worker's own, made as the engine of the jobs makes them, and not one of its pool any more."""
    async with database.jobs.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await connection.run_sync(Connection.detach)
        assert isinstance(driver, asyncpg.Connection)
    return driver


def _register(queue: PgQueuer, database: Database, clients: Clients, pace: Pace) -> None:
    """Every job of ours, by name."""

    @queue.entrypoint(DRAIN, on_failure="hold", executor_factory=RETRIED)
    async def drain(job: Job) -> None:
        await deliveries.drain(database, clients, **_ids(job), pace=pace)

    @queue.schedule("housekeeping", EVERY_NIGHT)
    async def tidy(_schedule: Schedule) -> None:
        await deliveries.tidy(database)


def _ids(job: Job) -> dict[str, int]:
    """A job's payload: ids and the organization."""
    payload: dict[str, int] = json.loads(job.payload or b"{}")
    return payload


async def _sweep(database: Database, stop: asyncio.Event, seconds: float) -> None:
    """Look every so often for channels whose worker or job was lost, at the start first."""
    while not stop.is_set():
        if found := await deliveries.sweep(database):
            log.info("channels that were due", channels=found)
        await _wait(stop, seconds)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    """Wait, or less if it is time to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
