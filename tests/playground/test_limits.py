"""Every limit of the table, at its number and one past it, in a whole payload. The numbers stand here a second time, so that a slip in the table is seen."""

from collections.abc import Iterator
from typing import Any

import pytest

from playground.limits import SHAPES
from playground.rules import Flags, Items, Num, Report, Rule, Str
from playground.validator import validate_blocks
from tests.playground.samples import Line, lines, sample_of, whole, with_field

LENIENT = Flags(input_in_messages=True, table_on_home=True, chart_on_home=True, card_in_modals=True, data_table_rows=200, chart_items=12)
SENT = [name for name, shape in SHAPES.items() if shape.surfaces]  # file stands only in what Slack itself makes

LIMITS: dict[str, dict[str, int]] = {
    "option": {"text": 75, "value": 150, "description": 75},
    "overflow_option": {"text": 75, "value": 150, "description": 75, "url": 3000},
    "choice_option": {"text": 75, "value": 150, "description": 75},
    "option_group": {"label": 75, "options": 100},
    "confirm": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
    "slack_file": {"url": 3000},
    "dispatch_action_config": {"trigger_actions_on": 2},
    "workflow_trigger": {"url": 3000},
    "options_answer": {"options": 100, "option_groups": 100},
    "button": {"text": 75, "action_id": 255, "url": 3000, "value": 2000, "accessibility_label": 75, "agent_prompt": 4000, "visible_to_user_ids": 10},
    "overflow": {"action_id": 255, "options": 5},
    "image_element": {"alt_text": 2000, "image_url": 3000},
    "workflow_button": {"text": 75, "action_id": 255, "accessibility_label": 75},
    "static_select": {"action_id": 255, "placeholder": 150, "options": 100, "option_groups": 100},
    "multi_static_select": {"action_id": 255, "placeholder": 150, "options": 100, "option_groups": 100, "initial_options": 100},
    "external_select": {"action_id": 255, "placeholder": 150},
    "multi_external_select": {"action_id": 255, "placeholder": 150, "initial_options": 100},
    "users_select": {"action_id": 255, "placeholder": 150},
    "multi_users_select": {"action_id": 255, "placeholder": 150},
    "channels_select": {"action_id": 255, "placeholder": 150},
    "multi_channels_select": {"action_id": 255, "placeholder": 150},
    "conversations_select": {"action_id": 255, "placeholder": 150},
    "multi_conversations_select": {"action_id": 255, "placeholder": 150},
    "checkboxes": {"action_id": 255, "options": 10, "initial_options": 10},
    "radio_buttons": {"action_id": 255, "options": 10},
    "datepicker": {"action_id": 255, "placeholder": 150},
    "timepicker": {"action_id": 255, "placeholder": 150},
    "datetimepicker": {"action_id": 255, "initial_date_time": 9999999999},
    "feedback_buttons": {"action_id": 255},
    "feedback_button": {"text": 75, "value": 2000, "accessibility_label": 75},
    "icon_button": {"action_id": 255, "text": 75, "value": 2000, "accessibility_label": 75, "visible_to_user_ids": 10},
    "url_source": {"url": 3000},
    "plain_text_input": {"action_id": 255, "placeholder": 150, "initial_value": 3000, "min_length": 3000, "max_length": 3000},
    "rich_text_input": {"action_id": 255, "placeholder": 150, "min_lines": 100, "max_lines": 100},
    "number_input": {"action_id": 255, "placeholder": 150},
    "email_text_input": {"action_id": 255, "placeholder": 150},
    "url_text_input": {"action_id": 255, "placeholder": 150},
    "file_input": {"action_id": 255, "max_files": 10},
    "rich_emoji": {"skin_tone": 6},
    "rich_date": {"url": 3000},
    "pie": {"segments": 6},
    "segment": {"label": 20},
    "bar": {"series": 6},
    "line": {"series": 6},
    "area": {"series": 6},
    "series": {"name": 20, "data": 20},
    "point": {"label": 20},
    "axis_config": {"categories": 20, "categories.0": 20, "x_label": 50, "y_label": 50},
    "section": {"text": 3000, "fields": 10, "fields.0": 2000},
    "actions": {"elements": 25},
    "context": {"elements": 10},
    "header": {"text": 150, "level": 6},
    "image": {"alt_text": 2000, "image_url": 3000, "title": 2000},
    "input": {"label": 2000, "hint": 2000},
    "video": {
        "alt_text": 2000,
        "title": 199,
        "thumbnail_url": 3000,
        "video_url": 3000,
        "title_url": 3000,
        "description": 200,
        "author_name": 49,
        "provider_icon_url": 3000,
    },
    "markdown": {"text": 12000},
    "table": {"rows": 100, "rows.0": 20, "column_settings": 20},
    "data_table": {"rows": 101, "rows.0": 20, "page_size": 100, "row_header_column_index": 19},
    "data_visualization": {"title": 50},
    "alert": {"text": 200},
    "card": {"title": 150, "subtitle": 150, "body": 200, "subtext": 200, "actions": 3},
    "carousel": {"elements": 10},
    "container": {"title": 150, "subtitle": 150, "child_blocks": 10},
    "context_actions": {"elements": 5},
    "plan": {"tasks": 50},
    "auth_provider": {
        "value": 150,
        "name": 75,
        "description": 150,
        "icon_url": 3000,
        "auth_url": 3000,
        "disconnect_url": 3000,
        "connected_identity": 75,
        "connected_context": 75,
    },
    "modal": {"blocks": 100, "private_metadata": 3000, "callback_id": 255, "external_id": 255, "title": 24, "submit": 24, "close": 24},
    "home": {"blocks": 100, "private_metadata": 3000, "callback_id": 255, "external_id": 255},
    "attachment": {"blocks": 50},
}


