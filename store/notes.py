"""Notes: one's own, and what was told of one."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Activity, Lead, LeadNote
from store.slack_models import Event


async def lock_own(session: AsyncSession, note_id: int, *, organization_id: int, user_id: int) -> LeadNote | None:
    """A note of this author's, for update; None where there is none."""
    statement = (
        select(LeadNote)
        .join(Lead, Lead.id == LeadNote.lead_id)
        .where(LeadNote.id == note_id, LeadNote.user_id == user_id, Lead.organization_id == organization_id)
        .with_for_update(of=LeadNote)
    )
    return (await session.scalars(statement)).one_or_none()


async def list_events(session: AsyncSession, note_id: int, *, lead_id: int, organization_id: int) -> Sequence[int]:
    """Ids of the events of a note, oldest first: messages about it refer to them."""
    statement = (
        select(Event.id)
        .where(Event.organization_id == organization_id, Event.lead_id == lead_id, Event.table_name == "lead_notes", Event.row_id == note_id)
        .order_by(Event.id)
        .limit(100)
    )
    return (await session.scalars(statement)).all()


async def delete_reminder(session: AsyncSession, note: LeadNote) -> None:
    """The open task that a note made."""
    mine = (Activity.lead_id == note.lead_id) & (Activity.user_id == note.user_id) & (Activity.activity_type == "task")
    await session.execute(delete(Activity).where(mine, Activity.completed_at.is_(None), Activity.details["note_id"].as_integer() == note.id))
