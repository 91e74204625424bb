"""Activities: what was done, and what is due."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.leads import GREATEST_ID, LINE_COLUMNS, OPEN, OWNER_JOIN, LeadLine, Viewer, line_of
from store.meanings import ACTIVITY_TYPE, CAMPAIGN_NAME, PRIVATE
from store.models import Activity, Lead


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Open activities of one person: due today, and left from days before."""

    today: int
    overdue: int


DUE = """
    select count(*) filter (where scheduled_at >= $3) as today, count(*) filter (where scheduled_at < $3) as overdue
    from activities
    where user_id = (select id from users where id = $2 and organization_id = $1) and completed_at is null and scheduled_at < $4
        and metadata ->> 'cancelled_at' is null
"""


DUE_LINES = f"""
    select a.id, {ACTIVITY_TYPE.format("a")} as activity_type, coalesce(left(p.content, 120), a.subject) as subject, a.scheduled_at, a.lead_id, l.company,
           coalesce(nullif(trim(concat_ws(' ', l.first_name, l.last_name)), ''), '') as person, l.email,
           count(*) filter (where a.scheduled_at < $3) over () as overdue,
           count(*) filter (where a.scheduled_at >= $3 and a.scheduled_at < $4) over () as today, count(*) over () as total
    from activities a join leads l on l.id = a.lead_id
    left join lead_notes p on p.lead_id = a.lead_id and {PRIVATE.format("p")} and p.user_id = $2 and p.id::text = a.metadata ->> 'note_id'
    where a.user_id = $2 and l.organization_id = $1 and a.completed_at is null and a.scheduled_at < $5
        and a.metadata ->> 'cancelled_at' is null
    order by a.scheduled_at, a.id limit $6 offset $7
"""
WAITING = f"""
    select count(*) from leads l
    where l.organization_id = $1 and l.assigned_to_id = $2 and {OPEN} and coalesce(l.last_engagement_date, l.created_at) < $3
"""
STALE = f"""
    select {LINE_COLUMNS} from leads l {OWNER_JOIN}
    where l.organization_id = $1 and l.assigned_to_id = $2 and {OPEN} and coalesce(l.last_engagement_date, l.created_at) < $3
    order by coalesce(l.last_engagement_date, l.created_at), l.id limit $4
"""
LEAD = "select l.id from activities a join leads l on l.id = a.lead_id where a.id = $1 and l.organization_id = $2"
CAMPAIGNS = f"""
    select c.id, {CAMPAIGN_NAME} as name from campaign_leads m join campaigns c on c.id = m.campaign_id
    where m.lead_id = $2 and c.organization_id = $1 and c.status::text = 'active' and m.status is distinct from 'excluded'
    order by m.added_at desc nulls last, c.id limit 20
"""