# Where each block and each typed element stands: M message, D modal, H Home. Small letters are flags.
BLOCKS = {
    "section": "MDH", "actions": "MDH", "context": "MDH", "divider": "MDH", "header": "MDH", "image": "MDH", "input": "mDH", "rich_text": "MDH",
    "video": "MDH", "file": "", "markdown": "M", "table": "Mh", "data_table": "MH", "data_visualization": "Mh", "alert": "D", "card": "MdH",
    "carousel": "MH", "container": "MH", "context_actions": "M", "plan": "M", "task_card": "M", "auth_provider": "H",
}  # fmt: skip
TYPED = {
    "plain_text_input": "MDH", "rich_text_input": "DH", "number_input": "D", "email_text_input": "D", "url_text_input": "D", "file_input": "D",
    "datetimepicker": "MD", "datepicker": "MDH", "timepicker": "MDH", "checkboxes": "MDH", "radio_buttons": "MDH", "static_select": "MDH",
    "multi_static_select": "MDH", "external_select": "MDH", "multi_external_select": "MDH", "users_select": "MDH", "multi_users_select": "MDH",
    "channels_select": "MDH", "multi_channels_select": "MDH", "conversations_select": "MDH", "multi_conversations_select": "MDH",
}  # fmt: skip
SURFACES = {"M": "message", "D": "modal", "H": "home"}


def problems(shape: str, value: dict[str, Any]) -> list[str]:
    """What is said of an object by itself, wherever it stands."""
    report = Report(SHAPES, Flags(input_in_messages=True), surface=SHAPES[shape].surfaces[:1])
    SHAPES[shape].check(value, "", report)
    return [str(problem) for problem in report.problems]


@pytest.mark.parametrize("line", [line for line in lines() if line.shape in SENT], ids=str)
def test_at_the_limit_a_payload_passes_and_one_past_it_is_refused(line: Line):
    field = line.field.replace(".", "/")

    assert whole(line.shape, with_field(SHAPES[line.shape], line.field, line.at)) == []
    refused = [str(problem) for problem in whole(line.shape, with_field(SHAPES[line.shape], line.field, line.past))]

    assert any(field in problem and any(str(number) in problem for number in (line.at, line.past)) for problem in refused), refused


@pytest.mark.parametrize("line", [line for line in lines(LENIENT) if line not in set(lines())], ids=str)
def test_a_limit_that_is_a_flag_moves_with_it(line: Line):
    value = {size: with_field(SHAPES[line.shape], line.field, size) for size in (line.at, line.past)}

    assert whole(line.shape, value[line.at], LENIENT) == []
    assert whole(line.shape, value[line.past], LENIENT)
    assert whole(line.shape, value[line.at])


def test_the_tables_limits_are_slacks_numbers():
    table: dict[str, dict[str, int]] = {}
    for line in lines():
        if line.bound == "max" and line.field != "block_id":
            table.setdefault(line.shape, {})[line.field] = line.at

    assert table == LIMITS


@pytest.mark.parametrize("block", [name for name in SHAPES if "block_id" in SHAPES[name].fields])
def test_a_block_id_has_255_characters_at_most(block: str):
    assert [(line.bound, line.at) for line in lines() if (line.shape, line.field) == (block, "block_id")] == [("max", 255), ("min", 1)]


