"""block_actions from modals, the Home and attachments; block_suggestion; shortcuts."""

import asyncio

import pytest
from aiohttp import web

from playground.interactive import TROUBLE
from playground.suggestions import TROUBLE as NO_RESULTS

from .conftest import actions, button, field, home, option, plain, refused, text_input

SELECT = {"type": "static_select", "action_id": "status", "options": [option("new"), option("won")]}
EXTERNAL = {"type": "external_select", "action_id": "lead", "min_query_length": 2}


async def test_a_click_in_a_modal_carries_the_view_and_no_response_url(slack, app, opened):
    view = await opened(text_input("content"), actions(button("go", "42")))
    await slack.fill(view, {"content": "typed"})

    await slack.click(view, action_id="go")

    told = app.last
    assert told["container"] == {"type": "view", "view_id": view.id}
    assert told["view"]["state"]["values"]["content"]["it"]["value"] == "typed"
    assert (told["actions"][0]["value"], told["actions"][0]["block_id"]) == ("42", "actions")
    assert not {"response_url", "channel", "message"} & set(told)


async def test_a_choice_in_a_modal_is_in_its_state_from_then_on(slack, app, opened):
    view = await opened(actions(SELECT, button()))

    await slack.click(view, action_id="status", value="won")
    assert app.last["actions"][0]["selected_option"]["value"] == "won"
    await slack.click(view, action_id="go")

    assert app.last["view"]["state"]["values"]["actions"]["status"]["selected_option"]["value"] == "won"


async def test_an_input_tells_its_changes_only_with_dispatch_action(slack, app, opened):
    view = await opened(text_input("quiet"), field("loud", {"type": "plain_text_input", "action_id": "loud"}, dispatch_action=True))

    with pytest.raises(ValueError, match="dispatch_action"):
        await slack.click(view, action_id="it", value="x")
    await slack.click(view, action_id="loud", value="typed")

    assert (app.last["actions"][0]["type"], app.last["actions"][0]["value"]) == ("plain_text_input", "typed")


async def test_a_click_at_home_carries_the_home_view(slack, app, client):
    await client.views_publish(user_id="UBEN", view=home(actions()))

    await slack.click(slack.home("UBEN"), action_id="go")

    assert (app.last["view"]["type"], app.last["user"]["id"], app.last["container"]["type"]) == ("home", "UBEN", "view")


async def test_the_trigger_id_of_a_click_opens_a_modal_for_whoever_clicked(slack, app, client, opened):
    from .conftest import modal

    view = await opened(actions(), user="UBEN")

    async def push(payload):
        await client.views_push(trigger_id=payload["trigger_id"], view=modal(callback_id="above"))

    app.answers["block_actions"] = push
    outcome = await slack.click(view, action_id="go")

    assert outcome.view.callback_id == "above"
    assert slack.view("UBEN").callback_id == "above"


async def test_a_click_in_an_attachment_names_the_attachment(slack, app, client):
    attachment = {"color": "#1264a3", "blocks": [actions(SELECT)]}
    await client.chat_postMessage(channel="CSALES", text="Ana", attachments=[attachment])

    await slack.click(slack.messages("CSALES")[0], action_id="status", value="won", user="UANA")

    told = app.last
    assert (told["container"]["type"], told["container"]["attachment_id"], told["container"]["is_app_unfurl"]) == ("message_attachment", 1, False)
    assert told["state"]["values"]["actions"]["status"]["selected_option"]["value"] == "won"


async def test_a_click_in_a_message_carries_what_stands_in_its_other_elements(slack, app, client):
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[actions(SELECT, button())])

    await slack.click(slack.messages("CSALES")[0], action_id="go", user="UANA", filled={"actions": {"status": "won"}})

    assert app.last["state"]["values"]["actions"]["status"]["selected_option"]["value"] == "won"


async def test_blocks_of_an_answers_attachments_can_be_used_too(slack, app):
    nameless = {"type": "actions", "elements": [{"type": "button", "text": plain("Go"), "action_id": "go"}]}
    app.answers["command"] = {"text": "Ana", "attachments": [{"blocks": [nameless]}]}

    card = (await slack.command("/lead", "42")).message
    await slack.click(card, action_id="go")

    assert app.last["actions"][0]["block_id"]


async def test_a_click_in_a_thread_names_the_thread(slack, app, client):
    root = (await client.chat_postMessage(channel="CSALES", text="root"))["ts"]
    await client.chat_postMessage(channel="CSALES", text="reply", thread_ts=root, blocks=[actions()])

    await slack.click(slack.messages("CSALES")[1], action_id="go", user="UANA")

    assert app.last["container"]["thread_ts"] == root


async def test_a_button_with_an_address_sends_its_payload_all_the_same(slack, app, client):
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[actions({**button(), "url": "https://acme.example"})])

    await slack.click(slack.messages("CSALES")[0], action_id="go", user="UANA")

    assert app.last["actions"][0]["url"] == "https://acme.example"


async def test_a_click_that_is_not_acked_marks_the_form(slack, app, opened):
    view = await opened(actions())
    app.answers["block_actions"] = web.Response(status=500)

    assert (await slack.click(view, action_id="go")).trouble == view.trouble == TROUBLE
    app.answers.clear()
    assert (await slack.click(view, action_id="go")).trouble == view.trouble == ""


