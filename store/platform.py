"""What a database holds before a migration: looked at, never changed. The revisions are functions of what is found here."""

from dataclasses import dataclass
from typing import Any

import asyncpg

from store import catalog
from store.models import PLATFORM_TABLES
from store.slack_models import SCHEMA

ROLES = ("leadbot_app", "leadbot_jobs")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the database has it. kind: text, integer, json, boolean, timestamp, date, float, enum or the type's own name."""

    name: str
    kind: str
    type: str
    labels: tuple[str, ...]
    not_null: bool
    has_default: bool


@dataclass(frozen=True, slots=True)
class Index:
    """An index. columns: empty where one of them is an expression. whole: without a WHERE."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    valid: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """A row-level security policy. roles: names, `public` for everybody."""

    name: str
    permissive: bool
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One of the twelve. shape: r for a plain table, p for a partitioned one. sequences: quoted, those that its columns draw from."""

    name: str
    shape: str
    owner: str
    is_ours_to_alter: bool
    row_security: bool
    forced: bool
    columns: dict[str, Column]
    indexes: tuple[Index, ...]
    policies: tuple[Policy, ...]
    sequences: tuple[str, ...]
    holds_rows: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the server. granted: which of our roles it may take with SET ROLE, without inheriting them where the server knows the difference."""

    name: str
    superuser: bool
    bypasses: bool
    createrole: bool
    inherits: bool
    granted: frozenset[str]
    grants: frozenset[str]


@dataclass(frozen=True, slots=True)
class Created:
    """What an earlier migration did with one of the twelve: made it, with these enum types, or found it with row security on or off."""

    table: str
    made: bool
    enums: tuple[str, ...]
    row_security: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A database as it was found. schema: where the twelve tables are, or will be. types: name in that schema → labels, none for what is no enum.

    unaccent: the schema that the extension is in; extensions: where it would be put.
    """

    version: int
    encoding: str
    database: str
    schema: str
    tables: dict[str, Table]
    types: dict[str, tuple[str, ...]]
    unaccent: str | None
    unaccent_available: bool
    extensions: str
    collation: str
    user: Role
    may_create_schemas: bool
    may_create_tables: bool
    schema_exists: bool
    roles: dict[str, Role]
    login: Role | None
    login_is_owner: bool
    revision: str | None
    created: tuple[Created, ...]
    doubles: int

    @property
    def owner_is_held(self) -> bool:
        """Whether row security holds even the owner on one of the tables (FORCE), so that functions of the owner's would not see every row."""
        return not self.user.bypasses and any(table.forced for table in self.tables.values())

    def existing(self, name: str) -> bool:
        """Whether the table was there before us."""
        return name in self.tables


class LoginUnknown(Exception):
    """The role of the bot's address is not on this server."""

    def __init__(self, login: str) -> None:
        super().__init__(
            f'There is no role "{login}" on this server, and LEADBOT_DATABASE_URL names it. Create it first: CREATE ROLE "{login}" LOGIN NOINHERIT'
        )
        self.login = login


async def inspect(connection: asyncpg.Connection, *, login: str | None = None) -> Found:
    """Look at a database, in one read-only transaction. Raises LoginUnknown."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        about = await connection.fetchrow(catalog.ABOUT)
        schema = about["schema"]
        tables = await _tables(connection, schema)
        roles = {name: role for name in ROLES if (role := await _role(connection, name))}
        user = await _role(connection, about["user"])
        assert user is not None
        bot = await _role(connection, login) if login else user
        if login and bot is None:
            raise LoginUnknown(login)
        revision, created = await _history(connection)
        return Found(
            version=about["version"],
            encoding=about["encoding"],
            database=about["database"],
            schema=schema,
            tables=tables,
            types={row["name"]: tuple(row["labels"]) for row in await connection.fetch(catalog.TYPES, schema)},
            unaccent=about["unaccent"],
            unaccent_available=about["unaccent_available"],
            extensions=about["extensions"],
            collation=about["collation"],
            user=user,
            may_create_schemas=about["may_create_schemas"],
            may_create_tables=about["may_create_tables"],
            schema_exists=about["schema_exists"],
            roles=roles,
            login=bot,
            login_is_owner=await _owns(connection, bot, tables, user),
            revision=revision,
            created=created,
            doubles=await _doubles(connection, schema, tables),
        )


async def read_revision(connection: asyncpg.Connection) -> str | None:
    """Alembic's revision, or None where no migration has run."""
    if not await connection.fetchval(catalog.HAS_TABLE, SCHEMA, "alembic_version"):
        return None
    revision: str | None = await connection.fetchval("select version_num from slack.alembic_version")
    return revision


