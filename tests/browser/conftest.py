"""The page of the local Slack in a real browser. What takes long to start is shared; each test finds it as it is at the start.

browser   session; a chromium
window    module; a page of it
page      function; that page as when it is opened, with what its scripts complain of failing the test
be        function; pick a person at the page
slack     function; the session's local Slack, reset
bot, acme, a_lead   as in tests/leadbot.py, with one bot and one database a session; there are no leads at the start
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.app import Bot
from playground import control
from playground.people import everyone
from playground.server import Playground
from store.database import Database
from store.models import User, now
from store.slack_models import SlackIdentity
from store.urls import normalise_url
from tests.browser.windows import Window, open_window
from tests.leadbot import APP_TOKEN, BOT_TOKEN, MANIFEST, PEOPLE, SECRET, Acme, add, an_organization, leadbot, opened
from tests.postgres import create_database, drop_database

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ACK_SECONDS = 3.0


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def local_slack() -> AsyncIterator[Playground]:
    async with Playground(MANIFEST, signing_secret=SECRET, bot_token=BOT_TOKEN, app_token=APP_TOKEN) as playground:
        yield playground


async def as_at_the_start(slack: Playground) -> Playground:
    """Nothing of a test before is there, nor on its way; no app listens."""
    going = list(slack.ground.tasks)
    for task in going:
        task.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    await control.reset(slack.ground, {})
    slack.events_url, slack.ground.wire.ack_seconds = None, ACK_SECONDS
    return slack


@pytest.fixture
async def slack(local_slack: Playground) -> Playground:
    return await as_at_the_start(local_slack)


@pytest.fixture(scope="module")
async def window(browser: Browser, local_slack: Playground) -> AsyncIterator[Window]:
    window = await open_window(browser, local_slack.url)
    yield window
    await window.page.close()


@pytest.fixture
async def page(window: Window, slack: Playground) -> AsyncIterator[Page]:
    """At the narrowest width that is supported; nothing may stand outside of it."""
    assert slack.url == window.url
    await window.begin()
    yield window.page
    assert await window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert window.complaints == []


Be = Callable[[str], Awaitable[None]]


@pytest.fixture
def be(page: Page) -> Be:
    async def choose(user: str) -> None:
        await page.get_by_label("You are").select_option(user)
        await expect(page).to_have_url(re.compile(f"#{user}/"))

    return choose


@dataclass
class Crm:
    """The bot of Acme's workspace, its organization, and the owner of its database. It listens at `url`."""

    bot: Bot
    acme: Acme
    owner: AsyncEngine
    database: Database
    url: str | None


@pytest.fixture(scope="session")
async def crm(local_slack: Playground, postgres_url: str, migrated_url: str) -> AsyncIterator[Crm]:
    url = await create_database(postgres_url, template=migrated_url)
    owner = create_async_engine(normalise_url(url))
    acme = await acme_of(owner)
    async with opened(url) as database, leadbot(local_slack, database, acme.id) as running:
        yield Crm(running, acme, owner, database, local_slack.events_url)
    await owner.dispose()
    await drop_database(url)


async def acme_of(owner: AsyncEngine) -> Acme:
    """Acme with its people, each linked, their zones known as if Slack had been asked."""
    organization, people = await an_organization(owner), {}
    zones = {one.id: one.zone for one in everyone()}
    for slack_id, (first, last, role) in PEOPLE.items():
        known = {"email": f"{first.lower()}@acme.example", "first_name": first, "last_name": last}
        user = people[slack_id] = await add(owner, User(**known, role=role, organization_id=organization.id))
        link = {"slack_user_id": slack_id, "linked_by": "operator", "timezone": zones[slack_id], "checked_at": now()}
        await add(owner, SlackIdentity(organization_id=organization.id, user_id=user.id, **link))
    return Acme(organization.id, people)


@pytest.fixture
async def owner(crm: Crm) -> AsyncEngine:
    async with crm.owner.begin() as connection:
        await connection.execute(text("delete from leads"))
    return crm.owner


@pytest.fixture
def acme(crm: Crm) -> Acme:
    return crm.acme


@pytest.fixture
async def bot(slack: Playground, crm: Crm, owner: AsyncEngine) -> AsyncIterator[Bot]:
    slack.events_url = crm.url
    yield crm.bot
    await crm.bot.dispatcher.drain(5)
