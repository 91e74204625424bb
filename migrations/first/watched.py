"""What the triggers watch: each table's fields, whose its rows are, and what is told of them. Frozen: a later change is a later revision.

Expressions read `r`, a changed row: its columns by their names (the new values), the old ones as o_<name>, and at_lead, the lead it is about.
"""

from dataclasses import dataclass

LEAD_ORGANIZATION = """coalesce(
            (select l.organization_id from {schema}.leads l where l.id = r.at_lead),
            (select c.organization_id from slack.changes c
             where c.table_name = 'leads' and c.row_id = r.at_lead and c.field is null order by c.id desc limit 1),
            {else})"""
ELSE_USER = "(select u.organization_id from {schema}.users u where u.id = r.user_id)"
ELSE_CAMPAIGN = "(select k.organization_id from {schema}.campaigns k where k.id = r.campaign_id)"
LEAD_IS_THERE = "exists (select from {schema}.leads l where l.id = r.at_lead)"
RUN_ORGANIZATION = "(select x.organization_id from slack.runs x where x.execution_id = r.id)"
OF_LEAD_OR_USER = LEAD_ORGANIZATION.replace("{else}", ELSE_USER)


@dataclass(frozen=True)
class Watched:
    """A table and what is told of it.

    text, json, plain: its fields by the way they are compared. organization: of the row. about: data of each event.
    inserted, deleted: (kind, more data), kind an SQL expression. changed: field → (kind, on which condition). other: kind for the remaining fields.
    quiet: which of these go without saying. unrecorded: fields that have a history of their own. told_when_deleted: on which condition.
    """

    table: str
    text: tuple[str, ...]
    json: tuple[str, ...]
    plain: tuple[str, ...]
    organization: str = "r.organization_id"
    lead: str | None = "lead_id"
    about: str = "'{}'::jsonb"
    inserted: tuple[str, str] | None = None
    deleted: str | None = None
    told_when_deleted: str = "true"
    changed: tuple[tuple[str, str, str], ...] = ()
    other: str | None = None
    quiet: str = "false"
    unrecorded: tuple[str, ...] = ()

    @property
    def moments(self) -> tuple[str, ...]:
        """When there is something to tell or to record."""
        return ("updated", "deleted", "inserted") if self.inserted else ("updated", "deleted")


WATCHED = (
    Watched(
        "leads",
        text=("email", "first_name", "last_name", "company", "job_title", "phone", "website", "linkedin_url", "notes"),
        json=("tags", "custom_fields", "enrichment_data"),
        plain=(
            "status",
            "source",
            "lead_temperature",
            "score",
            "value",
            "expected_close_date",
            "last_engagement_date",
            "created_at",
            "organization_id",
            "assigned_to_id",
        ),
        lead="id",
        about="case when r.field = 'score' then jsonb_build_object('temperature', r.lead_temperature) else '{}'::jsonb end",
        inserted=("'lead.created'", "jsonb_build_object('status', r.status, 'source', r.source, 'score', r.score, 'assigned_to_id', r.assigned_to_id)"),
        deleted="lead.deleted",
        changed=(("assigned_to_id", "lead.assigned", "true"), ("status", "lead.status_changed", "true"), ("score", "lead.score_changed", "true")),
        other="lead.updated",
        quiet="r.field = 'lead_temperature' and 'score' = any (r.fields)",
        unrecorded=("score", "lead_temperature"),
    ),
    Watched(
        "activities",
        text=("activity_type", "subject", "content"),
        json=("metadata",),
        plain=("lead_id", "user_id", "scheduled_at", "completed_at", "created_at"),
        organization=OF_LEAD_OR_USER,
        about="jsonb_build_object('activity_type', r.activity_type, 'user_id', r.user_id)",
        inserted=(
            "case when r.completed_at is not null or r.scheduled_at is null then 'activity.logged' else 'activity.planned' end",
            "jsonb_build_object('scheduled_at', r.scheduled_at, 'completed_at', r.completed_at)",
        ),
        deleted="activity.deleted",
        told_when_deleted=f"(r.at_lead is null or {LEAD_IS_THERE})",
        changed=(("completed_at", "activity.completed", "r.o_completed_at is null"),),
        other="activity.updated",
        quiet="'completed_at' = any (r.fields) and r.o_completed_at is null",
    ),
    Watched(
        "lead_notes",
        text=("note_type", "content"),
        json=("mentioned_users", "attachments"),
        plain=("lead_id", "user_id", "is_private", "created_at"),
        organization=OF_LEAD_OR_USER,
        about="jsonb_build_object('is_private', r.is_private, 'author', r.user_id, 'note_type', r.note_type)",
        inserted=("'note.added'", "'{}'::jsonb"),
        deleted="note.deleted",
        told_when_deleted=LEAD_IS_THERE,
        other="note.edited",
    ),
    Watched(
        "campaigns",
        text=("name", "description", "campaign_type"),
        json=("target_criteria", "goals"),
        plain=("organization_id", "status", "start_date", "end_date", "budget_allocated", "budget_spent", "created_by", "created_at"),
        lead=None,
        inserted=("'campaign.created'", "jsonb_build_object('status', r.status, 'created_by', r.created_by)"),
        changed=(("status", "campaign.status_changed", "true"),),
        other="campaign.updated",
    ),
    Watched(
        "campaign_leads",
        text=("status",),
        json=(),
        plain=("campaign_id", "lead_id", "added_at", "last_contact_at", "response_at", "conversion_at"),
        organization=LEAD_ORGANIZATION.replace("{else}", ELSE_CAMPAIGN),
        about="jsonb_build_object('campaign_id', r.campaign_id)",
        inserted=("'member.added'", "jsonb_build_object('status', r.status)"),
        deleted="member.removed",
        told_when_deleted=LEAD_IS_THERE,
        changed=(("status", "member.status_changed", "true"),),
    ),
    Watched(
        "integrations",
        text=("integration_type", "provider_name", "display_name", "error_message"),
        json=("configuration",),
        plain=("organization_id", "status", "last_sync_at", "sync_frequency_minutes", "created_by", "created_at"),
        lead=None,
        about="jsonb_build_object('provider_name', r.provider_name)",
        changed=(("status", "integration.status_changed", "true"),),
    ),
    Watched(
        "workflow_executions",
        text=("workflow_type", "error_message"),
        json=("input_data", "output_data"),
        plain=("user_id", "lead_id", "status", "leads_processed", "leads_enriched", "confidence_score", "started_at", "completed_at", "created_at"),
        organization=f"coalesce({RUN_ORGANIZATION}, {OF_LEAD_OR_USER})",
        about="jsonb_build_object('workflow_type', r.workflow_type)",
        inserted=("'run.started'", "jsonb_build_object('status', r.status, 'user_id', r.user_id)"),
        changed=(("status", "run.status_changed", "true"),),
    ),
)
