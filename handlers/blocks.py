"""Slack's blocks as plain dicts. Text that comes from data is escaped and bounded before it gets here (handlers/mrkdwn.py)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.answers import Block, View
from handlers.mrkdwn import plain

LARGEST_VIEW = 250_000
"""Bytes that Slack takes."""


def size(shown: Block | View) -> int:
    """In bytes, as it is sent."""
    return len(json.dumps(shown))


def mrkdwn(words: str) -> dict[str, Any]:
    """A mrkdwn text object. verbatim: bare addresses and channel names in data do not become links."""
    return {"type": "mrkdwn", "text": words, "verbatim": True}


def text(words: str) -> dict[str, Any]:
    """A plain_text object, which Slack does not parse."""
    return {"type": "plain_text", "text": words, "emoji": False}


def header(words: str) -> Block:
    """A large line of plain text, at most 150 characters."""
    return {"type": "header", "text": text(words)}


def section(words: str, accessory: dict[str, Any] | None = None) -> Block:
    """A section of one text, at most 3,000 characters."""
    block: Block = {"type": "section", "text": mrkdwn(words)}
    if accessory:
        block["accessory"] = accessory
    return block


def fields(texts: Sequence[str]) -> Block:
    """A section of up to ten short texts in two columns, each at most 2,000 characters."""
    return {"type": "section", "fields": [mrkdwn(words) for words in texts[:10]]}


def context(words: str) -> Block:
    """A line in small print."""
    return {"type": "context", "elements": [mrkdwn(words)]}


def alert(words: str, level: str = "warning") -> Block:
    """A notice in a modal, cut at 200 characters. level: info, warning, error, success."""
    return {"type": "alert", "level": level, "text": text(plain(words, 200))}


MOST = 100
"""Blocks that a view holds."""


def view(title: str, told: list[Block], *, close: str = "Close") -> View:
    """A view to be read: it has nothing to submit."""
    return {"type": "modal", "title": text(title), "close": text(close), "blocks": told[:MOST]}


def button(label: str, action_id: str, value: str) -> dict[str, Any]:
    """A button: label at most 75 characters, value at most 2,000."""
    return {"type": "button", "text": text(label), "action_id": action_id, "value": value}


def chosen(action: Mapping[str, Any]) -> str:
    """What a click is about: a button's value; of a menu's entry what follows its first word."""
    return str(action["selected_option"]["value"]).partition(" ")[2] if "selected_option" in action else str(action["value"])


def actions(*elements: dict[str, Any]) -> Block:
    """A row of at most 25 buttons and menus."""
    return {"type": "actions", "elements": list(elements)}


def code(words: str) -> Block:
    """Text exactly as it was typed: never parsed, so it can mention and link nothing."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": words}]}]}
