"""Files of notes: kept with the note, sent to who asks for them, or said who alone can open them."""

import pytest

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
            {"name": "plan.pdf", "type": "application/pdf", "size": 8, "url": plan.as_slack()["permalink"], "slack_file_id": plan.id}
        ]
        [told] = await delivered("UBEN")
        assert "Files: plan.pdf (1 kB)" in told.text
        assert validate_message({"blocks": told.blocks}) == []

        answer = await (await slack.click(told, action_id=GET, user="UBEN")).later()
        await bot.dispatcher.drain(5)

    assert "1 file is in our direct messages." in answer.text
    [sent] = [message for message in slack.messages(slack.dm("UBEN")) if message.files]
    assert [slack.state.files[one].content for one in sent.files] == [b"the plan"]


async def test_without_the_scope_the_field_is_left_out(slack, bot, lead):
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)

    assert "files" not in [block["block_id"] for block in slack.state.views.top("UANA").blocks]


@pytest.mark.parametrize("why", ["may not write", "is gone", "is too large"])
async def test_what_cannot_be_sent_on_says_who_can_open_it(slack, a_bot, lead, a_file, delivered, execute, why):  # noqa: PLR0917 - fixtures
    plan = a_file(name="<!here> plan.pdf")
    async with a_bot(*(("files:read",) if why == "may not write" else ("files:read", "files:write"))) as bot:
        await saved(slack, bot, lead, plan)
        if why == "is gone":
            del slack.state.files[plan.id]
        if why == "is too large":
            await execute("update lead_notes set attachments = jsonb_set(attachments::jsonb, '{0,size}', '99000000')")
        [told] = await delivered("UBEN")
        answer = await (await slack.click(told, action_id=GET, user="UBEN")).later()

    assert "only Ana Moreau and whom they share it with can open that." in answer.text
    assert "<!here>" not in str(answer.blocks)


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
