"""Payloads of clicks, forms, shortcuts and options. More is in ../whole/test_interactions.py and ../whole/test_forms.py."""

import asyncio
from typing import Any

import pytest

from playground.fields import REQUIRED
from playground.rules import Flags
from playground.suggestions import TROUBLE as NO_RESULTS
from playground.validator import validate_options
from tests.playground.conftest import serving
from tests.playground.whole.conftest import App, actions, button, field, home, modal, option, plain, text_input

COMMON = {"type", "team", "user", "enterprise", "is_enterprise_install", "api_app_id", "token"}
CHOICES = {"options": [option("new"), option("won")]}
EXTERNAL = {"type": "external_select", "action_id": "lead", "min_query_length": 0}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}]}


async def posted(slack, client, *blocks, **more):
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=list(blocks), **more)
    return slack.messages("CSALES")[-1]


async def clicked(slack, client, opened):
    await slack.click(await posted(slack, client, actions()), action_id="go", user="UANA")


async def submitted(slack, client, opened):
    await slack.submit(await opened(), {"content": "x"})


async def closed(slack, client, opened):
    await slack.close(await opened(notify_on_close=True))


async def global_shortcut(slack, client, opened):
    await slack.shortcut("lead.new", user="UANA")


async def message_shortcut(slack, client, opened):
    await slack.message_shortcut(await slack.say("hello", user="UANA"), "note.of", user="UANA")


async def suggested(slack, client, opened):
    await slack.suggest(await opened(field("lead", EXTERNAL)), "lead", "an")


@pytest.mark.parametrize(
    ("act", "kind", "carries"),
    [
        (clicked, "block_actions", {"container", "trigger_id", "channel", "message", "state", "response_url", "actions"}),
        (submitted, "view_submission", {"trigger_id", "view", "response_urls"}),
        (closed, "view_closed", {"view", "is_cleared"}),
        (global_shortcut, "shortcut", {"callback_id", "trigger_id", "action_ts"}),
        (message_shortcut, "message_action", {"callback_id", "trigger_id", "response_url", "action_ts", "message_ts", "channel", "message"}),
        (suggested, "block_suggestion", {"action_id", "block_id", "value", "container", "view"}),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_a_payload_carries_the_common_fields_and_its_own(slack, app, client, opened, *, act, kind, carries):
    await act(slack, client, opened)

    told = next(one for one in app.heard if one["type"] == kind)
    assert set(told) == COMMON | carries
    assert told["team"] == {"id": "T0ACME", "domain": "acme"}
    assert told["user"] == {"id": "UANA", "username": "ana", "name": "ana", "team_id": "T0ACME"}
    assert (told["enterprise"], told["is_enterprise_install"], told["api_app_id"]) == (None, False, "A0LEADBOT")


USED: list[tuple[dict[str, Any], Any, dict[str, Any]]] = [
    (button("it", "42"), None, {"value": "42"}),
    ({"type": "overflow", **CHOICES}, "won", {"selected_option": option("won")}),
    ({"type": "static_select", **CHOICES}, "won", {"selected_option": option("won")}),
    ({"type": "external_select"}, option("42"), {"selected_option": option("42")}),
    ({"type": "users_select"}, "UBEN", {"selected_user": "UBEN"}),
    ({"type": "conversations_select"}, "CSALES", {"selected_conversation": "CSALES"}),
    ({"type": "channels_select"}, "CSALES", {"selected_channel": "CSALES"}),
    ({"type": "datepicker"}, "2026-12-01", {"selected_date": "2026-12-01"}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, 1796000000, {"selected_date_time": 1796000000}),
    ({"type": "checkboxes", **CHOICES}, ["new"], {"selected_options": [option("new")]}),
    ({"type": "radio_buttons", **CHOICES}, "new", {"selected_option": option("new")}),
]


@pytest.mark.parametrize(("element", "value", "carries"), USED, ids=[one[0]["type"] for one in USED])
async def test_an_action_has_type_ids_moment_and_what_was_chosen(slack, app, client, *, element, value, carries):
    message = await posted(slack, client, actions({"action_id": "it", **element}))

    await slack.click(message, action_id="it", value=value, user="UANA")

    told = app.last["actions"][0]
    assert (told["type"], told["action_id"], told["block_id"]) == (element["type"], "it", "actions")
    assert float(told["action_ts"]) > float(message.ts)
    assert carries.items() <= told.items()


MANY: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "multi_static_select", **CHOICES}, ["won"], "selected_options"),
    ({"type": "multi_users_select"}, ["UBEN"], "selected_users"),
    ({"type": "multi_conversations_select"}, ["CSALES"], "selected_conversations"),
    ({"type": "multi_channels_select"}, ["CSALES"], "selected_channels"),
    ({"type": "multi_external_select"}, [option("42")], "selected_options"),
]


