"""Which leads are in which campaigns, and how far they are there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from sqlalchemy import delete, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from store.leads import GREATEST_ID, Viewer
from store.meanings import CAMPAIGN_NAME, CAMPAIGN_STATUS, MEMBER_STATUS
from store.models import Campaign, CampaignLead, Lead


@dataclass(frozen=True, slots=True)
class Membership:
    """A lead in a campaign. added_at is local to the viewer; None where the platform wrote none."""

    id: int
    lead_id: int
    campaign_id: int
    campaign: str
    campaign_status: str
    status: str
    added_at: datetime | None


_COLUMNS = f"""
    m.id, m.lead_id, c.id as campaign_id, {CAMPAIGN_NAME} as campaign, {CAMPAIGN_STATUS} as campaign_status, {MEMBER_STATUS} as status, m.added_at
"""
_PLACES = f"select {_COLUMNS} from campaign_leads m join campaigns c on c.id = m.campaign_id where c.organization_id = $1"
ONE = f"{_PLACES} and m.id = $2"
OF_LEAD = f"{_PLACES} and m.lead_id = $2 and c.id = $3"
ELSEWHERE = f"""
    {_PLACES} and m.lead_id = $2 and ((c.status::text = 'active' and m.status is distinct from 'excluded') or c.id = $3::bigint)
    order by c.id is not distinct from $3::bigint desc, m.added_at desc nulls last, m.id desc limit $4
"""

ADD = f"""
    with c as (
        select id, name, status from campaigns where organization_id = $1 and id = $3 and status::text = any ($4) for share
    ), m as (
        insert into campaign_leads (campaign_id, lead_id, status, added_at)
        select c.id, l.id, 'pending', clock_timestamp() from c join leads l on l.id = $2 and l.organization_id = $1
        on conflict (campaign_id, lead_id) do nothing returning *
    )
    select {_COLUMNS} from m join c on c.id = m.campaign_id
"""

PENDING = text(f"""
    select count(*) from campaign_leads m join leads l on l.id = m.lead_id
    where m.campaign_id = :campaign_id and l.organization_id = :organization_id and {MEMBER_STATUS} = 'pending'
""")
REMOVED = text("""
    select before::text as before from slack.changes
    where table_name = 'campaign_leads' and row_id = :membership_id and field is null and at = :at and actor_id = :actor_id
      and organization_id = :organization_id and undone_at is null
    limit 1 for update
""")
RESTORED = text("""
    update slack.changes set undone_at = now()
    where table_name = 'campaign_leads' and row_id = :membership_id and field is null and at = :at and organization_id = :organization_id
""")
RESTORE = text("""
    insert into campaign_leads (campaign_id, lead_id, status, added_at, last_contact_at, response_at, conversion_at)
    select c.id, l.id, r.status, coalesce(r.added_at, now()), r.last_contact_at, r.response_at, r.conversion_at
    from jsonb_populate_record(null::campaign_leads, cast(:before as jsonb)) r
    join campaigns c on c.id = r.campaign_id and c.organization_id = :organization_id join leads l on l.id = r.lead_id and l.organization_id = :organization_id
    on conflict (campaign_id, lead_id) do nothing returning id
""")


async def find(connection: asyncpg.Connection, lead_id: int, campaign_id: int, *, organization_id: int, viewer: Viewer) -> Membership | None:
    """A lead's place in a campaign; None where it has none."""
    row = await connection.fetchrow(OF_LEAD, organization_id, lead_id, campaign_id) if 0 < campaign_id <= GREATEST_ID else None
    return _membership(row, viewer) if row else None


async def find_one(connection: asyncpg.Connection, membership_id: int, *, organization_id: int, viewer: Viewer) -> Membership | None:
    """A membership by its id; None where there is none."""
    row = await connection.fetchrow(ONE, organization_id, membership_id) if 0 < membership_id <= GREATEST_ID else None
    return _membership(row, viewer) if row else None


