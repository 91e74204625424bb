"""What tells others how a process is: alive, ready, and its figures."""

import asyncio
from contextlib import asynccontextmanager
from urllib.parse import quote

import aiohttp
import asyncpg
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from bot import slack as slack_clients
from bot.authorize import Workspace
from bot.processes import Running
from bot.server import build_server
from bot.settings import Settings
from store.database import connect
from store.urls import normalise_url
from tests.postgres import create_database, drop_database


@asynccontextmanager
async def served(url):
    """The health of a process on this database: gives what to ask it with."""
    database = connect(normalise_url(url))
    async with slack_clients.open_session("http://127.0.0.1:1/") as session:
        client = slack_clients.client(session, api_url="http://127.0.0.1:1/", token=None)
        running = Running(Settings(_env_file=None), normalise_url(url), database, Workspace(1, "xoxb-tests"), client, asyncio.Event())
        runner = web.AppRunner(build_server(app=None, ready=running.missing), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()

        async def get(path):
            async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}{path}") as answer:
                return answer.status, await answer.text()

        yield get
        await runner.cleanup()
    await database.close()


async def test_a_process_with_a_migrated_database_is_ready(database_url):
    async with served(database_url) as get:
        assert await get("/readyz") == (200, '{"status": "ready"}')


async def test_a_process_whose_database_is_not_migrated_says_what_to_run(postgres_url):
    empty = await create_database(postgres_url)
    async with served(empty) as get:
        status, said = await get("/readyz")
    await drop_database(empty)

    assert status == 503
    assert "run leadbot migrate" in said


async def test_a_process_without_its_database_is_alive_and_not_ready(postgres_url, migrated_url):
    url = await create_database(postgres_url, template=migrated_url)
    async with served(url) as get:
        await drop_database(url)
        alive, without = await get("/healthz"), await get("/readyz")

    assert alive == (200, '{"status": "ok"}')
    assert without[0] == 503
    assert "the database cannot be used" in without[1]


async def test_a_database_whose_server_is_gone_is_a_reason(tmp_path):
    async with served(f"postgresql://nobody@/nothing?host={quote(str(tmp_path))}") as get:
        assert await get("/readyz") == (503, '{"status": "not ready", "reason": "the database cannot be reached"}')


async def test_a_database_that_hangs_is_a_reason_too(database_url):
    async with served(database_url) as get:
        connection = await asyncpg.connect(database_url)
        await connection.execute("begin; lock table slack.alembic_version in access exclusive mode")
        status, said = await get("/readyz")
        await connection.execute("rollback")
        assert (await get("/readyz"))[0] == 200
        await connection.close()

    assert status == 503
    assert "cannot be reached" in said


async def test_the_figures_are_prometheus_text_and_name_nobody(slack, bot, a_lead):
    await a_lead(first_name="Zacharias", last_name="Quill", email="z.quill@acme.example")
    await slack.command("/lead", "Zacharias Quill", user="UBEN")
    await slack.command("/lead", "nobody@acme.example", user="UDAN")
    await slack.command("/lead", "note Zacharias Quill says hello", user="UBEN")

    async with aiohttp.ClientSession() as session, session.get(slack.events_url.replace("/slack/events", "/metrics")) as answer:
        text = await answer.text()

    assert answer.headers["Content-Type"].startswith("text/plain")
    families = {family.name for family in text_string_to_metric_families(text)}
    assert {"leadbot_requests", "leadbot_ack_seconds", "process_resident_memory_bytes"} <= families
    for personal in ("quill", "zacharias", "acme", "uben", "udan", "ben", "dan "):
        assert personal not in text.lower()
