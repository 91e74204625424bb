"""Elements: what Slack takes and refuses of each kind beyond the numbers, which tests/playground/test_limits.py has."""

from typing import Any

import pytest

from playground.forms import file_problems, submission_problems
from playground.rules import Flags, Problem
from playground.validator import validate_options
from tests.playground.test_validator import SELECT, actions, button, mrkdwn, option, plain, section
from tests.playground.whole.conftest import field, modal

from .web import Fact, call, listener, workspace  # noqa: F401 - fixtures

CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("*Really?*"), "confirm": plain("Yes"), "deny": plain("No")}
CHOICES = {"type": "checkboxes", "options": [option("a"), option("b")]}
RADIO = {"type": "radio_buttons", "options": [option("a"), option("b")]}
IMAGE = {"type": "image", "alt_text": "A chart", "image_url": "https://acme.example/chart.png"}
NUMBER = {"type": "number_input", "is_decimal_allowed": True}
SELECTS = ("static_select", "external_select", "users_select", "channels_select", "conversations_select")
PICKERS = ("datepicker", "timepicker", "datetimepicker")
FREE = {"type": "external_select"}
WORKFLOW = {
    "type": "workflow_button",
    "action_id": "run",
    "text": plain("Run"),
    "workflow": {"trigger": {"url": "https://slack.example/shortcuts/F1", "customizable_input_parameters": [{"name": "lead", "value": "7"}]}},
}


def of(kind: str, **more: Any) -> dict[str, Any]:
    """An element with what it cannot do without."""
    options = {"options": [option("a"), option("b")]} if kind.endswith("static_select") or kind in ("checkboxes", "radio_buttons", "overflow") else {}
    return {"type": kind, **options, **more}


