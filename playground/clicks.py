"""block_actions: a click, choice or date in a message."""

import asyncio
from collections.abc import Iterator
from typing import Any

from playground.checks import offered
from playground.ground import Ground
from playground.outcome import Outcome
from playground.people import SLACKBOT_ID, Channel
from playground.responses import Hook
from playground.state import Message

TROUBLE = "Leadbot is having trouble connecting. Try again."
STATELESS = ("button", "workflow_button", "overflow", "image", "plain_text", "mrkdwn", "feedback_buttons", "icon_button")
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
}
Element = dict[str, Any]


async def click(
    ground: Ground, message: Message, *, action_id: str, value: Any = None, user: str | None = None, trigger_id: str | None = None, twice: bool = False
) -> Outcome:
    """A person uses an element of a message. `value` picks among elements of one action_id, or is what is chosen.

    Raises ValueError when they cannot see the message or it has no such element.
    """
    who = user or message.only_for
    if who is None:
        raise ValueError("several people see this message: say which user clicks")
    if message not in ground.state.seen_by(who):
        raise ValueError(f"{who} does not see this message")
    block_id, element = _find(message, action_id, value)
    hook = ground.hooks.issue(who, message.channel, message)
    payload = _payload(ground, hook, message, trigger_id or ground.triggers.issue())
    payload["actions"] = [_action(element, block_id, value, ground.state.next_ts())]
    if element["type"] in PICKED:
        payload["state"]["values"].setdefault(block_id, {})[action_id] = _value_of(element, value, chosen=True)
    if not twice:
        return await _send(ground, hook, payload)
    first, second = await asyncio.gather(_send(ground, hook, payload), _send(ground, hook, payload))
    first.repeat = second
    return first


async def _send(ground: Ground, hook: Hook, payload: dict[str, Any]) -> Outcome:
    """The ack's body is not shown; a failed one makes a mark at the element, which is no message of the channel."""
    answer = await ground.wire.deliver("interactive", payload)
    outcome = Outcome(ground.state, hook, answer, payload, list(hook.posted))
    hook.read = len(hook.posted)
    if not answer.ok:
        outcome.messages.append(Message(ground.state.next_ts(), hook.channel, SLACKBOT_ID, TROUBLE, None, ground.state, only_for=hook.user))
    return outcome


def elements(blocks: list[Element]) -> Iterator[tuple[str, Element]]:
    """(block_id, element) of all that can be used, in order."""
    for block in blocks:
        for element in (block.get("accessory"), block.get("element"), *block.get("elements", []), *block.get("actions", [])):
            if isinstance(element, dict) and "action_id" in element:
                yield block["block_id"], element
        yield from elements(block.get("child_blocks", []))


def _find(message: Message, action_id: str, value: Any) -> tuple[str, Element]:
    found = [pair for pair in elements(message.blocks or []) if pair[1]["action_id"] == action_id]
    exact = [pair for pair in found if pair[1]["type"] == "button" and pair[1].get("value") == value]
    if value is not None and exact:
        return exact[0]
    usable = found if value is None else [pair for pair in found if pair[1]["type"] != "button"]
    if not usable:
        raise ValueError(f"the message has no {action_id!r} with value {value!r}; it has {[one['action_id'] for _, one in elements(message.blocks or [])]}")
    return usable[0]


def _payload(ground: Ground, hook: Hook, message: Message, trigger_id: str) -> dict[str, Any]:
    person = ground.state.people[hook.user]
    payload: dict[str, Any] = {
        "type": "block_actions",
        **ground.team(),
        "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.team_id},
        "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": message.is_ephemeral},
        "trigger_id": trigger_id,
        "channel": {"id": message.channel, "name": _shown(ground.state.channels[message.channel])},
        "state": {"values": _state(message)},
        "response_url": ground.hooks.url(hook),
    }
    if message.thread_ts is not None:
        payload["container"]["thread_ts"] = message.thread_ts
    if not message.is_ephemeral:  # Slack does not keep ephemeral messages and cannot send them along
        payload["message"] = message.as_slack(with_metadata=True)
    return payload


def _shown(channel: Channel) -> str:
    return {"im": "directmessage", "groups": "privategroup"}.get(channel.kind, channel.name)


def _state(message: Message) -> dict[str, dict[str, Any]]:
    """The values of all stateful elements, as preset."""
    values: dict[str, dict[str, Any]] = {}
    for block_id, element in elements(message.blocks or []):
        if element["type"] in PICKED:
            values.setdefault(block_id, {})[element["action_id"]] = _value_of(element, None, chosen=False)
    return values


def _value_of(element: Element, value: Any, *, chosen: bool) -> dict[str, Any]:
    name, preset = PICKED[element["type"]]
    picked = element.get(preset, [] if name.endswith("s") else None)
    if chosen:
        picked = _options(element, value) if name.startswith("selected_option") else value
    return {"type": element["type"], name: picked}


def _options(element: Element, value: Any) -> Any:
    """The option, or options, that have these values. An external select takes whole options."""
    if element["type"] in ("external_select", "multi_external_select"):
        return value
    by_value = {option["value"]: option for option in offered(element)}
    return [by_value[one] for one in value] if isinstance(value, list) else by_value[value] if value is not None else None


def _action(element: Element, block_id: str, value: Any, ts: str) -> dict[str, Any]:
    action: dict[str, Any] = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id, "action_ts": ts}
    if element["type"] == "overflow":
        return {**action, "selected_option": _options(element, value)}
    if element["type"] in PICKED:
        return {**action, **_value_of(element, value, chosen=True)}
    copied = ("text", "value", "style", "url", "icon")
    return action | {name: element[name] for name in copied if name in element}
