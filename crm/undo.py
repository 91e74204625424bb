"""Undo of changes: what one transaction changed in a row is put back, field by field, where nothing was changed since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import UserError
from crm.leads import LeadNotFound
from crm.notes import UNDO
from crm.people import Actor
from store import changes, leads
from store.database import driver_of
from store.leads import LeadLine
from store.models import now

DATES = frozenset({"expected_close_date"})


class LeadUndoTooLate(UserError):
    """More than five minutes have passed since the lead was changed."""

    def __init__(self, lead_id: int) -> None:
        self.lead_id = lead_id


class LeadChangedSince(UserError):
    """All that was to be undone in the lead has been changed since, or is undone already."""

    def __init__(self, lead_id: int) -> None:
        self.lead_id = lead_id


@dataclass(frozen=True, slots=True)
class Undone:
    """A lead after Undo. left: fields that were changed since, and so stay."""

    lead: LeadLine
    left: tuple[str, ...] = ()


async def undo_lead(session: AsyncSession, actor: Actor, *, lead_id: int, at: datetime, temperature: tuple[str | None, str | None] | None = None) -> Undone:
    """Put back what the actor changed in a lead at this moment. temperature: before and after, where that was changed too: it is not in slack.changes.

    Raises LeadNotFound, LeadUndoTooLate, LeadChangedSince where nothing can be put back.
    """
    if now() - at > UNDO:
        raise LeadUndoTooLate(lead_id)
    lead = await leads.lock(session, lead_id, organization_id=actor.organization_id)
    if lead is None:
        raise LeadNotFound(lead_id)
    mine = await changes.lock_of(session, "leads", lead_id, at=at, actor_id=actor.user_id, organization_id=actor.organization_id)
    current = await leads.as_json(session, lead_id, organization_id=actor.organization_id)
    back = [change for change in mine if change.undone_at is None and change.field and current.get(change.field) == change.after]
    cools = temperature is not None and temperature[0] != temperature[1] == lead.lead_temperature
    if not back and not cools:
        raise LeadChangedSince(lead_id)
    if temperature and cools:
        lead.lead_temperature = temperature[0]
    for change in back:
        assert change.field
        setattr(lead, change.field, _value(change.field, change.before))
        change.undone_at = now()
    await session.flush()
    line = await leads.lock_line(await driver_of(session), lead_id, organization_id=actor.organization_id, viewer=actor)
    if line is None:
        raise LeadNotFound(lead_id)
    left = [change.field for change in mine if change.field and change not in back]
    return Undone(line, tuple(left + ["lead_temperature"] * (temperature is not None and not cools)))


def _value(field: str, stored: Any) -> Any:
    return date.fromisoformat(stored) if field in DATES and stored else stored
