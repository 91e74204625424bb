"""In which shape and words Slack refuses, and its public validator."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.test_validator import actions, button, mrkdwn, option, plain, section
from tests.playground.whole.conftest import field, home, modal

from .web import DIVIDER, SECTION, call, said, workspace  # noqa: F401 - fixtures

TOO_LONG = section(text=mrkdwn("x" * 3001))
LINES = ["failed to match all allowed schemas [json-pointer:/blocks/0/text]", "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
CHAT = ["chat.postMessage", "chat.postEphemeral", "chat.scheduleMessage", "chat.update"]


@pytest.fixture
async def whereto(slack, client) -> dict[str, str]:
    """Arguments by which each chat method would take what it is sent."""
    ts = (await call(client, "chat.postMessage", channel="CSALES", text="x"))["ts"]
    return {"channel": "CSALES", "user": "UANA", "ts": ts, "post_at": str(int(slack.clock.now()) + 60), "text": "y"}


@pytest.mark.parametrize("method", CHAT)
async def test_invalid_blocks_are_told_twice(slack, client, whereto, method):
    answer = await call(client, method, **whereto, blocks=[TOO_LONG])

    assert {name: answer[name] for name in ("ok", "error", "errors", "response_metadata", "status")} == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": LINES,
        "response_metadata": {"messages": [f"[ERROR] {line}" for line in LINES]},
        "status": 200,
    }


@pytest.mark.parametrize("method", CHAT)
@pytest.mark.parametrize("blocks", ["{", "nonsense", '{"type": "divider"}', "7"])
async def test_what_is_no_array_is_an_invalid_format(slack, client, whereto, method, blocks):
    answer = await call(client, method, **whereto, blocks=blocks)

    assert (answer["error"], "errors" in answer) == ("invalid_blocks_format", False)


@pytest.mark.parametrize(
    "block",
    [
        actions({"type": "static_select", "options": [option("x", type="option")]}),
        actions({"type": "static_select", "options": [option("x", url="")]}),
        {"type": "container", "title": plain("x"), "blocks": [DIVIDER]},
        section(text=mrkdwn("x") | {"emoji": True}),
        section(colour="red"),
        DIVIDER | {"text": plain("x")},
    ],
)
async def test_one_unknown_field_refuses_the_whole_payload(slack, client, block):
    answer = await call(client, "chat.postMessage", channel="CSALES", text="x", blocks=[SECTION, block])

    assert answer["error"] == "invalid_blocks"
    assert any(line.startswith("invalid additional property: ") and "/blocks/1" in line for line in answer["errors"])
    assert slack.messages("CSALES") == []


EMPTY = {"type": "plain_text", "text": ""}
EMPTY_CELL = {"type": "raw_text", "text": ""}


@pytest.mark.parametrize(
    ("surface", "block"),
    [
        ("message", section(text=EMPTY)),
        ("message", section(text=mrkdwn(""))),
        ("message", section(fields=[plain("x"), EMPTY])),
        ("message", {"type": "context", "elements": [EMPTY]}),
        ("message", {"type": "header", "text": EMPTY}),
        ("message", actions(button(text=EMPTY))),
        ("message", actions({"type": "static_select", "options": [{"text": EMPTY, "value": "x"}]})),
        ("message", actions({"type": "users_select", "placeholder": EMPTY})),
        ("message", {"type": "image", "alt_text": "a", "image_url": "https://acme.example/a.png", "title": EMPTY}),
        ("message", {"type": "markdown", "text": ""}),
        ("message", {"type": "table", "rows": [[EMPTY_CELL]]}),
        ("message", {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]}),
        ("modal", field("x", {"type": "plain_text_input"}) | {"label": EMPTY}),
        ("modal", field("x", {"type": "plain_text_input"}) | {"hint": EMPTY}),
        ("modal", {"type": "alert", "text": EMPTY}),
    ],
)
def test_an_empty_text_is_refused_wherever_it_stands(surface, block):
    assert any(line.startswith("must be more than 0 characters [json-pointer:/blocks/0/") for line in said(block, surface))


@pytest.fixture
def nobody(slack) -> AsyncWebClient:
    """A client without a token."""
    return AsyncWebClient(base_url=slack.api_url)


async def validated(client: AsyncWebClient, **arguments: Any) -> dict[str, Any]:
    return await call(client, "blocks.validate", **arguments)


@pytest.mark.parametrize(
    "arguments", [{"blocks": [SECTION]}, {"view": modal()}, {"view": home()}, {"message": {"blocks": [SECTION], "attachments": [{"text": "x"}]}}]
)
async def test_the_public_validator_needs_no_token(nobody, arguments):
    assert (await validated(nobody, **arguments))["ok"]


@pytest.mark.parametrize("arguments", [{}, {"blocks": [SECTION], "view": modal()}, {"blocks": [SECTION], "message": {"blocks": [SECTION]}}])
async def test_the_public_validator_takes_exactly_one_payload(nobody, arguments):
    assert (await validated(nobody, **arguments))["error"] == "invalid_arguments"


async def test_the_public_validator_takes_100000_characters(nobody):
    def view(size: int) -> str:
        text = '{"type":"home","private_metadata":"","blocks":[{"type":"divider"}]}'
        return text + " " * (size - len(text))

    assert (await validated(nobody, view=view(100_000)))["ok"]
    assert (await validated(nobody, view=view(100_001)))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("arguments", "error", "pointer"),
    [
        ({"blocks": [TOO_LONG]}, "invalid_blocks", "/blocks/0/text/text"),
        ({"view": modal(TOO_LONG)}, "invalid_view", "/view/blocks/0/text/text"),
        ({"message": {"blocks": [TOO_LONG]}}, "invalid_message", "/blocks/0/text/text"),
    ],
)
async def test_the_public_validator_says_where_why_and_what_was_expected(nobody, arguments, error, pointer):
    answer = await validated(nobody, **arguments)

    assert (answer["error"], answer["status"]) == (error, 200)
    assert answer["errors"][-1] == {
        "pointer": pointer,
        "code": "failed_constraint",
        "message": "must be less than 3001 characters",
        "constraint": {"type": "max_length", "expected": 3000, "got": 3001},
    }


@pytest.mark.parametrize(
    ("block", "constraint"),
    [
        ({"type": "nonsense"}, None),
        (actions(button(style="blue")), {"type": "enum", "expected": ["primary", "danger"], "got": "blue"}),
        ({"type": "header", "text": plain("")}, {"type": "min_length", "expected": 1, "got": 0}),
        ({"type": "header", "text": plain("x"), "level": 7}, {"type": "maximum", "expected": 6, "got": 7}),
        ({"type": "context", "elements": []}, {"type": "min_items", "expected": 1, "got": 0}),
        ({"type": "context", "elements": [plain("x")] * 11}, {"type": "max_items", "expected": 10, "got": 11}),
    ],
)
async def test_the_public_validator_names_the_constraint(nobody, block, constraint):
    told = (await validated(nobody, blocks=[block]))["errors"][-1]["constraint"]

    if constraint is None:
        assert (told["type"], told["got"], "section" in told["expected"]) == ("enum", "nonsense", True)
    else:
        assert told == constraint


async def test_the_public_validator_refuses_a_text_beside_blocks_and_misses_none(nobody):
    refused = await validated(nobody, message={"text": "x", "blocks": [SECTION]})

    assert (refused["error"], refused["errors"][0]["message"]) == ("invalid_message", "invalid additional property: text")
    taken = await validated(nobody, message={"blocks": [SECTION]})
    assert (taken["ok"], "warning" in taken) == (True, False)
