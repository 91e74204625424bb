"""Colleagues whom Slack cannot reach get a note by e-mail, from a real server; who cannot have it is named."""

import pytest

from tests.handlers.notes.test_note_form import person, words, written
from tests.leadbot import leadbot


async def test_who_is_mentioned_and_not_linked_is_mailed_and_the_receipt_says_so(slack, mailing_bot, lead, dan, carried, notes):  # noqa: PLR0917 - fixtures
    user = await dan()

    await slack.command("/lead", f"note {lead.id} talked to @dan about <b>")
    await mailing_bot.dispatcher.drain(5)

    assert "Dan gets it by e-mail." in slack.messages("CSALES", "UANA")[-1].text
    [note] = await notes()
    assert note["mentioned_users"] == [user.id]
    [mail] = await carried()
    assert (mail["To"], mail["From"]) == ("dan@acme.example", "Leadbot <leadbot@acme.example>")
    assert mail["Subject"] == "Ana Moreau mentioned you on Ana Ruiz · Acme Corp"
    text = mail.get_content()
    assert "talked to @Dan about <b>" in text
    assert f"https://crm.acme.example/leads/{lead.id}" in text
    assert slack.messages(slack.dm("UDAN")) == []


async def test_who_wants_no_mail_is_named_as_not_reached(asked, notes, dan):
    await dan(email_notifications=False)

    assert sections(await asked()) == ["<@UDAN> is not linked to Leadbot and will not get this."]
    assert await notes() == []


async def test_a_note_that_was_taken_back_is_not_mailed(slack, mailing_bot, lead, dan, carried):
    await dan()
    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await mailing_bot.dispatcher.drain(5)
    await slack.click(slack.messages("CSALES", "UANA")[-1], action_id="note.undo")
    await mailing_bot.dispatcher.drain(5)

    assert await carried(0) == []


async def test_a_server_that_is_busy_is_asked_again_and_gets_it_once(slack, mailing_bot, lead, dan, carried, inbox):  # noqa: PLR0917 - fixtures
    inbox.refuses = ["451 later"]
    await dan()
    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await mailing_bot.dispatcher.drain(5)

    assert len(await carried()) == 1


async def test_a_server_that_refuses_for_good_is_left_in_peace(slack, mailing_bot, lead, dan, carried, inbox, rows):  # noqa: PLR0917 - fixtures
    inbox.refuses = ["550 no such person", "550 asked again"]
    await dan()
    await slack.command("/lead", f"note {lead.id} talked to @dan")
    await mailing_bot.dispatcher.drain(5)

    assert await carried(0) == []
    assert inbox.refuses == ["550 asked again"]
    assert await rows("select id from slack.pgqueuer where entrypoint = 'notes.mail'") == []


@pytest.fixture
def asked(slack, mailing_bot, lead):
    """The question over a form that names Dan, when Slack has said who that is."""

    async def run(answered=True):
        await slack.command("/lead", f"note {lead.id}")
        await mailing_bot.dispatcher.drain(5)
        outcome = await slack.submit(slack.state.views.top("UANA"), {"note": written(words("talked to "), person("UDAN"))})
        if answered:
            await mailing_bot.dispatcher.drain(5)
        return slack.state.views.top("UANA") if answered else outcome.view

    return run


def sections(view):
    return [block["text"]["text"] for block in view.payload["blocks"] if block["type"] == "section"]


async def test_in_a_form_it_is_said_who_gets_a_mail_and_they_are_mailed(slack, mailing_bot, asked, dan, carried, notes):  # noqa: PLR0917 - fixtures
    user = await dan()
    question = await asked()
    assert sections(question) == ["<@UDAN> will get this by e-mail."]
    assert question.payload["submit"]["text"] == "Save note"

    await slack.submit(question)
    await mailing_bot.dispatcher.drain(5)

    assert "Dan gets it by e-mail." in slack.messages("CSALES", "UANA")[-1].text
    assert [(note["content"], note["mentioned_users"]) for note in await notes()] == [("talked to @Dan", [user.id])]
    [mail] = await carried()
    assert "talked to @Dan" in mail.get_content()


