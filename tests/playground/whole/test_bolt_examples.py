"""Bolt's own ways of building an app, written anew: modals with steps, options, Home, shortcuts, OAuth-free events; over HTTP and over sockets."""

import asyncio
import copy

import pytest

from tests.playground.conftest import APP, a_playground

from .conftest import MANIFEST, actions, field, home, modal, option, text_input


@pytest.fixture(params=["over_http", "over_sockets"])
def bolt_app(request, slack):
    return request.getfixturevalue(request.param)


async def test_a_form_in_steps(slack, bolt_app):
    saved = []

    @bolt_app.command("/lead")
    async def start(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("name"), callback_id="first"))

    @bolt_app.view("first")
    async def first(ack, view):
        name = view["state"]["values"]["name"]["it"]["value"]
        if len(name) < 2:
            await ack(response_action="errors", errors={"name": "Too short."})
        else:
            await ack(response_action="push", view=modal(field("lead", {"type": "external_select"}), callback_id="second", private_metadata=name))

    @bolt_app.options("it")
    async def offer(ack, payload):
        await ack(options=[option(payload["value"])])

    @bolt_app.view("second")
    async def second(ack, view):
        saved.append((view["private_metadata"], view["state"]["values"]["lead"]["it"]["selected_option"]["value"]))
        await ack(response_action="clear")

    await slack.command("/lead", user="UANA")
    view = await slack.modal("UANA")
    assert (await slack.submit(view, {"name": "x"})).errors == {"name": "Too short."}
    above = (await slack.submit(view, {"name": "Ana"})).view
    found = await slack.suggest(above, "it", "acme")
    await slack.submit(above, {"lead": found.options[0]})

    assert saved == [("Ana", "acme")]
    assert slack.view("UANA") is None


async def test_a_loading_modal_is_updated_later(slack, bolt_app):
    @bolt_app.shortcut("lead.new")
    async def new(ack, body, client):
        await ack()
        opened = await client.views_open(trigger_id=body["trigger_id"], view=modal(callback_id="loading"))
        await client.views_update(view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=modal(callback_id="loaded"))

    await slack.shortcut("lead.new", user="UBEN")

    async with asyncio.timeout(5):
        while slack.view("UBEN") is None or slack.view("UBEN").callback_id != "loaded":
            await asyncio.sleep(0.01)


async def test_a_home_that_redraws_itself(slack, bolt_app):
    @bolt_app.event("app_home_opened")
    async def opened(event, client):
        await client.views_publish(user_id=event["user"], view=home(actions()))

    @bolt_app.action("go")
    async def go(ack, body, client):
        await client.views_publish(user_id=body["user"]["id"], hash=body["view"]["hash"], view=home())
        await ack()

    await slack.open_home("UANA")
    async with asyncio.timeout(5):
        while slack.home("UANA") is None:
            await asyncio.sleep(0.01)
    await slack.click(slack.home("UANA"), action_id="go")

    assert slack.home("UANA").blocks[0]["type"] == "divider"


async def test_a_message_shortcut_a_mention_and_a_closed_form(slack, bolt_app):
    heard = []

    @bolt_app.shortcut("note.of")
    async def note(ack, shortcut, respond):
        await ack()
        heard.append(shortcut["message"]["text"])
        await respond("Noted")

    @bolt_app.event("app_mention")
    async def mentioned(event, say):
        await say(f"Hello <@{event['user']}>", thread_ts=event["ts"])

    @bolt_app.event("message")
    async def taken(ack):
        await ack()

    @bolt_app.view_closed("note.save")
    async def closed(ack, view):
        await ack()
        heard.append(view["callback_id"])

    message = await slack.say("@leadbot hi", user="UANA")
    outcome = await slack.message_shortcut(message, "note.of", user="UBEN")
    noted = outcome.messages[0] if outcome.messages else await outcome.later()
    await bolt_app.client.views_open(trigger_id=outcome.payload["trigger_id"], view=modal(notify_on_close=True))
    await slack.close(slack.view("UBEN"))

    assert noted.text == "Noted"
    assert heard == ["<@ULEADBOT> hi", "note.save"]
    async with asyncio.timeout(5):
        while not slack.state.replies(message):
            await asyncio.sleep(0.01)
    assert slack.state.replies(message)[0].text == "Hello @Ana Moreau"


async def test_a_socket_is_refreshed_by_the_clock_and_the_client_comes_again(slack, over_sockets):
    @over_sockets.command("/lead")
    async def lead(ack):
        await ack("here")

    await asyncio.sleep(0)
    for opened in (2, 3):
        slack.clock.advance(18060)
        await slack.sockets.wait_for(opened)
        assert (await slack.command("/lead")).text == "here"


async def test_a_socket_is_warned_ten_seconds_ahead_of_its_refresh(slack, browser):
    async with browser.post(f"{slack.api_url}apps.connections.open", headers={"Authorization": f"Bearer {APP}"}) as response:
        url = (await response.json())["url"]
    async with browser.ws_connect(f"{url}&debug_reconnects=true") as socket:
        hello = await socket.receive_json()
        slack.clock.advance(350)
        warning = await socket.receive_json()
        slack.clock.advance(10)
        refresh = await socket.receive_json()

    assert hello["debug_info"]["approximate_connection_time"] == 360
    assert (warning["type"], warning["reason"]) == ("disconnect", "warning")
    assert (refresh["type"], refresh["reason"]) == ("disconnect", "refresh_requested")


async def test_a_request_url_is_verified_by_its_challenge_and_checked_now_and_then(slack, over_http):
    assert await slack.verify_url()
    assert await slack.check_ssl()


async def test_an_event_over_a_socket_is_repeated_with_number_and_reason(slack, over_sockets):
    tries = []

    @over_sockets.event("anything")
    async def anything(request):
        tries.append(request.headers.get("x-slack-retry-num"))

    @over_sockets.middleware
    async def refuse_once(next_, request):
        if not tries:
            tries.append("refused")
            raise RuntimeError("not now")
        await next_()

    slack.ground.wire.ack_seconds = 0.3
    delivery = await (await slack.event({"type": "anything"})).done()
    assert [one.failure for one in delivery.attempts] == ["http_timeout", ""]
    assert tries == ["refused", ["1"]]


def test_the_manifest_of_these_tests_is_one_that_slack_takes():
    import json
    from pathlib import Path

    import jsonschema  # type: ignore[import-untyped]  # ships no types

    schema = json.loads((Path(__file__).parents[2] / "data" / "manifest-schema.json").read_text())
    published = copy.deepcopy(MANIFEST)
    del published["features"]["rich_previews"]  # newer than the schema
    jsonschema.Draft7Validator(schema).validate(published)


async def test_a_playground_starts_with_the_apps_own_manifest_too():
    async with a_playground() as slack:
        assert slack.ground.manifest.commands["/lead"].usage_hint