async def test_typing_into_an_external_select_asks_the_app(slack, app, opened):
    view = await opened(field("lead", EXTERNAL))
    app.answers["block_suggestion"] = {"options": [option("ana"), option("ben")]}

    found = await slack.suggest(view, "lead", "an")

    told = app.last
    assert found.texts == ["Ana", "Ben"]
    assert (told["action_id"], told["block_id"], told["value"], told["view"]["id"]) == ("lead", "lead", "an", view.id)
    assert not {"trigger_id", "response_url"} & set(told)


async def test_too_few_characters_ask_nobody(slack, app, opened):
    view = await opened(field("lead", EXTERNAL), field("other", {"type": "external_select", "action_id": "three"}))

    assert not (await slack.suggest(view, "lead", "a")).sent
    assert not (await slack.suggest(view, "three", "an")).sent
    assert app.heard == []


async def test_options_may_come_in_groups_for_a_message_too(slack, app, client):
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[actions(EXTERNAL)])
    app.answers["block_suggestion"] = {"option_groups": [{"label": plain("Mine"), "options": [option("ana")]}]}

    found = await slack.suggest(slack.messages("CSALES")[0], "lead", "an", user="UANA")

    assert found.texts == ["Ana"]
    assert (app.last["container"]["type"], app.last["channel"]["id"]) == ("message", "CSALES")


@pytest.mark.parametrize("answer", [{"options": [option(str(one)) for one in range(101)]}, {"options": [{"text": plain("x")}]}, "nothing"])
async def test_options_that_slack_would_refuse_are_not_shown(slack, app, opened, answer):
    view = await opened(field("lead", EXTERNAL))
    app.answers["block_suggestion"] = answer

    found = await slack.suggest(view, "lead", "an")

    assert (found.options, found.trouble) == ([], NO_RESULTS)


async def test_options_come_within_three_seconds_or_not_at_all(slack, app, opened):
    async def slow(_payload):
        await asyncio.sleep(1)

    view = await opened(field("lead", EXTERNAL))
    app.answers["block_suggestion"] = slow
    slack.ground.wire.ack_seconds = 0.05

    assert (await slack.suggest(view, "lead", "an")).trouble == NO_RESULTS


async def test_a_global_shortcut_has_no_channel_and_no_response_url(slack, app):
    await slack.shortcut("lead.new", user="UBEN")

    told = app.last
    assert (told["type"], told["callback_id"], told["user"]["id"]) == ("shortcut", "lead.new", "UBEN")
    assert told["action_ts"]
    assert not {"channel", "response_url", "message"} & set(told)


async def test_a_message_shortcut_carries_the_whole_message(slack, app):
    message = await slack.say("call @ben about https://acme.example", user="UANA")

    await slack.message_shortcut(message, "note.of", user="UBEN")

    told = app.last
    assert (told["type"], told["callback_id"], told["message_ts"], told["channel"]) == (
        "message_action",
        "note.of",
        message.ts,
        {"id": "CSALES", "name": "sales"},
    )
    assert told["message"]["text"] == "call <@UBEN> about <https://acme.example>"
    elements = told["message"]["blocks"][0]["elements"][0]["elements"]
    assert [one["type"] for one in elements] == ["text", "user", "text", "link"]
    assert told["response_url"]


async def test_a_message_shortcut_works_in_a_private_channel_without_the_bot_and_hides_its_name(slack, app):
    message = await slack.say("secret", user="UBEN", channel="GDEALS")

    await slack.message_shortcut(message, "note.of", user="UBEN")

    assert app.last["channel"] == {"id": "GDEALS", "name": "privategroup"}


async def test_shortcuts_are_those_of_the_manifest_for_messages_that_one_sees(slack, app, client):
    await client.chat_postEphemeral(channel="CSALES", user="UANA", text="only you")

    with pytest.raises(ValueError, match="no global shortcut"):
        await slack.shortcut("note.of")
    with pytest.raises(ValueError, match="no menu"):
        await slack.message_shortcut(slack.messages("CSALES")[0], "note.of", user="UANA")


async def test_a_response_url_can_answer_in_a_thread_that_all_see(slack, app, browser, client):
    root = (await client.chat_postMessage(channel="CSALES", text="root", blocks=[actions()]))["ts"]
    outcome = await slack.click(slack.messages("CSALES")[0], action_id="go", user="UANA")

    answer = {"text": "reply", "response_type": "in_channel", "replace_original": False, "thread_ts": root}
    async with browser.post(outcome.payload["response_url"], json=answer) as response:
        assert response.status == 200

    assert [one.text for one in slack.state.replies(slack.messages("CSALES")[0])] == ["reply"]


async def test_a_response_url_reaches_channels_the_bot_is_not_in(slack, app, browser, client):
    assert await refused(client.chat_postMessage(channel="CGENERAL", text="x")) == "not_in_channel"
    outcome = await slack.command("/lead", "42", user="UANA", channel="CGENERAL")

    async with browser.post(outcome.payload["response_url"], json={"text": "shared", "response_type": "in_channel"}) as response:
        assert response.status == 200
    assert [one.text for one in slack.messages("CGENERAL", "UBEN")] == ["shared"]
