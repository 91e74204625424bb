"""Says what Slack would refuse in a message, before Slack does."""

import json
from collections.abc import Iterator
from typing import Any

from playground.checks import repeated
from playground.limits import (
    ATTACHMENTS_PER_MESSAGE,
    BLOCKS_PER_MESSAGE,
    CHARTS_PER_MESSAGE,
    DATA_TABLE_CHARACTERS_PER_MESSAGE,
    MARKDOWN_PER_MESSAGE,
    MESSAGE_BLOCKS,
    METADATA_BYTES,
    SHAPES,
    TABLE_CHARACTERS_PER_MESSAGE,
)
from playground.rules import Flags, Items, Kind, Problem, Report

__all__ = ["Flags", "Problem", "parse_blocks", "validate_blocks", "validate_message", "validate_metadata"]


def validate_message(payload: dict[str, Any], flags: Flags | None = None) -> list[Problem]:
    """Everything Slack would refuse in a message's blocks, attachments' blocks and metadata; empty if it would take it."""
    problems = validate_blocks(payload["blocks"], flags) if payload.get("blocks") is not None else []
    for index, attachment in enumerate(payload.get("attachments") or []):
        pointer = f"/attachments/{index}"
        if not isinstance(attachment, dict):
            problems.append(Problem(pointer, "must provide an object"))
        elif attachment.get("blocks") is not None:
            problems += validate_blocks(attachment["blocks"], flags, f"{pointer}/blocks")
    if len(payload.get("attachments") or []) > ATTACHMENTS_PER_MESSAGE:
        problems.append(Problem("/attachments", f"no more than {ATTACHMENTS_PER_MESSAGE} items allowed"))
    if payload.get("metadata") is not None:
        problems += validate_metadata(payload["metadata"])
    return problems


def validate_blocks(blocks: Any, flags: Flags | None = None, pointer: str = "/blocks") -> list[Problem]:
    """What Slack would refuse in the blocks of a message."""
    flags = flags or Flags()
    report = Report(SHAPES, flags)
    kinds = dict(MESSAGE_BLOCKS)
    if flags.input_in_messages:
        kinds["input"] = "input"
    if flags.multi_select_in_actions:
        kinds["actions"] = "actions_with_multi"
    Items(Kind(*kinds.items()), BLOCKS_PER_MESSAGE, min=0).check(blocks, pointer, report)
    if not report.problems:
        _together(blocks, pointer, report)
    return report.problems


def _together(blocks: list[dict[str, Any]], pointer: str, report: Report) -> None:
    """What holds over all blocks of a message."""
    for index, name in repeated(block.get("block_id") for block in blocks):
        report.add(f"{pointer}/{index}/block_id", f"block_id {name} already exists for another block")
    by_type: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for index, block in enumerate(blocks):
        by_type.setdefault(block["type"], []).append((index, block))
    for kind, limit in (("table", report.flags.tables_per_message), ("data_visualization", CHARTS_PER_MESSAGE)):
        for index, _ in by_type.get(kind, [])[limit:]:
            report.add(f"{pointer}/{index}", f"no more than {limit} blocks of type {kind} allowed")
    for kind, limit in (
        ("markdown", MARKDOWN_PER_MESSAGE),
        ("table", TABLE_CHARACTERS_PER_MESSAGE),
        ("data_table", DATA_TABLE_CHARACTERS_PER_MESSAGE),
    ):
        if sum(len(text) for _, block in by_type.get(kind, []) for text in _texts(block.get("rows", block))) > limit:
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


def validate_metadata(metadata: Any) -> list[Problem]:
    """What Slack would refuse in a message's metadata: {event_type, event_payload} and nothing else."""
    if not isinstance(metadata, dict):
        return [Problem("/metadata", "must provide an object")]
    problems = [Problem("/metadata", f"invalid additional property: {name}") for name in metadata if name not in ("event_type", "event_payload")]
    problems += [Problem("/metadata", f"missing required field: {name}") for name in ("event_type", "event_payload") if name not in metadata]
    if not problems and not (isinstance(metadata["event_type"], str) and metadata["event_type"]):
        problems.append(Problem("/metadata/event_type", "must provide a string"))
    if not problems and not isinstance(metadata["event_payload"], dict):
        problems.append(Problem("/metadata/event_payload", "must provide an object"))
    return problems


def metadata_too_large(metadata: dict[str, Any]) -> bool:
    """Whether Slack would answer metadata_too_large."""
    return len(json.dumps(metadata, separators=(",", ":")).encode()) > METADATA_BYTES


def parse_blocks(value: Any) -> list[Any]:
    """The array that a caller sent as JSON or as its text. Raises ValueError where Slack says invalid_blocks_format."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise ValueError("not JSON") from error
    if not isinstance(value, list):
        raise ValueError("not an array")  # noqa: TRY004 - one error for one answer of Slack's
    return value
