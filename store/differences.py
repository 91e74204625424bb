"""How a platform database may differ from the twelve tables that we know, and whether a migration may start on it."""

from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Float, Integer, String, Table

from store.models import PLATFORM_TABLES, Base
from store.platform import ROLES, Column, Found, quote
from store.types import Labels

ASLEEP = "is restrictive and asleep, because row security is off: switching it on for the bot would wake it for your own programs"
KINDS: tuple[tuple[type[Any], str], ...] = (
    (String, "text"),
    (Integer, "integer"),
    (JSON, "json"),
    (Boolean, "boolean"),
    (DateTime, "timestamp"),
    (Date, "date"),
    (Float, "float"),
)
WORDS = {
    "timestamp": "timestamp with time zone",
    "integer": "integer or bigint",
    "json": "json or jsonb",
    "text": "text, varchar or citext",
    "float": "double precision",
}


class MigrationRefused(Exception):
    """A migration did not start; the database is as it was."""


class PlatformDiffers(MigrationRefused):
    """The tables are not the platform's as we know them. differences: one sentence each."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__("The tables of this database differ from what Leadbot knows. Nothing was changed.\n" + "\n".join(f"  {each}" for each in differences))
        self.differences = differences


class DoubledMembers(MigrationRefused):
    """Some leads are in a campaign more than once, so that no unique index can be built. pairs: how many pairs of campaign and lead."""

    def __init__(self, pairs: int, query: str) -> None:
        super().__init__(f"campaign_leads has {pairs} pairs of campaign and lead more than once. Keep one row of each; this finds them:\n  {query}")
        self.pairs, self.query = pairs, query


class MissingRights(MigrationRefused):
    """The migration's role may not do all of it. statements: SQL for whoever administers the database."""

    def __init__(self, user: str, statements: list[str]) -> None:
        said = "\n".join(f"  {statement};" for statement in statements)
        super().__init__(f'The role "{user}" lacks rights. Nothing was changed. Ask the database\'s administrator to run this, then start again:\n{said}')
        self.user, self.statements = user, statements


class LoginInherits(MigrationRefused):
    """Before PostgreSQL 16 a login that inherits would be held by the bot's policies at all times, also where it is not the bot."""

    def __init__(self, login: str) -> None:
        super().__init__(
            f'The bot\'s login "{login}" inherits the rights of its roles, and this PostgreSQL cannot grant one without that. '
            f"Give the bot a login of its own, or, if nobody else uses this one, run:\n  ALTER ROLE {quote(login)} NOINHERIT;"
        )
        self.login = login


def check(found: Found) -> None:
    """Raise PlatformDiffers, DoubledMembers, LoginInherits or MissingRights if a migration cannot run here."""
    if differences := list_differences(found):
        raise PlatformDiffers(differences)
    if statements := missing_rights(found):
        raise MissingRights(found.user.name, statements)
    if found.doubles:
        query = f"SELECT campaign_id, lead_id, count(*) FROM {quote(found.schema)}.campaign_leads GROUP BY 1, 2 HAVING count(*) > 1;"
        raise DoubledMembers(found.doubles, query)
    check_login(found)


def check_login(found: Found) -> None:
    """Raise LoginInherits or MissingRights if the bot's login cannot be given our roles."""
    login = found.login
    if login is None or login.superuser:
        return
    if found.version < 160000 and login.inherits and not found.login_is_owner:
        raise LoginInherits(login.name)
    if statements := [grant(role, found) for role in ROLES if role not in login.granted and not may_grant(role, found)]:
        raise MissingRights(found.user.name, statements)


def grant(role: str, found: Found) -> str:
    """The statement that lets the bot's login take one of our roles."""
    assert found.login is not None
    options = " WITH INHERIT FALSE, SET TRUE" if found.version >= 160000 else ""
    return f"GRANT {role} TO {quote(found.login.name)}{options}"


def may_grant(role: str, found: Found) -> bool:
    """Whether the migration's role can grant ours: it may administer it, or is about to make it."""
    return found.user.superuser or role in found.user.grants or (role not in found.roles and found.user.createrole)


