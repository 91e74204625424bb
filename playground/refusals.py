"""Slack's answers to what the validator found: the error's code and its shape, by method."""

import json
from dataclasses import dataclass
from typing import Any

from playground.limits import ATTACHMENTS_PER_MESSAGE, MARKDOWN_PER_MESSAGE, TEXT_KEPT, TEXT_OF_UPDATE
from playground.rules import Flags, Problem
from playground.validator import json_bytes, metadata_too_large, parse_blocks, validate_message, validate_metadata, validate_view
from playground.walk import blocks_in, texts_in

COUNTED_APART = ("table", "data_table", "data_visualization")
IN_DETAIL = ("invalid_blocks", "invalid_attachments")  # chat.* names the problems a second time


@dataclass(frozen=True)
class Refusal:
    """ok:false with Slack's code, and the problems behind it."""

    error: str
    problems: tuple[Problem, ...] = ()

    @property
    def more(self) -> dict[str, Any]:
        """What stands beside the code in Slack's answer: response_metadata.messages, for chat.* also errors."""
        if not self.problems:
            return {}
        lines = [str(problem) for problem in self.problems]
        answer: dict[str, Any] = {"errors": lines} if self.error in IN_DETAIL else {}
        return answer | {"response_metadata": {"messages": [f"[ERROR] {line}" for line in lines]}}

    @property
    def answer(self) -> dict[str, Any]:
        """Slack's whole answer."""
        return {"ok": False, "error": self.error, **self.more}

    @property
    def lines(self) -> list[str]:
        """One line a problem; the code where there is nothing else to say."""
        return [str(problem) for problem in self.problems] or [self.error]


def message_refusal(arguments: dict[str, Any], flags: Flags | None = None, *, update: bool = False) -> Refusal | None:
    """What Slack would answer to the content of a message: text, markdown_text, blocks, attachments, metadata, as JSON or as their text.

    `update` is chat.update, which refuses texts past 4,000 characters and takes messages that only change metadata. None if Slack would take it.
    Sizes: msg_too_long is chat.update's own; the others cut the text and answer msg_blocks_too_long for blocks, and for a markdown_text that becomes one.
    """
    flags = flags or Flags()
    content = dict(arguments)
    for name, code in (("blocks", "invalid_blocks_format"), ("attachments", "invalid_attachments")):
        content[name] = None if content.get(name) in (None, "") else content[name]
        if content[name] is not None:
            try:
                content[name] = parse_blocks(content[name])
            except ValueError:
                return Refusal(code)
    return (
        _text_refusal(content, update=update)
        or _blocks_refusal(content, flags)
        or _length_refusal(content, flags, update=update)
        or metadata_refusal(content.get("metadata"), flags)
    )


def _text_refusal(content: dict[str, Any], *, update: bool) -> Refusal | None:
    """About text and markdown_text, and whether there is anything to show."""
    text, markdown = content.get("text") or "", content.get("markdown_text") or ""
    for name, value in (("text", text), ("markdown_text", markdown)):
        if not isinstance(value, str):
            return Refusal("invalid_arguments", (Problem(f"/{name}", "must provide a string"),))
    if update and len(text) > TEXT_OF_UPDATE:
        return Refusal("msg_too_long")
    if len(markdown) > MARKDOWN_PER_MESSAGE:
        return Refusal("msg_too_long" if update else "msg_blocks_too_long")
    if markdown and (text or content["blocks"]):
        return Refusal("markdown_text_conflict")
    if any((text, markdown, content["blocks"], content["attachments"], update and content.get("metadata"))):
        return None
    return Refusal("no_text")


def _blocks_refusal(content: dict[str, Any], flags: Flags) -> Refusal | None:
    if len(content["attachments"] or []) > ATTACHMENTS_PER_MESSAGE:
        return Refusal("too_many_attachments")
    problems = validate_message({"blocks": content["blocks"], "attachments": content["attachments"]}, flags)
    if not problems:
        return None
    inside = all(problem.pointer.startswith("/attachments") for problem in problems)
    return Refusal("invalid_attachments" if inside else "invalid_blocks", tuple(problems))


def _length_refusal(content: dict[str, Any], flags: Flags, *, update: bool) -> Refusal | None:
    """All words of the blocks together. Tables and charts have limits of their own; only chat.update knows msg_too_long."""
    blocks = [block for _, block in blocks_in(content["blocks"] or [], "/blocks") if block["type"] not in ("container", "carousel", "plan", *COUNTED_APART)]
    if sum(len(text) for text in texts_in(blocks)) <= flags.blocks_characters:
        return None
    return Refusal("msg_too_long" if update else "msg_blocks_too_long")


def metadata_refusal(metadata: Any, flags: Flags | None = None) -> Refusal | None:
    """What Slack would answer to a message's metadata, as JSON or as its text; {} takes it away and is fine."""
    if isinstance(metadata, str) and metadata:
        try:
            metadata = json.loads(metadata)
        except ValueError:
            return Refusal("invalid_metadata_format")
    if metadata in (None, "", {}):
        return None
    if problems := validate_metadata(metadata):
        return Refusal("invalid_metadata_format", tuple(problems))
    return Refusal("metadata_too_large") if metadata_too_large(metadata, flags) else None


def message_warnings(arguments: dict[str, Any], flags: Flags | None = None) -> list[str]:
    """What Slack warns of in a message that it takes."""
    text = arguments.get("text") or ""
    warnings = ["message_truncated"] if len(text) > TEXT_KEPT else []
    if (flags or Flags()).missing_text_warning and not text and arguments.get("blocks"):
        warnings.append("missing_text_in_message")
    return warnings


def view_refusal(view: Any, flags: Flags | None = None, surface: str | None = None) -> Refusal | None:
    """What Slack would answer to a view, as JSON or as its text. `surface`: home for views.publish, modal for the others. None if it would take it."""
    flags = flags or Flags()
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            return Refusal("invalid_arguments", (Problem("/view", "must provide an object"),))
    if json_bytes(view) > flags.view_bytes:
        return Refusal("view_too_large")
    problems = validate_view(view, flags, surface)
    return Refusal("invalid_arguments", tuple(problems)) if problems else None
