"""What changed in the tables, field by field, whoever wrote: undo, conflicts of edits, the audit log."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.slack_models import Change


async def exist(session: AsyncSession, table_name: str, row_id: int, *, organization_id: int) -> bool:
    """Whether a row has been changed since it was written."""
    changed = select(Change.id).where(Change.organization_id == organization_id, Change.table_name == table_name, Change.row_id == row_id).limit(1)
    return await session.scalar(changed) is not None