async def test_another_process_mails_them_just_so(slack, database, acme, asked, dan, carried):  # noqa: PLR0917 - fixtures
    await dan()
    question = await asked()

    async with leadbot(slack, database, acme.id, mails=True) as other:
        await slack.submit(question)
        await other.dispatcher.drain(5)

    assert slack.state.views.top("UANA") is None
    assert "Dan gets it by e-mail." in slack.messages("CSALES", "UANA")[-1].text
    assert len(await carried()) == 1


async def test_who_saves_before_slack_has_answered_has_them_mailed_too(slack, mailing_bot, asked, dan, carried, notes):  # noqa: PLR0917 - fixtures
    await dan()
    slack.faults.add("users.info", kind="slow", seconds=0.8, times=1)

    await slack.submit(await asked(answered=False))
    await mailing_bot.dispatcher.drain(5)

    assert "Dan gets it by e-mail." in slack.messages("CSALES", "UANA")[-1].text
    assert [note["content"] for note in await notes()] == ["talked to @Dan"]
    assert len(await carried()) == 1
    assert {str(view.payload["blocks"][0]["text"]["text"]) for view in slack.state.views.stacks["UANA"]} == {"Saved."}


async def test_without_a_mail_server_they_are_not_reached_and_the_receipt_says_so(slack, bot, lead, notes):
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"), {"note": written(words("talked to "), person("UDAN"))})
    await bot.dispatcher.drain(5)
    question = slack.state.views.top("UANA")
    assert sections(question) == ["<@UDAN> is not linked to Leadbot and will not get this."]

    await slack.submit(question)
    await bot.dispatcher.drain(5)

    assert "<@UDAN> was not told." in str(slack.messages("CSALES", "UANA")[-1].blocks)
    assert [(note["content"], note["mentioned_users"]) for note in await notes()] == [("talked to @Dan Price", [])]
    assert slack.state.views.top("UANA") is None


async def test_what_slack_does_not_say_loses_nobody(slack, bot, lead, notes):
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)
    slack.faults.add("users.info", kind="refuse", code="fatal_error", times=5)
    await slack.submit(slack.state.views.top("UANA"), {"note": written(words("talked to "), person("UDAN"), words(" today"))})
    await bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"))
    await bot.dispatcher.drain(5)

    assert [note["content"] for note in await notes()] == ["talked to @UDAN today"]


async def test_a_mail_is_sent_for_whoever_is_named_in_an_edit(slack, mailing_bot, lead, dan, carried, notes):  # noqa: PLR0917 - fixtures
    user = await dan()
    await slack.command("/lead", f"note {lead.id} talked")
    history = await slack.command("/lead", f"history {lead.id}")
    await mailing_bot.dispatcher.drain(5)
    menu = next(block for block in history.message.blocks if block.get("accessory", {}).get("type") == "overflow")
    value = next(one["value"] for one in menu["accessory"]["options"] if one["value"].startswith("edit_note"))
    await slack.click(history.message, action_id=menu["accessory"]["action_id"], value=value, block_id=menu["block_id"])
    await mailing_bot.dispatcher.drain(5)

    await slack.submit(slack.state.views.top("UANA"), {"note": written(words("talked to "), person("UDAN"))})
    await mailing_bot.dispatcher.drain(5)
    question = slack.state.views.top("UANA")
    assert sections(question) == ["<@UDAN> will get this by e-mail."]
    await slack.submit(question)
    await mailing_bot.dispatcher.drain(5)

    assert any("changed. Dan gets it by e-mail." in message.text for message in slack.messages("CSALES", "UANA"))
    assert [note["mentioned_users"] for note in await notes()] == [[user.id]]
    assert len(await carried()) == 1
