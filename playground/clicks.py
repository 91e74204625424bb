"""block_actions: a click, choice or date in a message, a modal or the Home."""

from typing import Any

from playground.ground import Ground
from playground.interactive import container, opening, send, send_twice, unseen, within
from playground.message import Message
from playground.outcome import Outcome
from playground.responses import Hook
from playground.values import PICKED, Placed, Values, action, chosen, find, placed, presets
from playground.views import View

Filled = dict[str, dict[str, Any]]  # block_id: action_id: what the person has put in


async def click(
    ground: Ground,
    target: Message | View,
    *,
    action_id: str,
    value: Any = None,
    user: str | None = None,
    trigger_id: str | None = None,
    twice: bool = False,
    block_id: str | None = None,
    filled: Filled | None = None,
) -> Outcome:
    """A person uses an element. `value` picks among buttons of one action_id, or is what is chosen; `filled` is what stands in a message's other elements.

    Raises ValueError when they cannot see it, it has no such element, or using that sends nothing.
    """
    if isinstance(target, View):
        return await _in_view(ground, target, action_id=action_id, value=value, block_id=block_id, trigger_id=trigger_id, twice=twice)
    who = user or target.only_for
    if who is None:
        raise ValueError("several people see this message: say which user clicks")
    if not ground.state.sees(who, target):
        raise ValueError(f"{who} does not see this message")
    one, place = element_of(target, action_id, value, block_id)
    hook = ground.hooks.issue(who, target.channel, target)
    payload = {
        **opening(ground, "block_actions", who),
        "container": container(target) | place,
        "trigger_id": trigger_id or ground.triggers.issue(who),
        **within(ground, target),
        "state": {"values": _values(target, one, value, filled or {})},
        "response_url": ground.hooks.url(hook),
        "actions": [action(one, value, ground.state.next_ts())],
    }
    return await (send_twice if twice else send)(ground, hook, payload)


def element_of(message: Message, action_id: str, value: Any = None, block_id: str | None = None) -> tuple[Placed, dict[str, Any]]:
    """An element of a message, and what its container says more when it stands in an attachment. Raises ValueError."""

    def is_in(blocks: list[dict[str, Any]]) -> bool:
        return any(one.action_id == action_id and block_id in (None, one.block_id) for one in placed(blocks))

    attachments = [] if is_in(message.blocks or []) else message.attachments or []
    for number, attachment in enumerate(attachments, 1):
        if is_in(attachment.get("blocks", [])):
            told = {"type": "message_attachment", "attachment_id": number, "is_app_unfurl": bool(attachment.get("is_app_unfurl"))}
            if attachment.get("is_app_unfurl"):
                told["app_unfurl_url"] = attachment["app_unfurl_url"]
            return find(attachment["blocks"], action_id, value, block_id), told
    return find(message.blocks or [], action_id, value, block_id), {}


def _values(message: Message, used: Placed, value: Any, filled: Filled) -> Values:
    """The values of all stateful elements: as preset, or as the person left them."""
    blocks = [*(message.blocks or []), *(block for one in message.attachments or [] for block in one.get("blocks", []))]
    values = presets(blocks)
    for one in placed(blocks):
        put = filled.get(one.block_id, {})
        if one.action_id in put and one.element["type"] in PICKED:
            values[one.block_id][one.action_id] = chosen(one.element, put[one.action_id])
    if used.element["type"] in PICKED:
        values.setdefault(used.block_id, {})[used.action_id] = chosen(used.element, value)
    return values


async def _in_view(ground: Ground, view: View, *, action_id: str, value: Any, block_id: str | None, trigger_id: str | None, twice: bool) -> Outcome:
    if not view.is_open:
        raise ValueError("this view is closed")
    one = find(view.blocks, action_id, value, block_id)
    if one.block["type"] == "input" and not one.block.get("dispatch_action"):
        raise ValueError(f"{action_id} stands in an input block without dispatch_action: nothing is sent before the form is submitted")
    if one.element["type"] in PICKED:
        view.put(one.block_id, one.action_id, value)
    hook: Hook = unseen(ground, view.person)
    payload = {
        **opening(ground, "block_actions", view.person),
        "container": container(view),
        "trigger_id": trigger_id or ground.triggers.issue(view.person),
        **within(ground, view),
        "actions": [action(one, value, ground.state.next_ts())],
    }
    outcome = await (send_twice if twice else send)(ground, hook, payload)
    if view.trouble != outcome.trouble:
        view.trouble = outcome.trouble
        await ground.state.tell("view", view=view.id, user=view.person)
    return outcome
