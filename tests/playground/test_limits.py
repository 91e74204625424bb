"""Every limit of the table, at its number and one past it. The numbers stand here a second time, so that a slip in the table is seen."""

from typing import Any

import pytest

from playground.limits import SHAPES
from playground.rules import Flags, Items, Kind, Num, Of, Report, Rule, Shape, Str, Text

LIMITS = [
    ("option", "text", 75),
    ("option", "value", 150),
    ("option", "description", 75),
    ("overflow_option", "text", 75),
    ("overflow_option", "value", 150),
    ("overflow_option", "description", 75),
    ("overflow_option", "url", 3000),
    ("choice_option", "text", 75),
    ("choice_option", "value", 150),
    ("choice_option", "description", 75),
    ("option_group", "label", 75),
    ("option_group", "options", 100),
    ("confirm", "title", 100),
    ("confirm", "text", 300),
    ("confirm", "confirm", 30),
    ("confirm", "deny", 30),
    ("slack_file", "url", 3000),
    ("dispatch_action_config", "trigger_actions_on", 2),
    ("workflow_trigger", "url", 3000),
    ("button", "text", 75),
    ("button", "action_id", 255),
    ("button", "url", 3000),
    ("button", "value", 2000),
    ("button", "accessibility_label", 75),
    ("button", "agent_prompt", 4000),
    ("button", "visible_to_user_ids", 10),
    ("overflow", "action_id", 255),
    ("overflow", "options", 5),
    ("image_element", "alt_text", 2000),
    ("image_element", "image_url", 3000),
    ("workflow_button", "text", 75),
    ("workflow_button", "action_id", 255),
    ("workflow_button", "accessibility_label", 75),
    ("static_select", "action_id", 255),
    ("static_select", "placeholder", 150),
    ("static_select", "options", 100),
    ("static_select", "option_groups", 100),
    ("multi_static_select", "action_id", 255),
    ("multi_static_select", "placeholder", 150),
    ("multi_static_select", "options", 100),
    ("multi_static_select", "option_groups", 100),
    ("multi_static_select", "initial_options", 100),
    ("external_select", "action_id", 255),
    ("external_select", "placeholder", 150),
    ("multi_external_select", "action_id", 255),
    ("multi_external_select", "placeholder", 150),
    ("multi_external_select", "initial_options", 100),
    ("users_select", "action_id", 255),
    ("users_select", "placeholder", 150),
    ("multi_users_select", "action_id", 255),
    ("multi_users_select", "placeholder", 150),
    ("channels_select", "action_id", 255),
    ("channels_select", "placeholder", 150),
    ("multi_channels_select", "action_id", 255),
    ("multi_channels_select", "placeholder", 150),
    ("conversations_select", "action_id", 255),
    ("conversations_select", "placeholder", 150),
    ("multi_conversations_select", "action_id", 255),
    ("multi_conversations_select", "placeholder", 150),
    ("checkboxes", "action_id", 255),
    ("checkboxes", "options", 10),
    ("checkboxes", "initial_options", 10),
    ("radio_buttons", "action_id", 255),
    ("radio_buttons", "options", 10),
    ("datepicker", "action_id", 255),
    ("datepicker", "placeholder", 150),
    ("timepicker", "action_id", 255),
    ("timepicker", "placeholder", 150),
    ("datetimepicker", "action_id", 255),
    ("datetimepicker", "initial_date_time", 9999999999),
    ("plain_text_input", "action_id", 255),
    ("plain_text_input", "initial_value", 3000),
    ("plain_text_input", "min_length", 3000),
    ("plain_text_input", "max_length", 3000),
    ("plain_text_input", "placeholder", 150),
    ("feedback_buttons", "action_id", 255),
    ("feedback_button", "text", 75),
    ("feedback_button", "value", 2000),
    ("feedback_button", "accessibility_label", 75),
    ("icon_button", "action_id", 255),
    ("icon_button", "text", 75),
    ("icon_button", "value", 2000),
    ("icon_button", "accessibility_label", 75),
    ("icon_button", "visible_to_user_ids", 10),
    ("url_source", "url", 3000),
    ("rich_emoji", "skin_tone", 6),
    ("rich_date", "url", 3000),
    ("pie", "segments", 6),
    ("segment", "label", 20),
    ("bar", "series", 6),
    ("line", "series", 6),
    ("area", "series", 6),
    ("series", "name", 20),
    ("series", "data", 20),
    ("point", "label", 20),
    ("axis_config", "categories", 20),
    ("axis_config", "categories.0", 20),
    ("axis_config", "x_label", 50),
    ("axis_config", "y_label", 50),
    ("section", "text", 3000),
    ("section", "fields", 10),
    ("section", "fields.0", 2000),
    ("actions", "elements", 25),
    ("actions_with_multi", "elements", 25),
    ("context", "elements", 10),
    ("header", "text", 150),
    ("header", "level", 6),
    ("image", "alt_text", 2000),
    ("image", "image_url", 3000),
    ("image", "title", 2000),
    ("input", "label", 2000),
    ("input", "hint", 2000),
    ("video", "alt_text", 2000),
    ("video", "title", 199),
    ("video", "thumbnail_url", 3000),
    ("video", "video_url", 3000),
    ("video", "title_url", 3000),
    ("video", "description", 200),
    ("video", "author_name", 49),
    ("video", "provider_icon_url", 3000),
    ("markdown", "text", 12000),
    ("table", "rows", 100),
    ("table", "rows.0", 20),
    ("table", "column_settings", 20),
    ("data_table", "rows", 101),
    ("data_table", "rows.0", 20),
    ("data_table", "page_size", 100),
    ("data_table", "row_header_column_index", 19),
    ("data_visualization", "title", 50),
    ("card", "title", 150),
    ("card", "subtitle", 150),
    ("card", "body", 200),
    ("card", "subtext", 200),
    ("card", "actions", 3),
    ("carousel", "elements", 10),
    ("container", "title", 150),
    ("container", "subtitle", 150),
    ("container", "child_blocks", 10),
    ("context_actions", "elements", 5),
    ("plan", "tasks", 50),
]


