"""Which leads were shown lately for a link, and where."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

TAKE = text("""
    insert into slack.unfurled as u (organization_id, channel, lead_id)
    select :organization_id, :channel, l.id from leads l where l.id = any (:lead_ids) and l.organization_id = :organization_id
    on conflict (organization_id, channel, lead_id) do update set at = now() where u.at < now() - interval '30 minutes'
    returning lead_id
""")
GIVE_BACK = text("delete from slack.unfurled where organization_id = :organization_id and channel = :channel and lead_id = any (:lead_ids)")


async def take(session: AsyncSession, channel: str, lead_ids: Sequence[int], *, organization_id: int) -> Sequence[int]:
    """Note that leads are shown in a channel now. Ids of those that are there and were not shown in the last 30 minutes."""
    named = {"channel": channel, "lead_ids": list(lead_ids), "organization_id": organization_id}
    return (await session.scalars(TAKE, named)).all()


async def give_back(session: AsyncSession, channel: str, lead_ids: Sequence[int], *, organization_id: int) -> None:
    """They were not shown after all: the next link to them is."""
    await session.execute(GIVE_BACK, {"channel": channel, "lead_ids": list(lead_ids), "organization_id": organization_id})
