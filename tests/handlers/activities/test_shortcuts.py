"""Log as activity in a message's menu, Log an activity and Find a lead from anywhere."""

import pytest

from playground.shared import SharedFile
from playground.validator import validate_view

PICK, LOOK = "activity.lead", "lead.look"


async def test_a_message_is_logged_at_its_time_with_its_address(slack, bot, lead, rows):
    message = await slack.say("Ana Ruiz called about pricing", user="UBEN", channel="CSALES")

    await slack.message_shortcut(message, "activity.capture", user="UANA")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    assert form.values["lead"][PICK]["selected_option"]["value"] == str(lead.id)
    await slack.submit(form)
    await bot.dispatcher.drain(5)

    near = "abs(extract(epoch from completed_at) - :ts) < 61 as then"
    [call] = await rows(f"select activity_type, subject, content, {near} from activities", ts=float(message.ts))
    assert (call["activity_type"], call["subject"], call["then"]) == ("call", "Ana Ruiz called about pricing", True)
    assert call["content"].endswith(f"https://acme.slack.com/archives/CSALES/p{message.ts.replace('.', '')}")


async def test_a_short_message_is_the_subject_and_stands_nowhere_else(slack, bot, lead, capture, rows):
    message, form = await capture("Ana Ruiz called about pricing", channel="CSALES")
    assert not form.values["details"]["value"].get("value")

    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [call] = await rows("select subject, content from activities")
    assert call["subject"] == "Ana Ruiz called about pricing"
    assert call["content"].startswith("From #sales, Ben ")
    assert call["content"].endswith(f"/CSALES/p{message.ts.replace('.', '')}")


async def test_of_a_longer_message_the_form_shows_both_as_they_are_stored(slack, bot, lead, capture, rows):
    words = "Ana Ruiz called about pricing and wants to know by the end of the month whether forty seats are cheaper\nthan four times ten"
    _, form = await capture(words, channel="CSALES")
    shown = {name: form.values[name]["value"]["value"] for name in ("subject", "details")}
    assert shown == {"subject": "Ana Ruiz called about pricing and wants to know by the end of the month whether…", "details": words}

    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [call] = await rows("select subject, content from activities")
    assert call["subject"] == shown["subject"]
    assert call["content"].startswith(f"{words}\n\nFrom #sales")


@pytest.mark.parametrize("channel", ["CSALES", "GDEALS"])
async def test_a_message_longer_than_the_field_keeps_its_end(slack, bot, lead, capture, rows, channel):  # noqa: PLR0917 - fixtures
    words = "Ana Ruiz wrote: " + "word " * 1000 + "the end"
    _, form = await capture(words, channel=channel)
    where = "are kept, and" if channel == "CSALES" else "stand below, and are"
    assert f"The other {len(words) - 3000:,} {where} stored behind them." in str(form.payload["blocks"])
    assert len(await rows("select id from slack.drafts")) == (channel == "CSALES")  # of what was said in private nothing is stored before it is saved
    await slack.click(form, action_id="activity.changed", block_id="what", value="meeting")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UCARA")
    assert validate_view(form.payload) == []
    assert f"The other {len(words) - 3000:,} {where} stored behind them." in str(form.payload["blocks"])

    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [stored] = await rows("select content from activities where content is not null union all select content from lead_notes")
    assert stored["content"].startswith(f"{words}\n\n")


async def test_many_files_of_a_message_are_kept_too(slack, bot, lead, capture, rows):
    files = [
        SharedFile(slack.state.new_id("F"), f"{'plan ' * 30}{n}.pdf", "UBEN", 8, slack.url, content=b"the plan", uploaded=True, completed=True)
        for n in range(5)
    ]
    slack.state.files.update({file.id: file for file in files})
    _, form = await capture("Ana Ruiz sent the plans", channel="CSALES", files=[file.id for file in files])
    assert "draft" in form.payload["private_metadata"]

    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [call] = await rows("select metadata from activities")
    assert [one["slack_file_id"] for one in call["metadata"]["attachments"]] == [file.id for file in files]


