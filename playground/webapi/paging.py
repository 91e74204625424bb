"""Cursors, as Slack's lists have them."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from playground.webapi.call import Refused, Request

Item = TypeVar("Item")
LARGEST = 999


def page(request: Request, items: Sequence[Item], default: int = 100) -> tuple[Sequence[Item], dict[str, Any]]:
    """The part that is asked for, and response_metadata with the next cursor ("" at the end). Raises Refused."""
    limit = request.number("limit", default)
    if not 0 < limit <= LARGEST + 1:
        raise Refused("invalid_limit")
    start = _start(request.text("cursor"))
    until = start + min(limit, LARGEST)
    following = base64.b64encode(f"next:{until}".encode()).decode() if until < len(items) else ""
    return items[start:until], {"response_metadata": {"next_cursor": following}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next":
            return int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Refused("invalid_cursor") from error
    raise Refused("invalid_cursor")
