"""What a contact brings about in campaigns and in the last engagement, and what is left of that when it is taken back, deleted or edited."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.leadbot import leadbot, opened
from tests.roundtrips import counting

DELETE = "activity.delete"


@pytest.fixture
def log(slack, bot, lead):
    """Logs with a line; gives the receipt."""

    async def run(words):
        outcome = await slack.command("/lead", f"log {lead.id} {words}")
        await bot.dispatcher.drain(5)
        return outcome.message

    return run


@pytest.fixture
def undo(slack, bot):
    async def run(receipt):
        await slack.click(receipt, action_id="activity.undo")
        await bot.dispatcher.drain(5)

    return run


@pytest.fixture
def edit(slack, bot):
    """Opens the form of the activity of a receipt, fills something in, saves."""

    async def run(receipt, filled=None, what=None):
        button = next(element["value"] for block in receipt.blocks for element in block.get("elements", []) if element.get("action_id") == "activity.undo")
        history = await slack.command("/lead", f"history {receipt.text.partition('(#')[2].partition(')')[0]}")
        block, option = next(
            (block, option)
            for block in history.message.blocks
            for option in block.get("accessory", {}).get("options", [])
            if option["value"] == f"edit_activity {button.split()[0]}"
        )
        await slack.click(history.message, action_id="history.own", value=option["value"], block_id=block["block_id"])
        await bot.dispatcher.drain(5)
        form = slack.state.views.top("UANA")
        if what:
            await slack.click(form, action_id="activity.changed", block_id="what", value=what)
            await bot.dispatcher.drain(5)
            form = slack.state.views.top("UANA")
        outcome = await slack.submit(form, filled or {})
        await bot.dispatcher.drain(5)
        assert outcome.errors == {}

    return run


@pytest.fixture
def members(rows):
    async def fetch():
        return [(row["status"], row["last_contact_at"]) for row in await rows("select status, last_contact_at from campaign_leads order by id")]

    return fetch


@pytest.fixture
def times(rows):
    async def fetch():
        return [row["at"] for row in await rows("select completed_at as at from activities order by id")]

    return fetch


LONG_AGO = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture
async def member(a_campaign, a_member, lead):
    return await a_member(await a_campaign(), lead, added_at=LONG_AGO)


async def test_a_later_contact_moves_the_last_contact_and_an_earlier_one_does_not(log, member, members, times):
    await log("call spoke yesterday 16:00")
    await log("call spoke again")
    await log("call spoke 3 days ago")

    assert await members() == [("contacted", (await times())[1])]


@pytest.mark.parametrize("first", [0, 1])
async def test_the_newest_contact_that_is_left_decides_and_without_any_the_member_is_pending_again(log, undo, member, members, times, first):  # noqa: PLR0917 - fixtures
    receipts = [await log("call one yesterday 16:00"), await log("call two")]
    at = await times()

    await undo(receipts[first])
    assert await members() == [("contacted", at[1 - first])]
    await undo(receipts[1 - first])

    assert await members() == [("pending", None)]


async def test_a_contact_of_before_the_lead_was_in_the_campaign_does_not_count(log, a_campaign, a_member, lead, members):
    await a_member(await a_campaign(), lead)

    await log("call spoke 3 weeks ago")
    assert await members() == [("pending", None)]
    await log("call spoke")

    assert [status for status, _ in await members()] == ["contacted"]


async def test_what_the_platform_said_of_a_member_comes_back(log, undo, a_campaign, a_member, lead, members, execute):  # noqa: PLR0917 - fixtures
    known = datetime.now(UTC) - timedelta(days=2)
    await a_member(await a_campaign(), lead, "responded", added_at=LONG_AGO, last_contact_at=known)
    one, two = await log("call one"), await log("call two")

    await undo(one)
    await undo(two)

    assert await members() == [("responded", known)]


async def test_an_edit_of_the_words_alone_leaves_members_as_they_are_whatever_became_of_the_campaign(log, edit, member, members, execute, times):  # noqa: PLR0917 - fixtures
    receipt = await log("call spoke")
    await execute("update campaigns set status = 'paused'")

    await edit(receipt, {"subject": "spoke about seats", "direction": "outbound"})

    assert await members() == [("contacted", (await times())[0])]


async def test_a_call_that_is_moved_moves_the_last_contact_though_the_campaign_is_paused(log, edit, member, members, execute, times):  # noqa: PLR0917 - fixtures
    receipt = await log("call spoke")
    await execute("update campaigns set status = 'paused'")

    await edit(receipt, {"at1": int((datetime.now(UTC) - timedelta(days=1)).timestamp())})

    assert (await times())[0] < datetime.now(UTC) - timedelta(hours=23)
    assert await members() == [("contacted", (await times())[0])]


async def test_an_inbound_call_is_no_contact_of_ours(log, edit, member, members):
    await edit(await log("call spoke"), {"direction": "inbound"})

    assert await members() == [("pending", None)]


@pytest.mark.parametrize("words", ["call pricing", "call spoke", "email called me", "email pricing", "meeting held, 20 min", "call called me"])
async def test_an_untouched_edit_changes_nothing(log, edit, rows, words):
    receipt = await log(words)
    before = await rows("select * from activities")

    await edit(receipt)

    assert await rows("select * from activities") == before
    assert await rows("select field from slack.changes where table_name = 'activities'") == []


@pytest.mark.parametrize(
    ("words", "details"),
    [
        ("call pricing", {"outcome": "interested", "sentiment": "good"}),
        ("email pricing", {"outcome": "replied", "duration_minutes": 3}),
        ("email pricing", {"direction": "both"}),
        ("call ring tomorrow 10:00", {"direction": "outbound"}),
        ("meeting pricing", {"direction": "inbound"}),
    ],
)
async def test_what_the_form_does_not_ask_for_stays_though_the_words_are_edited(log, edit, execute, rows, words, details):  # noqa: PLR0917 - fixtures
    receipt = await log(words)
    await execute("update activities set metadata = cast(:details as jsonb)", details=json.dumps(details))

    await edit(receipt, {"subject": "prices"})

    assert await rows("select subject, metadata from activities") == [{"subject": "prices", "metadata": details}]


async def test_an_edit_keeps_the_end_of_words_that_the_form_does_not_hold(log, edit, execute, rows):
    receipt = await log("call pricing")
    await execute("update activities set content = :words", words="word " * 1000 + "the end")

    await edit(receipt, {"subject": "prices"})

    assert await rows("select subject, content from activities") == [{"subject": "prices", "content": "word " * 1000 + "the end"}]


async def test_another_kind_keeps_the_time_of_what_was_done(log, edit, times):
    receipt = await log("call spoke 3 days ago")
    [before] = await times()

    await edit(receipt, what="meeting")

    assert await times() == [before]


@pytest.mark.parametrize("words", ["call spoke yesterday 16:00", "call spoke"])
async def test_undo_leaves_the_last_engagement_that_the_lead_came_with(log, undo, a_lead, slack, rows, words, bot):  # noqa: PLR0917 - fixtures
    known = datetime.now(UTC) - timedelta(hours=1)
    other = await a_lead(last_engagement_date=known)
    outcome = await slack.command("/lead", f"log {other.id} {words}")
    await bot.dispatcher.drain(5)

    await undo(outcome.message)

    assert await rows("select last_engagement_date as at from leads where id = :id", id=other.id) == [{"at": known}]


async def test_a_write_takes_at_most_eight_round_trips(slack, acme, lead, member, database_url, rows):  # noqa: PLR0917 - fixtures
    async with counting(database_url) as counted, opened(counted.url) as database, leadbot(slack, database, acme.id) as bot:
        await slack.command("/lead", "help", user="UCARA")
        await bot.dispatcher.drain(5)
        taken = {}

        async def count(what, act):
            before = counted.trips
            outcome = await act
            await bot.dispatcher.drain(5)
            taken[what] = counted.trips - before
            return outcome

        for turn in range(3):  # the first ones find out who Cara is, and prepare the statements
            said = await count("line", slack.command("/lead", f"log {lead.id} call spoke", user="UCARA"))
            await count("undo", slack.click(said.message, action_id="activity.undo"))
            message = await slack.say("Ana Ruiz is leaving", user="UBEN", channel="GDEALS")
            await slack.message_shortcut(message, "activity.capture", user="UCARA")
            await bot.dispatcher.drain(5)
            await count("private", slack.submit(slack.state.views.top("UCARA")))
            await slack.command("/lead", f"log {lead.id} call ring in {turn + 2} hours", user="UCARA")
            for what, undo in (("outcome", "due.reopen"), ("tomorrow", "due.move_back")):
                said = (await slack.command("/lead", "today", user="UCARA")).message
                await bot.dispatcher.drain(5)
                planned = (await rows("select id from activities where scheduled_at is not null order by id"))[0]["id"]
                picked = slack.click(said, action_id="due.act", value=f"{what} {planned} call")
                if what == "outcome":
                    await picked
                    await bot.dispatcher.drain(5)
                    picked = slack.submit(slack.state.views.top("UCARA"))
                await count(what, picked)
                await count(undo, slack.click(said, action_id=undo))

    beside = {"line": 1, "outcome": 1, "tomorrow": 1, "due.reopen": 1, "due.move_back": 1}  # which lead is meant; the day, drawn anew
    assert {what: trips for what, trips in taken.items() if trips > 8 + beside.get(what, 0)} == {}