OWN = f"""
    select v.id as activity_id, {ACTIVITY_TYPE.format("v")} as kind, v.subject, v.content, v.scheduled_at, v.completed_at, v.created_at,
        v.metadata::text as details,
        {LINE_COLUMNS}
    from activities v join leads l on l.id = v.lead_id {OWNER_JOIN}
    where v.id = $2 and l.organization_id = $1 and v.metadata ->> 'cancelled_at' is null
        and (v.user_id = $3 or v.completed_at is null and v.metadata ->> 'logged_by' = $3::text)
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """One's own activity. at: when it was done, or is planned, now where that is unknown; local to the viewer."""

    id: int
    lead: LeadLine
    kind: Any
    is_done: bool
    at: datetime
    subject: str | None
    content: str | None
    direction: str | None
    outcome: str | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class DueLine:
    """An open activity of a person's, with its lead. at is local to the viewer."""

    id: int
    activity_type: str
    subject: str | None
    at: datetime
    lead_id: int
    person: str
    company: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A page of what is due, earliest first, and how many there are in all."""

    lines: tuple[DueLine, ...] = ()
    overdue: int = 0
    today: int = 0
    total: int = 0


def details_of(activity: Activity) -> dict[str, Any]:
    """Its metadata. The platform may have put anything there: what is no object stands under "value"."""
    found: Any = activity.details
    return dict(found) if isinstance(found, dict) else {} if found is None else {"value": found}


async def list_due(
    connection: asyncpg.Connection, *, organization_id: int, viewer: Viewer, day: tuple[datetime, datetime], until: datetime, skip: int = 0, limit: int = 10
) -> Due:
    """Open activities of the viewer up to `until`, what has waited longest first. day: the midnights, aware, that begin and end today."""
    rows = await connection.fetch(DUE_LINES, organization_id, viewer.user_id, *day, until, limit, skip)
    if not rows:
        return Due()
    lines = tuple(
        DueLine(row["id"], row["activity_type"], row["subject"], viewer.local(row["scheduled_at"]), row["lead_id"], row["person"], row["company"], row["email"])
        for row in rows
    )
    return Due(lines, rows[0]["overdue"], rows[0]["today"], rows[0]["total"])


async def count_waiting(connection: asyncpg.Connection, *, organization_id: int, user_id: int, since: datetime) -> int:
    """How many open leads of the user nobody has spoken to since then."""
    waiting: int = await connection.fetchval(WAITING, organization_id, user_id, since)
    return waiting


async def list_stale(
    connection: asyncpg.Connection, *, organization_id: int, owner_id: int, viewer: Viewer, since: datetime, limit: int = 10
) -> Sequence[LeadLine]:
    """Open leads of a person that nobody has spoken to since then, the longest first."""
    return [line_of(row, viewer) for row in await connection.fetch(STALE, organization_id, owner_id, since, limit)]


async def find_own(connection: asyncpg.Connection, activity_id: int, *, organization_id: int, viewer: Viewer) -> Stored | None:
    """An activity that the viewer may edit: their own, or an open one that they logged for a colleague; None where there is none, or it was cancelled."""
    row = await connection.fetchrow(OWN, organization_id, activity_id, viewer.user_id) if 0 < activity_id <= GREATEST_ID else None
    if row is None:
        return None
    known = json.loads(row["details"]) if row["details"] else {}
    details = known if isinstance(known, dict) else {}
    is_done = row["completed_at"] is not None or row["scheduled_at"] is None
    at = row["completed_at"] or row["scheduled_at"] or row["created_at"] or row["seen_at"]
    minutes = details.get("duration_minutes")
    return Stored(
        id=row["activity_id"],
        lead=line_of(row, viewer),
        kind=row["kind"],
        is_done=is_done,
        at=viewer.local(at),
        subject=row["subject"],
        content=row["content"],
        direction=details.get("direction"),
        outcome=details.get("outcome"),
        minutes=minutes if isinstance(minutes, int) else None,
    )


async def find_lead(connection: asyncpg.Connection, activity_id: int, *, organization_id: int) -> int | None:
    """The lead that an activity is about."""
    lead_id: int | None = await connection.fetchval(LEAD, activity_id, organization_id)
    return lead_id


async def list_campaigns(connection: asyncpg.Connection, lead_id: int, *, organization_id: int) -> Sequence[tuple[int, str]]:
    """Id and name of the active campaigns that a lead is in, the newest membership first."""
    return [(row["id"], row["name"]) for row in await connection.fetch(CAMPAIGNS, organization_id, lead_id)]


async def lock_own(session: AsyncSession, activity_id: int, *, organization_id: int, user_id: int) -> Activity | None:
    """An activity that is this person's, or was logged by them for a colleague, on a lead of the organization, for update; None where there is none."""
    if activity_id > GREATEST_ID:
        return None
    theirs = (Activity.user_id == user_id) | (Activity.details["logged_by"].as_string() == str(user_id))
    statement = (
        select(Activity)
        .join(Lead, Lead.id == Activity.lead_id)
        .where(Activity.id == activity_id, theirs, Lead.organization_id == organization_id)
        .with_for_update(of=Activity)
    )
    return (await session.scalars(statement)).one_or_none()


async def count_due(connection: asyncpg.Connection, *, organization_id: int, user_id: int, day_start: datetime, day_end: datetime) -> DueCounts:
    """How many open activities of the user are due between the two (aware) midnights, and how many have waited from days before."""
    row = await connection.fetchrow(DUE, organization_id, user_id, day_start, day_end)
    return DueCounts(today=row["today"], overdue=row["overdue"])
