"""The database stops in the middle of the work, and comes back after a while."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import asyncpg

from store import migrate
from store.database import connect
from store.embedded import running
from store.urls import normalise_url
from tests.deliveries.conftest import HISTORY, Ledger, a_worker, texts


async def test_a_lost_database_is_waited_for_and_no_answer_is_lost_with_it(slack, clients, data_dir):
    slack.installation.scopes -= HISTORY  # so that nothing but the kept answer can tell that it was sent
    slack.faults.add("chat.postMessage", kind="slow", seconds=0.5)
    with ExitStack() as server:
        url = server.enter_context(running(data_dir, durable=False))
        database = await migrated(url)
        async with a_worker(database, clients):
            async with ledger_of(database, url) as ledger:
                await ledger.add("CSALES", "during")
                await ledger.add("CSALES", "after")
                await ledger.until(lambda states: states[0] == "sending")
                await stop(ledger.owner)
            await asyncio.sleep(1.2)
            assert texts(slack.messages("CSALES")) == ["during"]

            await asyncio.to_thread(server.enter_context, running(data_dir, durable=False))
            async with ledger_of(database, url) as ledger:
                assert await ledger.until_over() == ["sent", "sent"]
        await database.close()

    assert texts(slack.messages("CSALES")) == ["during", "after"]


async def migrated(url: str):
    await migrate.upgrade(url)
    connection = await asyncpg.connect(url)
    await connection.execute("insert into organizations (name, slug) values ('Acme', 'acme')")
    await connection.close()
    return connect(normalise_url(url))


@asynccontextmanager
async def ledger_of(database, url: str) -> AsyncIterator[Ledger]:
    connection = await asyncpg.connect(url)
    try:
        yield Ledger(database, connection)
    finally:
        connection.terminate()


async def stop(owner: asyncpg.Connection) -> None:
    """A fast shutdown, as a restart of the service does it."""
    directory = Path(await owner.fetchval("show data_directory"))
    os.kill(int((directory / "postmaster.pid").read_text().splitlines()[0]), signal.SIGINT)
    async with asyncio.timeout(20):
        while (directory / "postmaster.pid").exists():
            await asyncio.sleep(0.05)
