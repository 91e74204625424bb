"""Acts on many leads at once: counted first, done in slices of one transaction each, taken back for a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from crm.campaign_names import TAKING
from crm.campaigns import CampaignNotFound
from crm.enrolling import NotEnrolling
from crm.errors import UserError
from crm.people import Actor, NotWorking, require, require_working
from crm.undo import UndoneAlready
from store import batches, memberships
from store.batches import Elsewhere
from store.database import driver_of
from store.models import now
from store.slack_models import Batch, Event

Kind = Literal["assign", "enroll"]
MOST = 10_000
SLICE = 2_500
"""Leads a transaction: some tenths of a second, so a kill costs little and nobody waits long for a lead."""
UNDO = timedelta(days=1)


class TooManyLeads(UserError):
    """More leads than one act takes."""


class NoLeads(UserError):
    """None of the numbers is a lead's, or the person has no open leads."""


class ListGone(UserError):
    """What was asked was not confirmed within a day, or is done already."""


class TooLateForList(UserError):
    """More than a day has passed."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The leads of an act, as kept. number: the batch's. unknown: numbers that are no lead's."""

    number: int
    total: int
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act will do, counted. there: leads that are so already. shares: how many each person gets, in their order.

    elsewhere: other campaigns that leads to be enrolled are in.
    """

    number: int
    kind: Kind
    total: int
    there: int = 0
    shares: tuple[int, ...] = ()
    campaign: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def to_do(self) -> int:
        """How many leads will be different."""
        return self.total - self.there


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is. changed: how many leads are different by it."""

    batch: Batch
    changed: int
    is_over: bool

    @property
    def total(self) -> int:
        """How many leads it is about."""
        return len(self.batch.leads)


async def gather(session: AsyncSession, actor: Actor, kind: Kind, *, ids: Sequence[int] = (), owner_id: int | None = None) -> Gathered:
    """Keep which leads an act is about: those named by number, or all open ones of a person.

    Raises NotAllowed, NoLeads, TooManyLeads.
    """
    connection = await driver_of(session)
    await require(connection, actor, "manager", f"{kind}_list")
    asked = tuple(dict.fromkeys(ids))
    if len(asked) > MOST:
        raise TooManyLeads
    if owner_id is None:
        known = list(await batches.list_known(connection, asked, organization_id=actor.organization_id))
    else:
        known = await _open_leads(connection, owner_id, actor)
    if not known:
        raise NoLeads
    about = {"kind": kind, "leads": known, "owner_id": owner_id}
    batch = Batch(organization_id=actor.organization_id, user_id=actor.user_id, destination=actor.slack_user_id, **about)
    session.add(batch)
    await session.flush()
    there = set(known)
    return Gathered(batch.id, len(known), tuple(one for one in asked if one not in there))


async def plan(session: AsyncSession, actor: Actor, number: int, *, people: Sequence[int] = (), campaign_id: int | None = None) -> Plan:
    """Count what will be done, before it is. people: users.id among whom leads are shared out, evenly; campaign_id: where they are enrolled.

    Somebody's open leads are those that are so now. Raises NotAllowed, ListGone, NoLeads, TooManyLeads, NotWorking, CampaignNotFound, NotEnrolling.
    """
    batch = await _lock(session, actor, number, "asked")
    connection = await driver_of(session)
    batch.people, batch.campaign_id = list(people), campaign_id
    if batch.owner_id is not None:
        batch.leads = await _open_leads(connection, batch.owner_id, actor)
    counted = Plan(number, "assign" if batch.kind == "assign" else "enroll", len(batch.leads))
    if batch.kind == "assign":
        await require_working(connection, people, organization_id=actor.organization_id)
        theirs = await batches.count_owned(connection, batch.leads, _shared_out(batch, 0, len(batch.leads)), organization_id=actor.organization_id)
        shares = tuple(len(batch.leads[place :: len(people)]) for place in range(len(people)))
        return replace(counted, there=theirs, shares=shares)
    campaign = await memberships.lock_campaign(session, campaign_id or 0, organization_id=actor.organization_id)
    if campaign is None:
        raise CampaignNotFound(campaign_id or 0)
    if campaign.status not in TAKING:
        raise NotEnrolling(campaign.called, campaign.status)
    there, elsewhere = await batches.count_members(connection, batch.leads, campaign.id, organization_id=actor.organization_id)
    return replace(counted, there=there, campaign=campaign.called, elsewhere=tuple(elsewhere))


