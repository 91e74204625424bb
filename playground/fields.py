"""What Slack itself says at a form's fields before it sends anything."""

import re
from collections.abc import Callable
from typing import Any

from playground.forms import file_problems
from playground.rules import Flags
from playground.state import State
from playground.values import PICKED, Element, Entry, is_empty, placed
from playground.views import View

REQUIRED = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
URL = re.compile(r"https?://[^\s/$.?#].\S*", re.IGNORECASE)


def field_errors(view: View, state: State, flags: Flags | None = None) -> dict[str, str]:
    """By block_id. Only input blocks are looked at."""
    errors = {}
    for one in placed(view.blocks):
        if one.block["type"] != "input":
            continue
        entry = view.values[one.block_id][one.action_id]
        if is_empty(entry):
            if not one.block.get("optional"):
                errors[one.block_id] = REQUIRED
        elif words := _wrong(one.element, entry, state, flags):
            errors[one.block_id] = words
    return errors


def _wrong(element: Element, entry: Entry, state: State, flags: Flags | None) -> str:
    value = entry[PICKED[element["type"]][0]]
    if element["type"] == "file_input":
        files = [(state.files[one].name, state.files[one].size) for one in value]
        problems = file_problems(element, files, flags)
        return problems[0].message if problems else ""
    check = CHECKS.get(element["type"])
    return check(element, value) if check else ""


def _text(element: Element, value: str) -> str:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < shortest:
        return f"Please enter at least {shortest} characters."
    return f"Please enter no more than {longest} characters." if len(value) > longest else ""


def _number(element: Element, value: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(value) < float(low):
        return f"Please enter a number that is {low} or more."
    return f"Please enter a number that is {high} or less." if high is not None and float(value) > float(high) else ""


def _several(element: Element, value: list[Any]) -> str:
    most = element.get("max_selected_items")
    return f"Please choose no more than {most}." if most is not None and len(value) > most else ""


CHECKS: dict[str, Callable[[Element, Any], str]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": lambda _element, value: "" if EMAIL.fullmatch(value) else "Please enter a valid email address.",
    "url_text_input": lambda _element, value: "" if URL.fullmatch(value) else "Please enter a valid URL.",
    **dict.fromkeys(("multi_users_select", "multi_channels_select", "multi_conversations_select", "multi_static_select", "multi_external_select"), _several),
}
