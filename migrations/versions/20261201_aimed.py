"""Processes that remember whom campaigns are aimed at are told when that changes.

Revision ID: 20261201
Revises: 20261130
"""

from alembic import context

from migrations.statements import run
from store.platform import Found, quote

revision = "20261201"
down_revision = "20261130"
branch_labels = None
depends_on = None

DIFFERENT = " or ".join(f"old.{column}::text is distinct from new.{column}::text" for column in ("status", "name", "target_criteria", "start_date"))
TELL = "for each row {when}execute function slack.slack_campaigns_aimed()"
DROP = "drop function slack.slack_campaigns_aimed()"
FUNCTION = """
create function slack.slack_campaigns_aimed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $aimed$
begin
    perform pg_notify('leadbot_people', coalesce(new.organization_id, old.organization_id)::text);
    return null;
end
$aimed$
"""


def upgrade() -> None:
    found: Found = context.config.attributes["found"]
    campaigns = f"{quote(found.schema)}.campaigns"
    run(
        [
            FUNCTION.strip(),
            "revoke execute on function slack.slack_campaigns_aimed() from public",
            f"create trigger slack_campaigns_aimed after update on {campaigns} {TELL.format(when=f'when ({DIFFERENT}) ')}",
            f"create trigger slack_campaigns_counted after insert or delete on {campaigns} {TELL.format(when='')}",
        ]
    )


def downgrade() -> None:
    found: Found = context.config.attributes["found"]
    campaigns = f"{quote(found.schema)}.campaigns"
    run([*(f"drop trigger if exists {name} on {campaigns}" for name in ("slack_campaigns_aimed", "slack_campaigns_counted")), DROP])
