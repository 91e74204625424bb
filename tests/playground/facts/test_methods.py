"""The Web API: scopes, tiers, and each error that Slack names for a method."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.people import Person
from playground.webapi.auth import _challenge
from playground.webapi.methods import METHODS
from playground.webapi.on_demand import EVERYWHERE, OF_TOKENS, ON_DEMAND
from tests.playground.whole.conftest import home, modal, text_input

from .web import DIVIDER, SECTION, call, listener, workspace  # noqa: F401 - fixtures

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
TIERS_AND_SCOPES: dict[str, tuple[int, tuple[str, ...]]] = {  # tier 0: special
    "apps.connections.open": (1, ()),
    "apps.uninstall": (1, ()),
    "auth.revoke": (3, ()),
    "auth.test": (0, ()),
    "blocks.validate": (0, ()),
    "bots.info": (3, ("users:read",)),
    "chat.delete": (3, ("chat:write",)),
    "chat.deleteScheduledMessage": (3, ("chat:write",)),
    "chat.getPermalink": (0, ()),
    "chat.postEphemeral": (4, ("chat:write",)),
    "chat.postMessage": (0, ("chat:write",)),
    "chat.scheduleMessage": (3, ("chat:write",)),
    "chat.scheduledMessages.list": (3, ()),
    "chat.unfurl": (3, ("links:write",)),
    "chat.update": (3, ("chat:write",)),
    "conversations.info": (3, READ),
    "conversations.join": (3, ("channels:join",)),
    "conversations.list": (2, READ),
    "conversations.members": (4, READ),
    "conversations.open": (3, ("im:write", "mpim:write")),
    "files.completeUploadExternal": (4, ("files:write",)),
    "files.getUploadURLExternal": (4, ("files:write",)),
    "files.info": (4, ("files:read",)),
    "oauth.v2.access": (0, ()),
    "team.info": (3, ("team:read",)),
    "usergroups.list": (2, ("usergroups:read",)),
    "users.conversations": (3, READ),
    "users.info": (4, ("users:read",)),
    "users.list": (2, ("users:read",)),
    "users.lookupByEmail": (3, ("users:read.email",)),
    "views.open": (4, ()),
    "views.publish": (4, ()),
    "views.push": (4, ()),
    "views.update": (4, ()),
}


@pytest.mark.parametrize("method", TIERS_AND_SCOPES)
def test_a_method_has_its_tier(slack, method):
    tier = TIERS_AND_SCOPES[method][0]

    assert METHODS[method].tier == tier
    if method != "apps.connections.open":  # a flag: tier 1 or 3
        assert slack.ground.rates.per_minute(method, METHODS[method].tier) == {0: 300, 1: 1, 2: 20, 3: 50, 4: 100}[tier]


@pytest.mark.parametrize("method", [name for name, (_, scopes) in TIERS_AND_SCOPES.items() if scopes])
async def test_without_its_scope_a_method_says_what_is_needed_and_what_is_provided(slack, client, method):
    slack.installation.scopes = {"commands"}

    answer = await call(client, method)

    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", ",".join(TIERS_AND_SCOPES[method][1]), "commands")
    assert answer["headers"]["x-oauth-scopes"] == "commands"
    assert answer["headers"]["x-accepted-oauth-scopes"] == answer["needed"]


@pytest.mark.parametrize("method", [name for name, (_, scopes) in TIERS_AND_SCOPES.items() if not scopes and METHODS[name].caller == "bot"])
async def test_a_method_without_a_scope_never_misses_one(slack, client, method):
    slack.installation.scopes = set()

    assert (await call(client, method)).get("error") != "missing_scope"


@pytest.mark.parametrize(("setting", "calls"), [(50, 50), (1, 1)])
async def test_how_often_a_socket_may_be_opened_is_a_flag(slack, setting, calls):
    slack.strictness.connections_open_per_minute = setting
    of_the_app = AsyncWebClient(token=slack.installation.app_token, base_url=slack.api_url)

    assert [(await call(of_the_app, "apps.connections.open"))["status"] for _ in range(calls + 1)] == [200] * calls + [429]


async def test_past_its_tier_a_method_answers_429_with_retry_after(slack, client):
    for _ in range(20):
        await call(client, "users.list", limit="1")

    refused = await call(client, "users.list", limit="1")

    assert (refused["status"], refused["error"], refused["headers"]["retry-after"]) == (429, "ratelimited", "3")
    assert (await call(client, "usergroups.list"))["status"] == 200, "another method has its own count"
    slack.clock.advance(3)
    assert (await call(client, "users.list", limit="1"))["ok"]


Prepare = Callable[[Any, Any], Awaitable[dict[str, Any]]]
HERE = {"channel": "CSALES", "text": "x"}
META = {"event_type": "x", "event_payload": {}}
LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
SECRET_OF_APP = {"client_id": "1111111111.2222222222", "client_secret": "playground-client-secret"}


async def nothing(_slack: Any, _client: Any) -> dict[str, Any]:
    return {}


def setting(change: Callable[[Any], object]) -> Prepare:
    """A setting of the workspace is changed first."""

    async def prepare(slack: Any, _client: Any) -> dict[str, Any]:
        change(slack)
        return {}

    return prepare


async def a_burst(slack: Any, client: Any) -> dict[str, Any]:
    for _ in range(5):
        await client.chat_postMessage(**HERE)
    return {}


async def the_workspaces_cap(slack: Any, client: Any) -> dict[str, Any]:
    slack.state.strict_pace = False
    for _ in range(300):
        slack.ground.rates.wait("chat.postMessage", 0)
    return {}


async def a_message(slack: Any, client: Any) -> dict[str, Any]:
    return {"channel": "CSALES", "ts": (await client.chat_postMessage(**HERE))["ts"]}


async def an_old_message(slack: Any, client: Any) -> dict[str, Any]:
    made = await a_message(slack, client)
    slack.strictness.edit_window_seconds = 60.0
    slack.clock.advance(61)
    return made


async def an_archived_message(slack: Any, client: Any) -> dict[str, Any]:
    made = await a_message(slack, client)
    slack.channels["CSALES"].is_archived = True
    return made


async def a_message_of_rich_text(slack: Any, client: Any) -> dict[str, Any]:
    return {"channel": "CSALES", "ts": (await client.chat_postMessage(**HERE, blocks=[RICH]))["ts"]}


async def anothers_message(slack: Any, client: Any) -> dict[str, Any]:
    return {"channel": "CSALES", "ts": (await slack.state.post("CSALES", "UANA", "mine")).ts}


def in_seconds(seconds: int) -> Prepare:
    async def prepare(slack: Any, _client: Any) -> dict[str, Any]:
        return {"post_at": int(slack.clock.now()) + seconds}

    return prepare


async def thirty_wait(slack: Any, client: Any) -> dict[str, Any]:
    at = (int(slack.clock.now()) // 300 + 2) * 300
    for _ in range(30):
        await client.chat_scheduleMessage(**HERE, post_at=at)
    return {"post_at": at}


def a_trigger(age: float = 0.0, uses: int = 0, *, open_views: int = 0) -> Prepare:
    async def prepare(slack: Any, client: Any) -> dict[str, Any]:
        for number in range(open_views):
            one = {"trigger_id": slack.ground.triggers.issue("UANA"), "view": modal()}
            await (client.views_push(**one) if number else client.views_open(**one))
        trigger_id = slack.ground.triggers.issue("UANA")
        for _ in range(uses):
            await client.views_open(trigger_id=trigger_id, view=modal())
        slack.clock.advance(age)
        return {"trigger_id": trigger_id}

    return prepare


async def a_changed_home(slack: Any, client: Any) -> dict[str, Any]:
    old = (await client.views_publish(user_id="UANA", view=home()))["view"]["hash"]
    await client.views_publish(user_id="UANA", view=home(SECTION))
    return {"hash": old}


async def a_changed_modal(slack: Any, client: Any) -> dict[str, Any]:
    shown = (await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal()))["view"]
    await client.views_update(view_id=shown["id"], view=modal())
    return {"view_id": shown["id"], "hash": shown["hash"]}


async def a_code(slack: Any, _client: Any) -> dict[str, Any]:
    consent = {"at": slack.clock.now(), "redirect_uri": "https://bot.acme.example/oauth", "code_challenge": "", "scopes": [], "user": "UDORA"}
    slack.ground.credentials.codes["c1"] = consent
    return {"code": "c1"}


async def a_shared_link(slack: Any, client: Any) -> dict[str, Any]:
    message = await slack.say("see https://leads.acme.example/7", user="UANA")
    return {"channel": message.channel, "ts": message.ts, "unfurls": {"https://leads.acme.example/8": {"text": "x"}}}


async def a_composers_link(slack: Any, client: Any) -> dict[str, Any]:
    shared = await slack.compose("https://leads.acme.example/7", user="UANA")
    return {"unfurl_id": shared.unfurl_id, "source": "composer", "user_auth_required": "true"}


def without(manifest_part: str) -> Prepare:
    async def prepare(slack: Any, _client: Any) -> dict[str, Any]:
        slack.ground.manifest = replace(slack.ground.manifest, **{manifest_part: False})
        return {}

    return prepare


VIEW = {"view": modal()}
POST = "chat.postMessage"
CASES: list[tuple[str, str, dict[str, Any], Prepare]] = [
    (POST, "not_in_channel", HERE | {"channel": "CGENERAL"}, nothing),
    (POST, "channel_not_found", HERE | {"channel": "GDEALS"}, nothing),
    (POST, "is_archived", HERE | {"channel": "COLD"}, nothing),
    (POST, "restricted_action", HERE, setting(lambda slack: setattr(slack.channels["CSALES"], "is_restricted", True))),
    (POST, "msg_blocks_too_long", HERE | {"blocks": LONG}, nothing),
    (POST, "no_text", {"channel": "CSALES"}, nothing),
    (POST, "too_many_attachments", HERE | {"attachments": [{"text": "x"}] * 101}, nothing),
    (POST, "rate_limited", HERE, the_workspaces_cap),
    (POST, "ratelimited", HERE, a_burst),
    (POST, "messages_tab_disabled", HERE | {"channel": "UANA"}, without("has_messages")),
    (POST, "metadata_too_large", HERE | {"metadata": META | {"event_payload": {"x": "x" * 9000}}}, nothing),
    (POST, "markdown_text_conflict", HERE | {"markdown_text": "x"}, nothing),
    (POST, "invalid_blocks", HERE | {"blocks": [{"type": "nonsense"}]}, nothing),
    (POST, "invalid_blocks_format", HERE | {"blocks": "{"}, nothing),
    (POST, "invalid_attachments", HERE | {"attachments": [{"blocks": [{"type": "nonsense"}]}]}, nothing),
    (POST, "cannot_reply_to_message", HERE | {"thread_ts": "1.000001"}, nothing),
    ("chat.update", "msg_too_long", {"text": "x" * 4001}, a_message),
    ("chat.update", "edit_window_closed", {"text": "x"}, an_old_message),
    ("chat.update", "cant_update_message", {"text": "x"}, anothers_message),
    ("chat.update", "message_not_found", HERE | {"ts": "1.000001"}, nothing),
    ("chat.update", "is_inactive", {"text": "x"}, an_archived_message),
    ("chat.update", "block_mismatch", {"text": "x", "blocks": [SECTION]}, a_message_of_rich_text),
    ("chat.postEphemeral", "user_not_in_channel", HERE | {"user": "UGUS"}, nothing),
    ("chat.postEphemeral", "channel_not_found", HERE | {"user": "UANA", "channel": "GDEALS"}, nothing),
    ("chat.postEphemeral", "not_in_channel", HERE | {"user": "UANA", "channel": "CGENERAL"}, nothing),
    ("chat.delete", "message_not_found", {"channel": "CSALES", "ts": "1.000001"}, nothing),
    ("chat.delete", "cant_delete_message", {}, anothers_message),
    ("chat.scheduleMessage", "time_in_past", HERE, in_seconds(-1)),
    ("chat.scheduleMessage", "time_too_far", HERE, in_seconds(121 * 24 * 3600)),
    ("chat.scheduleMessage", "restricted_too_many", HERE, thirty_wait),
    ("chat.unfurl", "cannot_unfurl_url", {}, a_shared_link),
    ("chat.unfurl", "cannot_unfurl_message", {"unfurls": {}}, a_message),
    ("chat.unfurl", "cannot_prompt", {}, a_composers_link),
    ("chat.getPermalink", "channel_not_found", {"channel": "GDEALS", "message_ts": "1.000001"}, nothing),
    ("chat.getPermalink", "message_not_found", {"channel": "CSALES", "message_ts": "1.000001"}, nothing),
    ("views.open", "expired_trigger_id", VIEW, a_trigger(age=3.1)),
    ("views.open", "exchanged_trigger_id", VIEW, a_trigger(uses=1)),
    ("views.open", "invalid_trigger_id", VIEW | {"trigger_id": "1.2.abc"}, nothing),
    ("views.open", "invalid_arguments", {"view": {"type": "modal"}}, a_trigger()),
    ("views.open", "view_too_large", {"view": modal(*[{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 90)}, a_trigger()),
    ("views.push", "push_limit_reached", VIEW, a_trigger(open_views=3)),
    ("views.update", "not_found", VIEW | {"view_id": "V1"}, nothing),
    ("views.update", "hash_conflict", VIEW, a_changed_modal),
    ("views.publish", "not_enabled", {"user_id": "UANA", "view": home()}, without("has_home")),
    ("views.publish", "hash_conflict", {"user_id": "UANA", "view": home()}, a_changed_home),
    ("users.info", "user_not_found", {"user": "UNOBODY"}, nothing),
    ("users.info", "user_not_visible", {"user": "UOLGA"}, setting(lambda slack: slack.channels["CSHARED"].members.discard("UOLGA"))),
    ("users.lookupByEmail", "users_not_found", {"email": "nobody@acme.example"}, nothing),
    ("users.list", "limit_required", {}, setting(lambda slack: setattr(slack.strictness, "large_team", True))),
    ("conversations.open", "user_disabled", {"users": "UBEN"}, setting(lambda slack: setattr(slack.people["UBEN"], "deleted", True))),
    ("conversations.open", "not_enough_users", {"users": ","}, nothing),
    ("conversations.info", "channel_not_found", {"channel": "GDEALS"}, nothing),
    ("conversations.join", "is_archived", {"channel": "COLD"}, nothing),
    ("conversations.join", "method_not_supported_for_channel_type", {"channel": "DANA"}, setting(lambda slack: slack.state.dm("UANA"))),
    (
        "files.getUploadURLExternal",
        "file_uploads_disabled",
        {"filename": "x", "length": "1"},
        setting(lambda slack: setattr(slack.strictness, "file_uploads", False)),
    ),
    ("usergroups.list", "plan_upgrade_required", {}, setting(lambda slack: setattr(slack.strictness, "groups_need_a_plan", True))),
    ("oauth.v2.access", "bad_client_secret", SECRET_OF_APP | {"client_secret": "x"}, a_code),
    ("oauth.v2.access", "invalid_code", SECRET_OF_APP | {"code": "x"}, nothing),
    ("oauth.v2.access", "bad_redirect_uri", SECRET_OF_APP | {"redirect_uri": "https://x.acme.example"}, a_code),
    ("oauth.v2.access", "invalid_refresh_token", SECRET_OF_APP | {"grant_type": "refresh_token", "refresh_token": "x"}, nothing),
]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("method", "code", "arguments", "prepare"), CASES, ids=[f"{method} {code}" for method, code, *_ in CASES])
async def test_a_method_answers_with_slacks_error(slack, client, method, code, *, arguments, prepare):
    answer = await call(client, method, **arguments, **await prepare(slack, client))

    assert (answer["ok"], answer["error"]) == (False, code), answer
    assert answer["status"] == (429 if code in ("ratelimited", "rate_limited") else 200)
    assert ("retry-after" in answer["headers"]) == (answer["status"] == 429)


@pytest.mark.parametrize(("method", "code"), [(method, code) for method, codes in ON_DEMAND.items() for code in codes])
async def test_an_error_that_no_rule_knows_comes_on_demand(slack, client, method, code):
    slack.faults.add(method, kind="refuse", code=code)

    assert (await call(client, method))["error"] == code


def test_on_demand_are_only_errors_of_methods_that_are_here_and_that_no_rule_gives():
    by_rule = {(method, code) for method, code, *_ in CASES}

    assert ON_DEMAND.keys() <= METHODS.keys()
    assert not {(method, code) for method, codes in ON_DEMAND.items() for code in codes} & by_rule


@pytest.mark.parametrize("code", EVERYWHERE)
async def test_any_method_can_fail_with(slack, client, code):
    slack.faults.add("*", kind="refuse", code=code)

    answer = await call(client, "team.info")

    assert (answer["status"], answer["error"]) == (200, code)


@pytest.mark.parametrize(("status", "code"), [(500, "internal_error"), (503, "service_unavailable")])
async def test_a_broken_server_answers_with_its_own_status(slack, client, status, code):
    slack.faults.add("team.info", kind="error", status=status)

    answer = await call(client, "team.info")

    assert (answer["status"], answer["error"]) == (status, code)


@pytest.mark.parametrize("code", OF_TOKENS)
async def test_a_token_that_does_not_work_any_more_says_why(slack, client, code):
    slack.installation.error = code

    answer = await call(client, "chat.postMessage", **HERE)

    assert (answer["status"], answer["error"]) == (200, code)


@pytest.mark.parametrize(("token", "code"), [("xoxb-unknown", "invalid_auth"), (None, "not_authed")])
async def test_a_token_is_known_or_refused(slack, token, code):
    assert (await call(AsyncWebClient(token=token, base_url=slack.api_url), "auth.test"))["error"] == code


async def test_a_method_that_is_not_here_is_unknown(client):
    assert (await call(client, "chat.startStream"))["error"] == "unknown_method"


async def test_opening_a_conversation_without_users_says_so(client):
    assert (await call(client, "conversations.open"))["error"] == "users_list_not_supplied"


async def test_a_user_in_place_of_a_channel_gets_the_message_in_the_apps_dm(slack, client):
    answer = await call(client, "chat.postMessage", channel="UANA", text="hello")

    assert (answer["channel"], [one.text for one in slack.messages("DANA", "UANA")]) == ("DANA", ["hello"])


async def test_an_email_needs_a_scope_of_its_own_and_a_locale_is_asked_for(slack, client):
    asked = (await call(client, "users.info", user="UANA", include_locale="true"))["user"]
    slack.installation.scopes.discard("users:read.email")
    plain = (await call(client, "users.info", user="UANA"))["user"]

    assert (asked["profile"]["email"], "locale" in asked) == ("ana@acme.example", True)
    assert ("email" in plain["profile"], "locale" in plain) == (False, False)


async def test_users_conversations_has_only_those_that_the_bot_is_in(slack, client):
    mine = {one["id"] for one in (await call(client, "users.conversations"))["channels"]}
    all_of_them = {one["id"] for one in (await call(client, "conversations.list"))["channels"]}

    assert mine < all_of_them
    assert {one for one in all_of_them if "ULEADBOT" in slack.channels[one].members} == mine


async def test_a_list_goes_on_with_its_cursor_until_it_is_empty(slack):
    slack.people.update({f"U{number}": Person(f"U{number}", f"P{number} X", f"p{number}@acme.example") for number in range(2000)})
    client, seen, cursor = AsyncWebClient(token=slack.installation.bot_token, base_url=slack.api_url), [], ""
    while True:
        answer = await call(client, "users.list", limit="999", cursor=cursor)
        seen += [one["id"] for one in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break

    assert (len(seen), set(seen)) == (len(slack.people) - 1, set(slack.people) - {"UOLGA"})


async def test_an_upload_without_a_channel_is_kept_and_shared_nowhere(slack, client):
    file = (await client.files_upload_v2(filename="chart.png", content=b"1234"))["files"][0]["id"]

    assert (slack.state.files[file].channels, slack.state.messages) == ([], [])
    image = {"type": "image", "alt_text": "a", "slack_file": {"id": file}}
    assert (await call(client, "chat.postMessage", **HERE, blocks=[image]))["ok"]


@pytest.mark.parametrize("verb", ["post", "put"])
async def test_a_files_bytes_come_by_post_or_put(slack, client, verb):

    given = await call(client, "files.getUploadURLExternal", filename="a.txt", length="3")
    async with aiohttp.ClientSession() as session, session.request(verb, given["upload_url"], data=b"abc") as response:
        assert response.status == 200

    completed = await call(client, "files.completeUploadExternal", files=[{"id": given["file_id"]}])
    assert completed["files"][0]["size"] == 3


@pytest.mark.parametrize(("verifier", "code"), [("right", None), ("wrong", "invalid_code_verifier"), ("", "invalid_code_verifier")])
async def test_a_code_that_was_asked_for_with_a_challenge_needs_its_verifier(slack, client, verifier, code):
    await a_code(slack, client)
    slack.ground.credentials.codes["c1"]["code_challenge"] = _challenge("right")
    asked = {**SECRET_OF_APP, "code": "c1", "redirect_uri": "https://bot.acme.example/oauth", "code_verifier": verifier}

    assert (await call(client, "oauth.v2.access", **asked)).get("error") == code


async def test_revoking_kills_one_token_and_uninstalling_all_of_them(slack, client):
    assert (await call(client, "auth.revoke", test="true"))["revoked"] is False
    assert (await call(client, "auth.revoke"))["revoked"] is True
    assert (await call(client, "auth.test"))["error"] == "token_revoked"

    slack.installation.error = ""
    assert (await call(client, "apps.uninstall", **SECRET_OF_APP))["ok"]
    assert (await call(client, "auth.test"))["error"] == "account_inactive"


async def test_a_form_with_a_charset_is_warned_of(slack, client):

    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}auth.test", headers=headers) as response:
        strict = await response.json()
    slack.strictness.charset_warnings = False
    async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}auth.test", headers=headers) as response:
        lenient = await response.json()

    assert (strict["warning"], strict["response_metadata"]) == ("superfluous_charset", {"warnings": ["superfluous_charset"]})
    assert "warning" not in lenient


async def test_an_unfurl_is_of_a_message_or_of_what_is_being_written(slack, client, app):
    link = "https://leads.acme.example/7"
    message = await slack.say(f"see {link}", user="UANA")
    told = app.events("link_shared")[-1]

    assert (await call(client, "chat.unfurl", channel=message.channel, ts=message.ts, unfurls={link: {"text": "Ana"}}))["ok"]
    assert (await call(client, "chat.unfurl", unfurl_id=told["unfurl_id"], source=told["source"], unfurls={link: {"text": "Ana"}}))["ok"]


@pytest.mark.parametrize(
    "content", [{"blocks": [{"type": "nonsense"}]}, {"blocks": [{"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}]}, {"nonsense": 1}]
)
async def test_an_unfurl_is_judged_like_an_attachment(slack, client, app, content):
    link = "https://leads.acme.example/7"
    message = await slack.say(f"see {link}", user="UANA")

    answer = await call(client, "chat.unfurl", channel=message.channel, ts=message.ts, unfurls={link: content})

    assert (answer["error"], len(answer["errors"])) == ("cannot_parse_attachment", 1)


async def test_the_blocks_that_ask_a_person_to_connect_are_judged(slack, client, app):
    message = await slack.say("see https://leads.acme.example/7", user="UANA")
    asked = {"channel": message.channel, "ts": message.ts, "user_auth_required": "true"}

    assert (await call(client, "chat.unfurl", **asked, user_auth_blocks=[{"type": "nonsense"}]))["error"] == "invalid_blocks"
    assert (await call(client, "chat.unfurl", **asked, user_auth_blocks=[SECTION]))["ok"]


async def test_the_blocks_below_a_shared_file_are_judged(slack, client):
    given = await call(client, "files.getUploadURLExternal", filename="a.txt", length="3")
    slack.state.files[given["file_id"]].uploaded = True
    shared = {"files": [{"id": given["file_id"]}], "channel_id": "CSALES"}

    assert (await call(client, "files.completeUploadExternal", **shared, blocks=[{"type": "nonsense"}]))["error"] == "invalid_blocks"
    assert slack.state.files[given["file_id"]].completed is False
    assert (await call(client, "files.completeUploadExternal", **shared, blocks=[DIVIDER]))["ok"]
    assert slack.state.messages[-1].blocks[0]["type"] == "divider"


async def test_json_and_forms_mean_the_same(slack, client):

    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json; charset=utf-8"}
    trigger_id = slack.ground.triggers.issue("UANA")
    async with aiohttp.ClientSession() as session:
        body = json.dumps({"trigger_id": trigger_id, "view": modal(text_input())})
        async with session.post(f"{slack.api_url}views.open", data=body, headers=headers) as response:
            as_json = (await response.json())["view"]
    as_form = (await call(client, "views.open", trigger_id=slack.ground.triggers.issue("UANA"), view=modal(text_input())))["view"]

    assert as_json["blocks"] == as_form["blocks"]
