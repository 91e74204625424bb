"""`/lead` end to end: typed in the local Slack, answered from a real database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from store.models import Activity, Campaign, CampaignLead, Lead, LeadNote, User, Workflow, WorkflowExecution
from store.slack_models import Run
from tests.leadbot import add, an_organization, leadbot, opened
from tests.roundtrips import counting

NOW = datetime.now(UTC)


def read(outcome) -> str:
    return outcome.text.replace("*", "").replace("`", "")


async def test_a_number_shows_the_leads_card(slack, bot, acme, a_lead):
    lead = await a_lead(
        job_title="VP Sales",
        email="ana@acme.com",
        phone="+49 30 1234567",
        status="qualified",
        score=72,
        lead_temperature="hot",
        value=1_200_000,
        source="website",
        notes="Wants a pilot.",
        tags=["vip", "emea"],
        website="acme.com",
        assigned_to_id=acme.people["UBEN"].id,
    )

    outcome = await slack.command("/lead", str(lead.id), user="UANA")

    assert outcome.status == 200
    assert outcome.message.is_ephemeral
    for part in (
        f"Ana Ruiz  #{lead.id}",
        "VP Sales, Acme Corp",
        "Status Qualified",
        "Score 72, hot",
        "Owner @Ben Tanaka",
        "Value $12,000",
        "Source Website",
        "E-mail ana@acme.com",
        "Phone +49 30 1234567",
        "Wants a pilot.",
        "No activity yet.",
        "Tags: vip, emea",
        "Missing: close date",
    ):
        assert part in read(outcome)
    assert outcome.message.fallback == f"Ana Ruiz · Acme Corp (#{lead.id}): Qualified · 72, hot · Ben Tanaka"


async def test_what_is_empty_is_left_out(slack, bot, a_lead, owner):
    lead = await a_lead(first_name=" ", last_name=None, company=None, email="x@acme.example")
    async with owner.begin() as connection:
        await connection.execute(update(Lead).values(score=None, lead_temperature=None, source=None, tags=None))

    said = read(await slack.command("/lead", str(lead.id)))

    assert f"x@acme.example  #{lead.id}" in said
    assert "None" not in said
    for absent in ("Score", "Value", "Close", "Source", "Phone", "Tags"):
        assert f"{absent} " not in said.split("Missing")[0]


async def test_the_card_says_what_comes_next_and_what_was_last(slack, bot, acme, owner, a_lead):
    lead, ben = await a_lead(), acme.people["UBEN"].id
    await add(owner, Activity(lead_id=lead.id, user_id=ben, activity_type="email", completed_at=NOW - timedelta(days=3)))
    await add(owner, Activity(lead_id=lead.id, user_id=ben, activity_type="status_changed", completed_at=NOW))
    await add(owner, Activity(lead_id=lead.id, user_id=ben, activity_type="call", subject="pricing", scheduled_at=NOW + timedelta(days=30)))

    said = read(await slack.command("/lead", str(lead.id)))

    assert 'Next Call "pricing", ' in said
    assert "Last E-mail by Ben Tanaka, 3 days ago" in said


async def test_a_task_of_days_before_is_overdue(slack, bot, acme, owner, a_lead):
    lead = await a_lead()
    await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UANA"].id, activity_type="task", subject="offer", scheduled_at=NOW - timedelta(days=30)))

    assert 'Overdue Task "offer", since ' in read(await slack.command("/lead", str(lead.id)))


async def test_the_card_names_campaigns_and_the_newest_enrichment(slack, bot, acme, owner, a_lead):
    lead = await a_lead()
    running = await add(owner, Campaign(organization_id=acme.id, name="Spring webinar", status="active"))
    finished = await add(owner, Campaign(organization_id=acme.id, name="Old one", status="completed"))
    for campaign in (running, finished):
        await add(owner, CampaignLead(campaign_id=campaign.id, lead_id=lead.id, status="contacted"))
    workflow = await add(owner, Workflow(organization_id=acme.id, name="Company lookup", category="enrichment", n8n_workflow_id=uuid4().hex))
    done = WorkflowExecution(lead_id=lead.id, workflow_type="enrichment", status="completed", confidence_score=0.92, completed_at=NOW - timedelta(days=2))
    await add(owner, done)
    await add(owner, Run(execution_id=done.id, organization_id=acme.id, workflow_id=workflow.id))

    said = read(await slack.command("/lead", str(lead.id)))

    assert "In Spring webinar (contacted)" in said
    assert "Old one" not in said
    assert "Enriched 2 days ago by Company lookup, 92 %" in said


async def test_a_private_note_is_counted_for_its_author_alone(slack, bot, acme, owner, a_lead):
    lead = await a_lead()
    await add(owner, LeadNote(lead_id=lead.id, user_id=acme.people["UANA"].id, content="knows the CFO", is_private=True))

    mine = read(await slack.command("/lead", str(lead.id), user="UANA"))
    theirs = [read(await slack.command("/lead", str(lead.id), user=user)) for user in ("UBEN", "UCARA", "UDORA")]

    assert "1 note only you see" in mine
    assert not any("note" in said for said in theirs)
    assert "knows the CFO" not in mine


@pytest.mark.parametrize("typed", ["ANA@Acme.com", "<mailto:ana@acme.com|ana@acme.com>", "find ana@acme.com"])
async def test_an_exact_email_shows_the_card(slack, bot, a_lead, typed):
    lead = await a_lead(email="ana@acme.com")

    outcome = await slack.command("/lead", typed, raw=True)

    assert f"Ana Ruiz  #{lead.id}" in read(outcome)


@pytest.mark.parametrize("typed", ["ana ruiz", "  Aña   RUIZ ", '"Ana Ruiz"', "“ana ruiz”", "Ana-Ruiz"])
async def test_a_full_name_shows_the_card_whatever_its_case_accents_and_punctuation(slack, bot, a_lead, typed):
    lead = await a_lead()

    assert f"Ana Ruiz  #{lead.id}" in read(await slack.command("/lead", typed))


async def test_several_of_one_name_are_a_list_open_ones_first(slack, bot, a_lead):
    closed = await a_lead(status="closed_won", score=99, email="won@acme.example")
    cold = await a_lead(score=5, email="cold@acme.example")
    hot = await a_lead(score=80, email="hot@acme.example")

    outcome = await slack.command("/lead", "Ana Ruiz")

    said = read(outcome)
    assert '3 leads match "Ana Ruiz".' in said
    assert [said.index(f"#{lead.id}") for lead in (hot, cold, closed)] == sorted(said.index(f"#{lead.id}") for lead in (hot, cold, closed))
    assert f"hot@acme.example · #{hot.id}" in said


async def test_more_than_ten_of_one_name_say_how_to_narrow(slack, bot, a_lead):
    for _ in range(12):
        await a_lead()

    outcome = await slack.command("/lead", "Ana Ruiz")

    assert '10 of 12 leads match "Ana Ruiz". Add a last name or a company to narrow it.' in read(outcome)
    assert "[Show 10 more]" in outcome.text
    assert len([block for block in outcome.message.blocks if block.get("accessory")]) == 10


async def test_two_leads_of_one_email_are_a_list_and_never_the_first(slack, bot, a_lead):
    for name in ("Ana", "Bea"):
        await a_lead(first_name=name, email="shared@acme.example")

    assert '2 leads match "shared@acme.example".' in read(await slack.command("/lead", "shared@acme.example"))


def opens(message, lead):
    """The value of the lead's Open, which names the list too."""
    return next(block["accessory"]["value"] for block in message.blocks if block.get("accessory", {}).get("value", "").split(" ")[0] == str(lead.id))


