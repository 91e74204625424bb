"""What a null of an older platform means, where it decides something."""

from datetime import timedelta

import pytest

from store.models import Activity, LeadNote, now
from tests.leadbot import add

STEP_UNDO, UNDO, MENU = "campaign.step_undo", "lead.undo", "campaign.menu"


@pytest.fixture
def null(execute):
    """Empties a column of one row, as the tables' owner."""

    async def run(table, row, name):
        await execute(f"alter table {table} alter column {name} drop not null")
        await execute(f"update {table} set {name} = null where id = :id", id=row.id)

    return run


async def test_a_lead_without_a_status_is_new_and_open(slack, bot, a_lead, null, acme):
    ana = acme.people["UANA"].id
    closed = await a_lead(last_name="Closed", status="closed_lost", score=90, assigned_to_id=ana)
    lead = await a_lead(last_name="Unset", score=10, assigned_to_id=ana, created_at=now() - timedelta(days=30))
    await null("leads", lead, "status")

    found = (await slack.command("/lead", "acme corp")).text
    card = (await slack.command("/lead", f"#{lead.id}")).text
    mine = (await slack.command("/lead", "mine")).text

    assert found.index(f"#{lead.id}") < found.index(f"#{closed.id}")
    assert "Status New" in card
    assert "1 open lead" in mine
    assert "1 of your open leads has had no contact" in (await slack.command("/lead", "today")).text


async def test_another_status_than_none_is_recorded_and_taken_back(slack, bot, lead, null, rows):
    await null("leads", lead, "status")

    receipt = (await slack.command("/lead", f"status {lead.id} qualified")).message
    told = (await slack.command("/lead", f"history {lead.id}")).text
    await slack.click(receipt, action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert "Status New → Qualified" in told
    assert await rows("select status::text from leads") == [{"status": None}]
    assert "is New already." in (await slack.command("/lead", f"status {lead.id} new")).text


async def test_a_campaign_without_a_status_is_a_draft(slack, bot, a_campaign, null, rows):
    campaign = await a_campaign()
    await null("campaigns", campaign, "status")

    listed = (await slack.command("/campaign", "", user="UCARA")).text
    started = await slack.command("/campaign", "start spring webinar", user="UCARA")

    assert "1 draft" in listed
    assert "Spring webinar is active now." in started.text
    undone = await (await slack.click(started.message, action_id=STEP_UNDO, user="UCARA")).later()
    assert "Spring webinar is a draft again." in undone.text
    assert await rows("select status::text from campaigns") == [{"status": None}]


async def test_a_campaign_without_a_name_is_called_by_its_number_wherever_it_is_named(slack, bot, lead, a_campaign, null):
    campaign = await a_campaign()
    await null("campaigns", campaign, "name")
    called = f"Campaign #{campaign.id}"

    assert f"is now in {called}." in (await slack.command("/lead", f"enroll {lead.id} #{campaign.id}")).text
    assert f"In {called} (pending)" in (await slack.command("/lead", f"#{lead.id}")).text
    assert f"{called} is paused now." in (await slack.command("/campaign", f"pause #{campaign.id}", user="UCARA")).text
    assert f"Added to {called}" in (await slack.command("/lead", f"history {lead.id}")).text


async def test_a_member_without_a_status_or_a_time_is_reached_by_a_call(slack, bot, lead, a_campaign, a_member, null, rows):  # noqa: PLR0917 - fixtures
    member = await a_member(await a_campaign(), lead)
    await null("campaign_leads", member, "status")
    await null("campaign_leads", member, "added_at")

    told = await slack.command("/lead", f"log {lead.id} call reached her")

    assert "Spring webinar" in told.text
    assert await rows("select status from campaign_leads") == [{"status": "contacted"}]


async def test_a_note_that_does_not_say_so_is_not_for_others(slack, bot, lead, null, acme, owner):  # noqa: PLR0917 - fixtures
    note = await add(owner, LeadNote(lead_id=lead.id, user_id=acme.people["UANA"].id, content="wants the offer"))
    await null("lead_notes", note, "is_private")

    assert "wants the offer" not in (await slack.command("/lead", f"history {lead.id}", user="UBEN")).text
    mine = (await slack.command("/lead", f"history {lead.id}")).text
    assert "wants the offer" in mine
    assert "only you see it" in mine
    assert "1 note only you see" in (await slack.command("/lead", f"#{lead.id}")).text


async def test_what_has_no_time_stands_last_and_says_none(slack, bot, lead, null, acme, owner):  # noqa: PLR0917 - fixtures
    about = {"lead_id": lead.id, "user_id": acme.people["UANA"].id}
    old = await add(owner, Activity(**about, activity_type="call", subject="some day"))
    await null("activities", old, "created_at")
    assert "Last Call by Ana Moreau\n" in (await slack.command("/lead", f"#{lead.id}")).text
    for n in range(12):
        await add(owner, Activity(**about, activity_type="call", subject=f"call {n}", completed_at=now() - timedelta(days=n)))

    page = (await slack.command("/lead", f"history {lead.id}")).message
    first = page.text
    second = await (await slack.click(page, action_id="history.older")).later()

    assert "some day" not in first
    assert 'Call "some day" · Ana Moreau (' in second.text
    assert "Last Call by Ana Moreau, just now" in (await slack.command("/lead", f"#{lead.id}")).text


async def test_a_person_without_a_role_is_a_rep(slack, bot, lead, null, acme):
    await null("users", acme.people["UANA"], "role")

    assert "is now yours." in (await slack.command("/lead", f"claim {lead.id}")).text
    assert "Assigning is for managers and admins." in (await slack.command("/lead", f"assign {lead.id} @ben")).text


async def test_whose_access_is_not_said_to_be_there_has_none(slack, bot, lead, null, acme):
    await null("users", acme.people["UBEN"], "is_active")

    await slack.command("/lead", f"assign {lead.id} @ben", user="UCARA")
    await bot.dispatcher.drain(5)
    assert "Ben Tanaka has no access any more." in str(slack.state.views.top("UCARA").blocks)
    assert "Your access" in (await slack.command("/lead", f"#{lead.id}", user="UBEN")).text
