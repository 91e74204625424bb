"""Channels and groups in words: what Slack says of them, asked for a short time only."""

import asyncio
from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers import slack_errors

SLACK_SECONDS = 2.5
"""For a look at Slack, and again for a post after it: together less than a listener has, so that what is late is Slack, and is told so."""
MOST_ASKED = 5
UNKNOWN = {"C": "a-channel", "G": "a-private-channel", "S": "a-group"}
"""What is not known is called, by the first letter of its id."""


async def named(client: AsyncWebClient, mentioned: Mapping[str, str]) -> dict[str, str]:
    """What channels and groups are called, by id. mentioned: what the message calls them, where it does. Names of private channels stay among their members."""
    asked = [one for one, called in mentioned.items() if not called and one.startswith("C")][:MOST_ASKED]
    said = dict(zip(asked, await asyncio.gather(*(channel(client, one) for one in asked)), strict=True))
    found = {one: str(about["name"]) for one, about in said.items() if about and about.get("is_private") is False and about.get("name")}
    return {one: called.removeprefix("@") or found.get(one) or UNKNOWN.get(one[:1], one) for one, called in mentioned.items()}


async def channel(client: AsyncWebClient, channel_id: str) -> dict[str, Any] | None:
    """What Slack says of a channel; None where it says nothing in time."""
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            about: dict[str, Any] = (await client.conversations_info(channel=channel_id))["channel"]
    except slack_errors.ERRORS:
        return None
    return about
