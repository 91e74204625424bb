"""The ids that Slack gives to blocks and elements whose author left them out."""

import secrets
from collections.abc import Iterator
from typing import Any

NOT_INTERACTIVE = ("plain_text", "mrkdwn", "image", "card", "url")
ELEMENTS_IN = ("actions", "context_actions", "card")


def name_blocks(blocks: list[dict[str, Any]]) -> None:
    """Name each block and each element that a person can use, in place."""
    for block in every_block(blocks):
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])


def every_block(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each block, and each that stands in a container or carousel."""
    for block in blocks:
        yield block
        yield from every_block(block.get("child_blocks", []))
        if block.get("type") == "carousel":
            yield from every_block(block.get("elements", []))


def elements_of(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The elements of one block that a person can use."""
    many = [*block.get("elements", []), *block.get("actions", [])] if block.get("type") in ELEMENTS_IN else []
    for element in (block.get("accessory"), block.get("element"), *many):
        if isinstance(element, dict) and element.get("type") not in NOT_INTERACTIVE:
            yield element
