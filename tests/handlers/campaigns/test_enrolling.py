"""Leads in campaigns: put there by a line, in a form, from a card; how far they are, taken out, undone; what is refused and why."""

import asyncio
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from crm import enrolling
from crm.enrolling import MembershipGone
from crm.people import Actor, Ways
from playground.validator import validate_message, validate_view
from store.models import Campaign, CampaignLead, Lead
from tests.leadbot import add, an_organization

ENROLL, UNDO, MEMBER, MENU = "campaign.enroll", "campaign.undo", "campaign.member", "campaign.menu"


def alerts(view):
    return [block["text"]["text"] for block in view.blocks if block["type"] == "alert"]


def presets(view):
    return {
        block["block_id"]: block["element"]["initial_option"]["text"]["text"]
        for block in view.blocks
        if block["type"] == "input" and block["element"].get("initial_option")
    }


@pytest.fixture
def press(slack, bot):
    """Clicks, and waits until all that follows from it is done."""

    async def run(message, **which):
        await slack.click(message, **which)
        await bot.dispatcher.drain(5)
        return slack.state.views.top("UANA")

    return run


def last(slack, user="UANA", channel="CSALES"):
    return slack.messages(channel, user)[-1]


@pytest.mark.parametrize("line", ["enroll {id} Spring webinar", "enroll {id} spring", "enroll {id} #{campaign}", "enroll acme corp: SPRING webinar"])
async def test_a_clear_line_enrolls_at_once_and_is_undone_by_a_click(slack, bot, lead, a_campaign, stored, line):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    await a_campaign("Sprint review", status="draft")

    outcome = await slack.command("/lead", line.format(id=lead.id, campaign=campaign.id))

    assert f"Ana Ruiz · Acme Corp (#{lead.id}) is now in Spring webinar." in outcome.text
    assert validate_message({"blocks": outcome.message.blocks}) == []
    assert [(one["lead_id"], one["status"]) for one in await stored()] == [(lead.id, "pending")]
    undone = await (await slack.click(outcome.message, action_id=UNDO)).later()
    assert "Taken out again." in undone.text
    assert await stored() == []


async def test_twice_the_same_is_told_and_not_doubled(slack, bot, lead, a_campaign, stored):
    await a_campaign()
    await slack.command("/lead", f"enroll {lead.id} Spring webinar")

    again = await slack.command("/lead", f"enroll {lead.id} Spring webinar")

    assert "is in Spring webinar since today, pending." in again.text
    assert len(await stored()) == 1
    for button in ("[Change status]", "[Take out]", "[Open]"):
        assert button in again.text


async def test_two_at_once_leave_one_membership(slack, bot, lead, a_campaign, stored):
    await a_campaign()

    outcomes = await asyncio.gather(*(slack.command("/lead", f"enroll {lead.id} Spring webinar", user=user) for user in ("UANA", "UBEN", "UCARA")))

    assert sorted("is now in" in outcome.text for outcome in outcomes) == [False, False, True]
    assert len(await stored()) == 1


@pytest.mark.parametrize(
    ("status", "why"),
    [("draft", "is a draft. A manager starts it first."), ("completed", "is completed and takes no leads any more."), ("cancelled", "was cancelled")],
)
async def test_a_campaign_that_does_not_run_takes_nobody_and_says_why(slack, bot, lead, a_campaign, stored, status, why):  # noqa: PLR0917 - fixtures
    await a_campaign(status=status)

    outcome = await slack.command("/lead", f"enroll {lead.id} Spring webinar")

    assert f"Spring webinar {why}" in outcome.text
    assert f"/lead enroll {lead.id} Spring webinar" in outcome.text  # what was typed is not lost
    assert await stored() == []


async def test_a_paused_campaign_takes_leads_and_says_that_it_is_paused(slack, bot, lead, a_campaign, stored):
    await a_campaign(status="paused")

    outcome = await slack.command("/lead", f"enroll {lead.id} Spring webinar")

    assert "is now in Spring webinar, which is paused." in outcome.text
    assert len(await stored()) == 1


async def test_another_campaign_that_runs_for_the_lead_is_told_first(opened, submit, lead, a_campaign, a_member, stored, slack):  # noqa: PLR0917 - fixtures
    await a_campaign()
    other = await a_campaign("Autumn <push>")
    await a_member(other, lead, "contacted")

    view = await opened(f"enroll {lead.id} Spring webinar")

    assert alerts(view) == ["In another running campaign already: Autumn <push>, since today, contacted."]
    assert presets(view)["campaign"].startswith("Spring webinar · #")
    assert len(await stored()) == 1
    await submit(view)
    assert "is now in Spring webinar." in last(slack).text
    assert len(await stored()) == 2


