import pytest

from playground.validator import Flags, validate_message


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict:
    return {"type": "mrkdwn", "text": text}


def option(value: str, **more) -> dict:
    return {"text": plain(value), "value": value, **more}


def button(action_id: str = "a", **more) -> dict:
    return {"type": "button", "action_id": action_id, "text": plain("Open"), **more}


def actions(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def section(**more) -> dict:
    return {"type": "section", "text": mrkdwn("Ana"), **more}


def said(*blocks: dict, flags: Flags | None = None) -> list[str]:
    return [str(problem) for problem in validate_message({"blocks": list(blocks)}, flags)]


DIVIDER = {"type": "divider"}
SELECT = {"type": "static_select", "action_id": "s", "options": [option("new"), option("won")]}
RAW = {"type": "raw_text", "text": "x"}
RICH_CELL = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
INPUT = {"type": "input", "label": plain("Name"), "element": {"type": "plain_text_input", "action_id": "n"}}
PIE = {"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]}}


def chart(*series: tuple[str, list[str]], categories: list[str]) -> dict:
    rows = [{"name": name, "data": [{"label": label, "value": 1} for label in labels]} for name, labels in series]
    return {"type": "data_visualization", "title": "t", "chart": {"type": "bar", "series": rows, "axis_config": {"categories": categories}}}


def test_fifty_blocks_pass_and_fifty_one_are_refused():
    assert said(*[DIVIDER] * 50) == []
    assert said(*[DIVIDER] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_lengths_are_counted_in_code_points():
    assert said(section(text=mrkdwn("🙂" * 3000))) == []
    assert said({"type": "header", "text": plain("é" * 151)})


@pytest.mark.parametrize("kind", ["alert", "file", "auth_provider", "nonsense", "view"])
def test_blocks_that_do_not_stand_in_messages_are_refused(kind):
    assert said({"type": kind}) == [f"unsupported type: {kind} [json-pointer:/blocks/0/type]"]


@pytest.mark.parametrize("kind", ["rich_text_input", "number_input", "email_text_input", "url_text_input", "file_input"])
def test_inputs_of_modals_are_refused_in_messages(kind):
    assert said(INPUT | {"element": {"type": kind, "action_id": "x"}}, flags=Flags(input_in_messages=True)) == [
        f"unsupported type: {kind} [json-pointer:/blocks/0/element/type]"
    ]


def test_an_input_block_in_a_message_is_a_flag():
    assert said(INPUT) == ["unsupported type: input [json-pointer:/blocks/0/type]"]
    assert said(INPUT, flags=Flags(input_in_messages=True)) == []


def test_a_multi_select_in_actions_is_a_flag():
    block = actions({"type": "multi_users_select", "action_id": "m"})

    assert said(block) == ["unsupported type: multi_users_select [json-pointer:/blocks/0/elements/0/type]"]
    assert said(block, flags=Flags(multi_select_in_actions=True)) == []
    assert said(section(accessory=block["elements"][0])) == []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (section(nonsense=1), "invalid additional property: nonsense [json-pointer:/blocks/0]"),
        (section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        ({"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        (actions(button(text=mrkdwn("x"))), "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"),
        (actions(button(style="blue")), "value must be one of the allowed enum values [json-pointer:/blocks/0/elements/0/style]"),
        (actions(button(url="ftp://x")), "must be a valid URL [json-pointer:/blocks/0/elements/0/url]"),
        (actions(button("a"), button("a")), "`action_id` a already exists for another element [json-pointer:/blocks/0/elements/1/action_id]"),
        (actions(SELECT | {"options": []}), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        (
            actions(SELECT | {"options": [option("x", url="https://acme.example")]}),
            "invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]",
        ),
        (
            actions(SELECT | {"options": [option("x", type="option")]}),
            "invalid additional property: type [json-pointer:/blocks/0/elements/0/options/0]",
        ),
        (
            actions(SELECT | {"initial_option": option("lost")}),
            "initial option must match exactly one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
        ),
        (
            actions(SELECT | {"option_groups": [{"label": plain("g"), "options": [option("x")]}]}),
            "only one of `options`, `option_groups` may be defined [json-pointer:/blocks/0/elements/0]",
        ),
        (actions({"type": "datepicker", "initial_date": "3 Nov"}), "does not match the required pattern [json-pointer:/blocks/0/elements/0/initial_date]"),
        ({"type": "image", "image_url": "https://acme.example/a.png"}, "missing required field: alt_text [json-pointer:/blocks/0]"),
        ({"type": "image", "alt_text": "a"}, "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
        ({"type": "context", "elements": [button()]}, "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
        (
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "nonsense"}]}]},
            "unsupported type: nonsense [json-pointer:/blocks/0/elements/0/elements/0/type]",
        ),
        ({"type": "table", "rows": "x"}, "must provide an array [json-pointer:/blocks/0/rows]"),
        ({"type": "data_table", "caption": "c", "rows": [[RAW], [RAW, RAW]]}, "all rows must have the same number of cells [json-pointer:/blocks/0/rows/1]"),
        ({"type": "data_table", "caption": "c", "rows": [[RICH_CELL], [RAW]]}, "header cells may not be of type rich_text [json-pointer:/blocks/0/rows/0/0]"),
        (chart(("a", ["x"]), ("a", ["x"]), categories=["x"]), "series name a already exists [json-pointer:/blocks/0/chart/series/1/name]"),
        (chart(("a", ["x"]), categories=["x", "y"]), "must have exactly one point for each category [json-pointer:/blocks/0/chart/series/0/data]"),
        (
            {"type": "card", "title": mrkdwn("t"), "icon": {"type": "image", "alt_text": "a", "image_url": "https://a.example"}, "slack_icon": {"name": "x"}},
            "only one of `icon`, `slack_icon` may be defined [json-pointer:/blocks/0]",
        ),
        (
            {"type": "container", "title": plain("t"), "child_blocks": [{"type": "container", "title": plain("t"), "child_blocks": [DIVIDER]}]},
            "unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]",
        ),
        (
            {"type": "container", "title": plain("t"), "child_blocks": [DIVIDER], "is_collapsible": True, "has_header_divider": True},
            "may not be used with is_collapsible [json-pointer:/blocks/0/has_header_divider]",
        ),
        ("text", "must provide an object [json-pointer:/blocks/0]"),
        ({}, "missing required field: type [json-pointer:/blocks/0]"),
        ({"type": ["section"]}, "unsupported type: ['section'] [json-pointer:/blocks/0/type]"),
    ],
)
def test_slack_refuses(block, problem):
    assert problem in said(block)


@pytest.mark.parametrize(
    "block",
    [
        section(
            fields=[plain("a"), mrkdwn("b")],
            accessory=button(value="1", confirm={"title": plain("t"), "text": mrkdwn("x"), "confirm": plain("y"), "deny": plain("n")}),
        ),
        actions({"type": "overflow", "action_id": "o", "options": [option("x", url="https://acme.example")]}),
        actions({"type": "radio_buttons", "options": [{"text": mrkdwn("*x*"), "value": "x", "description": mrkdwn("d")}]}),
        actions({"type": "static_select", "option_groups": [{"label": plain("g"), "options": [option("x")]}], "initial_option": option("x")}),
        actions({"type": "checkboxes", "options": [option("x"), option("y")], "initial_options": [option("y")]}),
        {"type": "context", "elements": [mrkdwn("x"), plain("y"), {"type": "image", "alt_text": "a", "image_url": "https://acme.example/a.png"}]},
        {"type": "data_table", "caption": "c", "rows": [[RAW], [RICH_CELL], [{"type": "raw_number", "value": 1.5}]]},
        chart(("a", ["x", "y"]), categories=["x", "y"]),
        {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("t"), "actions": [button()]}]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "UBEN", "style": {"bold": True}}]}],
                }
            ],
        },
    ],
)
def test_slack_takes(block):
    assert said(block) == []


