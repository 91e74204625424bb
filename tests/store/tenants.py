"""Two organizations with a row in every table: each row's id is its organization's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

ROWS = {
    "organizations": "insert into organizations (id, name, slug) values ({n}, 'Organization {n}', 'org-{n}')",
    "users": "insert into users (id, email, first_name, organization_id) values ({n}, 'dora{n}@acme.example', 'Dora', {n})",
    "leads": "insert into leads (id, email, first_name, last_name, organization_id, assigned_to_id) values ({n}, 'finn@shop.example', 'Finn', 'Vos', {n}, {n})",
    "campaigns": "insert into campaigns (id, organization_id, name, created_by) values ({n}, {n}, 'Spring', {n})",
    "activities": "insert into activities (id, lead_id, user_id, activity_type) values ({n}, {n}, {n}, 'call')",
    "lead_notes": "insert into lead_notes (id, lead_id, user_id, content) values ({n}, {n}, {n}, 'asked for the price list')",
    "workflows": "insert into workflows (id, organization_id, name, created_by) values ({n}, {n}, 'Enrich', {n})",
    "workflow_executions": "insert into workflow_executions (id, user_id, lead_id) values ({n}, {n}, {n})",
    "lead_scoring_rules": "insert into lead_scoring_rules (id, organization_id, name) values ({n}, {n}, 'Director')",
    "lead_score_history": "insert into lead_score_history (id, lead_id, new_score, rule_id) values ({n}, {n}, 10, {n})",
    "campaign_leads": "insert into campaign_leads (id, campaign_id, lead_id) values ({n}, {n}, {n})",
    "integrations": "insert into integrations (id, organization_id, provider_name, created_by) values ({n}, {n}, 'n8n', {n})",
    "slack.installations": "insert into slack.installations (id, organization_id, team_id) values ({n}, {n}, 'T{n}')",
    "slack.identities": "insert into slack.identities (id, organization_id, user_id, slack_user_id, linked_by) values ({n}, {n}, {n}, 'U{n}', 'email')",
    "slack.events": "insert into slack.events (id, organization_id, kind, table_name, row_id, lead_id) values (-{n}, {n}, 'lead.overdue', 'leads', {n}, {n})",
    "slack.changes": "insert into slack.changes (id, organization_id, table_name, row_id, field) values (-{n}, {n}, 'leads', {n}, 'company')",
    "slack.channels": "insert into slack.channels (id, organization_id, destination) values ({n}, {n}, 'C{n}')",
    "slack.deliveries": "insert into slack.deliveries (id, organization_id, channel_id, event_id, message) values ({n}, {n}, {n}, -{n}, '{{}}')",
    "slack.runs": "insert into slack.runs (execution_id, organization_id, workflow_id, approver_id) values ({n}, {n}, {n}, {n})",
    "slack.received": "insert into slack.received (source, key) values ('event', 'Ev{n}')",
}
HELD = [name for name in ROWS if name not in ("slack.installations", "slack.received")]
ORGANIZATION_OF = {"organizations": "id"} | dict.fromkeys(
    ("users", "leads", "campaigns", "workflows", "lead_scoring_rules", "integrations", *(name for name in HELD if "." in name)), "organization_id"
)
KEY = {"slack.runs": "execution_id"}


async def fill(connection: asyncpg.Connection) -> None:
    """A row of organization 1 and one of organization 2 in every table."""
    for n in (1, 2):
        for statement in ROWS.values():
            await connection.execute(statement.format(n=n))


@asynccontextmanager
async def serving(url: str, organization: object) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the bot serves with: its role, and the organization set (None: not set)."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set role leadbot_app")
        if organization is not None:
            await connection.execute("select set_config('app.organization_id', $1, false)", str(organization))
        yield connection
    finally:
        await connection.close()


def key(table: str) -> str:
    """The column that a row's number is in."""
    return KEY.get(table, "id")
