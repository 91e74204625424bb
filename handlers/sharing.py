"""Sharing a record in a channel: who would see it, and how it gets there."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from crm.people import Actor
from handlers import blocks, slack_errors
from handlers.answers import BLOCKS_REFUSED, Reply, Shared
from handlers.places import SLACK_SECONDS
from store import people
from store.database import Sessions, driver_of

log = structlog.get_logger()

LARGEST_ROOM = 200
MOST_ASKED = 20
"""Members that Slack is asked about, of those who are not linked. Who may be anybody counts as a stranger."""
UNKNOWN = "Slack did not say whether the {what} was shared. Look at the channel before you share it again."
GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger")


@dataclass(frozen=True, slots=True)
class Room:
    """A channel. is_member: the bot is in it. is_ours: only full members of the workspace are, as far as Slack lets us see; else not."""

    channel: str
    is_member: bool = False
    is_ours: bool = False


async def asked(client: AsyncWebClient, body: Mapping[str, Any], actor: Actor, sessions: Sessions) -> Room:
    """Where a Share button was clicked. The click is on record then, so the same one delivered again shares nothing."""
    async with sessions.begin(actor) as session:
        linked = await people.list_linked(await driver_of(session), organization_id=actor.organization_id)
    return await look_at(client, str(body["channel"]["id"]), linked)


async def look_at(client: AsyncWebClient, channel: str, linked: Collection[str]) -> Room:
    """What is known of a channel. linked: Slack users who are active in the organization, so neither guests nor strangers."""
    is_member = False
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            about = (await client.conversations_info(channel=channel))["channel"]
            is_member = bool(about.get("is_member"))
            is_ours = not _is_of_several_companies(about) and await _has_only_members(client, channel, linked)
    except slack_errors.ERRORS as error:
        log.info("who is in the channel is not known", error=slack_errors.reason(error))
        return Room(channel, is_member)
    return Room(channel, is_member, is_ours)


async def share(client: AsyncWebClient, room: Room, shared: Shared, *, what: str = "lead") -> Reply | None:
    """Post it as the bot where the bot is a member; where it is not, the click's response_url carries it. what: is shared, in words."""
    if not room.is_member:
        return shared
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            await _post(client, room.channel, shared)
    except slack_errors.ERRORS as error:
        if slack_errors.surely_not_done(error):
            log.info("shared by the response_url", error=slack_errors.reason(error))
            return shared
        log.warning("whether it was shared is not known", error=slack_errors.reason(error))
        unknown = UNKNOWN.format(what=what)
        return Reply(unknown, [blocks.section(unknown)])
    return None


async def _post(client: AsyncWebClient, channel: str, shared: Shared) -> None:
    """Where Slack does not take the blocks, without those that it may not know."""
    post = partial(client.chat_postMessage, channel=channel, text=shared.text, unfurl_links=False, unfurl_media=False)
    try:
        await post(blocks=shared.blocks)
    except SlackApiError as error:
        if shared.plainer is None or slack_errors.code(error) != BLOCKS_REFUSED:
            raise
        await post(blocks=shared.plainer)


async def _has_only_members(client: AsyncWebClient, channel: str, linked: Collection[str]) -> bool:
    """Whether everybody in the channel is linked, or by Slack's word no guest and no stranger; False where that would take too many questions."""
    page = await client.conversations_members(channel=channel, limit=LARGEST_ROOM)
    unknown = set(page["members"]) - set(linked)
    if (page.get("response_metadata") or {}).get("next_cursor") or len(unknown) > MOST_ASKED:
        return False
    people = await asyncio.gather(*(client.users_info(user=user) for user in unknown))
    return not any(person["user"].get(sign) for person in people for sign in GUEST)


def _is_of_several_companies(channel: dict[str, Any]) -> bool:
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared") or (channel.get("is_shared") and not channel.get("is_org_shared")))
