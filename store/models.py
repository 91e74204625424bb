"""The platform's twelve tables, column for column. The bot adds no column to them and renames none.

Defaults are Python's as well as the server's: on a platform database a column may be NOT NULL without a default.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Identity, Index, MetaData, String, Text, UniqueConstraint, event, false, func, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from store import types


def now() -> datetime:
    """The moment, aware UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Every table, the platform's and our own."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's class attribute
        str: String(255),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def moment() -> Mapped[datetime]:
    """When the row was made."""
    return mapped_column(default=now, server_default=func.now())


def touched() -> Mapped[datetime]:
    """When the row was last written."""
    return mapped_column(default=now, onupdate=now, server_default=func.now())


def flag(value: bool) -> Mapped[bool]:
    """Yes or no, with its preset."""
    return mapped_column(default=value, server_default=true() if value else false())


class Organization(Base):
    """A tenant. settings: currency, timezone, temperature, stale_days, quiet_hours, custom_fields, retention; unknown keys are kept."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None]
    industry: Mapped[str | None]
    size: Mapped[str | None]
    settings: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    subscription_tier: Mapped[str | None] = mapped_column(default="free", server_default="free")
    billing_email: Mapped[str | None]
    is_active: Mapped[bool] = flag(True)
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()


class User(Base):
    """A person of the platform. E-mails are unique across organizations."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    role: Mapped[str] = mapped_column(types.USER_ROLE, default="sales_rep", server_default="sales_rep")
    is_active: Mapped[bool] = flag(True)
    timezone_preference: Mapped[str | None] = mapped_column(String(50))
    email_notifications: Mapped[bool] = flag(True)
    avatar_url: Mapped[str | None]
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)


