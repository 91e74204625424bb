"""Acts on many leads at once: what is to be done, and each slice of it as one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from store.jobs import Order, enqueue_all
from store.leads import OPEN
from store.meanings import CAMPAIGN_NAME
from store.slack_models import Batch

WORK = "lists.work"
"""The job: payload number (slack.batches.id) and organization_id."""
LOST_AFTER = "1 minute"
"""A batch that runs and shows no progress for so long has lost its job."""

OPEN_LEADS = f"select l.id from leads l where l.organization_id = $1 and l.assigned_to_id = $2 and {OPEN} order by l.score desc nulls last, l.id limit $3"
KNOWN = "select w.id from unnest($2::int[]) with ordinality w(id, place) join leads l on l.id = w.id where l.organization_id = $1 order by w.place limit $3"
OWNED = """
    with l as materialized (select id, assigned_to_id from leads where id = any ($2::int[]) and organization_id = $1)
    select count(*) from unnest($2::int[], $3::int[]) w(lead_id, user_id) join l on l.id = w.lead_id and l.assigned_to_id = w.user_id
"""
"""Leads first: a table that PostgreSQL has not counted yet is else walked once for each person."""
IN_CAMPAIGN = """
    select count(*) from campaign_leads m join leads l on l.id = m.lead_id where m.campaign_id = $2 and m.lead_id = any ($3::int[]) and l.organization_id = $1
"""
ELSEWHERE = f"""
    select c.id, {CAMPAIGN_NAME} as name, count(*) as count from campaign_leads m join campaigns c on c.id = m.campaign_id
    where m.lead_id = any ($3::int[]) and c.organization_id = $1 and c.id <> $2 and c.status::text = 'active' and m.status is distinct from 'excluded'
      and not exists (select from campaign_leads t where t.campaign_id = $2 and t.lead_id = m.lead_id)
    group by c.id, c.name order by 3 desc, c.id limit $4
"""
HELD = text("select l.id, l.assigned_to_id from leads l where l.id = any (:ids) and l.organization_id = :organization_id order by l.id for no key update")
STILL_THEIRS = f"(cast(:owner_id as int) is null or l.assigned_to_id = :owner_id and {OPEN})"
"""Of a list of somebody's open leads: those that are so still."""
ASSIGN = text(f"""
    update leads l set assigned_to_id = w.user_id from unnest(cast(:ids as int[]), cast(:people as int[])) w(lead_id, user_id)
    where l.id = w.lead_id and l.organization_id = :organization_id and l.assigned_to_id is distinct from w.user_id and {STILL_THEIRS}
    returning l.id
""")
ENROLL = text(f"""
    insert into campaign_leads (campaign_id, lead_id, status)
    select :campaign_id, l.id, 'pending' from unnest(cast(:ids as int[])) w(id) join leads l on l.id = w.id
    where l.organization_id = :organization_id and {STILL_THEIRS} order by l.id
    on conflict (campaign_id, lead_id) do nothing returning id
""")
MOVED_SO = text("""
    select row_id, (before #>> '{}')::int as before, (after #>> '{}')::int as after from slack.changes
    where batch_id = :batch_id and organization_id = :organization_id and table_name = 'leads' and field = 'assigned_to_id'
      and row_id = any (:ids) and undone_at is null
""")
UNDONE = text("""
    update slack.changes set undone_at = now()
    where batch_id = :batch_id and organization_id = :organization_id and table_name = 'leads' and field = 'assigned_to_id' and row_id = any (:ids)
""")
UNENROLL = text("""
    delete from campaign_leads m
    where m.id = any (:ids) and (select l.organization_id from leads l where l.id = m.lead_id) = :organization_id and m.status = 'pending'
      and not exists (select from slack.changes c where c.table_name = 'campaign_leads' and c.row_id = m.id and c.organization_id = :organization_id)
    returning m.id
""")
LOST = text(f"""
    update slack.batches set updated_at = now() where id in (
        select id from slack.batches where state = 'running' and updated_at < now() - interval '{LOST_AFTER}' order by id limit 100 for update skip locked)
    returning id, organization_id
""")


MOVED = """
    select coalesce((after #>> '{}')::int, 0) as user_id, true as is_given, count(*) as count from slack.changes
    where organization_id = $1 and batch_id = $2::uuid and table_name = 'leads' and field = 'assigned_to_id' group by 1
    union all
    select coalesce((before #>> '{}')::int, 0), false, count(*) from slack.changes
    where organization_id = $1 and batch_id = $2::uuid and table_name = 'leads' and field = 'assigned_to_id' group by 1
"""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An active campaign that some of the leads are in."""

    campaign_id: int
    campaign: str
    count: int


async def list_open(connection: asyncpg.Connection, owner_id: int, *, organization_id: int, limit: int) -> Sequence[int]:
    """Ids of a person's open leads, hottest first."""
    return [row["id"] for row in await connection.fetch(OPEN_LEADS, organization_id, owner_id, limit)]


async def list_known(connection: asyncpg.Connection, ids: Sequence[int], *, organization_id: int) -> Sequence[int]:
    """Which of these are leads, in their order."""
    return [row["id"] for row in await connection.fetch(KNOWN, organization_id, list(ids), len(ids))]


async def count_owned(connection: asyncpg.Connection, ids: Sequence[int], people: Sequence[int], *, organization_id: int) -> int:
    """How many of the leads belong already to the one of the people at the same place."""
    owned: int = await connection.fetchval(OWNED, organization_id, list(ids), list(people))
    return owned


