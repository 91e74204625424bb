"""Engines, and sessions that belong to one organization."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from sqlalchemy import URL, Text, bindparam, event, exc, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from store.meanings import ROLE
from store.urls import driver_url

APP_ROLE = "leadbot_app"
JOBS_ROLE = "leadbot_jobs"

ON_CONNECT = """
    select set_config('role', '{role}', false), set_config('statement_timeout', '10s', false), set_config('jit', 'off', false),
           set_config('plan_cache_mode', 'force_generic_plan', false)
"""
"""Statements of ours are few, prepared once and by key: planning a card under the policies costs more than reading it (2.1 against 0.26 ms)."""

NAME_THE_ACTOR = text(f"""
    with first as (
        insert into slack.received (source, key) select :source, :key where :key is not null
        on conflict do nothing returning 1
    )
    select set_config('app.actor_id', :actor_id, true), set_config('app.batch_id', :batch_id, true),
           :key is null or exists (select from first),
           (select {ROLE} from users u where u.id = nullif(:actor_id, '')::int and u.is_active)
""").bindparams(*(bindparam(name, type_=Text) for name in ("source", "key", "actor_id", "batch_id")))


class AlreadyHandled(Exception):
    """Slack sent this again; what it asked for was committed the first time."""


class RoleChanged(Exception):
    """The actor's role is not what is remembered of them, or they have no access any more: nothing is done."""


class Acting(Protocol):
    """Whoever a transaction is done for."""

    @property
    def user_id(self) -> int:
        """users.id."""
        ...

    @property
    def role(self) -> str | None:
        """Which the transaction is refused without; None where what is done was allowed before."""
        ...


def create_engine(url: URL, *, role: str, size: int = 10) -> AsyncEngine:
    """An engine whose connections have taken a role. Connecting waits at most 5 s, a statement 10 s, a place in the pool 5 s."""
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=1800,
        pool_use_lifo=True,  # the warmest connection: it may serve the organization already
        hide_parameters=True,  # what people typed and who they are stays out of logs
        connect_args={"timeout": 5, "command_timeout": 15, "server_settings": {"application_name": "leadbot"}},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def take_role(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.run_async(lambda driver: driver.execute(ON_CONNECT.format(role=role)))

    @event.listens_for(engine.sync_engine, "checkout")
    def refuse_closed(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
        if dbapi_connection.driver_connection.is_closed():
            raise exc.DisconnectionError  # the pool connects anew; asyncpg knows it without a round trip

    return engine


@dataclass(frozen=True, slots=True)
class Database:
    """The engines of a process: the bot's, held to one organization a session, and that of set-based jobs."""

    app: AsyncEngine
    jobs: AsyncEngine

    def sessions(self, organization_id: int, *, received: tuple[str, str] | None = None) -> "Sessions":
        """Sessions of one organization. received: source and key of the request that is being handled, so that its write happens once."""
        return Sessions(self, organization_id, received=received)

    async def close(self) -> None:
        """Let every connection go."""
        await self.app.dispose()
        await self.jobs.dispose()


def connect(url: URL) -> Database:
    """The engines for a database's address. Nothing is opened yet."""
    return Database(app=create_engine(url, role=APP_ROLE), jobs=create_engine(url, role=JOBS_ROLE, size=4))


class Sessions:
    """Opens sessions of one organization: what they read and write is held to it by row-level security."""

    def __init__(self, database: Database, organization_id: int, *, received: tuple[str, str] | None = None) -> None:
        self.database, self.organization_id, self.received, self.used = database, organization_id, received, False

    @asynccontextmanager
    async def begin(self, actor: Acting | None, *, batch_id: str | None = None, once: bool = True) -> AsyncIterator[AsyncSession]:
        """One transaction, committed at the end. The triggers record who acted, and in which batch.

        Raises AlreadyHandled when the same request was committed before, RoleChanged when the actor's role is another one by now.
        A request has one transaction; once=False: one beside it, which keeps what the request is not settled by.
        """
        received = self.received if once else None
        if self.used and received:
            raise RuntimeError("a request writes in one transaction: its second would take itself for a repetition")
        async with AsyncSession(self.database.app, expire_on_commit=False) as session, session.begin():
            await bind(await (await session.connection()).get_raw_connection(), self.organization_id)
            source, key = received or (None, None)
            named = {"source": source, "key": key, "actor_id": str(actor.user_id) if actor else "", "batch_id": batch_id or ""}
            _, _, is_new, role = (await session.execute(NAME_THE_ACTOR, named)).one()
            if not is_new:
                raise AlreadyHandled
            if actor and actor.role and actor.role != role:
                raise RoleChanged
            yield session
        self.used = self.used or once

    @asynccontextmanager
    async def read(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for reading, without a transaction: each statement is one round trip.

        The driver's own, from the engine's pool: of what a card costs, SQLAlchemy's connection and rows were a third.
        """
        pooled = await greenlet_spawn(self.database.app.pool.connect)
        try:
            await bind(pooled, self.organization_id)
            yield pooled.driver_connection
        finally:
            await greenlet_spawn(pooled.close)


async def driver_of(session: AsyncSession) -> asyncpg.Connection:
    """The driver's connection in the session's transaction, which is begun: SQLAlchemy sends BEGIN only with the first statement of its own."""
    connection = await session.connection()
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, asyncpg.Connection)
    if not driver.is_in_transaction():
        await connection.exec_driver_sql("select 1")
    return driver


async def bind(pooled: PoolProxiedConnection, organization_id: int) -> None:
    """Make the connection the organization's, for as long as it lives or until it serves another.

    Sent through the driver, outside SQLAlchemy's transaction: a rollback would take the setting back while the pool's note stayed.
    A connection that serves the organization already needs no round trip.
    """
    if pooled.info.get("organization_id") == organization_id:
        return
    pooled.info.pop("organization_id", None)
    driver = pooled.driver_connection
    assert isinstance(driver, asyncpg.Connection)
    await driver.execute(f"select set_config('app.organization_id', '{int(organization_id)}', false)")
    pooled.info["organization_id"] = organization_id


async def behind_transaction_pooler(url: URL) -> bool:
    """Whether a pooler hands the server's sessions around between statements: settings would reach another organization.

    Only behind such a pooler do two connections that are open at once share a server's process, or does one of them change its own.
    """
    dsn = driver_url(url)
    first = await asyncpg.connect(dsn, timeout=5, statement_cache_size=0)
    try:
        second = await asyncpg.connect(dsn, timeout=5, statement_cache_size=0)
        try:
            seen = [(await first.fetchval("select pg_backend_pid()"), await second.fetchval("select pg_backend_pid()")) for _ in range(5)]
            ones, twos = (set(pids) for pids in zip(*seen, strict=True))
            return len(ones) > 1 or len(twos) > 1 or ones == twos
        finally:
            await second.close()
    finally:
        await first.close()


def unreachable(error: BaseException) -> bool:
    """Whether an error says that the database cannot be reached, is starting or stopping, has no connection left or did not answer in time."""
    if isinstance(error, exc.DBAPIError) and (error.connection_invalidated or isinstance(error, exc.OperationalError | exc.InterfaceError)):
        return True
    state = str(getattr(getattr(error, "orig", error), "sqlstate", None) or "")
    away = state.startswith(("08", "57P0")) or state == asyncpg.TooManyConnectionsError.sqlstate
    return away or isinstance(error, exc.TimeoutError | OSError | asyncpg.PostgresConnectionError | asyncpg.OperatorInterventionError | asyncpg.InterfaceError)
