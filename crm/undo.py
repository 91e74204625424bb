"""Undo of changes: what one transaction changed in a row is put back, field by field, where nothing was changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import UserError
from crm.leads import line_now, lock_own
from crm.people import Actor
from store import changes
from store.leads import LeadLine
from store.models import Campaign, CampaignLead, Lead, now, understand
from store.slack_models import Change

Row = Lead | Campaign | CampaignLead
Kind = Literal["lead", "note", "activity", "cancelled", "campaign", "running", "members"]
UNDO = timedelta(minutes=5)


class NotUndone(UserError):
    """It stays as it is. kind, id: what is edited instead. cancelled: an activity of the lead of this id; members, running: of the campaign of this id."""

    def __init__(self, kind: Kind, id_: int) -> None:
        self.kind, self.id = kind, id_


class TooLateToUndo(NotUndone):
    """More than five minutes have passed."""


class UndoneAlready(UserError):
    """Undo has been pressed before."""


class EditedSince(NotUndone):
    """All that was to be undone has been changed since."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A lead after Undo. left: fields that were changed since, and so stay. was_of: whose it was (users.id), where that changed (is_moved)."""

    lead: LeadLine
    left: tuple[str, ...] = ()
    is_moved: bool = False
    was_of: int | None = None


def require_in_time(at: datetime | None, kind: Kind, id_: int) -> None:
    """Raises TooLateToUndo, of what was done more than five minutes ago, or nobody knows when. kind, id: as in NotUndone."""
    if at is None or now() - at > UNDO:
        raise TooLateToUndo(kind, id_)


async def undo_lead(session: AsyncSession, actor: Actor, *, lead_id: int, at: datetime) -> Undone:
    """Put back what the actor changed in a lead at this moment; of a status also why it was changed.

    Raises NotAllowed, LeadNotFound, NotYours, TooLateToUndo, UndoneAlready, EditedSince where nothing can be put back.
    """
    lead = await lock_own(session, actor, lead_id, "edit")
    require_in_time(at, "lead", lead_id)
    was_of = lead.assigned_to_id
    back, left = await _put_back(session, actor, lead, at=at)
    if not back:
        raise EditedSince("lead", lead_id)
    return Undone(await line_now(session, actor, lead_id), tuple(left), "assigned_to_id" in back, was_of)


async def put_back(session: AsyncSession, actor: Actor, row: Row, *, at: datetime) -> Sequence[str]:
    """Put back what the actor changed in a locked row at this moment, where nobody changed it since; the fields that others did, which stay.

    Raises TooLateToUndo, UndoneAlready, EditedSince where nothing can be put back.
    """
    instead = _instead(row)
    require_in_time(at, *instead)
    back, left = await _put_back(session, actor, row, at=at)
    if not back:
        raise EditedSince(*instead)
    return left


def _instead(row: Row) -> tuple[Kind, int]:
    if isinstance(row, CampaignLead):
        return "members", row.campaign_id
    return ("lead", row.id) if isinstance(row, Lead) else ("campaign", row.id)


async def _put_back(session: AsyncSession, actor: Actor, row: Row, *, at: datetime) -> tuple[list[str], list[str]]:
    """Fields that are what they were, and those that were changed since and so stay."""
    table = row.__tablename__
    mine = await changes.list_of(session, table, row.id, at=at, actor_id=actor.user_id, organization_id=actor.organization_id)
    if mine and all(one.change.undone_at for one in mine):
        raise UndoneAlready
    undone: list[int] = []
    back: list[str] = []
    left: list[str] = []
    for one in mine:
        change, field = one.change, one.change.field
        if not field:
            continue
        value, put, since = _before(field, one.current, change)
        if put and change.undone_at is None and not one.is_overtaken:
            setattr(row, field, _value(row, field, value))
            undone.append(change.id)
            back += put
            left += since
        else:
            left += [*put, *since]
    if undone:
        await session.flush()
        understand(row)
        await changes.mark_undone(session, undone, organization_id=actor.organization_id)
    return back, left


def _before(field: str, current: Any, change: Change) -> tuple[Any, list[str], list[str]]:
    """What a field is after Undo, the names of what is put back of it, and of what was changed since. Of the fields in one column each is looked at alone."""
    if not (isinstance(current, dict) and isinstance(change.after, dict) and isinstance(change.before, dict | None)):
        return (change.before, [field], []) if current == change.after else (current, [], [field])
    before, after = change.before or {}, change.after
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    put = [key for key in touched if current.get(key) == after.get(key)]
    whole = {key: value for key, value in current.items() if key not in put} | {key: before[key] for key in put if key in before}
    return whole if whole or before else change.before, [f"{field}.{key}" for key in put], [f"{field}.{key}" for key in touched if key not in put]


def _value(row: Row, field: str, stored: Any) -> Any:
    """As the column holds it: JSON has no dates and no moments."""
    kind = row.__table__.c[field].type.python_type
    return kind.fromisoformat(stored) if stored and kind in {date, datetime} else stored