@pytest.mark.parametrize(("element", "value", "name"), MANY, ids=[one[0]["type"] for one in MANY])
async def test_each_change_of_a_select_of_many_is_told_and_cleared_it_is_an_empty_list(slack, app, client, *, element, value, name):
    section = {"type": "section", "text": plain("Who"), "block_id": "who", "accessory": {"action_id": "it", **element}}
    message = await posted(slack, client, section)

    await slack.click(message, action_id="it", value=value, user="UANA")
    await slack.click(message, action_id="it", value=[], user="UANA")

    assert [len(one["actions"][0][name]) for one in app.heard if one["type"] == "block_actions"] == [1, 0]
    assert app.last["state"]["values"]["who"]["it"][name] == []


async def test_a_cleared_select_and_a_cleared_date_are_null(slack, app, client):
    message = await posted(slack, client, actions({"type": "static_select", "action_id": "status", **CHOICES}, {"type": "datepicker", "action_id": "day"}))

    await slack.click(message, action_id="status", value="", user="UANA")
    assert app.last["actions"][0]["selected_option"] is None
    await slack.click(message, action_id="day", value="", user="UANA")
    assert app.last["actions"][0]["selected_date"] is None


async def test_an_option_with_an_address_sends_its_payload_all_the_same(slack, app, client):
    linked = {**option("site"), "url": "https://acme.example"}
    message = await posted(slack, client, actions({"type": "overflow", "action_id": "more", "options": [linked, option("won")]}))

    await slack.click(message, action_id="more", value="site", user="UANA")

    assert app.last["actions"][0]["selected_option"] == linked


@pytest.mark.parametrize("element", [{"type": "plain_text_input"}, {"type": "rich_text_input"}], ids=["plain", "rich"])
async def test_a_text_input_of_a_form_tells_nothing_before_it_is_submitted_unless_it_dispatches(slack, app, opened, element):
    view = await opened(field("quiet", element), field("loud", {**element, "action_id": "loud"}, dispatch_action=True))
    typed = RICH if element["type"] == "rich_text_input" else "hello"

    await slack.fill(view, {"quiet": typed})
    assert app.heard == []
    await slack.click(view, action_id="loud", value=typed)
    assert app.last["actions"][0]["type"] == element["type"]


async def test_the_container_of_an_ephemeral_message_says_so_and_the_message_does_not_come(slack, app):
    app.answers["command"] = {"text": "Ana", "blocks": [actions()]}
    card = (await slack.command("/lead", "42", user="UANA")).message

    await slack.click(card, action_id="go")

    assert app.last["container"] == {"type": "message", "message_ts": card.ts, "channel_id": "CSALES", "is_ephemeral": True}
    assert "message" not in app.last


async def test_a_message_tells_the_state_of_all_its_stateful_elements_and_of_no_button(slack, app, client):
    day = {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-03"}
    status = actions({"type": "static_select", "action_id": "status", **CHOICES}, block_id="more")
    message = await posted(slack, client, actions(day, button()), status)

    await slack.click(message, action_id="go", user="UANA", filled={"more": {"status": "won"}})

    assert app.last["state"]["values"] == {
        "actions": {"day": {"type": "datepicker", "selected_date": "2026-11-03"}},
        "more": {"status": {"type": "static_select", "selected_option": option("won")}},
    }


async def test_a_click_at_home_has_no_response_url_and_no_channel(slack, app, client):
    await client.views_publish(user_id="UANA", view=home(actions()))

    await slack.click(slack.home("UANA"), action_id="go")

    assert not {"response_url", "channel", "message"} & set(app.last)
    assert app.last["trigger_id"]


async def test_a_submitted_view_tells_all_about_itself(slack, app, opened, client):
    root = await opened()
    above = modal(text_input("above"), external_id="note-42", clear_on_close=True, close=plain("Back"))
    await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=above)

    await slack.submit(slack.view("UANA"), {"above": "hello"})

    told = app.last["view"]
    assert set(told) == {
        *("id", "team_id", "type", "blocks", "private_metadata", "callback_id", "external_id", "state", "hash", "title", "clear_on_close", "notify_on_close"),
        *("close", "submit", "previous_view_id", "root_view_id", "app_id", "app_installed_team_id", "bot_id"),
    }
    assert (told["root_view_id"], told["previous_view_id"], told["external_id"]) == (root.id, root.id, "note-42")
    assert (told["clear_on_close"], told["notify_on_close"], told["close"]["text"], told["title"]["text"]) == (True, False, "Back", "Note")
    assert (told["team_id"], told["app_id"], told["app_installed_team_id"], told["bot_id"]) == ("T0ACME", "A0LEADBOT", "T0ACME", "B0LEADBOT")


