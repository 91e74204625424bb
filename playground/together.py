"""What Slack asks of all blocks of a payload together. Each block is valid by itself when these look."""

from collections.abc import Iterator
from typing import Any

from playground.checks import repeated
from playground.limits import CHARTS_PER_MESSAGE, DATA_TABLE_CHARACTERS_PER_MESSAGE, MARKDOWN_PER_MESSAGE, TABLE_CHARACTERS_PER_MESSAGE
from playground.rules import Report
from playground.walk import Placed, elements_in

CHARACTERS = {"markdown": MARKDOWN_PER_MESSAGE, "table": TABLE_CHARACTERS_PER_MESSAGE, "data_table": DATA_TABLE_CHARACTERS_PER_MESSAGE}


def check_together(blocks: list[Placed], pointer: str, report: Report) -> None:
    """Ids, counts and sums; the pointer is where the sums are reported."""
    block_ids_differ(blocks, report)
    response_urls_stand_in_modals(blocks, report)
    counts_fit(blocks, report)
    characters_fit(blocks, pointer, report)
    if report.surface != "M":
        one_focus(blocks, report)


def block_ids_differ(blocks: list[Placed], report: Report) -> None:
    """A block_id stands once; a markdown block's is ignored."""
    named = [(place, block.get("block_id")) for place, block in blocks if block["type"] != "markdown"]
    for index, name in repeated(name for _, name in named):
        report.add(f"{named[index][0]}/block_id", f"block_id {name} already exists for another block")


def response_urls_stand_in_modals(blocks: list[Placed], report: Report) -> None:
    """response_url_enabled works in an input block of a modal only."""
    for place, block in blocks:
        for pointer, element in elements_in(block, place):
            if element.get("response_url_enabled") and (report.surface != "D" or block["type"] != "input"):
                report.add(f"{pointer}/response_url_enabled", "may only be used in input blocks of modals")


def one_focus(blocks: list[Placed], report: Report) -> None:
    """One element of a view has the focus when it opens."""
    focused = [pointer for place, block in blocks for pointer, element in elements_in(block, place) if element.get("focus_on_load")]
    for pointer in focused[1:]:
        report.add(f"{pointer}/focus_on_load", "only one element may have `focus_on_load` set to true")


def counts_fit(blocks: list[Placed], report: Report) -> None:
    """So many tables and charts, and no more."""
    for kind, limit in (("table", report.flags.tables_per_message), ("data_visualization", CHARTS_PER_MESSAGE)):
        for place, _ in [placed for placed in blocks if placed[1]["type"] == kind][limit:]:
            report.add(place, f"no more than {limit} blocks of type {kind} allowed")


def characters_fit(blocks: list[Placed], pointer: str, report: Report) -> None:
    """The characters of all markdown blocks, all tables and all data tables."""
    for kind, limit in CHARACTERS.items():
        texts = (text for _, block in blocks if block["type"] == kind for text in _texts(block.get("rows", block)))
        if sum(len(text) for text in texts) > limit:
            report.add(pointer, f"blocks of type {kind} must be less than {limit + 1} characters together")


def _texts(value: Any) -> Iterator[str]:
    """The characters that stand in a block: texts, and numbers as they are written."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        elif value.get("type") == "raw_number":
            yield str(value["value"])
        yield from _texts(value.get("elements", []))
