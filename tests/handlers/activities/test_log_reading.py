"""What of a typed activity is read, what is not and is pointed out: times, how it went, which activity, and the next step behind what was done."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from playground.validator import validate_message, validate_view

ANAS = ZoneInfo("America/New_York")  # as the local Slack says


@pytest.fixture
def activities(rows):
    async def fetch():
        return await rows("select a.* from activities a order by a.id")

    return fetch


@pytest.fixture(autouse=True)
async def known(slack, bot):
    """Slack has said Ana's zone."""
    await slack.command("/lead", "help")
    await bot.dispatcher.drain(5)


@pytest.fixture
def form(slack, bot):
    """The form that a line of Ana's opens."""

    async def run(line):
        outcome = await slack.command("/lead", line)
        await bot.dispatcher.drain(5)
        view = slack.state.views.top("UANA")
        assert view is not None, outcome.text
        assert validate_view(view.payload) == []
        return view

    return run


def element(view, block_id):
    return next(block["element"] for block in view.payload["blocks"] if block.get("block_id") == block_id)


UNREAD = {
    "nn tomorrow 10:00 ring bob": "tomorrow 10:00",
    "x 31.12.2026": "31.12.2026",
    "x 3/4": "3/4",
    "x 12/24": "12/24",
    "x 30 Feb": "30 Feb",
    "x friday 25:00": "friday 25:00",
    "x at 9": "at 9",
    "x eod": "eod",
    "x end of week": "end of week",
    "x tmrw": "tmrw",
    "x in 99999 days": "in 99999 days",
    "x 2199-01-01": "2199-01-01",
    "x morgen 10 Uhr": "morgen 10 Uhr",
    "the agenda for tomorrow": "tomorrow",
}


@pytest.mark.parametrize("words", UNREAD)
async def test_a_tasks_time_that_is_not_read_is_pointed_out_in_the_form(lead, form, activities, words):
    opened = await form(f"log {lead.id} task {words}")

    assert f"“{UNREAD[words]}” was read as text. Pick the time at At, if one was meant." in str(opened.payload["blocks"])
    assert element(opened, "subject")["initial_value"] == words
    assert await activities() == []


async def test_a_task_without_words_for_a_time_has_nothing_pointed_out(lead, form):
    assert "was read as text" not in str((await form(f"log {lead.id} task send version 2.0.1b")).payload["blocks"])


async def test_a_task_whose_time_is_read_points_out_another_that_is_not(slack, lead):
    outcome = await slack.command("/lead", f"log {lead.id} task ring bob at 3 tomorrow")

    assert "“at 3” was read as text. To set a time, put it at the end of the line." in outcome.text
    assert "[Edit]" in outcome.text


async def test_a_task_for_today_says_when_that_is(slack, lead, activities):
    now = datetime.now(ANAS)
    if now.time() >= time(23, 50):
        pytest.skip("today is over")

    outcome = await slack.command("/lead", f"log {lead.id} task send offer today")

    [task] = await activities()
    due = task["scheduled_at"].astimezone(ANAS)
    assert due.date() == now.date()
    assert due.hour == 17 or now.hour >= 16
    assert f"No time of day was said: due {due:%H:%M}." in outcome.text


HOW = {
    "call left a voicemail": {"outcome": "voicemail"},
    "call no answer": {"outcome": "no_answer"},
    "call wrong number": {"outcome": "wrong_number"},
    "call talked to Ana, 20 min": {"outcome": "reached", "duration_minutes": 20},
    "call called me about prices": {"direction": "inbound"},
    "call 15 minutes, wants an offer": {"duration_minutes": 15},
    "meeting held, 45 minutes": {"outcome": "held", "duration_minutes": 45},
    "meeting no-show": {"outcome": "no_show"},
    "email inbound: asked for prices": {"direction": "inbound"},
    "call pricing": {},
    "call could not reach him": {},
    "email left a voicemail": {},
}


@pytest.mark.parametrize("words", HOW)
async def test_unmistakable_words_say_how_it_went_and_stay_in_the_text(slack, lead, activities, words):
    outcome = await slack.command("/lead", f"log {lead.id} {words}")

    [done] = await activities()
    assert done["metadata"] == HOW[words]
    assert done["subject"] == words.partition(" ")[2]
    assert ("[Edit]" in outcome.text) == bool(HOW[words])


