"""A whole working day of a rep, in a browser, and what the tables hold at its end.

Find, note, tell, log, plan, edit, create, enroll, save messages, claim, change, look back.
"""

import asyncio
import re
from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.worker import Rhythm, run_worker
from handlers.deliveries.sending import Pace
from store.models import Campaign, Lead
from tests.browser.test_journeys import Hand
from tests.leadbot import BOT_TOKEN, add

pytestmark = pytest.mark.browser
SIGNED = "Could you send us an offer? Mira Solberg, Head of Operations, Tidewell GmbH, mira.solberg@tidewell.example"
QUICK = Rhythm(pace=Pace(rest=timedelta(seconds=0.05)), sweep_seconds=0.2, finish_seconds=2)


@pytest.fixture
def hand(page, slack, be, bot):
    return Hand(page, slack, be)


@pytest.fixture
async def worker(slack, bot):
    """Sends what is queued, as it does beside the bot."""
    stop, client = asyncio.Event(), AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url)

    async def clients(_organization):
        return client

    task = asyncio.create_task(run_worker(bot.dispatcher.database, clients, stop=stop, rhythm=QUICK))
    yield
    stop.set()
    with suppress(asyncio.CancelledError):
        await task


async def says(hand: Hand, *parts: str) -> None:
    for part in parts:
        await expect(hand.newest).to_contain_text(part)


