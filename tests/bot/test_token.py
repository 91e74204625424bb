"""A bot's token that Slack refuses: said at the start, by /readyz and once in the log, each time with what to do."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import asyncpg
import pytest

from bot import slack as slack_clients
from bot.authorize import Workspace
from bot.introduction import ADVICE, introduce, refused_at_once
from bot.processes import Running
from bot.settings import Settings
from store.urls import normalise_url
from tests.bot.programs import run, settings, started
from tests.leadbot import BOT_TOKEN

REFUSED = "Slack refuses LEADBOT_SLACK_BOT_TOKEN: {}. Install the app again and copy the bot token from OAuth & Permissions."


async def soon(asked, wanted) -> None:
    """Until the answer is the one wanted. Raises TimeoutError."""
    async with asyncio.timeout(15):
        while await asked() != wanted:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def looked_after(slack, database, database_url, organization_id):
    """A process's knowledge of its token, looked at often; gives what /readyz asks."""
    async with slack_clients.open_session(slack.api_url) as session:
        workspace = Workspace(organization_id, BOT_TOKEN)
        client = slack_clients.client(session, api_url=slack.api_url, token=BOT_TOKEN)
        looking = asyncio.create_task(introduce(client, workspace, database, again_seconds=0.05))
        try:
            yield Running(Settings(_env_file=None), normalise_url(database_url), database, workspace, client, asyncio.Event())
        finally:
            looking.cancel()
            await asyncio.wait({looking})


@pytest.mark.parametrize("command", ["serve", "socket"])
async def test_a_wrong_token_is_one_sentence_at_the_start(slack, acme, database_url, tmp_path, command):
    answer = await run(command, settings=settings(database_url, slack, LEADBOT_SLACK_BOT_TOKEN="xoxb-wrong"), cwd=tmp_path)

    assert answer == (1, REFUSED.format("invalid_auth") + "\n")


@pytest.mark.parametrize("code", ADVICE)
async def test_whatever_slack_says_finally_is_a_refusal_with_what_to_do(slack, code):
    slack.faults.add("auth.test", kind="refuse", code=code)
    async with slack_clients.open_session(slack.api_url) as session:
        said = await refused_at_once(slack_clients.client(session, api_url=slack.api_url, token=BOT_TOKEN))

    assert said == f"Slack refuses LEADBOT_SLACK_BOT_TOKEN: {code}. {ADVICE[code][0].upper()}{ADVICE[code][1:]}."


@pytest.mark.parametrize("code", ["fatal_error", "ratelimited", "team_added_to_org"])
async def test_what_slack_says_of_itself_is_no_refusal(slack, code):
    slack.faults.add("auth.test", kind="refuse", code=code)
    async with slack_clients.open_session(slack.api_url) as session:
        assert await refused_at_once(slack_clients.client(session, api_url=slack.api_url, token=BOT_TOKEN)) is None


async def test_a_refusal_that_comes_after_the_start_makes_the_process_not_ready_and_is_logged_once(slack, acme, database_url, tmp_path):
    slack.faults.add("auth.test", kind="error", status=503)
    slack.installation.error = "token_revoked"
    async with started("serve", settings=settings(database_url, slack), cwd=tmp_path) as program, aiohttp.ClientSession() as session:

        async def readiness():
            try:
                async with session.get(f"http://127.0.0.1:{program.port}/readyz") as answer:
                    return answer.status, (await answer.json()).get("reason")
            except aiohttp.ClientError:
                return None

        await soon(readiness, (503, REFUSED.format("token_revoked")))
        asked = len(slack.calls_of("auth.test"))
        async with asyncio.timeout(15):
            while len(slack.calls_of("auth.test")) < asked + 2:
                await asyncio.sleep(0.05)
        program.process.terminate()
        said = await program.said()

    assert said.count(REFUSED.format("token_revoked")) == 1
    assert '"level": "error"' in next(line for line in said.splitlines() if "token_revoked" in line)


async def test_a_token_that_is_revoked_while_the_process_runs_is_noticed_and_so_is_its_return(slack, database, acme, database_url):
    async with looked_after(slack, database, database_url, acme.id) as running:
        await soon(running.missing, None)
        slack.installation.error = "account_inactive"
        await soon(running.missing, REFUSED.format("account_inactive"))
        connection = await asyncpg.connect(database_url)
        await connection.execute("delete from slack.installations")
        slack.installation.error = ""
        await soon(running.missing, None)
        await soon(lambda: connection.fetchval("select count(*) from slack.installations"), 1)
        await connection.close()


async def test_how_ready_a_process_is_costs_no_call_of_slack(slack, database, acme, database_url):
    async with looked_after(slack, database, database_url, acme.id) as running:
        await soon(running.missing, None)
        slack.faults.add("auth.test", kind="slow", seconds=5, times=100)
        await asyncio.sleep(0.2)
        before = len(slack.calls)
        assert [await running.missing() for _ in range(5)] == [None] * 5
        assert len(slack.calls) == before


async def test_a_slack_that_is_away_for_a_while_leaves_the_process_ready(slack, database, acme, database_url):
    async with looked_after(slack, database, database_url, acme.id) as running:
        await soon(running.missing, None)
        asked = len(slack.calls_of("auth.test"))
        slack.faults.add("auth.test", kind="error", status=503, times=3)
        async with asyncio.timeout(15):
            while len(slack.calls_of("auth.test")) < asked + 3:
                assert await running.missing() is None
                await asyncio.sleep(0.02)
