"""Notes: one's own, and what was told of one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.leads import PERSON_NAME
from store.models import Activity, Lead, LeadNote
from store.slack_models import Event

MAIL = "notes.mail"
"""The job: payload note_id, user_id and organization_id."""
MAILED = f"""
    select n.content, l.id as lead_id, u.email, {PERSON_NAME.format("a")}::text as author, o.name as organization,
        coalesce(nullif(concat_ws(' · ', nullif(trim(concat_ws(' ', l.first_name, l.last_name)), ''), nullif(trim(l.company), '')), ''),
            l.email, 'Lead #' || l.id)::text as lead
    from lead_notes n join leads l on l.id = n.lead_id join users a on a.id = n.user_id
    join users u on u.id = $3 and u.organization_id = $1 join organizations o on o.id = $1
    where n.id = $2 and l.organization_id = $1 and not n.is_private and u.is_active and u.email_notifications
        and n.mentioned_users::jsonb @> to_jsonb(u.id)
"""


ATTACHED = f"""
    select n.attachments::text as files, coalesce({PERSON_NAME.format("a")}, 'somebody who left')::text as author
    from lead_notes n join leads l on l.id = n.lead_id left join users a on a.id = n.user_id
    where n.id = $2 and l.organization_id = $1 and (not n.is_private or n.user_id = $3)
"""


@dataclass(frozen=True, slots=True)
class Attached:
    """Files of a note as they are stored (name, type, size, url, slack_file_id), and who attached them."""

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
    return Attached(row["author"], tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ())
