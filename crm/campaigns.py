"""Campaigns: making and editing them, and their way from draft to their end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from crm.campaign_names import TAKING
from crm.editing import Edit, unless_changed
from crm.errors import UserError
from crm.people import Actor, require
from crm.undo import EditedSince, put_back
from store import memberships
from store.database import driver_of
from store.models import Campaign

Step = Literal["start", "pause", "complete", "cancel"]
GOALS = ("target_leads", "conversion_rate", "roi_target")
GOAL = "goals."
"""How the name of a goal begins, where it stands beside the names of columns."""
DATES = ("start_date", "end_date")
FROM: Mapping[Step, tuple[tuple[str, ...], str]] = {
    "start": (("draft", "paused"), "active"),
    "pause": (("active",), "paused"),
    "complete": (("active", "paused"), "completed"),
    "cancel": (("draft", "active", "paused"), "cancelled"),
}
"""From which statuses a step goes, and where to."""


class CampaignNotFound(UserError):
    """The organization has no such campaign, or no more."""

    def __init__(self, campaign_id: int) -> None:
        self.campaign_id = campaign_id


class StepNotPossible(UserError):
    """A campaign cannot go from where it is with this step."""

    def __init__(self, name: str, status: str, step: Step) -> None:
        self.name, self.status, self.step = name, status, step


class OthersPending(UserError):
    """A campaign is to end, and not so many members are pending as was said. pending: how many are."""

    def __init__(self, name: str, pending: int) -> None:
        self.name, self.pending = name, pending


class EndsBeforeItStarts(UserError):
    """A campaign's end date is before its start date."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A campaign after a change. at: the transaction's time, by which it is found in slack.changes; None where nothing was different.

    left: after Undo, what others changed since (columns, goals as GOAL and their name), and so stays.
    """

    campaign_id: int
    name: str
    status: str
    at: datetime | None
    left: tuple[str, ...] = ()


def steps_from(status: str) -> Sequence[Step]:
    """Where a campaign of this status can go."""
    return [step for step, (before, _) in FROM.items() if status in before]


async def create(session: AsyncSession, actor: Actor, values: Mapping[str, Any]) -> Moved:
    """A new campaign, a draft. values: as of `edit`, with a name.

    Raises NotAllowed, EndsBeforeItStarts.
    """
    await require(await driver_of(session), actor, "manager", "campaign")
    campaign = Campaign(organization_id=actor.organization_id, status="draft", created_by=actor.user_id)
    _put(campaign, values)
    session.add(campaign)
    await session.flush()
    return Moved(campaign.id, campaign.called, "draft", None)


async def edit(session: AsyncSession, actor: Actor, *, campaign_id: int, edits: Sequence[Edit]) -> Moved:
    """Change columns and goals (GOAL and one of GOALS); values as JSON has them, None for nothing, a date as ISO text.

    Raises NotAllowed, CampaignNotFound, EditedMeanwhile, EndsBeforeItStarts; nothing is changed then.
    """
    campaign = await _lock(session, actor, campaign_id)
    wanted = await unless_changed(session, actor, "campaigns", campaign_id, edits, now=partial(value_of, campaign))
    _put(campaign, wanted)
    return await _moved(session, campaign, different=bool(wanted))


async def move(session: AsyncSession, actor: Actor, *, campaign_id: int, step: Step, pending: int | None = None) -> Moved:
    """Start, pause, complete or cancel a campaign. What is so already stays so. pending: how many members the person was told are pending.

    Raises NotAllowed, CampaignNotFound, StepNotPossible, OthersPending.
    """
    campaign = await _lock(session, actor, campaign_id)
    before, after = FROM[step]
    if campaign.status == after:
        return await _moved(session, campaign, different=False)
    if campaign.status not in before:
        raise StepNotPossible(campaign.called, campaign.status, step)
    if pending is not None and (there := await memberships.count_pending(session, campaign_id, organization_id=actor.organization_id)) != pending:
        raise OthersPending(campaign.called, there)
    campaign.status = after
    return await _moved(session, campaign, different=True)


async def undo(session: AsyncSession, actor: Actor, *, campaign_id: int, at: datetime) -> Moved:
    """Put back what the actor changed in a campaign at this moment, where nobody changed it since, within five minutes.

    Raises NotAllowed, CampaignNotFound, TooLateToUndo, UndoneAlready, EditedSince where nothing can be put back,
    or leads were enrolled since and it would take none.
    """
    campaign = await _lock(session, actor, campaign_id)
    left = await put_back(session, actor, campaign, at=at)
    if campaign.status not in TAKING and await memberships.exist_since(session, campaign_id, at, organization_id=actor.organization_id):
        raise EditedSince("running", campaign_id)
    return Moved(campaign.id, campaign.called, campaign.status, None, tuple(left))


def value_of(campaign: Campaign, name: str) -> Any:
    """A column's or a goal's value as JSON has it."""
    if name.startswith(GOAL):
        return _goals(campaign).get(name.removeprefix(GOAL))
    value = getattr(campaign, name)
    return value.isoformat() if isinstance(value, date) else value


async def _lock(session: AsyncSession, actor: Actor, campaign_id: int) -> Campaign:
    await require(await driver_of(session), actor, "manager", "campaign")
    campaign = await memberships.lock_campaign(session, campaign_id, organization_id=actor.organization_id, changes=True)
    if campaign is None:
        raise CampaignNotFound(campaign_id)
    return campaign


def _put(campaign: Campaign, values: Mapping[str, Any]) -> None:
    """What a goal is not to be any more goes; what else the platform keeps among the goals stays."""
    goals = {name.removeprefix(GOAL): value for name, value in values.items() if name.startswith(GOAL)}
    if goals:
        whole = {**_goals(campaign), **goals}
        campaign.goals = {name: value for name, value in whole.items() if value is not None}
    for name, value in values.items():
        if not name.startswith(GOAL):
            setattr(campaign, name, date.fromisoformat(value) if name in DATES and value else value)
    if campaign.start_date and campaign.end_date and campaign.end_date < campaign.start_date and not values.keys().isdisjoint(DATES):
        raise EndsBeforeItStarts


def _goals(campaign: Campaign) -> dict[str, Any]:
    return dict(campaign.goals) if isinstance(campaign.goals, dict) else {}


async def _moved(session: AsyncSession, campaign: Campaign, *, different: bool) -> Moved:
    await session.flush()
    at = await (await driver_of(session)).fetchval("select now()") if different else None
    return Moved(campaign.id, campaign.called, campaign.status, at)
