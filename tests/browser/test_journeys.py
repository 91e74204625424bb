"""One whole journey as each person of the workspace, against the bot: what they read, where, and in whose time."""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from bot.app import build_routes
from handlers.help.views import HELP
from playground.people import everyone
from playground.server import Playground
from store.models import Activity, Lead
from tests.browser.conftest import Be
from tests.leadbot import add

pytestmark = pytest.mark.browser
ZONES = {one.id: ZoneInfo(one.zone) for one in everyone()}
PRICING = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=3)
NOT_LINKED = ("Connect to Acme", "Linked, you can look up leads, write notes and get what concerns you.", "Ask Dora to link your Slack account.")
REPS = ("Note", "Log", "History", "Share here")
"""A card's buttons for whoever may write, where somebody owns the lead."""
MANY = ("Assign all", "Enroll all")
"""A manager's buttons under somebody's leads."""
TOOLS = ("", "Dismiss message", "⋯")
CLOCK = re.compile(r"\d{1,2}:\d\d( [AP]M)?")


@dataclass
class Hand:
    """What a person does at the page, and reads there."""

    page: Page
    slack: Playground
    choose: Be
    user: str = ""

    async def be(self, user: str) -> None:
        self.user = user
        await self.choose(user)

    async def type(self, line: str) -> None:
        field = self.page.get_by_label("Message, or / for a command")
        await field.fill(line)
        await field.press("Escape")
        await field.press("Enter")

    async def go(self, channel: str) -> None:
        await self.page.get_by_role("navigation").get_by_role("button", name=channel).click()
        await expect(self.page.get_by_role("main").get_by_role("heading", name=channel)).to_be_visible()

    async def tab(self, name: str) -> None:
        await self.page.get_by_role("tab", name=name).click()

    @property
    def newest(self) -> Locator:
        return self.page.get_by_label("Messages", exact=True).locator(".message").last

    async def click(self, name: str, which: int = 0) -> None:
        await self.newest.get_by_role("button", name=name).nth(which).click()

    async def reads(self, *lines: str) -> None:
        """The newest message says these lines and no other, and when it was written, in the person's own time."""
        try:
            async with asyncio.timeout(5):
                while await self._said() != [self._written(), *lines]:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            assert await self._said() == [self._written(), *lines]

    async def _said(self) -> list[str]:
        if not await self.newest.count():
            return []
        shown = [line.strip() for line in (await self.newest.inner_text()).splitlines()]
        begin = next((at for at, line in enumerate(shown) if CLOCK.fullmatch(line)), 0)
        return [line for line in shown[begin:] if line not in TOOLS]

    def _written(self) -> str:
        return next((self.time(datetime.fromtimestamp(float(one.ts), UTC)) for one in reversed(self.slack.messages(user=self.user))), "")

    def time(self, at: datetime) -> str:
        """A time as the person reads it: in New York 2:02 PM, elsewhere 14:02."""
        local = at.astimezone(ZONES[self.user])
        return f"{local:%I:%M %p}".lstrip("0") if "America" in ZONES[self.user].key else f"{local:%H:%M}"

    def call(self) -> str:
        """The call that is planned, as the person reads it on a card."""
        return f'Next Call "pricing", {PRICING.astimezone(ZONES[self.user]):%a %H:%M}'

    def sharing(self, sharer: str) -> str:
        """The small line under the newest message, when that is a lead that was shared."""
        return f"Shared by {sharer}, {self._written()}. As it was then."


@pytest.fixture
def hand(page, slack, be, bot):
    return Hand(page, slack, be)


@pytest.fixture
async def ana_ruiz(a_lead, acme, owner) -> Lead:
    """Ben's lead, with a call planned for noon UTC in three days."""
    ben = acme.people["UBEN"].id
    lead: Lead = await a_lead(job_title="VP Sales", status="qualified", score=72, lead_temperature="hot", value=1_200_000, assigned_to_id=ben)
    await add(owner, Activity(lead_id=lead.id, user_id=ben, activity_type="call", subject="pricing", scheduled_at=PRICING))
    return lead


def card(lead: Lead, call: str, *buttons: str) -> list[str]:
    """The whole card of Ana Ruiz."""
    facts = ["Status Qualified", "Score 72, hot", "Owner @Ben Tanaka", "Value $12,000", "Source Other"]
    return [f"Ana Ruiz  #{lead.id}", "VP Sales, Acme Corp", *facts, call, "Missing: e-mail, phone, close date", *buttons]


