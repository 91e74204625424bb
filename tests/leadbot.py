"""The bot, running over HTTP against the local Slack and a real database, for end-to-end tests.

database_url   function; a migrated database of the test's own
slack          function; the local Slack
acme           function; an organization with its people: Dora, Cara, Ana, Ben, Vera, each linked
a_lead         function; makes a lead of Acme's
bot            function; the bot of Acme's workspace, serving what the local Slack sends
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bot import slack as slack_clients
from bot.app import Bot, build_app
from bot.authorize import Workspace
from bot.server import build_server
from handlers import requests
from handlers.dispatch import Routes
from playground.server import Playground
from store.database import Database, connect
from store.models import Lead, Organization, User
from store.slack_models import SlackIdentity
from store.urls import normalise_url

MANIFEST = Path(__file__).resolve().parents[1] / "manifest.yml"
PATIENT_SECONDS = 2.5
SECRET, BOT_TOKEN, APP_TOKEN = "a secret for tests", "xoxb-tests", "xapp-tests"
PEOPLE = {
    "UDORA": ("Dora", "Lindqvist", "admin"),
    "UCARA": ("Cara", "Okafor", "manager"),
    "UANA": ("Ana", "Moreau", "sales_rep"),
    "UBEN": ("Ben", "Tanaka", "sales_rep"),
    "UVERA": ("Vera", "Novak", "viewer"),
}


@dataclass
class Acme:
    """An organization and its people by Slack user id."""

    id: int
    people: dict[str, User]


@pytest.fixture
async def owner(database_url) -> AsyncIterator[AsyncEngine]:
    """The tables' owner, who sees every organization."""
    engine = create_async_engine(normalise_url(database_url))
    yield engine
    await engine.dispose()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The bot's own engines for a database."""
    database = connect(normalise_url(url))
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def database(database_url) -> AsyncIterator[Database]:
    async with opened(database_url) as engines:
        yield engines


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(MANIFEST, signing_secret=SECRET, bot_token=BOT_TOKEN, app_token=APP_TOKEN) as playground:
        yield playground


async def an_organization(owner: AsyncEngine, slug: str = "acme", **more: Any) -> Organization:
    async with AsyncSession(owner, expire_on_commit=False) as session, session.begin():
        organization = Organization(**{"name": slug.capitalize(), "slug": slug, **more})
        session.add(organization)
    return organization


async def add(owner: AsyncEngine, row: Any) -> Any:
    """Store a row as the owner."""
    async with AsyncSession(owner, expire_on_commit=False) as session, session.begin():
        session.add(row)
    return row


@pytest.fixture
async def acme(owner) -> Acme:
    organization = await an_organization(owner)
    people = {}
    for slack_id, (first, last, role) in PEOPLE.items():
        email = f"{first.lower()}@acme.example"
        user = people[slack_id] = await add(owner, User(email=email, first_name=first, last_name=last, role=role, organization_id=organization.id))
        await add(owner, SlackIdentity(organization_id=organization.id, user_id=user.id, slack_user_id=slack_id, linked_by="operator"))
    return Acme(organization.id, people)


ALead = Callable[..., Awaitable[Lead]]


@pytest.fixture
def a_lead(owner, acme) -> ALead:
    async def make(**more: Any) -> Lead:
        defaults = {"first_name": "Ana", "last_name": "Ruiz", "company": "Acme Corp", "organization_id": acme.id}
        return await add(owner, Lead(**{**defaults, **more}))

    return make


@asynccontextmanager
async def leadbot(
    slack: Playground, database: Database, organization_id: int, *, routes: Routes | None = None, scopes: Sequence[str] = (), **site: Any
) -> AsyncIterator[Bot]:
    """The bot of one workspace, serving over HTTP what the local Slack sends."""
    async with slack_clients.open_session(slack.api_url) as session:
        client = slack_clients.client(session, api_url=slack.api_url, token=None)
        workspace = Workspace(organization_id, BOT_TOKEN, team_id="T0ACME", bot_id="B0LEADBOT", bot_user_id="ULEADBOT", scopes=tuple(scopes))
        bot = build_app(
            database=database, workspace=workspace, client=client, signing_secret=SECRET, **{"command": "/lead", "lead_url": None, "routes": routes, **site}
        )

        async def ready() -> None:
            return None

        runner = web.AppRunner(build_server(app=bot.app, ready=ready), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        try:
            yield bot
        finally:
            await bot.dispatcher.drain(5)
            await runner.cleanup()


@pytest.fixture
async def bot(slack, database, acme, monkeypatch) -> AsyncIterator[Bot]:
    """Patient, so that a busy machine answers in the ack too; what comes late is tested in tests/handlers/test_dispatch.py and tests/bot."""
    monkeypatch.setitem(requests.DEADLINES, "command", PATIENT_SECONDS)
    async with leadbot(slack, database, acme.id) as running:
        yield running
