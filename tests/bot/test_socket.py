"""Socket Mode: the same bot over a connection that it opens itself."""

import asyncio
import signal
from contextlib import asynccontextmanager

import aiohttp
import pytest
from sqlalchemy import text

from bot import slack as slack_clients
from bot.app import build_app
from bot.authorize import Workspace
from bot.socket import SocketConnection
from handlers.answers import Reply
from handlers.dispatch import Routes
from tests.bot.programs import run, settings, started
from tests.leadbot import APP_TOKEN, BOT_TOKEN

EVENT = {"type": "app_home_opened", "user": "UANA", "channel": "DANA", "tab": "home"}


@asynccontextmanager
async def connected(slack, database, organization_id, *, routes=None, ping_seconds=5.0):
    """The bot on a socket of the local Slack; gives what stops it."""
    async with slack_clients.open_session(slack.api_url) as session:
        client = slack_clients.client(session, api_url=slack.api_url, token=None)
        workspace = Workspace(organization_id, BOT_TOKEN, team_id="T0ACME", bot_id="B0LEADBOT", bot_user_id="ULEADBOT")
        bot = build_app(database=database, workspace=workspace, client=client, signing_secret=None, command="/lead", lead_url=None, routes=routes)
        connection = SocketConnection(bot.app, client, APP_TOKEN, ping_seconds=ping_seconds)
        stop = asyncio.Event()
        running = asyncio.create_task(connection.run(stop))
        await slack.sockets.wait_for(1)
        try:
            yield connection
        finally:
            stop.set()
            await running
            await connection.refuse()
            await bot.dispatcher.drain(5)
            await connection.close()


async def test_a_command_is_answered_over_the_socket(slack, database, acme, a_lead):
    lead = await a_lead()
    async with connected(slack, database, acme.id):
        outcome = await slack.command("/lead", str(lead.id))

    assert "Ana Ruiz" in outcome.text
    assert outcome.problems == []


async def test_a_click_redraws_over_the_socket(slack, database, acme, a_lead):
    for _ in range(2):
        await a_lead()
    async with connected(slack, database, acme.id):
        listed = await slack.command("/lead", "Ana Ruiz")
        card = await (await slack.click(listed.message, action_id="lead.open")).later()

    assert card is listed.message
    assert "Acme Corp" in card.text


async def test_slacks_wish_to_connect_anew_is_followed_and_nothing_is_missed(slack, database, acme, a_lead):
    lead = await a_lead()
    async with connected(slack, database, acme.id):
        for number in (2, 3):
            await slack.refresh_sockets()
            await slack.sockets.wait_for(number)
            assert "Ana Ruiz" in (await slack.command("/lead", str(lead.id))).text


async def test_a_connection_that_breaks_off_is_opened_again(slack, database, acme, a_lead):
    lead = await a_lead()
    async with connected(slack, database, acme.id, ping_seconds=0.3):
        await slack.sockets.close()
        await slack.sockets.wait_for(2)
        assert "Ana Ruiz" in (await slack.command("/lead", str(lead.id))).text


async def test_a_connection_that_goes_silent_is_noticed_and_replaced(slack, database, acme, a_lead):
    lead = await a_lead()
    async with connected(slack, database, acme.id, ping_seconds=0.3) as connection:
        slack.go_silent()
        await slack.sockets.wait_for(2)
        slack.sockets.connections[:] = slack.sockets.connections[-1:]
        outcome = await slack.command("/lead", str(lead.id))
        assert await connection.is_connected()

    assert "Ana Ruiz" in outcome.text


async def test_an_address_that_does_not_open_a_connection_is_asked_for_anew(slack, database, acme, a_lead):
    lead = await a_lead()
    ticket, wrong = slack.sockets.ticket, iter(["used already", "used already"])
    slack.sockets.ticket = lambda: next(wrong, None) or ticket()
    async with connected(slack, database, acme.id, ping_seconds=0.2):
        outcome = await slack.command("/lead", str(lead.id))

    assert "Ana Ruiz" in outcome.text
    assert len(slack.calls_of("apps.connections.open")) >= 3


