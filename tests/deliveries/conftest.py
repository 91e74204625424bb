"""A migrated database with two organizations, a local Slack, and workers between them."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import asyncpg
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot import slack as slack_clients
from bot.worker import Rhythm, run_worker
from handlers.deliveries.jobs import Clients
from handlers.deliveries.sending import Pace
from playground.people import BOT_USER_ID, Channel
from playground.server import Playground
from playground.state import Message
from store import deliveries
from store.database import Database, connect
from store.slack_models import Delivery
from store.urls import normalise_url
from tests.database import template_url
from tests.postgres import create_database, drop_database

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
TOKEN = "xoxb-tests"
HISTORY = {"channels:history", "groups:history", "im:history"}
ACME, OTHER = 1, 2
QUICK = Pace(lease=timedelta(seconds=6), send=timedelta(seconds=2), rest=timedelta(seconds=1), settle=timedelta(seconds=0.2))


@pytest.fixture
async def database_url(postgres_url) -> AsyncIterator[str]:
    """A migrated database of the test's own, with two organizations."""
    url = await create_database(postgres_url, template=await template_url(postgres_url))
    connection = await asyncpg.connect(url)
    await connection.execute("insert into organizations (name, slug) values ('Acme', 'acme'), ('Borealis', 'borealis')")
    await connection.close()
    yield url
    await drop_database(url)


@pytest.fixture
async def database(database_url) -> AsyncIterator[Database]:
    database = connect(normalise_url(database_url))
    yield database
    await database.close()


@pytest.fixture
async def owner(database_url) -> AsyncIterator[asyncpg.Connection]:
    """Sees and changes everything."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(MANIFEST, signing_secret="a secret for tests", bot_token=TOKEN, app_token="xapp-tests") as playground:
        yield playground


@pytest.fixture
async def clients(slack) -> AsyncIterator[Clients]:
    async with a_client(slack.api_url) as client:

        async def of_organization(organization_id: int) -> AsyncWebClient:
            return client

        yield of_organization


@pytest.fixture
def unused_port() -> int:
    """Where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def a_client(api_url: str) -> AsyncIterator[AsyncWebClient]:
    async with slack_clients.open_session(api_url) as session:
        yield slack_clients.client(session, api_url=api_url, token=TOKEN)


@dataclass
class Ledger:
    """Adds deliveries and tells what became of them."""

    database: Database
    owner: asyncpg.Connection

    async def add(self, destination: str, text: str = "hello", *, organization_id: int = ACME, **more: Any) -> int:
        async with self.database.sessions(organization_id).begin(None) as session:
            message = more.pop("message", {"text": text})
            return await deliveries.add(session, organization_id=organization_id, destination=destination, message=message, **more)

    async def resume(self, reason: str) -> int:
        async with self.database.sessions(ACME).begin(None) as session:
            return await deliveries.resume_after(session, organization_id=ACME, reasons=[reason])

    async def of(self, delivery_id: int) -> Delivery:
        async with self.database.sessions(ACME).begin(None) as session:
            return (await session.scalars(select(Delivery).where(Delivery.id == delivery_id))).one()

    async def states(self) -> list[str]:
        return [row["state"] for row in await self.owner.fetch("select state from slack.deliveries order by id")]

    async def channel(self, destination: str) -> asyncpg.Record:
        return await self.owner.fetchrow("select * from slack.channels where destination = $1", destination)

    async def until(self, done: Callable[[list[str]], bool], *, seconds: float = 20) -> list[str]:
        """The states, as soon as they are as wanted."""
        async with asyncio.timeout(seconds):
            while not done(states := await self.states()):
                await asyncio.sleep(0.05)
        return states

    async def until_over(self, *, seconds: float = 20) -> list[str]:
        return await self.until(lambda states: not {"queued", "sending"} & set(states), seconds=seconds)


@pytest.fixture
def ledger(database, owner) -> Ledger:
    return Ledger(database, owner)


@pytest.fixture
async def working(database, clients) -> AsyncIterator[None]:
    """A worker in this event loop, as in serve and socket."""
    async with a_worker(database, clients):
        yield


@asynccontextmanager
async def a_worker(database: Database, clients: Clients, *, finish_seconds: float = 10) -> AsyncIterator[asyncio.Event]:
    """A worker in this event loop, as in serve and socket; it is stopped by the event, or at the end."""
    stop = asyncio.Event()
    task = asyncio.create_task(run_worker(database, clients, stop=stop, rhythm=Rhythm(QUICK, 0.5, finish_seconds)))
    try:
        yield stop
    finally:
        stop.set()
        await task


@contextmanager
def worker_process(database_url: str, api_url: str) -> Iterator[Popen[bytes]]:
    """A worker as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADBOT_")}
    process = Popen([sys.executable, "-m", "tests.deliveries.worker_process", database_url, api_url], cwd=MANIFEST.parent, env=environment, stdout=DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def many_channels(slack: Playground, count: int) -> list[str]:
    names = [f"C{number:04}" for number in range(count)]
    slack.channels.update({name: Channel(name, name.lower(), {BOT_USER_ID}) for name in names})
    return names


def texts(messages: list[Message]) -> list[str]:
    return [message.fallback for message in messages]
