"""Our own tables, in the PostgreSQL schema `slack`."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from store.models import Base, flag, moment, touched

SCHEMA = "slack"


def organization() -> Mapped[int]:
    """The tenant of a row of ours; its rows go with it."""
    return mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))


class Installation(Base):
    """A connected workspace. Read before the organization is known, so without a policy. bot_token is encrypted; null when the settings hold it."""

    __tablename__ = "installations"
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's class attribute

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    team_id: Mapped[str] = mapped_column(unique=True)
    team_name: Mapped[str | None]
    enterprise_id: Mapped[str | None]
    app_id: Mapped[str | None]
    bot_id: Mapped[str | None]
    bot_user_id: Mapped[str | None]
    bot_token: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String), default=list, server_default="{}")
    installed_at: Mapped[datetime] = moment()
    uninstalled_at: Mapped[datetime | None]


class SlackIdentity(Base):
    """Slack user ↔ users row.

    team_id null: the one workspace of a start by token. slack_user_id null: accepted in advance (the admin of `leadbot init`),
    linked when that person first speaks. timezone: Slack's, as of checked_at. linked_by: email, operator, init.
    """

    __tablename__ = "identities"
    __table_args__ = (
        Index("identities_slack_user_key", "organization_id", "slack_user_id", text("coalesce(team_id, '')"), unique=True),
        Index("identities_user_key", "user_id", text("coalesce(team_id, '')"), unique=True),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    team_id: Mapped[str | None]
    slack_user_id: Mapped[str | None]
    timezone: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    linked_by: Mapped[str]
    linked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = moment()


class Event(Base):
    """What happened in the tables, written by triggers. actor_id null and execution_id null: the platform. One row a row, one a batch."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "organization_id", "id"), Index(None, "lead_id", "id"), {"schema": SCHEMA})

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    kind: Mapped[str] = mapped_column(Text)
    table_name: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(BigInteger)
    lead_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    execution_id: Mapped[int | None] = mapped_column(BigInteger)
    batch_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    occurred_at: Mapped[datetime] = moment()


