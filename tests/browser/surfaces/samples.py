"""Every block of a message, and every input of a form, as the page draws them."""

from typing import Any

from tests.playground.whole.conftest import actions, button, field, option, plain

OPTIONS = [option("call"), option("meeting"), option("visit")]


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


PRICES = [
    {"name": "Won", "data": [{"label": "May", "value": 3}, {"label": "June", "value": 5}]},
    {"name": "Lost", "data": [{"label": "May", "value": 1}, {"label": "June", "value": 2}]},
]
ROWS = [
    [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Leads"}],
    *([{"type": "raw_text", "text": f"Ana {number}"}, {"type": "raw_number", "value": number, "text": str(number)}] for number in range(7)),
]
MENU = {"type": "overflow", "action_id": "more", "options": OPTIONS[:2]}
PICKERS: list[dict[str, Any]] = [
    {"type": "static_select", "action_id": "kind", "placeholder": plain("Kind"), "options": OPTIONS},
    {"type": "users_select", "action_id": "who", "placeholder": plain("Who")},
    {"type": "datepicker", "action_id": "day"},
    {"type": "timepicker", "action_id": "time"},
    {"type": "checkboxes", "action_id": "ticks", "options": OPTIONS},
    {"type": "radio_buttons", "action_id": "one", "options": OPTIONS},
]
EVERY_BLOCK: list[dict[str, Any]] = [
    {"type": "header", "text": plain("Ana Ruiz")},
    {"type": "section", "text": mrkdwn("*Acme Corp* · <https://acme.example|site>"), "fields": [mrkdwn("Status New"), mrkdwn("Score 40")], "accessory": MENU},
    actions(button(), button("no") | {"style": "danger"}, button("yes") | {"style": "primary"}, *PICKERS),
    {"type": "context", "elements": [mrkdwn("since 3 Nov"), plain("quiet")]},
    {"type": "divider"},
    rich({"type": "text", "text": "bold", "style": {"bold": True}}, {"type": "user", "user_id": "UBEN"}, {"type": "channel", "channel_id": "CGENERAL"}),
    {"type": "markdown", "text": "## A title\n- one\n- two"},
    {"type": "table", "rows": ROWS},
    {"type": "data_visualization", "title": "Deals", "chart": {"type": "bar", "series": PRICES, "axis_config": {"categories": ["May", "June"]}}},
    {"type": "card", "title": mrkdwn("A card"), "body": mrkdwn("with words"), "actions": [button("card")]},
    {"type": "container", "title": plain("More"), "is_collapsible": True, "child_blocks": [{"type": "section", "text": mrkdwn("inside")}]},
]
EVERY_INPUT: list[dict[str, Any]] = [
    {"type": "alert", "level": "warning", "text": mrkdwn("Late by a day")},
    field("Words", {"type": "plain_text_input", "placeholder": plain("a few")}, hint=plain("As it was said.")),
    field("Lines", {"type": "plain_text_input", "multiline": True}, optional=True),
    field("Note", {"type": "rich_text_input"}),
    field("Number", {"type": "number_input", "is_decimal_allowed": True}),
    field("E-mail", {"type": "email_text_input"}),
    field("Address", {"type": "url_text_input"}),
    field("Day", {"type": "datepicker"}),
    field("Time", {"type": "timepicker"}),
    field("Moment", {"type": "datetimepicker"}),
    field("Ticks", {"type": "checkboxes", "options": OPTIONS}),
    field("One", {"type": "radio_buttons", "options": OPTIONS}),
    *(field(kind, {"type": kind}) for kind in ("users_select", "channels_select", "conversations_select", "external_select")),
    field("Kind", {"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[0]}),
    field("Kinds", {"type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS[:2]}),
    field("People", {"type": "multi_users_select"}),
    field("Papers", {"type": "file_input"}),
]
