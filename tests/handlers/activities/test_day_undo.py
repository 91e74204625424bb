"""One's day: Undo of Done and of another time, an hour on the night of the clock change, the organization's patience, and forms while the database hangs."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.activities.day import later, other_times
from playground.validator import validate_view
from store.models import Activity
from tests.bot.servers import backends, frozen
from tests.leadbot import add

ACT, REOPEN, MOVE_BACK = "due.act", "due.reopen", "due.move_back"


@pytest.fixture
def planned(owner, acme, lead):
    async def make(kind="task"):
        at = datetime.now(UTC).replace(microsecond=123456) + timedelta(hours=2)
        return await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UANA"].id, activity_type=kind, subject="send offer", scheduled_at=at))

    return make


@pytest.fixture
def picked(slack, bot):
    """Picks from the line's menu; gives the message as it is then."""

    async def run(activity, what):
        said = await slack.command("/lead", "today")
        await bot.dispatcher.drain(5)
        await slack.click(said.message, action_id=ACT, value=f"{what} {activity.id} {activity.activity_type}")
        await bot.dispatcher.drain(5)
        return said.message

    return run


@pytest.fixture
def undone(slack, bot):
    """Presses the Undo of a message, as it was drawn; gives all that is said since."""

    async def run(message, action_id):
        await slack.click(message, action_id=action_id)
        await bot.dispatcher.drain(5)
        return "\n".join(one.text for one in slack.messages("CSALES", "UANA"))

    return run


LATE = "update slack.changes set at = at - interval '6 minutes' where table_name = 'activities'"
SINCE = "This was changed since, so it was not undone. Edit it instead."
TOO_LATE = "Undo works for five minutes, and they are over."


async def test_another_time_is_put_back_exactly(slack, bot, planned, picked, undone, rows):  # noqa: PLR0917 - fixtures
    task = await planned()

    said = await undone(await picked(task, "tomorrow"), MOVE_BACK)

    assert "Put back to " in said
    assert await rows("select scheduled_at from activities") == [{"scheduled_at": task.scheduled_at}]


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        (LATE, TOO_LATE),
        ("update activities set scheduled_at = scheduled_at + interval '1 day'", SINCE),
        ("update activities set subject = 'another'", SINCE),
        ("update activities set completed_at = now()", "This activity was already done, cancelled or deleted."),
    ],
)
async def test_another_time_is_not_put_back_late_or_over_what_came_since(planned, picked, undone, execute, rows, meanwhile, refusal):  # noqa: PLR0917 - fixtures
    message = await picked(await planned(), "tomorrow")
    await execute(meanwhile)
    before = await rows("select * from activities")

    assert refusal in await undone(message, MOVE_BACK)

    assert await rows("select * from activities") == before


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        (LATE, TOO_LATE),
        ("update activities set subject = 'another'", SINCE),
        ('update activities set metadata = \'{"outcome": "sent"}\'', SINCE),
        ("update activities set completed_at = completed_at - interval '1 minute'", SINCE),
        ("update activities set completed_at = null", "This activity was already done, cancelled or deleted."),
    ],
)
async def test_what_is_done_is_not_reopened_late_or_over_what_came_since(planned, picked, undone, execute, rows, meanwhile, refusal):  # noqa: PLR0917 - fixtures
    message = await picked(await planned(), "done")
    await execute(meanwhile)
    before = await rows("select * from activities")

    assert refusal in await undone(message, REOPEN)

    assert await rows("select * from activities") == before


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize(("month", "day"), [(3, 8), (3, 29), (10, 25), (11, 1)])
@pytest.mark.parametrize("hour", range(6))
def test_an_hour_is_an_hour_and_tomorrow_nine_is_nine(name, month, day, hour):
    here = datetime(2026, month, day, hour, 30, 12, tzinfo=UTC).astimezone(ZoneInfo(name))

    assert later(here, "hour").timestamp() - here.replace(second=0).timestamp() == 3600
    tomorrow = later(here, "tomorrow")
    assert (tomorrow.date() - here.date(), tomorrow.hour, tomorrow.minute) == (timedelta(days=1), 9, 0)
    assert later(here, "monday").weekday() == 0


def test_on_a_sunday_tomorrow_is_offered_once():
    sunday = datetime(2026, 11, 29, 12, tzinfo=ZoneInfo("America/New_York"))

    assert list(other_times(("tomorrow", "monday"), sunday).values()) == ["tomorrow"]
    assert list(other_times(("tomorrow", "monday"), sunday - timedelta(days=1)).values()) == ["tomorrow", "monday"]


async def test_an_empty_day_has_the_organizations_patience(slack, bot, a_lead, acme, execute):
    await execute("""update organizations set settings = '{"stale_days": 30}'""")
    await a_lead(assigned_to_id=acme.people["UANA"].id, created_at=datetime.now(UTC) - timedelta(days=20))
    assert "Nothing due, nobody waiting." in (await slack.command("/lead", "today")).text
    await execute("""update organizations set settings = '{"stale_days": 7}'""")
    bot.people.forget()

    said = await slack.command("/lead", "today")

    assert "1 of your open leads has had no contact for 7 days." in said.text
    shown = await (await slack.click(said.message, action_id="due.stale")).later()
    assert "No contact for 7 days, the longest first." in shown.text


@pytest.mark.parametrize(("kind", "what", "title"), [("call", "outcome", "How did it go?"), ("task", "cancel", "Cancel task")])
async def test_its_forms_open_while_the_database_hangs_for_who_is_not_in_memory(slack, bot, planned, database_url, kind, what, title):  # noqa: PLR0917 - fixtures
    activity = await planned(kind)
    said = await slack.command("/lead", "today")
    await bot.dispatcher.drain(5)
    bot.people.forget()

    with frozen(await backends(database_url)):
        await slack.click(said.message, action_id=ACT, value=f"{what} {activity.id} {kind}")
        await asyncio.sleep(0.5)
        form = slack.state.views.top("UANA")
        assert form.payload["title"]["text"] == title
        assert validate_view(form.payload) == []
    await bot.dispatcher.drain(10)