class Change(Base):
    """A field's before and after, written by triggers: undo of a run, undo for five minutes, the edit conflict and the audit log."""

    __tablename__ = "changes"
    __table_args__ = (
        Index(None, "organization_id", "id"),
        Index(None, "table_name", "row_id", "id"),
        Index(None, "execution_id", postgresql_where=text("execution_id is not null")),
        Index(None, "batch_id", postgresql_where=text("batch_id is not null")),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    at: Mapped[datetime] = moment()
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    execution_id: Mapped[int | None] = mapped_column(BigInteger)
    batch_id: Mapped[UUID | None]
    table_name: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(BigInteger)
    field: Mapped[str | None] = mapped_column(Text)
    before: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    undone_at: Mapped[datetime | None]


class Channel(Base):
    """A destination's queue: a channel's id, or a person's (their direct messages, opened on first use and kept in dm_id)."""

    __tablename__ = "channels"
    __table_args__ = (UniqueConstraint("organization_id", "destination"), {"schema": SCHEMA})

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    destination: Mapped[str]
    dm_id: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    next_at: Mapped[datetime] = moment()
    paused_because: Mapped[str | None] = mapped_column(Text)
    paused_at: Mapped[datetime | None]


class Delivery(Base):
    """The ledger: one row a notification a destination, with what became of it and why.

    action: post, update. state: queued, sending, sent, held, merged, suppressed, failed, uncertain. message: what chat.postMessage takes.
    key goes out as message metadata, by which a message is found again after a crash. critical: sent again when it is uncertain.
    claimed_at: when a worker first took it for the try that is not settled yet; what it sent is no older.
    of_id: the delivery whose message an update edits, where that is known by its delivery alone.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_waiting_idx", "channel_id", "id", postgresql_where=text("state in ('queued', 'sending')")),
        Index(None, "organization_id", "id"),
        Index(None, "event_id", postgresql_where=text("event_id is not null")),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    channel_id: Mapped[int] = mapped_column(ForeignKey("slack.channels.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("slack.events.id", ondelete="SET NULL"))
    of_id: Mapped[int | None] = mapped_column(ForeignKey("slack.deliveries.id", ondelete="CASCADE"))
    key: Mapped[UUID] = mapped_column(unique=True, default=uuid4, server_default=text("gen_random_uuid()"))
    action: Mapped[str] = mapped_column(Text, default="post", server_default="post")
    message: Mapped[dict[str, Any]] = mapped_column(JSONB)
    critical: Mapped[bool] = flag(False)
    state: Mapped[str] = mapped_column(Text, default="queued", server_default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime] = moment()
    claimed_at: Mapped[datetime | None]
    message_ts: Mapped[str | None]
    created_at: Mapped[datetime] = moment()
    finished_at: Mapped[datetime | None]


class Received(Base):
    """What was handled already: Slack events, triggers and submissions, callbacks. Read before the organization is known, so without a policy."""

    __tablename__ = "received"
    __table_args__ = (Index(None, "received_at"), {"schema": SCHEMA})

    source: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    received_at: Mapped[datetime] = moment()


class Draft(Base):
    """What a person typed and could not save yet, where it is too long for a button. Kept for a day."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "created_at"), {"schema": SCHEMA})

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = moment()


class Batch(Base):
    """An act on many leads at once, done in slices. batch_id: what its changes are recorded under. kind: assign, enroll or undo (of of_id).

    owner_id: whose open leads they are, where they were not named one by one. people: users.id of those among whom leads are shared out.
    leads: leads.id in order, and position: how many of them are done with. changed: of those that were different, leads.id
    (assign, undo) or campaign_leads.id (enroll). state: asked (not confirmed yet), running, done, stopped.
    reason: why it stopped, the campaign's status or the name of who cannot have leads any more.
    destination: whom to tell, a Slack user; delivery_id: the message that tells how far it is.
    """

    __tablename__ = "batches"
    __table_args__ = (Index(None, "updated_at", postgresql_where=text("state in ('asked', 'running')")), {"schema": SCHEMA})

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    batch_id: Mapped[UUID] = mapped_column(unique=True, default=uuid4, server_default=text("gen_random_uuid()"))
    kind: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    people: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list, server_default="{}")
    leads: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list, server_default="{}")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list, server_default="{}")
    state: Mapped[str] = mapped_column(Text, default="asked", server_default="asked")
    reason: Mapped[str | None] = mapped_column(Text)
    of_id: Mapped[int | None] = mapped_column(ForeignKey("slack.batches.id", ondelete="CASCADE"), unique=True)
    destination: Mapped[str | None] = mapped_column(Text)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("slack.deliveries.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()


class Unfurled(Base):
    """A lead that was shown for a link in a channel, and when it was last."""

    __tablename__ = "unfurled"
    __table_args__ = (Index(None, "at"), Index(None, "lead_id"), {"schema": SCHEMA})

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = moment()


class Captured(Base):
    """A note or an activity that came of a public message, which carries a mark as long as one does."""

    __tablename__ = "captured"
    __table_args__ = (
        Index(None, "organization_id", "channel", "ts"),
        Index(None, "organization_id", "table_name", "row_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[int] = organization()
    channel: Mapped[str] = mapped_column(Text)
    ts: Mapped[str] = mapped_column(Text)
    table_name: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(BigInteger)


class Run(Base):
    """Which workflow and organization an execution belongs to, and where it stands."""

    __tablename__ = "runs"
    __table_args__ = (Index(None, "organization_id", "execution_id"), {"schema": SCHEMA})

    execution_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    organization_id: Mapped[int] = organization()
    workflow_id: Mapped[int | None] = mapped_column(ForeignKey("workflows.id", ondelete="SET NULL"))
    integration_id: Mapped[int | None] = mapped_column(ForeignKey("integrations.id", ondelete="SET NULL"))
    external_run_id: Mapped[str | None]
    state: Mapped[str] = mapped_column(Text, default="pending", server_default="pending")
    progress: Mapped[int | None]
    step: Mapped[str | None] = mapped_column(Text)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = moment()
    updated_at: Mapped[datetime] = touched()
