"""Who fits a campaign: counted, looked through, enrolled one by one or all at once."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from crm import fits
from crm import lists as rules
from crm.campaign_names import TAKING
from crm.campaigns import CampaignNotFound
from crm.people import Actor
from handlers import blocks, forms
from handlers.answers import Answer, Opened, Reply
from handlers.campaigns import enroll_form, views
from handlers.dispatch import Routes
from handlers.forms import in_place
from handlers.leads import views as lead_views
from handlers.lists import views as list_views
from handlers.mrkdwn import plain
from handlers.rights import may
from handlers.words import joined
from store import campaigns
from store.campaigns import Aimed
from store.database import Sessions, driver_of
from store.fits import Who

CHOOSE = "campaign.choose"
ENROLL_ALL = "campaign.enroll_all"


def register(routes: Routes) -> None:
    """Who fits on a campaign's card, and what can be done with them."""
    routes.action(views.FITS, fits_clicked, reads=True)
    routes.action(CHOOSE, choose_clicked, opens=True)
    routes.action(ENROLL_ALL, all_clicked, opens=True, looks=True)


async def fits_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """Who fits, and Show 10 more of them."""
    campaign_id, skip = (int(part) for part in str(action["value"]).split())
    async with sessions.read() as connection:
        campaign = await campaigns.find_aimed(connection, campaign_id, organization_id=actor.organization_id)
        return in_place(body, await page(connection, campaign, actor, skip=skip) if campaign else views.gone(campaign_id))


async def choose_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Choose: the form for one lead, which offers those first who were shown."""
    await may(actor, sessions, "sales_rep", "enroll")
    campaign_id, ids, name = str(action["value"]).split(" ", 2)
    metadata = forms.kept(forms.origin(body), candidates=[int(lead_id) for lead_id in ids.split(",")])
    return Opened(enroll_form.form(metadata, campaign=enroll_form.campaign_option(int(campaign_id), name)))


async def all_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Enroll 20: the question, counted anew, before anything is done."""
    await may(actor, sessions, "manager", "enroll_list")
    campaign_id = int(action["value"])
    async with sessions.begin(actor, once=False) as session:
        connection = await driver_of(session)
        campaign = await campaigns.find_aimed(connection, campaign_id, organization_id=actor.organization_id)
        if campaign is None:
            raise CampaignNotFound(campaign_id)
        ids = await fits.list_free(connection, actor, campaign_id, campaign.criteria, limit=rules.MOST)
        found = await rules.gather(session, actor, "enroll", ids=ids)
        plan = await rules.plan(session, actor, found.number, campaign_id=campaign_id)
    return Opened(list_views.question(plan, (), forms.kept(forms.origin(body), batch=found.number, kind="enroll")))


async def page(connection: asyncpg.Connection, campaign: Aimed, actor: Actor, *, skip: int = 0) -> Reply:
    """Ten of those whom a campaign is aimed at. Raises CriteriaWrong."""
    found = await fits.who(connection, actor, campaign.id, campaign.criteria, skip=skip)
    if skip and not found.page:  # they are gone since the button was drawn
        return await page(connection, campaign, actor)
    return fits_page(campaign, found, actor, skip=skip)


def fits_page(campaign: Aimed, found: Who, viewer: Actor, *, skip: int) -> Reply:
    """Counted first, then ten of those who are in no campaign yet, and what the viewer may do with them."""
    name = views.campaign_title(campaign.id, campaign.name)
    heading = f"{list_views.counted(found.total)} {'fits' if found.total == 1 else 'fit'} {name}."
    last = skip + len(found.page)
    part = f"\n{skip + 1:,} to {last:,} of {found.free:,} who can be enrolled, hottest first:" if found.free > len(found.page) else ""
    told = [blocks.section(f"*{heading}*{''.join(f' {one}' for one in _elsewhere(found))}{part}")]
    told += [lead_views.list_line(line, viewer, twin=False) for line in found.page]
    more = [blocks.button("Show 10 more", views.FITS, f"{campaign.id} {last}")] if found.free > last else []
    return Reply(heading, [*told, blocks.actions(*_buttons(campaign, found, viewer), *more, blocks.button("Back to campaign", views.OPEN, str(campaign.id)))])


def _buttons(campaign: Aimed, found: Who, viewer: Actor) -> Sequence[dict[str, Any]]:
    if campaign.status not in TAKING or not found.page or not viewer.is_at_least("sales_rep"):
        return ()
    ids = ",".join(str(line.id) for line in found.page)
    choose = blocks.button("Choose", CHOOSE, f"{campaign.id} {ids} {plain(campaign.name, views.LABEL)}")
    every = blocks.button(f"Enroll {min(found.free, rules.MOST):,}", ENROLL_ALL, str(campaign.id)) | {"style": "primary"}
    return (every, choose) if viewer.is_at_least("manager") else (choose,)


def _elsewhere(found: Who) -> list[str]:
    """What keeps the rest from it: `12 are in already and 2 are in Autumn push.`. One who is in several counts once, and in each."""
    others = [(one.count, views.campaign_title(one.campaign_id, one.campaign)) for one in found.elsewhere]
    counts = [(found.there, "already")]
    if others:
        where = others[0][1] if len(others) == 1 else f"other campaigns ({joined([f'{count:,} in {name}' for count, name in others])})"
        counts.append((found.total - found.there - found.free, where))
    said = [f"{count:,} {'is' if count == 1 else 'are'} in {there}" for count, there in counts if count]
    return [f"{joined(said)}."] if said else []
