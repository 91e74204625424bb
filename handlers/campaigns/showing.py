"""Reading a campaign for a screen."""

from datetime import datetime, timedelta

import asyncpg

from crm import fits
from crm.people import Actor
from handlers.answers import Block, Reply
from handlers.campaigns import pages, views
from store import campaigns
from store.campaigns import CampaignCard


async def card_of(connection: asyncpg.Connection, campaign_id: int, actor: Actor, *, limit: int = views.OF_WEEK, skip: int = 0) -> CampaignCard | None:
    """The campaign as the actor sees it, with a part of what happened since their Monday."""
    return await campaigns.card(connection, campaign_id, organization_id=actor.organization_id, viewer=actor, since=_monday(actor), limit=limit, skip=skip)


async def card(connection: asyncpg.Connection, campaign_id: int, actor: Actor, *, shareable: bool, hint: str = "", result: Block | None = None) -> Reply:
    """Its card, or that it is gone. result: of what was just done with it, the first block."""
    found = await card_of(connection, campaign_id, actor)
    if found is None:
        return views.gone(campaign_id)
    aim = await fits.aim(connection, actor, found.criteria) if found.line.status not in campaigns.FINISHED else None
    return views.campaign_card(found, actor, shareable=shareable, aim=aim, hint=hint, result=result)


async def members(
    connection: asyncpg.Connection, campaign_id: int, actor: Actor, *, status: str | None = None, skip: int = 0, result: Block | None = None
) -> Reply:
    """Ten of its members, the last of them where there are no more, or that it is gone."""
    found = await campaigns.list_members(
        connection, campaign_id, organization_id=actor.organization_id, viewer=actor, status=status, limit=views.PAGE, skip=skip
    )
    if found and not found.page and skip:
        return await members(connection, campaign_id, actor, status=status, skip=(max(found.total, 1) - 1) // views.PAGE * views.PAGE, result=result)
    return pages.members_page(found, actor, status=status, skip=skip, result=result) if found else views.gone(campaign_id)


def _monday(actor: Actor) -> datetime:
    """The midnight that began the person's week."""
    day_start, _ = actor.today()
    return day_start - timedelta(days=day_start.weekday())
