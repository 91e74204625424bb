"""Blocks: what Slack takes and refuses of each kind beyond the numbers, which tests/playground/test_limits.py has."""

from typing import Any

import pytest

from playground.rules import Flags
from tests.playground.test_validator import DIVIDER, INPUT, PIE, RAW, RICH_CELL, SELECT, actions, button, chart, mrkdwn, option, plain, section
from tests.playground.whole.conftest import home, modal

from .web import Fact, call, said, workspace  # noqa: F401 - fixtures

RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
IMAGE = {"type": "image", "alt_text": "A chart", "image_url": "https://acme.example/chart.png"}
VIDEO = {
    "type": "video",
    "alt_text": "A tour",
    "title": plain("Tour"),
    "video_url": "https://leads.acme.example/tour",
    "thumbnail_url": "https://acme.example/a.png",
}
TABLE = {"type": "table", "rows": [[RAW]]}
DATA_TABLE = {"type": "data_table", "caption": "Leads", "rows": [[RAW], [RAW]]}
CARD = {"type": "card", "title": mrkdwn("Ana")}
ALERT = {"type": "alert", "text": plain("Saved elsewhere")}
PROVIDER = {"type": "auth_provider", "value": "crm", "name": plain("CRM"), "is_connected": False}


def container(*children: Any, **more: Any) -> dict[str, Any]:
    return {"type": "container", "title": plain("Leads"), "child_blocks": list(children) or [DIVIDER], **more}


def pie(*values: float) -> dict[str, Any]:
    return PIE | {"chart": {"type": "pie", "segments": [{"label": f"s{number}", "value": value} for number, value in enumerate(values)]}}


def without(name: str, block: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key != name}


def number(value: float, **more: Any) -> dict[str, Any]:
    return {"type": "raw_number", "value": value, **more}


