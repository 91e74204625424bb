"""conversations.history and conversations.replies."""

from typing import Any

from playground.message import Message
from playground.people import BOT_USER_ID, Channel
from playground.webapi.call import Answer, Refused, Request
from playground.webapi.places import visible_channel

PAGE = 100
LARGEST_PAGE = 999
DISTRIBUTED_PAGE = 15


async def history(request: Request) -> Answer:
    """A channel's messages, newest first, without threads; metadata only when asked for."""
    channel = _readable(request)
    found = [
        message
        for message in reversed(request.state.messages)
        if message.channel == channel.id and (message.broadcast or message.thread_ts in (None, message.ts)) and _wanted(message, request)
    ]
    return {**_page(request, found), "pin_count": 0}


async def replies(request: Request) -> Answer:
    """A thread, oldest first, its root before all."""
    channel = _readable(request)
    asked = request.state.find(channel.id, request.need("ts"))
    if asked is None:
        raise Refused("thread_not_found")
    root = request.state.find(channel.id, asked.thread_ts or asked.ts) or asked
    found = [root, *(one for one in request.state.replies(root) if _wanted(one, request, forwards=True))]
    return _page(request, found)


def _readable(request: Request) -> Channel:
    """The channel, if the bot is in it and may read its kind. Raises Refused."""
    channel = visible_channel(request, request.need("channel"))
    request.need_scope(f"{channel.kind}:history")
    if BOT_USER_ID not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _page(request: Request, found: list[Message]) -> Answer:
    most = DISTRIBUTED_PAGE if request.ground.strictness.distributed else LARGEST_PAGE
    limit = min(request.number("limit", PAGE), most)
    part = found[:limit]
    answer: Answer = {
        "messages": [message.as_slack(with_metadata=request.flag("include_all_metadata")) for message in part],
        "has_more": len(found) > len(part),
    }
    if answer["has_more"]:
        answer["response_metadata"] = {"next_cursor": part[-1].ts}
    return answer


def _wanted(message: Message, request: Request, *, forwards: bool = False) -> bool:
    if message.deleted or message.is_ephemeral:
        return False
    oldest, latest = request.arguments.get("oldest"), request.arguments.get("latest")
    inclusive = request.flag("inclusive")
    ts = _ticks(message.ts)
    after = not oldest or ts > _ticks(oldest) or (inclusive and ts == _ticks(oldest))
    before = not latest or ts < _ticks(latest) or (inclusive and ts == _ticks(latest))
    cursor = request.arguments.get("cursor")
    return after and before and (not cursor or (ts > _ticks(cursor) if forwards else ts < _ticks(cursor)))


def _ticks(ts: Any) -> int:
    """A timestamp in microseconds. Raises Refused."""
    whole, _, part = str(ts).partition(".")
    try:
        return int(whole) * 1_000_000 + int(f"{part:0<6}"[:6])
    except ValueError as error:
        raise Refused("invalid_ts_oldest") from error
