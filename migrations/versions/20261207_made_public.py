"""A note that is made public leaves what it said while it was private out of what is recorded.

Revision ID: 20261207
Revises: 20261206
"""

from migrations.statements import run

revision = "20261207"
down_revision = "20261206"
branch_labels = None
depends_on = None

# Each changed field is a row of its own, in any order, all of one transaction.
CREATE = (
    """
create function slack.hide_made_public() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $hide$
begin
    update slack.changes c set before = null
    where c.table_name = 'lead_notes' and c.row_id = new.row_id and c.at = new.at and c.field in ('content', 'mentioned_users', 'attachments')
        and exists (
            select from slack.changes p
            where p.table_name = 'lead_notes' and p.row_id = new.row_id and p.at = new.at and p.field = 'is_private' and p.after = 'false');
    return null;
end
$hide$
""",
    "revoke execute on function slack.hide_made_public() from public",
    """
create trigger hide_made_public after insert on slack.changes for each row when (
    new.table_name = 'lead_notes' and new.field in ('is_private', 'content', 'mentioned_users', 'attachments')
) execute function slack.hide_made_public()
""",
    """
update slack.changes c set before = null
where c.table_name = 'lead_notes' and c.field in ('content', 'mentioned_users', 'attachments') and exists (
    select from slack.changes p
    where p.table_name = 'lead_notes' and p.row_id = c.row_id and p.at = c.at and p.field = 'is_private' and p.after = 'false')
""",
)


def upgrade() -> None:
    run([statement.strip() for statement in CREATE])


def downgrade() -> None:
    run(["drop trigger hide_made_public on slack.changes", "drop function slack.hide_made_public()"])
