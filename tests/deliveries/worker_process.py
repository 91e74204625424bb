"""`leadbot worker` in small: a process that the tests may kill."""

import asyncio
import signal
import sys

from slack_sdk.web.async_client import AsyncWebClient

from bot.worker import Rhythm, run_worker
from store.database import connect
from store.urls import normalise_url
from tests.deliveries.conftest import QUICK, a_client


async def main(database_url: str, api_url: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = connect(normalise_url(database_url))
    async with a_client(api_url) as client:

        async def of_organization(organization_id: int) -> AsyncWebClient:
            return client

        await run_worker(database, of_organization, stop=stop, rhythm=Rhythm(QUICK, sweep_seconds=0.5))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
