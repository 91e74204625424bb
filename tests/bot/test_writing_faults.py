"""What a rep writes survives a kill, a lost database, and a Slack that refuses or is slow: saved once, or not at all and nothing typed is lost."""

import asyncio
import re
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from tests.bot.programs import settings, started
from tests.handlers.notes.test_note_form import words, written

FORM = {"note": written(words("wants 40 seats"))}


@pytest.fixture
async def lead(a_lead):
    return await a_lead()


@pytest.fixture
def notes(owner):
    async def fetch():
        async with owner.connect() as connection:
            return [row.content for row in await connection.execute(text("select content from lead_notes order by id"))]

    return fetch


@pytest.fixture
def serving(slack, acme, tmp_path):
    """Runs `leadbot serve` for the local Slack until it is ready."""

    @asynccontextmanager
    async def serve(url):
        async with started("serve", settings=settings(url, slack), cwd=tmp_path) as program:
            await program.ready()
            slack.events_url = f"http://127.0.0.1:{program.port}/slack/events"
            yield program

    return serve


class Withheld:
    """A way to the database that does not tell what became of a note's commit. url: of it; committed: set when the server has done it, and nobody hears."""

    def __init__(self, url):
        self.url, self.committed = url, asyncio.Event()


@asynccontextmanager
async def withholding(url):
    socket = str(re.findall(r"host=([^&]+)", url)[0])
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        way = Withheld(url.replace(socket, directory))

        async def serve(reader, writer):
            server_reader, server_writer = await asyncio.open_unix_connection(f"{socket}/.s.PGSQL.5432")
            is_a_note = is_held = False

            async def back():
                while data := await server_reader.read(65536):
                    if is_held:
                        way.committed.set()
                        return
                    writer.write(data)
                writer.close()

            telling = asyncio.create_task(back())
            try:
                while data := await reader.read(65536):
                    is_a_note = is_a_note or b"insert into lead_notes" in data
                    is_held = is_a_note and b"COMMIT" in data  # others' commits, such as the worker's, are told
                    server_writer.write(data)
            except ConnectionError:
                pass
            finally:
                telling.cancel()
                server_writer.close()
                writer.close()

        server = await asyncio.start_unix_server(serve, Path(directory) / ".s.PGSQL.5432")
        try:
            yield way
        finally:
            server.close()


async def a_form(slack, lead):
    """The note form about a lead, open."""
    await slack.command("/lead", f"note {lead.id}")
    async with asyncio.timeout(5):
        while (view := slack.state.views.top("UANA")) is None or not any(block["block_id"] == "note" for block in view.blocks):
            await asyncio.sleep(0.05)
    return view


async def waiting(direct):
    """Until somebody waits for a lock on the notes."""
    async with asyncio.timeout(5):
        while not await direct.fetchval("select count(*) from pg_locks where not granted and relation = 'lead_notes'::regclass"):
            await asyncio.sleep(0.02)


async def saved(slack, notes):
    async with asyncio.timeout(5):
        while slack.state.views.top("UANA") is not None or not await notes():
            await asyncio.sleep(0.05)


async def test_killed_before_the_commit_slack_says_so_the_form_keeps_its_text_and_the_second_submission_saves_once(slack, serving, lead, notes, database_url):
    direct = await asyncpg.connect(database_url)
    async with serving(database_url) as program:
        form = await a_form(slack, lead)
        async with direct.transaction():
            await direct.execute("lock table lead_notes in exclusive mode")
            submitting = asyncio.create_task(slack.submit(form, FORM))
            await waiting(direct)
            program.process.kill()
            outcome = await submitting
    await direct.close()
    assert outcome.trouble
    assert slack.state.views.top("UANA") is form
    assert await notes() == []

    async with serving(database_url):
        await slack.submit(form)
        await saved(slack, notes)

    assert await notes() == ["wants 40 seats"]


async def test_killed_between_the_commit_and_the_ack_the_second_submission_changes_nothing(slack, serving, lead, notes, database_url):
    async with withholding(database_url) as way:
        async with serving(way.url) as program:
            form = await a_form(slack, lead)
            submitting = asyncio.create_task(slack.submit(form, FORM))
            await asyncio.wait_for(way.committed.wait(), 5)
            program.process.kill()
            outcome = await submitting
        assert outcome.trouble
        assert await notes() == ["wants 40 seats"]

    async with serving(database_url):
        await slack.submit(form)
        await saved(slack, notes)

    assert await notes() == ["wants 40 seats"]


UNOPENED = {
    "refusing": {"kind": "refuse", "code": "fatal_error"},
    "rate limiting": {"kind": "rate_limited", "retry_after": 30},
    "down": {"kind": "error", "status": 503},
    "breaking off": {"kind": "reset"},
}


