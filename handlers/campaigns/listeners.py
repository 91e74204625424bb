"""Campaigns: finding them, their cards, their members, what happened this week, and sharing one."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
from slack_sdk.web.async_client import AsyncWebClient

from crm import campaigns as rules
from crm.people import Actor
from handlers import errors, lines, sharing
from handlers.answers import Redraw, Reply
from handlers.campaigns import lists, views
from handlers.campaigns.lists import Asked
from handlers.dispatch import Routes
from handlers.grammar import CampaignLine, CampaignVerb, Verb, key
from handlers.help import views as help_views
from handlers.leads import finding
from handlers.leads import views as lead_views
from handlers.site import Site
from store import campaigns, people
from store.database import Sessions


def register(routes: Routes) -> None:
    """The verbs that only read, and the buttons of what they answer with."""
    routes.command(CampaignVerb.LIST, campaigns_asked)
    routes.command(CampaignVerb.FIND, campaigns_asked)
    routes.command(CampaignVerb.MEMBERS, campaigns_asked)
    routes.command(CampaignVerb.HELP, help_asked)
    routes.action(views.OPEN, open_clicked, reads=True)
    routes.action(views.MEMBERS, members_clicked, reads=True)
    routes.action(views.STATUS, members_clicked, reads=True)
    routes.action(views.MENU, menu_picked, reads=True)
    routes.action(views.WEEK, week_clicked, reads=True)
    routes.action(views.SHARE, share_clicked, reads=True)
    routes.action(lists.MORE, more_clicked, reads=True)
    routes.action(lists.OVER, more_clicked, reads=True)


async def campaigns_asked(line: CampaignLine, body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """`/campaign`, `/campaign spring`, `/campaign #7`, `/campaign members spring`: the one that was meant; else the list to pick it from."""
    async with sessions.read() as connection:
        answer = await _answer(connection, line, actor, site, shareable=lead_views.is_shareable(body))
        through_lead = lines.head(line.typed)[0].lower() == Verb.CAMPAIGN and line.name
        if through_lead and await finding.is_a_name(connection, line.typed):
            return Reply(answer.text, [*answer.blocks, *errors.looking_for(line.typed)])
        return answer


async def help_asked(line: CampaignLine, actor: Actor, site: Site) -> Reply:
    """`/campaign help`, `/campaign help members`."""
    return help_views.campaign_help(line.name, actor, site)


async def open_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """Open: the card in the list's place; from a message that others see, to the person alone."""
    async with sessions.read() as connection:
        return _in_place(body, await _card_or_gone(connection, int(action["value"]), actor, shareable=lead_views.is_shareable(body)))


async def members_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """Members, Show 10 more of them, or a pick of the status."""
    campaign_id, skip, status = views.place_of(action["selected_option"]["value"] if "selected_option" in action else action["value"])
    async with sessions.read() as connection:
        return _in_place(body, await _members(connection, campaign_id, actor, status=status, skip=skip))


async def menu_picked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """An entry of the card's menu."""
    _what, _, campaign_id = action["selected_option"]["value"].partition(" ")
    async with sessions.read() as connection:
        return _in_place(body, await _members(connection, int(campaign_id), actor))


async def week_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """What else happened this week."""
    campaign_id, skip, _ = views.place_of(action["value"])
    async with sessions.read() as connection:
        card = await _card(connection, campaign_id, actor, limit=views.PAGE, skip=skip)
    return _in_place(body, views.week_page(card, actor, skip=skip) if card else views.gone(campaign_id))


async def more_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """The next ten in place of these, or those that are over in place of those that run."""
    asked = lists.asked_for(action["value"])
    async with sessions.read() as connection:
        reply = await (_named(connection, asked, actor, site) if asked.name else _listed(connection, asked, actor))
    return Redraw(reply.text, reply.blocks)


async def share_clicked(action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions) -> Reply | None:
    """Share: the campaign as it is now, for everyone in the channel; its name and dates alone where guests or strangers are or might be."""
    campaign_id = int(action["value"])
    async with sessions.read() as connection:
        card = await _card(connection, campaign_id, actor)
        linked = await people.list_linked(connection, organization_id=actor.organization_id)
    if card is None:
        return views.gone(campaign_id)
    async with sessions.begin(actor):
        pass  # the click is on record, so the same one delivered again shares nothing
    channel = body["channel"]["id"]
    room = await sharing.look_at(client, channel, linked)
    return await sharing.share(client, channel, views.shared_card(card, actor, minimal=not room.is_ours), room, what="campaign")