async def begin(session: AsyncSession, actor: Actor, number: int) -> Progress:
    """It is confirmed: do the first slice. What remains is for the job that batches.order orders.

    For a session that was begun with the batch's batch_id (see batches.find_batch_id). Raises NotAllowed, ListGone, NotWorking.
    """
    batch = await _lock(session, actor, number, "asked")
    await require_working(await driver_of(session), batch.people, organization_id=actor.organization_id)
    batch.state = "running"
    return await _slice(session, batch)


async def take_back(session: AsyncSession, actor: Actor, number: int, *, batch_id: UUID) -> Progress:
    """Undo a batch, its first slice at once: leads that were changed since stay as they are. batch_id: under which the session records its changes.

    The message that told of the batch tells of this then.

    Raises NotAllowed, ListGone, TooLateForList, UndoneAlready.
    """
    done = await _lock(session, actor, number, "done", "stopped")
    if now() - done.updated_at > UNDO:
        raise TooLateForList
    if await batches.find_undo(session, number, organization_id=actor.organization_id):
        raise UndoneAlready
    back = Batch(
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        batch_id=batch_id,
        kind="undo",
        state="running",
        leads=list(done.changed),
        campaign_id=done.campaign_id,
        of_id=done.id,
        delivery_id=done.delivery_id,
        destination=actor.slack_user_id,
    )
    session.add(back)
    await session.flush()
    return await _slice(session, back)


async def work(session: AsyncSession, number: int, *, organization_id: int) -> Progress | None:
    """Do the next slice of a batch that runs; None where there is nothing left to do."""
    batch = await batches.lock(session, number, organization_id=organization_id)
    return await _slice(session, batch) if batch and batch.state == "running" else None


async def _slice(session: AsyncSession, batch: Batch) -> Progress:
    first, last = batch.position, min(batch.position + SLICE, len(batch.leads))
    ids = batch.leads[first:last]
    changed: Sequence[int] = ()
    if batch.kind == "assign":
        try:
            await require_working(await driver_of(session), batch.people, organization_id=batch.organization_id)
        except NotWorking as left:
            batch.state, batch.reason = "stopped", left.name
        else:
            changed = await batches.assign(session, ids, _shared_out(batch, first, last), owner_id=batch.owner_id, organization_id=batch.organization_id)
    elif batch.kind == "enroll":
        campaign = await memberships.lock_campaign(session, batch.campaign_id or 0, organization_id=batch.organization_id)
        if campaign is None or campaign.status not in TAKING:
            batch.state, batch.reason = "stopped", campaign.status if campaign else "gone"
        else:
            changed = await batches.enroll(session, ids, campaign.id, owner_id=batch.owner_id, organization_id=batch.organization_id)
    else:
        changed = await _taken_back(session, batch, ids)
    if batch.state == "running":
        batch.position, batch.changed = last, [*batch.changed, *changed]
        batch.state = "done" if last == len(batch.leads) else "running"
    batch.updated_at = now()
    is_over = batch.state != "running"
    if is_over:
        counts = {"kind": batch.kind, "leads": len(batch.leads), "changed": len(batch.changed), "campaign_id": batch.campaign_id}
        session.add(
            Event(
                organization_id=batch.organization_id,
                kind="list.done",
                table_name="batches",
                row_id=batch.id,
                actor_id=batch.user_id,
                batch_id=batch.batch_id,
                data=counts,
            )
        )
    await session.flush()
    return Progress(batch, len(batch.changed), is_over)


async def _taken_back(session: AsyncSession, batch: Batch, ids: Sequence[int]) -> Sequence[int]:
    done = await batches.lock(session, batch.of_id or 0, organization_id=batch.organization_id)
    if done is None:
        return ()
    if done.kind == "assign":
        return await batches.unassign(session, done, ids)
    return await batches.unenroll(session, ids, organization_id=batch.organization_id)


async def _open_leads(connection: asyncpg.Connection, owner_id: int, actor: Actor) -> list[int]:
    """Raises NoLeads, TooManyLeads."""
    found = list(await batches.list_open(connection, owner_id, organization_id=actor.organization_id, limit=MOST + 1))
    if not found:
        raise NoLeads
    if len(found) > MOST:
        raise TooManyLeads
    return found


def _shared_out(batch: Batch, first: int, last: int) -> Sequence[int]:
    """Whose each lead from first to last will be: each in turn."""
    return [batch.people[place % len(batch.people)] for place in range(first, last)]


async def _lock(session: AsyncSession, actor: Actor, number: int, *states: str) -> Batch:
    """One's own batch, for update."""
    await require(await driver_of(session), actor, "manager", "assign_list")
    batch = await batches.lock(session, number, organization_id=actor.organization_id)
    if batch is None or batch.user_id != actor.user_id or batch.state not in states:
        raise ListGone
    return batch
