"""Contacts: when a lead was last spoken to, and which members of campaigns that reached."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from store.leads import ENGAGING
from store.meanings import CAMPAIGN_NAME, MEMBER_STATUS

Contacted = dict[str, Any]
"""In the details of a contact: of the memberships that it reached, by their ids, what they were before."""

REACHED = text("""
    update leads set last_engagement_date = :at
    where id = :lead_id and organization_id = :organization_id and (last_engagement_date is null or last_engagement_date < :at)
""")
CONTACTED = text(f"""
    with was as (
        select m.id, {MEMBER_STATUS} as status, m.last_contact_at, {CAMPAIGN_NAME} as campaign, (
            select a.metadata::jsonb -> 'contacted' -> m.id::text from activities a
            where a.lead_id = m.lead_id and a.completed_at = m.last_contact_at and jsonb_typeof(a.metadata::jsonb -> 'contacted' -> m.id::text) = 'array'
            order by a.id limit 1) as before
        from campaign_leads m join campaigns c on c.id = m.campaign_id
        where m.lead_id = :lead_id and c.organization_id = :organization_id and c.status::text = 'active' and m.status is distinct from 'excluded'
          and coalesce(date_trunc('minute', m.added_at) <= :at, true) and (cast(:campaign_id as bigint) is null or m.campaign_id = :campaign_id)
        for update of m
    ), reached as (
        update campaign_leads m set last_contact_at = greatest(m.last_contact_at, :at),
            status = case was.status when 'pending' then 'contacted' else m.status end
        from was where m.id = was.id
    )
    select id, coalesce(before, jsonb_build_array(status, last_contact_at))::text as before, case status when 'pending' then campaign end as contacted
    from was order by id
""")
"""before: status and last contact of a member before anybody of ours spoke to it, which contacts hand on to later ones. Times are said to the minute."""
FORGOTTEN = text(f"""
    with told as (
        select c.actor_id, cast(c.before #>> '{{}}' as timestamptz) as before, cast(c.after #>> '{{}}' as timestamptz) as after from slack.changes c
        where c.organization_id = :organization_id and c.table_name = 'leads' and c.row_id = :lead_id and c.field = 'last_engagement_date'
    ), others as (
        select case when t.actor_id is null then t.after else t.before end as at from told t
        except select after from told where actor_id is not null
    ), engaged as (
        update leads l set last_engagement_date = greatest((select max(at) from others), (
            select max(a.completed_at) from activities a where a.lead_id = l.id and a.activity_type in {ENGAGING} and a.completed_at is not null
        )) where l.id = :lead_id and l.organization_id = :organization_id and l.last_engagement_date = :gone
    ), was as (
        select m.id, before.value ->> 0 as status, cast(before.value ->> 1 as timestamptz) as last_contact_at, (
            select max(a.completed_at) from activities a
            where a.lead_id = m.lead_id and a.activity_type in {ENGAGING} and coalesce(a.completed_at >= date_trunc('minute', m.added_at), true)
              and a.metadata::jsonb -> 'contacted' -> m.id::text is not null) as newest
        from campaign_leads m join jsonb_each(cast(:contacted as jsonb)) before on before.key = m.id::text
        join leads l on l.id = m.lead_id
        where m.lead_id = :lead_id and l.organization_id = :organization_id and m.last_contact_at = :gone
        for update of m
    )
    update campaign_leads m set last_contact_at = greatest(was.newest, was.last_contact_at),
        status = case when was.newest is null and was.status = 'pending' and m.status = 'contacted' then 'pending' else m.status end
    from was where m.id = was.id
""")
"""others: what the platform set last_engagement_date to, with or without an activity to show for it: that is not ours to take back."""


async def note_engagement(session: AsyncSession, lead_id: int, at: datetime, *, organization_id: int) -> None:
    """The lead was spoken to at this moment: its last_engagement_date never goes back."""
    await session.execute(REACHED, {"lead_id": lead_id, "organization_id": organization_id, "at": at})


async def mark_contacted(
    session: AsyncSession, lead_id: int, at: datetime, *, organization_id: int, campaign_id: int | None
) -> tuple[Contacted, tuple[str, ...]]:
    """The lead was spoken to at this moment: in active campaigns, one or all, that is the last contact unless a later one is known; pending is contacted.

    What the members were before, and the campaigns in which it was pending.
    """
    named = {"lead_id": lead_id, "organization_id": organization_id, "at": at, "campaign_id": campaign_id}
    rows = (await session.execute(CONTACTED, named)).all()
    return {str(row.id): json.loads(row.before) for row in rows}, tuple(row.contacted for row in rows if row.contacted)


async def forget_contact(session: AsyncSession, lead_id: int, contacted: Contacted, *, gone: datetime, organization_id: int) -> None:
    """Where a contact that is gone was the last one, the newest that is left takes its place.

    Without any the lead's last_engagement_date is what the platform said, and a member is what it was before.
    """
    named = {"lead_id": lead_id, "organization_id": organization_id, "contacted": json.dumps(contacted), "gone": gone}
    await session.execute(FORGOTTEN, named)
