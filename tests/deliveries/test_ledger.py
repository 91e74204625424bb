"""The ledger's own rules, without Slack: leases, order, one queue a destination."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, text

from handlers.deliveries.jobs import sweep
from store import deliveries
from store.deliveries import Claim, Outcome
from store.slack_models import Delivery
from tests.deliveries.conftest import ACME, OTHER

LEASE = timedelta(seconds=30)
NO_TIME = timedelta(0)


async def ask(ledger, channel_id: int, *, organization_id: int = ACME, lease: timedelta = LEASE) -> Claim | None:
    async with ledger.database.sessions(organization_id).begin(None) as session:
        return await deliveries.claim(session, organization_id=organization_id, channel_id=channel_id, lease=lease)


async def claim(ledger, channel_id: int, *, lease: timedelta = LEASE) -> Claim:
    claimed = await ask(ledger, channel_id, lease=lease)
    assert claimed is not None
    return claimed


async def record(ledger, claimed: Claim, outcome: Outcome) -> bool:
    async with ledger.database.sessions(ACME).begin(None) as session:
        return await deliveries.record(session, claimed, outcome)


async def channel_of(ledger, destination: str = "CSALES") -> int:
    return (await ledger.channel(destination))["id"]


async def waiting_jobs(owner) -> list[timedelta]:
    return [row["waits"] for row in await owner.fetch("select execute_after - created as waits from slack.pgqueuer order by id")]


async def test_a_leased_channel_is_nobody_elses(ledger):
    await ledger.add("CSALES")
    await ledger.add("CSALES")
    channel_id = await channel_of(ledger)

    await claim(ledger, channel_id)
    assert await ask(ledger, channel_id) is None


async def test_two_workers_that_ask_at_once_get_one_claim(ledger):
    await ledger.add("CSALES")
    await ledger.add("CSALES")
    channel_id = await channel_of(ledger)

    claims = await asyncio.gather(*(ask(ledger, channel_id) for _ in range(5)))

    assert sum(one is not None for one in claims) == 1


async def test_a_channel_of_another_organization_cannot_be_claimed(ledger):
    await ledger.add("CSALES")

    assert await ask(ledger, await channel_of(ledger), organization_id=OTHER) is None


async def test_a_recorded_delivery_leaves_a_job_for_the_next_one_a_second_later(ledger, owner):
    first, second = await ledger.add("CSALES"), await ledger.add("CSALES")
    claimed = await claim(ledger, await channel_of(ledger))
    await owner.execute("delete from slack.pgqueuer")

    assert await record(ledger, claimed, Outcome("sent", message_ts="1.2"))

    (waits,) = await waiting_jobs(owner)
    assert timedelta(seconds=0.9) < waits <= timedelta(seconds=1.1)
    assert claimed.delivery_id == first < second


async def test_however_many_ask_too_early_one_job_waits_for_the_moment(ledger, owner):
    await ledger.add("CSALES")
    await ledger.add("CSALES")
    channel_id = await channel_of(ledger)
    await record(ledger, await claim(ledger, channel_id), Outcome("sent", message_ts="1.2"))
    await owner.execute("delete from slack.pgqueuer")

    for _ in range(3):
        assert await ask(ledger, channel_id) is None

    assert len(await waiting_jobs(owner)) == 1


async def test_nothing_waits_no_job(ledger, owner):
    await ledger.add("CSALES")
    claimed = await claim(ledger, await channel_of(ledger))
    await owner.execute("delete from slack.pgqueuer")

    await record(ledger, claimed, Outcome("sent", message_ts="1.2"))

    assert await waiting_jobs(owner) == []


async def test_after_a_lost_lease_a_success_still_counts_and_nothing_else_does(ledger):
    delivery_id = await ledger.add("CSALES")
    channel_id = await channel_of(ledger)
    slow = await claim(ledger, channel_id, lease=NO_TIME)
    next_one = await claim(ledger, channel_id)
    assert next_one.was_sending
    assert next_one.claimed_at is not None

    assert not await record(ledger, slow, Outcome("failed", reason="is_archived", pause="is_archived"))
    assert await ledger.states() == ["sending"]
    assert not await record(ledger, slow, Outcome("sent", message_ts="1.2"))
    assert await record(ledger, next_one, Outcome("uncertain", reason="who knows"))

    delivery = await ledger.of(delivery_id)
    assert (delivery.state, delivery.reason, delivery.message_ts) == ("sent", None, "1.2")
    assert (await ledger.channel("CSALES"))["paused_because"] is None


async def test_what_was_lost_is_looked_for_from_its_first_claim_on(ledger):
    await ledger.add("CSALES")
    channel_id = await channel_of(ledger)
    await claim(ledger, channel_id, lease=NO_TIME)
    second = await claim(ledger, channel_id, lease=NO_TIME)
    third = await claim(ledger, channel_id)

    assert second.claimed_at == third.claimed_at


async def test_adding_does_not_wait_for_a_worker_that_holds_the_channels_row(ledger, owner):
    await ledger.add("CSALES")
    async with owner.transaction():
        await owner.execute("select from slack.channels for no key update")
        async with asyncio.timeout(5):
            await ledger.add("CSALES")


async def test_two_that_add_to_a_new_destination_at_once_share_one_queue(ledger, owner):
    await asyncio.gather(*(ledger.add("CNEW") for _ in range(5)))

    assert await owner.fetchval("select count(*) from slack.channels") == 1
    assert await owner.fetchval("select count(distinct channel_id) from slack.deliveries") == 1


async def test_times_are_the_databases(ledger):
    async with ledger.database.sessions(ACME).begin(None) as session:
        await deliveries.add(session, organization_id=ACME, destination="CSALES", message={"text": "hello"})
        assert (await session.execute(text("select due_at = now() from slack.deliveries"))).scalar_one()


async def test_overdue_channels_of_all_organizations_are_woken_once(ledger, owner):
    await ledger.add("CSALES")
    await ledger.add("CSALES", organization_id=OTHER)
    await ledger.add("CPAUSED")
    await owner.execute("update slack.channels set paused_because = 'is_archived' where destination = 'CPAUSED'")
    await owner.execute("delete from slack.pgqueuer")

    for _ in range(2):
        assert await sweep(ledger.database) == 2

    payloads = await owner.fetch("select payload from slack.pgqueuer")
    assert len(payloads) == 2


async def test_the_ledger_of_another_organization_is_not_seen(ledger):
    await ledger.add("CSALES", organization_id=OTHER)
    async with ledger.database.sessions(ACME).begin(None) as session:
        assert (await session.scalars(select(Delivery))).all() == []
