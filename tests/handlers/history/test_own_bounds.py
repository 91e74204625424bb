"""Whose notes and activities can be changed, and what happens to them meanwhile, elsewhere or by somebody else."""

import pytest

from store.models import Activity, Lead, LeadNote, User
from tests.handlers.notes.test_note_form import words, written
from tests.leadbot import add, an_organization

OWN = "history.own"
GONE_NOTE = "This note no longer exists."
GONE_ACTIVITY = "This activity was already done, cancelled or deleted."


@pytest.fixture
def forged(slack, bot, history):
    """Picks an entry's menu as if it had been drawn for another row."""

    async def run(lead, what, number, user="UANA"):
        message = await history(lead, user)
        block, option = next(
            (block, option) for block in message.blocks for option in block.get("accessory", {}).get("options", []) if option["value"].startswith(what)
        )
        option["value"] = f"{what} {number}"
        await slack.click(message, action_id=OWN, value=option["value"], block_id=block["block_id"])
        await bot.dispatcher.drain(5)
        return slack.state.views.top(user)

    return run


@pytest.fixture
async def globex(owner):
    """A note and an activity of another organization's."""
    other = await an_organization(owner, "globex")
    user = await add(owner, User(email="eve@globex.example", first_name="Eve", last_name="Li", role="admin", organization_id=other.id))
    lead = await add(owner, Lead(first_name="Gil", organization_id=other.id))
    note = await add(owner, LeadNote(lead_id=lead.id, user_id=user.id, content="globex words"))
    activity = await add(owner, Activity(lead_id=lead.id, user_id=user.id, activity_type="task", subject="globex task", scheduled_at=lead.created_at))
    return {"note": note.id, "activity": activity.id}


@pytest.fixture
def given(slack, execute, acme):
    """Cara's task on a lead, given to Ben."""

    async def make(lead):
        await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00", user="UCARA")
        await execute(
            "update activities set user_id = :ben, metadata = jsonb_build_object('logged_by', cast(:cara as int))",
            ben=acme.people["UBEN"].id,
            cara=acme.people["UCARA"].id,
        )

    return make


def shown_to(slack, user):
    """All that a person has before them: messages of the channel, and the view."""
    view = slack.state.views.top(user)
    return "\n".join([*(message.text for message in slack.messages("CSALES", user)), str(view.payload if view else "")])


@pytest.mark.parametrize("whose", ["bens", "another organization's", "nobody's", "beyond all"])
@pytest.mark.parametrize("what", ["edit", "delete"])
async def test_a_note_that_is_not_ones_own_is_neither_shown_nor_changed(slack, bot, lead, notes, forged, submit, globex, what, whose):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} bens words", user="UBEN")
    await slack.command("/lead", f"note {lead.id} mine")
    before = await notes()
    bens = next(note["id"] for note in before if note["content"] == "bens words")
    number = {"bens": bens, "another organization's": globex["note"], "nobody's": 999_999, "beyond all": 2**40}[whose]

    view = await forged(lead, f"{what}_note", number)
    outcome = await submit(view) if what == "delete" else None

    assert GONE_NOTE in shown_to(slack, "UANA") + str(outcome.errors if outcome else "")
    assert "globex words" not in shown_to(slack, "UANA")
    assert await notes() == before


@pytest.mark.parametrize("whose", ["bens", "another organization's", "nobody's", "beyond all"])
@pytest.mark.parametrize("what", ["edit", "cancel", "delete"])
async def test_an_activity_that_is_not_ones_own_is_neither_shown_nor_changed(slack, bot, lead, rows, forged, submit, globex, what, whose):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task bens task tomorrow 10:00", user="UBEN")
    await slack.command("/lead", f"log {lead.id} task mine tomorrow 10:00")
    before = await rows("select * from activities order by id")
    bens = next(row["id"] for row in before if row["subject"] == "bens task")
    number = {"bens": bens, "another organization's": globex["activity"], "nobody's": 999_999, "beyond all": 2**40}[whose]

    view = await forged(lead, f"{what}_activity", number)
    outcome = await submit(view, {"reason": "because"} if what == "cancel" else None) if what != "edit" else None

    assert GONE_ACTIVITY in shown_to(slack, "UANA") + str(outcome.errors if outcome else "")
    assert "globex task" not in shown_to(slack, "UANA")
    assert await rows("select * from activities order by id") == before