@pytest.fixture
def capture(slack, bot):
    """Says something, takes Log as activity from its menu; gives message and form."""

    async def run(text, *, channel="GDEALS", user="UCARA", files=()):
        message = await slack.state.post(channel, "UBEN", text, files=list(files))
        await slack.message_shortcut(message, "activity.capture", user=user)
        await bot.dispatcher.drain(5)
        form = slack.state.views.top(user)
        assert validate_view(form.payload) == []
        return message, form

    return run


async def test_what_was_said_in_private_has_only_me_ticked_and_stays_the_persons(slack, bot, lead, capture, rows):
    message, form = await capture("Ana Ruiz is leaving, secret")
    assert "This message is from a private conversation. Untick Only me to show its words to everyone at Acme." in str(form.payload["blocks"])
    assert [option["value"] for option in form.values["only_me"]["value"]["selected_options"]] == ["yes"]

    await slack.click(form, action_id="activity.changed", block_id="what", value="meeting")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UCARA")
    assert "Untick Only me" in str(form.payload["blocks"])
    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [meeting] = await rows("select activity_type, subject, content from activities")
    assert meeting == {"activity_type": "meeting", "subject": None, "content": None}
    [note] = await rows("select content, is_private from lead_notes")
    assert note == {"content": f"Ana Ruiz is leaving, secret\n\nhttps://acme.slack.com/archives/GDEALS/p{message.ts.replace('.', '')}", "is_private": True}
    assert "secret" not in (await slack.command("/lead", f"history {lead.id}", user="UVERA")).text
    [receipt] = [one for one in slack.messages("GDEALS", "UCARA") if one.is_ephemeral]
    assert "Its words are a note that only you see." in receipt.text
    assert message.reactions == {}


async def test_undo_takes_the_private_words_back_too(slack, bot, lead, capture, rows):
    _, form = await capture("Ana Ruiz is leaving")
    await slack.submit(form)
    await bot.dispatcher.drain(5)

    await slack.click(next(one for one in slack.messages("GDEALS", "UCARA") if one.is_ephemeral), action_id="activity.undo")
    await bot.dispatcher.drain(5)

    assert await rows("select id from activities union all select id from lead_notes") == []


async def test_undo_leaves_private_words_that_were_edited_meanwhile(slack, bot, lead, capture, rows, execute):  # noqa: PLR0917 - fixtures
    _, form = await capture("Ana Ruiz is leaving")
    await slack.submit(form)
    await bot.dispatcher.drain(5)
    await execute("update lead_notes set content = 'she stays'")

    await slack.click(next(one for one in slack.messages("GDEALS", "UCARA") if one.is_ephemeral), action_id="activity.undo")
    await bot.dispatcher.drain(5)

    assert await rows("select id from activities") == []
    assert await rows("select content from lead_notes") == [{"content": "she stays"}]


async def test_unticked_the_words_are_everyones(slack, bot, lead, capture, rows):
    message, form = await capture("Ana Ruiz is leaving")

    await slack.submit(form, {"only_me": []})
    await bot.dispatcher.drain(5)

    [call] = await rows("select content from activities")
    assert call["content"] == f"Ana Ruiz is leaving\n\nhttps://acme.slack.com/archives/GDEALS/p{message.ts.replace('.', '')}"
    assert await rows("select id from lead_notes") == []


async def test_a_public_message_is_marked_keeps_its_files_and_undo_takes_the_mark_away(slack, bot, lead, capture, rows, worked):  # noqa: PLR0917 - fixtures
    file = SharedFile(slack.state.new_id("F"), "plan.pdf", "UBEN", 8, slack.url, content=b"the plan", uploaded=True, completed=True)
    slack.state.files[file.id] = file
    message, form = await capture("Ana Ruiz sent the plan", channel="CSALES", files=[file.id])
    assert "only_me" not in form.values
    await slack.submit(form)
    await bot.dispatcher.drain(5)

    [call] = await rows("select metadata from activities")
    [kept] = call["metadata"]["attachments"]
    assert (kept["name"], kept["size"], kept["slack_file_id"]) == ("plan.pdf", 8, file.id)
    assert kept["url"].startswith(f"{slack.url}/files/{file.id}")
    await worked()
    assert message.reactions == {"memo": ["ULEADBOT"]}
    assert "Files: plan.pdf (1 kB)" in (await slack.command("/lead", f"history {lead.id}")).text

    await slack.click(next(one for one in slack.messages("CSALES", "UCARA") if one.is_ephemeral), action_id="activity.undo")
    await bot.dispatcher.drain(5)
    await worked()
    assert not message.reactions.get("memo")


