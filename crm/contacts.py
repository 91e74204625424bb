"""Contacts: what an activity that is done brings about, the lead's last engagement and pending members of campaigns contacted; and taking that back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from crm.people import Actor
from store import contacts
from store.leads import LeadLine, is_id

ENGAGING = frozenset({"call", "email", "meeting", "linkedin", "sms"})
REACHED = "contacted"
"""In the details of a contact: the members of campaigns that it reached."""


def way(kind: str, done: datetime | None, direction: str | None) -> Literal["outbound", "inbound"] | None:
    """Which way an activity goes for its lead's campaigns: a contact of ours, one of theirs, or none."""
    if done is None or kind not in ENGAGING:
        return None
    return "inbound" if direction == "inbound" else "outbound"


async def engage(session: AsyncSession, actor: Actor, lead: LeadLine, at: datetime, details: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a contact brings about: an engagement, and, where it is outbound, contacted members of campaigns.

    What is to be kept of that in its details, and the campaigns in which the lead was pending.
    """
    await contacts.note_engagement(session, lead.id, at, organization_id=actor.organization_id)
    if details.get("direction") == "inbound":
        return {}, ()
    campaign_id = details.get("campaign_id")
    one = campaign_id if is_id(campaign_id) else None
    reached, pending = await contacts.mark_contacted(session, lead.id, at, organization_id=actor.organization_id, campaign_id=one)
    contacted = {**_contacted(details), **reached}
    return {REACHED: contacted} if contacted else {}, pending


async def forget(session: AsyncSession, actor: Actor, lead: LeadLine, details: Mapping[str, Any], *, done: datetime | None) -> None:
    """What an activity that is gone, or has become another, brought about when it was done: the engagement, and contacted members of campaigns."""
    if done:
        await contacts.forget_contact(session, lead.id, _contacted(details), gone=done, organization_id=actor.organization_id)


def _contacted(details: Mapping[str, Any]) -> dict[str, Any]:
    known = details.get(REACHED)
    return known if isinstance(known, dict) else {}
