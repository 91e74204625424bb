"""Forms: what was put in, by block_id, and where the act began. Every input of ours has a block_id of its own, its field's name."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from crm.errors import UserError
from handlers.answers import Block, Origin, Redraw, Reply
from handlers.blocks import alert, code, context, text
from handlers.mrkdwn import one_line, plain

FIELD = "value"
"""The action_id of an input that nobody listens to: it is read when the form is submitted."""


class FieldsWrong(UserError):
    """A form cannot be saved as it is filled in: a sentence at each field, by block_id."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors


def origin(body: Mapping[str, Any]) -> Origin:
    """Of a command, a click or a shortcut."""
    container = body.get("container") or {}
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id")
    return Origin(
        response_url=body.get("response_url"),
        redraws=container.get("type") == "message" and bool(container.get("is_ephemeral")),
        channel_id=str(channel) if channel else None,
        at_home=(body.get("view") or {}).get("type") == "home",
    )


def in_place(body: Mapping[str, Any], reply: Reply) -> Reply:
    """The answer to a click: in the place of the message that was clicked; where others see that, to the person alone."""
    return Redraw(reply.text, reply.blocks) if origin(body).redraws else reply


def kept(begun: Origin, **more: Any) -> str:
    """For private_metadata: where the act began, and what else the form is about. At most 3,000 characters."""
    return json.dumps({"origin": {name: value for name, value in asdict(begun).items() if value}, **more}, ensure_ascii=False, separators=(",", ":"))


def remembered(metadata: str | None) -> tuple[Origin, dict[str, Any]]:
    """What `kept` wrote."""
    whole = json.loads(metadata or "{}")
    return Origin(**whole.pop("origin", {})), whole


def values(view: Mapping[str, Any]) -> dict[str, Any]:
    """What was put into each input, by block_id: text, an option's value, ids, a moment in seconds; None or an empty list where nothing was."""
    state = (view.get("state") or {}).get("values") or {}
    return {block_id: _value(next(iter(actions.values()))) for block_id, actions in state.items() if actions}


PUT = {
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "datetimepicker": "selected_date_time",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    **dict.fromkeys(("static_select", "external_select", "radio_buttons"), "selected_option"),
    **dict.fromkeys(("checkboxes", "multi_static_select", "multi_external_select"), "selected_options"),
}
"""Where in its state an element says what was put in; all others say it in `value`."""


def _value(entry: Mapping[str, Any]) -> Any:
    where = PUT.get(str(entry.get("type")), "value")
    put = entry.get(where)
    if where == "selected_option":
        return put["value"] if put else None
    if where == "selected_options":
        return [option["value"] for option in put or []]
    return list(put or []) if where in {"selected_users", "files"} else put


def field(label: str, block_id: str, element: dict[str, Any], *, optional: bool = False, hint: str = "", listens: bool = False) -> Block:
    """An input. listens: a change of it is told at once (its element then has an action_id of its own)."""
    block: Block = {"type": "input", "block_id": block_id, "label": text(label), "element": {"action_id": FIELD, **element}}
    return block | ({"optional": True} if optional else {}) | ({"hint": text(hint)} if hint else {}) | ({"dispatch_action": True} if listens else {})


def told(typed: str, *trouble: str) -> list[Block]:
    """Above a form that a line opened: trouble, what is to be known before, and the line."""
    return [*(alert(sentence) for sentence in trouble if plain(sentence, 1)), *([context(f"You typed: {one_line(typed, 500)}")] if typed else [])]


LONGEST = 3000
"""Characters that a text input of Slack's can hold."""


def beyond(words: str, longest: int = LONGEST) -> list[Block]:
    """Below an input: what of the typed words it cannot hold, to be copied; nothing where it holds all."""
    rest = words[longest:]
    return [context("This does not fit here, so it is not saved:"), *(code(rest[at : at + LONGEST]) for at in range(0, len(rest), LONGEST))] if rest else []


def option(label: str, value: str) -> dict[str, Any]:
    """One of a choice: label at most 75 characters, value at most 150."""
    return {"text": text(label), "value": value}


def again(view: Mapping[str, Any], metadata: str, *sentences: str, submit: str = "") -> dict[str, Any]:
    """The submitted form with what is to be known before, in place of what was said so far; what was put in stays. submit: another button."""
    kept = [block for block in view["blocks"] if block["type"] != "alert"]
    button = submit or view["submit"]["text"]
    return modal(view["title"]["text"], view["callback_id"], button, [*map(alert, sentences), *kept], metadata, close=view["close"]["text"])


def modal(title: str, callback_id: str, submit: str, blocks: list[Block], metadata: str, *, close: str = "Cancel") -> dict[str, Any]:
    """A form: title and button at most 24 characters."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": text(title),
        "submit": text(submit),
        "close": text(close),
        "private_metadata": metadata,
        "blocks": blocks,
    }
