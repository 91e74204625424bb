"""view_submission and view_closed."""

import asyncio

import pytest
from aiohttp import web

from playground.fields import REQUIRED
from playground.submissions import TROUBLE

from .conftest import field, modal, option, plain, text_input

RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "see "}, {"type": "user", "user_id": "UBEN"}]}]}
CHOICES = {"options": [option("new"), option("won")]}
KINDS = [
    ({"type": "plain_text_input"}, "hello", {"value": "hello"}, {"value": None}),
    ({"type": "rich_text_input"}, RICH, {"rich_text_value": RICH}, {"rich_text_value": None}),
    ({"type": "number_input", "is_decimal_allowed": True}, "1.5", {"value": "1.5"}, {"value": None}),
    ({"type": "email_text_input"}, "ana@acme.example", {"value": "ana@acme.example"}, {"value": None}),
    ({"type": "url_text_input"}, "https://acme.example", {"value": "https://acme.example"}, {"value": None}),
    ({"type": "static_select", **CHOICES}, "won", {"selected_option": option("won")}, {"selected_option": None}),
    ({"type": "multi_static_select", **CHOICES}, ["won"], {"selected_options": [option("won")]}, {"selected_options": []}),
    ({"type": "external_select"}, option("42"), {"selected_option": option("42")}, {"selected_option": None}),
    ({"type": "multi_external_select"}, [option("42")], {"selected_options": [option("42")]}, {"selected_options": []}),
    ({"type": "users_select"}, "UBEN", {"selected_user": "UBEN"}, {"selected_user": None}),
    ({"type": "multi_users_select"}, ["UBEN"], {"selected_users": ["UBEN"]}, {"selected_users": []}),
    ({"type": "conversations_select"}, "CSALES", {"selected_conversation": "CSALES"}, {"selected_conversation": None}),
    ({"type": "multi_conversations_select"}, ["CSALES"], {"selected_conversations": ["CSALES"]}, {"selected_conversations": []}),
    ({"type": "channels_select"}, "CSALES", {"selected_channel": "CSALES"}, {"selected_channel": None}),
    ({"type": "multi_channels_select"}, ["CSALES"], {"selected_channels": ["CSALES"]}, {"selected_channels": []}),
    ({"type": "datepicker"}, "2026-12-01", {"selected_date": "2026-12-01"}, {"selected_date": None}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}, {"selected_time": None}),
    ({"type": "datetimepicker"}, 1796000000, {"selected_date_time": 1796000000}, {"selected_date_time": None}),
    ({"type": "checkboxes", **CHOICES}, ["new"], {"selected_options": [option("new")]}, {"selected_options": []}),
    ({"type": "radio_buttons", **CHOICES}, "new", {"selected_option": option("new")}, {"selected_option": None}),
]


@pytest.mark.parametrize(("element", "value", "filled", "empty"), KINDS, ids=lambda one: one["type"] if isinstance(one, dict) and "type" in one else "")
async def test_a_submission_carries_every_kind_of_input_and_empty_ones_as_null(slack, app, opened, *, element, value, filled, empty):
    view = await opened(field("one", element, optional=True), field("two", element, optional=True))

    outcome = await slack.submit(view, {"one": value})

    values = app.last["view"]["state"]["values"]
    assert values["one"]["it"] == {"type": element["type"], **filled}
    assert values["two"]["it"] == {"type": element["type"], **empty}
    assert (outcome.trouble, outcome.errors) == ("", {})


async def test_a_submission_carries_files_as_objects(slack, app, opened, browser):
    view = await opened(field("files", {"type": "file_input", "filetypes": ["csv"]}))
    async with browser.post(f"{slack.url}/page/upload?user=UANA&name=leads.csv", data=b"a,b", headers={"Content-Type": "text/csv"}) as response:
        file = (await response.json())["file"]

    await slack.submit(view, {"files": [file["id"]]})

    told = app.last["view"]["state"]["values"]["files"]["it"]["files"][0]
    assert (told["id"], told["name"], told["size"], told["mimetype"]) == (file["id"], "leads.csv", 3, "text/csv")
    async with browser.get(told["url_private_download"]) as response:
        assert await response.read() == b"a,b"


