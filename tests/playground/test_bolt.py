"""slack_bolt's own AsyncApp, over HTTP and over Socket Mode, unchanged."""

import asyncio

import pytest

BUTTON = {"type": "button", "action_id": "note.open", "value": "42", "text": {"type": "plain_text", "text": "Note"}}
CARD = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Ana Ruiz*"}}, {"type": "actions", "elements": [BUTTON]}]


def listen(bolt):
    """A small app: /lead shows a card with a button, the button redraws it."""
    heard = []

    @bolt.command("/lead")
    async def lead(ack, command):
        heard.append(command)
        await ack(text="Ana Ruiz", blocks=CARD)

    @bolt.action("note.open")
    async def note(ack, body, respond):
        heard.append(body)
        await ack()
        await respond(text="Noted", replace_original=True)

    @bolt.event("app_uninstalled")
    async def gone(body):
        heard.append(body)

    return heard


@pytest.fixture(params=["over_http", "over_sockets"])
def app(request):
    return request.getfixturevalue(request.param)


async def test_bolt_answers_a_command(slack, app):
    listen(app)

    outcome = await slack.command("/lead", "42")

    assert outcome.text == "Ana Ruiz\n[Note]"
    assert outcome.status == 200
    assert outcome.ack_ms > 0


async def test_bolt_gets_a_click_and_redraws_the_message(slack, app):
    heard = listen(app)
    card = await slack.command("/lead", "42", user="UANA")

    outcome = await slack.click(card.message, action_id="note.open", value="42")
    redrawn = outcome.messages[0] if outcome.messages else await outcome.later()

    assert redrawn is card.message
    assert card.message.text == "Noted"
    body = heard[-1]
    assert body["actions"][0]["value"] == "42"
    assert body["actions"][0]["text"]["text"] == "Note"
    assert body["container"] == {"type": "message", "message_ts": card.message.ts, "channel_id": "CSALES", "is_ephemeral": True}
    assert body["user"]["id"] == "UANA"
    assert body["state"] == {"values": {}}


async def test_bolt_gets_an_event(slack, app):
    heard = listen(app)

    delivery = await slack.event({"type": "app_uninstalled"})

    assert delivery.delivered
    assert heard[0]["event_id"] == delivery.event_id
    assert heard[0]["authorizations"][0]["user_id"] == "ULEADBOT"


async def test_bolt_speaks_to_the_web_api(slack, app):
    @app.command("/lead")
    async def lead(ack, client, command):
        await ack()
        await client.chat_postMessage(channel=command["channel_id"], text="to everybody")

    await slack.command("/lead", "share")

    assert [one.text for one in slack.messages(user="UBEN")] == ["to everybody"]


async def test_an_unhandled_request_over_http_is_a_dispatch_failed(slack, over_http):
    assert (await slack.command("/lead")).text == '/lead failed with the error "dispatch_failed"'


async def test_an_unhandled_request_over_a_socket_is_never_acked(slack, over_sockets):
    slack.ground.wire.ack_seconds = 0.2

    assert (await slack.command("/lead")).text == '/lead failed with the error "operation_timeout"'


async def test_a_socket_mode_client_reconnects_when_it_is_told_to(slack, over_sockets):
    listen(over_sockets)
    old = slack.sockets.connections[0]

    await slack.refresh_sockets()
    await slack.sockets.wait_for(2)

    assert (await slack.command("/lead", "42")).text.startswith("Ana Ruiz")
    assert old not in slack.sockets.connections


async def test_a_silent_socket_answers_no_ping_and_delivers_nothing(slack, over_sockets):
    listen(over_sockets)
    slack.ground.wire.ack_seconds = 0.2

    slack.go_silent()

    assert (await slack.command("/lead")).text == '/lead failed with the error "operation_timeout"'
    await slack.sockets.wait_for(2)  # the client notices the missing pongs by itself and connects anew


async def test_a_socket_that_closes_before_the_ack_is_a_dispatch_failed(slack, over_sockets):
    @over_sockets.command("/lead")
    async def lead(ack):
        await asyncio.sleep(0.5)
        await ack()

    typing = asyncio.create_task(slack.command("/lead"))
    await asyncio.sleep(0.1)
    await slack.sockets.close()

    assert (await typing).text == '/lead failed with the error "dispatch_failed"'