class Lead(Base):
    """A lead. score 0 to 100, value in cents, tags a list of strings, notes the lead's summary."""

    __tablename__ = "leads"
    __table_args__ = (Index(None, "organization_id", "assigned_to_id", "status"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    email: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    company: Mapped[str | None]
    job_title: Mapped[str | None]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    linkedin_url: Mapped[str | None]
    status: Mapped[str] = mapped_column(types.LEAD_STATUS, default="new", server_default="new")
    source: Mapped[str | None] = mapped_column(types.LEAD_SOURCE, default="other", server_default="other")
    lead_temperature: Mapped[str | None] = mapped_column(types.LEAD_TEMPERATURE, default="cold", server_default="cold")
    score: Mapped[int | None] = mapped_column(default=0, server_default="0")
    value: Mapped[int | None]
    notes: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[Any] | None] = mapped_column(default=list, server_default="[]")
    custom_fields: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    enrichment_data: Mapped[dict[str, Any] | None] = mapped_column(JSONB, default=dict, server_default="{}")
    expected_close_date: Mapped[date | None]
    last_engagement_date: Mapped[datetime | None]
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Campaign(Base):
    """A campaign. Budgets in cents; target_criteria in the condition language; goals: target_leads, conversion_rate (%), roi_target (%)."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str]
    description: Mapped[str | None] = mapped_column(Text)
    campaign_type: Mapped[str | None]
    status: Mapped[str] = mapped_column(types.CAMPAIGN_STATUS, default="draft", server_default="draft")
    target_criteria: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    budget_allocated: Mapped[int | None]
    budget_spent: Mapped[int | None] = mapped_column(default=0, server_default="0")
    goals: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()

    @property
    def called(self) -> str:
        """Its name, else its number."""
        return self.name.strip() or f"Campaign #{self.id}"


class Activity(Base):
    """What was done with a lead, or is planned: scheduled_at without completed_at is open. `details` is the column metadata."""

    __tablename__ = "activities"
    __table_args__ = (Index(None, "lead_id", "created_at"), Index(None, "user_id", "created_at", "activity_type"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    activity_type: Mapped[str]
    subject: Mapped[str | None]
    content: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any] | None] = mapped_column("metadata", JSONB, default=dict, server_default="{}")
    scheduled_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = moment()


class LeadNote(Base):
    """A note. A private one is seen by its author alone. mentioned_users: users.id; attachments: {name, url, mimetype, slack_file_id}."""

    __tablename__ = "lead_notes"
    __table_args__ = (Index(None, "lead_id", "created_at"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note_type: Mapped[str | None] = mapped_column(default="general", server_default="general")
    content: Mapped[str] = mapped_column(Text)
    is_private: Mapped[bool] = flag(False)
    mentioned_users: Mapped[list[Any] | None] = mapped_column(default=list, server_default="[]")
    attachments: Mapped[list[Any] | None] = mapped_column(default=list, server_default="[]")
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()


class Workflow(Base):
    """A workflow of the automation server. configuration: webhook_path, method, approve {apply, ask}, timeout_minutes."""

    __tablename__ = "workflows"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    n8n_workflow_id: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None]
    trigger_type: Mapped[str | None] = mapped_column(default="manual", server_default="manual")
    trigger_conditions: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    configuration: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    is_active: Mapped[bool] = flag(True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()


class WorkflowExecution(Base):
    """A run of a workflow. workflow_type is the workflow's category; confidence_score 0 to 1. Which workflow: slack.runs."""

    __tablename__ = "workflow_executions"
    __table_args__ = (Index(None, "lead_id", "created_at"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id", ondelete="SET NULL"))
    workflow_type: Mapped[str | None]
    status: Mapped[str] = mapped_column(types.EXECUTION_STATUS, default="pending", server_default="pending")
    input_data: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    output_data: Mapped[dict[str, Any] | None]
    error_message: Mapped[str | None] = mapped_column(Text)
    leads_processed: Mapped[int | None] = mapped_column(default=0, server_default="0")
    leads_enriched: Mapped[int | None] = mapped_column(default=0, server_default="0")
    confidence_score: Mapped[float | None]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = moment()


class LeadScoringRule(Base):
    """A scoring rule: criteria in the condition language, score_points -100 to 100."""

    __tablename__ = "lead_scoring_rules"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str]
    description: Mapped[str | None] = mapped_column(Text)
    rule_type: Mapped[str | None]
    criteria: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    score_points: Mapped[int] = mapped_column(default=0, server_default="0")
    is_active: Mapped[bool] = flag(True)
    priority: Mapped[int | None] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()


class LeadScoreHistory(Base):
    """One step of a lead's score."""

    __tablename__ = "lead_score_history"
    __table_args__ = (Index(None, "lead_id", "created_at"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    previous_score: Mapped[int | None]
    new_score: Mapped[int]
    score_change: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("lead_scoring_rules.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = moment()


class CampaignLead(Base):
    """A lead's membership of a campaign: pending, contacted, responded, converted, excluded. One row a campaign and lead."""

    __tablename__ = "campaign_leads"
    __table_args__ = (UniqueConstraint("campaign_id", "lead_id"), Index(None, "lead_id"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    status: Mapped[str | None] = mapped_column(default="pending", server_default="pending")
    added_at: Mapped[datetime] = moment()
    last_contact_at: Mapped[datetime | None]
    response_at: Mapped[datetime | None]
    conversion_at: Mapped[datetime | None]


class Integration(Base):
    """A connection to another service. configuration holds base_url and the like, never a secret: the platform reads it."""

    __tablename__ = "integrations"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    integration_type: Mapped[str | None]
    provider_name: Mapped[str]
    display_name: Mapped[str | None]
    configuration: Mapped[dict[str, Any] | None] = mapped_column(default=dict, server_default="{}")
    status: Mapped[str] = mapped_column(types.INTEGRATION_STATUS, default="active", server_default="active")
    last_sync_at: Mapped[datetime | None]
    sync_frequency_minutes: Mapped[int | None]
    error_message: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()


MEANT: Mapping[type[Base], Mapping[str, Any]] = {
    User: {"role": "sales_rep"},
    Lead: {"status": "new"},
    Campaign: {"name": "", "status": "draft"},
    Activity: {"activity_type": "activity"},
    LeadNote: {"content": "", "is_private": True},
    CampaignLead: {"status": "pending"},
}
"""What a null means in a row that is read, see store/meanings.py. It stays null until something else is written."""


@event.listens_for(Base, "load", propagate=True)
def understand(row: Base, _context: Any = None) -> None:
    """Give the columns that are null what that means."""
    for name, value in MEANT.get(type(row), {}).items():
        if row.__dict__.get(name, value) is None:
            set_committed_value(row, name, value)


PLATFORM_TABLES = (
    "organizations",
    "users",
    "leads",
    "campaigns",
    "activities",
    "lead_notes",
    "workflows",
    "workflow_executions",
    "lead_scoring_rules",
    "lead_score_history",
    "campaign_leads",
    "integrations",
)
