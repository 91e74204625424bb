"""response_url, clicks, events and sockets: the rules that Bolt does not show."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from playground.people import Person

from .conftest import APP, a_playground

BUTTONS = [{"type": "button", "action_id": "open", "value": str(one), "text": {"type": "plain_text", "text": f"Open {one}"}} for one in (42, 43)]
CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Ana"}, "accessory": BUTTONS[0]},
    {"type": "section", "text": {"type": "mrkdwn", "text": "Ben"}, "accessory": BUTTONS[1]},
]
DAY = {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-03"}
PICK = {
    "type": "static_select",
    "action_id": "pick",
    "options": [{"text": {"type": "plain_text", "text": one}, "value": one} for one in ("new", "won")],
}


@pytest.fixture
async def card(slack, app_that):
    """A card that UANA got by a command; the app takes everything that comes."""

    async def endpoint(request: web.Request) -> web.Response:
        form = await request.post()
        return web.json_response({"blocks": CARD} if "command" in form else {})

    await app_that(endpoint)
    return await slack.command("/lead", "42", user="UANA")


async def respond(outcome, **payload) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(outcome.payload["response_url"], json=payload) as response:
        return response.status, await response.text()


async def test_a_response_url_takes_five_posts(slack, card):
    for number in range(5):
        assert await respond(card, text=str(number)) == (200, "ok")

    assert await respond(card, text="sixth") == (404, "used_url")
    assert [(await card.later()).text for _ in range(5)] == ["0", "1", "2", "3", "4"]


async def test_a_response_url_lives_thirty_minutes(slack, card):
    slack.clock.advance(30 * 60 - 5)
    assert (await respond(card, text="in time"))[0] == 200
    slack.clock.advance(10)

    assert await respond(card, text="late") == (404, "expired_url")


async def test_an_unknown_response_url_is_404(slack):
    async with aiohttp.ClientSession() as session, session.post(f"{slack.url}/response/nothing", json={"text": "x"}) as response:
        assert (response.status, await response.text()) == (404, "no_service")


async def test_a_post_is_ephemeral_unless_it_says_in_channel(slack, card):
    await respond(card, text="quiet")
    await respond(card, text="loud", response_type="in_channel")

    assert [one.text for one in slack.messages(user="UBEN")] == ["loud"]
    assert [one.text for one in slack.messages(user="UANA")][1:] == ["quiet", "loud"]


async def test_the_ephemeral_answer_to_a_command_cannot_be_replaced(slack, card):
    await respond(card, text="instead", replace_original=True)

    assert [one.text for one in slack.messages(user="UANA")] == [card.message.text, "instead"]


async def test_the_ephemeral_answer_to_a_command_cannot_be_deleted(slack, card):
    assert await respond(card, delete_original=True) == (400, "no_text")
    assert slack.messages(user="UANA") == [card.message]


@pytest.mark.parametrize("yes", [True, "true"])
async def test_a_click_can_replace_its_ephemeral_message(slack, card, yes):
    clicked = await slack.click(card.message, action_id="open", value="43")

    await respond(clicked, text="redrawn", replace_original=yes, response_type="in_channel")

    assert [one.text for one in slack.messages(user="UANA")] == ["redrawn"]
    assert slack.messages(user="UBEN") == []  # ephemeral stays ephemeral


async def test_a_click_can_delete_its_message(slack, card):
    clicked = await slack.click(card.message, action_id="open", value="43")

    assert (await respond(clicked, delete_original=True))[0] == 200
    assert slack.messages(user="UANA") == []


async def test_invalid_blocks_are_a_plain_400_and_use_nothing_up(slack, card):
    for _ in range(6):
        assert await respond(card, blocks=[{"type": "alert", "text": {"type": "plain_text", "text": "x"}}]) == (400, "invalid_blocks")

    assert card.response_url_refusals[0] == "unsupported type: alert [json-pointer:/blocks/0/type]"
    assert (await respond(card, text="fine"))[0] == 200


async def test_a_body_that_is_no_json_object_is_refused(slack, card):
    async with aiohttp.ClientSession() as session:
        for body in ("{", "[]"):
            async with session.post(card.payload["response_url"], data=body) as response:
                assert (response.status, await response.text()) == (400, "invalid_payload")


async def test_later_gives_up_when_nothing_comes(card):
    with pytest.raises(TimeoutError):
        await card.later(timeout=0.05)


async def test_a_click_chooses_by_value_among_the_same_action(slack, card):
    clicked = await slack.click(card.message, action_id="open", value="43")

    action = clicked.payload["actions"][0]
    assert (action["value"], action["text"]["text"]) == ("43", "Open 43")
    assert action["block_id"] == card.message.blocks[1]["block_id"]
    assert "message" not in clicked.payload  # Slack keeps no ephemeral messages


async def test_a_click_in_a_public_message_carries_the_message(slack, card, client):
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=CARD, metadata={"event_type": "x", "event_payload": {"id": 1}})
    posted = slack.messages(channel="CSALES", user="UBEN")[0]

    clicked = await slack.click(posted, action_id="open", value="42", user="UBEN")

    assert clicked.payload["message"]["metadata"]["event_payload"] == {"id": 1}
    assert clicked.payload["message"]["bot_id"] == "B0LEADBOT"
    assert clicked.payload["container"]["is_ephemeral"] is False
    assert clicked.payload["user"]["id"] == "UBEN"


async def test_choices_and_dates_come_with_the_state_of_all_elements(slack, card, client):
    overflow = {"type": "overflow", "action_id": "more", "options": PICK["options"]}
    await client.chat_postMessage(channel="CSALES", text="Ana", blocks=[{"type": "actions", "block_id": "form", "elements": [DAY, PICK, overflow]}])
    posted = slack.messages(channel="CSALES", user="UANA")[-1]

    picked = await slack.click(posted, action_id="pick", value="won", user="UANA")
    dated = await slack.click(posted, action_id="day", value="2026-12-01", user="UANA")
    more = await slack.click(posted, action_id="more", value="new", user="UANA")

    assert picked.payload["actions"][0]["selected_option"]["value"] == "won"
    assert picked.payload["state"]["values"]["form"]["day"] == {"type": "datepicker", "selected_date": "2026-11-03"}
    assert picked.payload["state"]["values"]["form"]["pick"]["selected_option"]["value"] == "won"
    assert dated.payload["actions"][0]["selected_date"] == "2026-12-01"
    assert dated.payload["state"]["values"]["form"]["pick"]["selected_option"] is None
    assert more.payload["actions"][0]["selected_option"]["value"] == "new"


async def test_nobody_clicks_what_they_do_not_see_or_what_is_not_there(slack, card):
    with pytest.raises(ValueError, match="does not see"):
        await slack.click(card.message, action_id="open", value="42", user="UBEN")
    with pytest.raises(ValueError, match="has no 'close'"):
        await slack.click(card.message, action_id="close")


async def test_a_click_that_is_not_acked_leaves_a_mark(slack, card):
    slack.events_url = None

    assert (await slack.click(card.message, action_id="open", value="42")).text == "Leadbot is having trouble connecting. Try again."


async def test_the_same_click_can_come_twice(slack, card):
    clicked = await slack.click(card.message, action_id="open", value="42", twice=True)

    assert clicked.repeat.payload == clicked.payload


async def test_a_trigger_id_works_for_three_seconds_and_once(slack, card):
    triggers = slack.ground.triggers
    fresh, old = card.payload["trigger_id"], triggers.issue()

    assert triggers.use(fresh) == ""
    assert triggers.use(fresh) == "exchanged_trigger_id"
    slack.clock.advance(3.1)
    assert triggers.use(old) == "expired_trigger_id"
    assert triggers.use("1.2.abc") == "invalid_trigger_id"


async def test_an_event_is_repeated_at_once_then_after_one_and_after_five_minutes(slack, app_that):
    tries = []

    async def endpoint(request: web.Request) -> web.Response:
        tries.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason"), (await request.json())["event_id"]))
        return web.Response(status=503)

    await app_that(endpoint)
    delivery = await slack.event({"type": "app_uninstalled"})
    for seconds, expected in ((0, 2), (60, 3), (300, 4)):
        slack.clock.advance(seconds)
        async with asyncio.timeout(5):
            while len(delivery.attempts) < expected:
                await asyncio.sleep(0.01)
        assert len(delivery.attempts) == expected
    await delivery.done()

    assert [one[:2] for one in tries] == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert {one[2] for one in tries} == {delivery.event_id}
    assert not delivery.delivered


async def test_an_event_that_is_late_is_repeated_for_its_timeout(slack, app_that):
    slow = [1.0, 0.0]

    async def endpoint(_request: web.Request) -> web.Response:
        await asyncio.sleep(slow.pop(0))
        return web.Response()

    await app_that(endpoint)
    slack.ground.wire.ack_seconds = 0.1
    delivery = await (await slack.event({"type": "app_uninstalled"})).done()

    assert [one.failure for one in delivery.attempts] == ["http_timeout", ""]


async def test_x_slack_no_retry_stops_the_repetitions(slack, app_that):
    async def endpoint(_request: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    await app_that(endpoint)
    delivery = await (await slack.event({"type": "app_uninstalled"})).done()

    assert len(delivery.attempts) == 1


async def open_socket(slack, session):
    headers = {"Authorization": f"Bearer {APP}"}
    async with session.post(f"{slack.api_url}apps.connections.open", headers=headers) as response:
        return await session.ws_connect((await response.json())["url"])


async def test_a_socket_says_hello_and_its_ticket_works_once(slack):
    async with aiohttp.ClientSession() as session:
        socket = await open_socket(slack, session)
        hello = await socket.receive_json()
        url = str(socket._response.url)

        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        await socket.close()

    assert (hello["type"], hello["num_connections"], hello["connection_info"]["app_id"]) == ("hello", 1, "A0LEADBOT")


async def test_ten_sockets_are_the_most(slack):
    async with aiohttp.ClientSession() as session:
        sockets = [await open_socket(slack, session) for _ in range(11)]
        first = [await one.receive_json() for one in sockets]
        for one in sockets:
            await one.close()

    assert [one["type"] for one in first] == ["hello"] * 10 + ["disconnect"]
    assert first[-1]["reason"] == "too_many_websockets"


async def test_only_commands_and_interactivity_accept_a_response_payload(slack):
    async with aiohttp.ClientSession() as session:
        socket = await open_socket(slack, session)
        await socket.receive_json()
        typing = asyncio.create_task(slack.command("/lead", "42"))
        command = await socket.receive_json()
        await socket.send_json({"envelope_id": "of nobody"})
        await socket.send_str("not json")
        await socket.send_json({"envelope_id": command["envelope_id"], "payload": {"text": "Ana"}})
        outcome = await typing
        telling = asyncio.create_task(slack.event({"type": "app_uninstalled"}))
        event = await socket.receive_json()
        await socket.send_json({"envelope_id": event["envelope_id"]})
        await telling
        await socket.close()

    assert (command["type"], command["accepts_response_payload"], outcome.text) == ("slash_commands", True, "Ana")
    assert (event["type"], event["accepts_response_payload"], event["payload"]["type"]) == ("events_api", False, "event_callback")


async def test_tests_bring_their_own_people():
    async with a_playground(people=[Person("UEVE", "Eve Stone", "eve@acme.example")]) as slack:
        assert list(slack.people) == ["UEVE"]
        assert slack.channels["CSALES"].members == {"UEVE", "ULEADBOT"}


def test_public_channels_are_read_by_members_of_the_workspace_only(slack):
    readers = {one for one in slack.people if slack.state.may_read(one, "CGENERAL")}

    assert {"UGUS", "UOLGA"} & readers == set()
    assert "UDAN" in readers
    assert not slack.state.may_read("UANA", "GDEALS")
    assert slack.state.may_read("UGUS", "CSHARED")
