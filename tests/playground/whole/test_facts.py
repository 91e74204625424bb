"""Facts of Slack that no other file here has a test for."""

import aiohttp
import pytest

from playground.rates import TIERS

from .conftest import actions, field, modal, plain, refused

EXTERNAL = {"type": "external_select", "action_id": "lead"}


async def test_the_text_of_a_command_is_all_behind_the_first_space_and_empty_when_nothing_is(slack, app):
    for typed in ("ana  acme ", ""):
        await slack.command("/lead", typed, raw=True)
        assert app.last["text"] == typed


async def test_a_command_tells_who_where_and_how_to_answer(slack, app):
    await slack.command("/lead", "ana")

    assert {"token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text", "response_url"} <= set(app.last)
    assert {"trigger_id", "api_app_id", "is_enterprise_install"} <= set(app.last)
    assert app.last["is_enterprise_install"] == "false"


async def test_a_block_suggestion_of_nothing_typed_asks_at_once_where_no_least_length_is_set(slack, app, opened):
    view = await opened(field("lead", {**EXTERNAL, "min_query_length": 0}))
    app.answers["block_suggestion"] = {"options": []}

    await slack.suggest(view, "lead", "")

    assert app.last["value"] == ""


async def test_a_select_without_a_least_length_wants_three_characters(slack, app, opened):
    view = await opened(field("lead", EXTERNAL))
    app.answers["block_suggestion"] = {"options": []}

    await slack.suggest(view, "lead", "an")
    assert app.heard == []

    await slack.suggest(view, "lead", "ana")
    assert app.last["value"] == "ana"


async def test_an_ephemeral_message_never_becomes_one_for_all(slack, app, browser):
    app.answers["command"] = {"text": "mine", "blocks": [actions()]}
    shown = (await slack.command("/lead", "ana")).message
    clicked = await slack.click(shown, action_id="go")

    async with browser.post(clicked.payload["response_url"], json={"text": "all", "response_type": "in_channel", "replace_original": True}) as response:
        assert response.status == 200

    assert [(one.text, one.only_for) for one in slack.messages(user="UANA")] == [("all", "UANA")]


async def test_an_event_names_its_app_its_team_its_moment_and_for_whom_it_is(slack, app):
    await slack.say("hello", channel="CSALES", user="UANA")

    told = app.last
    assert (told["type"], told["event"]["type"], told["event"]["text"]) == ("event_callback", "message", "hello")
    assert {"token", "team_id", "api_app_id", "event_id", "event_time", "event_context", "context_team_id", "context_enterprise_id"} <= set(told)
    assert told["is_ext_shared_channel"] is False
    assert told["authorizations"][0].keys() == {"enterprise_id", "team_id", "user_id", "is_bot", "is_enterprise_install"}


async def test_each_event_has_an_id_of_its_own(slack, app):
    for _ in range(3):
        await slack.say("hello", user="UANA")

    assert len({one["event_id"] for one in app.heard}) == 3


async def test_a_socket_that_is_switched_off_is_told_link_disabled_and_none_comes_again(slack, client):
    async with aiohttp.ClientSession() as session, session.ws_connect(await _address(slack)) as socket:
        hello = await socket.receive_json()
        await slack.sockets.disable()
        told = await socket.receive_json()

    assert (hello["num_connections"], hello["connection_info"]["app_id"]) == (1, slack.ground.team()["api_app_id"])
    assert told == {"type": "disconnect", "reason": "link_disabled", **{name: told[name] for name in told.keys() - {"type", "reason"}}}


async def _address(slack):
    token = slack.installation.app_token
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}apps.connections.open", headers=headers) as response:
        return (await response.json())["url"]


async def test_a_channel_may_be_closed_to_apps(slack, client):
    slack.channels["CSALES"].is_restricted = True

    assert await refused(client.chat_postMessage(channel="CSALES", text="hi")) == "restricted_action"


async def test_a_workspace_may_close_the_window_for_changes(slack, client):
    slack.strictness.edit_window_seconds = 60.0
    posted = await client.chat_postMessage(channel="CSALES", text="hi")
    await client.chat_update(channel="CSALES", ts=posted["ts"], text="changed")
    slack.clock.advance(61)

    assert await refused(client.chat_update(channel="CSALES", ts=posted["ts"], text="again")) == "edit_window_closed"


