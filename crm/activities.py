"""Activities: logging what was done, planning what is to be done, and taking either back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from crm import contacts
from crm.errors import UserError
from crm.leads import LeadNotFound, line_now
from crm.people import Actor, require, require_working
from crm.undo import EditedSince, require_in_time
from store import activities, changes, leads, notes
from store.activities import details_of
from store.database import driver_of
from store.leads import LeadLine, is_id
from store.models import Activity, now
from store.people import Colleague

Kind = Literal["call", "email", "meeting", "linkedin", "sms", "task"]
CLOCKS_DIFFER = timedelta(minutes=1)
HOW_IT_WENT = {"direction": "direction", "outcome": "outcome", "minutes": "duration_minutes"}
"""What is said of something done: its name in NewActivity, and in the details."""
PRIVATE_NOTE = "private_note_id"
"""In the details of an activity whose words are its author's alone: the note that has them."""
CANCELLED = frozenset({"cancelled_at", "cancelled_by", "cancel_reason"})
"""What the details of a cancelled activity say of it."""


class TimeHasPassed(UserError):
    """Something is planned for a moment that is over. at is local to the person."""

    def __init__(self, at: datetime) -> None:
        self.at = at


class TimeToCome(UserError):
    """Something is said to be done at a moment that has not come."""

    def __init__(self, at: datetime) -> None:
        self.at = at


class UnknownActivity(UserError):
    """The first word of what is logged is no activity."""

    def __init__(self, word: str) -> None:
        self.word = word


class ActivityGone(UserError):
    """The activity was deleted, done, cancelled or taken back already, or is another person's."""


@dataclass(frozen=True, slots=True)
class NewActivity:
    """What was done, or is planned, at an aware moment. outcome, direction, minutes: of what was done. colleague: whose task it is, if not the actor's.

    campaign_id: the one campaign that it counts for; None: all that the lead is in. only_me: subject and content become a note that the actor alone sees.
    """

    lead_id: int
    kind: Kind
    at: datetime
    is_done: bool
    subject: str | None = None
    content: str | None = None
    direction: Literal["outbound", "inbound"] | None = None
    outcome: str | None = None
    minutes: int | None = None
    colleague: Colleague | None = None
    campaign_id: int | None = None
    only_me: bool = False
    attachments: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Logged:
    """A stored activity and its lead; at is local to the actor. contacted: the campaigns in which that made a pending member contacted."""

    activity_id: int
    lead: LeadLine
    new: NewActivity
    at: datetime
    contacted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acted:
    """What was planned, and is done, cancelled, changed, deleted or planned again; or what was logged, and is changed or deleted.

    was: when it was planned for; at: when it is now, or was done. other: who else it concerns (users.id), whose task it is (is_theirs) or who gave it to them.
    contacted: as of Logged.
    """

    lead: LeadLine
    kind: str
    subject: str | None
    was: datetime
    at: datetime
    other: int | None
    is_theirs: bool
    contacted: tuple[str, ...] = ()


async def log(session: AsyncSession, actor: Actor, new: NewActivity) -> Logged:
    """Store an activity. What was done counts as an engagement; outbound, it makes a pending member of an active campaign contacted.

    Raises NotAllowed, NotWorking, LeadNotFound, TimeHasPassed, TimeToCome.
    """
    connection = await driver_of(session)
    await require(connection, actor, "sales_rep", "log")
    _check_time(actor, new)
    lead = await line_now(session, actor, new.lead_id)
    details: dict[str, Any] = {"direction": new.direction, "outcome": new.outcome, "duration_minutes": new.minutes, "campaign_id": new.campaign_id}
    details["attachments"] = [] if new.only_me else list(new.attachments)
    contacted: tuple[str, ...] = ()
    if new.is_done and new.kind in contacts.ENGAGING:
        brought, contacted = await contacts.engage(session, actor, lead, new.at, details)
        details |= brought
    if new.colleague and new.colleague.user_id != actor.user_id:
        await require_working(connection, [new.colleague.user_id], organization_id=actor.organization_id)
        details["logged_by"] = actor.user_id
    if new.only_me:
        details[PRIVATE_NOTE] = await _keep_private(session, actor, new)
        new = replace(new, subject=None, content=None)
    activity = Activity(
        lead_id=lead.id,
        user_id=new.colleague.user_id if new.colleague else actor.user_id,
        activity_type=new.kind,
        subject=new.subject,
        content=new.content,
        details={name: value for name, value in details.items() if value},
        scheduled_at=None if new.is_done else new.at,
        completed_at=new.at if new.is_done else None,
    )
    session.add(activity)
    await session.flush()
    return Logged(activity.id, lead, new, actor.local(new.at), contacted)


