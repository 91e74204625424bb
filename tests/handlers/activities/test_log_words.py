"""What a typed activity says back: when, with whom, what was not read as its time; and colleagues who are named in it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

ANAS = ZoneInfo("America/New_York")  # as the local Slack says


@pytest.fixture
def activities(rows):
    async def fetch():
        return await rows("select a.*, u.first_name as whose from activities a join users u on u.id = a.user_id order by a.id")

    return fetch


@pytest.fixture(autouse=True)
async def known(slack, bot):
    """Slack has said Ana's zone."""
    await slack.command("/lead", "help")
    await bot.dispatcher.drain(5)


@pytest.fixture
def form(slack, bot):
    """The form that a line of Ana's opens, and what stands in it."""

    async def run(line):
        await slack.command("/lead", line)
        await bot.dispatcher.drain(5)
        return slack.state.views.top("UANA")

    return run


def element(view, block_id):
    return next(block["element"] for block in view.payload["blocks"] if block.get("block_id") == block_id)


async def test_another_time_than_now_is_said(slack, bot, lead):
    yesterday = (datetime.now(ANAS) - timedelta(days=1)).date()

    outcome = await slack.command("/lead", f"log {lead.id} call left a voicemail yesterday 15:00")

    assert f"(#{lead.id}). Done yesterday ({yesterday:%a} {yesterday.day} {yesterday:%b}) 15:00." in outcome.text


async def test_what_is_planned_names_its_lead(slack, bot, lead):
    outcome = await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")

    assert f" 10:00. About Ana Ruiz · Acme Corp (#{lead.id})." in outcome.text


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ("meeting tomorrow 10am at their office", "tomorrow 10am"),
        ("call yesterday 15:00 reached, 20 min", "yesterday 15:00"),
        ("meeting in 2 days, a demo", "in 2 days"),
    ],
)
async def test_a_time_that_is_not_read_is_pointed_out_and_can_be_mended(slack, bot, lead, line, unread):
    outcome = await slack.command("/lead", f"log {lead.id} {line}")

    assert f"“{unread}” was read as text. To set a time, put it at the end of the line." in outcome.text
    await slack.click(outcome.message, action_id="activity.edit")
    await bot.dispatcher.drain(5)
    assert element(slack.state.views.top("UANA"), "subject")["initial_value"] == line.partition(" ")[2]


@pytest.mark.parametrize("line", ["call left a voicemail", "call the agenda for tomorrow was clear", "meeting now or never, they say"])
async def test_without_words_for_a_time_nothing_is_pointed_out(slack, bot, lead, line):
    assert "is part of the text" not in (await slack.command("/lead", f"log {lead.id} {line}")).text


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("task @ben send offer tomorrow 10:00", "send offer"),
        ("task for @ben: send offer tomorrow 10:00", "send offer"),
        ("task send offer for @ben tomorrow 10:00", "send offer"),
        ("task send offer tomorrow 10:00 @ben", "send offer @Ben Tanaka"),
        ("task send offer @ben tomorrow 10:00", "send offer @Ben Tanaka"),
    ],
)
async def test_a_task_that_names_one_colleague_asks_whether_it_is_theirs(slack, bot, lead, form, activities, delivered, line, subject):  # noqa: PLR0917 - fixtures
    opened = await form(f"log {lead.id} {line}")

    assert await activities() == []
    assert element(opened, "for")["initial_user"] == "UBEN"
    assert element(opened, "subject")["initial_value"] == subject
    at = datetime.fromtimestamp(element(opened, "at1")["initial_date_time"], ANAS)
    assert (at.date(), at.hour) == ((datetime.now(ANAS) + timedelta(days=1)).date(), 10)
    await slack.submit(opened)
    await bot.dispatcher.drain(5)
    assert [(one["whose"], one["subject"]) for one in await activities()] == [("Ben", subject)]
    [told] = await delivered("UBEN")
    assert "Ana Moreau planned for you" in told.text


async def test_a_colleague_in_the_midst_of_a_task_is_only_named(slack, bot, lead, activities):
    outcome = await slack.command("/lead", f"log {lead.id} task ask @ben about prices tomorrow 10:00")

    assert 'Task for you: "ask @Ben Tanaka about prices", tomorrow' in outcome.text
    assert [(one["whose"], one["subject"]) for one in await activities()] == [("Ana", "ask @Ben Tanaka about prices")]


async def test_what_was_done_names_colleagues_by_name(slack, bot, lead, activities):
    await slack.command("/lead", f"log {lead.id} call @ben was there, and @dan")
    await bot.dispatcher.drain(5)

    assert [one["subject"] for one in await activities()] == ["@Ben Tanaka was there, and @Dan Price"]


async def test_a_viewer_gets_no_task(slack, bot, lead, form, activities):
    opened = await form(f"log {lead.id} task @vera send offer tomorrow 10:00")

    refused = await slack.submit(opened)

    assert refused.errors == {"for": "Vera Novak is a viewer and only looks at leads. Pick somebody else."}
    assert await activities() == []


async def test_the_day_is_ones_own_whoever_is_named(slack, bot):
    assert "This is your own day: what follows today was not looked at." in (await slack.command("/lead", "today @ben")).text


async def test_another_time_is_undone(slack, bot, lead, activities):
    await slack.command("/lead", f"log {lead.id} task send offer today 23:59")
    [task] = await activities()
    said = await slack.command("/lead", "today")
    await slack.click(said.message, action_id="due.act", value=f"tomorrow {task['id']} task")
    await bot.dispatcher.drain(5)
    assert (await activities())[0]["scheduled_at"] != task["scheduled_at"]

    [moved] = [one for one in slack.messages("CSALES", "UANA") if "Moved to tomorrow" in one.text]
    assert 'Task "send offer" · Ana Ruiz · Acme Corp' in moved.text
    await slack.click(moved, action_id="due.move_back")
    await bot.dispatcher.drain(5)
    assert (await activities())[0]["scheduled_at"] == task["scheduled_at"]
    assert any(one.text.startswith("Put back to today") for one in slack.messages("CSALES", "UANA"))