async def count_members(
    connection: asyncpg.Connection, ids: Sequence[int], campaign_id: int, *, organization_id: int, limit: int = 100
) -> tuple[int, Sequence[Elsewhere]]:
    """How many of the leads are in the campaign already, and in which other active ones the rest are, most first."""
    there: int = await connection.fetchval(IN_CAMPAIGN, organization_id, campaign_id, list(ids))
    rows = await connection.fetch(ELSEWHERE, organization_id, campaign_id, list(ids), limit)
    return there, [Elsewhere(row["id"], row["name"], row["count"]) for row in rows]


async def find_batch_id(connection: asyncpg.Connection, number: int, *, organization_id: int) -> str | None:
    """What a batch's changes are recorded under."""
    found = await connection.fetchval("select batch_id from slack.batches where id = $1 and organization_id = $2", number, organization_id)
    return str(found) if found else None


async def find_running(connection: asyncpg.Connection, number: int, *, organization_id: int) -> tuple[str, int] | None:
    """A batch that runs: what its changes are recorded under, and for whom."""
    row = await connection.fetchrow(
        "select batch_id, user_id from slack.batches where id = $1 and organization_id = $2 and state = 'running'", number, organization_id
    )
    return (str(row["batch_id"]), row["user_id"]) if row else None


async def count_moved(connection: asyncpg.Connection, batch_id: str, *, organization_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """How many leads each user was given by a batch, and how many were taken from each."""
    rows = [row for row in await connection.fetch(MOVED, organization_id, batch_id) if row["user_id"]]
    given = {row["user_id"]: row["count"] for row in rows if row["is_given"]}
    return given, {row["user_id"]: row["count"] for row in rows if not row["is_given"]}


async def lock(session: AsyncSession, number: int, *, organization_id: int) -> Batch | None:
    """A batch, for update; None when the organization has no such one."""
    return await session.scalar(select(Batch).where(Batch.id == number, Batch.organization_id == organization_id).with_for_update())


async def find_undo(session: AsyncSession, number: int, *, organization_id: int) -> Batch | None:
    """The batch that takes this one back, if it was begun."""
    return await session.scalar(select(Batch).where(Batch.of_id == number, Batch.organization_id == organization_id))


async def assign(session: AsyncSession, ids: Sequence[int], people: Sequence[int], *, owner_id: int | None, organization_id: int) -> Sequence[int]:
    """Give each lead to the user at the same place. owner_id: only open ones that are this user's still. Ids of those that were another's.

    All are locked in order, so that of two batches one waits, and neither deadlocks.
    """
    await session.execute(HELD, {"ids": list(ids), "organization_id": organization_id})
    return await _assign(session, ids, people, owner_id=owner_id, organization_id=organization_id)


async def _assign(session: AsyncSession, ids: Sequence[int], people: Sequence[int | None], *, owner_id: int | None, organization_id: int) -> Sequence[int]:
    named = {"ids": list(ids), "people": list(people), "owner_id": owner_id, "organization_id": organization_id}
    return (await session.scalars(ASSIGN, named)).all()


async def enroll(session: AsyncSession, ids: Sequence[int], campaign_id: int, *, owner_id: int | None, organization_id: int) -> Sequence[int]:
    """Put leads into a campaign; ids of the new memberships. owner_id: as in `assign`."""
    named = {"ids": list(ids), "campaign_id": campaign_id, "owner_id": owner_id, "organization_id": organization_id}
    return (await session.scalars(ENROLL, named)).all()


async def unassign(session: AsyncSession, batch: Batch, ids: Sequence[int]) -> Sequence[int]:
    """Give leads back to whom a batch took them from, where nobody changed the owner since. Ids of those that were given back.

    Compared here: joined in one statement, a table that PostgreSQL has not counted yet is walked once for each lead.
    """
    named = {"ids": list(ids), "organization_id": batch.organization_id}
    owners = {row.id: row.assigned_to_id for row in await session.execute(HELD, named)}
    moved = await session.execute(MOVED_SO, named | {"batch_id": batch.batch_id})
    back = {row.row_id: row.before for row in moved if row.row_id in owners and owners[row.row_id] == row.after}
    await session.execute(UNDONE, {"ids": list(back), "batch_id": batch.batch_id, "organization_id": batch.organization_id})
    return await _assign(session, list(back), list(back.values()), owner_id=None, organization_id=batch.organization_id)


async def unenroll(session: AsyncSession, ids: Sequence[int], *, organization_id: int) -> Sequence[int]:
    """Take out members to whom nothing has happened since. Ids of the memberships."""
    return (await session.scalars(UNENROLL, {"ids": list(ids), "organization_id": organization_id})).all()


def order(batch: Batch) -> Order:
    """The job that goes on with a batch; one waits at most."""
    return Order(WORK, {"number": batch.id, "organization_id": batch.organization_id}, key=f"{WORK}:{batch.id}")


async def resume_lost(session: AsyncSession) -> int:
    """Order again what runs and has no job, of all organizations. For a session under the role of the jobs. Their number."""
    rows = (await session.execute(LOST)).all()
    await enqueue_all(session, [Order(WORK, {"number": row.id, "organization_id": row.organization_id}, key=f"{WORK}:{row.id}") for row in rows])
    return len(rows)
