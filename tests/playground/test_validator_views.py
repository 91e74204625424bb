"""Modals, Home views, answers with options: what the table cannot say by itself."""

from typing import Any

import pytest

from playground.limits import SHAPES
from playground.rules import Flags
from playground.validator import validate_blocks, validate_message, validate_options, validate_view
from tests.playground.samples import sample_of
from tests.playground.test_validator import DIVIDER, INPUT, RAW, actions, button, mrkdwn, option, plain, section

TEXT = {"type": "plain_text_input", "action_id": "n"}


def field(element: dict, **more: Any) -> dict:
    return {"type": "input", "label": plain("Name"), "element": element, **more}


def modal(*blocks: Any, **more: Any) -> dict:
    return {"type": "modal", "title": plain("Note"), "submit": plain("Save"), "blocks": list(blocks), **more}


def home(*blocks: Any, **more: Any) -> dict:
    return {"type": "home", "blocks": list(blocks), **more}


def said(view: Any, flags: Flags | None = None, surface: str | None = None) -> list[str]:
    return [str(problem) for problem in validate_view(view, flags, surface)]


def rich(*inline: dict) -> dict:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(inline)}]}


def test_a_modal_with_every_input_passes():
    names = ("plain_text_input", "email_text_input", "url_text_input", "file_input", "datepicker", "timepicker", "datetimepicker", "users_select")
    fields = [field({"type": name, "action_id": name}) for name in names]

    assert (
        said(
            modal(
                *fields,
                field({"type": "rich_text_input", "action_id": "r", "initial_value": rich({"type": "text", "text": "x"}), "min_lines": 3, "max_lines": 9}),
                field({"type": "number_input", "action_id": "n", "is_decimal_allowed": True, "min_value": "-1.5", "max_value": "10", "initial_value": "2"}),
                field({"type": "conversations_select", "action_id": "c", "response_url_enabled": True, "filter": {"include": ["private", "im"]}}),
                field({"type": "checkboxes", "action_id": "k", "options": [option("a")], "initial_options": [option("a")]}, dispatch_action=True),
                {"type": "alert", "text": mrkdwn("*x*"), "level": "warning"},
                notify_on_close=True,
                clear_on_close=False,
                private_metadata="",
                callback_id="note.save",
            )
        )
        == []
    )


def test_a_home_with_inputs_needs_no_submit():
    assert said(home(field(TEXT), {"type": "data_table", "caption": "c", "rows": [[RAW], [RAW]]})) == []


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_a_home_has_no_title_submit_or_close(name):
    assert said(home(DIVIDER, **{name: plain("x")})) == [
        "failed to match all allowed schemas [json-pointer:/view]",
        f"invalid additional property: {name} [json-pointer:/view]",
    ]


def test_a_modal_with_an_input_needs_submit():
    view = modal(DIVIDER, field(TEXT))
    del view["submit"]

    assert said(view) == ["must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"]


@pytest.mark.parametrize(("kind", "surface"), [("section", None), ("modal", "home"), ("home", "modal")])
def test_a_method_takes_its_own_type_of_view(kind, surface):
    assert said({"type": kind, "blocks": [DIVIDER]}, surface=surface) == [
        "failed to match all allowed schemas [json-pointer:/view]",
        f"unsupported type: {kind} [json-pointer:/view/type]",
    ]


@pytest.mark.parametrize("view", [None, [], "x", 1])
def test_what_is_no_object_is_no_view(view):
    assert said(view)[-1] == "must provide an object [json-pointer:/view]"


@pytest.mark.parametrize("kind", [None, 5, [], {}])
def test_a_type_that_is_no_string_is_refused(kind):
    assert said({"type": kind, "blocks": []})[-1] == f"unsupported type: {kind} [json-pointer:/view/type]"


def test_what_slack_gives_back_of_a_view_may_not_be_sent():
    assert "invalid additional property: hash [json-pointer:/view]" in said(modal(DIVIDER, hash="1.a"))


def test_an_empty_view_is_a_flag():
    assert said(home())[-1] == "no fewer than 1 items allowed [json-pointer:/view/blocks]"
    assert said(home(), Flags(empty_views=True)) == []


def test_a_block_id_stands_once_in_a_view():
    assert said(modal(section(block_id="a"), section(block_id="a"))) == ["block_id a already exists for another block [json-pointer:/view/blocks/1/block_id]"]


