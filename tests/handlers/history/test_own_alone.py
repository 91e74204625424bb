"""What stays a person's alone of the task of their private note, and what a colleague is told of theirs."""

from datetime import UTC, datetime, timedelta

import pytest

from store.models import Activity
from tests.handlers.notes.test_note_form import words, written
from tests.leadbot import add


@pytest.fixture
async def reminder(slack, bot, lead):
    """Ana's private reminder, whose task she has."""
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    await slack.click(form, action_id="note.type", value="reminder")
    await bot.dispatcher.drain(5)
    await slack.submit(slack.state.views.top("UANA"), {"note": written(words("zebrafish plan")), "private": ["yes"]})
    await bot.dispatcher.drain(5)


@pytest.fixture
async def bens(owner, acme, lead):
    """Ben's task, which Ana gave him."""
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    given = {"logged_by": acme.people["UANA"].id}
    return await add(
        owner, Activity(lead_id=lead.id, user_id=acme.people["UBEN"].id, activity_type="task", subject="send offer", scheduled_at=at, details=given)
    )


async def test_the_task_of_a_private_note_stays_its_authors_when_it_becomes_a_call(slack, bot, lead, reminder, chosen, submit):  # noqa: PLR0917 - fixtures
    form = await chosen(lead, "edit_activity")
    for block_id, value in (("what", "call"), ("when", "done")):
        await slack.click(form, action_id="activity.changed", block_id=block_id, value=value)
        await bot.dispatcher.drain(5)
        form = slack.state.views.top("UANA")
    assert (await submit(form, {"subject": "zebrafish call"})).errors == {}

    assert "Last Call by Ana Moreau" in (await slack.command("/lead", f"#{lead.id}")).text
    card = (await slack.command("/lead", f"#{lead.id}", user="UBEN")).text
    assert "No activity yet." in card
    assert "zebrafish" not in (await slack.command("/lead", f"history {lead.id}", user="UBEN")).text


async def test_why_a_private_task_was_cancelled_is_not_recorded(slack, bot, lead, reminder, chosen, submit, rows, execute):  # noqa: PLR0917 - fixtures
    await submit(await chosen(lead, "cancel_activity"), {"reason": "zebrafish are gone"})
    assert "zebrafish are gone" in (await rows("select metadata::text as said from activities"))[0]["said"]
    await execute("delete from activities")

    recorded = await rows("select before::text, after::text from slack.changes where table_name = 'activities'")
    assert recorded
    assert "zebrafish" not in str(recorded)


async def test_why_any_other_task_was_cancelled_is_recorded(slack, bot, lead, chosen, submit, rows):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")

    await submit(await chosen(lead, "cancel_activity"), {"reason": "not needed"})

    assert "not needed" in str(await rows("select after::text from slack.changes where field = 'metadata'"))


async def test_a_colleague_is_told_how_their_task_was_changed(slack, bot, lead, bens, chosen, submit, delivered, rows):  # noqa: PLR0917 - fixtures
    form = await chosen(lead, "edit_activity")
    at = next(block["block_id"] for block in form.blocks if str(block.get("block_id")).startswith("at"))
    moved = int((datetime.now(UTC) + timedelta(days=5)).timestamp()) // 60 * 60

    await submit(form, {"subject": "send the new offer", at: moved})

    [message] = await delivered("UBEN")
    assert 'Ana Moreau changed a task of yours: Task "send the new offer" · Ana Ruiz · Acme Corp' in message.text
    assert f"<!date^{moved}^" in str(message.blocks)


async def test_who_leaves_a_colleagues_task_as_it_is_tells_nobody(slack, bot, lead, bens, chosen, submit, rows):  # noqa: PLR0917 - fixtures
    await submit(await chosen(lead, "edit_activity"))

    assert await rows("select id from slack.deliveries") == []
    assert await rows("select scheduled_at from activities") == [{"scheduled_at": bens.scheduled_at}]