async def test_the_mark_goes_with_an_activity_that_is_deleted(slack, lead, capture, submit, chosen, worked):  # noqa: PLR0917 - fixtures
    message, form = await capture("Ana Ruiz sent the plan", channel="CSALES")
    await submit(form)
    await worked()
    assert message.reactions["memo"]

    await submit(await chosen(lead, "delete_activity", "UCARA"))
    await worked()

    assert not message.reactions.get("memo")


@pytest.mark.parametrize("room", ["direct", "group"])
async def test_of_a_direct_or_group_message_the_words_stay_the_persons(slack, lead, capture, submit, rows, room):  # noqa: PLR0917 - fixtures
    channel = slack.dm("UCARA") if room == "direct" else slack.ground.state.group_dm(["UBEN", "UCARA"]).id
    message, form = await capture("Ana Ruiz is leaving", channel=channel)

    await submit(form)

    assert await rows("select content from activities") == [{"content": None}]
    address = f"https://acme.slack.com/archives/{channel}/p{message.ts.replace('.', '')}"
    assert await rows("select content, is_private from lead_notes") == [{"content": f"Ana Ruiz is leaving\n\n{address}", "is_private": True}]


async def test_from_anywhere_the_form_becomes_its_own_receipt(slack, bot, lead, rows):
    await slack.shortcut("activity.new")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    options = (await slack.suggest(form, PICK, "ana ruiz")).options
    await slack.click(form, action_id=PICK, value=options[0])
    await bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"), {"subject": "hello"})
    await bot.dispatcher.drain(5)

    receipt = slack.state.views.top("UANA")
    assert f"Logged: call, hello, with Ana Ruiz · Acme Corp (#{lead.id})." in str(receipt.payload["blocks"])
    assert [row["subject"] for row in await rows("select subject from activities")] == ["hello"]
    await slack.click(receipt, action_id="activity.undo")
    await bot.dispatcher.drain(5)
    assert await rows("select id from activities") == []
    [view] = slack.state.views.stacks["UANA"]  # in the receipt's place: nothing below says any more that it is logged
    assert "Taken back" in str(view.payload["blocks"])


async def test_a_lead_is_found_from_anywhere_and_noted_on(slack, bot, lead, rows):
    await slack.shortcut("lead.find")
    await bot.dispatcher.drain(5)
    view = slack.state.views.top("UANA")
    options = (await slack.suggest(view, LOOK, "riuz")).options

    await slack.click(view, action_id=LOOK, value=options[0])
    await bot.dispatcher.drain(5)
    view = slack.state.views.top("UANA")
    assert "*Ana Ruiz*" in str(view.payload["blocks"])
    assert "Share here" not in str(view.payload["blocks"])
    assert validate_view(view.payload) == []
    await slack.click(view, action_id="note.form")
    await bot.dispatcher.drain(5)
    note = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]}]}
    await slack.submit(slack.state.views.top("UANA"), {"note": note})
    await bot.dispatcher.drain(5)

    assert "Note saved on Ana Ruiz · Acme Corp" in str(slack.state.views.top("UANA").payload["blocks"])
    assert [row["content"] for row in await rows("select content from lead_notes")] == ["hello"]


async def test_an_unlinked_person_gets_the_connect_card(slack, bot, lead):
    await slack.shortcut("lead.find", user="UDAN")
    await bot.dispatcher.drain(5)

    assert "Connect to Acme" in str(slack.state.views.top("UDAN").payload["blocks"])
