"""slack_sdk's AsyncWebClient against the Web API."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Ana"}}


async def refused(awaitable) -> dict:
    with pytest.raises(SlackApiError) as error:
        await awaitable
    return error.value.response.data


async def test_auth_test_says_who_the_bot_is_and_lists_its_scopes_in_a_header(slack, client):
    answer = await client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0ACME", "ULEADBOT", "B0LEADBOT")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["x-oauth-scopes"].split(",") == sorted(slack.ground.manifest.bot_scopes | slack.ground.manifest.bot_optional_scopes)


@pytest.mark.parametrize(("token", "code"), [("xoxb-other", "invalid_auth"), ("xapp-tests", "not_allowed_token_type"), ("", "not_authed")])
async def test_tokens_are_checked(slack, token, code):
    assert (await refused(AsyncWebClient(token=token, base_url=slack.api_url).auth_test()))["error"] == code


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
async def test_a_dead_installation_answers_so(slack, client, code):
    slack.installation.error = code

    assert (await refused(client.auth_test()))["error"] == code


async def test_a_missing_scope_names_what_is_needed_and_provided(slack, client):
    slack.installation.scopes = {"commands", "users:read"}

    answer = await refused(client.chat_postMessage(channel="CSALES", text="hello"))

    assert answer == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "commands,users:read"}


async def test_an_unknown_method_and_unknown_arguments(client):
    assert (await refused(client.api_call("chat.explode")))["error"] == "unknown_method"
    assert (await client.api_call("auth.test", params={"nonsense": "1"}))["ok"]


async def test_form_and_json_bodies_mean_the_same(slack, client):
    import json

    as_json = await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[SECTION])
    as_form = await client.api_call("chat.postMessage", data={"channel": "CSALES", "text": "Ana", "blocks": json.dumps([SECTION])})

    assert as_json["message"]["blocks"][0]["text"] == as_form["message"]["blocks"][0]["text"] == SECTION["text"]


@pytest.mark.parametrize(("body", "code"), [(b"{", "invalid_json"), (b"[]", "json_not_object")])
async def test_a_json_body_must_be_an_object(slack, body, code):
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}auth.test", data=body, headers={"Content-Type": "application/json"}) as response,
    ):
        assert (await response.json())["error"] == code


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("CNOWHERE", "channel_not_found"),
        ("GDEALS", "channel_not_found"),
        ("CGENERAL", "not_in_channel"),
        ("COLD", "is_archived"),
    ],
)
async def test_post_message_goes_only_where_the_bot_may(client, channel, code):
    assert (await refused(client.chat_postMessage(channel=channel, text="hello")))["error"] == code


async def test_chat_write_public_posts_to_public_channels_without_joining(slack, client):
    slack.installation.scopes.add("chat:write.public")

    assert (await client.chat_postMessage(channel="CGENERAL", text="hello"))["ok"]
    assert (await refused(client.chat_postMessage(channel="GDEALS", text="hello")))["error"] == "channel_not_found"


async def test_post_message_to_a_user_lands_in_their_dm(slack, client):
    await client.chat_postMessage(channel="UANA", text="hello")

    assert [one.text for one in slack.messages(channel=slack.dm("UANA"), user="UANA")] == ["hello"]
    assert slack.messages(user="UBEN") == []


async def test_post_message_needs_something_to_show(client):
    assert (await refused(client.api_call("chat.postMessage", json={"channel": "CSALES", "text": ""})))["error"] == "no_text"


async def test_markdown_text_stands_alone_and_has_its_limit(slack, client):
    await client.chat_postMessage(channel="CSALES", markdown_text="**Ana**")

    assert slack.messages(channel="CSALES")[0].text == "**Ana**"
    both = client.api_call("chat.postMessage", json={"channel": "CSALES", "text": "x", "markdown_text": "y"})
    assert (await refused(both))["error"] == "markdown_text_conflict"
    assert (await refused(client.chat_postMessage(channel="CSALES", markdown_text="x" * 12001)))["error"] == "msg_blocks_too_long"


async def test_invalid_blocks_say_where_and_why_in_slacks_words(client):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]

    answer = await refused(client.chat_postMessage(channel="CSALES", text="Ana", blocks=blocks))

    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {one}" for one in answer["errors"]]


@pytest.mark.parametrize("blocks", ["{", '{"type": "divider"}', "7"])
async def test_blocks_that_are_no_array_are_an_invalid_format(client, blocks):
    assert (await refused(client.chat_postMessage(channel="CSALES", text="Ana", blocks=blocks)))["error"] == "invalid_blocks_format"


async def test_post_message_cuts_text_over_forty_thousand_characters_and_warns(slack, client):
    answer = await client.chat_postMessage(channel="CSALES", text="x" * 40001)

    assert len(answer["message"]["text"]) == 40000
    assert answer["warning"] == "message_truncated"


async def test_update_refuses_text_over_four_thousand_characters(client):
    ts = (await client.chat_postMessage(channel="CSALES", text="before"))["ts"]

    assert (await client.chat_update(channel="CSALES", ts=ts, text="x" * 4000))["ok"]
    assert (await refused(client.chat_update(channel="CSALES", ts=ts, text="x" * 4001)))["error"] == "msg_too_long"


async def test_update_keeps_the_metadata_and_attachments_that_are_left_out(slack, client):
    metadata = {"event_type": "delivery", "event_payload": {"id": 7}}
    ts = (await client.chat_postMessage(channel="CSALES", text="before", metadata=metadata, attachments=[{"text": "more"}]))["ts"]

    await client.chat_update(channel="CSALES", ts=ts, text="after")

    message = slack.messages(channel="CSALES")[0]
    assert (message.fallback, message.metadata, message.attachments) == ("after", metadata, [{"text": "more"}])
    assert message.as_slack()["edited"]["user"] == "ULEADBOT"


async def test_update_knows_only_the_bots_own_messages(slack, client):
    theirs = await slack.state.post("CSALES", "UANA", "mine")

    assert (await refused(client.chat_update(channel="CSALES", ts=theirs.ts, text="x")))["error"] == "cant_update_message"
    assert (await refused(client.chat_update(channel="CSALES", ts="1.000001", text="x")))["error"] == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_and_cannot_be_updated(slack, client):
    answer = await client.chat_postEphemeral(channel="CSALES", user="UANA", text="only you")

    assert [one.text for one in slack.messages(user="UANA")] == ["only you"]
    assert slack.messages(user="UBEN") == []
    assert (await refused(client.chat_update(channel="CSALES", ts=answer["message_ts"], text="x")))["error"] == "message_not_found"


@pytest.mark.parametrize(
    ("channel", "user", "code"), [("CSALES", "UGUS", "user_not_in_channel"), ("CGENERAL", "UANA", "not_in_channel"), ("GDEALS", "UBEN", "channel_not_found")]
)
async def test_an_ephemeral_message_needs_both_in_the_channel(client, channel, user, code):
    assert (await refused(client.chat_postEphemeral(channel=channel, user=user, text="x")))["error"] == code


async def test_a_thread_needs_its_root(client):
    root = (await client.chat_postMessage(channel="CSALES", text="root"))["ts"]

    assert (await client.chat_postMessage(channel="CSALES", text="reply", thread_ts=root))["message"]["thread_ts"] == root
    assert (await refused(client.chat_postMessage(channel="CSALES", text="x", thread_ts="1.000001")))["error"] == "cannot_reply_to_message"


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {}, "more": 1}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"text": "y" * 9000}}, "metadata_too_large"),
    ],
)
async def test_metadata_is_checked(client, metadata, code):
    assert (await refused(client.chat_postMessage(channel="CSALES", text="Ana", metadata=metadata)))["error"] == code


async def test_history_gives_metadata_only_when_asked(client):
    metadata = {"event_type": "delivery", "event_payload": {"id": 7}}
    await client.chat_postMessage(channel="CSALES", text="first", metadata=metadata)
    second = await client.chat_postMessage(channel="CSALES", text="second")
    await client.chat_postMessage(channel="CSALES", text="in a thread", thread_ts=second["ts"])

    without = await client.conversations_history(channel="CSALES")
    asked = await client.conversations_history(channel="CSALES", include_all_metadata=True)

    assert [one["text"] for one in without["messages"]] == ["second", "first"]
    assert [one.get("metadata") for one in without["messages"]] == [None, None]
    assert [one.get("metadata") for one in asked["messages"]] == [None, metadata]


async def test_history_has_pages_and_bounds(client):
    stamps = [(await client.chat_postMessage(channel="UANA", text=str(number)))["ts"] for number in range(4)]
    dm = (await client.conversations_open(users="UANA"))["channel"]["id"]

    first = await client.conversations_history(channel=dm, limit=3)
    rest = await client.conversations_history(channel=dm, limit=3, cursor=first["response_metadata"]["next_cursor"])
    between = await client.conversations_history(channel=dm, oldest=stamps[1], latest=stamps[2], inclusive=True)

    assert ([one["text"] for one in first["messages"]], first["has_more"]) == (["3", "2", "1"], True)
    assert ([one["text"] for one in rest["messages"]], rest["has_more"]) == (["0"], False)
    assert [one["text"] for one in between["messages"]] == ["2", "1"]


async def test_history_needs_the_scope_of_the_kind_of_channel_and_membership(slack, client):
    slack.installation.scopes.discard("channels:history")

    assert (await refused(client.conversations_history(channel="CSALES")))["needed"] == "channels:history"
    slack.installation.scopes.add("channels:history")
    assert (await refused(client.conversations_history(channel="CGENERAL")))["error"] == "not_in_channel"


async def test_conversations_open_gives_the_same_dm_again(client):
    first = await client.conversations_open(users="UANA")
    again = await client.conversations_open(users=["UANA"], return_im=True)

    assert first["already_open"] is False
    assert again["already_open"] is True
    assert again["channel"]["id"] == first["channel"]["id"]
    assert again["channel"]["user"] == "UANA"


async def test_conversations_open_refuses_the_unknown_and_the_deactivated(slack, client):
    slack.people["UBEN"].deleted = True

    assert (await refused(client.conversations_open(users="UNOBODY")))["error"] == "user_not_found"
    assert (await refused(client.conversations_open(users="UBEN")))["error"] == "user_disabled"


async def test_conversations_info_hides_private_channels_without_the_bot(slack, client):
    slack.installation.scopes |= {"channels:read", "groups:read"}
    assert (await refused(client.conversations_info(channel="GDEALS")))["error"] == "channel_not_found"
    slack.channels["GDEALS"].members.add("ULEADBOT")
    assert (await client.conversations_info(channel="GDEALS"))["channel"]["is_private"] is True


async def test_conversations_info_tells_shared_and_archived(slack, client):
    slack.installation.scopes.add("channels:read")
    shared = (await client.conversations_info(channel="CSHARED"))["channel"]
    old = (await client.conversations_info(channel="COLD"))["channel"]

    assert (shared["is_ext_shared"], shared["is_member"], old["is_archived"]) == (True, True, True)
    assert (await client.conversations_info(channel="CGENERAL"))["channel"]["is_member"] is False


async def test_users_info_gives_the_email_only_with_its_scope(slack, client):
    with_scope = (await client.users_info(user="UANA"))["user"]
    slack.installation.scopes.discard("users:read.email")
    without = (await client.users_info(user="UANA"))["user"]

    assert with_scope["profile"]["email"] == "ana@acme.example"
    assert "email" not in without["profile"]
    assert (with_scope["tz"], with_scope["is_email_confirmed"], with_scope["is_bot"]) == ("America/New_York", True, False)


async def test_users_info_tells_guests_strangers_deleted_and_unknown(slack, client):
    slack.people["UBEN"].deleted = True
    slack.people["UANA"].is_email_confirmed = None

    guest, stranger, deleted, unconfirmed = [(await client.users_info(user=one))["user"] for one in ("UGUS", "UOLGA", "UBEN", "UANA")]

    assert (guest["is_restricted"], guest["is_ultra_restricted"]) == (True, True)
    assert (stranger["is_stranger"], stranger["team_id"], "email" in stranger["profile"]) == (True, "T0OTHER", False)
    assert deleted["deleted"] is True
    assert "is_email_confirmed" not in unconfirmed
    assert (await refused(client.users_info(user="UNOBODY")))["error"] == "user_not_found"


async def test_two_messages_within_a_second_are_counted_and_long_bursts_refused(slack, client):
    for number in range(5):
        await client.chat_postMessage(channel="CSALES", text=str(number))

    assert slack.too_fast == {"CSALES": 4}
    with pytest.raises(SlackApiError) as error:
        await client.chat_postMessage(channel="CSALES", text="one too many")
    assert (error.value.response.status_code, error.value.response.headers["Retry-After"]) == (429, "1")

    slack.clock.advance(1)
    await client.chat_postMessage(channel="CSALES", text="after a second")
    assert slack.too_fast == {"CSALES": 4}


async def test_every_call_is_logged(slack, client):
    await client.chat_postMessage(channel="CSALES", text="hello")

    call = slack.calls_of("chat.postMessage")[0]
    assert (call.arguments["text"], call.answer["ok"], call.status) == ("hello", True, 200)
    assert abs(call.at - slack.clock.now()) < 60


@pytest.fixture
def impatient(slack) -> AsyncWebClient:
    """A client that repeats nothing."""
    return AsyncWebClient(token="xoxb-tests", base_url=slack.api_url, retry_handlers=[], timeout=1)


async def test_fault_rate_limited(slack, impatient):
    slack.faults.add("chat.postMessage", kind="rate_limited", retry_after=3)

    with pytest.raises(SlackApiError) as error:
        await impatient.chat_postMessage(channel="CSALES", text="x")
    assert (error.value.response.status_code, error.value.response.headers["Retry-After"], error.value.response["error"]) == (429, "3", "ratelimited")
    assert (await impatient.chat_postMessage(channel="CSALES", text="x"))["ok"]


@pytest.mark.parametrize(("status", "code"), [(500, "internal_error"), (503, "service_unavailable")])
async def test_fault_error(slack, impatient, status, code):
    slack.faults.add("*", kind="error", status=status)

    with pytest.raises(SlackApiError) as error:
        await impatient.auth_test()
    assert (error.value.response.status_code, error.value.response["error"]) == (status, code)


async def test_fault_refuse(slack, impatient):
    slack.faults.add("chat.postMessage", kind="refuse", code="restricted_action", times=2)

    for _ in range(2):
        assert (await refused(impatient.chat_postMessage(channel="CSALES", text="x")))["error"] == "restricted_action"
    assert (await impatient.chat_postMessage(channel="CSALES", text="x"))["ok"]


async def test_fault_slow(slack, impatient):
    slack.faults.add("auth.test", kind="slow", seconds=30)

    with pytest.raises(TimeoutError):
        await impatient.auth_test()


@pytest.mark.parametrize(("kind", "carried_out"), [("reset", 0), ("lost", 1)])
async def test_fault_reset_comes_before_and_lost_after_the_call_is_carried_out(slack, impatient, kind, carried_out):
    slack.faults.add("chat.postMessage", kind=kind)

    with pytest.raises(aiohttp.ClientConnectionError):
        await impatient.chat_postMessage(channel="CSALES", text="x")

    assert len(slack.messages(channel="CSALES")) == carried_out
    assert slack.calls_of("chat.postMessage")[0].answer is None


def test_an_unknown_fault_is_a_mistake_of_the_test(slack):
    with pytest.raises(ValueError, match="kind is one of"):
        slack.faults.add("auth.test", kind="sleepy")
