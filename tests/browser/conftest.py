"""The page of the local Slack in a real browser.

browser   session; a chromium
page      function; the page, with what its scripts complain of failing the test
be        function; pick a person at the page
"""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from playground.server import Playground

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


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, slack: Playground) -> AsyncIterator[Page]:
    """At the narrowest width that is supported; nothing may stand outside of it."""
    complaints: list[str] = []
    page = await browser.new_page(viewport={"width": 1100, "height": 760})
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(slack.url)
    await expect(page.get_by_role("button", name="sales")).to_be_visible()
    yield page
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.close()
    assert complaints == []


Be = Callable[[str], Awaitable[None]]


@pytest.fixture
def be(page: Page) -> Be:
    async def choose(user: str) -> None:
        await page.get_by_label("You are").select_option(user)
        await expect(page).to_have_url(re.compile(f"#{user}/"))

    return choose
