"""The two roles and what they may do. Frozen: a later change is a later revision."""

from migrations.first.tables import TABLES
from store.platform import ROLES, Found, quote

ALL = "select, insert, update, delete"
# leadbot_app writes no event of the triggers' anew, and of a change only that it was undone.
OWN = {
    "installations": ALL,
    "identities": ALL,
    "events": "select, insert",
    "changes": "select, update (undone_at)",
    "channels": ALL,
    "deliveries": ALL,
    "received": ALL,
    "runs": ALL,
}
QUEUE = ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics")
FUNCTIONS = ("execution_organization(bigint, bigint, bigint)", "execution_is_free(bigint)")


def roles(found: Found) -> list[str]:
    """The roles that are missing. They belong to the server, not the database: nothing drops them."""
    return [f"create role {role} nologin" for role in ROLES if role not in found.roles]


def grants(found: Found) -> list[str]:
    """Rights on the twelve tables, on ours and on the queue."""
    schema, both = quote(found.schema), ", ".join(ROLES)
    statements = [f"grant usage on schema slack to {both}", f"grant usage on schema {schema} to {both}"]
    for name in TABLES:
        app = "select, update" if name == "organizations" else ALL
        statements += [f"grant {app} on {schema}.{name} to leadbot_app", f"grant {ALL} on {schema}.{name} to leadbot_jobs"]
    sequences = [sequence for table in found.tables.values() for sequence in table.sequences]
    sequences += [f"{schema}.{name}_id_seq" for name in TABLES if not found.existing(name)]
    statements.append(f"grant usage, select on sequence {', '.join(sequences)} to {both}")
    for name, app in OWN.items():
        statements += [f"grant {app} on slack.{name} to leadbot_app", f"grant {ALL} on slack.{name} to leadbot_jobs"]
    return statements + _queue() + _functions() + [f"grant select on slack.alembic_version to {both}"]


def _queue() -> list[str]:
    """The bot puts jobs in, in its own transaction, and sees no payload; a worker does the rest."""
    tables = ", ".join(f"slack.{name}" for name in QUEUE)
    return [
        "grant insert, select (id, priority, entrypoint, dedupe_key, status), update (priority) on slack.pgqueuer to leadbot_app",
        "grant insert on slack.pgqueuer_log to leadbot_app",
        f"grant {ALL}, truncate on {tables} to leadbot_jobs",
        "grant usage, select on all sequences in schema slack to leadbot_jobs",
        "grant usage on sequence slack.pgqueuer_id_seq to leadbot_app",
    ]


def _functions() -> list[str]:
    functions = ", ".join(f"slack.{name}" for name in FUNCTIONS)
    return [f"revoke execute on function {functions} from public", f"grant execute on function {functions} to {', '.join(ROLES)}"]


def revoke(found: Found) -> list[str]:
    """What the roles may do on tables and sequences that stay. The roles themselves stay too."""
    made = {each.table for each in found.created if each.made}
    schema, both = quote(found.schema), ", ".join(ROLES)
    statements = [f"revoke usage on schema {schema} from {both}"]
    for table in found.tables.values():
        if table.name not in made:
            statements.append(f"revoke {ALL} on {schema}.{table.name} from {both}")
            statements += [f"revoke usage, select on sequence {sequence} from {both}" for sequence in table.sequences]  # noqa: S608 - our own names, quoted
    return statements
