"""What each write of a line costs the database, and its Undo."""

import pytest

from tests.leadbot import leadbot, opened
from tests.roundtrips import counting

LINES = {
    "a note": ("UANA", "note {0} talked", 5, 8),
    "a note that tells somebody": ("UANA", "note {0} talked to @ben", 8, 9),
    "a call": ("UANA", "log {0} call reached him", 8, 8),
    "a task": ("UANA", "log {0} task send offer tomorrow 10:00", 8, 8),
    "a status": ("UANA", "status {0} qualified", 7, 8),
    "tags": ("UANA", "tag {0} vip", 7, 8),
    "a claim": ("UANA", "claim {0}", 7, 8),
    "an assignment": ("UCARA", "assign {0} @ben", 12, 11),
    "an enrollment": ("UANA", "enroll {0} Spring webinar", 8, 7),
}
"""Who types what; the most that it and its Undo take. What tells people takes three more, however many they are."""


@pytest.fixture
async def members(slack, bot):
    """Everybody has spoken to Leadbot."""
    for user in ("UANA", "UBEN", "UCARA"):
        await slack.command("/lead", "help", user=user)
    await bot.dispatcher.drain(5)


@pytest.mark.parametrize(("user", "line", "most", "most_of_undo"), LINES.values(), ids=LINES)
async def test_a_line_and_its_undo_take_so_many_round_trips_at_most(slack, acme, members, a_lead, a_campaign, database_url, user, line, most, most_of_undo):  # noqa: PLR0917 - fixtures
    owned = {} if "claim" in line else {"assigned_to_id": acme.people["UANA"].id}
    leads = [await a_lead(**owned) for _ in range(4)]
    await a_campaign()
    took = {}
    async with counting(database_url) as counted, opened(counted.url) as database, leadbot(slack, database, acme.id) as bot:
        for lead in leads:  # the first ones find out who people are, and prepare the statements
            before = counted.trips
            receipt = (await slack.command("/lead", line.format(lead.id), user=user)).message
            await bot.dispatcher.drain(5)
            took["line"] = counted.trips - before
            undo = next(one for block in receipt.blocks if block["type"] == "actions" for one in block["elements"] if one["text"]["text"] == "Undo")
            before = counted.trips
            await slack.click(receipt, action_id=undo["action_id"])
            await bot.dispatcher.drain(5)
            took["undo"] = counted.trips - before

    assert took["line"] <= most, took
    assert took["undo"] <= most_of_undo, took
