"""Whatever is sent, the answer is Slack's or one sentence: never a broken playground."""

from typing import Any

import pytest

from playground.control import ACTS as SWITCHES
from playground.page_acts import ACTS
from playground.webapi.methods import METHODS
from tests.playground.conftest import BOT

from .conftest import actions, field, home, modal

ARGUMENTS = (
    *("channel", "ts", "user", "users", "text", "blocks", "attachments", "metadata", "markdown_text", "thread_ts", "view", "view_id", "external_id", "hash"),
    *("trigger_id", "user_id", "limit", "cursor", "types", "name", "timestamp", "files", "filename", "length", "channel_id", "post_at", "unfurls", "email"),
    *("unfurl_id", "source", "message", "message_ts", "oldest", "latest", "file", "usergroup", "team", "bot", "code", "client_id", "client_secret", "test"),
    *("scheduled_message_id", "redirect_uri", "user_auth_required", "user_auth_blocks", "initial_comment", "inclusive"),
)
WEIRD: list[Any] = [None, 7, -1.5, True, "", "x", "{", "[]", '{"a": 1}', [], [7], [[]], {}, {"a": None}, "\ud83d\ude00" * 50, "1" * 30]

SOME = [[7], {"a": None}]  # tried beside sensible arguments too


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_a_method_answers_any_arguments(slack, browser, method):
    slack.strictness.rate_limits = False
    headers = {"Authorization": f"Bearer {'xapp-tests' if METHODS[method].caller == 'app' else BOT}"}
    sensible = {"channel": "CSALES", "user": "UANA", "text": "x", "trigger_id": slack.ground.triggers.issue("UANA"), "view": modal(), "user_id": "UANA"}
    ts = (await slack.say("hello", user="UANA")).ts
    sensible |= {"ts": ts, "timestamp": ts, "message_ts": ts, "name": "eyes", "filename": "x", "length": 3, "post_at": int(slack.clock.now()) + 60}
    for weird in WEIRD:
        alone = ARGUMENTS if weird in SOME else ()
        for given in (dict.fromkeys(ARGUMENTS, weird), *({**sensible, name: weird} for name in alone)):
            async with browser.post(f"{slack.api_url}{method}", json=given, headers=headers) as response:
                assert response.status in (200, 429), (given, await response.text())
                assert "ok" in await response.json()
            slack.installation.error, slack.installation.installed = "", True


@pytest.mark.parametrize("path", [*(f"/page/{name}" for name in ACTS), *(f"/playground/{name}" for name in SWITCHES)])
async def test_the_page_answers_any_body(slack, app, client, browser, *, path):
    await client.views_publish(user_id="UANA", view=home(actions()))
    ts = (await slack.say("hello", user="UANA")).ts
    sensible = {"user": "UANA", "channel": "CSALES", "ts": ts, "text": "x", "line": "/lead 42", "action_id": "go", "callback_id": "lead.new", "name": "eyes"}
    names = [*sensible, "view", "value", "values", "typed", "block_id", "tab", "thread_ts", "files", "inviter", "seconds", "method", "kind", "scopes", "act"]
    for weird in WEIRD:
        alone = names if weird in SOME else ()
        for given in (dict.fromkeys(names, weird), *({**sensible, name: weird} for name in alone)):
            async with browser.post(f"{slack.url}{path}", json=given) as response:
                assert response.status in (200, 400), (given, await response.text())
    async with browser.get(f"{slack.url}/page/as/UANA") as response:
        assert response.status == 200


KINDS = ["plain_text_input", "number_input", "rich_text_input", "file_input", "users_select", "multi_users_select", "external_select", "multi_external_select"]
MORE = ["datepicker", "timepicker", "datetimepicker", "conversations_select", "multi_channels_select", "email_text_input", "url_text_input"]


@pytest.mark.parametrize("kind", KINDS + MORE)
async def test_a_form_takes_no_nonsense(slack, app, opened, browser, kind):
    element = {"type": kind} | ({"is_decimal_allowed": True} if kind == "number_input" else {})
    view = await opened(field("one", element, optional=True))

    for weird in [*WEIRD, {"type": "rich_text"}, {"type": "rich_text", "elements": 7}, [{"value": 7}], {"text": "x", "value": "y"}]:
        async with browser.post(f"{slack.url}/page/fill", json={"user": "UANA", "view": view.id, "values": {"one": weird}}) as response:
            assert response.status in (200, 400), weird
        async with browser.post(f"{slack.url}/page/submit", json={"user": "UANA", "view": view.id, "values": {"one": weird}}) as response:
            assert response.status in (200, 400), weird
        async with browser.get(f"{slack.url}/page/as/UANA") as response:
            assert response.status == 200
        if not view.is_open:
            view = await opened(field("one", element, optional=True))
