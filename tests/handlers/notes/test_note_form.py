"""The note form: what it asks, what it refuses at which field, what it stores, and where its receipt stands."""

import re

import pytest

from playground.interactive import opening
from playground.validator import validate_message

UNDO, REPLY, PICK = "note.undo", "note.reply", "lead.pick"
OFFER = {"type": "link", "url": "https://x.example", "text": "offer"}


def written(*elements):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def words(text, **style):
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def person(user):
    return {"type": "user", "user_id": user}


async def test_the_form_from_a_card_names_the_lead_and_asks_the_database_nothing(slack, form, lead):
    assert form.values["lead"][PICK]["selected_option"]["text"]["text"] == f"Ana Ruiz · Acme Corp · #{lead.id}"
    assert [block["block_id"] for block in form.payload["blocks"] if block["type"] == "input"] == ["lead", "note", "type", "tell", "private"]
    assert len(slack.calls_of("views.open")) == 1
    assert slack.calls_of("views.update") == []


async def test_what_is_written_is_stored_readable_and_the_card_says_so(slack, bot, form, notes, acme):
    note = written(
        words("Met "), person("UBEN"), words(", "), words("urgent", bold=True), words(": "), {"type": "link", "url": "https://x.example", "text": "offer"}
    )

    await slack.submit(form, {"note": note, "type": "meeting", "tell": ["UCARA"]})
    await bot.dispatcher.drain(5)

    [stored] = await notes()
    assert stored["content"] == "Met @Ben Tanaka, *urgent*: offer (https://x.example)"
    assert (stored["note_type"], stored["is_private"]) == ("meeting", False)
    assert stored["mentioned_users"] == [acme.people["UBEN"].id, acme.people["UCARA"].id]
    [card] = slack.messages("CSALES", "UANA")
    assert card.text.startswith("Note saved. Ben Tanaka and Cara Okafor were told. [Undo]")
    assert "Qualified" in card.text or "New" in card.text
    assert validate_message({"blocks": card.blocks}) == []
    assert slack.state.views.top("UANA") is None


async def test_the_card_is_drawn_anew_in_one_call(slack, bot, form):
    def posts():
        return [(entry["status"], entry["request"]["replace_original"]) for entry in slack.ground.log.entries if entry["name"] == "response_url"]

    await slack.submit(form, {"note": written(words("x"))})
    await bot.dispatcher.drain(5)

    assert posts() == [(200, True)]
    assert [slack.calls_of(method) for method in ("chat.postEphemeral", "chat.postMessage", "chat.update")] == [[], [], []]


async def test_undo_on_the_card_draws_the_card_anew(slack, bot, form, notes):
    await slack.submit(form, {"note": written(words("x"))})
    await bot.dispatcher.drain(5)
    [card] = slack.messages("CSALES", "UANA")

    await (await slack.click(card, action_id=UNDO)).later()

    [card] = slack.messages("CSALES", "UANA")
    assert card.text.startswith("Taken back: the note on Ana Ruiz · Acme Corp.")
    assert "[Note]" in card.text
    assert await notes() == []


async def test_a_private_note_says_that_only_its_author_sees_it(slack, bot, form, notes):
    await slack.submit(form, {"note": written(words("knows the CFO")), "private": ["yes"]})
    await bot.dispatcher.drain(5)

    assert slack.messages("CSALES", "UANA")[0].text.startswith("Saved. Only you can see it.")
    assert [note["is_private"] for note in await notes()] == [True]
    assert "1 note only you see" in (await slack.command("/lead", "ana ruiz")).text
    assert "only you see" not in (await slack.command("/lead", "ana ruiz", user="UBEN")).text
    assert "CFO" not in (await slack.command("/lead", "ana ruiz", user="UDORA")).text


