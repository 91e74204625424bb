"""Why the task of a private note was cancelled is not recorded: it is its author's alone, as the note is.

Revision ID: 20261202
Revises: 20261201
"""

from migrations.statements import run

revision = "20261202"
down_revision = "20261201"
branch_labels = None
depends_on = None

CREATE = (
    """
create function slack.hide_reason() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $hide$
begin
    if jsonb_typeof(new.before) = 'object' then
        new.before := new.before #- case when new.field is null then '{metadata,cancel_reason}' else '{cancel_reason}' end::text[];
    end if;
    if jsonb_typeof(new.after) = 'object' then
        new.after := new.after - 'cancel_reason';
    end if;
    return new;
end
$hide$
""",
    "revoke execute on function slack.hide_reason() from public",
    """
create trigger hide_reason before insert on slack.changes for each row when (new.table_name = 'activities' and (
    (new.field = 'metadata' and (new.before ->> 'is_private' = 'true' or new.after ->> 'is_private' = 'true'))
    or (new.field is null and new.before -> 'metadata' ->> 'is_private' = 'true')
)) execute function slack.hide_reason()
""",
    """
update slack.changes set before = case when jsonb_typeof(before) = 'object' then before - 'cancel_reason' else before end,
    after = case when jsonb_typeof(after) = 'object' then after - 'cancel_reason' else after end
where table_name = 'activities' and field = 'metadata' and (before ->> 'is_private' = 'true' or after ->> 'is_private' = 'true')
""",
    """
update slack.changes set before = before #- '{metadata,cancel_reason}'
where table_name = 'activities' and field is null and before -> 'metadata' ->> 'is_private' = 'true'
""",
)


def upgrade() -> None:
    run([statement.strip() for statement in CREATE])


def downgrade() -> None:
    run(["drop trigger hide_reason on slack.changes", "drop function slack.hide_reason()"])