async def test_what_was_told_of_one_lead_is_told_of_another_too(opened, submit, a_lead, a_campaign, a_member, stored, slack):  # noqa: PLR0917 - fixtures
    one, other = await a_lead(last_name="One"), await a_lead(last_name="Other")
    await a_campaign()
    autumn = await a_campaign("Autumn push")
    await a_member(autumn, one)
    await a_member(autumn, other, "contacted")
    view = await opened(f"enroll {one.id} Spring webinar")
    assert alerts(view) == ["In another running campaign already: Autumn push, since today, pending."]

    await submit(view, {"lead": (await slack.suggest(view, "lead.pick", str(other.id))).options[0]})

    told = slack.state.views.top("UANA")
    assert alerts(told) == ["In another running campaign already: Autumn push, since today, contacted."]
    assert len(await stored()) == 2
    await submit(told)
    assert len(await stored()) == 3


async def test_in_a_form_too_another_campaign_is_told_before_saving(opened, submit, lead, a_campaign, a_member, stored, slack):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    await a_member(await a_campaign("Autumn push"), lead)
    view = await opened("enroll")
    picks = {
        "lead": (await slack.suggest(view, "lead.pick", str(lead.id))).options[0],
        "campaign": (await slack.suggest(view, "campaign.pick", "spr")).options[0],
    }

    await submit(view, picks)

    told = slack.state.views.top("UANA")
    assert alerts(told) == ["In another running campaign already: Autumn push, since today, pending."]
    assert told.payload["submit"]["text"] == "Enroll anyway"
    assert validate_view(told.payload) == []
    assert len(await stored()) == 1
    await submit(told)
    assert [one["name"] for one in await stored()] == ["Autumn push", campaign.name]


async def test_a_line_that_is_not_clear_opens_the_form_and_saves_nothing(opened, lead, a_lead, a_campaign, stored, slack):  # noqa: PLR0917 - fixtures
    await a_campaign("Spring webinar")
    await a_campaign("Spring fair")

    view = await opened(f"enroll {lead.id} spring")

    assert presets(view) == {"lead": f"Ana Ruiz · Acme Corp · #{lead.id}"}
    assert f"You typed: {lead.id} spring" in str(view.blocks)
    assert [option["text"]["text"].partition(" ·")[0] for option in (await slack.suggest(view, "campaign.pick", "")).options] == [
        "Spring fair",
        "Spring webinar",
    ]
    assert await stored() == []


async def test_without_a_mark_the_lead_is_taken_from_the_beginning_and_nothing_is_saved(opened, lead, a_campaign, stored):
    await a_campaign()

    view = await opened("enroll acme corp Spring webinar")

    assert presets(view) == {"lead": f"Ana Ruiz · Acme Corp · #{lead.id}", "campaign": presets(view)["campaign"]}
    assert await stored() == []


async def test_the_field_offers_what_takes_leads_and_finds_a_misspelt_name(opened, slack, lead, a_campaign):
    await a_campaign("Spring webinar", status="paused")
    await a_campaign("Autumn push")
    await a_campaign("Old fair", status="completed")
    view = await opened("enroll")

    async def names(typed):
        return [option["text"]["text"].partition(" ·")[0] for option in (await slack.suggest(view, "campaign.pick", typed)).options]

    assert await names("") == ["Autumn push", "Spring webinar"]
    assert await names("sprnig") == ["Spring webinar"]
    assert await names("fair") == []


async def test_an_empty_form_says_what_to_pick(opened, slack):
    view = await opened("enroll")

    assert set((await slack.submit(view)).errors) == {"lead", "campaign"}


async def test_from_a_campaigns_card_the_card_is_drawn_anew_with_the_result(slack, lead, a_campaign, submit, stored, press):  # noqa: PLR0917 - fixtures
    await a_campaign()
    card = (await slack.command("/campaign", "spring")).message
    await press(card, action_id=ENROLL)
    view = slack.state.views.top("UANA")
    assert presets(view)["campaign"].startswith("Spring webinar")

    await submit(view, {"lead": (await slack.suggest(view, "lead.pick", str(lead.id))).options[0]})

    drawn = last(slack)
    assert drawn.ts == card.ts
    assert drawn.text.startswith(f"Ana Ruiz · Acme Corp (#{lead.id}) is now in Spring webinar.")
    assert "Members 1" in drawn.text
    await press(drawn, action_id=UNDO)
    assert "Members 0" in last(slack).text
    assert await stored() == []