FACTS = [
    Fact("a section has a text, fields or both", [section(), {"type": "section", "fields": [plain("a")]}, section(fields=[plain("a")])], [{"type": "section"}]),
    Fact("a section has one accessory", [section(accessory=button())], [section(accessory=[button(), button()])]),
    Fact("a section's expand is true or false", [section(expand=True)], [section(expand="yes")]),
    Fact("an action_id stands once in an actions block", [actions(button("a"), button("b"))], [actions(button("a"), button("a"))]),
    Fact(
        "a context holds images and texts only",
        [{"type": "context", "elements": [IMAGE, plain("x"), mrkdwn("x")]}],
        [{"type": "context", "elements": [button()]}, {"type": "context", "elements": [SELECT]}],
    ),
    Fact("a divider has nothing but its id", [DIVIDER, DIVIDER | {"block_id": "a"}], [DIVIDER | {"text": plain("x")}]),
    Fact("a header is plain text", [{"type": "header", "text": plain("Leads")}], [{"type": "header", "text": mrkdwn("Leads")}]),
    Fact("a header may have a level", [{"type": "header", "text": plain("x"), "level": 2}], [{"type": "header", "text": plain("x"), "level": "2"}]),
    Fact("an image needs its alt_text", [IMAGE], [without("alt_text", IMAGE), IMAGE | {"alt_text": ""}]),
    Fact(
        "an image has an address or a file of Slack's, not both",
        [
            IMAGE,
            without("image_url", IMAGE) | {"slack_file": {"id": "F1"}},
            without("image_url", IMAGE) | {"slack_file": {"url": "https://files.acme.example/F1"}},
        ],
        [
            IMAGE | {"slack_file": {"id": "F1"}},
            without("image_url", IMAGE),
            without("image_url", IMAGE) | {"slack_file": {"id": "F1", "url": "https://x.example"}},
        ],
    ),
    Fact("an input block in a message is a flag", [], [INPUT], lenient=Flags(input_in_messages=True)),
    Fact("an input block stands in a modal", [INPUT], [without("label", INPUT), INPUT | {"label": mrkdwn("Name")}], "modal"),
    Fact("an input block stands on Home", [INPUT], [without("element", INPUT)], "home"),
    Fact("rich text has an element at least", [RICH], [{"type": "rich_text", "elements": []}]),
    Fact("a video's title is under 200 characters", [VIDEO | {"title": plain("x" * 199)}], [VIDEO | {"title": plain("x" * 200)}]),
    Fact("a video's author is under 50 characters", [VIDEO | {"author_name": "x" * 49}], [VIDEO | {"author_name": "x" * 50}]),
    Fact(
        "a video's addresses are https and it needs its alt_text",
        [VIDEO],
        [VIDEO | {"video_url": "http://leads.acme.example/tour"}, VIDEO | {"thumbnail_url": "http://acme.example/a.png"}, without("alt_text", VIDEO)],
    ),
    Fact("a file block cannot be sent", [], [{"type": "file", "external_id": "7", "source": "remote"}]),
    Fact("a markdown block's id is ignored", [[{"type": "markdown", "text": "x", "block_id": "a"}, DIVIDER | {"block_id": "a"}]], []),
    Fact(
        "markdown blocks have 12,000 characters together",
        [[{"type": "markdown", "text": "x" * 6000}] * 2],
        [[{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}]],
    ),
    Fact("a markdown block stands in messages only", [], [{"type": "markdown", "text": "x"}], "modal"),
    Fact(
        "a table's cells are raw text, numbers or rich text",
        [TABLE | {"rows": [[RAW, number(1.5), number(2, text="2 €"), RICH_CELL]]}],
        [TABLE | {"rows": [[plain("x")]]}, TABLE | {"rows": [[{"type": "raw_number", "text": "2"}]]}, TABLE | {"rows": [[number("2")]]}],  # type: ignore[arg-type]  # wrong on purpose
    ),
    Fact("a table on Home is a flag", [], [TABLE], "home", lenient=Flags(table_on_home=True)),
    Fact("how many tables a message has is a flag", [TABLE], [[TABLE, TABLE]], lenient=Flags(tables_per_message=2)),
    Fact(
        "all tables of a message have 10,000 characters together",
        [TABLE | {"rows": [[{"type": "raw_text", "text": "x" * 10_000}]]}],
        [TABLE | {"rows": [[{"type": "raw_text", "text": "x" * 10_000}, RAW]]}],
    ),
    Fact("a data table needs a caption", [DATA_TABLE], [without("caption", DATA_TABLE), DATA_TABLE | {"caption": ""}]),
    Fact("a data table has a header row and one more at least", [DATA_TABLE], [DATA_TABLE | {"rows": [[RAW]]}]),
    Fact(
        "a hundred or two hundred rows of a data table is a flag",
        [DATA_TABLE | {"rows": [[RAW]] * 101}],
        [DATA_TABLE | {"rows": [[RAW]] * 201}],
        lenient=Flags(data_table_rows=200),
    ),
    Fact("a data table's rows are of one length", [DATA_TABLE | {"rows": [[RAW, RAW]] * 2}], [DATA_TABLE | {"rows": [[RAW], [RAW, RAW]]}]),
    Fact("a data table's header cells are not rich text", [DATA_TABLE | {"rows": [[RAW], [RICH_CELL]]}], [DATA_TABLE | {"rows": [[RICH_CELL], [RAW]]}]),
    Fact(
        "a data table's row header is one of its columns",
        [DATA_TABLE | {"row_header_column_index": 0}, DATA_TABLE | {"page_size": 5}],
        [DATA_TABLE | {"row_header_column_index": 1}, DATA_TABLE | {"page_size": 0}],
    ),
    Fact(
        "the cells of all data tables have 20,000 characters together",
        [DATA_TABLE | {"rows": [[{"type": "raw_text", "text": "x" * 10_000}]] * 2}],
        [[DATA_TABLE | {"rows": [[{"type": "raw_text", "text": "x" * 10_000}], [RAW]]}] * 2],
    ),
    Fact("a data table stands on Home too", [DATA_TABLE], [], "home"),
    Fact("a data table does not stand in a modal", [], [DATA_TABLE], "modal"),
    Fact("a message has two charts at most", [[PIE, PIE]], [[PIE, PIE, PIE]]),
    Fact("a chart on Home is a flag", [], [PIE], "home", lenient=Flags(chart_on_home=True)),
    Fact("six or twelve segments of a pie is a flag", [pie(*[1] * 6)], [pie(*[1] * 12)], lenient=Flags(chart_items=12)),
    Fact("twelve segments are the most in any case", [], [pie(*[1] * 13)]),
    Fact("a segment's value is more than nothing", [pie(0.5)], [pie(0), pie(-1)]),
    Fact(
        "series have names of their own and a point for each category",
        [chart(("a", ["x", "y"]), ("b", ["y", "x"]), categories=["x", "y"])],
        [chart(("a", ["x"]), ("a", ["x"]), categories=["x"]), chart(("a", ["x"]), categories=["x", "y"]), chart(("a", ["x", "x"]), categories=["x"])],
    ),
    Fact(
        "bars, lines and areas are of one shape",
        [PIE | {"chart": chart(("a", ["x"]), categories=["x"])["chart"] | {"type": kind}} for kind in ("bar", "line", "area")],
        [PIE | {"chart": chart(("a", ["x"]), categories=["x"])["chart"] | {"type": "radar"}}],
    ),
    Fact(
        "an alert has a level of five and a text of both kinds",
        [ALERT | {"level": one} for one in ("default", "info", "warning", "error", "success")],
        [ALERT | {"level": "danger"}],
        "modal",
    ),
    Fact("an alert's text may be mrkdwn", [ALERT | {"text": mrkdwn("*x*")}], [without("text", ALERT)], "modal"),
    Fact("an alert stands in modals only", [], [ALERT], "home"),
    Fact(
        "a card needs a picture, a title, a body or actions",
        [CARD, {"type": "card", "hero_image": IMAGE}, {"type": "card", "body": plain("x")}, {"type": "card", "actions": [button()]}],
        [{"type": "card"}, {"type": "card", "subtitle": plain("x")}, {"type": "card", "subtext": plain("x")}],
    ),
    Fact(
        "a card has an icon or one of Slack's",
        [CARD | {"icon": IMAGE}, CARD | {"slack_icon": {"name": "star"}}],
        [CARD | {"icon": IMAGE, "slack_icon": {"name": "star"}}],
    ),
    Fact("a card's actions are buttons", [CARD | {"actions": [button("a"), button("b"), button("c")]}], [CARD | {"actions": [SELECT]}]),
    Fact("a card in a modal is a flag", [], [CARD], "modal", lenient=Flags(card_in_modals=True)),
    Fact(
        "a carousel holds cards only",
        [{"type": "carousel", "elements": [CARD] * 10}],
        [{"type": "carousel", "elements": [section()]}, {"type": "carousel", "elements": []}],
    ),
    Fact(
        "a container has a title, plain or rich",
        [container(), without("title", container()) | {"rich_text_title": RICH}],
        [without("title", container()), container(title=mrkdwn("x"))],
    ),
    Fact("a container's children are child_blocks", [container()], [without("child_blocks", container()) | {"blocks": [DIVIDER]}]),
    Fact(
        "a container holds simple blocks and inputs, no container, card, chart or data table",
        [
            container(one)
            for one in (
                section(),
                actions(button()),
                {"type": "context", "elements": [plain("x")]},
                DIVIDER,
                {"type": "header", "text": plain("x")},
                IMAGE,
                RICH,
                TABLE,
                VIDEO,
            )
        ],
        [container(one) for one in (container(), CARD, DATA_TABLE, PIE, {"type": "markdown", "text": "x"}, {"type": "plan", "title": "x", "tasks": []})],
    ),
    Fact("a container on Home holds inputs", [container(INPUT)], [container(ALERT)], "home"),
    Fact("a container does not stand in a modal", [], [container()], "modal"),
    Fact(
        "a container is as wide as one of four words says", [container(width=one) for one in ("narrow", "standard", "wide", "full")], [container(width="huge")]
    ),
    Fact(
        "a container that folds has no divider below its header",
        [container(is_collapsible=True, default_collapsed=True), container(has_header_divider=True)],
        [container(is_collapsible=True, has_header_divider=True)],
    ),
    Fact(
        "context actions are feedback buttons and the trash icon",
        [
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "feedback_buttons",
                        "positive_button": {"text": plain("Good"), "value": "1"},
                        "negative_button": {"text": plain("Bad"), "value": "0"},
                    },
                    {"type": "icon_button", "icon": "trash", "text": plain("Remove")},
                ],
            }
        ],
        [
            {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "star", "text": plain("x")}]},
            {"type": "context_actions", "elements": [button()]},
        ],
    ),
    Fact(
        "a task is pending, in progress, complete or in error",
        [{"type": "task_card", "task_id": "1", "title": "x", "status": one} for one in ("pending", "in_progress", "complete", "error")],
        [{"type": "task_card", "task_id": "1", "title": "x", "status": "late"}, {"type": "task_card", "title": "x"}],
    ),
    Fact(
        "a plan holds tasks, with rich text and sources",
        [
            {
                "type": "plan",
                "title": "x",
                "tasks": [
                    {
                        "type": "task_card",
                        "task_id": "1",
                        "title": "x",
                        "details": RICH,
                        "output": RICH,
                        "sources": [{"type": "url", "url": "https://acme.example", "text": "x"}],
                    }
                ],
            }
        ],
        [{"type": "plan", "title": "x", "tasks": []}, {"type": "plan", "title": "x", "tasks": [DIVIDER]}],
    ),
    Fact(
        "a connection's addresses are https and its accessory an overflow",
        [PROVIDER | {"auth_url": "https://crm.acme.example/a", "accessory": {"type": "overflow", "options": [option("a")]}, "fallback": [section()]}],
        [PROVIDER | {"auth_url": "http://crm.acme.example/a"}, PROVIDER | {"accessory": button()}, without("is_connected", PROVIDER)],
        "home",
    ),
    Fact("a connection stands on Home only", [], [PROVIDER], "modal"),
    Fact("a block_id stands once in a payload", [[DIVIDER | {"block_id": "a"}, DIVIDER | {"block_id": "b"}]], [[DIVIDER | {"block_id": "a"}] * 2]),
    Fact("a message has fifty blocks", [[DIVIDER] * 50], [[DIVIDER] * 51]),
    Fact("a modal has a hundred blocks", [[DIVIDER] * 100], [[DIVIDER] * 101], "modal"),
    Fact("a Home has a hundred blocks", [[DIVIDER] * 100], [[DIVIDER] * 101], "home"),
]


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_of_blocks(fact):
    fact.hold()


