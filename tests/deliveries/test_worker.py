"""The worker: what it survives, and how it ends."""

import asyncio

import asyncpg
import pytest
from prometheus_client import REGISTRY

from bot.worker import run_worker
from handlers.deliveries import jobs
from store.database import connect
from store.urls import normalise_url
from tests.deliveries.conftest import a_worker, many_channels, texts, worker_process
from tests.postgres import create_database, drop_database


async def test_a_delivery_whose_job_was_lost_goes_out_all_the_same(slack, ledger, owner, database, clients):
    await ledger.add("CSALES", "kept")
    await owner.execute("delete from slack.pgqueuer")

    async with a_worker(database, clients):
        assert await ledger.until_over() == ["sent"]


async def test_what_a_dead_worker_had_sent_is_found_by_the_next_one(slack, ledger, owner, database, clients):
    delivery_id = await ledger.add("CSALES", "once")
    async with a_worker(database, clients):
        await ledger.until_over()
    await died_while_sending(owner, delivery_id)

    async with a_worker(database, clients):
        assert await ledger.until_over() == ["sent"]

    assert texts(slack.messages("CSALES")) == ["once"]


async def test_what_a_dead_worker_had_not_sent_yet_goes_out_before_younger_ones(slack, ledger, owner, database, clients):
    delivery_id = await ledger.add("CSALES", "first")
    await ledger.add("CSALES", "second")
    await died_while_sending(owner, delivery_id)

    async with a_worker(database, clients):
        assert await ledger.until_over() == ["sent", "sent"]

    assert texts(slack.messages("CSALES")) == ["first", "second"]


async def test_a_message_is_found_behind_many_younger_ones(slack, ledger, owner, database, clients):
    delivery_id = await ledger.add("CSALES", "once")
    async with a_worker(database, clients):
        await ledger.until_over()
    await died_while_sending(owner, delivery_id)
    for number in range(450):
        await slack.state.post("CSALES", "UBEN", f"chatter {number}")

    async with a_worker(database, clients):
        assert await ledger.until_over() == ["sent"]

    assert len(slack.calls_of("conversations.history")) == 3
    assert len(slack.calls_of("chat.postMessage")) == 1


async def test_a_history_too_long_to_read_leaves_it_uncertain(slack, ledger, owner, database, clients):
    delivery_id = await ledger.add("CSALES", "once")
    await died_while_sending(owner, delivery_id)
    for number in range(2001):
        await slack.state.post("CSALES", "UBEN", f"chatter {number}")

    async with a_worker(database, clients):
        assert await ledger.until_over() == ["uncertain"]

    assert "too much was written there" in (await ledger.of(delivery_id)).reason


async def test_looking_waits_when_slack_limits_it(slack, ledger, owner, database, clients):
    delivery_id = await ledger.add("CSALES", "once")
    await died_while_sending(owner, delivery_id)
    slack.faults.add("conversations.history", kind="rate_limited", retry_after=1)
    slack.faults.add("conversations.history", kind="error", status=500)

    async with a_worker(database, clients):
        assert await ledger.until_over() == ["sent"]

    assert texts(slack.messages("CSALES")) == ["once"]


async def test_a_lost_reply_is_looked_for_in_its_thread(slack, ledger, owner, database, clients):
    root = await slack.state.post("CSALES", "UBEN", "root")
    delivery_id = await ledger.add("CSALES", message={"text": "reply", "thread_ts": root.ts})
    await died_while_sending(owner, delivery_id)

    async with a_worker(database, clients):
        await ledger.until_over()

    assert slack.calls_of("conversations.replies")[0].arguments["ts"] == root.ts
    assert not slack.calls_of("conversations.history")


async def test_a_stopped_worker_finishes_what_it_holds_and_takes_nothing_new(slack, ledger, database, clients):
    slack.faults.add("chat.postMessage", kind="slow", seconds=0.6)
    await ledger.add("CSALES", "held")
    async with a_worker(database, clients) as stop:
        await ledger.until(lambda states: states == ["sending"])
        stop.set()
        await ledger.add("CSALES", "too late")

    assert await ledger.states() == ["sent", "queued"]


