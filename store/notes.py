"""Notes: one's own, and what was told of one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from sqlalchemy import BigInteger, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from store.leads import GREATEST_ID, LINE_COLUMNS, LOCKED, OWNER_JOIN, LeadLine, Viewer, is_id, line_of
from store.meanings import MAILS, PRIVATE
from store.models import Activity, Lead, LeadNote
from store.people import PERSON_NAME
from store.slack_models import Event

MAIL = "notes.mail"
"""The job: payload note_id, user_id and organization_id."""
CARRY = "notes.carry"
"""The job: payload note_id, file (its place among the note's), user_id and organization_id."""
MAILED = f"""
    select coalesce(n.content, '') as content, l.id as lead_id, u.email, {PERSON_NAME.format("a")}::text as author, coalesce(o.name, '') as organization,
        coalesce(nullif(concat_ws(' · ', nullif(trim(concat_ws(' ', l.first_name, l.last_name)), ''), nullif(trim(l.company), '')), ''),
            l.email, 'Lead #' || l.id)::text as lead
    from lead_notes n join leads l on l.id = n.lead_id join users a on a.id = n.user_id
    join users u on u.id = $3 and u.organization_id = $1 join organizations o on o.id = $1
    where n.id = $2 and l.organization_id = $1 and not n.is_private and u.is_active and {MAILS}
        and n.mentioned_users::jsonb @> to_jsonb(u.id)
"""


ATTACHED = f"""
    select n.attachments::text as files, coalesce({PERSON_NAME.format("a")}, 'somebody who left')::text as author
    from lead_notes n join leads l on l.id = n.lead_id left join users a on a.id = n.user_id
    where n.id = $2 and l.organization_id = $1 and (not n.is_private or n.user_id = $3)
"""


NOTE = f"""
    select n.id as note_id, coalesce(n.content, '') as content, n.note_type::text as note_type, {PRIVATE.format("n")} as is_private,
        n.user_id = $3 as is_mine, n.created_at, n.updated_at,
        n.attachments::text as attachments, n.mentioned_users::text as mentioned, coalesce({PERSON_NAME.format("a")}, 'somebody who left')::text as author,
        (select v.scheduled_at from activities v where v.lead_id = n.lead_id and v.user_id = n.user_id and v.activity_type = 'task'
            and v.completed_at is null and v.metadata ->> 'cancelled_at' is null and v.metadata ->> 'note_id' = n.id::text
            order by v.id limit 1) as remind_at,
        {LINE_COLUMNS}
    from lead_notes n join leads l on l.id = n.lead_id {OWNER_JOIN} left join users a on a.id = n.user_id
    where n.id = $2 and l.organization_id = $1 and (not n.is_private or n.user_id = $3)
"""

ADD = f"""
    with line as ({LOCKED}), added as (
        insert into lead_notes (lead_id, user_id, note_type, content, is_private, mentioned_users, attachments, created_at, updated_at)
        select id, $3, $4, $5, $6, $7, $8, clock_timestamp(), clock_timestamp() from line
        returning id
    )
    select line.*, added.id as note_id from line, added
"""
DELETE_UNCHANGED = text("""
    delete from lead_notes n using leads l
    where n.id = :note_id and n.user_id = :user_id and n.is_private and l.id = n.lead_id and l.organization_id = :organization_id and not exists (
        select from slack.changes c where c.organization_id = :organization_id and c.table_name = 'lead_notes' and c.row_id = n.id)
""")
REMOVE = text("""
    with reminder as (
        delete from activities a using leads l
        where l.id = a.lead_id and l.organization_id = :organization_id and a.lead_id = :lead_id and a.user_id = :user_id
          and a.activity_type = 'task' and a.completed_at is null and a.metadata ->> 'note_id' = cast(cast(:note_id as bigint) as text)
    ), note as (
        delete from lead_notes n using leads l where n.id = :note_id and l.id = n.lead_id and l.organization_id = :organization_id
    )
    select id from slack.events
    where organization_id = :organization_id and lead_id = :lead_id and table_name = 'lead_notes' and row_id = :note_id
    order by id limit 100
""").bindparams(*(bindparam(name, type_=BigInteger) for name in ("note_id", "lead_id")))


@dataclass(frozen=True, slots=True)
class Note:
    """A note as one person may see it. at, edited_at: local to them; None where that is unknown, or it is as it was written. mentioned: users.id.

    remind_at: when its open task is planned for (aware).
    """

    id: int
    lead: LeadLine
    content: str
    note_type: str
    is_private: bool
    is_mine: bool
    author: str
    at: datetime | None
    edited_at: datetime | None
    mentioned: tuple[int, ...]
    attachments: tuple[dict[str, Any], ...]
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """Files of a note as they are stored (name, mimetype, size, url, slack_file_id), and who attached them."""

    author: str
    files: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Mailed:
    """A note for a mail: whom it goes to, who wrote it, and the lead in words."""

    content: str
    lead_id: int
    email: str
    author: str
    organization: str
    lead: str


async def add(
    connection: asyncpg.Connection,
    *,
    organization_id: int,
    author: Viewer,
    lead_id: int,
    content: str,
    note_type: str,
    is_private: bool,
    **lists: Sequence[Any],
) -> tuple[int, LeadLine] | None:
    """Store a note in the transaction that the connection is in: its id, and the lead, which is not deleted meanwhile. None: there is no such lead.

    lists: mentioned_users (ids) and attachments (objects). The driver's own statement: the ORM's unit of work was a fifth of a saved note.
    """
    mentioned, attached = (json.dumps(list(lists[name])) for name in ("mentioned_users", "attachments"))
    stored = (author.user_id, note_type, content, is_private, mentioned, attached)
    row = await connection.fetchrow(ADD, lead_id, organization_id, *stored) if lead_id <= GREATEST_ID else None
    return (row["note_id"], line_of(row, author)) if row else None


async def lock_own(session: AsyncSession, note_id: int, *, organization_id: int, user_id: int) -> LeadNote | None:
    """A note of this author's, for update; None where there is none."""
    if note_id > GREATEST_ID:
        return None
    statement = (
        select(LeadNote)
        .join(Lead, Lead.id == LeadNote.lead_id)
        .where(LeadNote.id == note_id, LeadNote.user_id == user_id, Lead.organization_id == organization_id)
        .with_for_update(of=LeadNote)
    )
    return (await session.scalars(statement)).one_or_none()


async def delete_unchanged(session: AsyncSession, note_id: int, *, user_id: int, organization_id: int) -> None:
    """Delete a person's private note where it is as it was written."""
    await session.execute(DELETE_UNCHANGED, {"note_id": note_id, "user_id": user_id, "organization_id": organization_id})


async def list_events(session: AsyncSession, note_id: int, *, lead_id: int, organization_id: int) -> Sequence[int]:
    """Ids of the events of a note, oldest first: messages about it refer to them."""
    statement = (
        select(Event.id)
        .where(Event.organization_id == organization_id, Event.lead_id == lead_id, Event.table_name == "lead_notes", Event.row_id == note_id)
        .order_by(Event.id)
        .limit(100)
    )
    return (await session.scalars(statement)).all()


async def list_tasks(session: AsyncSession, note: LeadNote) -> Sequence[Activity]:
    """The tasks that a note made, open or not, for update."""
    mine = (Activity.lead_id == note.lead_id) & (Activity.user_id == note.user_id) & (Activity.activity_type == "task")
    made = Activity.details["note_id"].as_string() == str(note.id)  # as text: what others keep under that name need not be a number
    return (await session.scalars(select(Activity).where(mine, made).order_by(Activity.id).limit(10).with_for_update())).all()


async def remove(session: AsyncSession, note: LeadNote, *, organization_id: int) -> Sequence[int]:
    """Delete a locked note, and the open task that it made; its events as list_events gives them."""
    row = {"note_id": note.id, "lead_id": note.lead_id, "user_id": note.user_id, "organization_id": organization_id}
    return (await session.scalars(REMOVE, row)).all()


async def find_mailed(connection: asyncpg.Connection, note_id: int, user_id: int, *, organization_id: int) -> Mailed | None:
    """A note as it is mailed to one of those whom it mentions; None where it is gone or private now, or they want or can have no mail."""
    row = await connection.fetchrow(MAILED, organization_id, note_id, user_id)
    return Mailed(**row) if row else None


async def find_attached(connection: asyncpg.Connection, note_id: int, *, organization_id: int, user_id: int) -> Attached | None:
    """A note's files, for one who may see it; None where there is no such note."""
    row = await connection.fetchrow(ATTACHED, organization_id, note_id, user_id)
    if row is None:
        return None
    found = json.loads(row["files"] or "[]")
    return Attached(row["author"], attachments_of(found))


def mentioned_of(stored: Any) -> tuple[int, ...]:
    """users.id of mentioned_users, whatever the platform put there."""
    return tuple(one for one in stored if is_id(one)) if isinstance(stored, list) else ()


def attachments_of(stored: Any) -> tuple[dict[str, Any], ...]:
    """Files of attachments, whatever the platform put there."""
    return tuple(one for one in stored if isinstance(one, dict)) if isinstance(stored, list) else ()


async def find(connection: asyncpg.Connection, note_id: int, *, organization_id: int, viewer: Viewer) -> Note | None:
    """A note, for one who may see it; None where there is no such note."""
    row = await connection.fetchrow(NOTE, organization_id, note_id, viewer.user_id) if 0 < note_id <= GREATEST_ID else None
    if row is None:
        return None
    mentioned, attachments = (json.loads(row[name]) if row[name] else [] for name in ("mentioned", "attachments"))
    edited = row["updated_at"] and row["created_at"] and row["updated_at"] - row["created_at"] > timedelta(seconds=1)
    return Note(
        row["note_id"],
        line_of(row, viewer),
        row["content"],
        row["note_type"],
        row["is_private"],
        bool(row["is_mine"]),
        row["author"],
        viewer.local(row["created_at"]) if row["created_at"] else None,
        viewer.local(row["updated_at"]) if edited else None,
        mentioned_of(mentioned),
        attachments_of(attachments),
        row["remind_at"],
    )
