"""Submitted forms: what the app may answer to one, and what Slack itself refuses in one."""

from collections.abc import Collection
from typing import Any

from playground.refusals import view_refusal
from playground.rules import Flags, Problem

FIELDS = {"errors": "errors", "update": "view", "push": "view", "clear": None}


def validate_response_action(answer: Any, view: dict[str, Any], flags: Flags | None = None) -> list[Problem]:
    """What Slack would refuse in the answer to a view_submission of `view`, as Slack has it (with all block_ids). Nothing or {} closes the view.

    Whether one more view may be pushed is a question of the stack, not asked here.
    """
    if answer in (None, "", {}):
        return []
    if not isinstance(answer, dict):
        return [Problem("", "must provide an object")]
    action = answer.get("response_action")
    if not isinstance(action, str) or action not in FIELDS:
        return [Problem("/response_action", "value must be one of the allowed enum values")]
    field = FIELDS[action]
    problems = [Problem("", f"invalid additional property: {name}") for name in answer if name not in ("response_action", field)]
    if field == "errors":
        problems += _errors(answer.get("errors"), view)
    elif field == "view":
        problems += _view(answer, flags)
    return problems


def _view(answer: dict[str, Any], flags: Flags | None) -> list[Problem]:
    if "view" not in answer:
        return [Problem("", "missing required field: view")]
    refusal = view_refusal(answer["view"], flags, "modal")
    return list(refusal.problems or [Problem("/view", refusal.error)]) if refusal else []


def _errors(errors: Any, view: dict[str, Any]) -> list[Problem]:
    """At least one, each at the block_id of an input block, each with words."""
    if not isinstance(errors, dict):
        return [Problem("/errors", "must provide an object")]
    if not errors:
        return [Problem("/errors", "no fewer than 1 items allowed")]
    known = {block.get("block_id") for block in view["blocks"] if block["type"] == "input"}
    problems = []
    for block_id, words in errors.items():
        pointer = "/errors/" + block_id.replace("~", "~0").replace("/", "~1")
        if block_id not in known:
            problems.append(Problem(pointer, "must be the block_id of an input block of the view"))
        if not isinstance(words, str):
            problems.append(Problem(pointer, "must provide a string"))
        elif not words:
            problems.append(Problem(pointer, "must be more than 0 characters"))
    return problems


def submission_problems(view: dict[str, Any], edited: Collection[str] = (), flags: Flags | None = None) -> list[Problem]:
    """What Slack's own server refuses when a person submits: a rich_text_input that was filled with a mention and not edited since.

    `edited` are the block_ids that the person changed. Nothing reaches the app then. A known fault of Slack's; Flags.mentions_stick_in_inputs.
    """
    if not (flags or Flags()).mentions_stick_in_inputs:
        return []
    problems = []
    for block in view["blocks"]:
        element = block.get("element", {})
        if element.get("type") == "rich_text_input" and block.get("block_id") not in edited and _mentions(element.get("initial_value", {})):
            pointer = f"/state/values/{block.get('block_id')}/{element['action_id']}"
            problems.append(Problem(pointer, "failed to match any allowed schemas"))
    return problems


def _mentions(value: dict[str, Any]) -> bool:
    return value.get("type") == "user" or any(_mentions(part) for part in value.get("elements", []))


def file_problems(element: dict[str, Any], files: Collection[tuple[str, int]], flags: Flags | None = None) -> list[Problem]:
    """What Slack refuses of the files (name, bytes) that a person puts into a file_input."""
    largest, most = (flags or Flags()).file_input_bytes, element.get("max_files", 10)
    types = element.get("filetypes")
    problems = [Problem("", f"no more than {most} items allowed")] if len(files) > most else []
    for index, (name, size) in enumerate(files):
        if types and name.rpartition(".")[2].lower() not in (kind.lower().removeprefix(".") for kind in types):
            problems.append(Problem(f"/{index}", f"unsupported type: {name}"))
        if size > largest:
            problems.append(Problem(f"/{index}", f"must be less than {largest + 1} bytes"))
    return problems
