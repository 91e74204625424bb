"""conversations.open, info and history."""

from typing import Any

from playground.people import BOT_USER_ID, Channel
from playground.state import Message
from playground.webapi.call import Answer, Refused, Request

PAGE = 100
LARGEST_PAGE = 999


def visible_channel(request: Request, channel_id: str) -> Channel:
    """A channel that the bot can know of: a private one only as a member. Raises Refused."""
    channel = request.state.channels.get(channel_id)
    if channel is None or (channel.kind != "channels" and BOT_USER_ID not in channel.members):
        raise Refused("channel_not_found")
    return channel


async def open_dm(request: Request) -> Answer:
    """The DM with one person, opened if need be."""
    if request.arguments.get("channel"):
        channel = visible_channel(request, request.need("channel"))
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    users = [user for user in request.need("users").split(",") if user]
    if len(users) != 1:
        request.need_scope("mpim:write")
        raise Refused("method_not_supported_for_channel_type")  # group DMs are not part of this workspace
    person = request.state.people.get(users[0])
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    known = set(request.state.channels)
    channel = request.state.dm(person.id)
    shown: dict[str, Any] = channel.as_slack(BOT_USER_ID) if request.flag("return_im") else {"id": channel.id}
    return {"no_op": channel.id in known, "already_open": channel.id in known, "channel": shown}


async def info(request: Request) -> Answer:
    """One channel; what kind it is decides which scope is needed."""
    channel = visible_channel(request, request.need("channel"))
    request.need_scope(f"{channel.kind}:read")
    return {"channel": channel.as_slack(BOT_USER_ID)}


async def history(request: Request) -> Answer:
    """A channel's messages, newest first, without threads; metadata only when asked for."""
    channel = visible_channel(request, request.need("channel"))
    request.need_scope(f"{channel.kind}:history")
    if BOT_USER_ID not in channel.members:
        raise Refused("not_in_channel")
    limit = min(request.number("limit", PAGE), LARGEST_PAGE)
    found = [message for message in reversed(request.state.messages) if _wanted(message, channel, request)]
    page = found[:limit]
    answer: Answer = {
        "messages": [message.as_slack(with_metadata=request.flag("include_all_metadata")) for message in page],
        "has_more": len(found) > len(page),
        "pin_count": 0,
    }
    if answer["has_more"]:
        answer["response_metadata"] = {"next_cursor": page[-1].ts}
    return answer


def _wanted(message: Message, channel: Channel, request: Request) -> bool:
    if message.channel != channel.id or message.deleted or message.is_ephemeral or message.thread_ts not in (None, message.ts):
        return False
    oldest, latest = request.arguments.get("oldest"), request.arguments.get("latest")
    inclusive = request.flag("inclusive")
    ts = _ticks(message.ts)
    after = not oldest or ts > _ticks(oldest) or (inclusive and ts == _ticks(oldest))
    before = not latest or ts < _ticks(latest) or (inclusive and ts == _ticks(latest))
    cursor = request.arguments.get("cursor")
    return after and before and (not cursor or ts < _ticks(cursor))


def _ticks(ts: Any) -> int:
    """A timestamp in microseconds. Raises Refused."""
    whole, _, part = str(ts).partition(".")
    try:
        return int(whole) * 1_000_000 + int(f"{part:0<6}"[:6])
    except ValueError as error:
        raise Refused("invalid_ts_oldest") from error
