"""Whatever a caller sends, the validator answers and never fails."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.forms import validate_response_action
from playground.judge import judge
from playground.limits import BLOCK, SHAPES
from playground.refusals import message_refusal, view_refusal
from playground.rules import Flags
from tests.playground.samples import sample_of

LENIENT = Flags(input_in_messages=True, table_on_home=True, chart_on_home=True, card_in_modals=True, empty_views=True, unknown_attachment_fields=True)
WORDS = ("type", "text", "blocks", "elements", "options", "initial_option", "rows", "modal", "home", "section", "plain_text", "2026-02-30", "1", "")
SMALL = st.none() | st.booleans() | st.integers(-2, 10**10) | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(WORDS) | st.text(max_size=5)
JSON = st.recursive(SMALL, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3), max_leaves=6)
BLOCKS = [{"type": kind, **sample_of(SHAPES[shape])} for kind, shape in BLOCK.kinds.items()]


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each thing in a payload."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(place for key, held in inside for place in places(held, (*here, key)))]


def changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    """A copy with something else at a place."""
    if not place:
        return new
    copy = json.loads(json.dumps(value))
    at = copy
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = new
    return copy


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_value_anywhere_in_a_payload_is_judged(data):
    blocks = data.draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=3))
    payload: Any = data.draw(
        st.sampled_from(
            [
                {"text": "x", "blocks": blocks},
                {"attachments": [{"blocks": blocks, "text": "x"}]},
                {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": blocks},
                {"type": "home", "blocks": blocks},
            ]
        )
    )
    for _ in range(data.draw(st.integers(1, 3))):
        payload = changed(payload, data.draw(st.sampled_from(places(payload))), data.draw(JSON))
    surface = data.draw(st.sampled_from(("message", "modal", "home")))

    assert all(judge(payload, surface, data.draw(st.sampled_from((Flags(), LENIENT)))).lines)
    view_refusal(payload, LENIENT)
    if isinstance(payload, dict):
        message_refusal(payload, LENIENT)


@settings(max_examples=200, deadline=None)
@given(JSON | st.fixed_dictionaries({"response_action": st.sampled_from(("errors", "update", "push", "clear"))}, optional={"errors": JSON, "view": JSON}))
def test_any_answer_to_a_form_is_judged(answer):
    validate_response_action(answer, {"type": "modal", "blocks": [{"type": "input", "block_id": "a"}]})
