"""The database goes away, hangs or hangs up while a form is saved: the form says so, keeps what was typed, and is saved once afterwards."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import text

from store import migrate
from tests.bot.servers import Server, backends, frozen
from tests.handlers.notes.test_note_form import words, written
from tests.postgres import create_database, temporary_directory

UNREACHABLE = "I can't reach the leads right now. Nothing is lost; try again in a minute."
FORM = {"note": written(words("wants 40 seats"))}


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[Server]:
    """A PostgreSQL of this module's own, with the migrated database `leadbot`."""
    with temporary_directory() as directory:
        server = Server(directory / "data")
        with server.users:
            await server.start()
            await migrate.upgrade(server.url)
            yield server


@pytest.fixture
async def database_url(server) -> str:
    return await create_database(server.url, template=server.url)


@pytest.fixture
async def form(slack, bot, a_lead):
    """The note form about a lead, open and filled in."""
    lead = await a_lead()
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)
    return slack.state.views.top("UANA")


@pytest.fixture
def notes(owner):
    async def fetch():
        async with owner.connect() as connection:
            return [row.content for row in await connection.execute(text("select content from lead_notes order by id"))]

    return fetch


async def sees(slack, words):
    """Until the form in front of Ana says so; gives it."""
    async with asyncio.timeout(15):
        while words not in str((view := slack.state.views.top("UANA")).blocks):
            await asyncio.sleep(0.05)
    return view


async def test_a_form_whose_database_is_gone_says_so_keeps_its_text_and_is_saved_when_it_is_back(slack, bot, form, notes, server, owner):  # noqa: PLR0917 - fixtures
    await owner.dispose()
    await server.stop()
    refused = await slack.submit(form, FORM)
    still = await slack.submit(form)
    await server.start()
    again = await slack.submit(form)
    await bot.dispatcher.drain(5)

    for outcome in (refused, still):
        assert outcome.ack_ms < 3000
        assert list(outcome.errors.values()) == [UNREACHABLE]
    assert again.errors == {}
    assert await notes() == ["wants 40 seats"]


async def test_a_form_whose_database_hangs_is_acked_in_time_says_so_keeps_its_text_and_is_saved_once_afterwards(slack, bot, form, notes, server):
    with frozen(await backends(server.url)):
        outcome = await slack.submit(form, FORM)
        kept = await sees(slack, UNREACHABLE)
    assert outcome.ack_ms < 3000
    assert "wants 40 seats" in str(kept.values["note"])
    assert await notes() == []

    await slack.submit(kept)
    await bot.dispatcher.drain(10)

    assert await notes() == ["wants 40 seats"]


async def test_a_form_whose_connection_is_cut_in_the_middle_of_its_transaction_is_saved_once_afterwards(slack, bot, form, notes, database_url):
    direct = await asyncpg.connect(database_url)
    async with direct.transaction():
        await direct.execute("lock table lead_notes in exclusive mode")
        submitting = asyncio.create_task(slack.submit(form, FORM))
        async with asyncio.timeout(5):
            while not await direct.fetchval("select count(pg_terminate_backend(pid)) from pg_locks where not granted and relation = 'lead_notes'::regclass"):
                await asyncio.sleep(0.02)
        outcome = await submitting
    assert list(outcome.errors.values()) == [UNREACHABLE]
    assert "wants 40 seats" in str(form.values["note"])
    assert await notes() == []

    await slack.submit(form)
    await bot.dispatcher.drain(5)
    await direct.close()

    assert await notes() == ["wants 40 seats"]


async def test_a_form_that_is_open_is_filled_however_long_its_line_is_looked_up(slack, bot, a_lead, database_url):
    await a_lead()
    await slack.command("/lead", "help")
    await bot.dispatcher.drain(5)
    direct = await asyncpg.connect(database_url)
    async with direct.transaction():
        await direct.execute("lock table leads in access exclusive mode")
        typing = asyncio.create_task(slack.command("/lead", "note ana ruiz wants 40 seats"))
        await asyncio.sleep(2.6)  # longer than a line may be looked up while nothing is open
    await direct.close()
    await typing
    await bot.dispatcher.drain(5)

    view = slack.state.views.top("UANA")
    assert view.payload["title"]["text"] == "Note"
    assert "wants 40 seats" in str(view.payload["blocks"])
    assert len(slack.calls_of("views.open")) == 1
