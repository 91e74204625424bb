"""Leads in campaigns: putting them in, how far they are, taking them out, and undoing each of these."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from crm.campaign_names import TAKING
from crm.campaigns import CampaignNotFound
from crm.errors import UserError
from crm.leads import line_now
from crm.people import Actor, require
from crm.undo import EditedSince, put_back, require_in_time
from store import changes, memberships
from store.campaigns import MEMBER_STATUSES
from store.database import driver_of
from store.leads import LeadLine
from store.memberships import Membership
from store.models import CampaignLead, now

MOMENTS = {"contacted": "last_contact_at", "responded": "response_at", "converted": "conversion_at"}
"""When a member came so far, in the order of the way."""


class NotEnrolling(UserError):
    """A campaign that is not begun, or over, takes no leads."""

    def __init__(self, campaign: str, status: str) -> None:
        self.campaign, self.status = campaign, status


class MembershipGone(UserError):
    """The lead is not in the campaign any more."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A lead and its place in a campaign. is_new: it was put there now; else it was there already."""

    lead: LeadLine
    membership: Membership
    is_new: bool


@dataclass(frozen=True, slots=True)
class Stepped:
    """A member after a change. at: the transaction's time, by which it is found in slack.changes; None where nothing was different."""

    lead: LeadLine
    membership: Membership
    at: datetime | None


async def enroll(session: AsyncSession, actor: Actor, *, lead_id: int, campaign_id: int) -> Enrolled:
    """Put a lead into a campaign. One that is there already stays as it is.

    Raises NotAllowed, LeadNotFound, CampaignNotFound, NotEnrolling.
    """
    connection = await driver_of(session)
    await require(connection, actor, "sales_rep", "enroll")
    lead = await line_now(session, actor, lead_id)
    if added := await memberships.add(connection, lead_id, campaign_id, statuses=TAKING, organization_id=actor.organization_id, viewer=actor):
        return Enrolled(lead, added, is_new=True)
    there = await memberships.find(connection, lead_id, campaign_id, organization_id=actor.organization_id, viewer=actor)
    if there is None:
        campaign = await memberships.lock_campaign(session, campaign_id, organization_id=actor.organization_id)
        raise NotEnrolling(campaign.called, campaign.status) if campaign else CampaignNotFound(campaign_id)
    return Enrolled(lead, there, is_new=False)


async def take_back(session: AsyncSession, actor: Actor, membership_id: int) -> LeadLine:
    """Undo of enroll, within five minutes and while nothing happened with the membership.

    Raises NotAllowed, MembershipGone, TooLateToUndo, EditedSince.
    """
    member, lead = await _lock(session, actor, membership_id)
    require_in_time(member.added_at, "members", member.campaign_id)
    if await changes.exist(session, "campaign_leads", membership_id, organization_id=actor.organization_id):
        raise EditedSince("members", member.campaign_id)
    await memberships.remove(session, member)
    return lead


async def set_status(session: AsyncSession, actor: Actor, *, membership_id: int, status: str) -> Stepped:
    """How far a member is: one of MEMBER_STATUSES. It came there now, if it had not before; what lies beyond has not happened.

    Raises NotAllowed, MembershipGone.
    """
    if status not in MEMBER_STATUSES:
        raise ValueError(status)
    member, lead = await _lock(session, actor, membership_id)
    before = (member.status, *(getattr(member, moment) for moment in MOMENTS.values()))
    member.status = status
    if status != "excluded":
        for step, moment in MOMENTS.items():
            if MEMBER_STATUSES.index(step) > MEMBER_STATUSES.index(status):
                setattr(member, moment, None)
        if status in MOMENTS and getattr(member, MOMENTS[status]) is None:
            setattr(member, MOMENTS[status], now())
    after = (member.status, *(getattr(member, moment) for moment in MOMENTS.values()))
    return await _stepped(session, actor, member, lead, different=before != after)


async def undo_status(session: AsyncSession, actor: Actor, *, membership_id: int, at: datetime) -> Stepped:
    """Undo of set_status, within five minutes: how far the member was, and when it came there, or nothing.

    Raises NotAllowed, MembershipGone, TooLateToUndo, UndoneAlready, EditedSince.
    """
    member, lead = await _lock(session, actor, membership_id)
    if await put_back(session, actor, member, at=at):
        raise EditedSince("members", member.campaign_id)
    return await _stepped(session, actor, member, lead, different=False)


async def unenroll(session: AsyncSession, actor: Actor, *, membership_id: int) -> Stepped:
    """Take a lead out of a campaign.

    Raises NotAllowed, MembershipGone.
    """
    member, lead = await _lock(session, actor, membership_id)
    was = await _stepped(session, actor, member, lead, different=True)
    await memberships.remove(session, member)
    return was


async def undo_unenroll(session: AsyncSession, actor: Actor, *, membership_id: int, campaign_id: int, at: datetime) -> None:
    """The lead is in the campaign again, as it was.

    Raises NotAllowed, TooLateToUndo, EditedSince where it is there again anyway.
    """
    await require(await driver_of(session), actor, "sales_rep", "enroll")
    require_in_time(at, "members", campaign_id)
    if await memberships.restore(session, membership_id, at=at, actor_id=actor.user_id, organization_id=actor.organization_id) is None:
        raise EditedSince("members", campaign_id)


async def _lock(session: AsyncSession, actor: Actor, membership_id: int) -> tuple[CampaignLead, LeadLine]:
    await require(await driver_of(session), actor, "sales_rep", "enroll")
    member = await memberships.lock(session, membership_id, organization_id=actor.organization_id)
    if member is None:
        raise MembershipGone
    return member, await line_now(session, actor, member.lead_id)


async def _stepped(session: AsyncSession, actor: Actor, member: CampaignLead, lead: LeadLine, *, different: bool) -> Stepped:
    """The lead was read in this transaction, whose time that is."""
    await session.flush()
    connection = await driver_of(session)
    there = await memberships.find(connection, member.lead_id, member.campaign_id, organization_id=actor.organization_id, viewer=actor)
    if there is None:
        raise MembershipGone
    return Stepped(lead, there, lead.seen_at if different else None)