def sample(rule: Rule, size: int = 1) -> Any:  # noqa: PLR0911 - one line for each kind of rule
    """A valid value of a rule that is `size` long, many or large."""
    match rule:
        case Str(choices=(first, *_)):
            return first
        case Str(url=True) | Str(pattern="https://.+"):
            return "https://acme.example/".ljust(size, "x")
        case Str(pattern=r"\d{4}-\d{2}-\d{2}"):
            return "2026-11-03"
        case Str(pattern=pattern) if pattern:
            return "09:30"
        case Str():
            return "x" * size
        case Text():
            return {"type": rule.kinds[-1], "text": "x" * size}
        case Num():
            return size if size > 1 else rule.min or 1
        case Items():
            return [distinct(sample(rule.rule), number) for number in range(max(size, rule.min))]
        case Of():
            return sample_of(SHAPES[rule.shape])
        case Kind():
            kind, shape = next(iter(rule.kinds.items()))
            return {"type": kind, **sample_of(SHAPES[shape])}
    return True


def distinct(value: Any, number: int) -> Any:
    """Things that must differ in an array differ by their number."""
    if isinstance(value, dict):
        return value | {name: str(number) for name in ("name",) if name in value}
    return str(number) if isinstance(value, str) and len(value) == 1 else value


def sample_of(shape: Shape) -> dict[str, Any]:
    """The smallest valid object of a shape."""
    names = [*shape.required, *shape.one_of[:1], *shape.any_of[:1]]
    value = {name: sample(shape.fields[name]) for name in names}
    if "axis_config" in value:
        value["series"][0]["data"][0]["label"] = value["axis_config"]["categories"][0]
    return value


def with_field(shape: Shape, field: str, size: int) -> dict[str, Any]:
    """The smallest valid object with one field of that size; `rows.0` is the first item of rows."""
    name, _, inner = field.partition(".")
    rule = shape.fields[name]
    value = sample_of(shape) | {name: sample(rule, 1 if inner else size)}
    if inner:
        assert isinstance(rule, Items)
        value[name] = [sample(rule.rule, size) for _ in range(rule.min)]
    for other in (*shape.one_of, *shape.any_of):
        if name in shape.one_of and other != name:
            value.pop(other, None)
    return agreeing(value)


def agreeing(value: dict[str, Any]) -> dict[str, Any]:
    """What other fields must agree with: presets are offered, points fit the categories, action_ids differ."""
    if "initial_options" in value and "options" in value:
        value["options"] = value["initial_options"]
    for series in value.get("series", []):
        series["data"][0]["label"] = value["axis_config"]["categories"][0]
    return value


def problems(shape: str, value: dict[str, Any]) -> list[str]:
    report = Report(SHAPES, Flags())
    SHAPES[shape].check(value, "", report)
    return [str(problem) for problem in report.problems]


@pytest.mark.parametrize(("shape", "field", "limit"), LIMITS)
def test_at_the_limit_it_passes_and_one_past_it_is_refused(shape, field, limit):
    pointer = "/" + field.replace(".", "/")

    assert problems(shape, with_field(SHAPES[shape], field, limit)) == []
    refused = problems(shape, with_field(SHAPES[shape], field, limit + 1))

    assert any(pointer in problem for problem in refused)
    assert any(str(limit) in problem or str(limit + 1) in problem for problem in refused)


def test_every_limit_of_the_table_has_its_line_here():
    def limited(rule: Rule) -> bool:
        return (rule.limit(Flags()) if isinstance(rule, Items) else getattr(rule, "max", None)) is not None

    table = {(name, field) for name, shape in SHAPES.items() for field, rule in shape.fields.items() if field != "block_id" and limited(rule)}

    assert {(name, field) for name, field, _ in LIMITS if "." not in field} == table


@pytest.mark.parametrize("shape", list(SHAPES))
def test_the_smallest_object_of_each_shape_passes_and_an_unknown_field_is_refused(shape):
    smallest = sample_of(SHAPES[shape])

    assert problems(shape, smallest) == []
    assert "invalid additional property: nonsense [json-pointer:]" in problems(shape, smallest | {"nonsense": 1})


@pytest.mark.parametrize(("shape", "name"), [(name, field) for name, shape in SHAPES.items() for field in shape.required])
def test_each_required_field_is_missed(shape, name):
    value = sample_of(SHAPES[shape])
    del value[name]

    assert f"missing required field: {name} [json-pointer:]" in problems(shape, value)


@pytest.mark.parametrize(("shape", "field"), [(name, field) for name, shape in SHAPES.items() for field in shape.fields])
def test_each_field_refuses_what_is_of_another_type(shape, field):
    assert any(f"[json-pointer:/{field}" in problem for problem in problems(shape, sample_of(SHAPES[shape]) | {field: None}))