async def test_a_worker_that_cannot_finish_in_time_leaves_it_to_the_next(slack, ledger, database, clients):
    slack.faults.add("chat.postMessage", kind="slow", seconds=0.9)
    await ledger.add("CSALES", "once")
    async with a_worker(database, clients, finish_seconds=0.1) as stop:
        await ledger.until(lambda states: states == ["sending"])
        stop.set()
    assert await ledger.states() == ["sending"]

    async with a_worker(database, clients):
        assert await ledger.until_over() == ["sent"]

    assert texts(slack.messages("CSALES")) == ["once"]


async def test_a_worker_process_that_is_told_to_end_finishes_and_exits_well(slack, ledger, database_url):
    slack.faults.add("chat.postMessage", kind="slow", seconds=0.8)
    await ledger.add("CSALES", "held")
    with worker_process(database_url, slack.api_url) as process:
        await ledger.until(lambda states: states == ["sending"])
        process.terminate()
        assert await asyncio.to_thread(process.wait, 10) == 0

    assert await ledger.states() == ["sent"]


async def test_two_workers_share_the_queue_and_send_everything_once(slack, ledger, database, clients):
    channels = many_channels(slack, 5)
    for number in range(15):
        await ledger.add(channels[number % 5], f"message {number}")

    async with a_worker(database, clients), a_worker(database, clients):
        await ledger.until_over()

    assert sorted(texts(slack.messages())) == sorted(f"message {number}" for number in range(15))
    assert not slack.too_fast


async def test_what_became_of_deliveries_is_counted(slack, ledger, working):
    before = REGISTRY.get_sample_value("leadbot_deliveries_total", {"state": "sent"}) or 0
    await ledger.add("CSALES")
    await ledger.until_over()
    await asyncio.sleep(0)

    assert REGISTRY.get_sample_value("leadbot_deliveries_total", {"state": "sent"}) == before + 1


async def test_old_traces_are_forgotten_and_the_ledger_is_kept(ledger, owner, database):
    await ledger.add("CSALES")
    await owner.execute("insert into slack.received (source, key, received_at) values ('event', 'old', now() - interval '8 days'), ('event', 'new', now())")
    await owner.execute("update slack.pgqueuer_log set created = now() - interval '4 days'")
    await owner.execute("update slack.deliveries set created_at = now() - interval '400 days'")
    await owner.execute(
        "insert into slack.captured (organization_id, channel, ts, table_name, row_id) select id, 'C1', '1.1', 'lead_notes', 999 from organizations"
    )

    await jobs.tidy(database)

    assert [row["key"] for row in await owner.fetch("select key from slack.received")] == ["new"]
    assert await owner.fetchval("select count(*) from slack.pgqueuer_log") == 0
    assert await owner.fetchval("select count(*) from slack.captured") == 0
    assert await ledger.states() == ["queued"]


async def test_a_database_that_was_not_migrated_ends_the_worker(postgres_url, database_url, clients):
    empty = await create_database(postgres_url)
    database = connect(normalise_url(empty))

    with pytest.raises(RuntimeError, match="missing"):
        await run_worker(database, clients, stop=asyncio.Event())

    await database.close()
    await drop_database(empty)


async def died_while_sending(owner: asyncpg.Connection, delivery_id: int) -> None:
    """As a worker leaves it that is killed: claimed, leased, nothing recorded, its lease over; and no job knows of it."""
    await owner.execute("update slack.deliveries set state = 'sending', message_ts = null, attempts = 1, claimed_at = now() where id = $1", delivery_id)
    await owner.execute("update slack.channels set leased_until = now() - interval '1 second', next_at = now() - interval '1 second'")
    await owner.execute("delete from slack.pgqueuer")
