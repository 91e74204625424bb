"""How Slack signs what it sends, and what it asks of an address."""

import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from tests.playground.conftest import SECRET
from tests.playground.whole.conftest import actions


@pytest.fixture
async def raw(slack, app_that):
    """Every request as it came: headers, content type, body."""
    came = []

    async def endpoint(request: web.Request) -> web.Response:
        came.append((request.headers, request.content_type, await request.read()))
        return web.json_response({"text": "Ana", "blocks": [actions()]} if len(came) == 1 else {})

    await app_that(endpoint)
    return came


async def one_of_each(slack):
    card = (await slack.command("/lead", "Zoë & co", user="UANA")).message
    await slack.click(card, action_id="go")
    await slack.event({"type": "app_uninstalled"})


async def test_every_request_is_signed_over_its_timestamp_and_raw_body(slack, raw):
    await one_of_each(slack)

    for headers, _, body in raw:
        base = b"v0:" + headers["X-Slack-Request-Timestamp"].encode() + b":" + body
        assert headers["X-Slack-Signature"] == "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    assert len(raw) == 3


async def test_the_timestamp_is_the_moment_in_whole_seconds_of_the_epoch(slack, raw):
    before = int(time.time())
    await one_of_each(slack)

    assert all(before <= int(headers["X-Slack-Request-Timestamp"]) <= time.time() for headers, _, _ in raw)


async def test_commands_are_forms_interactivity_is_a_form_of_one_json_field_and_events_are_json(slack, raw):
    await one_of_each(slack)

    (_, command_type, command), (_, click_type, click), (_, event_type, event) = raw
    assert (command_type, click_type, event_type) == ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "application/json")
    assert parse_qs(command.decode())["command"] == ["/lead"]
    assert list(parse_qs(click.decode())) == ["payload"]
    assert json.loads(parse_qs(click.decode())["payload"][0])["type"] == "block_actions"
    assert json.loads(event)["type"] == "event_callback"


async def test_a_body_keeps_what_is_not_ascii(slack, raw):
    await slack.command("/lead", "Zoë ✓", raw=True)

    assert parse_qs(raw[0][2].decode())["text"] == ["Zoë ✓"]


async def test_a_signature_has_no_nonce(slack):
    assert slack.sign("x", 1_796_000_000) == slack.sign("x", 1_796_000_000)


@pytest.mark.parametrize(("age", "status"), [(0, 200), (295, 200), (305, 401), (-305, 401)])
async def test_a_captured_request_is_good_for_five_minutes(slack, over_http, age, status):
    @over_http.command("/lead")
    async def lead(ack):
        await ack("here")

    body = "command=%2Flead&text=&user_id=UANA&team_id=T0ACME&channel_id=CSALES&trigger_id=1.2.a"
    headers = {"Content-Type": "application/x-www-form-urlencoded", **slack.sign(body, int(time.time()) - age)}

    assert [(await slack.post(body, headers)).status for _ in range(2)] == [status, status]


async def test_ssl_check_is_a_form_with_the_token_and_wants_200(slack, app):
    assert await slack.check_ssl()
    assert app.last == {"ssl_check": "1", "token": "playground"}


@pytest.mark.parametrize(
    ("answer", "verified"),
    [
        (lambda challenge: {"challenge": challenge}, True),
        (lambda challenge: challenge, True),
        (lambda challenge: {"challenge": f"{challenge}x"}, False),
        (lambda _challenge: "", False),
        (lambda challenge: web.Response(status=500, text=challenge), False),
    ],
    ids=["as JSON", "as text", "another", "nothing", "with a 500"],
)
async def test_an_address_is_verified_when_it_gives_the_challenge_back(slack, app, answer, verified):
    async def challenged(payload):
        assert set(payload) == {"type", "token", "challenge"}
        return answer(payload["challenge"])

    app.answers["url_verification"] = challenged

    assert await slack.verify_url() is verified
