"""chat.postMessage, chat.update and chat.postEphemeral."""

import json
from typing import Any

from playground.limits import MARKDOWN_PER_MESSAGE, TEXT_KEPT, TEXT_OF_UPDATE
from playground.people import BOT_USER_ID, Channel
from playground.state import Pace
from playground.validator import metadata_too_large, parse_blocks, validate_message, validate_metadata
from playground.webapi.call import Answer, Refused, Request
from playground.webapi.conversations import visible_channel

BURST = 5


async def post_message(request: Request) -> Answer:
    """A message of the bot in a channel, or in a person's DM when `channel` is a user."""
    channel = _place(request)
    content = _content(request)
    content["metadata"] = _metadata(request)
    thread_ts = request.arguments.get("thread_ts")
    if thread_ts and request.state.find(channel.id, str(thread_ts)) is None:
        raise Refused("cannot_reply_to_message")
    _hold_pace(request, channel)
    message = await request.state.post(channel.id, BOT_USER_ID, content.pop("text"), thread_ts=thread_ts, **content)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack(with_metadata=True)}


async def update(request: Request) -> Answer:
    """Change a message of the bot. What is left out of blocks, attachments and metadata stays."""
    channel = visible_channel(request, request.need("channel"))
    if channel.is_archived:
        raise Refused("is_archived")
    message = request.state.find(channel.id, request.need("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.author != BOT_USER_ID:
        raise Refused("cant_update_message")
    if len(str(request.arguments.get("text") or "")) > TEXT_OF_UPDATE:
        raise Refused("msg_too_long")
    content = _content(request)
    metadata = _metadata(request)
    message.fallback = content["text"]
    if content["blocks"] is not None:
        message.blocks = content["blocks"] or None
        request.state.name_blocks(message.blocks or [])
    if content["attachments"] is not None:
        message.attachments = content["attachments"] or None
    if metadata is not None:
        message.metadata = metadata or None
    message.edited_ts = request.state.next_ts()
    await request.state.tell()
    return {"channel": channel.id, "ts": message.ts, "text": message.fallback, "message": message.as_slack(with_metadata=True)}


async def post_ephemeral(request: Request) -> Answer:
    """A message that one person sees; they must be in the channel, and so must the bot."""
    channel = _place(request)
    user = request.state.people.get(request.need("user"))
    if user is None or user.deleted or user.id not in channel.members:
        raise Refused("user_not_in_channel")
    content = _content(request)
    message = await request.state.post(channel.id, BOT_USER_ID, content.pop("text"), only_for=user.id, **content)
    return {"message_ts": message.ts}


def _place(request: Request) -> Channel:
    """Where a message goes, if the bot may post there. Raises Refused."""
    wanted = request.need("channel")
    if wanted in request.state.people and not request.state.people[wanted].is_bot:
        return request.state.dm(wanted)
    named = next((one.id for one in request.state.channels.values() if not one.is_im and wanted == f"#{one.name}"), wanted)
    channel = visible_channel(request, named)
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER_ID not in channel.members and (request.method != "chat.postMessage" or "chat:write.public" not in request.state.installation.scopes):
        raise Refused("not_in_channel")
    return channel


def _content(request: Request) -> dict[str, Any]:
    """text, blocks and attachments, judged. Raises Refused."""
    text = str(request.arguments.get("text") or "")
    blocks = _array(request, "blocks", "invalid_blocks_format")
    attachments = _array(request, "attachments", "invalid_attachments")
    markdown = str(request.arguments.get("markdown_text") or "")
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if len(markdown) > MARKDOWN_PER_MESSAGE:
        raise Refused("msg_too_long")
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    if not text and not blocks and not attachments:
        raise Refused("no_text")
    problems = [str(problem) for problem in validate_message({"blocks": blocks, "attachments": attachments}, request.flags)]
    if problems:
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]})
    if len(text) > TEXT_KEPT:
        request.warnings.append("message_truncated")
        text = text[:TEXT_KEPT]
    return {"text": text, "blocks": blocks, "attachments": attachments}


def _array(request: Request, name: str, code: str) -> list[Any] | None:
    value = request.arguments.get(name)
    if value in (None, ""):
        return None
    try:
        return parse_blocks(value)
    except ValueError as error:
        raise Refused(code) from error


def _metadata(request: Request) -> dict[str, Any] | None:
    """The message's metadata, judged. Raises Refused."""
    given = request.arguments.get("metadata")
    if given in (None, ""):
        return None
    try:
        metadata = json.loads(given) if isinstance(given, str) else given
    except ValueError as error:
        raise Refused("invalid_metadata_format") from error
    if metadata == {}:
        return {}
    problems = [str(problem) for problem in validate_metadata(metadata)]
    if problems:
        raise Refused("invalid_metadata_format", response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]})
    if metadata_too_large(metadata):
        raise Refused("metadata_too_large")
    return dict(metadata)


def _hold_pace(request: Request, channel: Channel) -> None:
    """About one message a second a channel: short bursts pass and are counted, longer ones are refused. Raises Refused."""
    pace = request.state.pace.setdefault(channel.id, Pace())
    now = request.state.clock.now()
    close = now - pace.last < 1
    if close and pace.in_a_row >= BURST and request.state.strict_pace:
        raise Refused("ratelimited", status=429, headers={"Retry-After": "1"})
    if close:
        request.state.too_fast[channel.id] += 1
    pace.last, pace.in_a_row = now, pace.in_a_row + 1 if close else 1
