"""What is recorded of a private note says that it was changed, by whom and when, and not its words: others read what is recorded.

Revision ID: 20261129
Revises: 20261128
"""

from alembic import context

from migrations.statements import run
from store.platform import Found, quote

revision = "20261129"
down_revision = "20261128"
branch_labels = None
depends_on = None

# Runs as whoever owns the functions that record changes, who sees every row.
CREATE = (
    """
create function slack.hide_private() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $hide$
begin
    if new.field is null then
        if coalesce((new.before ->> 'is_private')::boolean, false) then
            new.before := new.before - '{content,mentioned_users,attachments}'::text[];
        end if;
    elsif new.field in ('content', 'mentioned_users', 'attachments')
        and exists (select from {schema}.lead_notes n where n.id = new.row_id and n.is_private) then
        new.before := null;
        new.after := null;
    end if;
    return new;
end
$hide$
""",
    "revoke execute on function slack.hide_private() from public",
    "create trigger hide_private before insert on slack.changes for each row when (new.table_name = 'lead_notes') execute function slack.hide_private()",
    """
update slack.changes set before = before - '{content,mentioned_users,attachments}'::text[]
where table_name = 'lead_notes' and field is null and (before ->> 'is_private')::boolean
""",
    """
update slack.changes c set before = null, after = null from {schema}.lead_notes n
where c.table_name = 'lead_notes' and c.field in ('content', 'mentioned_users', 'attachments') and n.id = c.row_id and n.is_private
""",
)


def upgrade() -> None:
    found: Found = context.config.attributes["found"]
    run([statement.strip().replace("{schema}", quote(found.schema)) for statement in CREATE])


def downgrade() -> None:
    run(["drop trigger hide_private on slack.changes", "drop function slack.hide_private()"])
