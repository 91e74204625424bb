"""One's own notes and activities, in a lead's history: read, edited, deleted, cancelled; what becomes of the messages about them."""

import pytest

from playground.validator import validate_view
from tests.handlers.notes.test_note_form import person, words, written

READ = "note.read"


async def test_a_note_is_edited_and_its_message_changes_and_nobody_is_told_twice(slack, bot, lead, chosen, submit, notes, delivered, execute):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} talked to @ben")
    [first] = await delivered("UBEN")
    await execute("update lead_notes set created_at = created_at - interval '1 minute'")
    form = await chosen(lead, "edit_note")
    assert form.payload["title"]["text"] == "Edit note"

    await submit(form, {"note": written(words("talked to the CFO and "), person("UCARA"))})

    [note] = await notes()
    assert note["content"] == "talked to the CFO and @Cara Okafor"
    [told] = await delivered("UCARA")
    assert "talked to the CFO" in told.text
    [message] = await delivered("UBEN")
    assert message.ts == first.ts
    assert "talked to the CFO" in message.text
    assert "edited" in message.text
    assert "edited" in (await slack.command("/lead", f"history {lead.id}")).text
    assert "changed. Cara Okafor was told." in str([one.text for one in slack.messages("CSALES", "UANA")])


async def test_a_message_that_waits_still_is_sent_as_edited(slack, bot, lead, chosen, submit, delivered):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} talked to @ben")

    await submit(await chosen(lead, "edit_note"), {"note": written(words("something else"))})

    [message] = await delivered("UBEN")
    assert "something else" in message.text


async def test_a_note_that_told_somebody_does_not_become_private(slack, bot, lead, chosen, submit, notes):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} talked to @ben")

    refused = await submit(await chosen(lead, "edit_note"), {"private": ["yes"], "tell": []})

    assert refused.errors == {"private": "Others already know this note, so it cannot become private."}
    assert not (await notes())[0]["is_private"]


async def test_two_windows_do_not_overwrite_each_other_unseen(slack, bot, lead, chosen, submit, notes, execute):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} first")
    form = await chosen(lead, "edit_note")
    await execute("update lead_notes set content = 'second'")

    await submit(form, {"note": written(words("third"))})
    asked = slack.state.views.top("UANA")
    assert "elsewhere. Save again to keep what stands here." in str(asked.blocks)
    assert (await notes())[0]["content"] == "second"
    await submit(asked)

    assert (await notes())[0]["content"] == "third"


async def test_a_note_is_deleted_and_its_message_keeps_only_that(slack, bot, lead, chosen, submit, notes, delivered):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} the secret plan @ben")
    await delivered("UBEN")

    await submit(await chosen(lead, "delete_note"))

    assert await notes() == []
    [message] = await delivered("UBEN")
    assert "Ana Moreau deleted a note on Ana Ruiz · Acme Corp." in message.text
    assert "secret" not in message.text


async def test_others_notes_are_read_whole_and_not_changed(slack, bot, lead, history, entries):
    await slack.command("/lead", f"note {lead.id} {'long words ' * 60}")

    theirs = await history(lead, "UBEN")
    assert entries(theirs) == []
    await slack.click(theirs, action_id=READ)
    await bot.dispatcher.drain(5)

    assert ("long words " * 60).strip() in str(slack.state.views.top("UBEN").blocks)
    assert entries(await history(lead)) == ["Read", "Edit", "Delete"]


async def test_after_five_minutes_the_refusal_offers_edit(slack, bot, lead, execute, notes):
    outcome = await slack.command("/lead", f"note {lead.id} old")
    await execute("update lead_notes set created_at = now() - interval '6 minutes'")

    refused = await (await slack.click(outcome.message, action_id="note.undo")).later()

    assert "Undo works for five minutes, and they are over. Edit it instead.\n[Edit]" in refused.text
    [refusal] = [message for message in slack.messages("CSALES", "UANA") if "[Edit]" in message.text]
    await slack.click(refusal, action_id="note.edit")
    await bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"), {"note": written(words("new"))})
    await bot.dispatcher.drain(5)
    assert [note["content"] for note in await notes()] == ["new"]


async def test_a_call_is_edited_and_the_last_contact_follows(slack, bot, lead, chosen, submit, rows):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} call left a voicemail")
    form = await chosen(lead, "edit_activity")
    assert form.payload["title"]["text"] == "Edit activity"
    at = next(block["block_id"] for block in form.blocks if str(block.get("block_id")).startswith("at"))

    await submit(form, {"subject": "Spoke about seats", at: 1_700_000_000, "outcome": "reached"})

    [activity] = await rows("select subject, completed_at, metadata from activities")
    assert activity["subject"] == "Spoke about seats"
    assert activity["metadata"]["outcome"] == "reached"
    assert int(activity["completed_at"].timestamp()) == 1_700_000_000
    [row] = await rows("select last_engagement_date as at from leads")
    assert int(row["at"].timestamp()) == 1_700_000_000


async def test_an_activity_is_deleted_with_the_contact_that_it_was(slack, bot, lead, chosen, submit, rows, a_campaign, a_member):  # noqa: PLR0917 - fixtures
    await a_member(await a_campaign(), lead)
    await slack.command("/lead", f"log {lead.id} call left a voicemail")
    assert (await rows("select status from campaign_leads"))[0]["status"] == "contacted"

    await submit(await chosen(lead, "delete_activity"))

    assert await rows("select id from activities") == []
    assert (await rows("select last_engagement_date as at from leads"))[0]["at"] is None
    assert (await rows("select status from campaign_leads"))[0]["status"] == "pending"


