"""The database and Slack's Web API in trouble: what a person is told, and how it heals."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from store import migrate
from store.models import Campaign
from tests.bot.servers import Server, backends, frozen
from tests.leadbot import add
from tests.postgres import create_database, temporary_directory

UNREACHABLE = "I can't reach the leads right now. Nothing is lost; try again in a minute."
SILENT = "Slack does not say who you are right now."


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[Server]:
    """A PostgreSQL of this module's own, with the migrated database `leadbot`."""
    with temporary_directory() as directory:
        server = Server(directory / "data")
        with server.users:
            await server.start()
            await migrate.upgrade(server.url)
            yield server


@pytest.fixture
async def database_url(server) -> str:
    """Of the module's own server, so that all that is built upon it can lose it."""
    return await create_database(server.url, template=server.url)


@pytest.fixture
def a_campaign(owner, acme):
    async def make(name="Spring webinar"):
        return await add(owner, Campaign(organization_id=acme.id, name=name, status="active"))

    return make


async def eventually_a_card(slack, lead, **who):
    """The bot answers again by itself; gives the card."""
    async with asyncio.timeout(10):
        while UNREACHABLE in (outcome := await slack.command("/lead", str(lead.id), **who)).text:
            await asyncio.sleep(0.2)
    return outcome.text


async def test_a_database_that_is_gone_for_ten_seconds_is_a_sentence_and_comes_back_by_itself(slack, bot, a_lead, server, owner):
    lead = await a_lead(first_name="Ana", last_name="Ruiz")
    assert "Ana Ruiz" in (await slack.command("/lead", str(lead.id), user="UANA")).text
    await owner.dispose()
    await server.stop()

    known = await slack.command("/lead", str(lead.id), user="UANA")
    unknown = await slack.command("/lead", str(lead.id), user="UBEN")
    await asyncio.sleep(10)
    still = await slack.command("/lead", str(lead.id), user="UANA")
    await server.start()
    card = await eventually_a_card(slack, lead, user="UANA")

    for outcome in (known, unknown, still):
        assert (outcome.status, outcome.problems) == (200, [])
        assert outcome.ack_ms < 3000
        assert UNREACHABLE in outcome.text
        assert f"/lead {lead.id}" in outcome.text
    assert "Ana Ruiz" in card
    again = await (await slack.click(known.message, action_id="lead.again")).later()
    assert again is known.message
    assert "Ana Ruiz" in again.text
    assert UNREACHABLE not in again.text


async def test_home_says_that_the_database_is_gone_and_is_itself_when_it_is_back(slack, bot, a_lead, server, owner):
    await a_lead()
    await slack.command("/lead", "today")
    await owner.dispose()
    await server.stop()

    await slack.open_home("UANA")
    await bot.dispatcher.drain(10)
    assert [block["text"]["text"] for block in slack.home("UANA").blocks] == [UNREACHABLE]

    await server.start()
    async with asyncio.timeout(10):
        while "My day" not in str(slack.home("UANA").blocks):
            await slack.open_home("UANA")
            await bot.dispatcher.drain(10)


async def test_try_again_while_the_database_is_still_gone_says_so_in_the_same_place(slack, bot, a_lead, server, owner):
    lead = await a_lead()
    await owner.dispose()
    await server.stop()
    outcome = await slack.command("/lead", str(lead.id))

    again = await (await slack.click(outcome.message, action_id="lead.again")).later()

    assert again is outcome.message
    assert again.edited_ts
    assert UNREACHABLE in again.text
    await server.start()
    await eventually_a_card(slack, lead)
    later = await (await slack.click(outcome.message, action_id="lead.again")).later()
    assert later is outcome.message
    assert "Ana Ruiz" in later.text


async def test_a_click_that_failed_does_the_same_when_it_is_tried_again(slack, bot, a_lead, a_campaign, server, owner):  # noqa: PLR0917 - fixtures
    lead = await a_lead()
    spring = await a_campaign()
    listed = (await slack.command("/campaign", "")).message
    card = (await slack.command("/lead", str(lead.id))).message
    await owner.dispose()
    await server.stop()

    opened = await (await slack.click(listed, action_id="campaign.open", value=str(spring.id))).later()
    claimed = await (await slack.click(card, action_id="lead.claim")).later()
    assert UNREACHABLE in opened.text
    assert UNREACHABLE in claimed.text
    await server.start()
    await eventually_a_card(slack, lead)

    assert "Spring webinar  #" in (await (await slack.click(opened, action_id="campaign.open")).later()).text
    assert "This lead is now yours" in (await (await slack.click(claimed, action_id="lead.claim")).later()).text


