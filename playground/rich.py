"""The rich_text block that Slack makes of a message that a person wrote."""

import html
import re
from typing import Any

TOKEN = re.compile(r"<(?P<inside>[^<>]+)>")


def rich_text_of(escaped: str) -> list[dict[str, Any]]:
    """One block: texts, mentions, links. Takes the text with Slack's tokens in it."""
    elements: list[dict[str, Any]] = []
    end = 0
    for found in TOKEN.finditer(escaped):
        elements += _text(escaped[end : found.start()])
        elements.append(_token(found["inside"]))
        end = found.end()
    elements += _text(escaped[end:])
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _text(escaped: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": html.unescape(escaped)}] if escaped else []


def _token(inside: str) -> dict[str, Any]:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("!subteam^")}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    link: dict[str, Any] = {"type": "link", "url": html.unescape(target)}
    return link | ({"text": html.unescape(label)} if label else {})