async def test_how_it_went_is_in_the_receipt(slack, lead):
    outcome = await slack.command("/lead", f"log {lead.id} call called me back, talked to Ana, 20 min")

    assert "Logged: call, inbound, reached, 20 minutes, called me back, talked to Ana, 20 min, with Ana Ruiz · Acme Corp" in outcome.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("call no answer, try again", "call, no answer, try again, with"),
        ("meeting held", "meeting, held, with"),
        ("call reached", "call, reached, with"),
        ("email about pricing", "e-mail, about pricing, with"),
    ],
)
async def test_how_it_went_is_said_once(slack, lead, words, said):
    assert f"Logged: {said} Ana Ruiz" in (await slack.command("/lead", f"log {lead.id} {words}")).text


async def test_the_next_step_is_a_task_where_its_words_name_nothing_else(slack, bot, lead):
    said = await slack.command("/lead", f"log {lead.id} call reached him, will send offer on friday 10:00")

    await slack.click(said.message, action_id="activity.plan")
    await bot.dispatcher.drain(5)

    assert element(slack.state.views.top("UANA"), "what")["initial_option"]["value"] == "task"


async def test_how_it_went_is_preset_in_the_form(lead, form):
    opened = await form("log acme corp call left a voicemail, 2 min")

    assert element(opened, "outcome")["initial_option"]["value"] == "voicemail"
    assert element(opened, "minutes")["initial_value"] == "2"


async def test_a_call_that_was_made_is_logged_though_the_line_ends_in_its_next_step_which_is_planned_with_a_click(slack, bot, lead, activities):
    words = "reached him, 15 minutes, will call back on friday 10:00"

    said = await slack.command("/lead", f"log {lead.id} call {words}")

    [call] = await activities()
    assert (call["subject"], call["scheduled_at"], call["metadata"]) == (words, None, {"outcome": "reached", "duration_minutes": 15})
    assert "“on friday 10:00” is still to come, so it stays in the text. Is it the next step?" in said.text
    assert validate_message({"blocks": said.message.blocks}) == []

    await slack.click(said.message, action_id="activity.plan")
    await bot.dispatcher.drain(5)
    opened = slack.state.views.top("UANA")
    assert element(opened, "subject")["initial_value"] == "will call back"
    assert validate_view(opened.payload) == []
    await slack.submit(opened)
    await bot.dispatcher.drain(5)
    planned = (await activities())[1]
    assert (planned["activity_type"], planned["subject"], planned["completed_at"]) == ("call", "will call back", None)
    at = planned["scheduled_at"].astimezone(ANAS)
    assert (at.weekday(), f"{at:%H:%M}") == (4, "10:00")
    shown = [message.text for message in slack.state.seen_by("UANA")]
    assert any("Logged: call" in text for text in shown), shown
    assert any("Call for you" in text for text in shown), shown


async def test_without_a_marked_lead_both_readings_are_explained(lead, form, activities):
    opened = await form("log acme corp call reached him, will call back tomorrow 10:00")

    assert "“tomorrow 10:00” is still to come, but this reads as done. Save it as done, or choose Planned." in str(opened.payload["blocks"])
    assert element(opened, "subject")["initial_value"] == "reached him, will call back tomorrow 10:00"
    assert await activities() == []


async def test_what_is_only_planned_stays_planned(slack, lead, activities):
    await slack.command("/lead", f"log {lead.id} call ring him about the offer tomorrow 10:00")

    [planned] = await activities()
    assert (planned["subject"], planned["completed_at"]) == ("ring him about the offer", None)