async def test_a_message_shortcut_has_the_message_of_the_app_with_its_metadata(slack, app, client):
    message = await posted(slack, client, actions(), metadata={"event_type": "lead", "event_payload": {"id": 42}})

    await slack.message_shortcut(message, "note.of", user="UANA")

    assert app.last["message"]["metadata"] == {"event_type": "lead", "event_payload": {"id": 42}}
    assert app.last["message"]["blocks"] == message.blocks


async def test_options_for_an_element_of_a_message_are_asked_with_channel_and_message(slack, app, client):
    message = await posted(slack, client, actions(EXTERNAL))
    app.answers["block_suggestion"] = {"options": [option("ana")]}

    found = await slack.suggest(message, "lead", "", user="UANA")

    assert (found.texts, app.last["value"], app.last["channel"]["id"], app.last["message"]["ts"]) == (["Ana"], "", "CSALES", message.ts)


async def test_options_for_an_element_of_an_attachment_name_the_attachment(slack, app, client):
    await client.chat_postMessage(channel="CSALES", text="Ana", attachments=[{"blocks": [actions(EXTERNAL)]}])
    app.answers["block_suggestion"] = {"options": [option("ana")]}

    found = await slack.suggest(slack.messages("CSALES")[-1], "lead", "an", user="UANA")

    assert found.texts == ["Ana"]
    assert (app.last["container"]["type"], app.last["container"]["attachment_id"]) == ("message_attachment", 1)


async def test_options_are_loaded_from_their_own_address_where_the_app_names_one(slack, app, opened):
    view, offering = await opened(field("lead", EXTERNAL), actions()), App()
    offering.answers["block_suggestion"] = {"options": [option("ana")]}

    async with serving(offering.endpoint) as url:
        slack.ground.wire.options_url = url
        found = await slack.suggest(view, "lead", "an")
        await slack.click(view, action_id="go")

    assert found.texts == ["Ana"]
    assert ([one["type"] for one in offering.heard], [one["type"] for one in app.heard]) == (["block_suggestion"], ["block_actions"])


@pytest.mark.parametrize("count", [100, 101])
@pytest.mark.parametrize("grouped", [False, True])
def test_an_answer_offers_up_to_a_hundred_options_or_a_hundred_groups_of_a_hundred(count, grouped):
    many = [option(str(one)) for one in range(count)]
    answer = {"option_groups": [{"label": plain("All"), "options": many}] * count} if grouped else {"options": many}

    assert (validate_options(answer, Flags()) == []) is (count == 100)


@pytest.mark.parametrize("answer", [{"options": [option("new")], "option_groups": [{"label": plain("All"), "options": [option("won")]}]}, [option("new")], {}])
async def test_an_answer_has_options_or_groups_and_not_both(slack, app, opened, answer):
    view = await opened(field("lead", EXTERNAL))
    app.answers["block_suggestion"] = answer

    assert (await slack.suggest(view, "lead", "an")).trouble == NO_RESULTS


async def test_a_click_that_is_not_taken_within_the_limit_shows_trouble(slack, app, opened):
    async def slow(_payload):
        await asyncio.sleep(1)

    view = await opened(actions())
    app.answers["block_actions"] = slow
    slack.ground.wire.ack_seconds = 0.05

    outcome = await slack.click(view, action_id="go")

    assert (outcome.status, outcome.trouble) == (None, "Leadbot is having trouble connecting. Try again.")


async def test_errors_are_plain_text(slack, app, opened):
    view = await opened()
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"content": "*Too* short <@UBEN>"}}

    assert (await slack.submit(view, {"content": "x"})).errors == {"content": "*Too* short <@UBEN>"}


async def test_errors_at_a_block_that_is_no_input_block_are_refused(slack, app, opened):
    view = await opened(text_input(), actions(block_id="buttons"))
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"buttons": "Choose one."}}

    outcome = await slack.submit(view, {"content": "x"})

    assert outcome.errors == {}
    assert outcome.trouble


async def test_a_field_that_is_not_optional_is_asked_for_by_slack_itself(slack, app, opened):
    view = await opened(text_input("needed"), field("more", {"type": "plain_text_input"}, optional=True))

    assert (await slack.submit(view)).errors == {"needed": REQUIRED}
    assert app.heard == []


@pytest.mark.parametrize(("flags", "errors"), [(Flags(), {}), (Flags(file_input_bytes=2), {"files": "must be less than 3 bytes"})])
async def test_how_large_a_file_of_a_form_may_be_is_a_flag(slack, app, opened, browser, *, flags, errors):
    slack.ground.flags = flags
    view = await opened(field("files", {"type": "file_input"}))
    async with browser.post(f"{slack.url}/page/upload?user=UANA&name=leads.csv", data=b"a,b", headers={"Content-Type": "text/csv"}) as response:
        file = (await response.json())["file"]

    assert (await slack.submit(view, {"files": [file["id"]]})).errors == errors