async def test_a_task_is_cancelled_with_a_reason_and_is_due_no_more(slack, bot, lead, chosen, submit, rows, history):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")
    form = await chosen(lead, "cancel_activity")
    refused = await submit(form, {"reason": "  "})
    assert set(refused.errors) == {"reason"}

    await submit(form, {"reason": "they chose <!here> another"})

    assert "Nothing due" in (await slack.command("/lead", "today")).text
    assert "No activity yet." in (await slack.command("/lead", f"#{lead.id}")).text
    assert "cancelled: they chose" in (await history(lead)).text
    receipt = next(one for one in slack.messages("CSALES", "UANA") if "Cancelled: they chose" in one.text)
    await slack.click(receipt, action_id="activity.restore")
    await bot.dispatcher.drain(5)
    assert "send offer" in (await slack.command("/lead", "today")).text


async def test_a_task_given_to_a_colleague_is_cancelled_by_who_gave_it_and_the_colleague_is_told(slack, bot, lead, chosen, submit, delivered, execute, acme):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00", user="UCARA")
    await execute(
        "update activities set user_id = :ben, metadata = jsonb_build_object('logged_by', cast(:cara as int))",
        ben=acme.people["UBEN"].id,
        cara=acme.people["UCARA"].id,
    )

    await submit(await chosen(lead, "cancel_activity", "UCARA"), {"reason": "not needed"})

    [message] = await delivered("UBEN")
    assert "Cara Okafor cancelled a task of yours on Ana Ruiz · Acme Corp: not needed" in message.text


async def test_who_gave_a_task_is_told_that_it_is_deleted(slack, bot, lead, chosen, submit, delivered, rows, execute, acme):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00", user="UBEN")
    await execute("update activities set metadata = jsonb_build_object('logged_by', cast(:cara as int))", cara=acme.people["UCARA"].id)
    await slack.command("/lead", "help", user="UCARA")

    await submit(await chosen(lead, "delete_activity", "UBEN"))

    assert await rows("select id from activities") == []
    [message] = await delivered("UCARA")
    assert "Ben Tanaka deleted a task that you gave them: Task" in message.text


async def test_an_overdue_task_is_edited_without_being_moved(slack, bot, lead, chosen, submit, rows, execute):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")
    await execute("update activities set scheduled_at = now() - interval '2 days'")

    await submit(await chosen(lead, "edit_activity"), {"subject": "send the new offer"})

    [activity] = await rows("select subject, completed_at from activities")
    assert (activity["subject"], activity["completed_at"]) == ("send the new offer", None)


async def test_a_viewer_has_no_menus(slack, bot, lead, history, entries, execute, acme):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} mine")
    await execute("update lead_notes set user_id = :vera", vera=acme.people["UVERA"].id)

    assert entries(await history(lead, "UVERA")) == []


@pytest.mark.parametrize("word", ["word", "w" * 1990, "\u6f22\u5b57"])
async def test_a_long_note_is_read_to_its_end_by_everybody(slack, bot, lead, history, execute, word):  # noqa: PLR0917 - fixtures
    text = await long_note(slack, lead, execute, word, 25_000)

    await slack.click(await history(lead, "UBEN"), action_id=READ, user="UBEN")
    await bot.dispatcher.drain(5)

    view = slack.state.views.top("UBEN")
    assert validate_view(view.payload) == []
    parts = parts_of(view)
    assert " ".join(parts) == text
    assert max(map(len, parts)) <= 3000


async def test_what_does_not_fit_a_view_is_counted_where_a_note_is_read(slack, bot, lead, history, execute):
    text = await long_note(slack, lead, execute, "\u6f22\u5b57", 60_000)

    await slack.click(await history(lead, "UBEN"), action_id=READ, user="UBEN")
    await bot.dispatcher.drain(5)

    view = slack.state.views.top("UBEN")
    assert validate_view(view.payload) == []
    shown = " ".join(parts_of(view))
    assert text.startswith(shown)
    assert f"The other {len(text) - len(shown) - 1:,} characters are too long to be shown here." in str(view.payload)


@pytest.mark.parametrize(("word", "length"), [("word", 59_990), ("w" * 1990, 59_990), ("word", 200_000), ("\u6f22\u5b57", 30_000)])
async def test_a_very_long_note_is_edited_without_the_loss_of_a_letter(slack, lead, chosen, submit, execute, notes, word, length):  # noqa: PLR0917 - fixtures
    text = await long_note(slack, lead, execute, word, length)
    view = await chosen(lead, "edit_note")

    await submit(view, {"type": "call"})

    assert [(note["content"], note["note_type"]) for note in await notes()] == [(text, "call")]


async def test_a_note_that_no_editor_takes_says_so_and_stays(slack, lead, chosen, execute, notes):
    text = await long_note(slack, lead, execute, "word", 400_000)

    view = await chosen(lead, "edit_note")

    assert f"This note has {len(text):,} characters, more than Slack's editor takes. Nothing is changed." in str(view.payload)
    assert [note["content"] for note in await notes()] == [text]


async def long_note(slack, lead, execute, word, length):
    await slack.command("/lead", f"note {lead.id} long")
    text = f"{word} " * (length // (len(word) + 1)) + "end"
    await execute("update lead_notes set content = :text", text=text)
    return text


def parts_of(view):
    return [block["elements"][0]["elements"][0]["text"] for block in view.payload["blocks"] if block["type"] == "rich_text"]
