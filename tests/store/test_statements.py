"""No statement answers two columns of one name: of two the last one's value would be taken for either."""

import importlib
import pkgutil
import re
from collections import Counter

import asyncpg
import pytest

import store
from tests.postgres import create_database, drop_database

PARTS = re.compile(r"\{\w*\}|:\w+")
"""Statements that are made of parts, or are SQLAlchemy's."""

NO_STATEMENTS = {
    "store.campaigns.COUNTED",
    *(f"store.history.{name}" for name in ("NOTES", "CREATED", "SCORE", "CAMPAIGNS", "WORKFLOWS")),
    *(f"store.facts.{name}" for name in ("TAGS", "OWNER", "CAMPAIGNS")),
}
"""Parts of others that begin as a statement does."""


def statements():
    for module in pkgutil.walk_packages(store.__path__, "store."):
        if "seed" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, str) and re.match(r"\s*(select|with|insert|update|delete)\s", value) and not PARTS.search(value.replace("::", "")):
                yield f"{module.name}.{name}", value


STATEMENTS = {name: value for name, value in statements() if name not in NO_STATEMENTS}


@pytest.fixture(scope="module")
async def connection(postgres_url, migrated_url):
    url = await create_database(postgres_url, template=migrated_url)
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()
    await drop_database(url)


def test_they_are_found():
    assert len(STATEMENTS) > 50
    assert "store.notes.NOTE" in STATEMENTS


@pytest.mark.parametrize("name", STATEMENTS)
async def test_each_column_has_a_name_of_its_own(connection, name):
    prepared = await connection.prepare(STATEMENTS[name])

    assert [column for column, count in Counter(one.name for one in prepared.get_attributes()).items() if count > 1] == []
