"""Public messages that were taken into the CRM, with what came of each."""

from dataclasses import dataclass
from typing import Literal

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

MARK = "messages.mark"
"""The job: payload captured_id and organization_id."""
Table = Literal["activities", "lead_notes"]

ADD = text(
    "insert into slack.captured (organization_id, channel, ts, table_name, row_id) values (:organization_id, :channel, :ts, :table, :row_id) returning id"
)
OF = text("select id from slack.captured where organization_id = :organization_id and table_name = :table and row_id = :row_id order by id limit 1")
FIND = """
    select c.channel, c.ts, exists (
        select from slack.captured o where o.organization_id = c.organization_id and o.channel = c.channel and o.ts = c.ts and (
            o.table_name = 'lead_notes' and exists (select from lead_notes n where n.id = o.row_id and not n.is_private)
            or o.table_name = 'activities' and exists (select from activities a where a.id = o.row_id))
    ) as is_kept
    from slack.captured c where c.id = $1 and c.organization_id = $2
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands. is_kept: a note or an activity that comes from it is there, which others may see."""

    channel: str
    ts: str
    is_kept: bool


async def add(session: AsyncSession, *, organization_id: int, channel: str, ts: str, table: Table, row_id: int) -> int:
    """Note which record came of a message; its own number."""
    named = {"organization_id": organization_id, "channel": channel, "ts": ts, "table": table, "row_id": row_id}
    return int((await session.scalars(ADD, named)).one())


async def find_of(session: AsyncSession, *, organization_id: int, table: Table, row_id: int) -> int | None:
    """The number that `add` gave for a record; None for one that came of no message."""
    found: int | None = (await session.scalars(OF, {"organization_id": organization_id, "table": table, "row_id": row_id})).one_or_none()
    return found


async def find(connection: asyncpg.Connection, captured_id: int, *, organization_id: int) -> Place | None:
    """The message that a number of `add` is about."""
    row = await connection.fetchrow(FIND, captured_id, organization_id)
    return Place(**row) if row else None