def test_every_sentence_stands_once():
    assert len({fact.says for fact in FACTS}) == len(FACTS)


async def test_a_video_needs_its_scope_and_a_host_of_unfurl_domains(slack, client):
    assert (await call(client, "chat.postMessage", channel="CSALES", text="x", blocks=[VIDEO]))["errors"] == [
        "missing required scope: links.embed:write [json-pointer:/blocks/0]"
    ]
    slack.installation.scopes.add("links.embed:write")
    assert (await call(client, "chat.postMessage", channel="CSALES", text="x", blocks=[VIDEO]))["ok"]
    elsewhere = VIDEO | {"video_url": "https://other.example/tour"}
    assert (await call(client, "chat.postMessage", channel="CSALES", text="x", blocks=[elsewhere]))["error"] == "invalid_blocks"


@pytest.mark.parametrize("where", ["attachments", "view"])
async def test_a_video_needs_them_in_attachments_and_views_too(slack, client, where):
    if where == "attachments":
        answer = await call(client, "chat.postMessage", channel="CSALES", text="x", attachments=[{"blocks": [VIDEO]}])
        assert (answer["error"], answer["errors"]) == (
            "invalid_attachments",
            ["missing required scope: links.embed:write [json-pointer:/attachments/0/blocks/0]"],
        )
    else:
        answer = await call(client, "views.publish", user_id="UANA", view=home(VIDEO))
        assert answer["response_metadata"]["messages"] == ["[ERROR] missing required scope: links.embed:write [json-pointer:/view/blocks/0]"]


