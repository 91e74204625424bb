"""Files of notes: kept with the note, sent to who asks for them, or said who alone can open them."""

import pytest

from handlers.notes import carrying
from playground.shared import SharedFile
from playground.validator import validate_message, validate_view
from tests.handlers.notes.test_note_form import words, written
from tests.leadbot import leadbot

GET = "note.files"


@pytest.fixture
def a_bot(slack, database, acme):
    """The bot, with what the workspace has granted it."""

    def run(*scopes):
        slack.installation.scopes |= set(scopes)
        return leadbot(slack, database, acme.id, scopes=scopes)

    return run


@pytest.fixture
def a_file(slack):
    def make(name="plan.pdf", content=b"the plan", owner="UANA", **more):
        file = SharedFile(slack.state.new_id("F"), name, owner, len(content), slack.url, content=content, uploaded=True, completed=True, **more)
        slack.state.files[file.id] = file
        return file

    return make


async def saved(slack, bot, lead, *files):
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    assert validate_view(form.payload) == []
    await slack.submit(form, {"note": written(words("see the plan")), "tell": ["UBEN"], "files": [file.id for file in files]})
    await bot.dispatcher.drain(5)


async def test_files_are_kept_with_name_type_size_and_place_and_sent_to_who_asks(slack, a_bot, lead, a_file, notes, delivered):  # noqa: PLR0917 - fixtures
    plan = a_file(content_type="application/pdf")
    async with a_bot("files:read", "files:write") as bot:
        await saved(slack, bot, lead, plan)
        [note] = await notes()
        assert note["attachments"] == [
            {"name": "plan.pdf", "mimetype": "application/pdf", "size": 8, "url": plan.as_slack()["permalink"], "slack_file_id": plan.id}
        ]
        [told] = await delivered("UBEN")
        assert "Files: plan.pdf (1 kB)" in told.text
        assert validate_message({"blocks": told.blocks}) == []

        answer = await (await slack.click(told, action_id=GET, user="UBEN")).later()
        await bot.dispatcher.drain(5)

    assert "1 file is on the way to our direct messages." in answer.text
    await delivered("UBEN", count=2)
    [sent] = [message for message in slack.messages(slack.dm("UBEN")) if message.files]
    assert [slack.state.files[one].content for one in sent.files] == [b"the plan"]


async def test_without_the_scope_the_field_is_left_out(slack, bot, lead):
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)

    assert "files" not in [block["block_id"] for block in slack.state.views.top("UANA").blocks]


CANNOT = "I cannot send &lt;!here&gt; plan.pdf: only Ana Moreau and whom they share it with can open that."
TOO_LARGE = "&lt;!here&gt; plan.pdf is larger than 50 MB, so I cannot send it. Only Ana Moreau and whom they share it with can open that."
SLOW = "Slack did not let &lt;!here&gt; plan.pdf through in time. Press Get files again in a while."


@pytest.fixture
def got(slack, a_bot, lead, a_file, delivered):
    """What is answered to Get files, and what is in the reader's direct messages in the end."""

    async def run(*scopes, meanwhile, count=3):
        plan = a_file(name="<!here> plan.pdf")
        async with a_bot(*scopes) as bot:
            await saved(slack, bot, lead, plan)
            [told] = await delivered("UBEN")
            await meanwhile(plan)
            answer = await (await slack.click(told, action_id=GET, user="UBEN")).later()
            await bot.dispatcher.drain(5)
        assert "<!here>" not in str(answer.blocks)
        return answer, (await delivered("UBEN", count=count))[-1]

    return run


def said(message):
    return next(block["text"]["text"] for block in message.blocks if block["type"] == "section")


async def nothing(_plan):
    return None


async def test_without_the_scope_it_is_said_who_can_open_a_file(got):
    answer, _ = await got("files:read", meanwhile=nothing, count=2)

    assert said(answer) == CANNOT


async def test_of_a_file_that_is_too_large_it_is_said_at_once(got, execute):
    async def grown(_plan):
        await execute("update lead_notes set attachments = jsonb_set(attachments::jsonb, '{0,size}', '99000000')")

    answer, _ = await got("files:read", "files:write", meanwhile=grown, count=2)

    assert said(answer) == TOO_LARGE


async def test_of_a_file_that_slack_says_is_too_large_it_is_said_then(got):
    async def grown(plan):
        plan.size = 99_000_000

    _, told = await got("files:read", "files:write", meanwhile=grown)

    assert said(told) == TOO_LARGE


async def test_of_a_file_that_slack_does_not_give_it_is_said_who_can_open_it(slack, got):
    async def gone(plan):
        del slack.state.files[plan.id]

    answer, told = await got("files:read", "files:write", meanwhile=gone)

    assert said(answer) == "1 file is on the way to our direct messages."
    assert said(told) == CANNOT


async def test_of_a_file_that_takes_slack_too_long_it_is_said_to_ask_again(slack, got, monkeypatch):
    async def slow(_plan):
        monkeypatch.setattr(carrying, "SECONDS", 0.2)
        slack.faults.add("files.info", kind="slow", seconds=1, times=1)

    answer, told = await got("files:read", "files:write", meanwhile=slow)

    assert said(answer) == "1 file is on the way to our direct messages."
    assert said(told) == SLOW


async def test_files_of_a_private_note_are_its_authors(slack, a_bot, lead, a_file, execute, delivered):  # noqa: PLR0917 - fixtures
    async with a_bot("files:read", "files:write") as bot:
        await saved(slack, bot, lead, a_file())
        [told] = await delivered("UBEN")
        await execute("update lead_notes set is_private = true")
        answer = await (await slack.click(told, action_id=GET, user="UBEN")).later()

    assert "This note no longer exists." in answer.text


async def test_files_of_a_public_message_come_along_and_those_of_a_private_one_do_not(slack, a_bot, lead, a_file, notes):
    async with a_bot("files:read") as bot:
        for channel in ("CSALES", "GDEALS"):
            message = await slack.state.post(channel, "UBEN", "see the plan", files=[a_file(owner="UBEN").id])
            await slack.message_shortcut(message, "note.capture", user="UCARA")
            await bot.dispatcher.drain(5)
            form = slack.state.views.top("UCARA")
            await slack.submit(form, {"lead": (await slack.suggest(form, "lead.pick", str(lead.id))).options[0]})
            await bot.dispatcher.drain(5)

    assert [len(note["attachments"] or []) for note in await notes()] == [1, 0]


async def test_of_more_files_than_a_note_takes_it_is_said_how_many_come_along(slack, a_bot, lead, a_file, notes, delivered):  # noqa: PLR0917 - fixtures
    async with a_bot("files:read") as bot:
        message = await slack.state.post("CSALES", "UBEN", "see the plans", files=[a_file(owner="UBEN").id for _ in range(7)])
        await slack.message_shortcut(message, "note.capture", user="UCARA")
        await bot.dispatcher.drain(5)
        form = slack.state.views.top("UCARA")
        assert validate_view(form.payload) == []
        assert "with the first 5 of its 7 files" in str(form.payload["blocks"])
        about = (await slack.suggest(form, "lead.pick", str(lead.id))).options[0]
        await slack.submit(form, {"lead": about, "tell": ["UBEN"], "files": [a_file(owner="UCARA").id]})
        await bot.dispatcher.drain(5)

    assert [len(note["attachments"]) for note in await notes()] == [6]
    [told] = await delivered("UBEN")
    assert "and 1 more" in told.text
