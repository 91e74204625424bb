"""What changed in the tables, field by field, whoever wrote: undo, conflicts of edits, the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import func, literal_column, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from store.people import PERSON_NAME
from store.slack_models import Change

LAST = f"""
    select w.name, c.at, coalesce({PERSON_NAME.format("u")}::text, f.name::text) as by
    from (
        select name, split_part(name, '.', 1) as field, nullif(substr(name, strpos(name || '.', '.') + 1), '') as key
        from unnest($4::text[]) name limit 200
    ) w
    cross join lateral (
        select at, actor_id, execution_id from slack.changes
        where table_name = $1 and row_id = $2 and organization_id = $3 and field = w.field
          and (w.key is null or before -> w.key is distinct from after -> w.key)
        order by id desc limit 1
    ) c
    left join users u on u.id = c.actor_id left join slack.runs r on r.execution_id = c.execution_id left join workflows f on f.id = r.workflow_id
"""

UNDONE = text("""
    with undone as (
        update slack.changes set undone_at = now() where id = any (:ids) and organization_id = :organization_id
        returning table_name, row_id, field, at, actor_id
    )
    delete from activities a using undone u join leads l on u.table_name = 'leads' and l.id = u.row_id and l.organization_id = :organization_id
    where u.field = 'status' and a.lead_id = l.id and a.user_id = u.actor_id and a.activity_type = 'status_changed' and a.created_at = u.at
""")

NOW = "(select to_jsonb(r) -> slack.changes.field from {table} r where r.id = slack.changes.row_id)"
TABLES = frozenset({"leads", "campaigns", "campaign_leads"})


_LATER = aliased(Change)
OVERTAKEN = (
    select(_LATER.id)
    .where(_LATER.table_name == Change.table_name, _LATER.row_id == Change.row_id, _LATER.organization_id == Change.organization_id)
    .where(_LATER.field == Change.field, _LATER.id > Change.id, _LATER.actor_id.is_distinct_from(Change.actor_id))
    .where(func.coalesce(func.jsonb_typeof(Change.after), "") != "object")
    .exists()
    .label("is_overtaken")
)


@dataclass(frozen=True, slots=True)
class Done:
    """A change. current: what the field is now, as the triggers write it down. is_overtaken: others changed it since, be it to the same value.

    Of a column that holds an object each of its fields is looked at alone, by what it is now.
    """

    change: Change
    current: Any
    is_overtaken: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A change of a field. by: the person or the workflow that made it; None for the platform."""

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


async def list_of(session: AsyncSession, table_name: str, row_id: int, *, at: datetime, actor_id: int, organization_id: int) -> Sequence[Done]:
    """What one person changed in a row in the transaction of this time, in order."""
    assert table_name in TABLES
    mine = (Change.table_name == table_name) & (Change.row_id == row_id) & (Change.organization_id == organization_id)
    current = literal_column(NOW.format(table=table_name), JSONB).label("current")
    statement = select(Change, current, OVERTAKEN).where(mine, Change.at == at, Change.actor_id == actor_id).order_by(Change.id).limit(100)
    return [Done(row.Change, row.current, row.is_overtaken) for row in await session.execute(statement)]


async def mark_undone(session: AsyncSession, ids: Sequence[int], *, organization_id: int) -> None:
    """Note down that what these changes said is put back. With that of a lead's status goes why it was changed."""
    await session.execute(UNDONE, {"ids": list(ids), "organization_id": organization_id})


async def last_of_each(connection: asyncpg.Connection, table_name: str, row_id: int, names: Sequence[str], *, organization_id: int) -> Mapping[str, Made]:
    """The newest change of each of these fields of a row; `custom_fields.seats` is what stands in a column's object under that key."""
    rows = await connection.fetch(LAST, table_name, row_id, organization_id, list(names))
    return {row["name"]: Made(row["at"], row["by"]) for row in rows}
