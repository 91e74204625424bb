"""Log as activity in a message's menu, Log an activity and Find a lead from anywhere."""

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


async def test_what_was_said_in_private_is_warned_of(slack, bot, lead):
    message = await slack.say("Ana Ruiz is leaving", user="UBEN", channel="GDEALS")

    await slack.message_shortcut(message, "activity.capture", user="UCARA")
    await bot.dispatcher.drain(5)

    assert "What you save is shown to everyone at Acme" in str(slack.state.views.top("UCARA").payload["blocks"])


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
    assert "Taken back" in str(slack.state.views.top("UANA").payload["blocks"])


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
