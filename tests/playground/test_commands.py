import asyncio
import json
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Ana Ruiz*  #42"}}


def answers(body: object, status: int = 200):
    async def endpoint(_request: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return endpoint


async def test_a_command_is_a_signed_form_with_slacks_fields(slack, app_that):
    seen: dict = {}

    async def endpoint(request: web.Request) -> web.Response:
        body = await request.text()
        seen.update(parse_qs(body, keep_blank_values=True), type=request.content_type, signature=request.headers["X-Slack-Signature"])
        seen["expected"] = slack.sign(body, request.headers["X-Slack-Request-Timestamp"])["X-Slack-Signature"]
        return web.Response()

    await app_that(endpoint)
    outcome = await slack.command("/lead", "42")

    assert seen["type"] == "application/x-www-form-urlencoded"
    assert seen["signature"] == seen["expected"]
    assert seen["text"] == ["42"]
    assert seen["command"] == ["/lead"]
    assert (seen["user_id"], seen["channel_id"], seen["channel_name"], seen["team_id"]) == (["UANA"], ["CSALES"], ["sales"], ["T0ACME"])
    assert seen["response_url"][0].startswith(slack.url)
    assert seen["trigger_id"][0].count(".") == 2
    assert seen["is_enterprise_install"] == ["false"]
    assert outcome.status == 200
    assert outcome.messages == []


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("assign 42 @ben", "assign 42 <@UBEN>"),
        ("@nobody here", "@nobody here"),
        ("alerts #sales", "alerts <#CSALES|sales>"),
        ("alerts #deals", "alerts <#GDEALS|>"),
        ("see https://acme.example/a?b=1&c=2", "see <https://acme.example/a?b=1&amp;c=2>"),
        ("ana@acme.example", "<mailto:ana@acme.example|ana@acme.example>"),
        ("AT&T <x>", "AT&amp;T &lt;x&gt;"),
        ("#42", "#42"),
        ("", ""),
    ],
)
async def test_should_escape_turns_what_was_typed_into_slacks_tokens(slack, app_that, typed, sent):
    await app_that(answers({}))

    outcome = await slack.command("/lead", typed)

    assert outcome.payload["text"] == sent


async def test_a_mention_can_come_with_a_name_as_it_was_seen_in_the_wild(slack, app_that):
    await app_that(answers({}))
    slack.strictness.mentions_with_names = True

    assert (await slack.command("/lead", "assign 42 @ben")).payload["text"] == "assign 42 <@UBEN|ben>"


async def test_groups_and_everybody_can_be_mentioned_in_a_command(slack, app_that):
    await app_that(answers({}))

    assert (await slack.command("/lead", "tell @sales-team @here")).payload["text"] == "tell <!subteam^SREPS|@sales-team> <!here>"


async def test_raw_text_is_sent_as_it_is(slack, app_that):
    await app_that(answers({}))

    assert (await slack.command("/lead", "<@UBEN> & @ben", raw=True)).payload["text"] == "<@UBEN> & @ben"


async def test_an_ack_with_a_message_is_seen_by_the_person_alone(slack, app_that):
    await app_that(answers({"text": "Ana Ruiz", "blocks": [SECTION]}))

    outcome = await slack.command("/lead", "42", user="UANA")

    assert outcome.text == "Ana Ruiz  #42"
    assert outcome.message.fallback == "Ana Ruiz"
    assert slack.messages(user="UANA") == [outcome.message]
    assert slack.messages(user="UBEN") == []


async def test_an_ack_in_channel_also_shows_the_typed_command(slack, app_that):
    await app_that(answers({"text": "Here", "response_type": "in_channel"}))

    await slack.command("/lead", "42", user="UANA")

    assert [(one.author, one.text) for one in slack.messages(user="UBEN")] == [("UANA", "/lead 42"), ("ULEADBOT", "Here")]


async def test_a_plain_text_body_is_an_ephemeral_answer(slack, app_that):
    async def endpoint(_request: web.Request) -> web.Response:
        return web.Response(text="There is no lead 42.")

    await app_that(endpoint)
    assert (await slack.command("/lead", "42")).text == "There is no lead 42."