@pytest.mark.parametrize("what", ["edit_note", "delete_note", "edit_activity", "cancel_activity", "delete_activity"])
async def test_who_has_become_a_viewer_changes_nothing_with_a_form_that_stands_open(slack, bot, lead, chosen, submit, execute, acme, rows, what):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} mine")
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")
    form = await chosen(lead, what)
    await execute("update users set role = 'viewer' where id = :ana", ana=acme.people["UANA"].id)
    bot.people.forget()
    before = await rows(
        "select content, null::timestamptz as at, null as details from lead_notes union all select subject, scheduled_at, metadata::text from activities"
    )

    outcome = await submit(form, {"reason": "because"} if what == "cancel_activity" else None)

    assert "is for reps, managers and admins." in shown_to(slack, "UANA") + str(outcome.errors)
    assert before == await rows(
        "select content, null::timestamptz as at, null as details from lead_notes union all select subject, scheduled_at, metadata::text from activities"
    )


async def test_a_note_that_was_deleted_meanwhile_is_not_saved_and_what_was_typed_stays(slack, bot, lead, chosen, submit, execute, notes):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} first")
    form = await chosen(lead, "edit_note")
    await execute("delete from lead_notes")

    refused = await submit(form, {"note": written(words("much typed"))})

    assert refused.errors == {"note": "This note was deleted meanwhile, so nothing is saved. Copy what you need from here before you close it."}
    assert slack.state.views.top("UANA") is form
    assert "much typed" in str(form.values["note"])
    assert await notes() == []


async def test_a_note_that_was_deleted_already_says_so(slack, bot, lead, chosen, submit, execute, delivered):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} first")
    view = await chosen(lead, "delete_note")
    await execute("delete from lead_notes")

    outcome = await submit(view)

    assert GONE_NOTE in shown_to(slack, "UANA") + str(outcome.errors)


async def test_who_was_told_and_is_taken_out_and_named_again_is_told_once(slack, bot, lead, chosen, submit, delivered):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} talked to @ben")
    await delivered("UBEN")

    await submit(await chosen(lead, "edit_note"), {"note": written(words("talked to the CFO")), "tell": []})
    [message] = await delivered("UBEN")
    assert "talked to the CFO" in message.text
    await submit(await chosen(lead, "edit_note"), {"note": written(words("talked to the CEO")), "tell": ["UBEN"]})

    [message] = await delivered("UBEN")
    assert "talked to the CEO" in message.text


@pytest.fixture
async def reminder(slack, bot, lead):
    """Ana's reminder for tomorrow, which colleagues see as a task."""
    await slack.command("/lead", f"note {lead.id}")
    await bot.dispatcher.drain(5)
    form = slack.state.views.top("UANA")
    await slack.click(form, action_id="note.type", value="reminder")
    await bot.dispatcher.drain(5)
    await slack.submit(form, {"note": written(words("zebrafish merger"))})
    await bot.dispatcher.drain(5)


async def test_the_task_of_a_reminder_follows_its_words_and_its_time(slack, bot, lead, reminder, chosen, submit, rows):  # noqa: PLR0917 - fixtures
    form = await chosen(lead, "edit_note")
    assert "remind_at" in [block.get("block_id") for block in form.blocks]

    await submit(form, {"note": written(words("zebrafish is off")), "remind_at": 4_000_000_000})

    [task] = await rows("select subject, scheduled_at from activities")
    assert task["subject"] == "zebrafish is off"
    assert int(task["scheduled_at"].timestamp()) == 4_000_000_000


async def test_a_reminder_is_not_put_off_to_the_past_but_may_stay_there(slack, bot, lead, reminder, chosen, submit, execute, rows, notes):  # noqa: PLR0917 - fixtures
    await execute("update activities set scheduled_at = now() - interval '2 days'")
    form = await chosen(lead, "edit_note")

    refused = await submit(form, {"note": written(words("other")), "remind_at": 1_700_000_000})
    assert refused.errors == {"remind_at": "This time has passed. Pick a later one."}
    overdue = next(block["element"]["initial_date_time"] for block in form.blocks if block.get("block_id") == "remind_at")
    await submit(form, {"remind_at": overdue})

    assert [note["content"] for note in await notes()] == ["other"]
    assert await rows("select scheduled_at < now() as overdue from activities") == [{"overdue": True}]


@pytest.mark.parametrize("state", ["open", "done", "cancelled"])
async def test_a_reminder_that_becomes_private_leaves_its_words_nowhere(slack, bot, lead, reminder, chosen, submit, execute, history, rows, state):  # noqa: PLR0917 - fixtures
    if state == "done":
        await execute("update activities set completed_at = now()")
    elif state == "cancelled":
        await submit(await chosen(lead, "cancel_activity"), {"reason": "not now"})
    assert "zebrafish" in (await history(lead, "UBEN")).text

    await submit(await chosen(lead, "edit_note"), {"private": ["yes"]})

    assert [row["subject"] for row in await rows("select subject from activities")] == ["Private reminder"]
    assert "zebrafish" not in (await history(lead, "UBEN")).text
    assert "zebrafish" not in (await slack.command("/lead", f"#{lead.id}", user="UBEN")).text


