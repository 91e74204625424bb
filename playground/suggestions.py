"""block_suggestion: the options of an external select while a person types."""

from dataclasses import dataclass, field
from typing import Any

from playground.clicks import element_of
from playground.deliveries import Answer
from playground.ground import Ground
from playground.interactive import container, opening, within
from playground.message import Message
from playground.rules import Problem
from playground.validator import validate_options
from playground.values import EXTERNAL, find
from playground.views import View

TROUBLE = "Results could not be loaded. Try again."
SHORTEST = 3  # characters, unless the element says otherwise


@dataclass
class Suggestion:
    """What the person is offered. `sent` is false where Slack asks nobody: too few characters yet."""

    options: list[dict[str, Any]] = field(default_factory=list)
    option_groups: list[dict[str, Any]] = field(default_factory=list)
    sent: bool = False
    answer: Answer | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    trouble: str = ""

    @property
    def texts(self) -> list[str]:
        """The options' words, grouped or not."""
        grouped = [option for group in self.option_groups for option in group["options"]]
        return [option["text"]["text"] for option in [*self.options, *grouped]]


async def suggest(ground: Ground, target: Message | View, action_id: str, typed: str, *, user: str | None = None, block_id: str | None = None) -> Suggestion:
    """Type into an external select. Raises ValueError when there is none such for this person."""
    who = target.person if isinstance(target, View) else user or target.only_for
    if who is None or (isinstance(target, Message) and not ground.state.sees(who, target)):
        raise ValueError("say which user types, and one who sees this message")
    one, place = (find(target.blocks, action_id, block_id=block_id), {}) if isinstance(target, View) else element_of(target, action_id, block_id=block_id)
    if one.element["type"] not in EXTERNAL:
        raise ValueError(f"{action_id} is no external select")
    if len(typed) < one.element.get("min_query_length", SHORTEST):
        return Suggestion()
    payload = {
        **opening(ground, "block_suggestion", who),
        "container": container(target) | place,
        "action_id": one.action_id,
        "block_id": one.block_id,
        "value": typed,
        **within(ground, target),
    }
    answer = await ground.wire.deliver("interactive", payload)
    return _judged(ground, Suggestion(sent=True, answer=answer, payload=payload), answer)


def _judged(ground: Ground, suggestion: Suggestion, answer: Answer) -> Suggestion:
    """Options that Slack would refuse are not shown; no answer in time is said."""
    offered = answer.json
    if not answer.ok or not isinstance(offered, dict):
        suggestion.trouble = TROUBLE
        return suggestion
    suggestion.problems = validate_options(offered, ground.flags)
    ground.log.judged(answer.entry, suggestion.problems)
    if suggestion.problems:
        suggestion.trouble = TROUBLE
        return suggestion
    suggestion.options, suggestion.option_groups = offered.get("options", []), offered.get("option_groups", [])
    return suggestion