async def _answer(connection: asyncpg.Connection, line: CampaignLine, actor: Actor, site: Site, *, shareable: bool) -> Reply:
    errand = views.MEMBERS if line.verb is CampaignVerb.MEMBERS else views.OPEN
    if not line.quoted and line.name.startswith("#") and line.name[1:].isdecimal():  # which no id can be, where it was not read as one
        return await _one(connection, line.id or 0, errand, actor, shareable=shareable) or lists.no_such_campaign(line.name[1:])
    if not line.name:
        return await _listed(connection, Asked(errand=errand), actor)
    suggested = line.near is not None and key(line.near) in site.verbs
    hint = lists.did_you_mean(f"{line.near} {lines.head(line.name)[1]}".strip(), site) if suggested else ""
    return await _named(connection, Asked(line.name, line.quoted, errand=errand), actor, site, hint=hint, shareable=shareable)


async def _listed(connection: asyncpg.Connection, asked: Asked, actor: Actor) -> Reply:
    statuses = campaigns.FINISHED if asked.is_over else campaigns.RUNNING
    listed = await campaigns.list_page(connection, organization_id=actor.organization_id, viewer=actor, statuses=statuses, limit=lists.PAGE, skip=asked.skip)
    if asked.skip and not listed.lines:  # they are gone since the button was drawn
        return await _listed(connection, Asked(is_over=asked.is_over, errand=asked.errand), actor)
    return lists.campaign_list(listed, asked)


async def _named(connection: asyncpg.Connection, asked: Asked, actor: Actor, site: Site, *, hint: str = "", shareable: bool = False) -> Reply:
    """The one that is called so, or begins so; else those that may have been meant."""
    organization_id = actor.organization_id
    found = await rules.find(connection, asked.name, organization_id=organization_id, quoted=asked.is_quoted)
    if (
        len(found.ids) == 1
        and found.how != "similar"
        and (only := await _one(connection, found.ids[0], asked.errand, actor, shareable=shareable, hint=hint if found.how != "exact" else ""))
    ):
        return only
    skip = asked.skip if asked.skip < len(found.ids) else 0
    wanted = found.ids[skip : skip + lists.PAGE] or found.nearest
    shown = await campaigns.list_lines(connection, wanted, organization_id=organization_id, viewer=actor, limit=lists.PAGE)
    at = Asked(asked.name, asked.is_quoted, errand=asked.errand, skip=skip)
    return lists.found_list(shown, found, at, hint=hint) if found.ids else lists.nothing_found(shown, at, site, hint=hint)


async def _one(connection: asyncpg.Connection, campaign_id: int, errand: str, actor: Actor, *, shareable: bool, hint: str = "") -> Reply | None:
    if errand == views.MEMBERS:
        members = await campaigns.list_members(connection, campaign_id, organization_id=actor.organization_id, viewer=actor)
        return views.members_page(members, actor, status=None, skip=0) if members else None
    card = await _card(connection, campaign_id, actor)
    return views.campaign_card(card, actor, shareable=shareable, hint=hint) if card else None


async def _card(connection: asyncpg.Connection, campaign_id: int, actor: Actor, *, limit: int = views.OF_WEEK, skip: int = 0) -> campaigns.CampaignCard | None:
    """The campaign as the actor sees it, with a part of what happened since their Monday."""
    return await campaigns.card(connection, campaign_id, organization_id=actor.organization_id, viewer=actor, since=_monday(actor), limit=limit, skip=skip)


async def _card_or_gone(connection: asyncpg.Connection, campaign_id: int, actor: Actor, *, shareable: bool) -> Reply:
    card = await _card(connection, campaign_id, actor)
    return views.campaign_card(card, actor, shareable=shareable) if card else views.gone(campaign_id)


async def _members(connection: asyncpg.Connection, campaign_id: int, actor: Actor, *, status: str | None = None, skip: int = 0) -> Reply:
    members = await campaigns.list_members(
        connection, campaign_id, organization_id=actor.organization_id, viewer=actor, status=status, limit=views.PAGE, skip=skip
    )
    return views.members_page(members, actor, status=status, skip=skip) if members else views.gone(campaign_id)


def _monday(actor: Actor) -> datetime:
    """The midnight that began the person's week."""
    day_start, _ = actor.today()
    return day_start - timedelta(days=day_start.weekday())


def _in_place(body: dict[str, Any], reply: Reply) -> Reply:
    return Redraw(reply.text, reply.blocks) if body["container"].get("is_ephemeral") else reply
