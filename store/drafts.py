"""Lines that could not be saved yet and are too long for a button. Kept for a day."""

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from store.slack_models import Draft

FIND = "select text from slack.drafts where id = $1 and organization_id = $2 and user_id = $3 and created_at > now() - interval '1 day'"


async def add(session: AsyncSession, text: str, *, organization_id: int, user_id: int) -> int:
    """Keep a line; its number."""
    draft = Draft(organization_id=organization_id, user_id=user_id, text=text)
    session.add(draft)
    await session.flush()
    return draft.id


async def find(connection: asyncpg.Connection, number: int, *, organization_id: int, user_id: int) -> str | None:
    """A person's own draft; None where there is none any more."""
    text: str | None = await connection.fetchval(FIND, number, organization_id, user_id)
    return text