async def given_back(slack, bot, notes, *, trigger_id=None):
    """A line whose form does not open stands in the answer, and its button opens the form."""
    outcome = await slack.command("/lead", "note acme corp talked to Ana", trigger_id=trigger_id)
    answer = await outcome.later(timeout=10)

    assert "Not saved yet." in answer.text
    assert "/lead note acme corp talked to Ana" in answer.text
    slack.faults.clear()
    await slack.click(answer, action_id="lead.form")
    await bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"))
    await bot.dispatcher.drain(5)
    assert await notes() == ["talked to Ana"]


@pytest.mark.parametrize("trouble", UNOPENED.values(), ids=UNOPENED)
async def test_a_form_that_slack_does_not_open_gives_the_line_back_and_it_is_saved_from_there(slack, bot, lead, notes, trouble):
    slack.faults.add("views.open", times=5, **trouble)

    await given_back(slack, bot, notes)


async def test_a_trigger_that_has_run_out_gives_the_line_back_and_it_is_saved_from_there(slack, bot, lead, notes):
    trigger_id = slack.ground.triggers.issue("UANA")
    slack.clock.advance(4)

    await given_back(slack, bot, notes, trigger_id=trigger_id)


LONGEST = 1900  # characters of a line that a button carries
BEGIN = "note acme corp "


@pytest.fixture
def unopened(slack, bot):
    """A long line whose form Slack did not open: the line, and what was answered."""

    async def type_it(length=2500):
        typed = BEGIN + "word " * 2000
        typed = f"{typed[: length - 4]} end"
        slack.faults.add("views.open", times=5, kind="refuse", code="fatal_error")
        answer = await (await slack.command("/lead", typed)).later(timeout=10)
        await bot.dispatcher.drain(5)
        slack.faults.clear()
        return typed, answer

    return type_it


@pytest.fixture
def drafts(owner):
    async def fetch():
        async with owner.connect() as connection:
            return [row.text for row in await connection.execute(text("select text from slack.drafts"))]

    return fetch


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1, 7000])
async def test_a_line_too_long_for_a_button_is_kept_and_opens_again_whole(slack, bot, lead, notes, unopened, drafts, length):  # noqa: PLR0917 - fixtures
    typed, answer = await unopened(length)

    assert f"/lead {typed}" in answer.text
    assert await drafts() == ([typed] if length > LONGEST else [])
    await slack.click(answer, action_id="lead.form")
    await bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"))
    await bot.dispatcher.drain(5)
    assert await notes() == [typed.removeprefix(BEGIN)]


async def test_a_line_that_was_kept_for_a_day_is_asked_for_again(slack, bot, lead, notes, unopened, owner):  # noqa: PLR0917 - fixtures
    _, answer = await unopened()
    async with owner.begin() as connection:
        await connection.execute(text("update slack.drafts set created_at = now() - interval '25 hours'"))

    said = await (await slack.click(answer, action_id="lead.form")).later()

    assert "What you typed was kept for a day, and that day is over. Please type it again." in said.text
    assert await notes() == []


@pytest.mark.parametrize("trouble", [{"kind": "refuse", "code": "fatal_error"}, {"kind": "slow", "seconds": 4}])
async def test_slack_that_does_not_say_who_is_mentioned_loses_nothing_and_the_note_is_saved_once(slack, bot, lead, notes, trouble):
    await slack.command("/lead", "help")
    slack.faults.add("users.info", times=5, **trouble)

    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await bot.dispatcher.drain(8)

    form = slack.state.views.top("UANA")
    assert "talked to @" in str(form.values["note"])
    assert form.values["tell"]["value"]["selected_users"] == ["UDAN"]
    assert await notes() == []
    slack.faults.clear()
    await slack.submit(form)
    await bot.dispatcher.drain(5)
    warned = slack.state.views.top("UANA")
    assert "<@UDAN> is not linked to Leadbot and will not get this." in str(warned.blocks)
    assert await notes() == []
    await slack.submit(warned)
    await bot.dispatcher.drain(5)

    assert len(await notes()) == 1
    assert (await notes())[0].startswith("talked to @")
    async with asyncio.timeout(5):  # a slow call is in the log when it ends
        while "UDAN" not in [call.arguments["user"] for call in slack.calls_of("users.info")]:
            await asyncio.sleep(0.05)


async def test_two_who_save_on_one_lead_at_once_both_have_saved(slack, bot, lead, notes):
    for user in ("UANA", "UBEN"):
        await slack.command("/lead", f"note {lead.id}", user=user)
    await bot.dispatcher.drain(5)

    await asyncio.gather(*(slack.submit(slack.state.views.top(user), {"note": written(words(f"from {user}"))}) for user in ("UANA", "UBEN")))
    await bot.dispatcher.drain(5)

    assert sorted(await notes()) == ["from UANA", "from UBEN"]