async def test_an_event_that_takes_too_long_is_not_acked_so_that_slack_sends_it_again(slack, database, acme):
    pauses = iter([2.8, 0])

    async def listener():
        await asyncio.sleep(next(pauses))

    routes = Routes()
    routes.event("app_home_opened", listener)
    async with connected(slack, database, acme.id, routes=routes):
        delivery = await slack.event(EVENT)
        await delivery.done()

    assert [attempt.failure for attempt in delivery.attempts] == ["http_timeout", ""]


async def test_what_is_no_request_of_slacks_is_left_alone_and_the_connection_lives_on(slack, database, acme, a_lead, capfd):
    lead = await a_lead()
    async with connected(slack, database, acme.id):
        for payload in ({}, {"event": "app_home_opened", "type": "event_callback"}, {"command": 5}, {"type": "block_actions", "user": 5}):
            sent = asyncio.create_task(slack.sockets.send("events_api", payload))
            await asyncio.sleep(0.05)
            sent.cancel()
        outcome = await slack.command("/lead", str(lead.id))

    assert "Ana Ruiz" in outcome.text
    assert "Traceback" not in "".join(capfd.readouterr())


async def test_what_was_taken_before_the_end_is_answered_and_nothing_new_is_taken(slack, database, acme):
    async def listener():
        await asyncio.sleep(1.2)
        return Reply("at last")

    routes = Routes()
    routes.command("find", listener)
    slack.ground.wire.ack_seconds = 1.5
    async with connected(slack, database, acme.id, routes=routes) as connection:
        taken = asyncio.create_task(slack.command("/lead", "ana"))
        await asyncio.sleep(0.2)
        await connection.refuse()
        new = await slack.command("/lead", "ben")

    outcome = await taken
    assert outcome.status == 200
    assert (await outcome.later()).text == "at last"
    assert new.status is None


async def test_the_process_answers_over_its_socket_and_ends_well(slack, a_lead, owner, database_url, tmp_path):
    lead = await a_lead()
    async with started("socket", settings=settings(database_url, slack), cwd=tmp_path) as program, owner.connect() as connection:
        await program.ready()
        at_once = await slack.command("/lead", str(lead.id))
        await connection.execute(text("lock table leads in access exclusive mode"))
        slow = await slack.command("/lead", str(lead.id))
        program.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(1)
        await connection.rollback()
        status = await program.ended(10)
        said = await program.said()

    assert "Ana Ruiz" in at_once.text
    assert "Ana Ruiz" in (await slow.later(timeout=1)).text
    assert status == 0
    assert "Traceback" not in said


async def test_the_process_takes_nothing_over_http_but_questions_about_its_health(slack, acme, database_url, tmp_path):
    async with started("socket", settings=settings(database_url, slack), cwd=tmp_path) as program, aiohttp.ClientSession() as session:
        await program.ready()
        base = f"http://127.0.0.1:{program.port}"
        got = {path: (await session.get(base + path)).status for path in ("/healthz", "/readyz", "/metrics", "/slack/events")}
        posted = (await session.post(f"{base}/slack/events", data="command=/lead")).status

    assert got == {"/healthz": 200, "/readyz": 200, "/metrics": 200, "/slack/events": 404}
    assert posted == 404


@pytest.mark.parametrize("token", ["xapp-wrong", BOT_TOKEN], ids=["an unknown one", "the bot's"])
async def test_a_wrong_app_token_is_one_sentence(slack, acme, database_url, tmp_path, token):
    status, said = await run("socket", settings=settings(database_url, slack, LEADBOT_SLACK_APP_TOKEN=token), cwd=tmp_path)

    assert status == 1
    assert said.startswith("Slack refuses LEADBOT_SLACK_APP_TOKEN: ")
    assert said.count("\n") == 1
    assert token not in said


async def test_a_slack_that_is_down_at_the_start_is_one_sentence(acme, database_url, tmp_path):
    status, said = await run("socket", settings=settings(database_url), cwd=tmp_path)

    assert status == 1
    assert said.startswith("Slack cannot be reached: ")
    assert said.count("\n") == 1