async def take_back(session: AsyncSession, actor: Actor, activity_id: int) -> Acted:
    """Delete what the actor logged, for themselves or for a colleague, within five minutes, with what it brought about, and its private note.

    Raises NotAllowed, ActivityGone, TooLateToUndo, EditedSince.
    """
    activity, lead = await _own(session, actor, activity_id)
    require_in_time(activity.created_at, "activity", activity.id)
    if await changes.exist(session, "activities", activity.id, organization_id=actor.organization_id):
        raise EditedSince("activity", activity.id)
    if is_id(note_id := details_of(activity).get(PRIVATE_NOTE)):
        await notes.delete_unchanged(session, note_id, user_id=actor.user_id, organization_id=actor.organization_id)
    return await _delete(session, actor, activity, lead)


async def edit(session: AsyncSession, actor: Actor, activity_id: int, new: NewActivity, *, asked: Collection[str]) -> Acted:
    """Change one's own activity, or one that was given to a colleague and is open; its lead and whose it is stay. What it brought about is counted anew.

    A time in the same minute is the one that it has. asked: what of HOW_IT_WENT is to be as new says; the rest stays while kind and being done do.
    Where nothing changes it concerns nobody else.

    Raises NotAllowed, ActivityGone, TimeHasPassed, TimeToCome.
    """
    activity, lead = await _own(session, actor, activity_id)
    if _is_cancelled(activity) or (activity.completed_at and activity.user_id != actor.user_id):
        raise ActivityGone
    was, done, planned_for = details_of(activity), activity.completed_at, activity.scheduled_at
    before = contacts.way(activity.activity_type, done, was.get("direction"))
    new = replace(new, at=_as_it_was(new.at, done or planned_for))
    if new.is_done or new.at != planned_for:
        _check_time(actor, new)
    stays = new.kind == activity.activity_type and new.is_done == (done is not None or planned_for is None)
    said = {detail: getattr(new, name) for name, detail in HOW_IT_WENT.items() if name in asked or not stays}
    after = contacts.way(new.kind, new.at if new.is_done else None, {**was, **said}.get("direction"))
    said |= {} if after == "outbound" else {contacts.REACHED: None}
    activity.activity_type, activity.subject, activity.content = new.kind, new.subject, new.content
    activity.scheduled_at, activity.completed_at = (planned_for, new.at) if new.is_done else (new.at, None)
    activity.details = {name: value for name, value in {**was, **said}.items() if value}
    is_changed = session.is_modified(activity)
    await session.flush()
    if (before, done) != (after, activity.completed_at):
        await contacts.forget(session, actor, lead, was, done=done)
        if after:
            activity.details = {**activity.details, **(await contacts.engage(session, actor, lead, new.at, activity.details))[0]}
            await session.flush()
    acted = replace(_acted(activity, lead, actor), was=planned_for or new.at)
    return acted if is_changed else replace(acted, other=None)


async def delete(session: AsyncSession, actor: Actor, activity_id: int) -> Acted:
    """Delete one's own activity, whenever it was logged, with what it brought about. What was given to a colleague is cancelled instead.

    Raises NotAllowed, ActivityGone.
    """
    activity, lead = await _own(session, actor, activity_id)
    if activity.user_id != actor.user_id:
        raise ActivityGone
    return await _delete(session, actor, activity, lead)


async def cancel(session: AsyncSession, actor: Actor, activity_id: int, *, reason: str) -> Acted:
    """What was planned, by oneself or for a colleague, will not be done.

    Raises NotAllowed, ActivityGone.
    """
    activity, lead = await _own(session, actor, activity_id)
    if not _is_open(activity):
        raise ActivityGone
    said = {"cancelled_at": now().isoformat(), "cancelled_by": actor.user_id, "cancel_reason": reason}
    activity.details = {**details_of(activity), **said}
    await session.flush()
    return _acted(activity, lead, actor)


async def restore(session: AsyncSession, actor: Actor, activity_id: int) -> Acted:
    """Undo of cancel, within five minutes.

    Raises NotAllowed, ActivityGone, TooLateToUndo.
    """
    activity, lead = await _own(session, actor, activity_id)
    cancelled_at = details_of(activity).get("cancelled_at")
    if not cancelled_at:
        raise ActivityGone
    require_in_time(datetime.fromisoformat(cancelled_at), "cancelled", lead.id)
    activity.details = {name: value for name, value in details_of(activity).items() if name not in CANCELLED}
    await session.flush()
    return _acted(activity, lead, actor)


async def complete(session: AsyncSession, actor: Actor, activity_id: int, *, outcome: str | None = None) -> Acted:
    """What was planned is done, now.

    Raises NotAllowed, ActivityGone.
    """
    activity, lead = await _own(session, actor, activity_id)
    if not _is_open(activity):
        raise ActivityGone
    done, said = now(), {"outcome": outcome} if outcome else {}
    contacted: tuple[str, ...] = ()
    if activity.activity_type in contacts.ENGAGING:
        brought, contacted = await contacts.engage(session, actor, lead, done, details_of(activity))
        said |= brought
    activity.completed_at, activity.details = done, {**details_of(activity), **said}
    await session.flush()
    return replace(_acted(activity, lead, actor), contacted=contacted)


