"""Campaigns: finding them, their cards, their members, what happened this week, and sharing one."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from crm.people import Actor
from handlers import errors, lines, sharing
from handlers.answers import Redraw, Reply
from handlers.campaigns import editing, enrolling, finding, fitting, lists, pages, running, showing, views
from handlers.dispatch import Routes
from handlers.forms import in_place
from handlers.grammar import CampaignLine, CampaignVerb, Verb
from handlers.help import views as help_views
from handlers.leads import finding as lead_finding
from handlers.leads import views as lead_views
from handlers.site import Site
from store.database import Sessions


def register(routes: Routes) -> None:
    """The verbs that only read, and the buttons of what they answer with; making, editing and running campaigns, and leads in them."""
    for part in (editing, running, enrolling, fitting):
        part.register(routes)
    routes.command(CampaignVerb.LIST, campaigns_asked)
    routes.command(CampaignVerb.FIND, campaigns_asked)
    routes.command(CampaignVerb.MEMBERS, campaigns_asked)
    routes.command(CampaignVerb.HELP, help_asked)
    routes.action(views.OPEN, open_clicked, reads=True)
    routes.action(views.MEMBERS, members_clicked, reads=True)
    routes.action(views.STATUS, members_clicked, reads=True)
    routes.action(f"{views.MENU} members", menu_picked, reads=True)
    routes.action(f"{views.MEMBER} open", member_opened, reads=True)
    routes.action(views.WEEK, week_clicked, reads=True)
    routes.action(views.SHARE, share_clicked, reads=True)
    routes.action(lists.MORE, more_clicked, reads=True)
    routes.action(lists.OVER, more_clicked, reads=True)


async def campaigns_asked(line: CampaignLine, body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """`/campaign`, `/campaign spring`, `/campaign #7`, `/campaign members spring`: the one that was meant; else the list to pick it from."""
    of_members = line.verb is CampaignVerb.MEMBERS
    async with sessions.read() as connection:
        found = await finding.meant(connection, line, actor, site, errand=views.MEMBERS if of_members else views.OPEN)
        if isinstance(found, Reply):
            answer = found
        elif of_members:
            answer = await showing.members(connection, found.campaign_id, actor)
        else:
            answer = await showing.card(connection, found.campaign_id, actor, shareable=lead_views.is_shareable(body), hint=found.hint)
        through_lead = lines.head(line.typed)[0].lower() == Verb.CAMPAIGN and line.name
        if through_lead and await lead_finding.is_a_name(connection, line.typed):
            return Reply(answer.text, [*answer.blocks, *errors.looking_for(line.typed)])
        return answer


async def help_asked(line: CampaignLine, actor: Actor, site: Site) -> Reply:
    """`/campaign help`, `/campaign help members`."""
    return help_views.campaign_help(line.name, actor, site)


async def open_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """Open: the card in the list's place; from a message that others see, to the person alone."""
    async with sessions.read() as connection:
        return in_place(body, await showing.card(connection, int(action["value"]), actor, shareable=lead_views.is_shareable(body)))


async def members_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """Members, Show 10 more of them, or a pick of the status."""
    campaign_id, skip, status = pages.place_of(action["selected_option"]["value"] if "selected_option" in action else action["value"])
    async with sessions.read() as connection:
        return in_place(body, await showing.members(connection, campaign_id, actor, status=status, skip=skip))


async def member_opened(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """Open in a member's menu: the lead's card."""
    lead_id = str(action["selected_option"]["value"]).split()[2]
    async with sessions.read() as connection:
        card = await lead_finding.card_of(connection, int(lead_id), actor)
    reply = lead_views.lead_card(card, actor, site, shareable=lead_views.is_shareable(body)) if card else lead_views.gone(int(lead_id))
    return in_place(body, reply)


async def menu_picked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """Members in the card's menu."""
    _what, campaign_id = str(action["selected_option"]["value"]).split()
    async with sessions.read() as connection:
        return in_place(body, await showing.members(connection, int(campaign_id), actor))


async def week_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Reply:
    """What else happened this week."""
    campaign_id, skip, _ = pages.place_of(action["value"])
    async with sessions.read() as connection:
        card = await showing.card_of(connection, campaign_id, actor, limit=views.PAGE, skip=skip)
    return in_place(body, pages.week_page(card, actor, skip=skip) if card else views.gone(campaign_id))


async def more_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Reply:
    """The next ten in place of these, or those that are over in place of those that run."""
    asked = lists.asked_for(action["value"])
    async with sessions.read() as connection:
        reply = await finding.page(connection, asked, actor, site)
    return Redraw(reply.text, reply.blocks)


async def share_clicked(action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions) -> Reply | None:
    """Share: the campaign as it is now, for everyone in the channel; its name and dates alone where guests or strangers are or might be."""
    campaign_id = int(action["value"])
    async with sessions.read() as connection:
        card = await showing.card_of(connection, campaign_id, actor)
    if card is None:
        return views.gone(campaign_id)
    room = await sharing.asked(client, body, actor, sessions)
    return await sharing.share(client, room, views.shared_card(card, actor, minimal=not room.is_ours), what="campaign")