async def test_from_a_leads_menu_the_leads_card_is_drawn_anew(slack, lead, a_campaign, submit, press):
    campaign = await a_campaign()
    card = (await slack.command("/lead", f"#{lead.id}")).message
    entry = next(
        option["value"] for block in card.blocks for one in block.get("elements", []) for option in one.get("options", []) if "enroll" in option["value"]
    )
    await press(card, action_id="lead.menu", value=entry)
    view = slack.state.views.top("UANA")

    refused = await submit(view, {"campaign": (await slack.suggest(view, "campaign.pick", "spring")).options[0]})
    assert refused.errors == {}

    assert last(slack).text.startswith("This lead is now in Spring webinar.")
    assert "In Spring webinar (pending)" in last(slack).text
    assert campaign.name in last(slack).text


async def test_in_a_form_somebody_who_is_there_already_is_told_at_the_field(opened, submit, lead, a_campaign, a_member, slack):  # noqa: PLR0917 - fixtures
    await a_member(await a_campaign(), lead, "contacted")
    view = await opened("enroll")

    refused = await submit(
        view,
        {"lead": (await slack.suggest(view, "lead.pick", str(lead.id))).options[0], "campaign": (await slack.suggest(view, "campaign.pick", "spr")).options[0]},
    )

    assert refused.errors == {"campaign": "In Spring webinar since today, contacted."}


async def test_how_far_a_member_is_is_changed_in_the_list_and_undone(slack, lead, a_campaign, a_member, stored, submit, press):  # noqa: PLR0917 - fixtures
    await a_member(await a_campaign(), lead)
    page = (await slack.command("/campaign", "members spring")).message
    before = await stored()
    entry = page.blocks[2]["accessory"]["options"][1]
    assert entry["text"]["text"] == "Change status"
    await press(page, action_id=MEMBER, value=entry["value"])

    await submit(slack.state.views.top("UANA"), {"status": "converted"})

    [row] = await stored()
    assert (row["status"], row["converted"]) == ("converted", True)
    drawn = last(slack)
    assert drawn.text.startswith("Ana Ruiz · Acme Corp is now converted in Spring webinar.")
    assert "Members of Spring webinar" in drawn.text
    assert validate_message({"blocks": drawn.blocks}) == []
    await press(drawn, action_id=UNDO)
    assert await stored() == before


async def test_going_back_forgets_what_lies_beyond(slack, lead, a_campaign, a_member, stored, submit, press):  # noqa: PLR0917 - fixtures
    member = await a_member(await a_campaign(), lead)
    page = (await slack.command("/campaign", "members spring")).message
    for status in ("responded", "contacted"):
        await press(page, action_id=MEMBER, value=f"status {member.id} {lead.id} 0")
        await submit(slack.state.views.top("UANA"), {"status": status})
        page = last(slack)

    [row] = await stored()
    assert (row["status"], row["contacted"], row["responded"], row["converted"]) == ("contacted", True, False, False)


async def test_a_member_is_taken_out_and_put_back_as_it_was(slack, lead, a_campaign, a_member, rows, press):  # noqa: PLR0917 - fixtures
    query = "select campaign_id, lead_id, status, added_at, last_contact_at from campaign_leads"
    member = await a_member(await a_campaign(), lead, "contacted")
    before = await rows(query)
    page = (await slack.command("/campaign", "members spring")).message

    await press(page, action_id=MEMBER, value=f"remove {member.id} {lead.id} 0")
    gone = last(slack)
    assert "is not in Spring webinar any more." in gone.text
    assert await rows(query) == []
    await press(gone, action_id=UNDO)

    assert await rows(query) == before
    assert last(slack).text.startswith("In the campaign again.")


async def test_what_happened_since_is_not_undone(slack, bot, lead, a_campaign, stored, execute):  # noqa: PLR0917 - fixtures
    await a_campaign()
    outcome = await slack.command("/lead", f"enroll {lead.id} spring")
    await execute("update campaign_leads set status = 'responded'")

    undone = await (await slack.click(outcome.message, action_id=UNDO)).later()

    assert "This was changed since, so it was not undone. Change it in the campaign instead.\n[Open]" in undone.text
    assert len(await stored()) == 1


async def test_after_five_minutes_it_is_not_undone(slack, bot, lead, a_campaign, stored, execute):  # noqa: PLR0917 - fixtures
    await a_campaign()
    outcome = await slack.command("/lead", f"enroll {lead.id} spring")
    await execute("alter table campaign_leads disable trigger all")
    await execute("update campaign_leads set added_at = now() - interval '6 minutes'")
    await execute("alter table campaign_leads enable trigger all")

    undone = await (await slack.click(outcome.message, action_id=UNDO)).later()

    assert "Undo works for five minutes" in undone.text
    assert "[Open]" in undone.text
    assert len(await stored()) == 1


