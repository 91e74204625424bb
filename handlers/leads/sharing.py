"""Sharing a lead in a channel: who would see it, and how it gets there."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import blocks
from handlers.answers import Reply, Shared

log = structlog.get_logger()

LARGEST_ROOM = 200
MOST_ASKED = 20
"""Members that Slack is asked about, of those who are not linked. Who may be anybody counts as a stranger."""
UNKNOWN = "Slack did not say whether the lead was shared. Look at the channel before you share it again."
GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger")


@dataclass(frozen=True, slots=True)
class Room:
    """A channel. is_member: the bot is in it. is_ours: only full members of the workspace are, as far as Slack lets us see; else not."""

    is_member: bool = False
    is_ours: bool = False


async def look_at(client: AsyncWebClient, channel: str, linked: Collection[str]) -> Room:
    """What is known of a channel. linked: Slack users who are active in the organization, so neither guests nor strangers."""
    try:
        about = (await client.conversations_info(channel=channel))["channel"]
        is_member = bool(about.get("is_member"))
        if _is_of_several_companies(about):
            return Room(is_member)
        page = await client.conversations_members(channel=channel, limit=LARGEST_ROOM)
        strangers = set(page["members"]) - set(linked)
        if (page.get("response_metadata") or {}).get("next_cursor") or len(strangers) > MOST_ASKED:
            return Room(is_member)
        people = await asyncio.gather(*(client.users_info(user=user) for user in strangers))
        return Room(is_member, is_ours=not any(person["user"].get(sign) for person in people for sign in GUEST))
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.info("who is in the channel is not known", error=_reason(error))
        return Room()


async def share(client: AsyncWebClient, channel: str, shared: Shared, room: Room) -> Reply | None:
    """Post it as the bot where the bot is a member; where it is not, the click's response_url carries it."""
    if not room.is_member:
        return shared
    try:
        await client.chat_postMessage(channel=channel, text=shared.text, blocks=shared.blocks, unfurl_links=False, unfurl_media=False)
    except SlackApiError as error:  # refused, so nothing was posted
        log.info("shared by the response_url", error=_reason(error))
        return shared
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("whether it was shared is not known", error=_reason(error))
        return Reply(UNKNOWN, [blocks.section(UNKNOWN)])
    return None


def _is_of_several_companies(channel: dict[str, Any]) -> bool:
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared") or (channel.get("is_shared") and not channel.get("is_org_shared")))


def _reason(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
