"""Undo of changes: what one transaction changed in a row is put back, field by field, where nothing was changed since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.leads import LeadNotFound
from crm.notes import UNDO, EditedSince, TooLateToUndo
from crm.people import Actor
from store import changes, leads
from store.database import driver_of
from store.leads import LeadLine
from store.models import now

DATES = frozenset({"expected_close_date"})


@dataclass(frozen=True, slots=True)
class Undone:
    """A lead after Undo. left: fields that were changed since, and so stay."""

    lead: LeadLine
    left: tuple[str, ...] = ()


async def undo_lead(session: AsyncSession, actor: Actor, *, lead_id: int, at: datetime) -> Undone:
    """Put back what the actor changed in a lead at this moment.

    Raises LeadNotFound, TooLateToUndo, EditedSince where nothing can be put back.
    """
    if now() - at > UNDO:
        raise TooLateToUndo
    lead = await leads.lock(session, lead_id, organization_id=actor.organization_id)
    if lead is None:
        raise LeadNotFound(lead_id)
    mine = await changes.lock_of(session, "leads", lead_id, at=at, actor_id=actor.user_id, organization_id=actor.organization_id)
    current = await leads.as_json(session, lead_id, organization_id=actor.organization_id)
    back = [change for change in mine if change.undone_at is None and change.field and current.get(change.field) == change.after]
    if not back:
        raise EditedSince
    for change in back:
        assert change.field
        setattr(lead, change.field, _value(change.field, change.before))
        change.undone_at = now()
    await session.flush()
    line = await leads.lock_line(await driver_of(session), lead_id, organization_id=actor.organization_id, viewer=actor)
    if line is None:
        raise LeadNotFound(lead_id)
    return Undone(line, tuple(change.field for change in mine if change.field and change not in back))


def _value(field: str, stored: Any) -> Any:
    return date.fromisoformat(stored) if field in DATES and stored else stored
