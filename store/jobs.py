"""The job queue: a job is written in the transaction whose work it continues, and is there only if that commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import driver_of

# Every name is given: what is left out pgqueuer reads from the environment, from variables as common as CHANNEL and FUNCTION.
NAMES = DBSettings(
    prefix="",
    db_schema="slack",
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    trigger="tg_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    schedules_table="pgqueuer_schedules",
)


@dataclass(frozen=True, slots=True)
class Order:
    """A job to be done. payload: ids and the organization, nothing else. after: how long it waits, from the transaction's start by the database's clock.

    key: while a job with it waits or runs, another is not added.
    """

    job: str
    payload: Mapping[str, int]
    after: timedelta = timedelta(0)
    key: str | None = None


def queries(connection: asyncpg.Connection) -> Queries:
    """The queue's statements on a connection, in the schema where our migration put its tables."""
    return Queries(AsyncpgDriver(connection), QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES), QuerySchedulerBuilder(NAMES))


async def enqueue(session: AsyncSession, job: str, payload: Mapping[str, int]) -> None:
    """Add a job in the session's transaction: a rollback leaves none."""
    await enqueue_all(session, [Order(job, payload)])


async def enqueue_all(session: AsyncSession, orders: Sequence[Order]) -> None:
    """Add jobs in the session's transaction, in one round trip."""
    if not orders:
        return
    await queries(await driver_of(session)).enqueue(
        [order.job for order in orders],
        [to_json(dict(order.payload)) for order in orders],
        [0] * len(orders),
        execute_after=[order.after for order in orders],
        dedupe_key=[order.key for order in orders],
        on_conflict="skip",
    )