async def list_elsewhere(
    connection: asyncpg.Connection, lead_id: int, campaign_id: int | None, *, organization_id: int, viewer: Viewer, limit: int
) -> Sequence[Membership]:
    """Active campaigns that a lead is in and not excluded from, the newest first; none where it is in this campaign already, however far it is there."""
    rows = await connection.fetch(ELSEWHERE, organization_id, lead_id, campaign_id, limit)
    return [_membership(row, viewer) for row in rows] if not rows or rows[0]["campaign_id"] != campaign_id else ()


async def lock_campaign(session: AsyncSession, campaign_id: int, *, organization_id: int, changes: bool = False) -> Campaign | None:
    """A campaign, held as it is until the transaction ends; changes: for update. None when the organization has no such campaign."""
    if not 0 < campaign_id <= GREATEST_ID:
        return None
    statement = select(Campaign).where(Campaign.id == campaign_id, Campaign.organization_id == organization_id)
    return (await session.scalars(statement.with_for_update(read=not changes))).one_or_none()


async def add(
    connection: asyncpg.Connection, lead_id: int, campaign_id: int, *, statuses: Collection[str], organization_id: int, viewer: Viewer
) -> Membership | None:
    """Put a locked lead into a campaign of one of these statuses. None where it is another, or the lead is there already, however lately it came there."""
    row = await connection.fetchrow(ADD, organization_id, lead_id, campaign_id, list(statuses)) if 0 < campaign_id <= GREATEST_ID else None
    return _membership(row, viewer) if row else None


async def lock(session: AsyncSession, membership_id: int, *, organization_id: int) -> CampaignLead | None:
    """A membership of the organization's, for update; None when there is no such one."""
    if not 0 < membership_id <= GREATEST_ID:
        return None
    whose = select(CampaignLead).join(Lead, Lead.id == CampaignLead.lead_id).join(Campaign, Campaign.id == CampaignLead.campaign_id)
    statement = whose.where(CampaignLead.id == membership_id, Lead.organization_id == organization_id, Campaign.organization_id == organization_id)
    return (await session.scalars(statement.with_for_update(of=CampaignLead))).one_or_none()


async def remove(session: AsyncSession, membership: CampaignLead) -> None:
    """Take a lead out of a campaign: the row is gone."""
    await session.execute(delete(CampaignLead).where(CampaignLead.id == membership.id))


async def restore(session: AsyncSession, membership_id: int, *, at: datetime, actor_id: int, organization_id: int) -> int | None:
    """Put back what one person removed in the transaction of this time, as it was. None where it is there again, or was put back before."""
    named = {"membership_id": membership_id, "at": at, "actor_id": actor_id, "organization_id": organization_id}
    before = await session.scalar(REMOVED, named)
    if before is None:
        return None
    restored: int | None = await session.scalar(RESTORE, {"before": before, "organization_id": organization_id})
    await session.execute(RESTORED, {name: named[name] for name in ("membership_id", "at", "organization_id")})
    return restored


async def exist_since(session: AsyncSession, campaign_id: int, at: datetime, *, organization_id: int) -> bool:
    """Whether leads were added to a campaign since then."""
    mine = Campaign.id == CampaignLead.campaign_id, Campaign.organization_id == organization_id
    return bool(await session.scalar(select(exists().where(CampaignLead.campaign_id == campaign_id, CampaignLead.added_at > at, *mine))))


async def count_pending(session: AsyncSession, campaign_id: int, *, organization_id: int) -> int:
    """Members whom nobody has spoken to yet; so is one without a status."""
    return await session.scalar(PENDING, {"campaign_id": campaign_id, "organization_id": organization_id}) or 0


def _membership(row: asyncpg.Record, viewer: Viewer) -> Membership:
    return Membership(
        id=row["id"],
        lead_id=row["lead_id"],
        campaign_id=row["campaign_id"],
        campaign=row["campaign"],
        campaign_status=row["campaign_status"],
        status=row["status"],
        added_at=viewer.local(row["added_at"]) if row["added_at"] else None,
    )
