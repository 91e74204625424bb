"""Statements, read as text and prepared.

None answers two columns of one name: of two the last one's value would be taken for either. Each that touches tenants' rows names their organization.
"""

import importlib
import pkgutil
import re
from collections import Counter

import asyncpg
import pytest
from sqlalchemy.sql.elements import TextClause

import store
from tests.postgres import create_database, drop_database

PARTS = re.compile(r"\{\w*\}|:\w+")
"""Statements that are made of parts, or are SQLAlchemy's."""

NO_STATEMENTS = {
    "store.campaigns.COUNTED",
    *(f"store.history.{name}" for name in ("NOTES", "CREATED", "CREATED_BY", "SCORE", "CAMPAIGNS", "WORKFLOWS")),
    *(f"store.facts.{name}" for name in ("TAGS", "OWNER", "CAMPAIGNS")),
}
"""Parts of others that begin as a statement does."""


TENANTS = re.compile(
    r"(?:from|join|update|into|using) (?:activities|campaign_leads|campaigns|integrations|lead_notes|lead_score_history|lead_scoring_rules|leads|users"
    r"|workflow_executions|workflows)\b"
)
BOUND = {"store.database.NAME_THE_ACTOR"}
"""Asks of the person whom the session was opened for, by their id."""


def texts():
    for module in pkgutil.walk_packages(store.__path__, "store."):
        if "seed" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            written = value.text if isinstance(value, TextClause) else value
            if isinstance(written, str) and re.match(r"\s*(select|with|insert|update|delete)\s", written):
                yield f"{module.name}.{name}", written


TEXTS = {name: value for name, value in texts() if name not in NO_STATEMENTS}
STATEMENTS = {name: value for name, value in TEXTS.items() if not PARTS.search(value.replace("::", ""))}


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


def test_each_that_touches_tenants_rows_names_their_organization():
    touching = {name: value for name, value in TEXTS.items() if TENANTS.search(value)}

    assert {"store.changes.UNDONE", "store.contacts.FORGOTTEN", "store.notes.ADD"} < touching.keys()
    assert [name for name, value in touching.items() if "organization_id" not in value and name not in BOUND] == []


@pytest.mark.parametrize("name", STATEMENTS)
async def test_each_column_has_a_name_of_its_own(connection, name):
    prepared = await connection.prepare(STATEMENTS[name])

    assert [column for column, count in Counter(one.name for one in prepared.get_attributes()).items() if count > 1] == []
