"""`/lead today`: what is overdue, due today and this week, and what can be done with each line."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from playground.validator import validate_message
from store.models import Activity
from tests.leadbot import add

ACT, MORE, REOPEN, STALE, DONE = "due.act", "due.more", "due.reopen", "due.stale", "due.done"


@pytest.fixture
def planned(owner, acme, lead):
    async def make(days, *, kind="task", subject="send offer", whose="UANA"):
        moment = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
        return await add(owner, Activity(lead_id=lead.id, user_id=acme.people[whose].id, activity_type=kind, subject=subject, scheduled_at=moment))

    return make


async def pick(slack, bot, message, activity, what):
    await bot.dispatcher.drain(5)  # Slack is asked for the person's zone when they first speak
    value = f"{what} {activity.id} {activity.activity_type}"
    outcome = await slack.click(message, action_id=ACT, value=value)
    await bot.dispatcher.drain(5)
    return outcome


async def test_the_day_is_in_groups_earliest_first_and_mine_alone(slack, bot, planned):
    await planned(-3, subject="old one")
    await planned(0, subject="now one", kind="call")
    await planned(2, subject="soon one")
    await planned(30, subject="far one")
    await planned(0, subject="bens", whose="UBEN")

    said = await slack.command("/lead", "today")

    places = [said.text.index(part) for part in ("Overdue (1)", "old one", "Today (1)", 'Call "now one"', "This week (1)", "soon one")]
    assert places == sorted(places)
    assert "far one" not in said.text
    assert "bens" not in said.text
    assert "Ana Ruiz · Acme Corp" in said.text
    assert validate_message({"blocks": said.message.blocks}) == []


async def test_more_than_ten_come_in_pages(slack, bot, planned):
    for n in range(13):
        await planned(-1, subject=f"task {n:02}")

    said = await slack.command("/lead", "today")
    assert "task 09" in said.text
    assert "task 10" not in said.text
    more = await (await slack.click(said.message, action_id=MORE)).later()

    assert "task 12" in more.text
    assert "Overdue (13)" in more.text


async def test_done_takes_the_line_away_and_undo_brings_it_back(slack, bot, planned, rows):
    task = await planned(0)
    said = await slack.command("/lead", "today")

    await pick(slack, bot, said.message, task, "done")

    [message] = slack.messages("CSALES", "UANA")
    assert message.text.startswith('Done. Task "send offer" · Ana Ruiz · Acme Corp. [Undo]')
    assert message.text.count("send offer") == 1
    assert (await rows("select completed_at is not null as done from activities"))[0]["done"]

    await slack.click(message, action_id=REOPEN)
    await bot.dispatcher.drain(5)
    assert "send offer" in slack.messages("CSALES", "UANA")[0].text
    assert not (await rows("select completed_at is not null as done from activities"))[0]["done"]


async def test_a_call_that_is_done_asks_how_it_went(slack, bot, planned, rows):
    call = await planned(0, kind="call", subject="pricing")
    said = await slack.command("/lead", "today")

    await pick(slack, bot, said.message, call, "outcome")
    form = slack.state.views.top("UANA")
    await slack.submit(form, {"outcome": "reached"})
    await bot.dispatcher.drain(5)

    [stored] = await rows("select completed_at is not null as done, metadata from activities")
    assert stored == {"done": True, "metadata": {"outcome": "reached"}}
    assert slack.messages("CSALES", "UANA")[0].text.startswith("Done.")
    assert await rows("select last_engagement_date is not null as told from leads") == [{"told": True}]


async def test_undo_of_done_takes_back_what_the_contact_brought_about(slack, bot, lead, planned, rows, execute, a_campaign, a_member):  # noqa: PLR0917 - fixtures
    one, other = await a_campaign(name="One"), await a_campaign(name="Other")
    await a_member(one, lead)
    await a_member(other, lead)
    call = await planned(0, kind="call", subject="pricing")
    await execute("update activities set metadata = jsonb_build_object('campaign_id', cast(:campaign as int))", campaign=other.id)
    said = await slack.command("/lead", "today")
    await pick(slack, bot, said.message, call, "outcome")
    await slack.submit(slack.state.views.top("UANA"), {"outcome": "reached"})
    await bot.dispatcher.drain(5)
    members = "select status, last_contact_at is not null as told from campaign_leads order by id"
    assert await rows(members) == [{"status": "pending", "told": False}, {"status": "contacted", "told": True}]

    await slack.click(slack.messages("CSALES", "UANA")[-1], action_id="due.reopen")
    await bot.dispatcher.drain(5)

    assert await rows(members) == [{"status": "pending", "told": False}] * 2
    assert await rows("select completed_at, metadata from activities") == [{"completed_at": None, "metadata": {"campaign_id": other.id}}]
    assert await rows("select last_engagement_date as at from leads") == [{"at": None}]


@pytest.mark.parametrize("what", ["tomorrow", "monday"])
async def test_another_time_moves_it(slack, bot, planned, rows, what):
    task = await planned(-2)
    said = await slack.command("/lead", "today")
    entries = [option["value"].split()[0] for block in said.message.blocks for option in block.get("accessory", {}).get("options", [])]

    await pick(slack, bot, said.message, task, what if what in entries else "tomorrow")  # on a Sunday tomorrow is next Monday

    [moved] = await rows("select scheduled_at from activities")
    assert moved["scheduled_at"] > datetime.now(UTC)
    local = moved["scheduled_at"].astimezone(ZoneInfo("America/New_York"))  # as the local Slack says of Ana
    assert (local.hour, local.minute) == (9, 0)
    assert what != "monday" or local.weekday() == 0
    assert "Moved to " in slack.messages("CSALES", "UANA")[0].text


async def test_open_shows_the_lead(slack, bot, planned):
    task = await planned(0)
    said = await slack.command("/lead", "today")

    await pick(slack, bot, said.message, task, "open")

    assert any("Missing: e-mail" in message.text for message in slack.messages("CSALES", "UANA"))


async def test_what_is_done_already_says_so(slack, bot, planned, execute):
    task = await planned(0)
    said = await slack.command("/lead", "today")
    await execute("update activities set completed_at = now()")

    await pick(slack, bot, said.message, task, "done")

    assert any("This activity was already done, cancelled or deleted." in message.text for message in slack.messages("CSALES", "UANA"))


async def test_a_colleagues_task_cannot_be_done_for_them(slack, bot, planned, rows):
    mine, bens = await planned(0), await planned(0, whose="UBEN")
    said = await slack.command("/lead", "today")
    for block in said.message.blocks:
        for option in block.get("accessory", {}).get("options", []):
            option["value"] = option["value"].replace(f" {mine.id} ", f" {bens.id} ")

    await pick(slack, bot, said.message, bens, "done")

    assert await rows("select id from activities where completed_at is not null") == []


async def test_with_nothing_due_leads_that_wait_are_named(slack, bot, a_lead, acme):
    assert "Nothing due, nobody waiting." in (await slack.command("/lead", "today")).text
    await a_lead(assigned_to_id=acme.people["UANA"].id, created_at=datetime.now(UTC) - timedelta(days=20))

    said = await slack.command("/lead", "today")
    assert "1 of your open leads has had no contact for 14 days." in said.text
    shown = await (await slack.click(said.message, action_id=STALE)).later()
    assert "Ana Ruiz" in shown.text


async def test_what_is_due_tomorrow_at_nine_is_not_put_off_to_then(slack, bot, planned, execute):
    await slack.command("/lead", "help")
    await bot.dispatcher.drain(5)  # Slack is asked for the person's zone when they first speak
    zone = ZoneInfo("America/New_York")
    tomorrow = datetime.combine(datetime.now(zone).date() + timedelta(days=1), time(9), zone)
    await planned(1)
    await execute("update activities set scheduled_at = :at", at=tomorrow)

    said = await slack.command("/lead", "today")

    [menu] = [[option["text"]["text"] for option in block["accessory"]["options"]] for block in said.message.blocks if "accessory" in block]
    assert "Tomorrow 09:00" not in menu
    assert menu[0] == "Done"


async def test_pages_of_the_day_lead_back(slack, bot, planned):
    for n in range(23):
        await planned(-1, subject=f"task {n:02}")
    said = await slack.command("/lead", "today")
    assert "[Previous 10]" not in said.text

    second = await (await slack.click(said.message, action_id=MORE)).later()
    assert "[Previous 10] [Show more]" in second.text
    third = await (await slack.click(second, action_id=MORE)).later()
    assert "task 22" in third.text
    back = await (await slack.click(third, action_id="due.previous")).later()

    assert "task 10" in back.text
    assert "task 09" not in back.text


async def test_done_says_in_which_campaign_the_lead_is_contacted_now(slack, bot, lead, planned, a_campaign, a_member):  # noqa: PLR0917 - fixtures
    await a_member(await a_campaign(), lead)
    call = await planned(0, kind="email", subject="pricing")
    said = await slack.command("/lead", "today")

    await pick(slack, bot, said.message, call, "done")

    assert 'Done. E-mail "pricing" · Ana Ruiz · Acme Corp. Contacted now in Spring webinar.' in slack.messages("CSALES", "UANA")[0].text
