"""What stands in a message that a method is to post: judged, and as the message will have it."""

import copy
from typing import Any

from playground.entitled import validate_for_app
from playground.limits import TEXT_KEPT
from playground.refusals import Refusal, message_refusal, message_warnings
from playground.rules import Problem
from playground.webapi.call import Refused, Request, refuse_if


def content_of(request: Request, *, update: bool = False) -> dict[str, Any]:
    """text, blocks, attachments and metadata; None is what was left out. Raises Refused."""
    refuse_if(message_refusal(request.arguments, request.ground.flags, update=update))
    blocks = request.parsed("blocks", "invalid_blocks_format")
    if markdown := request.text("markdown_text"):
        blocks = [{"type": "markdown", "text": markdown}]
    refuse_if(_unentitled(request, blocks or []))
    request.warnings += message_warnings(request.arguments, request.ground.flags)
    return {
        "text": request.text("text")[:TEXT_KEPT],
        "blocks": copy.deepcopy(blocks),
        "attachments": named(request, copy.deepcopy(request.parsed("attachments", "invalid_attachments"))),
        "metadata": request.parsed("metadata", "invalid_metadata_format"),
    }


def named(request: Request, attachments: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Blocks of attachments get ids too."""
    for attachment in attachments or []:
        request.state.name_blocks(attachment.get("blocks", []))
    return attachments


def _unentitled(request: Request, blocks: list[dict[str, Any]]) -> Refusal | None:
    """Blocks that the app's scopes or manifest do not allow, and images of files that are not there (yet)."""
    manifest = request.ground.manifest
    problems = validate_for_app(blocks, scopes=request.state.installation.scopes, unfurl_domains=manifest.unfurl_domains, auth_hosts=manifest.auth_hosts)
    for index, block in enumerate(blocks):
        wanted = block.get("slack_file", {}).get("id") if block["type"] == "image" else None
        if wanted is not None and not is_ready(request, wanted):
            problems.append(Problem(f"/blocks/{index}/slack_file", "invalid slack file"))
    return Refusal("invalid_blocks", tuple(problems)) if problems else None


def is_ready(request: Request, file_id: str) -> bool:
    """Whether a file may be named in a block: it is whole, and Slack has worked on it."""
    file = request.state.files.get(file_id)
    delay = request.ground.strictness.file_processing_seconds
    return file is not None and file.completed and request.state.clock.now() - file.created >= delay


def check_place_in_thread(request: Request, channel_id: str) -> str | None:
    """thread_ts, if its root is there. Raises Refused."""
    thread_ts = request.text("thread_ts")
    if not thread_ts:
        return None
    if request.state.find(channel_id, thread_ts) is None:
        raise Refused("cannot_reply_to_message")
    return thread_ts
