"""Row-level security: what leadbot_app sees and may write. Frozen: a later change is a later revision."""

from migrations.first.tables import TABLES
from store.platform import Found, quote

MINE = "nullif(current_setting('app.organization_id', true), '')::int"
OF_MINE = f"organization_id = {MINE}"


def _there(reference: str, table: str, column: str) -> str:
    """The other end of a reference is a row that the role sees: of its own organization."""
    return f"({column} is null or exists (select from {{schema}}.{reference} r where r.id = {table}.{column} and r.{OF_MINE}))"


def _through_lead(table: str) -> str:
    """A row without organization_id belongs to its lead's, without a lead to its user's."""
    of_user = f"exists (select from {{schema}}.users r where r.id = {table}.user_id and r.{OF_MINE})"
    return f"case when lead_id is not null then {_of_lead(table)} else {of_user} end"


def _of_lead(table: str) -> str:
    return f"exists (select from {{schema}}.leads r where r.id = {table}.lead_id and r.{OF_MINE})"


# table: whose row it is, and what must hold besides when it is written
RULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "organizations": (f"id = {MINE}", ()),
    "users": (OF_MINE, ()),
    "leads": (OF_MINE, (_there("users", "leads", "assigned_to_id"),)),
    "campaigns": (OF_MINE, (_there("users", "campaigns", "created_by"),)),
    "activities": (_through_lead("activities"), (_there("users", "activities", "user_id"),)),
    "lead_notes": (_through_lead("lead_notes"), (_there("users", "lead_notes", "user_id"),)),
    "workflows": (OF_MINE, (_there("users", "workflows", "created_by"),)),
    "workflow_executions": (
        f"slack.execution_organization(id, lead_id, user_id) = {MINE}",
        (_there("leads", "workflow_executions", "lead_id"), _there("users", "workflow_executions", "user_id")),
    ),
    "lead_scoring_rules": (OF_MINE, ()),
    "lead_score_history": (_of_lead("lead_score_history"), (_there("lead_scoring_rules", "lead_score_history", "rule_id"),)),
    "campaign_leads": (_of_lead("campaign_leads"), (_there("campaigns", "campaign_leads", "campaign_id"),)),
    "integrations": (OF_MINE, (_there("users", "integrations", "created_by"),)),
}
# installations and received are read before the organization is known: no policy, only grants.
OWN_RULES: dict[str, tuple[str, ...]] = {
    "identities": (_there("users", "identities", "user_id"),),
    "events": (_there("leads", "events", "lead_id"), _there("users", "events", "actor_id")),
    "changes": (),
    "channels": (),
    "deliveries": (
        "exists (select from slack.channels r where r.id = deliveries.channel_id)",
        "(event_id is null or exists (select from slack.events r where r.id = deliveries.event_id))",
    ),
    "runs": (
        _there("workflows", "runs", "workflow_id"),
        _there("integrations", "runs", "integration_id"),
        _there("users", "runs", "approver_id"),
        "slack.execution_is_free(execution_id)",
    ),
}


def create(found: Found) -> list[str]:
    """Policies for the twelve tables and for ours, then the switch."""
    schema = quote(found.schema)
    statements = []
    for name in TABLES:
        whose, also = RULES[name]
        table = f"{schema}.{name}"
        everybody = "leadbot_app, leadbot_jobs" if found.existing(name) and found.tables[name].row_security else "public"
        checked = " and ".join((whose, *also))
        statements += [
            f"create policy slack_all on {table} as permissive for all to {everybody} using (true) with check (true)",
            f"create policy slack_organization on {table} as restrictive for all to leadbot_app using ({whose}) with check ({checked})",
        ]
        if everybody == "public":
            statements.append(f"alter table {table} enable row level security")
    for name, also in OWN_RULES.items():
        checked = " and ".join((OF_MINE, *also))
        statements += [
            f"create policy organization on slack.{name} for all to leadbot_app using ({OF_MINE}) with check ({checked})",
            f"create policy jobs on slack.{name} for all to leadbot_jobs using (true) with check (true)",
            f"alter table slack.{name} enable row level security",
        ]
    return [statement.replace("{schema}", schema) for statement in statements]


def drop(found: Found) -> list[str]:
    """The twelve tables' policies; row security is switched off again where it was switched on."""
    schema = quote(found.schema)
    statements = []
    for each in found.created:
        if each.made or not found.existing(each.table):
            continue
        table = f"{schema}.{each.table}"
        statements += [f"drop policy if exists {policy} on {table}" for policy in ("slack_all", "slack_organization")]
        if not each.row_security:
            statements.append(f"alter table {table} disable row level security")
    return statements