async def test_open_puts_the_card_in_the_lists_place(slack, bot, a_lead):
    one, _other = await a_lead(), await a_lead()
    listed = await slack.command("/lead", "Ana Ruiz")

    clicked = await slack.click(listed.message, action_id="lead.open", value=opens(listed.message, one))
    shown = await clicked.later()

    assert f"#{one.id}" in shown.text
    assert "leads match" not in shown.text
    assert len(slack.messages("CSALES", "UANA")) == 1


async def test_open_of_a_lead_that_is_gone_says_so(slack, bot, a_lead, owner):
    one, _other = await a_lead(), await a_lead()
    listed = await slack.command("/lead", "Ana Ruiz")
    async with owner.begin() as connection:
        await connection.execute(delete(Lead).where(Lead.id == one.id))

    clicked = await slack.click(listed.message, action_id="lead.open", value=opens(listed.message, one))

    assert (await clicked.later()).text == f"Lead {one.id} no longer exists."


@pytest.mark.parametrize("number", ["42", "#42", "0042", "99999999999999999999", "<https://crm.acme.example/leads/42>"])
async def test_a_number_that_no_lead_has_says_so(slack, database, acme, number):
    async with leadbot(slack, database, acme.id, lead_url="https://crm.acme.example/leads/{id}"):
        outcome = await slack.command("/lead", number, raw=True)

    digits = "".join(filter(str.isdigit, number))
    assert outcome.text.startswith(f"There is no lead {digits}. Type a name")


