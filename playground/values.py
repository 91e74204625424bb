"""Elements and what a person puts into them: presets, choices, state.values, actions, in Slack's shapes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.checks import offered
from playground.naming import elements_of, every_block

Element = dict[str, Any]
Entry = dict[str, Any]  # one element's part of state.values
Values = dict[str, dict[str, Entry]]  # block_id: action_id: entry

# What a stateful element is called in state.values and in the action, and its preset.
PICKED = {
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
}
EXTERNAL = ("external_select", "multi_external_select")
COPIED = ("text", "value", "style", "url", "icon")  # of a button into its action


@dataclass(frozen=True)
class Placed:
    """An element and the block it stands in."""

    block: dict[str, Any]
    element: Element

    @property
    def block_id(self) -> str:
        """The block's id, given by its author or by Slack."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's id."""
        return str(self.element["action_id"])


def placed(blocks: list[dict[str, Any]]) -> Iterator[Placed]:
    """All elements that a person can use, in order."""
    for block in every_block(blocks):
        for element in elements_of(block):
            if "action_id" in element:
                yield Placed(block, element)


def find(blocks: list[dict[str, Any]], action_id: str, value: Any = None, block_id: str | None = None) -> Placed:
    """The element meant by an id; `value` picks among buttons of one id. Raises ValueError."""
    everything = list(placed(blocks))
    found = [one for one in everything if one.action_id == action_id and block_id in (None, one.block_id)]
    exact = [one for one in found if one.element["type"] == "button" and one.element.get("value") == value]
    if value is not None and exact:
        return exact[0]
    usable = found if value is None else [one for one in found if one.element["type"] != "button"]
    if not usable:
        raise ValueError(f"the message has no {action_id!r} with value {value!r}; it has {[one.action_id for one in everything]}")
    return usable[0]


def presets(blocks: list[dict[str, Any]]) -> Values:
    """state.values before anybody touched anything."""
    values: Values = {}
    for one in placed(blocks):
        if one.element["type"] in PICKED:
            values.setdefault(one.block_id, {})[one.action_id] = preset(one.element)
    return values


def preset(element: Element) -> Entry:
    """One element's entry as its author presets it; nothing is null, or [] of many."""
    name, initial = PICKED[element["type"]]
    return {"type": element["type"], name: element.get(initial, [] if name.endswith("s") else None)}


def chosen(element: Element, value: Any) -> Entry:
    """One element's entry when a person put this in. An option is named by its value; an external select takes whole options. Raises ValueError."""
    name, _ = PICKED[element["type"]]
    if value in ("", [], None):
        return {"type": element["type"], name: [] if name.endswith("s") else None}
    if not _fits(name, value):
        raise ValueError(f"{element['action_id']}, a {element['type']}, cannot hold {value!r}")
    return {"type": element["type"], name: options(element, value) if name.startswith("selected_option") else value}


def _fits(name: str, value: Any) -> bool:
    """Whether a value is of the kind that stands under this name."""
    if name.endswith("s"):
        one = name.removesuffix("s")
        return isinstance(value, list) and all(_fits(one, each) for each in value)
    if name == "selected_option":
        return isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("value"), str) and isinstance(value.get("text"), dict))
    if name == "selected_date_time":
        return isinstance(value, int)
    if name == "rich_text_value":
        return isinstance(value, dict) and value.get("type") == "rich_text" and isinstance(value.get("elements"), list)
    return isinstance(value, str)


def options(element: Element, value: Any) -> Any:
    """The option, or options, that have these values. Raises ValueError where it is not offered."""
    if element["type"] in EXTERNAL:
        if any(not isinstance(one, dict) for one in (value if isinstance(value, list) else [value])):
            raise ValueError(f"{element['action_id']} takes whole options, as the app offered them")
        return value
    by_value = {option["value"]: option for option in offered(element)}
    if isinstance(value, list):
        return [options(element, one) for one in value]
    wanted = value["value"] if isinstance(value, dict) else value
    if not isinstance(wanted, str) or wanted not in by_value:
        raise ValueError(f"{element['action_id']} offers no {wanted!r}; it offers {list(by_value)}")
    return by_value[wanted]


def action(one: Placed, value: Any, ts: str) -> dict[str, Any]:
    """The entry of actions[] for a use of this element."""
    element = one.element
    told: dict[str, Any] = {"type": element["type"], "action_id": one.action_id, "block_id": one.block_id, "action_ts": ts}
    if element["type"] == "overflow":
        return {**told, "selected_option": options(element, value)}
    if element["type"] in PICKED:
        return {**told, **chosen(element, value)}
    return told | {name: element[name] for name in COPIED if name in element}


def is_empty(entry: Entry) -> bool:
    """Whether nothing is in it."""
    picked = entry[PICKED[entry["type"]][0]]
    return picked in (None, "", []) or (entry["type"] == "rich_text_input" and not _has_content(picked))


def _has_content(value: Any) -> bool:
    """Rich text with only blank text is empty."""
    if not isinstance(value, dict):
        return False
    if value.get("type") == "text":
        return bool(str(value.get("text", "")).strip())
    inner = value.get("elements")
    return any(_has_content(part) for part in inner) if isinstance(inner, list) else True
