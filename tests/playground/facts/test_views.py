"""Modals and Home views over the wire. What is tested of them in tests/playground/whole/test_views.py is not here again."""

import pytest

from playground.limits import SHAPES
from playground.refusals import view_refusal
from playground.rules import Flags
from tests.playground.whole.conftest import field, home, modal, option, plain, text_input

from .web import DIVIDER, SECTION, call, listener, workspace  # noqa: F401 - fixtures

LONG_TEXT = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}


def codes(view, flags=None, surface=None):
    refusal = view_refusal(view, flags, surface)
    return (refusal.error, refusal.lines) if refusal else None


def test_title_submit_and_close_are_plain_text_of_24_characters():
    for name in ("title", "submit", "close"):
        assert codes(modal(**{name: plain("x" * 24)})) is None
        assert codes(modal(**{name: plain("x" * 25)})) is not None
        assert codes(modal(**{name: {"type": "mrkdwn", "text": "x"}})) is not None
        assert codes(modal(**{name: plain("")})) is not None


def test_a_modal_needs_its_title_and_with_an_input_its_submit():
    whole = modal(text_input())

    assert codes({name: value for name, value in whole.items() if name != "title"}) is not None
    assert codes({name: value for name, value in whole.items() if name != "submit"}) == (
        "invalid_arguments",
        ["must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"],
    )
    assert codes({name: value for name, value in modal(DIVIDER).items() if name != "submit"}) is None


def test_private_metadata_has_3000_characters_and_a_callback_id_255():
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        for view in (modal, home):
            assert codes(view(DIVIDER, **{name: "x" * most})) is None
            assert codes(view(DIVIDER, **{name: "x" * (most + 1)})) is not None


def test_a_home_has_no_title_submit_or_close():
    for name in ("title", "submit", "close", "clear_on_close", "notify_on_close"):
        value = True if "on_close" in name else plain("x")
        assert codes(home(DIVIDER, **{name: value}), surface="home") is not None
    assert {"title", "submit", "close"} & SHAPES["home"].fields.keys() == set()


def test_an_empty_view_is_a_flag():
    for view in ({"type": "home", "blocks": []}, {"type": "modal", "title": plain("x"), "blocks": []}):
        assert codes(view) is not None
        assert codes(view, Flags(empty_views=True)) is None


async def test_an_empty_home_is_published_where_the_flag_says_so(slack, client):
    empty = {"user_id": "UANA", "view": {"type": "home", "blocks": []}}

    assert (await call(client, "views.publish", **empty))["error"] == "invalid_arguments"
    slack.ground.flags = Flags(empty_views=True)
    assert (await call(client, "views.publish", **empty))["ok"]


@pytest.mark.parametrize("method", ["views.open", "views.push", "views.update", "views.publish"])
async def test_each_method_refuses_a_wrong_view_in_one_shape(slack, client, method):
    await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())
    made = home if method == "views.publish" else modal
    whereto = {
        "views.update": {"view_id": slack.view("UANA").id},
        "views.publish": {"user_id": "UANA"},
    }.get(method, {"trigger_id": slack.ground.triggers.issue("UANA")})

    answer = await call(client, method, **whereto, view=made({"type": "section", "text": plain("x" * 3001)}))

    assert (answer["ok"], answer["error"]) == (False, "invalid_arguments")
    assert answer["response_metadata"]["messages"][-1] == "[ERROR] must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]"
    assert all(line.startswith("[ERROR] ") and "[json-pointer:/view" in line for line in answer["response_metadata"]["messages"])
    assert "errors" not in answer


@pytest.mark.parametrize("method", ["views.open", "views.push", "views.update", "views.publish"])
async def test_each_method_refuses_a_view_over_250_kilobytes(slack, client, method):
    await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())
    made = home if method == "views.publish" else modal
    whereto = {"trigger_id": slack.ground.triggers.issue("UANA"), "view_id": slack.view("UANA").id, "user_id": "UANA"}

    answer = await call(client, method, **whereto, view=made(*[LONG_TEXT] * 90))

    assert (answer["error"], "response_metadata" in answer) == ("view_too_large", False)


async def test_a_hash_is_optional(slack, client):
    shown = (await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal()))["view"]

    for _ in range(2):
        assert (await call(client, "views.update", view_id=shown["id"], view=modal()))["ok"]
    assert (await call(client, "views.update", view_id=shown["id"], view=modal(), hash=shown["hash"]))["error"] == "hash_conflict"
    for _ in range(2):
        assert (await call(client, "views.publish", user_id="UANA", view=home()))["ok"]


async def test_three_views_are_the_deepest_stack_also_when_a_submission_pushes(slack, client, app):
    await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())
    for _ in range(2):
        await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())
    app.answers["view_submission"] = {"response_action": "push", "view": modal()}

    outcome = await slack.submit(slack.view("UANA"), {"content": "x"})

    assert outcome.trouble
    assert len(slack.state.views.stacks["UANA"]) == 3


async def test_an_external_id_is_one_views_in_the_whole_team(slack, client):
    await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(external_id="note-42"))

    answer = await call(client, "views.open", trigger_id=slack.ground.triggers.issue("UBEN"), view=modal(external_id="note-42"))

    assert answer["error"] == "duplicate_external_id"


async def test_what_was_typed_stays_under_the_same_block_id_and_action_id(slack, client):
    shown = (await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(text_input("a"), text_input("b"), text_input("c"))))["view"]
    view = slack.view("UANA")
    await slack.fill(view, {"a": "kept", "b": "lost", "c": "lost too"})

    await client.views_update(view_id=shown["id"], view=modal(text_input("a", initial_value="preset"), text_input("new"), text_input("c", action_id="new")))

    assert view.values["a"]["it"]["value"] == "kept"
    assert view.values["new"]["it"]["value"] is None
    assert view.values["c"]["new"]["value"] is None


async def test_words_that_are_not_ascii_come_back_as_they_were(slack, client, app):
    choice = field("status", {"type": "static_select", "options": [option("größe")]})
    await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(choice, text_input(), private_metadata="naïve 🙂"))

    await slack.submit(slack.view("UANA"), {"status": "größe", "content": "Zoë 🙂"})

    view = app.last["view"]
    assert (view["private_metadata"], view["state"]["values"]["content"]["it"]["value"]) == ("naïve 🙂", "Zoë 🙂")
    assert view["state"]["values"]["status"]["it"]["selected_option"]["value"] == "größe"


async def test_a_view_that_slack_gave_may_not_be_sent_back_as_it_is(slack, client):
    shown = (await client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(SECTION)))["view"]

    answer = await call(client, "views.update", view_id=shown["id"], view=shown)

    assert "[ERROR] invalid additional property: hash [json-pointer:/view]" in answer["response_metadata"]["messages"]