async def _history(connection: asyncpg.Connection) -> tuple[str | None, tuple[Created, ...]]:
    revision = await read_revision(connection)
    if not await connection.fetchval(catalog.HAS_TABLE, SCHEMA, "platform_tables"):
        return revision, ()
    rows = await connection.fetch("select name, made, enums, row_security from slack.platform_tables order by name")
    return revision, tuple(Created(row["name"], row["made"], tuple(row["enums"]), row["row_security"]) for row in rows)


async def _tables(connection: asyncpg.Connection, schema: str) -> dict[str, Table]:
    columns: dict[str, dict[str, Column]] = {}
    for row in await connection.fetch(catalog.COLUMNS, schema, list(PLATFORM_TABLES)):
        columns.setdefault(row["table"], {})[row["name"]] = _column(row)
    indexes: dict[str, list[Index]] = {}
    for row in await connection.fetch(catalog.INDEXES, schema, list(PLATFORM_TABLES)):
        index = Index(row["name"], tuple(row["columns"]), row["is_unique"], row["is_valid"], row["is_whole"])
        indexes.setdefault(row["table"], []).append(index)
    policies: dict[str, list[Policy]] = {}
    for row in await connection.fetch(catalog.POLICIES, schema, list(PLATFORM_TABLES)):
        policies.setdefault(row["table"], []).append(Policy(row["name"], row["permissive"], tuple(row["roles"])))
    tables = {}
    for row in await connection.fetch(catalog.TABLES, schema, list(PLATFORM_TABLES)):
        name = row["name"]
        holds_rows = row["readable"] and await connection.fetchval(f"select exists (select from {quote(schema)}.{quote(name)})")
        tables[name] = Table(
            name,
            row["shape"],
            row["owner"],
            row["is_ours"],
            row["row_security"],
            row["forced"],
            columns.get(name, {}),
            tuple(indexes.get(name, ())),
            tuple(policies.get(name, ())),
            tuple(row["sequences"]),
            bool(holds_rows),
        )
    return tables


def _column(row: Any) -> Column:
    kind = "enum" if row["is_enum"] else catalog.KINDS.get(row["base"], row["type"])
    return Column(row["name"], kind, row["type"], tuple(row["labels"] or ()), row["not_null"], row["has_default"])


async def _role(connection: asyncpg.Connection, name: str) -> Role | None:
    query = catalog.ROLE if connection.get_server_version().major >= 16 else catalog.ROLE_15
    row = await connection.fetchrow(query, name, list(ROLES))
    if row is None:
        return None
    return Role(name, row["superuser"], row["bypasses"], row["createrole"], row["inherits"], frozenset(row["granted"]), frozenset(row["grants"]))


async def _owns(connection: asyncpg.Connection, login: Role | None, tables: dict[str, Table], user: Role) -> bool:
    """Whether row security does not hold the login at all: it is a superuser, or has the rights of whoever owns the tables."""
    if login is None or login.superuser or login.name == user.name:
        return True
    owners = sorted({table.owner for table in tables.values()}) or [user.name]
    return bool(await connection.fetchval("select bool_and(pg_has_role($1, o, 'USAGE')) from unnest($2::text[]) o", login.name, owners))


async def _doubles(connection: asyncpg.Connection, schema: str, tables: dict[str, Table]) -> int:
    """How many pairs of campaign and lead stand there more than once; 0 where an index rules it out."""
    members = tables.get("campaign_leads")
    if members is None or not {"campaign_id", "lead_id"} <= members.columns.keys() or not members.is_ours_to_alter:
        return 0
    if any(index.unique and index.valid and index.whole and set(index.columns) <= {"campaign_id", "lead_id"} and index.columns for index in members.indexes):
        return 0
    count: int = await connection.fetchval(catalog.DOUBLES.format(schema=quote(schema)))
    return count


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
