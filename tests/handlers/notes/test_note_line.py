"""`/lead note …` end to end: when it is saved at once, when the form opens, what is stored and who is told."""

import pytest

from playground.validator import validate_message

UNDO, OPEN, NOTE = "note.undo", "lead.open", "note.form"


async def test_a_marked_line_is_saved_at_once(slack, bot, lead, notes):
    outcome = await slack.command("/lead", f"note {lead.id} called, wants a pilot")

    assert f"Note saved on Ana Ruiz · Acme Corp (#{lead.id})." in outcome.text
    assert "[Undo]" in outcome.text
    assert "[Open]" in outcome.text
    assert validate_message({"blocks": outcome.message.blocks}) == []
    [note] = await notes()
    assert (note["content"], note["note_type"], note["is_private"], note["by"], note["lead_id"]) == ("called, wants a pilot", "general", False, "Ana", lead.id)
    assert outcome.view is None


@pytest.mark.parametrize("mark", ["#{id}", "ana@acme.example", '"acme corp"', '"Ana Ruiz"', "acme corp:", "+49301234567"])
async def test_every_mark_saves(slack, bot, a_lead, notes, mark):
    lead = await a_lead(email="ana@acme.example", phone="+49 30 1234567")

    outcome = await slack.command("/lead", f"note {mark.format(id=lead.id)} talked")

    assert "Note saved on" in outcome.text
    assert [note["content"] for note in await notes()] == ["talked"]


@pytest.mark.parametrize("line", ["note acme corp talked to Ana", "note ana ruiz called", "note"])
async def test_without_a_mark_nothing_is_written_before_save(slack, bot, lead, notes, line):
    outcome = await slack.command("/lead", line)
    await bot.dispatcher.drain(5)

    assert outcome.view is not None
    assert await notes() == []


async def test_the_form_has_what_the_line_says(slack, bot, lead):
    await slack.command("/lead", "note acme corp talked to Ana")
    await bot.dispatcher.drain(5)

    view = slack.state.views.top("UANA")
    assert view.values["lead"]["lead.pick"]["selected_option"]["text"]["text"] == f"Ana Ruiz · Acme Corp · #{lead.id}"
    assert "talked to Ana" in str(view.values["note"])
    assert "acme corp talked" not in str(view.values["note"])
    assert "You typed: acme corp talked to Ana" in str(view.payload["blocks"])


async def test_where_several_leads_are_meant_none_is_preset_and_they_are_offered_first(slack, bot, a_lead, notes):
    first, second = await a_lead(), await a_lead(first_name="Ben", last_name="Ode")
    await a_lead(first_name="Zoe", company="Other")

    outcome = await slack.command("/lead", 'note "acme corp" called')
    await bot.dispatcher.drain(5)

    view = outcome.view
    assert view.values["lead"]["lead.pick"]["selected_option"] is None
    assert "called" in str(view.values["note"])
    offered = await slack.suggest(view, "lead.pick", "")
    assert {option["value"] for option in offered.options} == {str(first.id), str(second.id)}
    assert await notes() == []


async def test_a_number_that_is_no_leads_opens_the_form_and_says_so(slack, bot, lead, notes):
    outcome = await slack.command("/lead", "note 987654 called")
    await bot.dispatcher.drain(5)

    assert "There is no lead 987654." in str(outcome.view.payload["blocks"])
    assert "called" in str(outcome.view.values["note"])
    assert await notes() == []


async def test_a_misspelt_name_never_saves_but_is_told_of(slack, bot, lead, notes):
    outcome = await slack.command("/lead", 'note "acme crop" called')
    await bot.dispatcher.drain(5)

    assert 'No lead is exactly "acme crop". Nearest: Ana Ruiz · Acme Corp.' in str(outcome.view.payload["blocks"])
    assert [option["value"] for option in (await slack.suggest(outcome.view, "lead.pick", "")).options] == [str(lead.id)]
    assert await notes() == []


async def test_the_nearest_are_named_as_they_are_written(slack, bot, a_lead):
    await a_lead(first_name="Zoe", last_name="Roe", company="Smith & Wessling")

    outcome = await slack.command("/lead", 'note "smith & wesslign" called')
    await bot.dispatcher.drain(5)

    assert "Nearest: Zoe Roe · Smith & Wessling." in str(outcome.view.payload["blocks"])


async def test_who_is_mentioned_gets_a_direct_message_once_and_the_author_none(slack, lead, notes, delivered, acme):
    outcome = await slack.command("/lead", f"note {lead.id} talked to @ben and again @ben, I am @ana")

    assert "Ben Tanaka was told." in outcome.text
    [message] = await delivered("UBEN")
    assert "Ana Moreau mentioned you on Ana Ruiz · Acme Corp" in message.text
    assert "talked to @Ben Tanaka and again @Ben Tanaka" in message.text
    assert "[Reply]" in message.text
    assert validate_message({"blocks": message.blocks}) == []
    assert slack.messages(slack.dm("UANA")) == []
    [note] = await notes()
    assert note["mentioned_users"] == [acme.people["UBEN"].id, acme.people["UANA"].id]


async def test_a_name_that_slack_did_not_link_is_not_told_and_said_so(slack, bot, lead, notes):
    outcome = await slack.command("/lead", f"note {lead.id} talked to @dandelion")

    assert "@dandelion was not told: pick them from the list as you type." in outcome.text
    assert [note["content"] for note in await notes()] == ["talked to @dandelion"]