async def test_a_viewer_enrolls_nobody(slack, bot, lead, a_campaign, stored):
    await a_campaign()

    outcome = await slack.command("/lead", f"enroll {lead.id} spring", user="UVERA")

    assert "Enrolling leads is for reps, managers and admins. Ask" in outcome.text
    assert ENROLL not in str((await slack.command("/campaign", "spring", user="UVERA")).message.blocks)
    assert await stored() == []


async def test_another_organizations_campaign_is_not_there(slack, bot, owner, lead, stored):
    other = await an_organization(owner, "borealis")
    campaign = await add(owner, Campaign(organization_id=other.id, name="Theirs", status="active"))

    outcome = await slack.command("/lead", f"enroll {lead.id} #{campaign.id}")
    await bot.dispatcher.drain(5)

    assert "Theirs" not in outcome.text
    assert await stored() == []


async def test_another_organizations_member_is_not_there(owner, acme, database):
    other = await an_organization(owner, "borealis")
    campaign = await add(owner, Campaign(organization_id=other.id, name="Theirs", status="active"))
    lead = await add(owner, Lead(organization_id=other.id, first_name="Eva"))
    member = await add(owner, CampaignLead(campaign_id=campaign.id, lead_id=lead.id, status="pending"))
    person = acme.people["UANA"]
    ana = Actor(person.id, acme.id, person.role, person.first_name, "UANA", ZoneInfo("UTC"), Ways("Acme"), 1, None)

    for act in (enrolling.unenroll, partial(enrolling.set_status, status="converted")):
        with pytest.raises(MembershipGone):
            async with database.sessions(acme.id).begin(ana) as session:
                await act(session, ana, membership_id=member.id)


async def test_a_campaign_that_is_nearly_named_is_filled_in_and_asked_about(slack, bot, lead, a_campaign, stored):
    campaign = await a_campaign()
    await slack.command("/lead", f"enroll {lead.id} sprng webinr")
    await bot.dispatcher.drain(5)

    view = slack.state.views.top("UANA").payload["blocks"]
    assert '"sprng webinr" may mean Spring webinar. Look, then enroll.' in str(view)
    assert [block["element"]["initial_option"]["text"]["text"] for block in view if block.get("block_id") == "campaign"] == [f"Spring webinar · #{campaign.id}"]
    assert await stored() == []


async def test_a_campaign_that_nothing_is_near_to_is_asked_for(slack, bot, lead, a_campaign):
    await a_campaign()
    await slack.command("/lead", f"enroll {lead.id} zzz")
    await bot.dispatcher.drain(5)

    assert 'No campaign is clearly meant by "zzz". Pick one.' in str(slack.state.views.top("UANA").payload["blocks"])


async def test_a_status_is_not_undone_where_the_lead_was_spoken_to_since(slack, bot, lead, a_campaign, a_member, rows, submit, press):  # noqa: PLR0917 - fixtures
    member = await a_member(await a_campaign(), lead)
    page = (await slack.command("/campaign", "members spring")).message
    await press(page, action_id=MEMBER, value=f"status {member.id} {lead.id} 0")
    await submit(slack.state.views.top("UANA"), {"status": "contacted"})
    await slack.command("/lead", f"log {lead.id} call reached", user="UBEN")
    await bot.dispatcher.drain(5)

    await press(last(slack), action_id=UNDO)

    assert "This was changed since, so it was not undone." in last(slack).text
    assert [row["status"] for row in await rows("select status from campaign_leads")] == ["contacted"]


def first_entry(page, what):
    """The value of what can be done with the first member of a page."""
    options = next(block["accessory"]["options"] for block in page.blocks if block.get("accessory", {}).get("action_id") == MEMBER)
    return next(option["value"] for option in options if option["value"].startswith(what))


async def test_the_page_of_members_stays_where_one_of_them_is_changed(slack, a_lead, a_campaign, a_member, submit, press):  # noqa: PLR0917 - fixtures
    campaign = await a_campaign()
    for _ in range(12):
        await a_member(campaign, await a_lead(), "contacted")
    await press((await slack.command("/campaign", "members spring")).message, action_id="campaign.members")
    page = last(slack)
    assert page.text.startswith("Members of Spring webinar  11 to 12 of 12")
    await press(page, action_id=MEMBER, value=first_entry(page, "status"))

    await submit(slack.state.views.top("UANA"), {"status": "responded"})
    assert "Members of Spring webinar  11 to 12 of 12" in last(slack).text
    await press(last(slack), action_id=UNDO)
    assert "Members of Spring webinar  11 to 12 of 12" in last(slack).text

    for _ in range(2):
        await press(last(slack), action_id=MEMBER, value=first_entry(last(slack), "remove"))
    assert "Members of Spring webinar  10" in last(slack).text
