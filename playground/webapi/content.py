"""What stands in a message that a method is to post: judged, and as the message will have it."""

import copy
import re
from typing import Any

from playground.allowed import unentitled
from playground.limits import TEXT_KEPT
from playground.refusals import Refusal, message_refusal, message_warnings
from playground.webapi.call import Refused, Request, refuse_if

BROADCASTS = ("everyone", "channel", "here")
NAMED = re.compile(r"<[^<>]*>|(?<![\w/])[#@][a-z0-9_-]+")  # a token stays as it is


def content_of(request: Request, *, update: bool = False) -> dict[str, Any]:
    """text, blocks, attachments and metadata; None is what was left out. Raises Refused."""
    refuse_if(message_refusal(request.arguments, request.ground.flags, update=update))
    blocks = request.parsed("blocks", "invalid_blocks_format")
    if markdown := request.text("markdown_text"):
        blocks = [{"type": "markdown", "text": markdown}]
    attachments = request.parsed("attachments", "invalid_attachments")
    _check_entitled(request, blocks, attachments)
    request.warnings += message_warnings(request.arguments, request.ground.flags)
    return {
        "text": _linked(request, request.text("text"))[:TEXT_KEPT],
        "blocks": copy.deepcopy(blocks),
        "attachments": named(request, copy.deepcopy(attachments)),
        "metadata": request.parsed("metadata", "invalid_metadata_format"),
    }


def _linked(request: Request, text: str) -> str:
    """parse=full and link_names make channels and groups of names, parse=full broadcasts too; of people nobody does any more."""
    full = request.text("parse") == "full"
    if not full and not request.flag("link_names"):
        return text
    names = {f"#{one.name}": f"<#{one.id}|{one.name}>" for one in request.state.channels.values() if one.kind == "channels"}
    names |= {f"@{one.handle}": f"<!subteam^{one.id}>" for one in request.state.groups.values()}
    names |= {f"@{one}": f"<!{one}>" for one in BROADCASTS} if full else {}
    return NAMED.sub(lambda found: names.get(found[0], found[0]), text)


def named(request: Request, attachments: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Blocks of attachments get ids too."""
    for attachment in attachments or []:
        request.state.name_blocks(attachment.get("blocks", []))
    return attachments


def _check_entitled(request: Request, blocks: list[dict[str, Any]] | None, attachments: list[dict[str, Any]] | None) -> None:
    """Raises Refused for blocks, of the message or of its attachments, that this app may not send."""
    for index, attachment in enumerate(attachments or []):
        problems = unentitled(request.ground, attachment.get("blocks", []), f"/attachments/{index}/blocks")
        refuse_if(Refusal("invalid_attachments", tuple(problems)) if problems else None)
    problems = unentitled(request.ground, blocks or [])
    refuse_if(Refusal("invalid_blocks", tuple(problems)) if problems else None)


def shown_blocks(request: Request, name: str) -> list[dict[str, Any]] | None:
    """The blocks of an argument, judged, with their ids; None if it was left out. Raises Refused."""
    blocks = request.parsed(name, "invalid_blocks_format")
    if blocks in (None, []):
        return None
    refuse_if(message_refusal({"blocks": blocks}, request.ground.flags))
    _check_entitled(request, blocks, None)
    made: list[dict[str, Any]] = copy.deepcopy(blocks)
    request.state.name_blocks(made)
    return made


def check_place_in_thread(request: Request, channel_id: str) -> str | None:
    """thread_ts, if its root is there. Raises Refused."""
    thread_ts = request.text("thread_ts")
    if not thread_ts:
        return None
    if request.state.find(channel_id, thread_ts) is None:
        raise Refused("cannot_reply_to_message")
    return thread_ts
