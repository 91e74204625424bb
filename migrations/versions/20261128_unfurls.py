"""Which leads were shown for a link lately, so that the same link does not show them again at once.

Revision ID: 20261128
Revises: 20261127
"""

from alembic import context

from migrations.statements import run
from store.platform import Found, quote

revision = "20261128"
down_revision = "20261127"
branch_labels = None
depends_on = None

MINE = "organization_id = nullif(current_setting('app.organization_id', true), '')::int"

CREATE = (
    """
create table slack.unfurled (
    organization_id integer not null,
    channel text not null,
    lead_id integer not null,
    at timestamptz default now() not null,
    constraint unfurled_pkey primary key (organization_id, channel, lead_id),
    constraint unfurled_organization_id_fkey foreign key (organization_id) references {schema}.organizations(id) on delete cascade,
    constraint unfurled_lead_id_fkey foreign key (lead_id) references {schema}.leads(id) on delete cascade
)
""",
    "create index unfurled_at_idx on slack.unfurled (at)",
    "create index unfurled_lead_id_idx on slack.unfurled (lead_id)",
    "grant select, insert, update, delete on slack.unfurled to leadbot_app, leadbot_jobs",
    f"create policy organization on slack.unfurled for all to leadbot_app using ({MINE}) with check ({MINE})",
    "create policy jobs on slack.unfurled for all to leadbot_jobs using (true) with check (true)",
    "alter table slack.unfurled enable row level security",
)


def upgrade() -> None:
    found: Found = context.config.attributes["found"]
    run([statement.strip().replace("{schema}", quote(found.schema)) for statement in CREATE])


def downgrade() -> None:
    run(["drop table slack.unfurled"])
