"""Bringing a database up, showing what that would do, and taking it back: what `leadbot migrate` calls."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from store import platform
from store.catalog import HAS_TABLE
from store.differences import MigrationRefused, check, check_login, grant, notes
from store.platform import ROLES, Found
from store.urls import driver_url, normalise_url

LOCK = 5318008471  # any number that nobody else takes
LOCK_TIMEOUT = "10s"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What `upgrade` did. before: the revision that it found; None in a database without Leadbot. let_in: roles that the bot's login may take now."""

    before: str | None
    now: str
    let_in: int


class TablesHoldRows(MigrationRefused):
    """A downgrade would drop tables that hold rows."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(f"Nothing was changed: these tables were made by the migration and hold rows: {', '.join(tables)}. Empty them first.")
        self.tables = tables


class DatabaseIsNewer(MigrationRefused):
    """The database was migrated by a later version of this program."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"The database is at revision {revision}, which this version of Leadbot does not know. Start the newer version.")
        self.revision = revision


class TablesBusy(MigrationRefused):
    """Another program held a table for longer than a migration may wait, because whoever comes after it would wait as well."""

    def __init__(self) -> None:
        super().__init__(
            f"A table was in use by another transaction for more than {LOCK_TIMEOUT.removesuffix('s')} seconds. Start the migration again when it is quieter."
        )


async def upgrade(owner_url: str, *, login: str | None = None) -> Upgraded:
    """Bring a database to head, and let the bot's login (a role's name; None: the owner itself) take our roles. Waits for another migration.

    Raises MigrationRefused (PlatformDiffers, DoubledMembers, MissingRights, LoginInherits, TablesBusy, DatabaseIsNewer), LoginUnknown.
    """
    async with _alone(owner_url) as connection:
        found = await platform.inspect(connection, login=login)
        before = found.revision
        _check(found)
        if before != head():
            await connection.execute("create schema if not exists slack")
            await _run(owner_url, found, _bring_up)
            found = await platform.inspect(connection, login=login)
        grants = _grants(found)
        for statement in grants:
            await connection.execute(statement)
        return Upgraded(before, head(), len(grants))


async def plan(owner_url: str, *, login: str | None = None) -> str:
    """Every statement that `upgrade` would run now, as SQL; none is run. Raises like upgrade."""
    connection = await asyncpg.connect(driver_url(owner_url))
    try:
        found = await platform.inspect(connection, login=login)
    finally:
        await connection.close()
    _check(found)
    printed = StringIO()
    printed.writelines(f"-- {note}\n" for note in notes(found))
    if found.revision != head():
        printed.write("CREATE SCHEMA IF NOT EXISTS slack;\n\n")
        config = _config(found)
        config.output_buffer = printed
        await asyncio.to_thread(command.upgrade, config, f"{found.revision or 'base'}:head", sql=True)
    for statement in _grants(found):
        printed.write(f"{statement};\n\n")
    return printed.getvalue()


async def downgrade(owner_url: str) -> bool:
    """Take everything back: our schema, triggers, policies and indexes, and those of the twelve tables that a migration made. The roles stay.

    False: there was nothing. Raises TablesHoldRows, TablesBusy.
    """
    async with _alone(owner_url) as connection:
        found = await platform.inspect(connection)
        if found.revision is None:
            return False
        _check_known(found)
        _check_empty(found)
        try:
            await _run(owner_url, found, _take_back)
        except asyncpg.ObjectNotInPrerequisiteStateError:
            _check_empty(await platform.inspect(connection))
            raise
        return True


async def current(url: str) -> str | None:
    """The database's revision, None before the first migration. Any login that may take our roles can ask."""
    connection = await asyncpg.connect(driver_url(url))
    try:
        if not await connection.fetchval(HAS_TABLE, "slack", "alembic_version"):
            return None
        if not await connection.fetchval("select has_schema_privilege('slack', 'USAGE')"):
            await connection.execute(f"set role {ROLES[0]}")
        return await platform.read_revision(connection)
    finally:
        await connection.close()


def head() -> str:
    """The revision that this version of the program wants."""
    revision = ScriptDirectory(str(_directory())).get_current_head()
    assert revision is not None
    return revision


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that holds the migrations' lock. Asked for again and again, not waited for: a waiting statement would hold up CREATE INDEX CONCURRENTLY."""
    connection = await asyncpg.connect(driver_url(url))
    try:
        while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110 - the event is in another process
            await asyncio.sleep(0.2)
        yield connection
    finally:
        await connection.close()


async def _run(url: str, found: Found, work: Callable[[Connection, Found], None]) -> None:
    engine = create_async_engine(normalise_url(url), poolclass=NullPool, connect_args={"server_settings": {"lock_timeout": LOCK_TIMEOUT}})
    try:
        async with engine.connect() as connection:
            await connection.run_sync(work, found)
    except Exception as error:
        cause = getattr(getattr(error, "orig", None), "__cause__", None)
        if isinstance(cause, asyncpg.LockNotAvailableError):
            raise TablesBusy from error
        if isinstance(cause, asyncpg.ObjectNotInPrerequisiteStateError):
            raise cause from error
        raise
    finally:
        await engine.dispose()


def _bring_up(connection: Connection, found: Found) -> None:
    command.upgrade(_config(found, connection), "head")


def _take_back(connection: Connection, found: Found) -> None:
    """The revisions backwards and our schema, which holds Alembic's own table, in one transaction."""
    with connection.begin():
        command.downgrade(_config(found, connection), "base")
        connection.execute(text("drop schema slack cascade"))


def _config(found: Found, connection: Connection | None = None) -> Config:
    config = Config(attributes={"found": found, "connection": connection})
    config.set_main_option("script_location", str(_directory()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _directory() -> Path:
    spec = find_spec("migrations")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def _check(found: Found) -> None:
    _check_known(found)
    if found.revision == head():
        check_login(found)
    else:
        check(found)


def _check_known(found: Found) -> None:
    known = {script.revision for script in ScriptDirectory(str(_directory())).walk_revisions()}
    if found.revision not in {None, *known}:
        raise DatabaseIsNewer(str(found.revision))


def _check_empty(found: Found) -> None:
    made = {each.table for each in found.created if each.made}
    if holding := [table.name for table in found.tables.values() if table.name in made and table.holds_rows]:
        raise TablesHoldRows(holding)


def _grants(found: Found) -> list[str]:
    """What is missing of the login's membership in our roles. A superuser needs none."""
    login = found.login
    if login is None or login.superuser:
        return []
    return [grant(role, found) for role in ROLES if role not in login.granted]
