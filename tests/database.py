"""A database with the migrations applied, as a template: a test copies it in a few milliseconds.

migrated_url   session; the template's URL. Copy it, never connect to it: `create_database(postgres_url, template=migrated_url)`
database_url   function; the URL of a copy of the test's own, as its owner
"""

from collections.abc import AsyncIterator

import pytest

from store import migrate
from tests.postgres import create_database, drop_database

_templates: dict[str, str] = {}


async def template_url(server_url: str) -> str:
    """The URL of a migrated database on the server, made once."""
    if server_url not in _templates:
        url = await create_database(server_url)
        await migrate.upgrade(url)
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
