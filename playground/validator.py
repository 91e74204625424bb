"""Says what Slack would refuse, before Slack does: messages, views, answers. refusals.py has Slack's answers to it."""

import json
from typing import Any

from playground.limits import ATTACHMENTS_PER_MESSAGE, BLOCK, BLOCKS_PER_MESSAGE, BLOCKS_PER_VIEW, SHAPES, VIEW
from playground.rules import Flags, Items, Of, Problem, Report
from playground.together import check_together
from playground.walk import blocks_in

__all__ = [
    "Flags",
    "Problem",
    "metadata_too_large",
    "parse_blocks",
    "validate_blocks",
    "validate_message",
    "validate_metadata",
    "validate_options",
    "validate_view",
]

SURFACES = {"message": "M", "modal": "D", "home": "H"}


def validate_message(payload: dict[str, Any], flags: Flags | None = None) -> list[Problem]:
    """Everything Slack would refuse in a message's blocks, attachments and metadata; empty if it would take it."""
    report = Report(SHAPES, flags or Flags())
    blocks, attachments = payload.get("blocks"), payload.get("attachments")
    if blocks is not None:
        Items(BLOCK, BLOCKS_PER_MESSAGE, min=0).check(blocks, "/blocks", report)
    if attachments is not None:
        Items(Of("attachment"), ATTACHMENTS_PER_MESSAGE, min=0).check(attachments, "/attachments", report)
    if not report.problems:
        placed = [*blocks_in(blocks or [], "/blocks")]
        for index, attachment in enumerate(attachments or []):
            placed += blocks_in(attachment.get("blocks", []), f"/attachments/{index}/blocks")
        check_together(placed, "/blocks", report)
    return report.problems + (validate_metadata(payload["metadata"]) if payload.get("metadata") is not None else [])


def validate_blocks(blocks: Any, flags: Flags | None = None, pointer: str = "/blocks", surface: str = "message") -> list[Problem]:
    """What Slack would refuse in the blocks of a message, a modal or a home."""
    report = Report(SHAPES, flags or Flags(), surface=SURFACES[surface])
    Items(BLOCK, BLOCKS_PER_MESSAGE if surface == "message" else BLOCKS_PER_VIEW, min=0).check(blocks, pointer, report)
    if not report.problems:
        check_together([*blocks_in(blocks, pointer)], pointer, report)
    return report.problems


def validate_view(view: Any, flags: Flags | None = None, surface: str | None = None, pointer: str = "/view") -> list[Problem]:
    """What Slack would refuse in a view, but for its size. `surface` is what the method takes (modal or home), None if either."""
    kind = surface or (view.get("type") if isinstance(view, dict) else None)
    report = Report(SHAPES, flags or Flags(), surface="H" if kind == "home" else "D")
    VIEW.check(view, pointer, report)
    if any("must define `submit`" not in problem.message for problem in report.problems):
        report.problems.insert(0, Problem(pointer, "failed to match all allowed schemas"))
    if not report.problems:
        check_together([*blocks_in(view["blocks"], f"{pointer}/blocks")], f"{pointer}/blocks", report)
    return report.problems


def validate_options(answer: Any, flags: Flags | None = None) -> list[Problem]:
    """What Slack would refuse in the answer to a block_suggestion: {options} or {option_groups}, a hundred of each at most."""
    report = Report(SHAPES, flags or Flags())
    SHAPES["options_answer"].check(answer, "", report)
    return report.problems


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


def metadata_too_large(metadata: dict[str, Any], flags: Flags | None = None) -> bool:
    """Whether Slack would answer metadata_too_large."""
    return json_bytes(metadata) > (flags or Flags()).metadata_bytes


def json_bytes(value: Any) -> int:
    """The size of a value as compact JSON in bytes, all but ASCII escaped: the strict way to count."""
    return len(json.dumps(value, separators=(",", ":")))


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
