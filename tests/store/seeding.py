"""Databases to seed: with our own tables, and with tables as another program may have made them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from store import slack_models  # noqa: F401 - its tables are part of the metadata
from store.models import Base
from store.types import ENUMS
from store.urls import normalise_url
from tests.postgres import create_database, drop_database

OF_OTHER_KINDS = """
    create extension citext;
    alter type lead_status rename to leadstatus;
    alter type user_role rename to "UserRole";
    alter table leads alter id type bigint, alter organization_id type bigint, alter email type citext, alter company type varchar(80),
        alter first_name type text, alter tags type jsonb using tags::jsonb, alter tags drop default, alter enrichment_data drop default,
        alter enrichment_data type json using enrichment_data::json, alter value type bigint, add rating numeric, alter phone set not null;
    alter table organizations alter slug type citext, alter settings drop default, alter settings type jsonb using settings::jsonb;
    alter table users alter email type citext, alter id drop identity;
    create sequence people_numbers start 700;
    alter table users alter id set default nextval('people_numbers');
    alter table campaigns alter id drop identity;
    create sequence campaigns_id_seq1 start 90 owned by campaigns.id;
    alter table campaigns alter id set default nextval('campaigns_id_seq1');
    alter table leads alter id restart with 5001;
    alter table workflow_executions alter id set generated always, alter id restart with 31;
"""


@asynccontextmanager
async def database(postgres_url: str, *more: str) -> AsyncIterator[str]:
    """A database of its own with the tables of the models and whatever the statements change; dropped at the end."""
    url = await create_database(postgres_url)
    engine = create_async_engine(normalise_url(url))
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("create schema slack")
            for kind in ENUMS:
                labels = ", ".join(f"'{label}'" for label in kind.labels)
                await connection.exec_driver_sql(f"create type {kind.name} as enum ({labels})")
            await connection.run_sync(Base.metadata.create_all)
        async with connected(url) as driver:
            for statement in more:
                await driver.execute(statement)
        yield url
    finally:
        await engine.dispose()
        await drop_database(url)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def an_organization(url: str, slug: str = "acme", *, admin: str = "dora@acme.example", settings: str = "{}") -> None:
    """An organization as `leadbot init` leaves it."""
    async with connected(url) as connection:
        organization = await connection.fetchval(
            "insert into organizations (name, slug, settings) values ($1, $2, $3) returning id", slug.title(), slug, settings
        )
        await connection.execute("insert into users (email, role, organization_id) values ($1, 'admin', $2)", admin, organization)


async def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for what the clock wrote."""
    found = {}
    async with connected(url) as connection:
        for table in Base.metadata.sorted_tables:
            rows = await connection.fetch(f"select t.* from {table.fullname} t order by 1")
            clock = ("created_at", "updated_at") if table.name == "organizations" else ()
            found[table.fullname] = [tuple(value for column, value in row.items() if column not in clock) for row in rows]
    return found