MEANT = {
    "phone call left word": ("phone call", "call", "left word"),
    "Mail sent the offer": ("Mail", "email", "sent the offer"),
    "zoom demo": ("zoom", "meeting", "zoom demo"),
    "teams demo": ("teams", "meeting", "teams demo"),
    "video call demo": ("video call", "meeting", "video call demo"),
    "meet demo": ("meet", "meeting", "demo"),
    "text hello": ("text", "sms", "hello"),
    "whatsapp: hello": ("whatsapp:", "sms", "whatsapp: hello"),
    "todo send offer": ("todo", "task", "send offer"),
    "reminder: send offer": ("reminder:", "task", "send offer"),
    "calll them": ("calll", "call", "them"),
    "called them": ("called", "call", "called them"),
    "meetings two": ("meetings", "meeting", "two"),
    "tsak offer": ("tsak", "task", "offer"),
}


@pytest.mark.parametrize("words", MEANT)
async def test_another_word_for_an_activity_opens_the_form_at_it(lead, form, activities, words):
    said, kind, subject = MEANT[words]

    opened = await form(f"log {lead.id} {words}")

    name = {"sms": "SMS", "email": "e-mail"}.get(kind, kind)
    assert f"Did you mean {name}? “{said}” is not an activity here. Look at What, then save it." in str(opened.payload["blocks"])
    assert element(opened, "what")["initial_option"]["value"] == kind
    assert element(opened, "subject")["initial_value"] == subject
    assert opened.values["lead"]["activity.lead"]["selected_option"]["value"] == str(lead.id)
    assert await activities() == []


@pytest.mark.parametrize(("kind", "title"), [("call", "Cancel call"), ("sms", "Cancel SMS"), ("task", "Cancel task")])
async def test_cancelling_is_titled_by_what_is_cancelled(slack, bot, lead, rows, kind, title):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} {kind} ring tomorrow 10:00")
    [planned] = await rows("select id from activities")
    history = await slack.command("/lead", f"history {lead.id}")
    value = next(o["value"] for block in history.message.blocks for o in block.get("accessory", {}).get("options", []) if "cancel" in o["value"])
    await slack.click(history.message, action_id="history.own", value=value)
    await bot.dispatcher.drain(5)
    assert slack.state.views.top("UANA").payload["title"]["text"] == title
    day = await slack.command("/lead", "today")
    await slack.click(day.message, action_id="due.act", value=f"cancel {planned['id']} {kind}")
    await bot.dispatcher.drain(5)

    assert slack.state.views.top("UANA").payload["title"]["text"] == title


@pytest.mark.parametrize("kind", ["call", "task"])
async def test_a_kind_in_the_place_of_the_verb_offers_the_line_that_was_meant(slack, bot, lead, kind):
    outcome = await slack.command("/lead", f"{kind} {lead.id} left a voicemail")

    assert f"Did you mean /lead log {lead.id} {kind} left a voicemail?" in outcome.text
    await slack.click(outcome.message, action_id="lead.form")
    await bot.dispatcher.drain(5)
    opened = slack.state.views.top("UANA")
    assert element(opened, "what")["initial_option"]["value"] == kind
    assert element(opened, "subject")["initial_value"] == "left a voicemail"


LONG = "word " * 700 + "the end"


async def test_words_that_the_form_does_not_hold_are_stored_all_the_same(slack, bot, lead, form, activities):
    opened = await form(f"log acme corp call {LONG}")
    assert element(opened, "details")["initial_value"] == LONG[:3000].rstrip()
    assert "The other 508 are kept, and stored behind them." in str(opened.payload["blocks"])
    await slack.click(opened, action_id="activity.changed", block_id="what", value="meeting")
    await bot.dispatcher.drain(5)
    opened = slack.state.views.top("UANA")
    assert "The other 508 are kept" in str(opened.payload["blocks"])

    await slack.submit(opened)
    await bot.dispatcher.drain(5)

    [done] = await activities()
    assert done["content"] == LONG
    assert len(done["subject"]) <= 80
    assert done["subject"].endswith("word…")


async def test_a_task_of_next_week_is_due_on_its_monday_at_nine(slack, lead, activities):
    await slack.command("/lead", f"log {lead.id} task send offer next week")

    at = (await activities())[0]["scheduled_at"].astimezone(ANAS)
    assert (at.weekday(), f"{at:%H:%M}") == (0, "09:00")
    assert timedelta(0) < at - datetime.now(ANAS) <= timedelta(days=8)
