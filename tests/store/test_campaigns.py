"""Campaigns as they are read: counted, in their order, of one organization, each in one statement."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm import campaign_names as rules
from store import campaigns
from store.campaigns import CampaignLine, Goals
from store.models import Campaign, CampaignLead, Lead
from tests.leadbot import add, an_organization

NOW = datetime.now(UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Looker:
    """Somebody in Tokyo who looks."""

    organization_id: int
    user_id: int = 1

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def viewer(acme):
    return Looker(acme.id)


@pytest.fixture
async def connection(database, acme):
    async with database.sessions(acme.id).read() as opened:
        yield opened


@pytest.fixture
def a_campaign(owner, acme):
    async def make(name="Spring webinar", **more):
        return await add(owner, Campaign(**{"organization_id": acme.id, "name": name, "status": "active", **more}))

    return make


@pytest.fixture
def a_member(owner, a_lead):
    async def make(campaign, status="pending", *, lead=None, value=None, lead_status="new", score=0, **more):
        lead = lead or await a_lead(status=lead_status, value=value, score=score)
        return await add(owner, CampaignLead(campaign_id=campaign.id, lead_id=lead.id, status=status, **more))

    return make


@pytest.fixture
def members(connection, acme, viewer):
    async def read(campaign, **more):
        return await campaigns.list_members(connection, campaign.id, organization_id=acme.id, viewer=viewer, **more)

    return read


@pytest.fixture
def card(connection, acme, viewer):
    async def read(campaign, **more):
        return await campaigns.card(connection, campaign.id, organization_id=acme.id, viewer=viewer, **{"since": LONG_AGO, **more})

    return read


async def test_members_are_counted_by_status_in_their_order(card, a_campaign, a_member):
    campaign = await a_campaign()
    for status in ("converted", "excluded", "pending", "pending", "bounced", "contacted", "responded", None, " "):
        await a_member(campaign, status)

    read = await card(campaign)

    assert read.by_status == (("pending", 4), ("contacted", 1), ("responded", 1), ("converted", 1), ("excluded", 1), ("bounced", 1))
    assert (read.line.members, read.line.excluded, read.line.converted) == (9, 1, 1)


async def test_conversion_leaves_out_the_excluded_and_the_return_counts_won_deals(card, a_campaign, a_member):
    campaign = await a_campaign(budget_spent=100_000)
    await a_member(campaign, "converted", lead_status="closed_won", value=250_000)
    await a_member(campaign, "pending", lead_status="closed_won", value=None)
    await a_member(campaign, "pending", lead_status="proposal", value=9_000_000)
    await a_member(campaign, "excluded")
    await a_member(campaign, "pending")

    line = (await card(campaign)).line

    assert line.conversion == 25
    assert line.won_value == 250_000
    assert line.roi == 150


@pytest.mark.parametrize("spent", [None, 0])
async def test_where_nothing_is_spent_or_nobody_counts_there_is_no_rate(card, a_campaign, a_member, spent):
    campaign = await a_campaign(budget_spent=spent)
    await a_member(campaign, "excluded")

    line = (await card(campaign)).line

    assert line.conversion is None
    assert line.roi is None


async def test_a_loss_is_below_zero(card, a_campaign):
    assert (await card(await a_campaign(budget_spent=500))).line.roi == -100


@pytest.mark.parametrize(
    ("goals", "read"),
    [
        ({"target_leads": 200, "conversion_rate": 10, "roi_target": 300}, Goals(200, 10, 300)),
        ({"target_leads": "200", "conversion_rate": 7.5}, Goals(200, 7.5)),
        ({"target_leads": -1, "conversion_rate": 0, "roi_target": True}, Goals()),
        ({"target_leads": "many", "conversion_rate": None, "roi_target": [1]}, Goals()),
        ({"target_leads": 10**400, "roi_target": "nan"}, Goals()),
        ([1, 2], Goals()),
        ("none", Goals()),
        (None, Goals()),
    ],
)
async def test_goals_are_positive_numbers_or_not_set(card, a_campaign, goals, read):
    assert (await card(await a_campaign(goals=goals))).line.goals == read


async def test_the_weeks_furthest_step_of_each_member_is_told_the_furthest_first(card, a_campaign, a_member, a_lead):
    campaign = await a_campaign()
    before, after = NOW - timedelta(days=9), NOW - timedelta(days=1)
    ana, ben, cleo, dan = [await a_lead(first_name=name) for name in ("Ana", "Ben", "Cleo", "Dan")]
    await a_member(campaign, lead=ana, added_at=after)
    await a_member(campaign, lead=ben, added_at=before, last_contact_at=after, response_at=after)
    await a_member(campaign, lead=cleo, added_at=after, last_contact_at=after, response_at=after, conversion_at=after)
    await a_member(campaign, lead=dan, added_at=before, last_contact_at=before)

    read = await card(campaign, since=NOW - timedelta(days=7))

    assert [(step.lead.first_name, step.what) for step in read.week] == [("Cleo", "converted"), ("Ben", "responded"), ("Ana", "added")]
    assert read.week_total == 3
    assert str(read.week[0].at.tzinfo) == "Asia/Tokyo"


async def test_the_week_comes_in_pages(card, a_campaign, a_member):
    campaign = await a_campaign()
    for _ in range(7):
        await a_member(campaign)

    first, rest = await card(campaign), await card(campaign, skip=5)
    beyond = await card(campaign, skip=50)

    assert (len(first.week), len(rest.week), first.week_total, rest.week_total) == (5, 2, 7, 7)
    assert not {step.lead.id for step in first.week} & {step.lead.id for step in rest.week}
    assert (beyond.week, beyond.week_total, beyond.line.members) == ((), 7, 7)


async def test_members_come_by_status_the_highest_scores_first_each_once(members, a_campaign, a_member):
    campaign = await a_campaign()
    for n in range(12):
        await a_member(campaign, ("converted", "pending", "contacted")[n % 3], score=n)

    pages = [await members(campaign, limit=5, skip=skip) for skip in (0, 5, 10)]

    told = [(one.status, one.lead.score) for page in pages for one in page.page]
    assert told == [
        *(("pending", n) for n in (10, 7, 4, 1)),
        *(("contacted", n) for n in (11, 8, 5, 2)),
        *(("converted", n) for n in (9, 6, 3, 0)),
    ]
    assert {page.total for page in pages} == {12}


async def test_members_of_one_status_are_listed_alone(members, a_campaign, a_member):
    campaign = await a_campaign()
    for status in ("pending", "converted", "converted"):
        await a_member(campaign, status)

    read = await members(campaign, status="converted", limit=1)

    assert [one.status for one in read.page] == ["converted"]
    assert read.total == 2
    assert dict(read.by_status) == {"pending": 1, "converted": 2}


async def test_a_list_begins_with_what_runs_and_the_latest_begun(connection, acme, viewer, a_campaign):
    for name, status, start in (
        ("draft", "draft", None),
        ("paused", "paused", date(2026, 9, 1)),
        ("early", "active", date(2026, 1, 1)),
        ("late", "active", date(2026, 6, 1)),
        ("undated", "active", None),
        ("done", "completed", date(2026, 2, 1)),
        ("off", "cancelled", date(2026, 3, 1)),
    ):
        await a_campaign(name, status=status, start_date=start)

    running = await campaigns.list_page(connection, organization_id=acme.id, viewer=viewer)
    finished = await campaigns.list_page(connection, organization_id=acme.id, viewer=viewer, statuses=campaigns.FINISHED, limit=1, skip=1)

    assert [line.name for line in running.lines] == ["late", "early", "undated", "paused", "draft"]
    assert running.counts == {"active": 3, "paused": 1, "draft": 1, "completed": 1, "cancelled": 1}
    assert running.total == 5
    assert [line.name for line in finished.lines] == ["off"]
    assert finished.total == 2


async def test_without_campaigns_a_list_is_empty(connection, acme, viewer):
    assert await campaigns.list_page(connection, organization_id=acme.id, viewer=viewer) == campaigns.Listed((), {}, 0)
    assert await campaigns.list_names(connection, "spring", organization_id=acme.id) == ("", [])


@pytest.fixture
def listed(connection, acme, viewer):
    """The same campaigns as two lists read them: the page of those that run, and by their ids."""

    async def read(*ids):
        page = await campaigns.list_page(connection, organization_id=acme.id, viewer=viewer)
        return [*page.lines, *await campaigns.list_lines(connection, ids, organization_id=acme.id, viewer=viewer)]

    return read


async def test_a_list_line_counts_as_the_card_does(listed, card, a_campaign, a_member):
    campaign = await a_campaign(budget_spent=100, budget_allocated=200, start_date=date(2026, 11, 1), end_date=date(2026, 12, 15))
    await a_member(campaign, "converted", lead_status="closed_won", value=300)
    await a_member(campaign, "excluded")

    shown: CampaignLine = (await card(campaign)).line

    assert [replace(line, seen_at=NOW) for line in await listed(campaign.id)] == [replace(shown, seen_at=NOW)] * 2


async def test_another_organizations_campaign_is_not_there(connection, owner, acme, card, members, listed):  # noqa: PLR0917 - fixtures
    other = await an_organization(owner, "borealis")
    theirs = await add(owner, Campaign(organization_id=other.id, name="Spring webinar", status="active"))
    await add(owner, CampaignLead(campaign_id=theirs.id, lead_id=(await add(owner, Lead(organization_id=other.id))).id))

    assert await card(theirs) is None
    assert await members(theirs) is None
    assert await listed(theirs.id) == []
    assert (await rules.find(connection, "Spring webinar", organization_id=acme.id)) == rules.Found()


@pytest.mark.parametrize("number", [0, -1, 10**12])
async def test_a_number_that_no_campaign_can_have_finds_none(connection, acme, viewer, number):
    assert await campaigns.card(connection, number, organization_id=acme.id, viewer=viewer, since=NOW) is None
    assert await campaigns.list_members(connection, number, organization_id=acme.id, viewer=viewer) is None


async def test_names_are_folded_as_search_folds_them(connection, acme, a_campaign):
    await a_campaign("Été — “Straße” & Co.")

    folded, [name] = await campaigns.list_names(connection, " ÉTÉ strasse CO", organization_id=acme.id)

    assert folded == name.folded == "ete strasse co"
