"""What reaches the bot's door over HTTP: only Slack gets in, and nothing that is sent makes it stumble."""

import json
import time
from io import BytesIO
from urllib.parse import quote, urlencode

import aiohttp
import pytest
from sqlalchemy import event

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
COMMAND = {"command": "/lead", "text": "42", "user_id": "UANA", "team_id": "T0ACME", "channel_id": "CSALES", "trigger_id": "1.2.a"}
ASKED = urlencode(COMMAND)


@pytest.fixture
async def trace(bot, slack, database, capfd):
    """All that the bot does beside answering: connections to the database, calls of Slack, and what its log says, listeners and faults included."""
    connections = []
    for engine in (database.app, database.jobs):
        event.listen(engine.sync_engine, "checkout", lambda *_: connections.append("a connection to the database"))

    def traced() -> list[str]:
        said = [line for stream in capfd.readouterr() for line in stream.splitlines() if "unknown request" not in line]
        return [*connections, *(call.method for call in slack.calls), *said]

    return traced


def signed(slack, body, *, timestamp=None, **headers):
    return {**FORM, **slack.sign(body, timestamp), **headers}


SIGNED_WRONGLY = {
    "by another secret": {"X-Slack-Signature": "v0=" + "0" * 64},
    "empty": {"X-Slack-Signature": ""},
    "not ASCII": {"X-Slack-Signature": "v0=é"},
    "of another scheme": {"X-Slack-Signature": "v1=" + "0" * 64},
    "very long": {"X-Slack-Signature": "v0=" + "0" * 4000},
}


async def test_a_wrong_signature_is_turned_away_without_a_trace_of_work(slack, trace):
    answers = {how: (await slack.post(ASKED, {**signed(slack, ASKED), **headers})).status for how, headers in SIGNED_WRONGLY.items()}

    assert answers == dict.fromkeys(SIGNED_WRONGLY, 401)
    assert trace() == []


TIMESTAMPS = {
    "old": lambda: int(time.time()) - 301,
    "in the future": lambda: int(time.time()) + 301,
    "a word": lambda: "yesterday",
    "with a point": lambda: f"{time.time():.3f}",
    "negative": lambda: f"-{int(time.time())}",
    "with a sign": lambda: f"+{int(time.time())}",
    "with underscores": lambda: "_".join(str(int(time.time()))),
    "in Arabic digits": lambda: str(int(time.time())).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    "in superscript digits": lambda: "¹⁷⁶⁷²²⁵⁶⁰⁰",
    "empty": lambda: "",
    "longer than any number that Python reads": lambda: "1" * 5000,
}


async def test_a_timestamp_that_is_not_now_is_turned_away_without_a_trace_of_work(slack, trace):
    answers = {how: (await slack.post(ASKED, signed(slack, ASKED, timestamp=timestamp()))).status for how, timestamp in TIMESTAMPS.items()}

    assert answers == dict.fromkeys(TIMESTAMPS, 401)
    assert trace() == []


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_request_without_a_signature_is_turned_away_without_a_trace_of_work(slack, trace, missing):
    headers = {name: value for name, value in signed(slack, ASKED).items() if name != missing}

    answer = await slack.post(ASKED, headers)

    assert answer.status == 401
    assert trace() == []


async def test_a_signature_of_another_body_is_turned_away_without_a_trace_of_work(slack, trace):
    answer = await slack.post(ASKED.replace("42", "43"), signed(slack, ASKED))

    assert answer.status == 401
    assert trace() == []


async def test_a_huge_body_is_turned_away(slack, trace):
    body = "text=" + "a" * (1024 * 1024)

    async with aiohttp.ClientSession() as session, session.post(slack.events_url, data=BytesIO(body.encode()), headers=signed(slack, body)) as answer:
        assert answer.status == 413
    assert trace() == []