def test_one_element_has_the_focus():
    focused = TEXT | {"focus_on_load": True}

    assert said(modal(field(focused), field(TEXT | {"focus_on_load": False}))) == []
    assert said(modal(field(focused), field(focused))) == [
        "only one element may have `focus_on_load` set to true [json-pointer:/view/blocks/1/element/focus_on_load]"
    ]


def test_response_urls_come_from_inputs_of_modals_only():
    select = {"type": "channels_select", "action_id": "c", "response_url_enabled": True}
    words = "may only be used in input blocks of modals"

    assert said(modal(field(select))) == []
    assert said(modal(section(accessory=select))) == [f"{words} [json-pointer:/view/blocks/0/accessory/response_url_enabled]"]
    assert said(home(field(select))) == [f"{words} [json-pointer:/view/blocks/0/element/response_url_enabled]"]
    assert [str(one) for one in validate_message({"blocks": [actions(select)]})] == [f"{words} [json-pointer:/blocks/0/elements/0/response_url_enabled]"]


def test_a_file_input_dispatches_nothing():
    assert said(modal(field({"type": "file_input", "action_id": "f"}, dispatch_action=True)))[-1] == (
        "may not be used with file_input [json-pointer:/view/blocks/0/dispatch_action]"
    )


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "1.5"}, "min_value cannot be greater than max_value"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": 2}, "must provide a string"),
        ({"type": "number_input"}, "missing required field: is_decimal_allowed"),
        ({"type": "rich_text_input", "action_id": "r", "initial_value": plain("x")}, "unsupported type: plain_text"),
        ({"type": "rich_text_input"}, "missing required field: action_id"),
        ({"type": "datepicker", "initial_date": "2026-02-30"}, "must be a valid date"),
        ({"type": "datepicker", "initial_date": "2026-13-01"}, "does not match the required pattern"),
        ({"type": "timepicker", "timezone": "Mars/Olympus"}, "must be a valid timezone"),
        ({"type": "radio_buttons", "options": [option("a")], "initial_option": option("b")}, "initial option must match exactly one of the provided options"),
        ({"type": "multi_static_select", "options": [option("a")], "initial_options": [option("b")]}, "initial option must match exactly"),
        ({"type": "conversations_select", "filter": {}}, "must define either"),
        ({"type": "button", "text": plain("x")}, "unsupported type: button"),
    ],
)
def test_an_input_refuses(element, problem):
    refused = said(modal(field(element)))

    assert any(line.startswith(problem) for line in refused), refused
    assert refused[0] == "failed to match all allowed schemas [json-pointer:/view]"


def test_a_datetimepicker_is_no_part_of_a_home():
    assert said(home(actions({"type": "datetimepicker"})))[-1] == "unsupported type: datetimepicker [json-pointer:/view/blocks/0/elements/0/type]"


def test_what_stands_in_a_container_counts():
    box = {"type": "container", "title": plain("t"), "child_blocks": [section(block_id="a")]}

    assert [str(one) for one in validate_blocks([section(block_id="a"), box])] == [
        "block_id a already exists for another block [json-pointer:/blocks/1/child_blocks/0/block_id]"
    ]
    assert [str(one) for one in validate_blocks([box | {"child_blocks": [INPUT]}])] == ["unsupported type: input [json-pointer:/blocks/0/child_blocks/0/type]"]


def test_a_container_may_have_both_titles():
    box = {"type": "container", "title": plain("t"), "rich_text_title": rich({"type": "text", "text": "x"}), "child_blocks": [DIVIDER]}

    assert validate_blocks([box]) == []


def test_a_markdown_blocks_id_is_ignored():
    assert validate_blocks([section(block_id="a"), {"type": "markdown", "text": "x", "block_id": "a"}]) == []


def test_action_ids_differ_in_a_card_and_in_context_actions():
    trash = {"type": "icon_button", "icon": "trash", "text": plain("x"), "action_id": "a"}

    for block, pointer in (
        ({"type": "card", "actions": [button("a"), button("a")]}, "actions/1"),
        ({"type": "context_actions", "elements": [trash, trash]}, "elements/1"),
    ):
        assert [str(one) for one in validate_blocks([block])] == [
            f"`action_id` a already exists for another element [json-pointer:/blocks/0/{pointer}/action_id]"
        ]


