"""The migrations on a database that was empty, and what they agree with."""

import asyncpg
import pytest
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.domain.settings import DBSettings
from pgqueuer.queries import Queries
from sqlalchemy.ext.asyncio import create_async_engine

from store import migrate
from store.migrate import TablesHoldRows
from store.models import Base
from store.types import ENUMS
from store.urls import UrlNotUnderstood, driver_url, normalise_url
from tests.postgres import create_database, drop_database
from tests.store.platforms import snapshot
from tests.store.tenants import ROWS, serving

STRUCTURE = """
select 'column ' || c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'slack'::regnamespace)
union all select 'index ' || indexdef from pg_indexes where schemaname in ('public', 'slack')
union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
  where connamespace in ('public'::regnamespace, 'slack'::regnamespace) and contype <> 'n'
order by 1
"""
NOT_MODELS = ("pgqueuer", "alembic_version", "platform_tables", "lead_search", "search_words")


@pytest.fixture
async def empty_url(postgres_url):
    url = await create_database(postgres_url)
    yield url
    await drop_database(url)


async def structure(url):
    connection = await asyncpg.connect(url)
    lines = [row[0] for row in await connection.fetch(STRUCTURE)]
    await connection.close()
    return [line for line in lines if not any(name in line for name in NOT_MODELS)]


async def test_models_and_migrations_agree(empty_url, database_url):
    engine = create_async_engine(normalise_url(empty_url))
    async with engine.begin() as connection:
        await connection.exec_driver_sql("create schema slack")
        for enum in ENUMS:
            await connection.exec_driver_sql(f"create type {enum.name} as enum {enum.labels}")
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()

    assert await structure(database_url) == await structure(empty_url)


async def test_up_again_changes_nothing(database_url):
    before = await snapshot(database_url)

    await migrate.upgrade(database_url)

    assert await migrate.plan(database_url) == ""
    assert await snapshot(database_url) == before


async def test_down_and_up_again(empty_url):
    before = await snapshot(empty_url)
    await migrate.upgrade(empty_url)
    up = await snapshot(empty_url)

    await migrate.downgrade(empty_url)
    assert await snapshot(empty_url) == before
    assert await migrate.current(empty_url) is None
    await migrate.downgrade(empty_url)

    await migrate.upgrade(empty_url)
    assert await snapshot(empty_url) == up


async def test_tables_that_hold_rows_stay_and_are_named(database_url):
    connection = await asyncpg.connect(database_url)
    await connection.execute(ROWS["organizations"].format(n=1))
    await connection.execute(ROWS["users"].format(n=1))
    before = await snapshot(database_url)

    with pytest.raises(TablesHoldRows) as refused:
        await migrate.downgrade(database_url)

    assert sorted(refused.value.tables) == ["organizations", "users"]
    assert await snapshot(database_url) == before
    await connection.close()


async def test_the_job_librarys_tables_are_as_it_wants_them(database_url):
    connection = await asyncpg.connect(database_url)

    plan = await queue(connection).plan_upgrade()

    assert plan.statements == ()
    await connection.close()


async def test_a_job_is_put_in_by_the_bot_and_taken_by_a_worker(database_url):
    async with serving(database_url, 1) as connection:
        [job] = await queue(connection).enqueue(["drain"], [b"7"], [0])
        await queue(connection).enqueue("drain", b"8", dedupe_key="8")
    worker = await asyncpg.connect(database_url)
    await worker.execute("set role leadbot_jobs")

    size = await queue(worker).queue_size()
    await queue(worker).clear_queue()

    assert job
    assert sum(each.count for each in size) == 2
    await worker.close()


def queue(connection):
    """pgqueuer on our schema, chosen by arguments and not by the environment."""
    settings = DBSettings(db_schema="slack")
    return Queries(AsyncpgDriver(connection), QueryBuilderEnvironment(settings), QueryQueueBuilder(settings), QuerySchedulerBuilder(settings))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("postgres://dora:s%40cret@db.example/leads", "postgresql+asyncpg://dora:s%40cret@db.example/leads"),
        ("postgresql://dora@db.example:6543/leads?sslmode=require", "postgresql+asyncpg://dora@db.example:6543/leads?ssl=require"),
        ("postgresql+asyncpg://dora@/leads?host=/run/db", "postgresql+asyncpg://dora@/leads?host=%2Frun%2Fdb"),
        ("postgresql://dora@db/leads?sslmode=require&channel_binding=require", "postgresql+asyncpg://dora@db/leads?ssl=require"),
    ],
)
def test_addresses_in_every_spelling(given, wanted):
    assert normalise_url(given).render_as_string(hide_password=False) == wanted
    assert driver_url(given).startswith("postgresql://")
    assert "ssl=" not in driver_url(given)


@pytest.mark.parametrize("given", ["mysql://dora:s3cret@db/leads", "nonsense s3cret", "postgresql://dora:s3cret@db/leads?sslrootcert=/ca"])
def test_an_address_that_cannot_be_used_is_refused_without_being_shown(given):
    with pytest.raises(UrlNotUnderstood) as refused:
        normalise_url(given)

    assert "s3cret" not in str(refused.value)