async def test_a_reminder_that_is_deleted_takes_its_open_task_along(slack, bot, lead, reminder, chosen, submit, rows):  # noqa: PLR0917 - fixtures
    await submit(await chosen(lead, "delete_note"))

    assert await rows("select id from activities") == []


async def test_a_cancelled_task_is_only_deleted_and_an_open_form_does_not_revive_it(slack, bot, lead, chosen, submit, history, entries, rows, execute):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")
    form = await chosen(lead, "edit_activity")
    await execute("""update activities set metadata = '{"cancelled_at": "2026-01-01T00:00:00+00:00", "cancel_reason": "not needed"}'""")

    outcome = await submit(form, {"subject": "revived"})

    assert GONE_ACTIVITY in shown_to(slack, "UANA") + str(outcome.errors)
    [task] = await rows("select subject, completed_at, metadata from activities")
    assert (task["subject"], task["completed_at"], task["metadata"]["cancel_reason"]) == ("send offer", None, "not needed")
    assert entries(await history(lead)) == ["Delete"]


async def test_who_gave_a_task_is_told_when_its_owner_cancels_it_and_when_they_take_that_back(slack, bot, lead, given, chosen, submit, delivered):  # noqa: PLR0917 - fixtures
    await given(lead)

    await submit(await chosen(lead, "cancel_activity", "UBEN"), {"reason": "they <!here> chose another"})
    [message] = await delivered("UCARA")
    assert "Ben Tanaka cancelled a task that you gave them on Ana Ruiz · Acme Corp: they " in message.text
    assert "<!here>" not in str(message.blocks)

    receipt = next(one for one in slack.messages("CSALES", "UBEN") if "Cancelled: they" in one.text)
    await slack.click(receipt, action_id="activity.restore")
    await bot.dispatcher.drain(5)
    [_, again] = await delivered("UCARA", 2)
    assert "Ben Tanaka planned a task that you gave them on Ana Ruiz · Acme Corp again" in again.text


async def test_ones_own_task_is_cancelled_without_a_message(slack, bot, lead, chosen, submit, rows):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")

    await submit(await chosen(lead, "cancel_activity"), {"reason": "not needed"})

    assert await rows("select id from slack.deliveries") == []


async def test_who_gave_a_task_may_change_it_while_it_is_open_and_never_delete_it(slack, bot, lead, given, history, entries, execute):  # noqa: PLR0917 - fixtures
    await given(lead)
    assert entries(await history(lead, "UCARA")) == ["Edit", "Cancel task"]
    assert entries(await history(lead, "UBEN")) == ["Edit", "Cancel task", "Delete"]

    await execute("update activities set completed_at = now()")

    assert entries(await history(lead, "UCARA")) == []
    assert entries(await history(lead, "UBEN")) == ["Edit", "Delete"]


async def test_cancelling_is_not_undone_after_five_minutes(slack, bot, lead, chosen, submit, execute, rows):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")
    await submit(await chosen(lead, "cancel_activity"), {"reason": "not needed"})
    receipt = next(one for one in slack.messages("CSALES", "UANA") if "Cancelled: not needed" in one.text)
    await execute("update activities set metadata = jsonb_set(metadata::jsonb, '{cancelled_at}', to_jsonb(now() - interval '6 minutes'))")

    await slack.click(receipt, action_id="activity.restore")
    await bot.dispatcher.drain(5)

    assert "Undo works for five minutes, and they are over. Plan it again instead.\n[Log]" in shown_to(slack, "UANA")
    [task] = await rows("select metadata from activities")
    assert task["metadata"]["cancel_reason"] == "not needed"


async def test_an_activity_that_cannot_be_undone_any_more_is_edited_from_the_refusal(slack, bot, lead, execute, submit, rows):  # noqa: PLR0917 - fixtures
    outcome = await slack.command("/lead", f"log {lead.id} call left a voicemail")
    await execute("update activities set created_at = now() - interval '6 minutes'")

    await (await slack.click(outcome.message, action_id="activity.undo")).later()
    refusal = next(message for message in slack.messages("CSALES", "UANA") if "[Edit]" in message.text)
    await slack.click(refusal, action_id="activity.edit")
    await bot.dispatcher.drain(5)
    await submit(slack.state.views.top("UANA"), {"subject": "spoke about seats"})

    assert [row["subject"] for row in await rows("select subject from activities")] == ["spoke about seats"]
