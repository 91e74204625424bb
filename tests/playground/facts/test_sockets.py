"""Socket Mode on the bare wire. That Bolt and slack_sdk's client live with it is in ../test_bolt.py and ../whole/test_bolt_examples.py."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest

from tests.playground.conftest import APP, BOT

ANY = {"type": "app_uninstalled"}


@pytest.fixture
def opening(slack, browser):
    """Asks for an address with a token; gives the answer."""

    async def ask(token=APP):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with browser.post(f"{slack.api_url}apps.connections.open", headers=headers) as response:
            return await response.json()

    return ask


@pytest.fixture
def connected(slack, browser, opening):
    """A socket, its hello read or not."""

    @asynccontextmanager
    async def connect(more="", *, greeted=True):
        async with browser.ws_connect((await opening())["url"] + more) as socket:
            if greeted:
                assert (await socket.receive_json())["type"] == "hello"
            yield socket

    return connect


@pytest.fixture
def during():
    """Does something of a person beside the test, and gives what came of it."""

    @asynccontextmanager
    async def run(work):
        task = asyncio.create_task(work)
        yield task
        await task

    return run


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xapp-other", "invalid_auth"), (BOT, "not_allowed_token_type")])
async def test_an_address_is_given_for_the_apps_token_only(opening, token, error):
    assert (await opening(token))["error"] == error


async def test_an_address_is_a_websocket_with_a_ticket_that_works_once(browser, opening):
    url = (await opening())["url"]
    assert url.startswith("ws")
    assert "ticket=" in url

    async with browser.ws_connect(url):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await browser.ws_connect(url)


async def test_hello_tells_connections_app_and_lifetime(connected):
    async with connected(), connected(greeted=False) as second:
        hello = await second.receive_json()

    assert set(hello) == {"type", "num_connections", "connection_info", "debug_info"}
    assert (hello["num_connections"], hello["connection_info"]) == (2, {"app_id": "A0LEADBOT"})
    assert hello["debug_info"]["approximate_connection_time"] > 3 * 3600


async def test_with_debug_reconnects_a_socket_lives_360_seconds(connected):
    async with connected("&debug_reconnects=true", greeted=False) as socket:
        assert (await socket.receive_json())["debug_info"]["approximate_connection_time"] == 360


@pytest.mark.parametrize(
    ("act", "kind", "accepts"),
    [
        (lambda slack: slack.command("/lead", "42"), "slash_commands", True),
        (lambda slack: slack.shortcut("lead.new"), "interactive", True),
        (lambda slack: slack.event(ANY), "events_api", False),
    ],
    ids=["command", "shortcut", "event"],
)
async def test_an_envelope_has_its_id_its_type_its_payload_and_whether_it_accepts_one(slack, connected, during, *, act, kind, accepts):
    async with connected() as socket, during(act(slack)):
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})

    assert set(envelope) == {"envelope_id", "type", "payload", "accepts_response_payload"}
    assert (envelope["type"], envelope["accepts_response_payload"]) == (kind, accepts)


async def test_the_payload_of_a_command_is_an_object_with_the_same_fields_and_no_signature(slack, connected, during):
    async with connected() as socket, during(slack.command("/lead", "42")) as typing:
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})

    assert envelope["payload"] == (await typing).payload
    assert "signature" not in str(envelope).lower()


async def test_an_ack_without_a_payload_is_silent(slack, connected, during):
    async with connected() as socket, during(slack.command("/lead", "42")) as typing:
        await socket.send_json({"envelope_id": (await socket.receive_json())["envelope_id"]})

    assert ((await typing).status, (await typing).messages) == (200, [])


async def test_a_submission_is_answered_in_the_ack(slack, connected, during, opened):
    view = await opened()
    answer = {"response_action": "errors", "errors": {"content": "Too short."}}
    async with connected() as socket, during(slack.submit(view, {"content": "x"})) as pressing:
        await socket.send_json({"envelope_id": (await socket.receive_json())["envelope_id"], "payload": answer})

    assert (await pressing).errors == {"content": "Too short."}


async def test_the_payload_of_an_events_ack_is_not_looked_at(slack, connected, during):
    async with connected() as socket, during(slack.event(ANY)) as telling:
        await socket.send_json({"envelope_id": (await socket.receive_json())["envelope_id"], "payload": {"text": "never seen"}})

    assert (await telling).delivered
    assert slack.messages() == []


async def test_without_an_ack_in_time_a_command_has_timed_out(slack, connected):
    slack.ground.wire.ack_seconds = 0.05
    async with connected():
        assert (await slack.command("/lead")).text == '/lead failed with the error "operation_timeout"'


async def test_without_a_live_socket_a_command_cannot_be_dispatched(slack, connected):
    async with connected():
        pass

    assert (await slack.command("/lead")).text == '/lead failed with the error "dispatch_failed"'


async def test_an_event_without_an_ack_comes_again_with_attempt_and_reason(slack, connected):
    slack.ground.wire.ack_seconds = 0.05
    async with connected() as socket:
        delivery = await slack.event(ANY)
        first, again = await socket.receive_json(), await socket.receive_json()
        await socket.send_json({"envelope_id": again["envelope_id"]})
        await delivery.done()

    assert not {"retry_attempt", "retry_reason"} & set(first)
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "http_timeout")
    assert first["envelope_id"] != again["envelope_id"]
    assert first["payload"] == again["payload"]


async def test_any_payload_may_go_to_any_connection(slack, connected):
    async def taken(socket):
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "here"}})

    async with connected() as one, connected() as other:
        taking = [asyncio.create_task(taken(socket)) for socket in (one, other)]
        answers = [(await slack.command("/lead", "42")).text for _ in range(2)]
        await asyncio.gather(*taking)

    assert answers == ["here", "here"]


async def test_a_payload_may_be_acked_late_on_a_socket_that_is_asked_to_leave(slack, connected, during):
    async with connected() as socket, during(slack.command("/lead", "42")) as typing:
        envelope = await socket.receive_json()
        await slack.refresh_sockets()
        assert (await socket.receive_json())["type"] == "disconnect"
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "still here"}})

    assert (await typing).text == "still here"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_a_disconnect_says_why(slack, connected, reason):
    async with connected() as socket:
        await (slack.sockets.disable() if reason == "link_disabled" else slack.sockets.refresh(reason))
        told = await socket.receive_json()

    assert (told["type"], told["reason"]) == ("disconnect", reason)


async def test_an_eleventh_connection_is_one_too_many(connected):
    async with AsyncExitStack() as ten:
        for _ in range(10):
            await ten.enter_async_context(connected())
        async with connected(greeted=False) as eleventh:
            told = await eleventh.receive_json()

    assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")


async def test_what_is_no_ack_is_dropped(slack, connected, during):
    async with connected() as socket, during(slack.command("/lead", "42")) as typing:
        envelope = await socket.receive_json()
        for nonsense in ("not json", "[]", '{"envelope_id": "of nobody"}'):
            await socket.send_str(nonsense)
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Ana"}})

    assert (await typing).text == "Ana"