def test_a_block_id_stands_once_in_a_message():
    assert said(section(block_id="a"), DIVIDER, section(block_id="a")) == ["block_id a already exists for another block [json-pointer:/blocks/2/block_id]"]


def test_the_same_action_id_may_stand_in_two_blocks():
    assert said(actions(button("open")), actions(button("open"))) == []


def test_markdown_blocks_have_twelve_thousand_characters_together():
    assert said({"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6000}) == []
    assert said({"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}) == [
        "blocks of type markdown must be less than 12001 characters together [json-pointer:/blocks]"
    ]


def test_tables_have_ten_thousand_characters_and_a_message_one_table():
    def table(size: int) -> dict:
        return {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * size}]]}

    assert said(table(10000)) == []
    assert said(table(10001))
    assert said(table(1), table(1)) == ["no more than 1 blocks of type table allowed [json-pointer:/blocks/1]"]
    assert said(table(1), table(1), flags=Flags(tables_per_message=2)) == []


def test_data_tables_have_twenty_thousand_characters():
    def rows(size: int) -> dict:
        return {"type": "data_table", "caption": "c", "rows": [[RAW], [{"type": "raw_text", "text": "x" * size}]]}

    assert said(rows(19999)) == []
    assert said(rows(20000))


def test_two_charts_are_the_most():
    assert said(PIE, PIE) == []
    assert said(PIE, PIE, PIE) == ["no more than 2 blocks of type data_visualization allowed [json-pointer:/blocks/2]"]


def test_the_sizes_of_charts_and_data_tables_are_flags():
    wide = PIE | {"chart": {"type": "pie", "segments": [{"label": "a", "value": 1}] * 12}}
    long = {"type": "data_table", "caption": "c", "rows": [[RAW]] * 201}

    assert said(wide)
    assert said(long)
    assert said(wide, long, flags=Flags(chart_items=12, data_table_rows=200)) == []


def test_blocks_of_attachments_are_judged_too():
    payload = {"text": "x", "attachments": [{"color": "#1264a3", "blocks": [{"type": "alert"}]}, "text"]}

    assert [str(one) for one in validate_message(payload)] == [
        "unsupported type: alert [json-pointer:/attachments/0/blocks/0/type]",
        "must provide an object [json-pointer:/attachments/1]",
    ]
    assert validate_message({"attachments": [{"text": "x"}] * 101})


def test_a_section_text_past_its_limit_has_slacks_two_lines():
    assert said(section(text=mrkdwn("x" * 3001))) == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]
