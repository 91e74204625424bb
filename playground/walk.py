"""Through all blocks and elements of a payload, with where each one stands."""

from collections.abc import Iterator
from typing import Any

Placed = tuple[str, dict[str, Any]]  # a JSON pointer and what stands there

INSIDE = {"container": "child_blocks", "carousel": "elements", "plan": "tasks", "auth_provider": "fallback"}
ELEMENTS = {"actions": "elements", "context": "elements", "context_actions": "elements", "card": "actions"}
ELEMENT = {"section": "accessory", "input": "element", "auth_provider": "accessory"}


def blocks_in(blocks: list[dict[str, Any]], pointer: str) -> Iterator[Placed]:
    """Each block, and each that stands in another one."""
    for index, block in enumerate(blocks):
        place = f"{pointer}/{index}"
        yield place, block
        inside = INSIDE.get(block["type"])
        if inside and inside in block:
            yield from blocks_in(block[inside], f"{place}/{inside}")


def elements_in(block: dict[str, Any], pointer: str) -> Iterator[Placed]:
    """The elements of one block, not of those inside it."""
    many, one = ELEMENTS.get(block["type"], ""), ELEMENT.get(block["type"], "")
    for index, element in enumerate(block.get(many, [])):
        yield f"{pointer}/{many}/{index}", element
    if one in block:
        yield f"{pointer}/{one}", block[one]


def texts_in(value: Any) -> Iterator[str]:
    """Every text that stands anywhere in a JSON value: what its `text` fields hold."""
    if isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for name, held in value.items():
            if name == "text" and isinstance(held, str):
                yield held
            else:
                yield from texts_in(held)


def files_in(value: Any, pointer: str) -> Iterator[Placed]:
    """Every slack_file that stands anywhere in a JSON value."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from files_in(item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for name, held in value.items():
            if name == "slack_file" and isinstance(held, dict):
                yield f"{pointer}/{name}", held
            else:
                yield from files_in(held, f"{pointer}/{name}")