REFUSED = {
    "nothing written": ({"note": written(words("\ufeff"))}, {"note": "Write something first."}),
    "a private note that tells": (
        {"note": written(words("x "), person("UBEN")), "private": ["yes"]},
        {"private": "A note only you can see cannot tell Ben Tanaka. Untick this, or take out the names."},
    ),
    "a group": ({"note": written({"type": "usergroup", "usergroup_id": "S1"})}, {"note": "Groups are not told. Name people."}),
    "everybody": ({"note": written(words("x"), {"type": "broadcast", "range": "channel"})}, {"note": "Groups are not told. Name people."}),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(slack, form, notes, name):
    filled, errors = REFUSED[name]

    outcome = await slack.submit(form, filled)

    assert outcome.errors == errors
    assert slack.state.views.top("UANA") is form
    assert form.values["note"]["value"]["rich_text_value"] == filled["note"]
    assert await notes() == []


async def test_a_lead_has_to_be_picked(slack, bot, lead, notes):
    opened = await slack.command("/lead", "note")
    await bot.dispatcher.drain(5)

    outcome = await slack.submit(opened.view, {"note": written(words("x"))})

    assert list(outcome.errors) == ["lead"]
    assert await notes() == []


async def test_a_reminder_asks_when_and_makes_a_task(slack, bot, form, rows, lead):
    await slack.fill(form, {"note": written(words("Call about pricing"))})
    await slack.click(form, action_id="note.type", value="reminder")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    assert "remind_at" in [block.get("block_id") for block in form.payload["blocks"]]
    assert "Call about pricing" in str(form.values["note"])

    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [task] = await rows("select lead_id, activity_type, subject, completed_at, scheduled_at > now() as ahead from activities")
    assert task == {"lead_id": lead.id, "activity_type": "task", "subject": "Call about pricing", "completed_at": None, "ahead": True}
    assert re.search(r'Task for you: "Call about pricing", tomorrow \(\w{3} \d+ \w{3}( \d{4})?\) 09:00\.', slack.messages("CSALES", "UANA")[0].text)


async def test_pressing_save_twice_is_one_note(slack, form, notes):
    await slack.submit(form, {"note": written(words("x"))}, twice=True)

    assert len(await notes()) == 1


async def test_save_anyway_whose_answer_is_lost_closes_the_form_too_when_it_is_pressed_again(slack, bot, form, notes):
    await slack.submit(form, {"note": written(words("x "), person("UDAN"))})
    await bot.dispatcher.drain(5)
    asked, ground = slack.view(), slack.ground
    pressed = {**opening(ground, "view_submission", "UANA"), "view": asked.as_slack(), "response_urls": []}
    await ground.wire.deliver("interactive", {**pressed, "trigger_id": ground.triggers.issue("UANA")})

    await slack.submit(asked)
    await bot.dispatcher.drain(5)

    assert slack.state.views.top("UANA") is None
    assert len(await notes()) == 1


async def test_the_receipt_of_a_form_that_a_line_opened_is_a_new_message(slack, bot, lead, notes):
    opened = await slack.command("/lead", "note acme corp talked")
    await bot.dispatcher.drain(5)

    await slack.submit(slack.state.views.top("UANA"))
    await bot.dispatcher.drain(5)

    assert [message.text.split("\n")[0] for message in slack.messages("CSALES", "UANA")] == [f"Note saved on Ana Ruiz · Acme Corp (#{lead.id})."]
    assert [note["content"] for note in await notes()] == ["talked"]
    assert opened.hook.refused == []


async def test_a_spent_response_url_leads_to_a_new_message(slack, bot, form, notes):
    slack.clock.advance(31 * 60)

    await slack.submit(form, {"note": written(words("x"))})
    await bot.dispatcher.drain(5)

    assert any("Note saved" in message.text for message in slack.messages("CSALES", "UANA"))
    assert len(await notes()) == 1


@pytest.mark.parametrize("trouble", [{"kind": "reset"}, {"kind": "refuse", "code": "channel_not_found"}, {"kind": "error", "status": 503}])
async def test_a_receipt_that_the_channel_does_not_take_comes_as_a_direct_message(slack, bot, form, notes, trouble):
    slack.clock.advance(31 * 60)
    slack.faults.add("chat.postEphemeral", times=3, **trouble)

    await slack.submit(form, {"note": written(words("x"))})
    await bot.dispatcher.drain(5)

    assert any("Note saved" in message.text for message in slack.messages(slack.dm("UANA")))
    assert len(await notes()) == 1


async def test_reply_is_a_note_that_tells_the_author(slack, bot, lead, notes, delivered):
    await slack.command("/lead", f"note {lead.id} talked to @ben")
    [message] = await delivered("UBEN")

    await slack.click(message, action_id=REPLY, user="UBEN")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UBEN")
    await slack.submit(form, {"note": written(words("I call her"))})
    await bot.dispatcher.drain(5)

    [told] = await delivered("UANA")
    assert "Ben Tanaka mentioned you on Ana Ruiz · Acme Corp" in told.text
    assert "I call her" in told.text
    assert [note["by"] for note in await notes()] == ["Ana", "Ben"]


async def test_hostile_text_neither_pings_nor_links_in_a_colleagues_message(slack, bot, form, delivered):
    note = written(words("<!channel> <@UCARA> *b* https://evil.example "), person("UBEN"))

    await slack.submit(form, {"note": note})
    await bot.dispatcher.drain(5)

    [message] = await delivered("UBEN")
    kinds = {element["type"] for block in message.blocks if block["type"] == "rich_text" for part in block["elements"] for element in part["elements"]}
    assert kinds == {"text"}


async def test_a_form_that_slack_does_not_open_gives_the_line_back(slack, bot, lead, notes):
    slack.faults.add("views.open", kind="refuse", code="expired_trigger_id", times=2)

    outcome = await slack.command("/lead", "note acme corp talked")
    said = await outcome.later()

    assert "Not saved yet." in said.text
    assert "/lead note acme corp talked" in said.text
    assert "[Open the form]" in said.text
    assert await notes() == []
    await slack.click(said, action_id="lead.form")
    await bot.dispatcher.drain(5)
    assert "talked" in str(slack.state.views.top("UANA").values["note"])
