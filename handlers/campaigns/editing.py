"""Making and editing campaigns."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from crm import campaign_names, fits
from crm import campaigns as rules
from crm.campaign_names import TAKING
from crm.campaigns import GOAL, CampaignNotFound, Moved
from crm.criteria import CriteriaWrong
from crm.editing import Edit, EditedMeanwhile
from crm.enrolling import NotEnrolling
from crm.people import Actor
from handlers import blocks, conflicts, drafts, forms
from handlers.answers import Answer, Block, Opened, Reply, Updated
from handlers.arguments import Deciding
from handlers.campaigns import enroll_form, finding, fitting, form, running, showing, views
from handlers.dispatch import Routes
from handlers.errors import sentence
from handlers.grammar import CampaignLine, CampaignVerb
from handlers.leads.ending import ended
from handlers.leads.views import is_shareable
from handlers.rights import may
from handlers.site import Site
from store import campaigns
from store.database import Sessions, driver_of
from store.models import now


def register(routes: Routes) -> None:
    """The verbs new, edit and enroll of `/campaign`, their buttons, and the form."""
    routes.command(CampaignVerb.NEW, new_typed, opens=True)
    routes.command(CampaignVerb.EDIT, edit_typed, opens=True)
    routes.command(CampaignVerb.ENROLL, enroll_typed)  # mostly a message, so no form is opened before it is known
    routes.action(views.NEW, new_clicked, opens=True)
    routes.action(views.EDIT, edit_clicked, opens=True, looks=True)
    routes.action(f"{views.MENU} edit", edit_clicked, opens=True, looks=True)
    routes.view(form.CREATE, new_submitted)
    routes.view(form.SAVE, edit_submitted)
    routes.view(form.DECIDED, conflict_decided)


async def new_typed(line: CampaignLine, body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """`/campaign new spring webinar`: the form, with the name."""
    await may(actor, sessions, "manager", "campaign")
    return Opened(form.new_form(actor, forms.kept(forms.origin(body)), line.name))


async def new_clicked(body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """New campaign."""
    await may(actor, sessions, "manager", "campaign")
    return Opened(form.new_form(actor, forms.kept(forms.origin(body))))


async def edit_typed(line: CampaignLine, body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site, deciding: Deciding) -> Answer:
    """`/campaign edit spring webinar`: the form of the one that is meant; else the list to pick it from."""
    await may(actor, sessions, "manager", "campaign")
    async with deciding(), sessions.read() as connection:
        found = await finding.meant(connection, line, actor, site, errand=views.EDIT)
        return found if isinstance(found, Reply) else await _opened(connection, found.campaign_id, body, actor)


async def enroll_typed(line: CampaignLine, body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site, deciding: Deciding) -> Answer:
    """`/campaign enroll spring webinar`: who fits, counted; of a campaign that is aimed at nobody the form; else the list to pick it from."""
    await may(actor, sessions, "sales_rep", "enroll")
    async with deciding(), sessions.read() as connection:
        found = await finding.meant(connection, line, actor, site, errand=views.ENROLL)
        if isinstance(found, Reply):
            return found
        campaign = await campaigns.find_aimed(connection, found.campaign_id, organization_id=actor.organization_id)
        if campaign is None:
            raise CampaignNotFound(found.campaign_id)
        if campaign.status not in TAKING:
            raise NotEnrolling(campaign.name, campaign.status)
        trouble = ""
        if fits.is_aimed(campaign.criteria):
            try:
                return await fitting.page(connection, campaign, actor)
            except CriteriaWrong as wrong:
                trouble = sentence(wrong, site)
    option = enroll_form.campaign_option(campaign.id, campaign.name)
    return Opened(enroll_form.form(forms.kept(forms.origin(body)), campaign=option, trouble=[trouble]))


async def edit_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Edit, in the card's menu or a list; Set goals."""
    await may(actor, sessions, "manager", "campaign")
    async with sessions.read() as connection:
        return await _opened(connection, int(blocks.chosen(action)), body, actor)


async def new_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Create."""
    origin, about = forms.remembered(view.get("private_metadata"))
    values = form.filled_new(view, actor.ways)
    if about.get("same") != values["name"]:
        async with sessions.read() as connection:
            found = await campaign_names.find(connection, values["name"], organization_id=actor.organization_id, quoted=True)
        if found.ids:
            told = f"There is a campaign of this name already: #{found.ids[0]}. Give it another name, or create it all the same."
            return Updated(forms.again(view, forms.kept(origin, **{**about, "same": values["name"]}), told, submit="Create anyway"))
    async with sessions.begin(actor) as session:
        campaign = await rules.create(session, actor, values)
    return ended(origin, form.created(campaign, values, actor))


async def edit_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Save."""
    return await _save(form.filled(view, actor.ways), str(view.get("private_metadata") or ""), actor, sessions)


async def conflict_decided(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Save, with what was decided about the fields that others changed."""
    kept = await drafts.kept_form(view, actor, sessions)
    return await _save(conflicts.decided(kept, view), kept["metadata"], actor, sessions)


async def _save(edits: Sequence[Edit], metadata: str, actor: Actor, sessions: Sessions) -> Answer:
    """Change what is to be changed; where others changed the same meanwhile, nothing, and that is asked."""
    origin, about = forms.remembered(metadata)
    campaign_id = int(about["campaign"])
    try:
        async with sessions.begin(actor) as session:
            done = await rules.edit(session, actor, campaign_id=campaign_id, edits=edits)
            connection = await driver_of(session)
            reply = await showing.card(connection, campaign_id, actor, shareable=bool(about["card"]), result=_saved(done))
    except EditedMeanwhile as meanwhile:
        kept = await drafts.keep_form(conflicts.to_keep(edits, meanwhile.conflicts, metadata), actor, sessions)
        return Updated(
            conflicts.conflict_form(
                form.DECIDED, "This campaign", meanwhile.conflicts, known=form.BY_NAME, ways=actor.ways, now=actor.local(now()), metadata=kept
            )
        )
    return ended(origin, reply)


async def _opened(connection: asyncpg.Connection, campaign_id: int, body: dict[str, Any], actor: Actor) -> Opened:
    values = await _values(connection, campaign_id, actor)
    return Opened(form.edit_form(values, actor, forms.kept(forms.origin(body), campaign=campaign_id, card=is_shareable(body))))


async def _values(connection: asyncpg.Connection, campaign_id: int, actor: Actor) -> dict[str, Any]:
    """By the names of the form's fields."""
    values = await campaigns.find_values(connection, campaign_id, organization_id=actor.organization_id)
    if values is None:
        raise CampaignNotFound(campaign_id)
    goals = values.pop("goals")
    return values | {f"{GOAL}{name}": value for name, value in (goals if isinstance(goals, dict) else {}).items()}


def _saved(done: Moved) -> Block:
    if done.at is None:
        return blocks.section("Nothing changed: it was already like that.")
    return blocks.section("Saved.", blocks.button("Undo", running.UNDO, f"{done.campaign_id} {done.at.isoformat()} edit"))
