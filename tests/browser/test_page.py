"""A newcomer in front of the local Slack's page, in a real browser."""

import shutil

import pytest
from playwright.async_api import async_playwright, expect

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
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")]


@pytest.fixture
async def page(slack: Playground, bot):
    """The page of the local Slack, with the bot behind it; what its scripts complain of fails the test."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(slack.url)
        yield page
        await browser.close()
    assert complaints == []


async def type_as(page, person: str, line: str) -> None:
    """Pick a person by name, type a line, press Enter."""
    chooser = page.get_by_label("As")
    await chooser.select_option(await chooser.locator("option", has_text=person).get_attribute("value"))
    await page.get_by_label("Command").fill(line)
    await page.get_by_label("Command").press("Enter")


async def test_a_newcomer_types_a_command_and_reads_the_leads_card(page, a_lead):
    lead = await a_lead(first_name="Ana", last_name="Ruiz", company="Acme Corp")

    await type_as(page, "Ben Tanaka", f"/lead {lead.id}")

    await expect(page.get_by_role("status")).to_contain_text("Acknowledged in")
    card = page.get_by_role("listitem").first
    await expect(card).to_contain_text("Ana Ruiz")
    await expect(card).to_contain_text("Acme Corp")
    await expect(card).to_contain_text("Only Ben Tanaka sees this")


async def test_whoever_is_not_in_the_crm_reads_whom_to_ask(page, a_lead):
    lead = await a_lead(first_name="Ana", last_name="Ruiz")

    await type_as(page, "Dan Price", f"/lead {lead.id}")

    card = page.get_by_role("listitem").first
    await expect(card).to_contain_text("Connect to Acme")
    await expect(card).to_contain_text("Ask Dora to link your Slack account.")
    await expect(page.get_by_text("Ana Ruiz")).to_have_count(0)


async def test_data_is_text_in_the_page_and_never_markup(page, a_lead):
    lead = await a_lead(first_name="<img src=x onerror=alert(1)>", last_name="& Sons", company="<script>alert(2)</script>")

    await type_as(page, "Ana Moreau", f"/lead {lead.id}")

    await expect(page.get_by_role("listitem").first).to_contain_text("& Sons")
    assert await page.locator("main img, main script").count() == 0


async def test_a_line_that_is_no_command_is_explained(page):
    await type_as(page, "Ana Moreau", "hello")

    await expect(page.get_by_role("status")).to_contain_text("Type a command")
