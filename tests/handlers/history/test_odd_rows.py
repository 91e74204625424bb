"""Rows as the platform may hold them, which no form of ours would write: they are shown, and their owner can change and delete them."""

import pytest

from handlers.notes import files
from tests.handlers.notes.test_note_form import words, written

DAY = "due.act"
ODD = ['[1, "x"]', "5", '"x"', "true", "null", '{"logged_by": 99999999999, "campaign_id": 99999999999, "private_note": 99999999999}']


@pytest.mark.parametrize("attachments", [r'[{"name": "a\u0000b"}]', r'{"a": "\ud83d"}', "5", "[]", "null"])
async def test_a_history_is_shown_whatever_a_notes_files_are(slack, lead, execute, history, attachments):
    await slack.command("/lead", f"note {lead.id} short")
    await execute("update lead_notes set attachments = cast(:odd as json)", odd=attachments)

    assert "short" in (await history(lead)).text


def test_the_name_of_a_file_keeps_no_sign_that_breaks_the_table():
    assert [one["name"] for one in files.kept([{"name": "a\0b.txt"}, {"name": None}])] == ["a\ufffdb.txt", "file"]


@pytest.mark.parametrize(
    ("column", "odd"),
    [
        ("mentioned_users", "5"),
        ("mentioned_users", "[99999999999999999999, true, null]"),
        ("attachments", '{"name": "x"}'),
        ("attachments", '["x"]'),
        ("note_type", None),
    ],
)
async def test_a_note_is_edited_and_deleted_whatever_else_its_row_holds(slack, lead, execute, chosen, submit, notes, column, odd):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"note {lead.id} first")
    await execute(f"update lead_notes set {column} = cast(:odd as json)" if odd else f"update lead_notes set {column} = null", **({"odd": odd} if odd else {}))

    outcome = await submit(await chosen(lead, "edit_note"), {"note": written(words("second"))})

    assert outcome.errors == {}
    assert [note["content"] for note in await notes()] == ["second"]
    await submit(await chosen(lead, "delete_note"))
    assert await notes() == []


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("what", ["edit_activity", "cancel_activity", "delete_activity"])
async def test_an_activity_is_changed_whatever_its_metadata_is(slack, lead, execute, chosen, submit, rows, odd, what):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")
    await execute("update activities set metadata = cast(:odd as json)", odd=odd)

    view = await chosen(lead, what)
    put = {"edit_activity": {"subject": "other"}, "cancel_activity": {"reason": "over"}, "delete_activity": {}}[what]
    outcome = await submit(view, put)

    assert outcome.errors == {}
    found = await rows("select subject, metadata -> 'cancelled_at' is not null as is_over from activities")
    assert found == {"edit_activity": [{"subject": "other", "is_over": False}], "cancel_activity": [{"subject": "send offer", "is_over": True}]}.get(what, [])


@pytest.mark.parametrize("odd", ODD)
async def test_a_task_is_done_whatever_its_metadata_is(slack, bot, lead, execute, rows, odd):  # noqa: PLR0917 - fixtures
    await slack.command("/lead", f"log {lead.id} task send offer tomorrow 10:00")
    await execute("update activities set metadata = cast(:odd as json)", odd=odd)
    day = (await slack.command("/lead", "today")).message
    [(block_id, value)] = [
        (block["block_id"], option["value"])
        for block in day.blocks
        for option in block.get("accessory", {}).get("options", [])
        if option["value"].startswith("done ")
    ]

    await slack.click(day, action_id=DAY, value=value, block_id=block_id)
    await bot.dispatcher.drain(5)

    assert await rows("select completed_at is not null as is_done from activities") == [{"is_done": True}]
