"""`leadbot serve` as a process of its own: how it starts, and how it ends."""

import asyncio
import signal
from contextlib import asynccontextmanager

import aiohttp
import asyncpg
import pytest
from sqlalchemy import text

from tests.bot.programs import settings, started
from tests.bot.servers import backends, frozen

UNREACHABLE = "I can't reach the leads right now."


@pytest.fixture
def serving(slack, acme, database_url, tmp_path):
    """Runs `leadbot serve` for the local Slack until it is ready."""

    @asynccontextmanager
    async def serve(**more):
        async with started("serve", settings=settings(database_url, slack, **more), cwd=tmp_path) as program:
            await program.ready()
            slack.events_url = f"http://127.0.0.1:{program.port}/slack/events"
            yield program

    return serve


async def can_connect(port: int) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/healthz"):
            return True
    except aiohttp.ClientError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
async def test_a_process_that_is_told_to_end_takes_nothing_new_and_answers_what_it_took(slack, serving, a_lead, owner, number):
    lead = await a_lead()
    async with serving() as program, owner.connect() as connection:
        await connection.execute(text("lock table leads in access exclusive mode"))
        taken = await asyncio.gather(*(slack.command("/lead", str(lead.id), user=user) for user in ("UANA", "UBEN", "UCARA")))
        just_now = asyncio.create_task(slack.command("/lead", str(lead.id), user="UDORA"))
        await asyncio.sleep(0.2)
        program.process.send_signal(number)
        await asyncio.sleep(1.5)
        refused = not await can_connect(program.port)
        await connection.rollback()
        status = await program.ended(10)
        said = await program.said()

    assert status == 0
    assert refused
    for outcome in (*taken, await just_now):
        assert (outcome.status, outcome.text) == (200, "")
        assert "Ana Ruiz" in (await outcome.later(timeout=1)).text
    assert "Traceback" not in said


async def test_a_process_whose_database_hangs_still_answers_and_ends_in_ten_seconds(slack, serving, a_lead, owner, database_url):
    lead = await a_lead()
    async with owner.begin() as connection:
        await connection.execute(text("update slack.identities set checked_at = now()"))  # nothing is asked of Slack and noted after the first answer
    async with serving() as program:
        await slack.command("/lead", str(lead.id))
        with frozen(await backends(database_url)):
            outcome = await slack.command("/lead", str(lead.id))
            program.process.terminate()
            status = await program.ended(11)

    assert status == 0
    assert UNREACHABLE in (await outcome.later(timeout=1)).text


async def test_a_process_with_nothing_to_do_ends_at_once(serving):
    async with serving() as program:
        program.process.terminate()
        assert await program.ended(3) == 0


async def test_a_process_starts_and_serves_while_slack_is_down_and_learns_later_who_it_is(slack, serving, a_lead, database_url):
    lead = await a_lead()
    slack.faults.add("auth.test", kind="error", status=503, times=1)
    slack.faults.add("auth.test", kind="reset", times=2)
    async with serving():
        outcome = await slack.command("/lead", str(lead.id))
        connection = await asyncpg.connect(database_url)
        async with asyncio.timeout(10):
            while (known := await connection.fetchrow("select team_id, team_name, bot_user_id from slack.installations")) is None:
                await asyncio.sleep(0.05)
        await connection.close()

    assert "Ana Ruiz" in outcome.text
    assert tuple(known) == ("T0ACME", "Acme", "ULEADBOT")


async def test_a_process_starts_and_serves_while_slack_is_slow(slack, serving, a_lead):
    lead = await a_lead()
    slack.faults.add("auth.test", kind="slow", seconds=9, times=2)
    async with serving():
        outcome = await slack.command("/lead", str(lead.id))

    assert "Ana Ruiz" in outcome.text


async def test_slacks_own_variables_of_the_caller_change_nothing(slack, serving, a_lead, tmp_path):
    lead = await a_lead()
    names = ("BOT_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET", "APP_TOKEN", "SCOPES", "VERIFICATION_TOKEN")
    others = {f"SLACK_{name}": "of another app" for name in names}
    async with serving(**others, HOME=str(tmp_path)):
        outcome = await slack.command("/lead", str(lead.id))
        async with aiohttp.ClientSession() as session:
            install = await session.get(slack.events_url.replace("/slack/events", "/slack/install"))

    assert "Ana Ruiz" in outcome.text
    assert install.status == 404
    assert {call.answer["ok"] for call in slack.calls if call.answer} == {True}
    assert list(tmp_path.iterdir()) == []


async def test_the_log_names_the_request_and_nobody(slack, serving, a_lead):
    await a_lead(first_name="Zacharias", last_name="Quill", email="z.quill@acme.example")
    async with serving() as program:
        await slack.command("/lead", "Zacharias Quill")
        await slack.command("/lead", "z.quill@acme.example", user="UDAN")
        program.process.terminate()
        said = await program.said()

    assert '"event": "request"' in said
    assert '"request_id": "' in said
    for private in ("Quill", "quill", "UANA", "UDAN", "xoxb", "a secret for tests", "postgresql://"):
        assert private not in said