async def test_a_submission_has_slacks_fields(slack, app, opened):
    view = await opened(text_input("content"), private_metadata="42", notify_on_close=True)

    await slack.submit(view, {"content": "hello"})

    told = app.last
    assert told["type"] == "view_submission"
    assert told["trigger_id"].count(".") == 2
    assert told["response_urls"] == []
    assert told["user"] == {"id": "UANA", "username": "ana", "name": "ana", "team_id": "T0ACME"}
    assert told["view"]["hash"] == view.hash
    assert (told["view"]["private_metadata"], told["view"]["callback_id"], told["view"]["notify_on_close"]) == ("42", "note.save", True)
    assert "response_url" not in told


@pytest.mark.parametrize("answer", [None, {}])
async def test_an_empty_answer_closes_just_this_view(slack, app, opened, client, answer):
    root = await opened()
    await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(text_input("above")))
    app.answers["view_submission"] = answer

    await slack.submit(slack.view("UANA"), {"above": "x"})

    assert slack.view("UANA") is root


async def test_an_answer_that_is_no_json_does_not_close_the_view(slack, app, opened):
    view = await opened()
    app.answers["view_submission"] = "ok"

    outcome = await slack.submit(view, {"content": "x"})

    assert slack.view("UANA") is view
    assert outcome.trouble == TROUBLE


async def test_errors_stand_at_their_fields_and_the_form_keeps_what_was_typed(slack, app, opened):
    view = await opened(text_input("content"), text_input("more"))
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"content": "Too short."}}

    outcome = await slack.submit(view, {"content": "x", "more": "y"})

    assert outcome.errors == {"content": "Too short."}
    assert slack.view("UANA") is view
    assert view.values["more"]["it"]["value"] == "y"


async def test_errors_at_a_block_that_is_no_input_are_trouble(slack, app, opened):
    view = await opened()
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"nowhere": "Too short."}}

    outcome = await slack.submit(view, {"content": "x"})

    assert (outcome.trouble, outcome.errors) == (TROUBLE, {})
    assert "/errors/nowhere" in str(outcome.problems[0])


async def test_update_replaces_the_view_and_push_puts_one_on_top(slack, app, opened):
    view = await opened()
    app.answers["view_submission"] = {"response_action": "update", "view": modal(text_input("next"), callback_id="second")}
    await slack.submit(view, {"content": "x"})
    assert (slack.view("UANA").id, slack.view("UANA").callback_id) == (view.id, "second")

    app.answers["view_submission"] = {"response_action": "push", "view": modal(callback_id="third")}
    outcome = await slack.submit(view, {"next": "x"})
    assert (outcome.view.callback_id, outcome.view.previous_id) == ("third", view.id)


async def test_clear_closes_the_whole_stack(slack, app, opened, client):
    await opened()
    await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())
    app.answers["view_submission"] = {"response_action": "clear"}

    await slack.submit(slack.view("UANA"), {"content": "x"})

    assert slack.view("UANA") is None


async def test_a_view_that_slack_would_refuse_is_trouble(slack, app, opened):
    view = await opened()
    app.answers["view_submission"] = {"response_action": "update", "view": modal(title=plain("x" * 25))}

    outcome = await slack.submit(view, {"content": "x"})

    assert outcome.trouble == TROUBLE
    assert outcome.problems
    assert view.callback_id == "note.save"