def beside(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [section(accessory=element) for element in elements]


def row(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [actions(element) for element in elements]


def asked(*elements: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [field("f", element, **more) for element in elements]


def without(name: str, value: dict[str, Any]) -> dict[str, Any]:
    return {key: held for key, held in value.items() if key != name}


MULTI = [of(f"multi_{name}") for name in SELECTS]

FACTS = [
    Fact("an action_id may be left out", [*row(without("action_id", button()), of("static_select")), *beside(RADIO)], []),
    Fact("only rich text inputs and workflow buttons need their action_id", row(WORKFLOW), row(without("action_id", WORKFLOW))),
    Fact(
        "a placeholder is plain text",
        row(of("users_select", placeholder=plain("Who"))),
        row(of("users_select", placeholder=mrkdwn("Who")), of("users_select", placeholder=plain(""))),
    ),
    Fact(
        "a confirm has a title, a text and two buttons",
        row(button(confirm=CONFIRM), button(confirm=CONFIRM | {"style": "danger"})),
        row(
            *(button(confirm=without(name, CONFIRM)) for name in CONFIRM),
            button(confirm=CONFIRM | {"style": "default"}),
            button(confirm=CONFIRM | {"title": mrkdwn("x")}),
        ),
    ),
    Fact(
        "a button is plain text, primary or danger or neither",
        row(button(), button(style="primary"), button(style="danger")),
        row(button(text=mrkdwn("x")), button(style="default"), without("text", button())),
    ),
    Fact(
        "a button may have an address, a label for readers and people who see it",
        row(button(url="https://acme.example", accessibility_label="Open the lead", visible_to_user_ids=["UANA"], agent_prompt="x", agent_prompt_display="x")),
        row(button(url=""), button(url="acme"), button(visible_to_user_ids="UANA")),
    ),
    Fact(
        "a select offers options or groups of them",
        row(SELECT, without("options", SELECT) | {"option_groups": [{"label": plain("g"), "options": [option("x")]}]}),
        row(without("options", SELECT), SELECT | {"option_groups": [{"label": plain("g"), "options": [option("x")]}]}),
    ),
    Fact("an option has no type", row(SELECT), row(SELECT | {"options": [option("x", type="option")]})),
    Fact(
        "an option of a select has no url, not even an empty one",
        row(SELECT),
        row(SELECT | {"options": [option("x", url="")]}, SELECT | {"options": [option("x", url="https://acme.example")]}),
    ),
    Fact(
        "an option of a select is plain text",
        row(SELECT),
        row(SELECT | {"options": [option("x") | {"text": mrkdwn("x")}]}, SELECT | {"options": [option("x", description=mrkdwn("x"))]}),
    ),
    Fact(
        "an option's value has up to 150 characters",
        row(SELECT | {"options": [option("x") | {"value": "x" * 150}]}),
        row(SELECT | {"options": [option("x") | {"value": "x" * 151}]}),
    ),
    Fact(
        "a preset option is one of those offered",
        row(SELECT | {"initial_option": option("won")}, CHOICES | {"initial_options": [option("b")]}, RADIO | {"initial_option": option("a")}),
        row(
            SELECT | {"initial_option": option("lost")},
            SELECT | {"initial_option": option("won") | {"text": plain("Won!")}},
            CHOICES | {"initial_options": [option("c")]},
            RADIO | {"initial_option": option("c")},
        ),
    ),
    Fact("max_selected_items is one at least", beside(of("multi_users_select", max_selected_items=1)), beside(of("multi_users_select", max_selected_items=0))),
    Fact("min_query_length may be nothing", row(FREE | {"min_query_length": 0}), row(FREE | {"min_query_length": -1}, FREE | {"min_query_length": "3"})),
    Fact("every select stands in a section and in actions", [*beside(*map(of, SELECTS)), *row(*map(of, SELECTS))], []),
    Fact("every select stands in an input", asked(*map(of, SELECTS), *MULTI), [], "modal"),
    Fact("multi-selects stand in a section", beside(*MULTI), []),
    Fact("multi-selects in actions are a flag", [], row(*MULTI), lenient=Flags(multi_select_in_actions=True)),
    Fact(
        "a conversations select filters by four kinds",
        row(
            of(
                "conversations_select",
                filter={"include": ["im", "mpim", "private", "public"], "exclude_bot_users": True, "exclude_external_shared_channels": True},
            )
        ),
        row(
            of("conversations_select", filter={"include": ["group"]}), of("conversations_select", filter={}), of("conversations_select", filter={"include": []})
        ),
    ),
    Fact(
        "a conversation may start as the current one",
        row(of("conversations_select", default_to_current_conversation=True)),
        row(of("channels_select", default_to_current_conversation=True)),
    ),
    Fact(
        "a response_url is minted in an input of a modal",
        asked(of("conversations_select", response_url_enabled=True), of("channels_select", response_url_enabled=True)),
        row(of("conversations_select", response_url_enabled=True)),
        "modal",
    ),
    Fact(
        "only a single select mints a response_url",
        [],
        asked(of("multi_conversations_select", response_url_enabled=True), of("users_select", response_url_enabled=True)),
        "modal",
    ),
    Fact("a message mints no response_url", [], row(of("conversations_select", response_url_enabled=True))),
    Fact(
        "an overflow's options may carry an address",
        [*row(of("overflow", options=[option("x", url="https://acme.example")])), *beside(of("overflow"))],
        row(of("overflow", options=[option("x", url="")])),
    ),
    Fact("an overflow does not stand in an input", [], asked(of("overflow")), "modal"),
    Fact(
        "checkboxes and radio buttons may be mrkdwn",
        row(
            of("checkboxes", options=[option("x") | {"text": mrkdwn("*x*"), "description": mrkdwn("_x_")}]),
            RADIO | {"options": [option("x") | {"text": mrkdwn("*x*")}]},
        ),
        row(of("checkboxes", options=[]), CHOICES | {"placeholder": plain("x")}),
    ),
    Fact("pickers stand in a section and in actions", [*beside(of("datepicker"), of("timepicker")), *row(*map(of, PICKERS))], beside(of("datetimepicker"))),
    Fact("a datetimepicker does not stand on Home", row(of("datepicker")), [*row(of("datetimepicker")), *asked(of("datetimepicker"))], "home"),
    Fact(
        "a date is a day of the calendar",
        row(of("datepicker", initial_date="2026-02-28")),
        row(of("datepicker", initial_date="2026-02-30"), of("datepicker", initial_date="28.2.2026"), of("datepicker", initial_date="2026-2-8")),
    ),
    Fact(
        "a time is of twenty-four hours, in a zone of IANA's",
        row(of("timepicker", initial_time="23:59", timezone="Europe/Berlin")),
        row(of("timepicker", initial_time="24:00"), of("timepicker", initial_time="9:30"), of("timepicker", timezone="CET time")),
    ),
    Fact(
        "a moment is ten digits of seconds",
        row(of("datetimepicker", initial_date_time=1_700_000_000)),
        row(
            of("datetimepicker", initial_date_time=999_999_999),
            of("datetimepicker", initial_date_time=10_000_000_000),
            of("datetimepicker", initial_date_time="1700000000"),
        ),
    ),
    Fact(
        "typed text has 3,000 characters at most",
        asked(of("plain_text_input", min_length=0, max_length=3000)),
        asked(of("plain_text_input", max_length=3001), of("plain_text_input", max_length=0)),
        "modal",
    ),
    Fact(
        "a text input stands in inputs only",
        asked(of("plain_text_input", multiline=True)),
        [*row(of("plain_text_input")), *beside(of("plain_text_input"))],
        "modal",
    ),
    Fact(
        "typing is told on Enter, on each character, or both",
        asked(of("plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]})),
        asked(of("plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_blur"]}), of("plain_text_input", dispatch_action_config={})),
        "modal",
    ),
    Fact(
        "a rich text input stands in modals and needs its action_id",
        asked(of("rich_text_input")),
        [{"type": "input", "label": plain("x"), "element": {"type": "rich_text_input"}}],
        "modal",
    ),
    Fact("a rich text input stands on Home", asked(of("rich_text_input")), [], "home"),
    Fact(
        "a rich text input's preset is a rich text block",
        asked(of("rich_text_input", initial_value={"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]})),
        asked(of("rich_text_input", initial_value="x"), of("rich_text_input", initial_value=plain("x"))),
        "modal",
    ),
    Fact(
        "numbers, e-mails, addresses and files are asked for in modals",
        asked(NUMBER, of("email_text_input"), of("url_text_input"), of("file_input")),
        [],
        "modal",
    ),
    Fact(
        "numbers, e-mails, addresses and files are not asked for on Home",
        [],
        asked(NUMBER, of("email_text_input"), of("url_text_input"), of("file_input")),
        "home",
    ),
    Fact(
        "a number's bounds are strings in order and decimals are said",
        asked(NUMBER | {"min_value": "-1.5", "max_value": "2", "initial_value": "0"}, NUMBER | {"is_decimal_allowed": False}),
        asked(
            without("is_decimal_allowed", NUMBER), NUMBER | {"min_value": 1}, NUMBER | {"min_value": "3", "max_value": "2"}, NUMBER | {"initial_value": "many"}
        ),
        "modal",
    ),
    Fact(
        "a file input takes ten files at most",
        asked(of("file_input", max_files=10, filetypes=["csv", "pdf"])),
        asked(of("file_input", max_files=11), of("file_input", max_files=0), of("file_input", filetypes=[])),
        "modal",
    ),
    Fact("a file input tells nothing before the form is submitted", asked(of("file_input")), asked(of("file_input"), dispatch_action=True), "modal"),
    Fact(
        "a workflow button stands in a section and in actions",
        [*row(WORKFLOW), *beside(WORKFLOW)],
        row(without("workflow", WORKFLOW), WORKFLOW | {"workflow": {"trigger": {}}}),
    ),
    Fact("a workflow button stands in messages only", [], row(WORKFLOW), "modal"),
    Fact(
        "an image stands in a section and in a context",
        [*beside(IMAGE), {"type": "context", "elements": [IMAGE]}],
        [*row(IMAGE), *beside(without("alt_text", IMAGE))],
    ),
    Fact(
        "one element of a view has the focus",
        [[field("a", of("plain_text_input", focus_on_load=True)), field("b", of("datepicker"))]],
        [[field("a", of("plain_text_input", focus_on_load=True)), field("b", of("datepicker", focus_on_load=True))]],
        "modal",
    ),
]


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_of_elements(fact):
    fact.hold()


def test_every_sentence_stands_once():
    assert len({fact.says for fact in FACTS}) == len(FACTS)


def test_options_that_come_later_are_a_hundred_at_most():
    group = {"label": plain("g"), "options": [option("x")] * 100}

    assert validate_options({"options": [option("x")] * 100}) == validate_options({"option_groups": [group] * 100}) == []
    assert validate_options({"options": [option("x")] * 101})
    assert validate_options({"option_groups": [group] * 101})
    assert validate_options({"option_groups": [group | {"options": [option("x")] * 101}]})


async def test_a_file_input_needs_files_read(slack, client):
    asked_for = {"view": modal(field("files", of("file_input"))), "trigger_id": slack.ground.triggers.issue("UANA")}
    slack.installation.scopes.discard("files:read")

    assert (await call(client, "views.open", **asked_for))["response_metadata"]["messages"] == [
        "[ERROR] missing required scope: files:read [json-pointer:/view/blocks/0/element]"
    ]
    slack.installation.scopes.add("files:read")
    assert (await call(client, "views.open", **asked_for))["ok"]


def test_ten_or_a_hundred_megabytes_of_a_file_is_a_flag():
    files = [("leads.csv", 10_000_001)]

    assert file_problems(of("file_input"), files) == [Problem("/0", "must be less than 10000001 bytes")]
    assert file_problems(of("file_input"), files, Flags(file_input_bytes=100_000_000)) == []
    assert file_problems(of("file_input"), [("leads.csv", 10_000_000)]) == []


def test_a_preset_mention_that_cannot_be_submitted_unedited_is_a_flag():
    preset = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "UBEN"}]}]}
    view = modal(field("note", of("rich_text_input", initial_value=preset)))

    assert [str(one) for one in submission_problems(view)] == ["failed to match any allowed schemas [json-pointer:/state/values/note/it]"]
    assert submission_problems(view, edited=["note"]) == []
    assert submission_problems(view, flags=Flags(mentions_stick_in_inputs=False)) == []
