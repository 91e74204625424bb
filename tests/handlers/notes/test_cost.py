"""What a note costs the database: a write takes at most eight round trips."""

from tests.handlers.notes.test_note_form import words, written
from tests.leadbot import leadbot, opened
from tests.roundtrips import counting


async def test_saving_and_editing_a_note_take_no_more_round_trips_than_a_write_may(slack, acme, a_lead, database_url):
    lead = await a_lead()
    async with counting(database_url) as counted, opened(counted.url) as database, leadbot(slack, database, acme.id) as bot:
        took = {}
        for turn in range(3):  # the first ones find out who Ana is, and prepare the statements
            await slack.command("/lead", f"note {lead.id}")
            await bot.dispatcher.drain(5)
            before = counted.trips
            await slack.submit(slack.state.views.top("UANA"), {"note": written(words(f"talked {turn}"))})
            await bot.dispatcher.drain(5)
            took["saved"] = counted.trips - before
            history = (await slack.command("/lead", f"history {lead.id}")).message
            menu = next(block for block in history.blocks if block.get("accessory", {}).get("type") == "overflow")
            value = next(one["value"] for one in menu["accessory"]["options"] if one["value"].startswith("edit_note"))
            await slack.click(history, action_id="history.own", value=value, block_id=menu["block_id"])
            await bot.dispatcher.drain(5)
            before = counted.trips
            await slack.submit(slack.state.views.top("UANA"), {"note": written(words(f"spoke {turn}"))})
            await bot.dispatcher.drain(5)
            took["edited"] = counted.trips - before

    assert took["saved"] <= 8, took
    assert took["edited"] <= 8, took