async def test_a_campaigns_line_that_failed_is_tried_again_as_what_it_was(slack, bot, a_lead, a_campaign, server, owner):  # noqa: PLR0917 - fixtures
    lead = await a_lead()
    await a_campaign()
    await slack.command("/campaign", "")
    await owner.dispose()
    await server.stop()

    through_campaign = await slack.command("/campaign", "spring webinar")
    through_lead = await slack.command("/lead", "campaign spring webinar")
    await server.start()
    await eventually_a_card(slack, lead)

    for outcome in (through_campaign, through_lead):
        assert UNREACHABLE in outcome.text
        assert "Spring webinar  #" in (await (await slack.click(outcome.message, action_id="lead.again")).later()).text


async def test_a_table_that_is_locked_is_acked_in_time_and_a_sentence_within_ten_seconds(slack, bot, a_lead, owner):
    lead = await a_lead()
    async with owner.connect() as connection:
        await connection.execute(text("lock table leads in access exclusive mode"))
        outcome = await slack.command("/lead", str(lead.id))
        late = await outcome.later(timeout=10)
        await connection.rollback()

    assert (outcome.status, outcome.text) == (200, "")
    assert outcome.ack_ms < 3000
    assert UNREACHABLE in late.text
    assert "Ana Ruiz" in await eventually_a_card(slack, lead)


async def test_a_database_that_hangs_is_acked_in_time_and_a_sentence_within_ten_seconds(slack, bot, a_lead, database_url, server):
    lead = await a_lead()
    await slack.command("/lead", str(lead.id))
    await bot.dispatcher.drain(5)  # what remains of it would have the connection, and the next command a new one
    with frozen(await backends(server.url)):
        outcome = await slack.command("/lead", str(lead.id))
        late = await outcome.later(timeout=10)

    assert (outcome.status, outcome.text) == (200, "")
    assert outcome.ack_ms < 3000
    assert UNREACHABLE in late.text
    assert "Ana Ruiz" in await eventually_a_card(slack, lead)


TROUBLES = {
    "slow": {"kind": "slow", "seconds": 9},
    "refusing": {"kind": "refuse", "code": "fatal_error"},
    "rate limiting": {"kind": "rate_limited"},
    "answering 500": {"kind": "error", "status": 500},
    "answering 503": {"kind": "error", "status": 503},
    "breaking off": {"kind": "reset"},
    "never answering": {"kind": "lost"},
    "answering with half of its JSON": {"kind": "garbled"},
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_newcomer_is_told_when_slack_does_not_say_who_they_are_and_can_try_again(slack, bot, a_lead, owner, trouble):
    await a_lead(first_name="Ana", last_name="Ruiz")
    async with owner.begin() as connection:
        await connection.execute(text("delete from slack.identities where slack_user_id = 'UBEN'"))
    slack.faults.add("users.info", times=5, **trouble)

    outcome = await slack.command("/lead", "Ana Ruiz", user="UBEN")
    told = await outcome.later(timeout=12)
    sentence, shown = told.fallback, told.text
    linked = await slack.command("/lead", "Ana Ruiz", user="UANA")
    slack.faults.clear()
    again = await (await slack.click(told, action_id="lead.again")).later()

    assert (outcome.status, outcome.text) == (200, "")
    assert outcome.ack_ms < 3000
    assert sentence.startswith(SILENT)
    assert "/lead Ana Ruiz" in shown
    assert "Ana Ruiz · Acme Corp" in linked.message.fallback
    assert again is told
    assert "Ana Ruiz · Acme Corp" in again.fallback


async def test_a_slack_that_is_down_changes_nothing_for_whoever_is_linked(slack, bot, a_lead):
    lead = await a_lead()
    slack.faults.add("*", kind="error", status=503, times=100)

    outcomes = [await slack.command("/lead", str(lead.id), user=user) for user in ("UANA", "UCARA", "UANA")]

    assert ["Ana Ruiz" in outcome.text for outcome in outcomes] == [True, True, True]


async def test_the_same_read_twice_is_answered_once_each(slack, bot, a_lead):
    lead = await a_lead()

    outcome = await slack.command("/lead", str(lead.id), twice=True)

    assert outcome.repeat is not None
    assert [len(one.messages) for one in (outcome, outcome.repeat)] == [1, 1]
    assert outcome.text == outcome.repeat.text
    assert slack.calls_of("chat.postMessage") == []