async def test_a_late_ack_is_an_operation_timeout(slack, app_that):
    async def endpoint(_request: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.Response()

    await app_that(endpoint)
    slack.ground.wire.ack_seconds = 0.05
    outcome = await slack.command("/lead", "42")

    assert outcome.status is None
    assert outcome.text == '/lead failed with the error "operation_timeout"'


async def test_three_seconds_are_the_limit_of_an_ack(slack):
    assert slack.ground.wire.ack_seconds == 3


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_an_ack_that_is_not_2xx_is_a_dispatch_failed(slack, app_that, status):
    await app_that(answers({"text": "never seen"}, status))

    outcome = await slack.command("/lead", "42")

    assert outcome.status == status
    assert outcome.text == '/lead failed with the error "dispatch_failed"'


async def test_an_unreachable_app_is_a_dispatch_failed(slack, unused_tcp_port_of_nobody):
    slack.events_url = f"http://127.0.0.1:{unused_tcp_port_of_nobody}/slack/events"

    assert (await slack.command("/lead")).text == '/lead failed with the error "dispatch_failed"'


async def test_no_address_and_no_socket_is_a_dispatch_failed(slack):
    assert (await slack.command("/lead")).text == '/lead failed with the error "dispatch_failed"'


@pytest.fixture
def unused_tcp_port_of_nobody() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_an_ack_that_slack_would_refuse_is_not_shown(slack, app_that):
    await app_that(answers({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]}))

    outcome = await slack.command("/lead", "42")

    assert outcome.text == '/lead failed with the error "invalid_command_response"'
    assert "must be more than 0 characters [json-pointer:/blocks/0/text/text]" in [str(problem) for problem in outcome.problems]


async def test_a_command_that_is_not_in_the_manifest_reaches_nobody(slack):
    assert (await slack.command("/nonsense")).text.startswith("/nonsense is not a valid command.")


@pytest.mark.parametrize(("user", "channel"), [("UGUS", "CSALES"), ("UANA", "GDEALS"), ("UANA", "COLD")])
async def test_nobody_types_where_they_have_no_composer(slack, user, channel):
    with pytest.raises(ValueError, match="no composer"):
        await slack.command("/lead", user=user, channel=channel)


async def test_private_channels_and_dms_hide_their_names(slack, app_that):
    await app_that(answers({}))

    assert (await slack.command("/lead", user="UCARA", channel="GDEALS")).payload["channel_name"] == "privategroup"
    in_dm = await slack.command("/lead", user="UCARA", channel="DM")
    assert (in_dm.payload["channel_name"], in_dm.payload["channel_id"]) == ("directmessage", slack.dm("UCARA"))


async def test_the_same_request_can_come_twice(slack, app_that):
    await app_that(answers({"text": "once more"}))

    outcome = await slack.command("/lead", "42", twice=True)
    again = await slack.command("/lead", "42", trigger_id=outcome.payload["trigger_id"])

    assert outcome.repeat.payload == outcome.payload
    assert again.payload["trigger_id"] == outcome.payload["trigger_id"]
    assert len(slack.messages(user="UANA")) == 3


async def test_anything_can_be_sent_to_the_app(slack, app_that):
    async def endpoint(request: web.Request) -> web.Response:
        return web.Response(status=401 if request.headers.get("X-Slack-Signature") != "v0=00" else 200)

    await app_that(endpoint)

    assert (await slack.post(b"\xff\xfe", {"X-Slack-Signature": "v0=01"})).status == 401
    assert (await slack.post("x", {"X-Slack-Signature": "v0=00"})).status == 200


async def test_the_page_sends_a_command_and_shows_what_everybody_sees(slack, app_that):
    await app_that(answers({"text": "&lt;b&gt;Ana &amp; <@UBEN>"}))
    async with aiohttp.ClientSession() as browser:
        async with browser.get(slack.url) as response:
            assert '<html lang="en">' in await response.text()
        async with browser.post(f"{slack.url}/page/command", json={"user": "UCARA", "channel": "CSALES", "line": "/lead 42"}) as response:
            assert (await response.json())["status"] == 200
        async with browser.get(f"{slack.url}/page/data") as response:
            data = await response.json()

    assert data["messages"][0]["text"] == "<b>Ana & @Ben Tanaka"
    assert data["messages"][0]["seen_by"] == "Only Cara Okafor sees this"
    assert {"UDORA", "UGUS"} <= {one["id"] for one in data["people"]}


async def test_the_page_takes_no_form_of_another_site_and_says_what_it_needs(slack):
    async with aiohttp.ClientSession() as browser:
        async with browser.post(f"{slack.url}/page/command", data={"line": "/lead 42"}) as response:
            assert response.status == 415
        for body, words in [
            ({"user": "UANA", "channel": "CSALES", "line": "hello"}, "Type a command"),
            ({"user": "UNOBODY", "channel": "CSALES", "line": "/lead"}, "not there"),
            ({"user": "UGUS", "channel": "CSALES", "line": "/lead"}, "no composer"),
        ]:
            async with browser.post(f"{slack.url}/page/command", data=json.dumps(body), headers={"Content-Type": "application/json"}) as response:
                assert response.status == 400
                assert words in (await response.json())["problem"]
