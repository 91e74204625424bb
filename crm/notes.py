"""Notes on a lead: who may write one, whom it may tell, and how long it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import UserError
from crm.leads import LeadNotFound
from crm.people import Actor, require
from crm.undo import EditedSince, require_in_time
from store import changes, leads, notes
from store.activities import details_of
from store.database import driver_of
from store.leads import LeadLine
from store.models import Activity, LeadNote
from store.people import Colleague

NoteType = Literal["general", "meeting", "call", "research", "reminder"]
LONGEST_REMINDER = 120
PRIVATE = "is_private"
"""In the details of a private note's task, which others do not see."""


class PrivateTells(UserError):
    """A note that only its author may see would tell others. names: of those who are known by one; told_before: others know the note already."""

    def __init__(self, names: tuple[str, ...] = (), *, told_before: bool = False) -> None:
        self.names, self.told_before = names, told_before


class NoteChanged(UserError):
    """The note was edited in another window. at: when, local to the person, where that is known; seen: its fingerprint now."""

    def __init__(self, at: datetime | None, seen: str) -> None:
        self.at, self.seen = at, seen


class NoteGone(UserError):
    """The note was deleted or taken back already, or is another person's."""


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to be written. people: whom it names, active or not, the author too. remind_at (aware): a task of the author's then."""

    lead_id: int
    content: str
    note_type: NoteType = "general"
    is_private: bool = False
    people: tuple[Colleague, ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A stored note, and its lead. told: active people beside the author. reminder: what the task that it makes is called."""

    note_id: int
    lead: LeadLine
    note_type: NoteType
    is_private: bool
    told: tuple[Colleague, ...] = ()
    remind_at: datetime | None = None
    attachments: tuple[dict[str, Any], ...] = ()
    reminder: str = ""


async def add(session: AsyncSession, actor: Actor, new: NewNote) -> Written:
    """Store a note, with whom it mentions: the active. Of them all but the author are told, each once.

    Raises NotAllowed, LeadNotFound, PrivateTells.
    """
    connection = await driver_of(session)
    await require(connection, actor, "sales_rep", "note")
    mentioned = _mentioned(new.people)
    others = tuple(one for one in new.people if one.user_id != actor.user_id)
    if new.is_private and others:
        raise PrivateTells(tuple(one.name for one in others))
    stored = await notes.add(
        connection,
        organization_id=actor.organization_id,
        author=actor,
        lead_id=new.lead_id,
        content=new.content,
        note_type=new.note_type,
        is_private=new.is_private,
        mentioned_users=list(mentioned),
        attachments=new.attachments,
    )
    if stored is None:
        raise LeadNotFound(new.lead_id)
    note_id, lead = stored
    reminder = ""
    if new.remind_at:
        task = _reminder(note_id, new, actor, new.remind_at)
        session.add(task)
        await session.flush()
        reminder = task.subject or ""
    told = tuple(one for user_id, one in mentioned.items() if user_id != actor.user_id)
    return Written(note_id, lead, new.note_type, new.is_private, told, new.remind_at, tuple(new.attachments), reminder)


async def take_back(session: AsyncSession, actor: Actor, note_id: int) -> tuple[LeadLine, Sequence[int]]:
    """Delete one's own note within five minutes of writing it, and the task that it made. Its lead, and the events of which messages were sent.

    Raises NotAllowed, NoteGone, TooLateToUndo, EditedSince.
    """
    note, lead = await _own(session, actor, note_id)
    require_in_time(note.created_at, "note", note.id)
    if await changes.exist(session, "lead_notes", note.id, organization_id=actor.organization_id):
        raise EditedSince("note", note.id)
    return lead, await notes.remove(session, note, organization_id=actor.organization_id)


@dataclass(frozen=True, slots=True)
class Edited:
    """A note after it was edited. written: with whom to tell now, who were not told before.

    events: which messages about it refer to; none where nobody is told.
    """

    written: Written
    events: tuple[int, ...]


async def edit(session: AsyncSession, actor: Actor, note_id: int, new: NewNote, *, seen: str) -> Edited:
    """Change one's own note; its lead and files stay, its tasks follow. seen: its fingerprint as the person had it before them.

    Raises NotAllowed, NoteGone, PrivateTells, NoteChanged.
    """
    note, lead = await _own(session, actor, note_id)
    before, mentioned = dict.fromkeys(notes.mentioned_of(note.mentioned_users)), _mentioned(new.people)
    others = tuple(one for one in new.people if one.user_id != actor.user_id)
    told_before = bool(before.keys() - {actor.user_id})
    if new.is_private and (others or told_before):
        raise PrivateTells(tuple(one.name for one in others), told_before=told_before)
    now_there = fingerprint(note.content, note.note_type or "general", is_private=note.is_private)
    if now_there != seen:
        at = actor.local(note.updated_at) if note.updated_at else None  # type: ignore[truthy-bool]  # null on an older platform
        raise NoteChanged(at, now_there)
    if new.content == note.content.strip():  # as an editor gives it back
        new = replace(new, content=note.content)
    if new.is_private or "reminder" in {note.note_type, new.note_type}:
        was = _subject(note.content, is_private=note.is_private)
        for task in await notes.list_tasks(session, note):
            _follow(task, was, new)
    note.content, note.note_type, note.is_private = new.content, new.note_type, new.is_private
    note.mentioned_users = [*(before | dict.fromkeys(mentioned))]
    await session.flush()
    told = tuple(one for user_id, one in mentioned.items() if user_id not in {*before, actor.user_id})
    tells = told_before or bool(told)
    events = await notes.list_events(session, note.id, lead_id=note.lead_id, organization_id=actor.organization_id) if tells else ()
    return Edited(Written(note.id, lead, new.note_type, new.is_private, told, None, notes.attachments_of(note.attachments)), tuple(events))


async def delete(session: AsyncSession, actor: Actor, note_id: int) -> tuple[LeadLine, Sequence[int]]:
    """Delete one's own note, whenever it was written, and the open task that it made. Its lead, and the events of which messages were sent.

    Raises NotAllowed, NoteGone.
    """
    note, lead = await _own(session, actor, note_id)
    return lead, await notes.remove(session, note, organization_id=actor.organization_id)


def fingerprint(content: str, note_type: str, *, is_private: bool) -> str:
    """Of what can be edited: tells whether it is still what somebody has before them."""
    return sha256(f"{note_type} {is_private} {content}".encode()).hexdigest()[:16]


async def _own(session: AsyncSession, actor: Actor, note_id: int) -> tuple[LeadNote, LeadLine]:
    connection = await driver_of(session)
    note = await notes.lock_own(session, note_id, organization_id=actor.organization_id, user_id=actor.user_id)
    lead = await leads.lock_line(connection, note.lead_id, organization_id=actor.organization_id, viewer=actor) if note else None
    if note is None or lead is None:
        raise NoteGone
    await require(connection, actor, "sales_rep", "note")
    return note, lead


def _mentioned(people: Sequence[Colleague]) -> dict[int, Colleague]:
    """By users.id, in order: somebody may have two accounts. Who is inactive is not told now, and counts as new when they are named once more."""
    mentioned: dict[int, Colleague] = {}
    for one in people:
        if one.is_active:
            mentioned.setdefault(one.user_id, one)
    return mentioned


def _subject(content: str, *, is_private: bool) -> str:
    """Of a note's task. Others see a lead's tasks, so that of a private note does not say what it is about."""
    subject = "Private reminder" if is_private else " ".join(content.split())
    return subject if len(subject) <= LONGEST_REMINDER else f"{subject[: LONGEST_REMINDER - 1]}…"


def _follow(task: Activity, was: str, new: NewNote) -> None:
    """The task of a note that is edited: its subject, unless it was given another; its time while it is open. A private note's words leave it in any case."""
    is_open = task.completed_at is None and not details_of(task).get("cancelled_at")
    if new.is_private or (is_open and task.subject == was):
        task.subject = _subject(new.content, is_private=new.is_private)
        others = {name: value for name, value in details_of(task).items() if name != PRIVATE}
        task.details = others | ({PRIVATE: True} if new.is_private else {})
    if is_open and new.remind_at:
        task.scheduled_at = new.remind_at


def _reminder(note_id: int, note: NewNote, actor: Actor, at: datetime) -> Activity:
    return Activity(
        lead_id=note.lead_id,
        user_id=actor.user_id,
        activity_type="task",
        subject=_subject(note.content, is_private=note.is_private),
        scheduled_at=at,
        details={"note_id": note_id} | ({PRIVATE: True} if note.is_private else {}),
    )