def test_a_data_tables_header_column_exists():
    block = {"type": "data_table", "caption": "c", "rows": [[RAW, RAW], [RAW, RAW]]}

    assert validate_blocks([block | {"row_header_column_index": 1}]) == []
    assert [str(one) for one in validate_blocks([block | {"row_header_column_index": 2}])] == [
        "must be less than or equal to 1 [json-pointer:/blocks/0/row_header_column_index]"
    ]


def test_a_block_id_stands_once_in_blocks_and_attachments():
    payload = {"blocks": [section(block_id="a")], "attachments": [{"blocks": [section(block_id="a")]}]}

    assert [str(one) for one in validate_message(payload)] == ["block_id a already exists for another block [json-pointer:/attachments/0/blocks/0/block_id]"]


def test_an_attachments_unknown_field_is_a_flag():
    payload = {"attachments": [{"text": "x", "colour": "red"}]}

    assert [str(one) for one in validate_message(payload)] == ["invalid additional property: colour [json-pointer:/attachments/0]"]
    assert validate_message(payload, Flags(unknown_attachment_fields=True)) == []


def test_an_attachment_has_a_time_as_number_or_text():
    assert validate_message({"attachments": [{"text": "x", "ts": 1}, {"text": "x", "ts": "1.5"}]}) == []
    assert [str(one) for one in validate_message({"attachments": [{"text": "x", "ts": []}]})] == [
        "failed to match all allowed schemas [json-pointer:/attachments/0/ts]"
    ]


def test_a_hundred_attachments_are_the_most():
    assert validate_message({"attachments": [{"text": "x"}] * 100}) == []
    assert [str(one) for one in validate_message({"attachments": [{"text": "x"}] * 101})] == ["no more than 100 items allowed [json-pointer:/attachments]"]


@pytest.mark.parametrize("name", ["blocks", "attachments"])
def test_what_is_no_array_is_refused(name):
    assert [str(one) for one in validate_message({name: "x"})] == [f"must provide an array [json-pointer:/{name}]"]


def test_an_answer_with_options_has_a_hundred_at_most():
    group = {"label": plain("g"), "options": [option("a")] * 100}

    assert validate_options({"options": []}) == validate_options({"options": [option("a")] * 100}) == []
    assert validate_options({"option_groups": [group] * 100}) == []
    assert validate_options({"options": [option("a")] * 101})
    assert validate_options({"option_groups": [group | {"options": [option("a")] * 101}]})
    assert validate_options({"options": [], "option_groups": []})
    assert validate_options({})
    assert validate_options(None)


@pytest.mark.parametrize("kind", ["text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date", "team", "color"])
@pytest.mark.parametrize("container", ["rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"])
def test_every_inline_element_stands_in_every_container(kind, container):
    inline = {"type": kind, **sample_of(SHAPES[f"rich_{kind}"])}
    part = {"type": container, "elements": [inline]}
    if container == "rich_text_list":
        part = {"type": container, "style": "ordered", "indent": 1, "elements": [{"type": "rich_text_section", "elements": [inline]}]}

    assert validate_blocks([{"type": "rich_text", "elements": [part]}]) == []


def test_an_empty_line_of_rich_text_passes_and_an_empty_list_does_not():
    assert validate_blocks([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}]) == []
    assert validate_blocks([{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": []}]}])
    assert validate_blocks([{"type": "rich_text", "elements": []}])


@pytest.mark.parametrize("name", ["fields", "actions"])
def test_an_attachments_fields_are_objects(name):
    assert [str(one) for one in validate_message({"attachments": [{name: ["x"]}]})] == [f"must provide an object [json-pointer:/attachments/0/{name}/0]"]


@pytest.mark.parametrize(
    ("metadata", "problem"),
    [
        ([], "must provide an object [json-pointer:/metadata]"),
        ({"event_type": "x"}, "missing required field: event_payload [json-pointer:/metadata]"),
        ({"event_type": "", "event_payload": {}}, "must provide a string [json-pointer:/metadata/event_type]"),
        ({"event_type": "x", "event_payload": []}, "must provide an object [json-pointer:/metadata/event_payload]"),
        ({"event_type": "x", "event_payload": {}, "id": 1}, "invalid additional property: id [json-pointer:/metadata]"),
    ],
)
def test_metadata_is_a_type_and_a_payload(metadata, problem):
    assert [str(one) for one in validate_message({"text": "x", "metadata": metadata})] == [problem]