@pytest.mark.parametrize("shape", SENT)
def test_the_smallest_object_of_each_shape_passes_and_an_unknown_field_is_refused(shape: str):
    smallest = sample_of(SHAPES[shape])

    assert whole(shape, smallest) == []
    assert "invalid additional property: nonsense [json-pointer:]" in problems(shape, smallest | {"nonsense": 1})
    assert any(problem.message == "invalid additional property: nonsense" for problem in whole(shape, smallest | {"nonsense": 1}))


@pytest.mark.parametrize(("shape", "name"), [(name, field) for name in SENT for field in SHAPES[name].required])
def test_each_required_field_is_missed(shape: str, name: str):
    value = sample_of(SHAPES[shape])
    del value[name]

    assert f"missing required field: {name} [json-pointer:]" in problems(shape, value)


@pytest.mark.parametrize("shape", [name for name in SENT if SHAPES[name].one_of or SHAPES[name].any_of])
def test_one_of_several_fields_is_missed_and_where_one_is_the_most_two_are_refused(shape: str):
    rule = SHAPES[shape]
    value = {name: held for name, held in sample_of(rule).items() if name not in (*rule.one_of, *rule.any_of)}
    both = value | {name: sample_of(rule).get(name, with_field(rule, name, 1)[name]) for name in rule.one_of}

    assert any(problem.startswith("must define either") for problem in problems(shape, value))
    assert any(problem.startswith("only one of") for problem in problems(shape, both)) == bool(rule.one_of)


@pytest.mark.parametrize(("shape", "field"), [(name, field) for name in SENT for field in SHAPES[name].fields])
def test_each_field_refuses_what_is_of_another_type(shape: str, field: str):
    for other in (None, object()):
        assert any(f"[json-pointer:/{field}" in problem for problem in problems(shape, sample_of(SHAPES[shape]) | {field: other}))


def few(rule: Rule) -> bool:
    return isinstance(rule, Str) and bool(rule.choices or rule.pattern or rule.url)


def fields_of_few_values() -> Iterator[tuple[str, str]]:
    for name in SENT:
        for field, rule in SHAPES[name].fields.items():
            if few(rule) or (isinstance(rule, Items) and few(rule.rule)):
                yield name, field


@pytest.mark.parametrize(("shape", "field"), list(fields_of_few_values()))
def test_a_value_that_is_not_one_of_the_few_is_refused(shape: str, field: str):
    wrong: Any = ["nonsense"] if isinstance(SHAPES[shape].fields[field], Items) else "nonsense"

    assert any(f"[json-pointer:/{field}" in problem for problem in problems(shape, sample_of(SHAPES[shape]) | {field: wrong}))


@pytest.mark.parametrize(("shape", "field"), [(name, field) for name in SENT for field, rule in SHAPES[name].fields.items() if isinstance(rule, Num)])
def test_true_is_no_number(shape: str, field: str):
    assert any(f"[json-pointer:/{field}]" in problem for problem in problems(shape, sample_of(SHAPES[shape]) | {field: True}))


def test_every_block_and_typed_element_says_where_it_stands():
    assert {name.removesuffix("_block") for name, shape in SHAPES.items() if "block_id" in shape.fields} == BLOCKS.keys()
    assert {name for name, shape in SHAPES.items() if shape.surfaces != "MDH" and "action_id" in shape.fields} - TYPED.keys() == {
        "workflow_button", "feedback_buttons", "icon_button",
    }  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_stands_on_its_surfaces_only(block: str, surface: str):
    payload = [{"type": block, **sample_of(SHAPES["rich_text_block" if block == "rich_text" else block])}]
    refused = [f"unsupported type: {block} [json-pointer:/blocks/0/type]"]

    strict = [str(one) for one in validate_blocks(payload, surface=SURFACES[surface])]
    lenient = [str(one) for one in validate_blocks(payload, LENIENT, surface=SURFACES[surface])]

    assert strict == ([] if surface in BLOCKS[block] else refused)
    assert lenient == ([] if surface in BLOCKS[block].upper() else refused)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("element", TYPED)
def test_an_input_takes_an_element_on_its_surfaces_only(element: str, surface: str):
    payload = [{"type": "input", "label": {"type": "plain_text", "text": "Name"}, "element": {"type": element, **sample_of(SHAPES[element])}}]

    said = [str(one) for one in validate_blocks(payload, LENIENT, surface=SURFACES[surface])]

    assert said == ([] if surface in TYPED[element] else [f"unsupported type: {element} [json-pointer:/blocks/0/element/type]"])
