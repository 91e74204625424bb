"""The first revision: everything there is at the start, as a function of the database that was found."""

from migrations.first import access, forced, functions, indexes, own, policies, queue, tables, triggers
from store.platform import Found, quote


def upgrade(found: Found) -> list[str]:
    """Everything else, in one transaction."""
    return [
        *access.roles(found),
        *tables.create(found),
        *own.create(found),
        *queue.create(),
        *functions.create(found),
        *indexes.on_made_tables(found),
        *access.grants(found),
        *policies.create(found),
        *triggers.create(found),
        *forced.create(found),
    ]


def downgrade(found: Found) -> list[str]:
    """Take it all back, in one transaction. The caller has seen that the tables to drop hold no row; it is held to be so here."""
    schema = quote(found.schema)
    made = [each for each in found.created if each.made and found.existing(each.table)]
    statements = [_still_empty(found, [each.table for each in made])] if made else []
    statements += [*triggers.drop(found), *policies.drop(found), *indexes.drop(found), *access.revoke(found)]
    if made:
        statements.append("drop table " + ", ".join(f"{schema}.{each.table}" for each in made) + ", " + ", ".join(_own_tables()))
    statements += [f"drop type {schema}.{enum}" for each in made for enum in each.enums]
    return statements


def _own_tables() -> list[str]:
    """Ours refer to theirs, so they go in the same statement."""
    return [f"slack.{name}" for name in access.OWN]


def _still_empty(found: Found, names: list[str]) -> str:
    qualified = [f"{quote(found.schema)}.{name}" for name in names]
    held = " or ".join(f"exists (select from {name})" for name in qualified)
    return f"""do $empty$ begin
    lock table {", ".join(qualified)} in access exclusive mode;
    if {held} then
        raise exception using errcode = 'object_not_in_prerequisite_state', message = 'a table that was to be dropped holds rows';
    end if;
end $empty$"""
