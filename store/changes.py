"""What changed in the tables, field by field, whoever wrote: undo, conflicts of edits, the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from store.people import PERSON_NAME
from store.slack_models import Change

LAST = f"""
    select distinct on (c.field) c.field, c.at, {PERSON_NAME.format("u")}::text as by
    from slack.changes c left join users u on u.id = c.actor_id
    where c.table_name = $1 and c.row_id = $2 and c.organization_id = $3 and c.field = any ($4)
    order by c.field, c.id desc limit 100
"""


AS_JSON = {table: text(f"select to_jsonb(r) from {table} r where r.id = :row_id") for table in ("leads", "campaigns", "campaign_leads")}


@dataclass(frozen=True, slots=True)
class Made:
    """A change of a field. by: who made it; None for the platform and for workflows."""

    at: datetime
    by: str | None


async def exist(session: AsyncSession, table_name: str, row_id: int, *, organization_id: int) -> bool:
    """Whether a row has been changed since it was written."""
    changed = select(Change.id).where(Change.organization_id == organization_id, Change.table_name == table_name, Change.row_id == row_id).limit(1)
    return await session.scalar(changed) is not None


async def newest(session: AsyncSession, table_name: str, row_id: int, field: str, *, organization_id: int) -> tuple[datetime | None, datetime | None]:
    """When a row was changed last, and when this field of it was."""
    mine = (Change.table_name == table_name) & (Change.row_id == row_id) & (Change.organization_id == organization_id)
    row = (await session.execute(select(func.max(Change.at), func.max(Change.at).filter(Change.field == field)).where(mine))).one()
    return row[0], row[1]


async def list_of(session: AsyncSession, table_name: str, row_id: int, *, at: datetime, actor_id: int, organization_id: int) -> Sequence[Change]:
    """What one person changed in a row in the transaction of this time, in order."""
    mine = (Change.table_name == table_name) & (Change.row_id == row_id) & (Change.organization_id == organization_id)
    statement = select(Change).where(mine, Change.at == at, Change.actor_id == actor_id).order_by(Change.id).limit(100)
    return (await session.scalars(statement)).all()


async def last_of_each(connection: asyncpg.Connection, table_name: str, row_id: int, names: Sequence[str], *, organization_id: int) -> Mapping[str, Made]:
    """The newest change of each of these fields of a row."""
    rows = await connection.fetch(LAST, table_name, row_id, organization_id, list(names))
    return {row["field"]: Made(row["at"], row["by"]) for row in rows}


async def as_json(session: AsyncSession, table_name: str, row_id: int) -> dict[str, Any]:
    """A row that the session has locked, as the triggers write its fields down."""
    row: dict[str, Any] = (await session.execute(AS_JSON[table_name], {"row_id": row_id})).scalar_one()
    return row