async def reopen(session: AsyncSession, actor: Actor, activity_id: int, *, done: datetime) -> Acted:
    """Undo of complete, within five minutes. done: when it was, as complete said.

    Raises NotAllowed, ActivityGone, TooLateToUndo, EditedSince.
    """
    activity, lead = await _own(session, actor, activity_id)
    if activity.completed_at is None or activity.scheduled_at is None:
        raise ActivityGone
    await _require_as_it_was(session, actor, activity, "completed_at", done)
    was = details_of(activity)
    activity.completed_at, activity.details = None, {name: value for name, value in was.items() if name not in {"outcome", contacts.REACHED}}
    await session.flush()
    await contacts.forget(session, actor, lead, was, done=done)
    return _acted(activity, lead, actor)


async def postpone(session: AsyncSession, actor: Actor, activity_id: int, *, at: datetime) -> Acted:
    """Plan an open activity for another moment.

    Raises NotAllowed, ActivityGone.
    """
    activity, lead = await _own(session, actor, activity_id)
    if not _is_open(activity):
        raise ActivityGone
    acted = _acted(activity, lead, actor)
    activity.scheduled_at = at
    await session.flush()
    return replace(acted, at=at)


async def move_back(session: AsyncSession, actor: Actor, activity_id: int, *, was: datetime, at: datetime) -> Acted:
    """Undo of postpone, within five minutes. was, at: before and after it.

    Raises NotAllowed, ActivityGone, TooLateToUndo, EditedSince.
    """
    activity, lead = await _own(session, actor, activity_id)
    if not _is_open(activity):
        raise ActivityGone
    await _require_as_it_was(session, actor, activity, "scheduled_at", at)
    activity.scheduled_at = was
    await session.flush()
    return _acted(activity, lead, actor)


async def _require_as_it_was(session: AsyncSession, actor: Actor, activity: Activity, field: str, value: datetime) -> None:
    """Raises TooLateToUndo, and EditedSince where this field is not what it was set to, or anything else has been changed since."""
    at, of_field = await changes.newest(session, "activities", activity.id, field, organization_id=actor.organization_id)
    require_in_time(of_field or value, "activity", activity.id)
    if getattr(activity, field) != value or at != of_field:
        raise EditedSince("activity", activity.id)


def _check_time(actor: Actor, new: NewActivity) -> None:
    if new.is_done and new.at > now() + CLOCKS_DIFFER:
        raise TimeToCome(actor.local(new.at))
    if not new.is_done and new.at < now() - CLOCKS_DIFFER:
        raise TimeHasPassed(actor.local(new.at))


async def _keep_private(session: AsyncSession, actor: Actor, new: NewActivity) -> int:
    """The words of an activity as a note of its author's alone; its id."""
    stored = await notes.add(
        await driver_of(session),
        organization_id=actor.organization_id,
        author=actor,
        lead_id=new.lead_id,
        content="\n\n".join(filter(None, (new.subject, new.content))),
        note_type="general",
        is_private=True,
        mentioned_users=(),
        attachments=new.attachments,
    )
    if stored is None:
        raise LeadNotFound(new.lead_id)
    return stored[0]


async def _delete(session: AsyncSession, actor: Actor, activity: Activity, lead: LeadLine) -> Acted:
    """What is done or cancelled is nobody else's concern any more."""
    await session.delete(activity)
    await session.flush()
    await contacts.forget(session, actor, lead, details_of(activity), done=activity.completed_at)
    acted = _acted(activity, lead, actor)
    return acted if _is_open(activity) else replace(acted, other=None)


def _is_open(activity: Activity) -> bool:
    """Planned, and neither done nor cancelled."""
    return activity.scheduled_at is not None and activity.completed_at is None and not _is_cancelled(activity)


def _is_cancelled(activity: Activity) -> bool:
    return bool(details_of(activity).get("cancelled_at"))


def _acted(activity: Activity, lead: LeadLine, actor: Actor) -> Acted:
    giver = details_of(activity).get("logged_by")
    is_theirs = activity.user_id != actor.user_id
    other = activity.user_id if is_theirs else giver if is_id(giver) and giver != actor.user_id else None
    at = activity.completed_at or activity.scheduled_at or activity.created_at or now()  # type: ignore[truthy-bool]  # null on an older platform
    return Acted(lead, activity.activity_type, activity.subject, activity.scheduled_at or at, at, other, is_theirs)


def _as_it_was(at: datetime, stored: datetime | None) -> datetime:
    """Forms ask for a minute: in the same one it is the moment that was stored."""
    return stored if stored and stored.replace(second=0, microsecond=0) == at.replace(second=0, microsecond=0) else at


async def _own(session: AsyncSession, actor: Actor, activity_id: int) -> tuple[Activity, LeadLine]:
    connection = await driver_of(session)
    activity = await activities.lock_own(session, activity_id, organization_id=actor.organization_id, user_id=actor.user_id)
    if activity is None or activity.lead_id is None:
        raise ActivityGone
    await require(connection, actor, "sales_rep", "log")
    lead = await leads.lock_line(connection, activity.lead_id, organization_id=actor.organization_id, viewer=actor)
    if lead is None:
        raise ActivityGone
    return activity, lead
