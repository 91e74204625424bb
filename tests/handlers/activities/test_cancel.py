"""Cancelling from one's day: why, what stands there then, and what old messages can still do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from playground.validator import validate_message, validate_view
from store.models import Activity
from tests.leadbot import add

ACT, RESTORE = "due.act", "due.restore"


@pytest.fixture
def planned(owner, acme, lead):
    async def make(days, kind="task"):
        moment = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
        return await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UANA"].id, activity_type=kind, subject="send offer", scheduled_at=moment))

    return make


@pytest.fixture
def pick(slack, bot):
    async def run(message, activity, what):
        await bot.dispatcher.drain(5)
        await slack.click(message, action_id=ACT, value=f"{what} {activity.id} {activity.activity_type}")
        await bot.dispatcher.drain(5)
        return slack.state.views.top("UANA")

    return run


@pytest.mark.parametrize(
    ("days", "kind", "menu"),
    [
        (-3, "task", ["Done", "Tomorrow 09:00", "Next Monday 09:00", "Cancel task", "Open"]),
        (0, "task", ["Done", "In an hour", "Tomorrow 09:00", "Cancel task", "Open"]),
        (2, "call", ["Done", "Tomorrow 09:00", "Next Monday 09:00", "Cancel", "Open"]),
    ],
)
async def test_a_lines_menu_has_what_fits_its_day(slack, bot, planned, days, kind, menu):  # noqa: PLR0917 - fixtures
    await planned(days, kind)

    said = await slack.command("/lead", "today")

    is_sunday = datetime.now(ZoneInfo("America/New_York")).weekday() == 6  # as the local Slack says of Ana: tomorrow is next Monday then
    menu = [entry for entry in menu if not (is_sunday and entry == "Next Monday 09:00")]
    assert [option["text"]["text"] for block in said.message.blocks for option in block.get("accessory", {}).get("options", [])] == menu
    assert validate_message({"blocks": said.message.blocks}) == []


async def test_a_task_is_cancelled_from_the_day_and_undo_brings_it_back(slack, bot, lead, planned, pick, rows):  # noqa: PLR0917 - fixtures
    task = await planned(0)
    said = await slack.command("/lead", "today")
    form = await pick(said.message, task, "cancel")
    assert validate_view(form.payload) == []
    refused = await slack.submit(form, {"reason": " \ufeff "})
    assert refused.errors == {"reason": "Say why, in a few words."}

    await slack.submit(form, {"reason": "they chose <!here> another."})
    await bot.dispatcher.drain(5)

    [message] = slack.messages("CSALES", "UANA")
    assert message.text.startswith("Cancelled: they chose ")
    assert "<!here>" not in str(message.blocks)
    assert message.text.count("send offer") == 1
    [stored] = await rows("select completed_at, metadata from activities")
    assert stored["completed_at"] is None
    assert set(stored["metadata"]) == {"cancelled_at", "cancelled_by", "cancel_reason"}
    assert "due today" not in (await slack.command("/lead", "")).text.replace("0 due today", "")
    card = (await slack.command("/lead", f"#{lead.id}")).text
    assert "send offer" not in card

    await slack.click(message, action_id=RESTORE)
    await bot.dispatcher.drain(5)
    assert any(one.text.startswith("Planned again.") and "send offer" in one.text for one in slack.messages("CSALES", "UANA"))
    assert await rows("select metadata::text as details from activities") == [{"details": "{}"}]


@pytest.mark.parametrize("what", ["done", "tomorrow"])
async def test_an_older_message_does_nothing_with_what_is_cancelled(slack, bot, planned, pick, execute, rows, what):  # noqa: PLR0917 - fixtures
    task = await planned(0)
    said = await slack.command("/lead", "today")
    await execute('update activities set metadata = \'{"cancelled_at": "2026-01-01T00:00:00+00:00"}\'')

    await pick(said.message, task, what)

    assert any("This activity was already done, cancelled or deleted." in message.text for message in slack.messages("CSALES", "UANA"))
    assert await rows("select completed_at, scheduled_at from activities") == [{"completed_at": None, "scheduled_at": task.scheduled_at}]


async def test_it_is_cancelled_once_where_two_windows_ask(slack, bot, planned, pick, execute, rows):  # noqa: PLR0917 - fixtures
    task = await planned(0)
    said = await slack.command("/lead", "today")
    form = await pick(said.message, task, "cancel")
    await execute('update activities set metadata = \'{"cancelled_at": "2026-01-01T00:00:00+00:00", "cancel_reason": "first"}\'')

    outcome = await slack.submit(form, {"reason": "second"})
    await bot.dispatcher.drain(5)

    assert "already done, cancelled or deleted." in str(outcome.errors) + "".join(message.text for message in slack.messages("CSALES", "UANA"))
    assert (await rows("select metadata from activities"))[0]["metadata"]["cancel_reason"] == "first"
