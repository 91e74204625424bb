"""A note that is made private takes its words out of what was recorded of it while it was not, and out of what was recorded of its task.

Revision ID: 20261130
Revises: 20261129
"""

from alembic import context

from migrations.statements import run
from store.platform import Found, quote

revision = "20261130"
down_revision = "20261129"
branch_labels = None
depends_on = None

# Runs as whoever owns the functions that record changes, who sees every row.
CREATE = (
    """
create function slack.hide_made_private() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $hide$
begin
    if new.table_name = 'activities' and new.field is null then
        update slack.changes set before = before - '{subject,content}'::text[] where id = new.id;
    end if;
    if new.table_name = 'lead_notes' or new.field is null
        or exists (select from {schema}.activities a where a.id = new.row_id and a.metadata ->> 'is_private' = 'true') then
        update slack.changes set before = null, after = null
        where table_name = new.table_name and row_id = new.row_id and field in ('subject', 'content', 'mentioned_users', 'attachments');
    end if;
    return null;
end
$hide$
""",
    "revoke execute on function slack.hide_made_private() from public",
    """
create trigger hide_made_private after insert on slack.changes for each row when (
    (new.table_name = 'lead_notes' and new.field = 'is_private' and new.after = 'true')
    or (new.table_name = 'activities' and new.field in ('subject', 'content', 'metadata'))
    or (new.table_name = 'activities' and new.field is null and new.before -> 'metadata' ->> 'is_private' = 'true')
) execute function slack.hide_made_private()
""",
    """
update slack.changes c set before = null, after = null from {schema}.lead_notes n
where c.table_name = 'lead_notes' and c.field in ('content', 'mentioned_users', 'attachments') and n.id = c.row_id and n.is_private
""",
    """
update slack.changes c set before = null, after = null from {schema}.activities a
where c.table_name = 'activities' and c.field in ('subject', 'content') and a.id = c.row_id and a.metadata ->> 'is_private' = 'true'
""",
    """
update slack.changes set before = before - '{subject,content}'::text[]
where table_name = 'activities' and field is null and before -> 'metadata' ->> 'is_private' = 'true'
""",
)


def upgrade() -> None:
    found: Found = context.config.attributes["found"]
    run([statement.strip().replace("{schema}", quote(found.schema)) for statement in CREATE])


def downgrade() -> None:
    run(["drop trigger hide_made_private on slack.changes", "drop function slack.hide_made_private()"])
