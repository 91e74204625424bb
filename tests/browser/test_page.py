"""A newcomer in front of the local Slack's page; test_journeys.py has what each person reads there."""

import pytest
from playwright.async_api import Locator, Page, expect

pytestmark = pytest.mark.browser


async def type_line(page: Page, line: str) -> None:
    field = page.get_by_label("Message, or / for a command")
    await field.fill(line)
    await field.press("Escape")
    await field.press("Enter")


def newest(page: Page) -> Locator:
    return page.get_by_label("Messages", exact=True).locator(".message").last


async def test_a_newcomer_types_a_command_and_reads_the_leads_card(page, be, bot, a_lead):
    lead = await a_lead(first_name="Ana", last_name="Ruiz", company="Acme Corp")
    await be("UBEN")

    await type_line(page, f"/lead {lead.id}")

    await expect(page.get_by_role("status")).to_contain_text("Acknowledged in")
    await expect(newest(page)).to_contain_text("Ana Ruiz")
    await expect(newest(page)).to_contain_text("Acme Corp")
    await expect(newest(page)).to_contain_text("Only visible to you")


@pytest.mark.parametrize("user", ["UDORA", "UCARA", "UANA", "UBEN", "UVERA"])
async def test_each_role_finds_opens_and_pages_through_leads(page, be, bot, a_lead, user):
    for number in range(12):
        await a_lead(first_name="Ana", last_name=f"Ruiz{number}", company="Acme Corp")
    await be(user)

    await type_line(page, "/lead ana")
    await expect(newest(page)).to_contain_text("10 of 12")
    await newest(page).get_by_role("button", name="Show 10 more").click()
    await expect(newest(page).get_by_role("button", name="Open")).to_have_count(2)
    await newest(page).get_by_role("button", name="Open").first.click()

    await expect(newest(page)).to_contain_text("Status New")


async def test_data_is_text_in_the_page_and_never_markup(page, be, bot, a_lead):
    lead = await a_lead(first_name="<img src=x onerror=alert(1)>", last_name="& Sons", company="<script>alert(2)</script>")
    await be("UANA")

    await type_line(page, f"/lead {lead.id}")

    await expect(newest(page)).to_contain_text("<img src=x onerror=alert(1)> & Sons")
    assert await page.locator("main img, main script").count() == 0


async def test_a_line_of_the_rail_fills_the_composer_and_the_keyboard_does_the_rest(page, be, bot, a_lead):
    lead = await a_lead(first_name="Ana", last_name="Ruiz")
    await be("UANA")
    await page.get_by_role("button", name="/lead ana").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("Ana Ruiz")

    await page.keyboard.type("/le")
    await expect(page.get_by_role("option", name="/lead")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Message, or / for a command")).to_have_value("/lead ")
    await page.keyboard.type(f"{lead.id}")
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("Status New")
    await newest(page).get_by_role("button", name="Share here").focus()
    await page.keyboard.press("Space")

    await expect(newest(page)).to_contain_text("Shared by Ana")


async def test_slackbot_says_so_when_the_app_is_not_there(page, be, slack):
    slack.events_url = "http://127.0.0.1:9/slack/events"

    await type_line(page, "/lead 42")

    await expect(newest(page)).to_contain_text('/lead failed with the error "dispatch_failed"')
    await expect(page.get_by_label("Message, or / for a command")).to_have_value("/lead 42")  # to be sent again
    await page.get_by_role("tab", name="Wire").click()
    await expect(page.get_by_label("Requests, newest first")).to_contain_text("no answer")
