"""The validator alone: says what a file was taken for and what Slack would refuse in it. `python -m playground validate FILE`."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from playground.limits import BLOCK, SHAPES
from playground.manifest import validate_manifest
from playground.refusals import message_refusal, view_refusal
from playground.rules import Flags
from playground.validator import validate_blocks, validate_options

Surface = Literal["message", "modal", "home"]
SURFACES: tuple[Surface, ...] = get_args(Surface)


@dataclass(frozen=True)
class Verdict:
    """What a payload was taken for, and one line for each thing that Slack would refuse."""

    taken_for: str
    lines: list[str] = field(default_factory=list)


def judge(payload: Any, surface: Surface = "message", flags: Flags | None = None) -> Verdict:
    """Judge a message, a view, blocks (for a surface), an answer with options or an app manifest, whichever it is."""
    if isinstance(payload, list):
        return Verdict(f"blocks of a {surface}", [str(problem) for problem in validate_blocks(payload, flags, surface=surface)])
    if not isinstance(payload, dict):
        return Verdict("nothing that Slack knows", ["must provide an object or an array [json-pointer:]"])
    if str(payload.get("type")) in BLOCK.kinds:
        return judge([payload], surface, flags)
    return _object(payload, flags)


def _object(payload: dict[str, Any], flags: Flags | None) -> Verdict:
    if "display_information" in payload:
        return Verdict("an app manifest", [str(problem) for problem in validate_manifest(payload)])
    if "view" in payload or payload.get("type") in ("modal", "home"):
        return _view(payload.get("view", payload), flags)
    if SHAPES["options_answer"].fields.keys() & payload.keys():
        return Verdict("an answer with options", [str(problem) for problem in validate_options(payload, flags)])
    refusal = message_refusal(payload, flags)
    return Verdict("a message", refusal.lines if refusal else [])


def _view(view: Any, flags: Flags | None) -> Verdict:
    kind = view.get("type") if isinstance(view, dict) else None
    refusal = view_refusal(view, flags)
    return Verdict({"modal": "a modal", "home": "a Home view"}.get(str(kind), "a view"), refusal.lines if refusal else [])


def validate(file: str, surface: Surface = "message") -> int:
    """Say what Slack would refuse in a file of JSON ("-": the input): one line an error. Gives the exit status, 1 if there is an error or no JSON."""
    try:
        payload = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        sys.stderr.write(f"{file} cannot be read: {error.strerror}.\n")
        return 1
    except ValueError as error:
        sys.stderr.write(f"This is not JSON: {error}.\n")
        return 1
    verdict = judge(payload, surface)
    sys.stderr.write(f"Taken for {verdict.taken_for}.\n")
    for line in verdict.lines:
        sys.stdout.write(f"{line}\n")
    return 1 if verdict.lines else 0
