"""Links to leads in messages show the lead: for everyone in the channel as sharing it would, seldom, and never more than is asked for."""

import asyncio
import html
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from crm.people import Actor
from handlers import lines, sharing, slack_errors
from handlers.arguments import Afterwards
from handlers.dispatch import Routes
from handlers.leads import views
from handlers.lines import Number
from handlers.site import Site
from store import leads, people, unfurls
from store.database import Sessions

log = structlog.get_logger()

EVENT = "link_shared"
MOST = 2
"""Links of a message that are shown; with more of them none is."""
TOO_EARLY = "cannot_unfurl_url"
"""Slack refuses an unfurl whose event it has not noted as taken yet."""
AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A message with links: where it stands. urls: each as Slack told it, with the lead that it is about."""

    channel: str
    ts: str
    urls: dict[str, int]


def register(routes: Routes) -> None:
    """Links of our domains are in a message."""
    routes.event(EVENT, links_shared)


async def links_shared(event: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, afterwards: Afterwards) -> None:
    """Taken at once; shown afterwards, for Slack wants the event taken before. What stands in a composer is not shown: who will read it is not known."""
    links = [str(link.get("url")) for link in event.get("links") or []]
    if event.get("source") == "composer" or not 0 < len(links) <= MOST:
        return
    first: dict[int, str] = {}
    for url in links:
        if lead_id := _lead_of(url, site):
            first.setdefault(lead_id, url)  # the same lead at another address of ours shows nothing new
    about = {url: lead_id for lead_id, url in first.items()}
    if not about:
        return
    channel = str(event["channel"])
    async with sessions.begin(actor) as session:
        fresh = await unfurls.take(session, channel, list(first), organization_id=actor.organization_id)
    place = Place(channel, str(event["message_ts"]), {url: lead_id for url, lead_id in about.items() if lead_id in fresh})
    if place.urls:
        afterwards(partial(_show, place, client, actor, sessions, site))


def _lead_of(url: str, site: Site) -> int | None:
    found = lines.front_mark(html.unescape(url), site.lead_links())
    return found[0].id if found and isinstance(found[0], Number) and found[0].only_id else None


async def _show(place: Place, client: AsyncWebClient, actor: Actor, sessions: Sessions, site: Site) -> None:
    """Show them; where Slack surely did not, the next link may."""
    organization_id = actor.organization_id
    async with sessions.read() as connection:
        cards = {url: await leads.card(connection, lead_id, organization_id=organization_id, viewer=actor) for url, lead_id in place.urls.items()}
        linked = await people.list_linked(connection, organization_id=organization_id)
    if not any(cards.values()):
        return
    room = await sharing.look_at(client, place.channel, linked)
    shown = {url: {"blocks": views.shared_card(card, actor, site, minimal=not room.is_ours).blocks} for url, card in cards.items() if card}
    try:
        await _unfurl(place, client, shown)
    except slack_errors.ERRORS as error:
        log.info("a link is not shown", error=slack_errors.reason(error))
        if slack_errors.surely_not_done(error):
            async with sessions.begin(actor, once=False) as session:
                await unfurls.give_back(session, place.channel, list(place.urls.values()), organization_id=organization_id)


async def _unfurl(place: Place, client: AsyncWebClient, shown: dict[str, Any]) -> None:
    try:
        await client.chat_unfurl(channel=place.channel, ts=place.ts, unfurls=shown)
    except SlackApiError as error:
        if slack_errors.code(error) != TOO_EARLY:
            raise
        await asyncio.sleep(AGAIN_SECONDS)
        await client.chat_unfurl(channel=place.channel, ts=place.ts, unfurls=shown)