def list_differences(found: Found) -> list[str]:
    """Every difference, a sentence each, in the order of the tables."""
    said = [] if found.encoding == "UTF8" else [f"the database's encoding is {found.encoding}, not UTF8"]
    if found.unaccent is None and not found.unaccent_available:
        said.append("the extension unaccent is not available on this server")
    if found.owner_is_held and found.version < 160000 and found.user.inherits:
        said.append(f'row security is forced upon the owner of the tables: the role "{found.user.name}" must then be NOINHERIT before PostgreSQL 16')
    for name in PLATFORM_TABLES:
        if found.existing(name):
            said += _table_differences(found, name)
    return said + _type_differences(found)


def _table_differences(found: Found, name: str) -> list[str]:
    table, known = found.tables[name], Base.metadata.tables[name]
    if table.shape not in ("r", "p"):
        return [f"{name} is not a table"]
    said = []
    for column in known.columns:
        there = table.columns.get(column.name)
        if difference := "is missing" if there is None else _difference(column.type, there):
            said.append(f"{name}.{column.name} {difference}")
    said += [
        f"{name}.{column.name} is not nullable, has no default and is unknown to Leadbot"
        for column in table.columns.values()
        if column.name not in known.columns and column.not_null and not column.has_default
    ]
    if _is_referred_to(known) and not any(index.unique and index.valid and index.whole and index.columns == ("id",) for index in table.indexes):
        said.append(f"{name}.id is no primary key")
    if not table.row_security:
        said += [f"{name}: its policy {policy.name} {ASLEEP}" for policy in table.policies if not policy.permissive]
    return said


def _is_referred_to(table: Table) -> bool:
    """Whether another table, the platform's or ours, has a foreign key to it."""
    return any(key.column.table is table for other in Base.metadata.tables.values() for key in other.foreign_keys)


def _difference(expected: Any, there: Column) -> str | None:
    if isinstance(expected, Labels):
        if there.kind != "enum":
            return f"is {there.type}, not an enum of {', '.join(expected.labels)}"
        missing = [label for label in expected.labels if label not in there.labels]
        return f"lacks the label{'s' if len(missing) > 1 else ''} {', '.join(missing)} ({there.type})" if missing else None
    kind = next(kind for known, kind in KINDS if isinstance(expected, known))
    return None if there.kind == kind else f"is {there.type}, not {WORDS.get(kind, kind)}"


def _type_differences(found: Found) -> list[str]:
    """Where we are to make a table, its enum's name may be taken by something else."""
    said = []
    for name in PLATFORM_TABLES:
        for column in Base.metadata.tables[name].columns:
            expected = column.type
            if found.existing(name) or not isinstance(expected, Labels) or expected.name not in found.types:
                continue
            if missing := [label for label in expected.labels if label not in found.types[expected.name]]:
                said.append(f"the type {expected.name}, which {name}.{column.name} needs, is there already and lacks {', '.join(missing)}")
    return said


def notes(found: Found) -> list[str]:
    """What to know before a migration, though it does not stand in its way."""
    return [
        f"{table.name}: the policy {policy.name} is restrictive and for everybody, so it holds the bot as well"
        for table in found.tables.values()
        for policy in table.policies
        if found.revision is None and not policy.permissive and "public" in policy.roles
    ]


def missing_rights(found: Found) -> list[str]:
    """Statements for the administrator, none if the migration's role may do everything itself."""
    user = quote(found.user.name)
    said = []
    if not found.may_create_schemas and (not found.schema_exists or found.unaccent is None):
        said.append(f"GRANT CREATE ON DATABASE {quote(found.database)} TO {user}")
    if not found.may_create_tables:
        said.append(f"GRANT USAGE, CREATE ON SCHEMA {quote(found.schema)} TO {user}")
    said += [f"GRANT {quote(owner)} TO {user}" for owner in sorted({table.owner for table in found.tables.values() if not table.is_ours_to_alter})]
    said += [f"CREATE ROLE {role} NOLOGIN" for role in ROLES if role not in found.roles and not _may_create_roles(found)]
    if found.owner_is_held and "leadbot_jobs" not in found.user.granted and not may_grant("leadbot_jobs", found):
        said.append(f"GRANT leadbot_jobs TO {user}")
    if found.login and not found.login.superuser:
        said += [grant(role, found) for role in ROLES if role not in found.login.granted and not may_grant(role, found)]
    return said


def _may_create_roles(found: Found) -> bool:
    return found.user.superuser or found.user.createrole
