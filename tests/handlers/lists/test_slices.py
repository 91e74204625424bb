"""Thousands of leads at once: in slices, with a message that tells how far it is, through a killed worker and a lost database, nobody twice."""

import asyncio

import asyncpg
import pytest

from crm.lists import SLICE
from tests.deliveries.conftest import worker_process

COUNT = 2 * SLICE + 500


@pytest.fixture
def many_leads(execute, acme):
    async def make(count=COUNT):
        await execute(
            "insert into leads (organization_id, first_name, assigned_to_id) select :organization, 'Lead ' || n, :ben from generate_series(1, :count) n",
            organization=acme.id,
            ben=acme.people["UBEN"].id,
            count=count,
        )

    return make


@pytest.fixture
def begin(slack, bot, a_campaign):
    """Cara enrolls all of Ben's leads; gives when the first slice is done."""

    async def run():
        await a_campaign()
        listed = (await slack.command("/lead", "@ben", user="UCARA")).message
        await slack.click(listed, action_id="list.enroll")
        await bot.dispatcher.drain(5)
        view = slack.state.views.top("UCARA")
        await slack.submit(view, {"campaign": (await slack.suggest(view, "campaign.pick", "spring")).options[0]})
        await bot.dispatcher.drain(5)
        await slack.submit(slack.state.views.top("UCARA"))
        await bot.dispatcher.drain(5)
        return slack.messages("CSALES", "UCARA")[-1]

    return run


@pytest.fixture
def begin_assign(slack, bot):
    """Cara shares all of Ben's leads out to Ana and herself; gives when the first slice is done."""

    async def run():
        listed = (await slack.command("/lead", "@ben", user="UCARA")).message
        await slack.click(listed, action_id="list.assign")
        await bot.dispatcher.drain(5)
        await slack.submit(slack.state.views.top("UCARA"), {"to": ["UANA", "UCARA"]})
        await bot.dispatcher.drain(5)
        await slack.submit(slack.state.views.top("UCARA"))
        await bot.dispatcher.drain(5)
        return slack.messages("CSALES", "UCARA")[-1]

    return run