NOT_READABLE = {
    "not UTF-8": (FORM, b"command=\xff\xfe"),
    "UTF-16": (JSON, '{"type": "event_callback"}'.encode("utf-16")),
    "not JSON": (JSON, b"{not json"),
    "a JSON list": (JSON, b"[1, 2]"),
    "a JSON word": (JSON, b'"hello"'),
    "JSON's null": (JSON, b"null"),
    "a payload that is not JSON": (FORM, b"payload=hello"),
    "a payload that is empty": (FORM, b"payload="),
    "a payload that is a list": (FORM, b"payload=" + quote('["block_actions"]').encode()),
    "a payload that is a number": (FORM, b"payload=5"),
    "a payload that is null": (FORM, b"payload=null"),
    "nested deeply": (JSON, b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a list nested deeply": (JSON, b"[" * 100_000),
    "authorizations that are no list": (JSON, b'{"type": "event_callback", "authorizations": {"a": 1}}'),
    "authorizations of numbers": (JSON, b'{"type": "event_callback", "authorizations": [1]}'),
    "response_urls that are no list": (JSON, b'{"type": "view_submission", "response_urls": {"a": 1}}'),
    "a user that is a number": (JSON, b'{"type": "block_actions", "user": 5}'),
}


async def test_a_body_that_cannot_be_slacks_is_refused_and_nothing_is_done(slack, trace):
    answers = {how: (await slack.post(body, {**slack.sign(body), **kind})).status for how, (kind, body) in NOT_READABLE.items()}

    assert answers == dict.fromkeys(NOT_READABLE, 400)
    assert trace() == []


async def test_a_body_of_a_stranger_is_refused_whatever_it_holds(slack, trace):
    wrong = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=0"}

    answers = {how: (await slack.post(body, {**wrong, **kind})).status for how, (kind, body) in (NOT_READABLE | BODIES).items()}

    assert {how: status for how, status in answers.items() if status not in {400, 401}} == {}
    assert trace() == []


def form(**more):
    return urlencode({name: value for name, value in {**COMMAND, **more}.items() if value is not None}, doseq=True)


def interactive(**more):
    return urlencode({"payload": json.dumps({"type": "block_actions", "user": {"id": "UANA"}, "team": {"id": "T0ACME"}, "trigger_id": "1.2.a", **more})})


A_VIEW = {"id": "V1", "callback_id": "x", "title": {"type": "plain_text", "text": "X"}, "blocks": []}
NOTHING_TO_DO = {
    "an empty body": "",
    "a form of nothing": "a=1",
    "a form without a command": form(command=None),
    "a command of nobody": form(user_id=None),
    "a command of the empty user": form(user_id=""),
    "a command of no workspace": form(team_id=None),
    "a type that nobody knows": interactive(type="dialog_cancellation"),
    "no type": interactive(type=None),
    "a type that is a number": interactive(type=5),
    "a click on nothing": interactive(actions=[]),
    "actions that are no list": interactive(actions={"action_id": "lead.open"}),
    "an action that is a word": interactive(actions=["lead.open"]),
    "an action whose id is a number": interactive(actions=[{"action_id": 5}]),
    "a click of nobody": interactive(user={}, actions=[{"action_id": "lead.open", "value": "1"}]),
    "a click of a user whose id is a number": interactive(user={"id": 5}, actions=[{"action_id": "lead.open", "value": "1"}]),
    "a view that is null": interactive(type="view_submission", view=None),
    "a view without blocks": interactive(type="view_submission", view={**A_VIEW, "blocks": None}),
    "a view whose block is a word": interactive(type="view_submission", view={**A_VIEW, "blocks": ["a"]}),
    "a view without a title": interactive(type="view_submission", view={**A_VIEW, "title": None}),
    "a shortcut without an id": interactive(type="shortcut"),
    "options of nothing": interactive(type="block_suggestion"),
}
EVENTS_OF_NOTHING = {
    "an event without its event": {"type": "event_callback"},
    "an event that is a word": {"type": "event_callback", "event": "app_home_opened"},
    "an event whose type is a list": {"type": "event_callback", "event": {"type": ["app_home_opened"]}},
    "a command in JSON that is a list": {**COMMAND, "command": ["/lead", "/lead"]},
    "a command in JSON whose text is a number": {**COMMAND, "text": 5},
    "a command in JSON whose user is a list": {**COMMAND, "user_id": ["UANA"]},
    "a command in JSON whose response_url is a number": {**COMMAND, "response_url": 5},
    "a command in JSON whose workspace is a number": {**COMMAND, "team_id": 5},
    "a command in JSON whose trigger is a number": {**COMMAND, "trigger_id": 5},
}
BODIES = {
    **{name: (FORM, body) for name, body in NOTHING_TO_DO.items()},
    **{name: (JSON, json.dumps(body)) for name, body in EVENTS_OF_NOTHING.items()},
}


async def test_a_signed_body_that_asks_for_nothing_known_is_taken_and_nothing_is_done(slack, trace):
    answers = {how: (await slack.post(body, {**slack.sign(body), **kind})).status for how, (kind, body) in BODIES.items()}

    assert {how: status for how, status in answers.items() if status not in {200, 400}} == {}
    assert trace() == []


async def test_a_command_sent_twice_in_one_form_is_one_command(slack, bot):
    body = f"{ASKED}&command=%2Flead"

    answer = await slack.post(body, signed(slack, body))

    assert answer.json["text"] == "There is no lead 42."


async def test_a_command_of_another_name_says_which_one_is_ours(slack, bot):
    body = form(command="/crm", text="42")

    answer = await slack.post(body, signed(slack, body))

    assert answer.status == 200
    assert "/lead" in answer.json["text"]


async def test_a_lead_whose_name_is_a_word_of_slacks_is_found(slack, bot, a_lead):
    lead = await a_lead(first_name="Payload", last_name="Systems")

    outcome = await slack.command("/lead", "payload systems")

    assert f"#{lead.id}" in outcome.text


async def test_what_is_typed_is_never_taken_for_what_it_spells(slack, bot):
    for words in ("payload", "payload={}", "ssl_check=1", "type=url_verification", '{"payload": 1}'):
        outcome = await slack.command("/lead", words)

        assert words in outcome.text


async def test_characters_that_a_database_cannot_hold_are_not_looked_for(slack, bot):
    for words in ("a\0b", "\0", "42\0", "ana\0@acme.example", "help \0"):
        outcome = await slack.command("/lead", words)

        assert outcome.text
        assert "Something broke" not in outcome.text


async def test_slacks_check_of_the_certificate_is_answered(slack, trace):
    body = "ssl_check=1&token=gone"

    answer = await slack.post(body, signed(slack, body))

    assert (answer.status, answer.body) == (200, "")
    assert trace() == []


async def test_slacks_check_of_the_address_gets_its_challenge_back(slack, trace):
    body = json.dumps({"type": "url_verification", "token": "gone", "challenge": "3eZbrw1aB"})

    answer = await slack.post(body, {**slack.sign(body), **JSON})

    assert answer.status == 200
    assert "3eZbrw1aB" in answer.body
    assert trace() == []


async def test_there_is_nothing_else_to_be_had(slack, bot):
    base = slack.events_url.removesuffix("/slack/events")
    wanted = {("GET", "/"): 404, ("POST", "/slack"): 404, ("GET", "/slack/events"): 405, ("GET", "/.env"): 404, ("POST", "/healthz"): 405}

    async with aiohttp.ClientSession() as session:
        got = {(method, path): (await session.request(method, base + path)).status for method, path in wanted}

    assert got == wanted
