"""Whom a note cannot tell: deactivated colleagues, groups, people with two accounts; and what becomes of a question that is answered late."""

import asyncio
from datetime import UTC, datetime

import pytest

from playground.validator import validate_view
from store.slack_models import SlackIdentity
from tests.handlers.notes.test_mail import sections
from tests.handlers.notes.test_note_form import person, words, written
from tests.leadbot import add


@pytest.fixture
def left(execute, acme):
    async def run(is_active=False):
        await execute("update users set is_active = :a where id = :b", a=is_active, b=acme.people["UBEN"].id)

    return run


async def test_who_has_left_is_said_to_have_no_access_and_is_told_when_they_are_back(slack, bot, form, notes, left, delivered, acme):  # noqa: PLR0917 - fixtures
    await left()
    question = (await slack.submit(form, {"note": written(words("talked to "), person("UBEN"))})).view
    assert sections(question) == ["<@UBEN> has no access to Leadbot any more and will not get this."]
    assert validate_view(question.payload) == []

    await slack.submit(question)
    await bot.dispatcher.drain(5)

    assert [(note["content"], note["mentioned_users"]) for note in await notes()] == [("talked to @Ben Tanaka", [])]
    assert "<@UBEN> was not told." in str(slack.messages("CSALES", "UANA")[0].blocks)
    assert slack.state.views.top("UANA") is None


async def test_a_note_that_told_nobody_can_become_private(slack, bot, form, notes, left, lead, chosen, submit):  # noqa: PLR0917 - fixtures
    await left()
    await slack.submit((await slack.submit(form, {"note": written(words("talked to "), person("UBEN"))})).view)
    await bot.dispatcher.drain(5)

    await submit(await chosen(lead, "edit_note"), {"private": ["yes"]})

    assert [note["is_private"] for note in await notes()] == [True]


async def test_who_was_told_and_has_left_does_not_stop_an_edit(slack, bot, lead, notes, left, chosen, submit, acme):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} talked to @ben")
    await left()
    form = await chosen(lead, "edit_note")
    assert "Ben Tanaka was told before: their message changes." in str(form.payload["blocks"])

    await submit(form, {"note": written(words("talked to Ben"))})

    assert [(note["content"], note["mentioned_users"]) for note in await notes()] == [("talked to Ben", [acme.people["UBEN"].id])]


async def test_an_edit_names_whom_it_cannot_tell_and_is_saved_anyway(slack, bot, lead, notes, chosen, submit):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} talked")

    await submit(await chosen(lead, "edit_note"), {"note": written(words("talked to "), person("UDAN"))})
    question = slack.state.views.top("UANA")
    assert sections(question) == ["<@UDAN> is not linked to Leadbot and will not get this."]
    await submit(question)

    assert [note["content"] for note in await notes()] == ["talked to @Dan Price"]
    assert any("changed. <@UDAN> was not told." in str(message.blocks) for message in slack.messages("CSALES", "UANA"))


async def test_a_colleague_who_can_be_linked_is_said_to_get_it(slack, bot, form, execute, delivered):
    await execute("delete from slack.identities where slack_user_id = 'UBEN'")
    await slack.change_person("UBEN", email="ben@acme.example")

    await slack.submit(form, {"note": written(words("talked to "), person("UBEN"))})
    await bot.dispatcher.drain(5)
    question = slack.state.views.top("UANA")
    assert sections(question) == ["<@UBEN> is linked now and will get this."]
    await slack.submit(question)
    await bot.dispatcher.drain(5)

    assert slack.messages("CSALES", "UANA")[0].text.startswith("Note saved. Ben Tanaka was told.")
    assert len(await delivered("UBEN")) == 1


async def test_a_private_note_names_whom_it_would_tell(slack, bot, lead, notes):
    await slack.command("/lead", f"note {lead.id} talked to @dan and @ben")
    await bot.dispatcher.drain(5)

    outcome = await slack.submit(slack.state.views.top("UANA"), {"private": ["yes"]})

    assert outcome.errors == {"private": "A note only you can see cannot tell Dan Price and Ben Tanaka. Untick this, or take out the names."}
    assert await notes() == []


async def test_of_a_person_with_two_accounts_one_is_told(slack, bot, form, notes, owner, acme, delivered):  # noqa: PLR0917 - fixtures
    await add(owner, SlackIdentity(organization_id=acme.id, user_id=acme.people["UBEN"].id, slack_user_id="UDAN", team_id="T2", linked_by="operator"))

    await slack.submit(form, {"note": written(words("talked to "), person("UBEN"), person("UDAN"))})
    await bot.dispatcher.drain(5)

    assert [note["mentioned_users"] for note in await notes()] == [[acme.people["UBEN"].id]]
    assert slack.messages("CSALES", "UANA")[0].text.startswith("Note saved. Ben Tanaka was told.")


async def test_groups_in_a_line_become_words_and_are_said_not_to_be_told(slack, bot, lead, notes, delivered):
    outcome = await slack.command("/lead", f"note {lead.id} hello <!channel> and <!subteam^S123|@sales> in <#C1|general> @ben")

    assert [note["content"] for note in await notes()] == ["hello @channel and @sales in #general @Ben Tanaka"]
    assert "Ben Tanaka was told. @channel and @sales were not told. Groups are not told: name people." in outcome.text
    [message] = await delivered("UBEN")
    assert "hello @channel and @sales in #general" in message.text


async def test_a_reminder_that_is_saved_before_its_field_was_drawn_is_one_for_tomorrow(slack, bot, form, rows):
    await slack.submit(form, {"note": written(words("Call")), "type": "reminder"})
    await bot.dispatcher.drain(5)

    [task] = await rows("select subject, scheduled_at from activities")
    assert task["subject"] == "Call"
    assert task["scheduled_at"] > datetime.now(UTC)
    assert "Note saved. Task for you: " in slack.messages("CSALES", "UANA")[0].text


async def test_a_reminder_whose_time_passes_while_it_is_asked_says_so_there(slack, bot, form, notes):
    await slack.click(form, action_id="note.type", value="reminder")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    at = int(datetime.now(UTC).timestamp()) + 2
    question = (await slack.submit(form, {"note": written(words("talked to "), person("UDAN")), "remind_at": at})).view
    await bot.dispatcher.drain(5)
    await asyncio.sleep(2.2)

    await slack.submit(question)

    shown = slack.state.views.top("UANA")
    assert sections(shown) == ["This time has passed. Pick a later one. Go back to change it; nothing is saved yet."]
    assert validate_view(shown.payload) == []
    await slack.close(shown)
    assert slack.state.views.top("UANA") is form
    assert await notes() == []