async def test_a_name_that_nobody_has_says_what_was_looked_for(slack, bot, acme):
    said = read(await slack.command("/lead", "<!channel> & Nobody", raw=True))

    assert 'No lead matches "<!channel> & Nobody".' in said


async def test_another_organizations_lead_is_not_there(slack, bot, acme, owner):
    other = await an_organization(owner, "borealis")
    theirs = await add(owner, Lead(first_name="Ana", last_name="Ruiz", email="ana@acme.com", organization_id=other.id))

    by_number = await slack.command("/lead", str(theirs.id))
    by_name, by_email = await slack.command("/lead", "Ana Ruiz"), await slack.command("/lead", "ana@acme.com")

    assert by_number.text.startswith(f"There is no lead {theirs.id}. Type a name")
    assert "No lead matches" in by_name.text
    assert "No lead matches" in by_email.text


async def test_the_name_links_to_the_platform_where_its_address_is_known(slack, database, acme, a_lead):
    lead = await a_lead()
    async with leadbot(slack, database, acme.id, lead_url="https://crm.acme.example/leads/{id}"):
        outcome = await slack.command("/lead", str(lead.id))

    assert outcome.message.blocks[0]["text"]["text"].startswith(f"*<https://crm.acme.example/leads/{lead.id}|Ana Ruiz>*")


async def test_the_command_alone_shows_recent_leads_and_what_is_due(slack, bot, acme, owner, a_lead):
    ana = acme.people["UANA"].id
    await a_lead(first_name="Mine", assigned_to_id=ana)
    touched = await a_lead(first_name="Touched")
    await a_lead(first_name="Strange")
    await add(owner, Activity(lead_id=touched.id, user_id=ana, activity_type="task", scheduled_at=NOW - timedelta(days=30)))

    said = read(await slack.command("/lead", "", user="UANA"))

    assert "Mine Ruiz" in said
    assert "Touched Ruiz" in said
    assert "Strange" not in said
    assert "1 overdue." in said


async def test_help_shows_what_can_be_typed_and_no_more(slack, bot, acme):
    said = read(await slack.command("/lead", "help"))

    assert "/lead 42" in said
    assert "/lead note 42" in said
    assert "/lead run" not in said
    assert "/lead note" not in read(await slack.command("/lead", "help", user="UVERA"))
    assert "changes nothing" in read(await slack.command("/lead", "help find"))
    assert 'no help about "dragons"' in read(await slack.command("/lead", "help dragons"))


async def test_times_are_in_the_persons_own_zone(slack, bot, acme, owner, a_lead):
    lead = await a_lead()
    noon = (NOW + timedelta(days=40)).replace(hour=12, minute=0)
    await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UANA"].id, activity_type="call", scheduled_at=noon))
    async with owner.begin() as connection:
        for slack_id, zone in (("UANA", "Asia/Tokyo"), ("UBEN", "UTC")):
            await connection.execute(update(User).where(User.id == acme.people[slack_id].id).values(timezone_preference=zone))

    assert "21:00" in read(await slack.command("/lead", str(lead.id), user="UANA"))
    assert "12:00" in read(await slack.command("/lead", str(lead.id), user="UBEN"))


async def test_a_card_takes_one_round_trip_and_no_call_of_slack(slack, acme, a_lead, database_url):
    lead = await a_lead()
    async with counting(database_url) as counted, opened(counted.url) as database, leadbot(slack, database, acme.id) as bot:
        for _ in range(3):
            await slack.command("/lead", str(lead.id))
            await bot.dispatcher.drain(5)  # the person, their zone and the statement are known then
        trips, calls = counted.trips, len(slack.calls)

        await slack.command("/lead", str(lead.id))

        assert counted.trips - trips == 1
        assert len(slack.calls) == calls


async def test_a_phone_with_an_extension_is_found_by_its_number(slack, bot, a_lead, notes):
    lead = await a_lead(phone="+1 212 555 0123 x45")

    for typed in ("+1 212 555 0123", "555 0123", "+1 212 555 0123 x45"):
        assert f"#{lead.id}" in (await slack.command("/lead", typed)).text, typed
    await slack.command("/lead", "note +12125550123 called back")

    assert [(note["lead_id"], note["content"]) for note in await notes()] == [(lead.id, "called back")]