def form(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def choose(page: Page, label: str, letters: str, name: str) -> None:
    """Type a few letters into a select of the form, and take the choice."""
    await form(page).get_by_label(re.compile(f"^{label}")).click()
    await page.keyboard.press("Control+a")
    await page.keyboard.type(letters)
    await form(page).get_by_role("option", name=re.compile(name)).click()


async def save(page: Page, button: str) -> None:
    """Press the form's button, and see it close."""
    await form(page).get_by_role("button", name=button, exact=True).click()
    await expect(form(page)).to_have_count(0)


async def say(hand: Hand, words: str, shortcut: str) -> None:
    """Write a message to the channel, and take the shortcut in its menu."""
    await hand.type(words)
    await says(hand, words)
    await hand.newest.get_by_role("button", name="More actions").press("Enter")
    await hand.page.get_by_role("menuitem", name=shortcut).press("Enter")


async def the_morning(hand: Hand, page: Page, lead: Lead) -> None:
    await hand.type("/lead anna riuz")  # finds her, misspelt
    await says(hand, 'No exact match for "anna riuz".')
    await hand.click("Open")
    await says(hand, "VP Sales, Acme Corp", "No activity yet.")

    await hand.click("Note")  # a note from the card, in a form, which tells the colleague whom it mentions
    await form(page).get_by_label("Note", exact=True).press_sequentially("Wants 40 seats, decides in June @be")
    await form(page).get_by_role("option", name="Ben Tanaka").click()
    await save(page, "Save note")
    await says(hand, "Note saved. Ben Tanaka was told.", "VP Sales, Acme Corp")

    await hand.type(f"/lead log {lead.id} call left a voicemail")  # what was done, and what is planned
    await says(hand, "Logged: call", "Ana Ruiz · Acme Corp")
    await hand.type(f"/lead log {lead.id} task send offer tomorrow 10:00")
    await says(hand, 'Task for you: "send offer", tomorrow')

    await hand.type(f"/lead edit {lead.id}")  # what is known now
    await form(page).get_by_label(re.compile("^Value")).fill("12k")
    await form(page).get_by_label(re.compile("^Phone")).fill("+49 30 23125 014")
    await save(page, "Save")
    await says(hand, "phone and value")


async def somebody_new(hand: Hand, page: Page) -> None:
    await hand.type("/lead new Eva Stone, Borealis, eva@borealis.example")  # somebody new, straight into a campaign
    await save(page, "Create")
    await says(hand, "Created: Eva Stone · Borealis")
    await hand.click("Enroll")
    await choose(page, "Campaign", "spring", "Spring webinar")
    await save(page, "Enroll")
    await says(hand, "Eva Stone · Borealis", "is now in Spring webinar.")


async def from_messages(hand: Hand, page: Page) -> None:
    await say(hand, "Spoke to Ana Ruiz of Acme Corp: her CFO reads the offer", "Save as note")  # on the lead that it names
    await expect(form(page).get_by_label("Note", exact=True)).to_be_focused()
    await choose(page, "Tell", "Cara", "Cara Okafor")
    await save(page, "Save note")
    await says(hand, "Note saved on Ana Ruiz · Acme Corp", "Cara Okafor was told.")

    await say(hand, SIGNED, "Create lead from message")  # for whoever has time: nobody has, so she claims it
    await choose(page, "Owner", "Nob", "Nobody")
    await save(page, "Create")
    await says(hand, "Created: Mira Solberg · Tidewell GmbH")
    await hand.click("Open")
    await says(hand, "Head of Operations, Tidewell GmbH", "mira.solberg@tidewell.example")
    await hand.click("Claim")
    await says(hand, "This lead is now yours.", "Owner @Ana Moreau")


async def the_afternoon(hand: Hand, lead: Lead) -> None:
    await hand.type(f"/lead status {lead.id} proposal")  # a step on, taken back, and on again
    await says(hand, "is now Proposal.")
    await hand.click("Undo")
    await says(hand, "Put back on Ana Ruiz · Acme Corp.")
    await hand.type(f"/lead status {lead.id} qualified")
    await says(hand, "is now Qualified.")

    await hand.type("/lead today")
    await says(hand, "send offer")
    await hand.type(f"/lead history {lead.id}")
    await says(hand, "New → Qualified", "her CFO reads the offer", "Wants 40 seats, decides in June", "voicemail")


async def a_colleagues_answer(hand: Hand, page: Page) -> None:
    await hand.be("UBEN")  # the colleague reads it and answers
    await hand.go("Leadbot")
    await hand.tab("Messages")
    await says(hand, "Ana Moreau mentioned you on Ana Ruiz · Acme Corp", "Wants 40 seats, decides in June")
    await hand.click("Reply")
    await form(page).get_by_label("Note", exact=True).fill("I know their CFO")
    await save(page, "Save note")
    await hand.be("UANA")
    await hand.go("Leadbot")
    await hand.tab("Messages")
    await says(hand, "Ben Tanaka mentioned you on Ana Ruiz · Acme Corp", "I know their CFO")


async def the_day_at_home(hand: Hand, page: Page) -> None:
    await hand.tab("Home")
    home = page.locator(".view-body.home")
    task = home.locator(".block", has_text="send offer")
    await task.locator(".overflow").click()
    await page.get_by_role("menuitem", name="Done").click()
    await expect(home.locator(".block").first).to_contain_text('Done. Task "send offer"')
    await home.get_by_role("button", name="Undo").click()
    await expect(home.locator(".block").first).to_contain_text("Open again.")


async def test_a_reps_day(hand, page, a_lead, acme, owner, worker):  # noqa: PLR0917 - fixtures
    lead = await a_lead(job_title="VP Sales", assigned_to_id=acme.people["UANA"].id)
    await add(owner, Campaign(organization_id=acme.id, name="Spring webinar", status="active"))
    await hand.be("UANA")

    await the_morning(hand, page, lead)
    await somebody_new(hand, page)
    await from_messages(hand, page)
    await the_afternoon(hand, lead)
    await a_colleagues_answer(hand, page)
    await the_day_at_home(hand, page)

    async with owner.connect() as connection:
        stored = {
            table: (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()
            for table in ("leads", "lead_notes", "activities", "campaign_leads")
        }
        edited = (await connection.execute(text("select status::text, value, phone from leads where id = :id"), {"id": lead.id})).one()
        claimed = (await connection.execute(text("select assigned_to_id from leads where last_name = 'Solberg'"))).scalar_one()
    assert stored == {"leads": 3, "lead_notes": 4, "activities": 2, "campaign_leads": 1}
    assert (*edited, claimed) == ("qualified", 1_200_000, "+49 30 23125 014", acme.people["UANA"].id)