async def test_somebody_who_is_not_linked_is_named_before_anything_is_saved(slack, bot, lead, notes):
    outcome = await slack.command("/lead", f"note {lead.id} talked to @dan")
    await bot.dispatcher.drain(5)

    assert await notes() == []
    assert "Dan Price is not linked to Leadbot and will not get this." in str(outcome.view.payload["blocks"][0])
    asked = await slack.submit(outcome.view)
    assert "<@UDAN> is not linked to Leadbot and will not get this." in str(asked.view.payload["blocks"])
    assert await notes() == []

    await slack.submit(asked.view)
    await bot.dispatcher.drain(5)
    assert [note["content"] for note in await notes()] == ["talked to @Dan Price"]
    assert slack.state.views.top("UANA") is None


async def test_undo_takes_the_note_back_and_its_messages_say_so(slack, bot, lead, notes, delivered):
    saved = await slack.command("/lead", f"note {lead.id} talked to @ben")
    await delivered("UBEN")

    clicked = await slack.click(saved.message, action_id=UNDO)

    assert "Taken back: the note on Ana Ruiz · Acme Corp." in (await clicked.later()).text
    assert await notes() == []
    [message] = await delivered("UBEN")
    assert "Ana Moreau took back a note on Ana Ruiz · Acme Corp." in message.text
    assert "talked" not in message.text


async def test_a_message_that_waits_still_is_not_sent_after_undo(slack, lead, delivered, rows):
    saved = await slack.command("/lead", f"note {lead.id} talked to @ben")
    await (await slack.click(saved.message, action_id=UNDO)).later()

    assert await delivered("UBEN", count=0) == []
    assert [row["state"] for row in await rows("select state from slack.deliveries")] == ["suppressed"]


async def test_after_five_minutes_undo_says_so(slack, bot, lead, notes, execute):
    saved = await slack.command("/lead", f"note {lead.id} talked")
    await execute("update lead_notes set created_at = created_at - interval '6 minutes', updated_at = updated_at - interval '6 minutes'")

    clicked = await slack.click(saved.message, action_id=UNDO)

    assert "Undo works for five minutes" in (await clicked.later()).text
    assert len(await notes()) == 1


async def test_a_viewer_is_told_who_may(slack, bot, lead, notes):
    outcome = await slack.command("/lead", f"note {lead.id} talked", user="UVERA")

    assert "Writing notes is for reps, managers and admins. Ask Cara or Dora." in outcome.text or "Ask Dora or Cara." in outcome.text
    assert "note" in outcome.text
    assert await notes() == []


async def test_the_same_command_delivered_twice_is_one_note(slack, bot, lead, notes):
    await slack.command("/lead", f"note {lead.id} talked", twice=True)

    assert len(await notes()) == 1


async def test_a_company_that_begins_with_the_verb_can_be_found_from_the_form(slack, bot, a_lead):
    lead = await a_lead(first_name=None, last_name=None, company="Note Ltd")

    outcome = await slack.command("/lead", "note ltd")
    await bot.dispatcher.drain(5)
    assert 'called "note ltd"?' in str(outcome.view.payload["blocks"])
    await slack.click(outcome.view, action_id="lead.again")
    await bot.dispatcher.drain(5)

    assert f"#{lead.id}" in str(slack.state.views.top("UANA").payload["blocks"])
    await slack.close(slack.state.views.top("UANA"))
    assert slack.state.views.top("UANA") is outcome.view  # with what was typed


async def test_a_colleague_who_never_spoke_to_leadbot_is_linked_when_named_and_told(slack, bot, lead, execute, delivered):
    await execute("delete from slack.identities where slack_user_id = 'UBEN'")
    await slack.change_person("UBEN", email="ben@acme.example")

    outcome = await slack.command("/lead", f"note {lead.id} talked to @ben")

    assert "Ben Tanaka was told." in (await outcome.later()).text
    assert len(await delivered("UBEN")) == 1


async def test_a_number_with_a_zero_in_front_may_be_the_end_of_a_phone_and_never_saves(slack, bot, a_lead, notes):
    by_phone = await a_lead(phone="+44 20 7946 0142")
    await a_lead(id=142, first_name="Zoe", company="Other")

    outcome = await slack.command("/lead", "note 0142 called")
    await bot.dispatcher.drain(5)

    assert "0142 may be lead 142 or the end of a phone number." in str(outcome.view.payload["blocks"])
    assert [option["value"] for option in (await slack.suggest(outcome.view, "lead.pick", "")).options] == [str(by_phone.id), "142"]
    assert await notes() == []
    assert "Zoe" in (said := (await slack.command("/lead", "0142")).text)
    assert "Ana Ruiz" in said


async def test_a_beginning_of_a_name_is_offered_first_and_presets_nothing(slack, bot, a_lead, notes):
    await a_lead(first_name="Zoe", company="Other")
    lead = await a_lead(company="Quilmere Systems")

    outcome = await slack.command("/lead", "note quilmere called back, @cara knows")
    await bot.dispatcher.drain(5)

    assert "You typed: quilmere called back, @Cara Okafor knows" in str(outcome.view.payload["blocks"])
    assert outcome.view.values["lead"]["lead.pick"]["selected_option"] is None
    assert [option["value"] for option in (await slack.suggest(outcome.view, "lead.pick", "")).options] == [str(lead.id)]
    assert await notes() == []
