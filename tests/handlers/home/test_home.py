"""App Home: what each role sees there, and that what is done from there is told in its first line."""

from datetime import UTC, datetime, timedelta

import pytest

from playground.validator import validate_view
from store.models import Activity
from tests.leadbot import add

ACT, REOPEN, MORE, STALE = "due.act", "due.reopen", "due.more", "due.stale"
FIND, LOG, NEW = "lead.find", "activity.new", "lead.new"
LEAD = "activity.lead"


@pytest.fixture
def planned(owner, acme, lead):
    async def make(subject="send offer", *, kind="task", days=0):
        moment = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
        return await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UANA"].id, activity_type=kind, subject=subject, scheduled_at=moment))

    return make


@pytest.fixture
def opened(slack, bot):
    """A person opens the tab; their Home."""

    async def run(user="UANA"):
        await slack.open_home(user)
        await bot.dispatcher.drain(5)
        home = slack.home(user)
        assert validate_view(home.payload) == []
        return home

    return run


@pytest.fixture
def used(slack, bot):
    """A person uses an element of their Home."""

    async def run(action_id, value=None, user="UANA"):
        await slack.click(slack.home(user), action_id=action_id, value=value)
        await bot.dispatcher.drain(5)

    return run


def first(view):
    return view.blocks[0].get("text", {}).get("text", "")


def buttons(view):
    return [one["text"]["text"] for block in view.blocks if block["type"] == "actions" for one in block["elements"]]


async def test_a_rep_sees_who_they_are_what_they_can_begin_and_their_day(opened, planned):
    await planned()

    home = await opened()

    assert home.blocks[0]["elements"][0]["text"].startswith("Leadbot: find and work leads with `/lead`. Rep at Acme · support: ")
    assert buttons(home) == ["Find a lead", "Log an activity", "New lead"]
    heading, today, line = home.blocks[2:]
    assert (heading["type"], heading["text"]["text"], today["text"]["text"]) == ("header", "My day", "*Today* (1)")
    assert line["text"]["text"].startswith('*Task* "send offer" · Ana Ruiz · Acme Corp · today ')


async def test_a_viewer_finds_and_has_no_day(opened, lead):
    home = await opened("UVERA")

    assert "Viewer at Acme" in str(home.blocks)
    assert buttons(home) == ["Find a lead"]
    assert "My day" not in str(home.blocks)


async def test_who_is_not_linked_is_told_how_to_be(opened, lead):
    home = await opened("UDAN")

    assert first(home).startswith("*Connect to Acme*")
    assert "Find a lead" not in str(home.blocks)


async def test_who_was_deactivated_is_told_so_and_nothing_else(opened, lead, execute):
    await execute("update users set is_active = false where email = 'ben@acme.example'")

    home = await opened("UBEN")

    assert [first(home)] == ["Your access to Acme has ended. Ask Dora."]
    assert len(home.blocks) == 1


async def test_the_tab_messages_publishes_nothing(slack, bot, acme):
    await slack.open_home("UANA", "messages")
    await bot.dispatcher.drain(5)

    assert slack.home("UANA") is None


async def test_what_is_done_from_home_is_its_first_line_until_it_is_opened_again(slack, opened, used, planned, rows):
    task = await planned()
    await planned("other one")
    await opened()

    await used(ACT, f"done {task.id} task")

    home = slack.home("UANA")
    assert first(home) == 'Done. Task "send offer" · Ana Ruiz · Acme Corp.'
    assert str(home.blocks).count("send offer") == 1
    assert "other one" in str(home.blocks)
    assert validate_view(home.payload) == []
    assert len(await rows("select id from activities where completed_at is not null")) == 1

    await used(REOPEN)
    assert first(slack.home("UANA")).startswith("Open again.")
    assert await rows("select id from activities where completed_at is not null") == []
    assert slack.messages(slack.dm("UANA")) == []
    assert "Open again" not in str((await opened()).blocks)


async def test_a_form_from_home_ends_in_its_first_line(slack, bot, opened, used, planned, rows):  # noqa: PLR0917 - fixtures
    call = await planned("pricing", kind="call")
    await opened()

    await used(ACT, f"outcome {call.id} call")
    await slack.submit(slack.view("UANA"), {"outcome": "reached"})
    await bot.dispatcher.drain(5)

    assert slack.view("UANA") is None
    home = slack.home("UANA")
    assert first(home).startswith('Done. Call "pricing"')
    assert "Nothing due" in str(home.blocks)
    assert (await rows("select metadata from activities"))[0]["metadata"] == {"outcome": "reached"}