async def test_a_connection_is_on_a_host_of_auth_hosts(slack, client):
    away = PROVIDER | {"auth_url": "https://crm.other.example/a"}

    assert (await call(client, "views.publish", user_id="UANA", view=home(PROVIDER)))["ok"]
    assert (await call(client, "views.publish", user_id="UANA", view=home(away)))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    "block",
    [
        without("image_url", IMAGE) | {"slack_file": {"id": "F1"}},
        section(accessory=without("image_url", IMAGE) | {"slack_file": {"url": "https://files.acme.example/F1"}}),
        {"type": "context", "elements": [without("image_url", IMAGE) | {"slack_file": {"id": "F1"}}]},
        CARD | {"hero_image": without("image_url", IMAGE) | {"slack_file": {"id": "F1"}}},
    ],
)
async def test_a_picture_of_a_file_that_is_not_there_is_refused_wherever_it_stands(slack, client, block):
    answer = await call(client, "chat.postMessage", channel="CSALES", text="x", blocks=[block])

    assert (answer["error"], len(answer["errors"])) == ("invalid_blocks", 1)
    assert answer["errors"][0].startswith("invalid slack file [json-pointer:/blocks/0/")
    if block["type"] != "card":
        view = {"view": modal(block), "trigger_id": slack.ground.triggers.issue("UANA")}
        assert (await call(client, "views.open", **view))["error"] == "invalid_arguments"


async def test_a_file_is_named_in_a_picture_by_its_id_or_its_address(slack, client):
    file = (await client.files_upload_v2(filename="chart.png", content=b"1234"))["files"][0]["id"]
    address = (await call(client, "files.info", file=file))["file"]["url_private"]

    for slack_file in ({"id": file}, {"url": address}):
        assert (await call(client, "chat.postMessage", channel="CSALES", text="x", blocks=[without("image_url", IMAGE) | {"slack_file": slack_file}]))["ok"]


def test_a_wrong_block_is_named_by_its_pointer():
    assert said([DIVIDER, section(text=plain(""))]) == [
        "failed to match all allowed schemas [json-pointer:/blocks/1/text]",
        "must be more than 0 characters [json-pointer:/blocks/1/text/text]",
    ]