def shared(lead: Lead, sharing: str) -> list[str]:
    """Ana Ruiz as everybody in a channel of the company's own people reads of her."""
    return [f"Ana Ruiz  #{lead.id}", "VP Sales, Acme Corp", "Qualified · 72, hot · owner Ben Tanaka · $12,000", sharing, "Open"]


async def test_a_rep_finds_a_lead_by_a_misspelt_name_and_shares_its_card_with_the_channel(hand, ana_ruiz):
    await hand.be("UANA")
    await hand.type("/lead anna riuz")
    listed = ["Ana Ruiz · VP Sales, Acme Corp", f"Qualified · 72, hot · Ben Tanaka · #{ana_ruiz.id}", "Open"]
    await hand.reads('No exact match for "anna riuz".', *listed, "Misspelt? These are the nearest, none matches exactly.")
    await expect(hand.newest).to_contain_text("Only visible to you")

    await hand.click("Open")
    await hand.reads(*card(ana_ruiz, hand.call(), *REPS, "Back to list", "(edited)"))
    await hand.click("Share here")

    await expect(hand.newest).to_contain_text("Shared by")
    await hand.reads(*shared(ana_ruiz, hand.sharing("Ana Moreau")))
    await expect(hand.newest).not_to_contain_text("Only visible to you")


async def test_the_other_rep_opens_what_was_shared_in_their_own_time_and_talks_in_its_thread(hand, ana_ruiz):
    await hand.be("UANA")
    await hand.type(f"/lead {ana_ruiz.id}")
    await hand.click("Share here")
    await hand.reads(*shared(ana_ruiz, hand.sharing("Ana Moreau")))
    await hand.be("UBEN")
    await hand.reads(*shared(ana_ruiz, hand.sharing("Ana Moreau")))

    await hand.newest.hover()
    await hand.newest.get_by_role("button", name="Reply in thread").click()
    reply = hand.page.get_by_label("Reply", exact=True)
    await reply.fill(f"/lead {ana_ruiz.id}")
    await reply.press("Enter")
    await expect(hand.page.get_by_role("status")).to_have_text("/lead is not supported in threads. Sorry!")
    await reply.fill("I call her.")
    await reply.press("Enter")
    await expect(hand.page.get_by_role("region", name="Thread").locator(".message").last).to_contain_text("I call her.")
    await hand.click("Open")
    await hand.reads(*card(ana_ruiz, hand.call(), *REPS))

    await hand.be("UANA")
    await expect(hand.newest.get_by_role("button", name="1 reply")).to_be_visible()
    await expect(hand.page.get_by_text("VP Sales, Acme Corp")).to_have_count(2)  # her own card and what she shared; not Ben's


async def test_a_manager_pages_through_leads_and_shares_one_with_a_private_channel_that_the_bot_is_not_in(hand, a_lead, acme):
    leads = [await a_lead(last_name=f"Ruiz {n}", score=100 - n, lead_temperature="hot", assigned_to_id=acme.people["UCARA"].id) for n in range(1, 13)]
    lines = [[f"Ana Ruiz {n} · Acme Corp", f"New · {100 - n}, hot · Cara Okafor · #{lead.id}", "Open"] for n, lead in enumerate(leads, 1)]
    await hand.be("UCARA")
    await hand.go("deals")
    await hand.type("/lead mine")
    await hand.reads("You have 12 open leads. 1 to 10, hottest first:", *chain.from_iterable(lines[:10]), "Show 10 more", *MANY)

    await hand.click("Show 10 more")
    await hand.reads("You have 12 open leads. 11 to 12, hottest first:", *lines[10], *lines[11], "Previous 10", *MANY, "(edited)")
    await hand.click("Open", 1)
    facts = ["Status New", "Score 88, hot", "Owner @Cara Okafor", "Source Other"]
    missing = "Missing: e-mail, phone, close date"
    await hand.reads(f"Ana Ruiz 12  #{leads[11].id}", "Acme Corp", *facts, "No activity yet.", missing, *REPS, "Back to list", "(edited)")
    await hand.click("Share here")
    await expect(hand.newest).to_contain_text("Shared by")
    await hand.reads("Ana Ruiz 12, Acme Corp · owner Cara Okafor", hand.sharing("Cara Okafor"), "Open")

    await hand.be("UBEN")
    await hand.go("deals")
    await hand.reads("Ana Ruiz 12, Acme Corp · owner Cara Okafor", hand.sharing("Cara Okafor"), "Open")
    await hand.be("UANA")
    await expect(hand.page.get_by_role("button", name="deals")).to_have_count(0)