@pytest.fixture
async def direct(database_url):
    """A connection of the test's own."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def until(condition, seconds=40.0):
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.1)


@pytest.fixture
def finished(direct):
    async def ask():
        return await direct.fetchval("select bool_and(state = 'done') from slack.batches")

    return ask


@pytest.fixture
def blocked(rows):
    """Whether a slice waits for a row that the test holds. Asked over another connection: in a transaction PostgreSQL answers what it saw first."""

    async def ask():
        return bool(await rows("select pid from pg_stat_activity where wait_event_type = 'Lock' and state = 'active' and datname = current_database()"))

    return ask


async def test_the_receipt_and_a_message_tell_how_far_it_is_and_the_message_ends_as_the_summary(slack, many_leads, begin, direct, finished, database_url):  # noqa: PLR0917 - fixtures
    await many_leads()

    receipt = await begin()
    assert f"Enrolling leads: {SLICE:,} of {COUNT:,} so far." in receipt.text
    with worker_process(database_url, slack.api_url):
        await until(finished)

        async def told():
            return any(f"Enrolled {COUNT:,} leads in Spring webinar." in message.text for message in slack.messages(slack.dm("UCARA")))

        await until(told)

    [message] = slack.messages(slack.dm("UCARA"))
    assert "[Undo]" in message.text
    assert await direct.fetchval("select count(*) from campaign_leads") == COUNT
    assert await direct.fetchval("select count(*) from slack.events where kind in ('member.added', 'list.done')") == 1


async def test_a_worker_killed_in_the_middle_of_a_slice_is_taken_over_and_nobody_is_enrolled_twice(  # noqa: PLR0917 - fixtures
    slack, many_leads, begin, direct, finished, blocked, database_url
):
    await many_leads()
    await begin()
    async with direct.transaction():
        await direct.execute("select from leads where id = (select leads[3500] from slack.batches) for update")
        with worker_process(database_url, slack.api_url) as first:
            await until(blocked)
            first.kill()
            first.wait()
        assert await direct.fetchval("select position from slack.batches") == SLICE

    with worker_process(database_url, slack.api_url):
        await until(finished)

    assert await direct.fetchval("select count(*) from campaign_leads") == COUNT
    assert await direct.fetchval("select cardinality(changed) from slack.batches") == COUNT


@pytest.fixture
def shared(rows):
    """How many leads are whose."""

    async def fetch():
        found = await rows("select u.first_name as owner, count(*) as count from leads l left join users u on u.id = l.assigned_to_id group by 1")
        return {row["owner"]: row["count"] for row in found}

    return fetch


async def test_exactly_ten_thousand_that_postgresql_never_counted_are_assigned_in_slices_and_taken_back(  # noqa: PLR0917 - fixtures
    slack, bot, many_leads, begin_assign, direct, finished, shared, execute, database_url
):
    await many_leads(10_000)

    receipt = await begin_assign()
    assert f"Assigning leads: {SLICE:,} of 10,000 so far." in receipt.text
    with worker_process(database_url, slack.api_url):
        await until(finished)
        assert await shared() == {"Ana": 5_000, "Cara": 5_000}

        async def told(said):
            return any(said in message.text for message in slack.messages(slack.dm("UCARA")))

        await until(lambda: told("Assigned 10,000 leads to Ana Moreau (5,000) and Cara Okafor (5,000)."))
        await execute("update leads set assigned_to_id = null where id = (select leads[5000] from slack.batches)")
        await slack.click(slack.messages(slack.dm("UCARA"))[0], action_id="list.undo", user="UCARA")
        await bot.dispatcher.drain(5)
        await until(finished)
        await until(lambda: told("Put back: 9,999 leads. 1 lead was changed since and stays as it is."))

    assert await shared() == {"Ben": 9_999, None: 1}
    assert len(slack.messages(slack.dm("UCARA"))) == 1


async def test_a_worker_killed_while_it_assigns_or_puts_back_is_taken_over(  # noqa: PLR0917 - fixtures
    slack, bot, many_leads, begin_assign, direct, finished, blocked, shared, database_url
):
    async def killed():
        async with direct.transaction():
            await direct.execute("select from leads where id = (select leads[3500] from slack.batches order by id limit 1) for update")
            with worker_process(database_url, slack.api_url) as first:
                await until(blocked)
                first.kill()
                first.wait()
        with worker_process(database_url, slack.api_url):
            await until(finished)
            await asyncio.sleep(1)

    await many_leads()
    await begin_assign()
    await killed()
    assert await shared() == {"Ana": COUNT // 2, "Cara": COUNT // 2}
    assert await direct.fetchval("select count(*) from slack.changes where field = 'assigned_to_id'") == COUNT

    await slack.click(slack.messages(slack.dm("UCARA"))[0], action_id="list.undo", user="UCARA")
    await bot.dispatcher.drain(5)
    await killed()

    assert await shared() == {"Ben": COUNT}


async def test_a_database_that_goes_away_in_the_middle_of_a_slice_is_waited_for(slack, many_leads, begin, direct, finished, blocked, database_url):  # noqa: PLR0917 - fixtures
    await many_leads()
    await begin()
    with worker_process(database_url, slack.api_url):
        async with direct.transaction():
            await direct.execute("select from leads where id = (select leads[3500] from slack.batches) for update")
            await until(blocked)
            await direct.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        await until(finished)

    assert await direct.fetchval("select count(*) from campaign_leads") == COUNT


async def test_a_database_that_goes_away_while_leads_are_assigned_or_put_back_is_waited_for(  # noqa: PLR0917 - fixtures
    slack, bot, many_leads, begin_assign, direct, blocked, database_url
):
    async def connections():
        return [row["pid"] for row in await direct.fetch("select pid from pg_stat_activity where datname = current_database()")]

    async def lost(summary):
        async def told():
            return any(summary in message.text for message in slack.messages(slack.dm("UCARA")))

        others = await connections()
        with worker_process(database_url, slack.api_url):
            async with direct.transaction():
                await direct.execute("select from leads where id = (select leads[3500] from slack.batches order by id limit 1) for update")
                await until(blocked)
                cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> all ($1)"
                assert await direct.fetchval(cut, others) > 0
            await until(told)

    async def owned():
        found = await direct.fetch("select u.first_name as owner, count(*) as count from leads l join users u on u.id = l.assigned_to_id group by 1")
        return {row["owner"]: row["count"] for row in found}

    await many_leads()
    await begin_assign()
    await lost(f"Assigned {COUNT:,} leads to Ana Moreau")
    assert await owned() == {"Ana": COUNT // 2, "Cara": COUNT // 2}
    assert await direct.fetchval("select count(*) from slack.changes where field = 'assigned_to_id'") == COUNT

    await slack.click(slack.messages(slack.dm("UCARA"))[0], action_id="list.undo", user="UCARA")
    await bot.dispatcher.drain(5)
    await lost(f"Put back: {COUNT:,} leads.")

    assert await owned() == {"Ben": COUNT}


async def test_a_campaign_that_ends_in_between_stops_the_list_which_says_so(slack, many_leads, begin, execute, direct, database_url):  # noqa: PLR0917 - fixtures
    await many_leads()
    await begin()
    await execute("update campaigns set status = 'completed'")

    with worker_process(database_url, slack.api_url):

        async def told():
            return any(f"It stopped after {SLICE:,} of {COUNT:,}: the campaign is completed" in message.text for message in slack.messages(slack.dm("UCARA")))

        await until(told)

    assert await direct.fetchval("select count(*) from campaign_leads") == SLICE


async def test_who_leaves_in_between_gets_no_more_leads_and_what_was_assigned_can_be_put_back(  # noqa: PLR0917 - fixtures
    slack, bot, many_leads, begin_assign, execute, direct, database_url, acme
):
    await many_leads()
    await begin_assign()
    await execute("update users set is_active = false where id = :ana", ana=acme.people["UANA"].id)

    with worker_process(database_url, slack.api_url):

        async def told():
            return any(
                f"It stopped after {SLICE:,} of {COUNT:,}: Ana Moreau can have no leads any more." in one.text for one in slack.messages(slack.dm("UCARA"))
            )

        await until(told)
        ben = acme.people["UBEN"].id
        assert await direct.fetchval("select count(*) from leads where assigned_to_id = $1", ben) == COUNT - SLICE
        await slack.click(slack.messages(slack.dm("UCARA"))[-1], action_id="list.undo", user="UCARA")
        await bot.dispatcher.drain(5)

        async def back():
            return await direct.fetchval("select count(*) from leads where assigned_to_id = $1", ben) == COUNT

        await until(back)


async def test_more_than_ten_thousand_are_refused_before_anything_is_done(slack, bot, many_leads, direct):
    await many_leads(10_001)
    listed = (await slack.command("/lead", "@ben", user="UCARA")).message

    await slack.click(listed, action_id="list.enroll")
    await bot.dispatcher.drain(5)

    assert "more than 10,000 leads" in str(slack.state.views.top("UCARA").blocks)
    assert await direct.fetchval("select count(*) from slack.batches") == 0
