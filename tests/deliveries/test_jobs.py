"""Jobs are there if and only if the transaction commits that asks for them."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from store import deliveries, jobs
from store.deliveries import DRAIN
from store.jobs import Order
from tests.deliveries.conftest import ACME, MANIFEST

PAYLOAD = {"organization_id": 1, "channel_id": 7}


async def queued(owner):
    return await owner.fetch("select entrypoint, payload, dedupe_key, execute_after - created as waits from slack.pgqueuer order by id")


async def test_a_committed_job_is_in_the_queue(database, owner):
    async with database.sessions(ACME).begin(None) as session:
        await jobs.enqueue_all(session, [Order(DRAIN, PAYLOAD, after=timedelta(seconds=90))])

    (job,) = await queued(owner)
    assert (job["entrypoint"], json.loads(job["payload"]), job["waits"]) == (DRAIN, PAYLOAD, timedelta(seconds=90))


@pytest.mark.parametrize("first", [True, False], ids=["as the first statement", "after another statement"])
async def test_a_rollback_leaves_no_job(database, owner, first):
    async with AsyncSession(database.jobs) as session:
        if not first:
            await session.execute(text("select 1"))
        await jobs.enqueue(session, DRAIN, PAYLOAD)
        await session.rollback()

    assert await queued(owner) == []


async def test_a_job_as_the_first_statement_is_seen_by_others_only_after_the_commit(database, owner):
    async with AsyncSession(database.jobs) as session:
        await jobs.enqueue(session, DRAIN, PAYLOAD)
        assert await queued(owner) == []
        await session.commit()

    assert len(await queued(owner)) == 1


async def test_a_failing_transaction_delivers_nothing(ledger, slack, working):
    async def fail():
        async with ledger.database.sessions(ACME).begin(None) as session:
            await deliveries.add(session, organization_id=ACME, destination="CSALES", message={"text": "never"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await ledger.add("CSALES", "after it")

    assert await ledger.until_over() == ["sent"]
    assert [message.text for message in slack.messages()] == ["after it"]


async def test_a_key_that_waits_is_not_added_again(database, owner):
    async with AsyncSession(database.jobs) as session, session.begin():
        for key in ("seven", "seven", "eight"):
            await jobs.enqueue_all(session, [Order(DRAIN, PAYLOAD, key=key)])
        await jobs.enqueue_all(session, [])

    assert [job["dedupe_key"] for job in await queued(owner)] == ["seven", "eight"]


def test_the_queues_names_do_not_come_from_the_environment():
    shown = "from store.jobs import NAMES; print(NAMES.model_dump_json())"
    elsewhere = {"PGQUEUER_SCHEMA": "other", "CHANNEL": "five", "FUNCTION": "x", "QUEUE_TABLE": "y", "PGQUEUER_PREFIX": "z", "PATH": os.environ["PATH"]}

    said = subprocess.run([sys.executable, "-c", shown], env=elsewhere, cwd=MANIFEST.parent, capture_output=True, text=True, check=True).stdout

    assert json.loads(said) == json.loads(jobs.NAMES.model_dump_json())