async def test_an_admin_reads_what_can_be_typed_and_shares_little_where_guests_are(hand, ana_ruiz):
    in_threads = "Commands do not work inside threads; type them in a channel or in any direct message."
    await hand.be("UDORA")
    await hand.type("/lead help")
    groups: dict[str, list[str]] = {}
    for verb, topic in HELP.items():
        if verb in build_routes().verbs():
            groups.setdefault(topic.group, []).extend(f"/lead {example}" for example in topic.examples)
    at_once = 'Saves at once after a number, an e-mail, a phone, a link, a "quoted name" or a colon (/lead note acme corp: called).'
    rule = f"{at_once} Anything else opens the form, filled in. /lead help note says more of one word."
    await hand.reads(*(f"{group}  {' · '.join(lines)}" for group, lines in groups.items()), rule, in_threads)
    await hand.type("/lead")
    ways = "Type what you remember of a lead: /lead ana acme, /lead 42, /lead ana@acme.com"
    await hand.reads(ways, "No leads of yours yet.", "New lead", f"More: /lead help. {in_threads}")

    await hand.go("acme-partners")
    await hand.type("/lead ana ruiz")
    await hand.reads(*card(ana_ruiz, hand.call(), *REPS))
    await hand.click("Share here")

    await expect(hand.newest).to_contain_text("Shared by")
    await hand.reads("Ana Ruiz, Acme Corp · owner Ben Tanaka", hand.sharing("Dora Lindqvist"), "Open")


async def test_a_viewer_looks_at_a_colleagues_leads_and_shares_one(hand, ana_ruiz):
    await hand.be("UVERA")
    await hand.type("/lead @ben")
    await hand.reads("Ben Tanaka has 1 open lead.", "Ana Ruiz · VP Sales, Acme Corp", f"Qualified · 72, hot · Ben Tanaka · #{ana_ruiz.id}", "Open")

    await hand.type("/lead acme corp")
    await hand.reads(*card(ana_ruiz, hand.call(), "History", "Share here"))
    await hand.click("Share here")

    await expect(hand.newest).to_contain_text("Shared by")
    await hand.reads(*shared(ana_ruiz, hand.sharing("Vera Novak")))


async def test_the_app_has_its_home_and_messages(hand):
    await hand.be("UVERA")

    await hand.go("Leadbot")

    main = hand.page.get_by_role("main")
    await expect(main.get_by_text("Viewer at Acme")).to_be_visible()
    await expect(main.get_by_role("button", name="Find a lead")).to_be_visible()
    await hand.tab("Messages")
    await expect(main.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    await expect(main.get_by_text("Sending messages to this app has been turned off.")).to_be_visible()


async def test_a_colleague_who_is_not_linked_reads_what_is_shared_and_whom_to_ask(hand, ana_ruiz):
    await hand.be("UANA")
    await hand.type("/lead ana ruiz")
    await hand.click("Share here")
    await expect(hand.newest).to_contain_text("Shared by")
    await hand.be("UDAN")
    await hand.reads(*shared(ana_ruiz, hand.sharing("Ana Moreau")))

    await hand.click("Open")
    await hand.reads(*NOT_LINKED)
    await expect(hand.newest).to_contain_text("Only visible to you")
    await hand.type("/lead help")

    await hand.reads(*NOT_LINKED, "/lead help")


@pytest.mark.parametrize("user", ["UGUS", "UOLGA"])
async def test_a_guest_and_somebody_of_another_company_read_little_and_open_nothing(hand, ana_ruiz, user):
    await hand.be("UANA")
    await hand.go("acme-partners")
    await hand.type("/lead ana ruiz")
    await hand.click("Share here")
    await expect(hand.newest).to_contain_text("Shared by")
    await hand.be(user)
    await expect(hand.page.get_by_role("list", name="Channels").get_by_role("button")).to_have_accessible_name("acme-partners, shared")
    await hand.reads("Ana Ruiz, Acme Corp · owner Ben Tanaka", hand.sharing("Ana Moreau"), "Open")

    await hand.click("Open")
    await hand.reads(*NOT_LINKED)
    await hand.type("/lead ana ruiz")
    await hand.reads(*NOT_LINKED, "/lead ana ruiz")

    for number in ("72", "$12,000", "Qualified"):
        await expect(hand.page.get_by_role("main")).not_to_contain_text(number)
