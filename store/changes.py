"""What changed in the tables, field by field, whoever wrote: undo, conflicts of edits, the audit log."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.slack_models import Change


async def exist(session: AsyncSession, table_name: str, row_id: int, *, organization_id: int) -> bool:
    """Whether a row has been changed since it was written."""
    changed = select(Change.id).where(Change.organization_id == organization_id, Change.table_name == table_name, Change.row_id == row_id).limit(1)
    return await session.scalar(changed) is not None


async def moment(session: AsyncSession) -> datetime:
    """The transaction's time: that of all it changes."""
    at: datetime = (await session.execute(select(func.now()))).scalar_one()
    return at


async def lock_of(session: AsyncSession, table_name: str, row_id: int, *, at: datetime, actor_id: int, organization_id: int) -> Sequence[Change]:
    """What one person changed in a row in the transaction of this time, in order."""
    mine = (Change.table_name == table_name) & (Change.row_id == row_id) & (Change.organization_id == organization_id)
    statement = select(Change).where(mine, Change.at == at, Change.actor_id == actor_id).order_by(Change.id).limit(100)
    return (await session.scalars(statement)).all()
