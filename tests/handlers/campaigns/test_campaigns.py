"""`/campaign` end to end: typed in the local Slack, answered from a real database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from playground.validator import validate_message
from store.models import Campaign, CampaignLead, Lead
from tests.leadbot import add, an_organization, leadbot, opened
from tests.roundtrips import counting

NOW = datetime.now(UTC)
OPEN, MEMBERS, STATUS, WEEK, MENU, MORE, OVER = (f"campaign.{name}" for name in ("open", "members", "status", "week", "menu", "more", "finished"))
HOSTILE = "<!channel> <https://evil.example|click> *b* `c` & \u202e"


def plain(outcome):
    return outcome.text.replace("*", "").replace("`", "")


@pytest.fixture
def a_campaign(owner, acme):
    async def make(name="Spring webinar", **more):
        return await add(owner, Campaign(**{"organization_id": acme.id, "name": name, "status": "active", **more}))

    return make


@pytest.fixture
def members(owner, a_lead):
    """Puts so many new leads into a campaign."""

    async def make(campaign, count=1, status="pending", *, lead=None, **more):
        for n in range(count):
            row = await a_lead(**{"first_name": f"{status} {n}", "last_name": "", **(lead or {})})
            await add(owner, CampaignLead(campaign_id=campaign.id, lead_id=row.id, status=status, **{"added_at": NOW - timedelta(days=9), **more}))

    return make


@pytest.fixture
def asked(slack):
    """The answer to a line, as it is before any click."""

    async def ask(line, **more):
        return replace((await slack.command("/campaign", line, **more)).message)

    return ask


@pytest.fixture
def clicked(slack):
    """What a click makes of the message that it is in, which itself stays as it was read."""

    async def click(message, **which):
        [there] = [one for one in slack.messages(message.channel, "UANA") if one.ts == message.ts]
        return replace(await (await slack.click(there, **which)).later())

    return click


async def test_a_name_shows_the_campaigns_card(slack, bot, a_campaign, members):
    year = NOW.year
    campaign = await a_campaign(
        start_date=date(year, 11, 1),
        end_date=date(year, 12, 15),
        budget_allocated=1_000_000,
        budget_spent=400_000,
        goals={"target_leads": 20, "conversion_rate": 10, "roi_target": 300},
    )
    await members(campaign, 6)
    await members(campaign, 4, "contacted")
    await members(campaign, 1, "converted", lead={"status": "closed_won", "value": 960_000})
    await members(campaign, 1, "excluded")

    outcome = await slack.command("/campaign", "Spring webinar")

    assert outcome.message.is_ephemeral
    for part in (
        f"Spring webinar  #{campaign.id} · active, 1 Nov to 15 Dec",
        "Budget $4,000 of $10,000",
        "Members 12",
        "Converted 1 (9 %)",
        "ROI 140 %",
        "▇▇▇▁▁ 12 of 20 leads",
        "▇▇▇▇▁ 9 of 10 % conversion",
        "▇▇▁▁▁ ROI 140 of 300 %",
        "pending 6 · contacted 4 · converted 1 · excluded 1",
        "This week Nothing yet.",
        "[Share]",
    ):
        assert part in plain(outcome)
    assert outcome.message.fallback == f"Spring webinar (#{campaign.id}): active, 12 members, 1 converted (9 %)"
    assert validate_message({"blocks": outcome.message.blocks}) == []


async def test_what_is_not_known_is_left_out(slack, bot, a_campaign):
    await a_campaign(status="draft")

    said = plain(await slack.command("/campaign", "Spring webinar"))

    for part in ("· draft\n", "Members 0", "Converted 0\n", "ROI not yet", "No goals set.", "No leads in it yet."):
        assert part in said
    for absent in ("Budget", "None", "This week", "%"):
        assert absent not in said


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"start_date": date(2020, 11, 1)}, "active, from 1 Nov 2020"),
        ({"end_date": date(2020, 12, 15)}, "active, until 15 Dec 2020"),
        ({"start_date": date(2020, 11, 1), "end_date": date(2021, 1, 5)}, "active, 1 Nov 2020 to 5 Jan 2021"),
    ],
)
async def test_dates_of_other_years_have_their_year(slack, bot, a_campaign, dates, said):
    await a_campaign(**dates)

    assert said in plain(await slack.command("/campaign", "spring"))


@pytest.mark.parametrize(("budget", "said"), [({"budget_spent": 12_345}, "Budget $123.45 spent"), ({"budget_allocated": 500}, "Budget $0 of $5")])
async def test_a_budget_that_is_known_in_part_says_so(slack, bot, a_campaign, budget, said):
    await a_campaign(**budget)

    assert said in plain(await slack.command("/campaign", "spring"))


async def test_a_goal_for_the_return_waits_for_the_first_spending(slack, bot, a_campaign):
    await a_campaign(goals={"roi_target": 300})

    assert "▁▁▁▁▁ ROI not yet, goal 300 %" in plain(await slack.command("/campaign", "spring"))


async def test_the_card_tells_this_week_and_the_rest_of_it_on_a_page(slack, bot, a_campaign, members, clicked, asked):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    await members(campaign, 1, "responded", lead={"first_name": "Ana", "last_name": "Ruiz"}, response_at=NOW)
    await members(campaign, 15, "pending", added_at=NOW)
    await members(campaign, 1, "contacted", last_contact_at=NOW - timedelta(days=8))

    card = await asked("spring")
    assert "This week Ana Ruiz → responded, pending " in card.text
    assert "[11 more]" in card.text
    page = await clicked(card, action_id=WEEK)
    assert "This week in Spring webinar  6 to 15 of 16" in page.text
    assert " → added, today " in page.text
    rest = await clicked(page, action_id=WEEK)
    assert "16 to 16 of 16" in rest.text
    assert "[Show 10 more]" not in rest.text
    back = await clicked(rest, action_id=OPEN)

    assert back.text.startswith("Spring webinar")
    assert len(slack.messages("CSALES", "UANA")) == 1


@pytest.mark.parametrize("typed", ["SPRING WEBINAR", "“spring-webinar”", "spring", "web spr", "find spring", "#{id}", "{id}", "  #{id} "])
async def test_one_campaign_is_found_by_number_name_beginning_and_words(slack, bot, a_campaign, typed):
    campaign = await a_campaign()
    await a_campaign("Autumn push")

    outcome = await slack.command("/campaign", typed.format(id=campaign.id))

    assert f"Spring webinar  #{campaign.id} · active" in plain(outcome)


@pytest.mark.parametrize("typed", ["campaign Spring webinar", "CAMPAIGN spring", "campaign #{id}", "campaign find spring"])
async def test_the_lead_command_reaches_campaigns_too(slack, bot, a_campaign, typed):
    campaign = await a_campaign()

    outcome = await slack.command("/lead", typed.format(id=campaign.id))

    assert f"Spring webinar  #{campaign.id} · active" in plain(outcome)


async def test_what_is_typed_after_the_lead_command_is_unescaped_once(slack, bot, a_campaign):
    await a_campaign("R&lt;D & <more>")

    assert "R&lt;D & <more>  #" in plain(await slack.command("/lead", "campaign R&lt;D & <more>"))


async def test_a_company_that_begins_with_campaign_is_offered_too(slack, bot, a_campaign, a_lead, clicked):
    await a_lead(company="Campaign Monitor")
    await a_campaign("Monitoring")

    outcome = await slack.command("/lead", "campaign monitor")

    assert "Monitoring  #" in plain(outcome)
    assert 'called "campaign monitor"?' in plain(outcome)
    found = await clicked(outcome.message, action_id="lead.again")
    assert "Ana Ruiz · Acme Corp" not in found.text
    assert "Campaign Monitor" in found.text


async def test_the_whole_name_goes_before_longer_ones(slack, bot, a_campaign):
    await a_campaign("Spring webinar")
    only = await a_campaign("Spring")

    assert f"Spring  #{only.id}" in plain(await slack.command("/campaign", "spring"))


async def test_several_are_a_list_and_open_shows_one_in_its_place(slack, bot, a_campaign, members, asked, clicked):  # noqa: PLR0917 - fixtures
    spring = await a_campaign("Spring webinar", goals={"target_leads": 200})
    late = await a_campaign("Late spring", status="completed")
    await a_campaign("Autumn push")
    await members(spring, 2)

    listed = await asked("spring")
    shown = await clicked(listed, action_id=OPEN, value=str(late.id))

    assert '2 campaigns match "spring".' in listed.text
    assert f"Spring webinar\nactive · 2 members · 2 of 200 leads · #{spring.id} [Open]" in listed.text
    assert f"Late spring\ncompleted · 0 members · #{late.id}" in listed.text
    assert "Autumn" not in listed.text
    assert shown.text.startswith("Late spring  #")
    assert len(slack.messages("CSALES", "UANA")) == 1


async def test_of_one_name_all_are_listed(slack, bot, a_campaign):
    for _ in range(12):
        await a_campaign()

    outcome = await slack.command("/campaign", "spring webinar")

    assert '10 of 12 campaigns match "spring webinar".' in plain(outcome)
    more = await (await slack.click(outcome.message, action_id=MORE)).later()
    assert '11 to 12 of 12 campaigns match "spring webinar".' in more.text


async def test_a_misspelt_name_is_a_list_even_of_one(slack, bot, a_campaign):
    await a_campaign()

    said = plain(await slack.command("/campaign", "sprnig webinr"))

    assert 'No exact match for "sprnig webinr".' in said
    assert "Spring webinar\nactive" in said
    assert "Misspelt? These are the nearest" in said


async def test_where_none_matches_the_three_nearest_are_shown(slack, bot, a_campaign):
    for name in ("Spring webinar", "Summer webinar", "Winter webinar", "Trade fair"):
        await a_campaign(name)

    outcome = await slack.command("/campaign", "webinar on pricing")

    assert 'No campaign matches "webinar on pricing". The nearest:' in plain(outcome)
    assert outcome.text.count("[Open]") == 3
    assert "Trade fair" not in outcome.text


@pytest.mark.parametrize(("typed", "said"), [("#999999", "There is no campaign 999999."), ("#99999999999", "There is no campaign 99999999999.")])
async def test_a_number_that_no_campaign_has_says_so(slack, bot, acme, typed, said):
    assert (await slack.command("/campaign", typed)).text == said


async def test_digits_are_never_taken_for_a_misspelt_name(slack, bot, a_campaign):
    await a_campaign("Fair 2025")

    assert 'No campaign matches "2026".' in plain(await slack.command("/campaign", "2026"))


async def test_quotes_name_a_campaign_exactly(slack, bot, a_campaign):
    await a_campaign("Help wanted")

    assert "Help wanted  #" in plain(await slack.command("/campaign", '"help wanted"'))
    assert 'No campaign is called exactly "help". The nearest:' in plain(await slack.command("/campaign", '"help"'))


async def test_without_campaigns_that_is_said(slack, bot, acme):
    assert (await slack.command("/campaign", "")).text == "No campaigns yet."
    assert 'No campaign matches "spring".' in plain(await slack.command("/campaign", "spring"))


async def test_the_command_alone_lists_what_runs_and_finished_ones_behind_a_button(bot, a_campaign, clicked, asked):
    for n in range(12):
        await a_campaign(f"Running {n}", start_date=date(2026, 1, 1 + n))
    await a_campaign("Sketch", status="draft")
    await a_campaign("Old one", status="completed")

    first = await asked("")
    assert "Campaigns  12 active, 1 draft 1 to 10:" in first.text
    assert first.text.index("Running 11") < first.text.index("Running 10") < first.text.index("Running 2")
    assert "Old one" not in first.text
    assert "[Show finished (1)]" in first.text
    rest = await clicked(first, action_id=MORE)
    assert "11 to 13:" in rest.text
    assert rest.text.index("Running 0") < rest.text.index("Sketch")
    over = await clicked(rest, action_id=OVER)
    assert "Campaigns  1 completed" in over.text
    assert "Old one" in over.text
    again = await clicked(over, action_id=OVER)

    assert again.text == first.text
    for message in (first, rest, over, again):
        assert validate_message({"blocks": message.blocks}) == []


async def test_where_nothing_runs_the_finished_ones_are_a_click_away(slack, bot, a_campaign):
    await a_campaign(status="cancelled")

    said = plain(await slack.command("/campaign", ""))

    assert "None runs or is being prepared." in said
    assert "[Show finished (1)]" in said


async def test_members_are_listed_by_status_ten_at_a_time(bot, a_campaign, members, clicked, asked):
    campaign = await a_campaign()
    await members(campaign, 8)
    await members(campaign, 4, "converted")

    first = await asked("members spring")
    assert "Members of Spring webinar  1 to 10 of 12" in first.text
    assert first.text.index("Pending 8") < first.text.index("Converted 4")
    rest = await clicked(first, action_id=MEMBERS)
    assert "11 to 12 of 12" in rest.text
    assert "Pending 8" not in rest.text
    option = next(one for one in first.blocks[0]["accessory"]["options"] if one["text"]["text"] == "Converted (4)")
    picked = await clicked(rest, action_id=STATUS, value=option["value"])
    assert "Members of Spring webinar  4 converted" in picked.text
    entry = next(block["accessory"]["options"][0]["value"] for block in picked.blocks[1:] if block.get("accessory"))
    card = await clicked(picked, action_id="campaign.member", value=entry)

    assert f"#{entry.split()[2]}" in card.text
    for message in (first, rest, picked):
        assert validate_message({"blocks": message.blocks}) == []


async def test_the_cards_menu_leads_to_its_members_and_back(bot, a_campaign, members, clicked, asked):
    campaign = await a_campaign()
    await members(campaign)
    card = await asked("spring")

    listed = await clicked(card, action_id=MENU, value=f"members {campaign.id}")
    back = await clicked(listed, action_id=OPEN)

    assert "Members of Spring webinar  1" in listed.text
    assert back.text == card.text


async def test_members_of_several_are_a_list_with_members(slack, bot, a_campaign, clicked, asked):
    campaign, _ = await a_campaign("Spring webinar"), await a_campaign("Spring fair")

    listed = await asked("members spring")
    shown = await clicked(listed, action_id=MEMBERS, value=f"{campaign.id}")

    assert listed.text.count("[Members]") == 2
    assert "[Open]" not in listed.text
    assert "Members of Spring webinar" in shown.text
    assert "No leads in it yet." in shown.text
    assert (await slack.command("/campaign", "members")).text.count("[Members]") == 2
    assert (await slack.command("/campaign", "members #999999")).text == "There is no campaign 999999."


@pytest.mark.parametrize("action", [OPEN, MENU, WEEK])
async def test_a_campaign_deleted_meanwhile_says_so(bot, a_campaign, members, clicked, owner, action, asked):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    await members(campaign, 6, added_at=NOW)
    name = "members spring" if action == OPEN else "spring"
    message = await asked(name)
    async with owner.begin() as connection:
        await connection.execute(delete(Campaign).where(Campaign.id == campaign.id))

    value = {"value": f"members {campaign.id}"} if action == MENU else {}
    assert (await clicked(message, action_id=action, **value)).text == f"Campaign {campaign.id} no longer exists."


async def test_help_says_what_can_be_typed_here(slack, bot, acme):
    said = (await slack.command("/campaign", "help")).text
    topic = (await slack.command("/campaign", "help members")).text
    unknown = (await slack.command("/campaign", "help frobnicate")).text

    assert "Find  /campaign · /campaign spring webinar · " in said
    assert "/campaign members spring webinar" in topic
    assert 'There is no help about "frobnicate".' in unknown
    assert "/lead campaign spring webinar" in (await slack.command("/lead", "help campaign")).text


async def test_a_verb_nearly_typed_is_guessed_beside_what_was_found(slack, bot, a_campaign):
    await a_campaign("Membrs fair"), await a_campaign("Membrs fair two")

    said = plain(await slack.command("/campaign", "membrs fa"))

    assert '2 campaigns match "membrs fa".' in said
    assert "Did you mean /campaign members fa?" in said
    assert "Did you mean" not in plain(await slack.command("/campaign", "membrs fair"))


async def test_the_commands_have_the_names_that_are_set(slack, database, acme):
    slack.ground.manifest.commands["/drive"] = slack.ground.manifest.commands["/campaign"]
    async with leadbot(slack, database, acme.id, campaign_command="/drive"):
        said = (await slack.command("/drive", "spring")).text

    assert "/drive shows them all." in said


async def test_another_organizations_campaigns_are_not_there(slack, bot, acme, owner):
    other = await an_organization(owner, "borealis")
    theirs = await add(owner, Campaign(organization_id=other.id, name="Spring webinar", status="active"))

    assert (await slack.command("/campaign", f"#{theirs.id}")).text == f"There is no campaign {theirs.id}."
    assert "No campaign matches" in (await slack.command("/campaign", "spring")).text
    assert (await slack.command("/campaign", "")).text == "No campaigns yet."


@pytest.mark.parametrize("user", ["UVERA", "UBEN", "UCARA", "UDORA"])
async def test_every_linked_person_may_look(slack, bot, a_campaign, user):
    await a_campaign()

    assert "Spring webinar" in (await slack.command("/campaign", "spring", user=user)).text


async def test_an_unlinked_person_is_told_to_connect_and_nothing_else(slack, bot, a_campaign):
    await a_campaign()

    outcome = await slack.command("/campaign", "spring", user="UDAN")
    said = outcome.text or (await outcome.later()).text

    assert "Connect to Acme" in said
    assert "webinar" not in said


async def test_hostile_names_and_statuses_ping_nobody_and_fit(bot, a_campaign, members, clicked, asked):
    campaign = await a_campaign(HOSTILE + "x" * 200)
    await a_campaign(HOSTILE + "y" * 200)
    await members(campaign, 1, (HOSTILE + "z" * 255)[:255], lead={"first_name": HOSTILE, "last_name": HOSTILE}, added_at=NOW)
    await members(campaign, 1, "\u200b")

    listed = await asked("")
    card = await clicked(listed, action_id=OPEN, value=str(campaign.id))
    shown = await clicked(card, action_id=MENU, value=f"members {campaign.id}")
    none = await asked(f'"{HOSTILE}"')

    for message in (listed, card, shown, none):
        assert validate_message({"blocks": message.blocks}) == []
        sent = str([block.get("text") for block in message.blocks])
        assert "<!channel>" not in sent
        assert "<https" not in sent
        assert "\u202e" not in sent


async def test_looking_takes_two_round_trips_and_no_call_of_slack(slack, acme, a_campaign, database_url):
    await a_campaign()
    async with counting(database_url) as counted, opened(counted.url) as database, leadbot(slack, database, acme.id) as bot:
        for _ in range(3):
            await slack.command("/campaign", "spring")
            await bot.dispatcher.drain(5)
        trips, calls = counted.trips, len(slack.calls)

        await slack.command("/campaign", "spring")

        assert counted.trips - trips == 2  # the names, and the card
        assert len(slack.calls) == calls


async def test_leads_of_a_campaign_open_from_the_week(bot, a_campaign, members, clicked, owner, asked):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    await members(campaign, 7, added_at=NOW)
    page = await clicked(await asked("spring"), action_id=WEEK)
    lead = page.blocks[1]["accessory"]["value"]
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id == int(lead)))

    assert (await clicked(page, action_id="lead.open", value=lead)).text == f"Lead {lead} no longer exists."
