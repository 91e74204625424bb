"""GET /leads/{id}: on to the platform's lead, else into Slack; nothing of a lead."""

import asyncio

import pytest
from aiohttp import web

from bot import slack as slack_clients
from bot.authorize import Workspace
from bot.processes import Running
from bot.server import build_server
from bot.settings import Settings
from store.database import connect
from store.urls import normalise_url

NOWHERE = normalise_url("postgresql://nobody@127.0.0.1:1/nothing")


async def ask(path, *, lead_url=None, team_id=None):
    """Status and address of the answer of a process without a database."""
    database = connect(NOWHERE)
    async with slack_clients.open_session("http://127.0.0.1:1/") as session:
        client = slack_clients.client(session, api_url="http://127.0.0.1:1/", token=None)
        workspace = Workspace(1, "xoxb-tests", team_id=team_id)
        running = Running(Settings(_env_file=None, lead_url=lead_url), NOWHERE, database, workspace, client, asyncio.Event())
        runner = web.AppRunner(build_server(app=None, ready=running.missing, lead_address=running.lead_address), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}{path}", allow_redirects=False) as answer:
            found = answer.status, answer.headers.get("Location"), await answer.text()
        await runner.cleanup()
    await database.close()
    return found


async def test_a_link_leads_to_the_platforms_lead_and_asks_no_table():
    assert await ask("/leads/42", lead_url="https://crm.example/leads/{id}?from=slack") == (302, "https://crm.example/leads/42?from=slack", "")


@pytest.mark.parametrize(("team", "address"), [("T0ACME", "https://app.slack.com/client/T0ACME"), (None, "https://slack.com/")])
async def test_without_the_platforms_address_it_leads_into_slack(team, address):
    assert await ask("/leads/42", team_id=team) == (302, address, "")


@pytest.mark.parametrize("path", ["/leads/", "/leads/x", "/leads/4%0d%0aX: 1", "/leads/-1", "/leads/" + "9" * 30])
async def test_what_is_no_number_is_not_there(path):
    assert (await ask(path, lead_url="https://crm.example/leads/{id}"))[0] == 404


async def test_a_number_that_no_lead_has_looks_like_one_that_a_lead_has():
    status, address, said = await ask("/leads/999999999999", lead_url="https://crm.example/leads/{id}")

    assert (status, address, said) == (302, "https://crm.example/leads/999999999999", "")
