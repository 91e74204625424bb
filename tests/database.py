"""A database with the migrations applied, as a template: a test copies it in a few milliseconds.

migrated_url   session; the template's URL. Copy it, never connect to it: `create_database(postgres_url, template=migrated_url)`
database_url   function; the URL of a copy of the test's own, as its owner
"""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from store import migrate
from tests.postgres import create_database, drop_database

_templates: dict[str, str] = {}


APART = """
    select setval(pg_get_serial_sequence(format('%I.%I', schemaname, tablename), 'id'), 1000 * row_number() over (order by schemaname, tablename))
    from pg_tables where schemaname in ('public', 'slack') and tablename <> 'organizations'
        and exists (select from information_schema.columns c where c.table_schema = schemaname and c.table_name = tablename and c.column_name = 'id')
        and pg_get_serial_sequence(format('%I.%I', schemaname, tablename), 'id') is not null
"""


async def count_apart(url: str) -> None:
    """No two tables have a row of the same id, so that one's id that is taken for another's finds nothing."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(APART)
    finally:
        await connection.close()


async def template_url(server_url: str) -> str:
    """The URL of a migrated database on the server, made once."""
    if server_url not in _templates:
        url = await create_database(server_url)
        await migrate.upgrade(url)
        await count_apart(url)
        _templates[server_url] = url
    return _templates[server_url]


@pytest.fixture(scope="session")
async def migrated_url(postgres_url: str) -> str:
    return await template_url(postgres_url)


@pytest.fixture
async def database_url(postgres_url: str, migrated_url: str) -> AsyncIterator[str]:
    url = await create_database(postgres_url, template=migrated_url)
    yield url
    await drop_database(url)
