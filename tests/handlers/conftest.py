"""A lead, its notes as the tables hold them, forms as a person fills them in, and what the worker would send."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.worker import Rhythm, run_worker
from handlers.deliveries.sending import Pace
from playground.shared import SharedFile
from store.models import Campaign, CampaignLead
from tests.leadbot import BOT_TOKEN, add

QUICK = Rhythm(pace=Pace(rest=timedelta(seconds=0.05)), sweep_seconds=0.2, finish_seconds=2)


@pytest.fixture
async def lead(a_lead):
    return await a_lead()


@pytest.fixture
def rows(owner):
    """Rows of a query, as the tables' owner sees them."""

    async def fetch(query, **values):
        async with owner.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]

    return fetch


@pytest.fixture
def execute(owner):
    async def run(query, **values):
        async with owner.begin() as connection:
            await connection.execute(text(query), values)

    return run


@pytest.fixture
def a_campaign(owner, acme):
    async def make(name="Spring webinar", **more):
        return await add(owner, Campaign(**{"organization_id": acme.id, "name": name, "status": "active", **more}))

    return make


@pytest.fixture
def a_member(owner):
    async def make(campaign, lead, status="pending", **more):
        return await add(owner, CampaignLead(campaign_id=campaign.id, lead_id=lead.id, status=status, **more))

    return make


@pytest.fixture
def opened(slack, bot):
    """The form that a line opens."""

    async def run(line, user="UANA", command="/lead"):
        await slack.command(command, line, user=user)
        await bot.dispatcher.drain(5)
        return slack.state.views.top(user)

    return run


@pytest.fixture
def submit(slack, bot):
    """Submits a form as a person does, and waits for what follows."""

    async def run(view, filled=None, **more):
        outcome = await slack.submit(view, filled, **more)
        await bot.dispatcher.drain(5)
        return outcome

    return run


@pytest.fixture
def notes(rows):
    async def fetch():
        return await rows("select n.*, u.first_name as by from lead_notes n join users u on u.id = n.user_id order by n.id")

    return fetch


@asynccontextmanager
async def _working(slack, database):
    """The worker at its work."""
    stop = asyncio.Event()
    client = AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url)

    async def clients(_organization):
        return client

    worker = asyncio.create_task(run_worker(database, clients, stop=stop, rhythm=QUICK))
    try:
        yield
    finally:
        stop.set()
        await worker


@pytest.fixture
def worked(slack, database, rows):
    """Lets the worker do what is to be done, also what it has to try again."""

    async def run(seconds=15):
        async with _working(slack, database), asyncio.timeout(seconds):
            while await rows("select id from slack.pgqueuer where status <> 'failed'"):
                await asyncio.sleep(0.05)

    return run


@pytest.fixture
async def delivered(slack, database, bot):
    """Lets the worker send what is queued; gives what a person has in the direct messages with the bot."""

    async def run(user, count=1):
        with suppress(TimeoutError):
            async with _working(slack, database), asyncio.timeout(10):
                while len(slack.messages(slack.dm(user))) < count:
                    await asyncio.sleep(0.05)
                await asyncio.sleep(0.3)
        return slack.messages(slack.dm(user))

    return run


@pytest.fixture
def a_file(slack):
    """A file that somebody has uploaded; gives its id."""

    def make(name, owner="UBEN"):
        file = SharedFile(slack.state.new_id("F"), name, owner, 1000, slack.url, content=b"x", content_type="application/pdf", uploaded=True, completed=True)
        slack.state.files[file.id] = file
        return file.id

    return make
