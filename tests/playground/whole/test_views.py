"""views.open, push, update, publish: stacks, hashes, ids, and what an update keeps of what a person typed."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from playground.strictness import Strictness
from tests.playground.conftest import APP, BOT, SECRET

from .conftest import actions, button, field, home, modal, option, plain, refused, text_input


async def test_views_open_shows_a_modal_to_whoever_did_it(slack, client):
    answer = await client.views_open(trigger_id=slack.ground.triggers.issue("UBEN"), view=modal(private_metadata="42"))

    shown = answer["view"]
    assert slack.view("UBEN").id == shown["id"]
    assert slack.view("UANA") is None
    assert (shown["root_view_id"], shown["previous_view_id"], shown["state"], shown["private_metadata"]) == (shown["id"], None, {"values": {}}, "42")
    assert (shown["app_id"], shown["bot_id"], shown["team_id"]) == ("A0LEADBOT", "B0LEADBOT", "T0ACME")


async def test_a_view_may_come_as_text_in_a_form(slack, client):
    import json

    await client.api_call("views.open", data={"trigger_id": slack.ground.triggers.issue("UANA"), "view": json.dumps(modal())})

    assert slack.view("UANA").callback_id == "note.save"


async def test_a_trigger_id_opens_one_view_within_three_seconds(slack, client):
    once, late = slack.ground.triggers.issue("UANA"), slack.ground.triggers.issue("UANA")
    await client.views_open(trigger_id=once, view=modal())

    assert await refused(client.views_open(trigger_id=once, view=modal())) == "exchanged_trigger_id"
    slack.clock.advance(3.1)
    assert await refused(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.abc", view=modal())) == "invalid_trigger_id"


async def test_an_expired_trigger_id_can_come_as_invalid_arguments(slack, client):
    slack.strictness.trigger_errors_as_arguments = True
    late = slack.ground.triggers.issue("UANA")
    slack.clock.advance(3.1)

    assert await refused(client.views_open(trigger_id=late, view=modal())) == "invalid_arguments"
    assert slack.calls[-1].answer["response_metadata"]["messages"] == ['[ERROR] "trigger_id" expired [json-pointer:/trigger_id]']


async def test_a_refused_view_leaves_the_trigger_id_good(slack, client):
    trigger_id = slack.ground.triggers.issue("UANA")

    assert await refused(client.views_open(trigger_id=trigger_id, view=modal(title=plain("x" * 25)))) == "invalid_arguments"
    assert slack.calls[-1].answer["response_metadata"]["messages"][-1] == "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    await client.views_open(trigger_id=trigger_id, view=modal())


async def test_a_view_over_250_kb_is_too_large(slack, client):
    many = [{"type": "section", "text": plain("x" * 2900)} for _ in range(90)]

    assert await refused(client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(*many))) == "view_too_large"


async def test_three_views_are_the_deepest_stack(slack, client, opened):
    root = await opened()
    for _ in range(2):
        await client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())

    assert await refused(client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())) == "push_limit_reached"
    top = slack.view("UANA").as_slack()
    assert top["root_view_id"] == root.id
    assert top["previous_view_id"] == slack.state.views.stacks["UANA"][1].id


async def test_nothing_is_pushed_where_nothing_is_open(slack, client):
    assert await refused(client.views_push(trigger_id=slack.ground.triggers.issue("UANA"), view=modal())) == "invalid_trigger_id"


async def test_an_update_keeps_what_was_typed_under_the_same_ids_and_drops_the_rest(slack, client, opened):
    view = await opened(text_input("kept"), text_input("renamed"))
    await slack.fill(view, {"kept": "typed", "renamed": "typed too"})

    await client.views_update(view_id=view.id, view=modal(text_input("kept", initial_value="preset"), text_input("renamed_2", initial_value="preset")))

    assert view.values["kept"]["it"]["value"] == "typed"
    assert view.values["renamed_2"]["it"]["value"] == "preset"
    assert "renamed" not in view.values


async def test_an_update_drops_a_choice_that_is_not_offered_any_more(slack, client, opened):
    def choice(*values):
        return field("status", {"type": "static_select", "options": [option(one) for one in values]})

    view = await opened(choice("new", "won"))
    await slack.fill(view, {"status": "won"})

    await client.views_update(view_id=view.id, view=modal(choice("new", "lost")))

    assert view.values["status"]["it"]["selected_option"] is None


async def test_an_update_with_an_old_hash_is_a_conflict(slack, client, opened):
    view = await opened()
    old = view.hash
    new = (await client.views_update(view_id=view.id, hash=old, view=modal()))["view"]["hash"]

    assert await refused(client.views_update(view_id=view.id, hash=old, view=modal())) == "hash_conflict"
    await client.views_update(view_id=view.id, hash=new, view=modal())


async def test_a_view_is_found_by_its_external_id_which_stands_once(slack, client, opened):
    view = await opened(external_id="note-42")

    await client.views_update(external_id="note-42", view=modal(callback_id="changed", external_id="note-42"))
    assert view.callback_id == "changed"
    trigger_id = slack.ground.triggers.issue("UBEN")
    assert await refused(client.views_open(trigger_id=trigger_id, view=modal(external_id="note-42"))) == "duplicate_external_id"
    assert await refused(client.views_update(external_id="note-43", view=modal())) == "not_found"


async def test_a_closed_view_is_not_found(slack, client, opened):
    view = await opened()
    await slack.close(view)

    assert await refused(client.views_update(view_id=view.id, view=modal())) == "not_found"


async def test_publish_makes_each_persons_own_home(slack, client):
    first = await client.views_publish(user_id="UANA", view=home(actions()))
    await client.views_publish(user_id="UBEN", view=home())

    assert slack.home("UANA").blocks[0]["type"] == "actions"
    assert slack.home("UBEN").blocks[0]["type"] == "divider"
    again = await client.views_publish(user_id="UANA", view=home(), hash=first["view"]["hash"])
    assert again["view"]["id"] == first["view"]["id"]
    assert await refused(client.views_publish(user_id="UANA", view=home(), hash=first["view"]["hash"])) == "hash_conflict"


async def test_publish_takes_home_views_of_people_only(client):
    assert await refused(client.views_publish(user_id="UANA", view=modal())) == "invalid_arguments"
    assert await refused(client.views_publish(user_id="UNOBODY", view=home())) == "invalid_arguments"


async def test_publish_is_not_enabled_without_a_home_tab(manifest):
    manifest.write_text(manifest.read_text().replace("home_tab_enabled: true", "home_tab_enabled: false"))
    async with Playground(manifest, signing_secret=SECRET, bot_token=BOT, app_token=APP) as slack:
        client = AsyncWebClient(token=BOT, base_url=slack.api_url)
        assert await refused(client.views_publish(user_id="UANA", view=home())) == "not_enabled"


async def test_a_modal_may_hold_files_only_with_their_scope(slack, client):
    slack.installation.scopes.discard("files:read")
    files = field("files", {"type": "file_input"})

    assert await refused(client.views_open(trigger_id=slack.ground.triggers.issue("UANA"), view=modal(files))) == "invalid_arguments"


async def test_ids_that_were_left_out_are_given(slack, client):
    nameless = {name: value for name, value in button().items() if name != "action_id"}
    shown = {"type": "section", "text": plain("x"), "accessory": nameless}

    answer = await client.views_publish(user_id="UANA", view=home(shown))

    assert answer["view"]["blocks"][0]["block_id"]
    assert answer["view"]["blocks"][0]["accessory"]["action_id"]


@pytest.mark.parametrize("name", sorted(vars(Strictness())))
def test_what_sources_disagree_on_is_a_setting(slack, name):
    assert hasattr(slack.strictness, name)