async def test_an_app_that_is_too_slow_or_broken_leaves_the_form_open_with_a_word(slack, app, opened):
    view = await opened()
    app.answers["view_submission"] = web.Response(status=500)
    assert (await slack.submit(view, {"content": "x"})).trouble == TROUBLE

    async def slow(_payload):
        assert view.saving
        await asyncio.sleep(1)

    app.answers["view_submission"] = slow
    slack.ground.wire.ack_seconds = 0.05
    outcome = await slack.submit(view, {"content": "x"})
    assert (outcome.trouble, outcome.status, view.saving, slack.view("UANA")) == (TROUBLE, None, False, view)


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ({"type": "plain_text_input"}, "", REQUIRED),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please enter no more than 3 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a valid number."),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1.5", "Please enter a number that is 2 or more."),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "1"}, "1.5", "Please enter a number that is 1 or less."),
        ({"type": "email_text_input"}, "ana", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "acme", "Please enter a valid URL."),
        ({"type": "multi_static_select", "max_selected_items": 1, **CHOICES}, ["new", "won"], "Please choose no more than 1."),
        ({"type": "rich_text_input"}, {"type": "rich_text", "elements": []}, REQUIRED),
    ],
)
async def test_slack_itself_refuses_what_a_field_cannot_hold_and_tells_nobody(slack, app, opened, *, element, value, words):
    view = await opened(field("one", element))

    outcome = await slack.submit(view, {"one": value})

    assert outcome.errors == {"one": words}
    assert app.heard == []


async def test_a_preset_mention_in_rich_text_cannot_be_submitted_unless_it_was_edited(slack, app, opened):
    view = await opened(field("note", {"type": "rich_text_input", "initial_value": RICH}))

    assert (await slack.submit(view)).trouble == TROUBLE
    assert app.heard == []
    assert (await slack.submit(view, {"note": RICH})).trouble == ""


async def test_cancel_tells_view_closed_of_this_view_without_what_was_typed(slack, app, opened, client):
    root = await opened(notify_on_close=True)
    await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(text_input("above"), notify_on_close=True, callback_id="above"))
    top = slack.view("UANA")
    await slack.fill(top, {"above": "typed"})

    await slack.close(top)

    assert (app.last["type"], app.last["is_cleared"], app.last["view"]["callback_id"]) == ("view_closed", False, "above")
    assert app.last["view"]["state"] == {"values": {}}
    assert slack.view("UANA") is root


async def test_the_x_in_the_corner_tells_view_closed_of_the_root_and_clears_all(slack, app, opened, client):
    root = await opened(notify_on_close=True)
    await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(notify_on_close=True))

    await slack.close(slack.view("UANA"), everything=True)

    assert (app.last["is_cleared"], app.last["view"]["id"]) == (True, root.id)
    assert slack.view("UANA") is None


async def test_cancel_closes_the_whole_stack_with_clear_on_close(slack, app, opened, client):
    await opened()
    await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(text_input("above"), notify_on_close=True, clear_on_close=True))

    await slack.close(slack.view("UANA"))

    assert app.last["is_cleared"] is True
    assert slack.view("UANA") is None


async def test_nobody_is_told_without_notify_on_close(slack, app, opened):
    assert await slack.close(await opened()) is None
    assert app.heard == []


async def test_a_select_of_a_modal_can_mint_a_response_url(slack, app, opened, browser):
    view = await opened(field("where", {"type": "conversations_select", "response_url_enabled": True}))

    await slack.submit(view, {"where": "CGENERAL"})

    minted = app.last["response_urls"][0]
    assert (minted["channel_id"], minted["block_id"], minted["action_id"]) == ("CGENERAL", "where", "it")
    async with browser.post(minted["response_url"], json={"text": "shared", "response_type": "in_channel"}) as response:
        assert response.status == 200
    assert [one.text for one in slack.messages("CGENERAL", "UBEN")] == ["shared"]


async def test_the_same_submission_can_come_twice(slack, app, opened):
    outcome = await slack.submit(await opened(), {"content": "x"}, twice=True)

    assert app.heard[0] == app.heard[1]
    assert outcome.repeat.status == 200


async def test_only_the_form_in_front_can_be_submitted(slack, app, opened, client):
    root = await opened()
    await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())

    with pytest.raises(ValueError, match="in front"):
        await slack.submit(root, {"content": "x"})