async def test_log_an_activity_from_home_and_undo_there(slack, bot, lead, opened, used, rows):  # noqa: PLR0917 - fixtures
    await opened()
    await used(LOG)
    form = slack.view("UANA")
    options = (await slack.suggest(form, LEAD, "ana ruiz")).options
    await slack.click(form, action_id=LEAD, value=options[0])
    await bot.dispatcher.drain(5)
    await slack.submit(slack.view("UANA"), {"subject": "hello"})
    await bot.dispatcher.drain(5)

    assert slack.view("UANA") is None
    home = slack.home("UANA")
    assert first(home).startswith(f"Logged: call, hello, with Ana Ruiz · Acme Corp (#{lead.id}).")
    assert "My day" in str(home.blocks)
    assert len(await rows("select id from activities")) == 1

    await used("activity.undo")
    assert first(slack.home("UANA")).startswith("Taken back")
    assert await rows("select id from activities") == []


async def test_a_new_lead_from_home_is_its_first_line_and_opens_upon_it(slack, bot, acme, opened, used, rows):  # noqa: PLR0917 - fixtures
    await opened()
    await used(NEW)
    await slack.submit(slack.view("UANA"), {"name": "Bea Novak", "company": "Nova Ltd"})
    await bot.dispatcher.drain(5)

    [stored] = await rows("select id, company from leads")
    assert stored["company"] == "Nova Ltd"
    assert first(slack.home("UANA")).startswith("Created: Bea Novak · Nova Ltd")
    await used("lead.open", str(stored["id"]))
    assert "*Bea Novak*" in str(slack.view("UANA").payload["blocks"])
    assert validate_view(slack.view("UANA").payload) == []


async def test_find_a_lead_from_home(slack, bot, lead, opened, used):
    await opened()
    await used(FIND)

    view = slack.view("UANA")
    options = (await slack.suggest(view, "lead.look", "ruiz")).options
    await slack.click(view, action_id="lead.look", value=options[0])
    await bot.dispatcher.drain(5)
    assert "*Ana Ruiz*" in str(slack.view("UANA").payload["blocks"])


async def test_more_than_ten_open_upon_home_and_are_worked_on_there(slack, bot, opened, used, planned, rows):  # noqa: PLR0917 - fixtures
    tasks = [await planned(f"task {n:02}", days=-1) for n in range(12)]
    assert "task 10" not in str((await opened()).blocks)

    await used(MORE)
    view = slack.view("UANA")
    assert "task 11" in str(view.blocks)
    await slack.click(view, action_id=ACT, value=f"done {tasks[10].id} task")
    await bot.dispatcher.drain(5)

    assert first(slack.view("UANA")).startswith('Done. Task "task 10"')
    assert len(slack.state.views.stacks["UANA"]) == 1
    assert len(await rows("select id from activities where completed_at is not null")) == 1


async def test_what_is_gone_meanwhile_is_told_upon_home(slack, opened, used, planned, execute):
    task = await planned()
    await opened()
    await execute("delete from activities")

    await used(ACT, f"done {task.id} task")

    assert "This activity was already done, cancelled or deleted." in str(slack.view("UANA").payload["blocks"])


async def test_where_slack_does_not_open_a_view_home_tells(slack, opened, used, planned, execute):
    task = await planned()
    await opened()
    await execute("delete from activities")
    slack.faults.add("views.open", kind="refuse", code="expired_trigger_id", times=1)

    await used(ACT, f"done {task.id} task")

    assert slack.view("UANA") is None
    assert "Slack did not open the form in time" in first(slack.home("UANA"))


async def test_where_slack_takes_no_home_the_receipt_is_a_direct_message(slack, bot, opened, used, planned, rows):  # noqa: PLR0917 - fixtures
    call = await planned("pricing", kind="call")
    await opened()
    await used(ACT, f"outcome {call.id} call")
    slack.faults.add("views.publish", kind="refuse", code="not_enabled", times=1)

    await slack.submit(slack.view("UANA"), {"outcome": "reached"})
    await bot.dispatcher.drain(5)

    [told] = slack.messages(slack.dm("UANA"))
    assert told.text.startswith('Done. Call "pricing"')
    assert len(await rows("select id from activities where completed_at is not null")) == 1


async def test_a_click_that_comes_twice_acts_once(slack, bot, opened, planned, rows):
    task = await planned()
    home = await opened()

    await slack.click(home, action_id=ACT, value=f"hour {task.id} task", twice=True)
    await bot.dispatcher.drain(5)

    assert len(await rows("select source from slack.received where source = 'slack.action'")) == 1
    assert first(slack.home("UANA")).startswith("Moved to ")