async def test_a_reply_can_be_sent_to_the_channel_too_and_then_carries_its_root(slack, client):
    root = await client.chat_postMessage(channel="CSALES", text="root")
    reply = await client.chat_postMessage(channel="CSALES", text="for all", thread_ts=root["ts"], reply_broadcast=True)
    alone = await client.chat_postMessage(channel="CSALES", text="in the thread", thread_ts=root["ts"])

    shown = {one["ts"]: one for one in (await client.conversations_history(channel="CSALES"))["messages"]}
    assert shown[reply["ts"]]["subtype"] == "thread_broadcast"
    assert shown[reply["ts"]]["root"]["ts"] == root["ts"]
    assert alone["ts"] not in shown


async def test_a_scheduled_message_has_no_metadata(slack, client):
    at = int(slack.clock.now()) + 600
    metadata = {"event_type": "note", "event_payload": {}}

    assert await refused(client.chat_scheduleMessage(channel="CSALES", text="hi", post_at=at, metadata=metadata))


async def test_the_description_of_a_picture_is_at_most_a_thousand_characters(client):
    await client.files_getUploadURLExternal(filename="chart.png", length=4, alt_txt="a" * 1000)

    assert await refused(client.files_getUploadURLExternal(filename="chart.png", length=4, alt_txt="a" * 1001)) == "alt_txt_too_large"


@pytest.mark.parametrize("method", ["users_list", "conversations_list"])
async def test_a_page_has_fewer_than_a_thousand_entries(client, method):
    await getattr(client, method)(limit=999)

    assert await refused(getattr(client, method)(limit=1001)) == "invalid_limit"


def test_tiers_are_slacks():
    assert TIERS == {1: 1, 2: 20, 3: 50, 4: 100}


async def test_a_mention_in_plain_text_input_stays_literal(slack, app, opened):
    view = await opened(field("content", {"type": "plain_text_input"}))

    await slack.submit(view, {"content": "@Ben <@UBEN>"})

    assert app.last["view"]["state"]["values"]["content"]["it"]["value"] == "@Ben <@UBEN>"


async def test_escaped_tokens_are_text(slack, client):
    await client.chat_postMessage(channel="CSALES", text="&lt;@UBEN&gt; &lt;!channel&gt; &amp;")

    assert slack.notifications("UBEN") == []
    assert slack.messages("CSALES")[-1].text == "<@UBEN> <!channel> &"


async def test_plain_text_objects_are_never_parsed(slack, client):
    await client.chat_postMessage(channel="CSALES", text="For all", blocks=[{"type": "section", "text": plain("<@UBEN> <!here>")}])

    assert slack.notifications("UBEN") == []


@pytest.mark.parametrize(
    ("more", "shown", "told"),
    [
        ({}, "#sales @ana @here &lt;@UBEN&gt;", 0),
        ({"link_names": True}, "<#CSALES|sales> @ana @here &lt;@UBEN&gt;", 0),
        ({"parse": "full"}, "<#CSALES|sales> @ana <!here> &lt;@UBEN&gt;", 1),
        ({"parse": "none"}, "#sales @ana @here &lt;@UBEN&gt;", 0),
    ],
)
async def test_names_are_linked_only_on_demand_and_never_those_of_people(slack, client, more, shown, told):
    posted = await client.chat_postMessage(channel="CSALES", text="#sales @ana @here &lt;@UBEN&gt;", **more)

    assert posted["message"]["text"] == shown
    assert len(slack.notifications("UBEN")) == told


VIDEO = {
    "type": "video",
    "title": plain("Tour"),
    "alt_text": "A tour",
    "video_url": "https://elsewhere.example/v",
    "thumbnail_url": "https://elsewhere.example/t.png",
}


async def test_what_an_app_has_no_right_to_show_it_shows_in_no_answer_either(slack, app, opened, browser):
    app.answers["command"] = {"text": "Tour", "blocks": [VIDEO]}
    refused_answer = await slack.command("/lead", "ana")
    assert refused_answer.problems

    app.answers["command"] = {"text": "Card", "blocks": [actions()]}
    clicked = await slack.click((await slack.command("/lead", "ana")).message, action_id="go")
    async with browser.post(clicked.payload["response_url"], json={"text": "Tour", "blocks": [VIDEO]}) as response:
        assert (response.status, await response.text()) == (400, "invalid_blocks")

    app.answers["view_submission"] = {"response_action": "update", "view": modal(VIDEO)}
    submitted = await slack.submit(await opened(), {"content": "typed"})
    assert submitted.problems
