"""An older platform's columns may be null where ours never are: such a row breaks no screen, is shown, and means what the column's default does."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from playground.validator import validate_message, validate_view
from store.models import Activity, LeadNote, LeadScoreHistory, Workflow, WorkflowExecution
from store.slack_models import Run
from tests.handlers.notes.test_note_form import words, written
from tests.leadbot import add

MENU, CAMPAIGN_MENU, OWN = "lead.menu", "campaign.menu", "history.own"
COLUMNS = (
    "leads.status",
    "leads.created_at",
    "leads.updated_at",
    "campaigns.name",
    "campaigns.status",
    "campaigns.created_at",
    "campaigns.updated_at",
    "campaign_leads.status",
    "campaign_leads.added_at",
    "activities.activity_type",
    "activities.created_at",
    "lead_notes.content",
    "lead_notes.is_private",
    "lead_notes.created_at",
    "lead_notes.updated_at",
    "users.email",
    "users.role",
    "users.email_notifications",
    "users.created_at",
    "users.updated_at",
    "organizations.name",
    "organizations.settings",
    "organizations.created_at",
    "organizations.updated_at",
    "workflows.name",
    "workflows.created_at",
    "workflow_executions.status",
    "workflow_executions.created_at",
    "lead_score_history.new_score",
    "lead_score_history.created_at",
)
"""What our models declare not null, but for keys, slugs, and whether somebody has access; of the tables that reps' work reads."""
CHANGED = {"leads", "campaigns", "campaign_leads", "activities", "lead_notes", "users"}
OLD = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def nothing_breaks(slack):
    """What people are shown meanwhile is something, and no error is logged."""
    with capture_logs() as logged:
        yield
    assert [one for one in logged if one["log_level"] in {"error", "critical"}] == []
    for message in slack.messages():
        assert "Something broke on our side" not in message.text
        assert validate_message({"blocks": message.blocks}) == []


@pytest.fixture
def null(execute):
    """Empties a column, as the tables' owner: of one row, or of those that meet a condition."""

    async def run(column, where="true"):
        table, name = column.split(".")
        await execute(f"alter table {table} alter column {name} drop not null")
        await execute(f"update {table} set {name} = null where {where}")

    return run


@pytest.fixture
async def world(owner, acme, a_lead, a_campaign, a_member):
    """A lead with something in every table; all of it is Ana's."""
    ana = acme.people["UANA"].id
    lead = await a_lead(assigned_to_id=ana, email="ana@ruiz.example", last_engagement_date=OLD)
    campaign = await a_campaign(target_criteria={"company": "Acme Corp"})
    await a_member(campaign, lead)
    await a_campaign("Partner day", target_criteria={"company": "Acme Corp"})
    about = {"lead_id": lead.id, "user_id": ana}
    await add(owner, LeadNote(**about, content="wants the offer"))
    await add(owner, Activity(**about, activity_type="call", subject="first talk"))
    await add(owner, Activity(**about, activity_type="task", subject="send offer", scheduled_at=datetime.now(UTC) + timedelta(minutes=1)))
    workflow = await add(owner, Workflow(organization_id=acme.id, name="Enricher", category="enrichment"))
    run = {"workflow_type": "enrichment", "status": "completed", "completed_at": OLD, "confidence_score": 0.9}
    execution = await add(owner, WorkflowExecution(**about, **run))
    await add(owner, Run(execution_id=execution.id, organization_id=acme.id, workflow_id=workflow.id, state="completed"))
    await add(owner, LeadScoreHistory(lead_id=lead.id, previous_score=10, new_score=40, reason="opened a mail"))
    return lead, campaign


@pytest.fixture
def typed(slack, bot):
    async def run(line, user="UANA", command="/lead"):
        outcome = await slack.command(command, line, user=user)
        await bot.dispatcher.drain(5)
        return outcome

    return run


@pytest.fixture
def pressed(slack, bot):
    """Clicks, and the view that opens."""

    async def run(message, user="UANA", **which):
        await slack.click(message, user=user, **which)
        await bot.dispatcher.drain(5)
        view = slack.state.views.top(user)
        assert view is None or validate_view(view.payload) == []
        return view

    return run


@pytest.fixture
def own(typed, pressed):
    """The form that an entry's menu opens in a history."""

    async def run(lead, what):
        message = (await typed(f"history {lead.id}")).message
        found = [(block["block_id"], one["value"]) for block in message.blocks for one in block.get("accessory", {}).get("options", [])]
        block_id, value = next((block_id, value) for block_id, value in found if value.startswith(f"{what} "))
        return await pressed(message, action_id=OWN, value=value, block_id=block_id)

    return run


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_null_breaks_no_screen_and_its_row_is_shown(slack, world, null, typed, pressed, column):  # noqa: PLR0917 - fixtures
    lead, campaign = world
    await null(column, f"id = {campaign.id}" if column.startswith("campaigns.") else "true")

    with nothing_breaks(slack):
        card = (await typed(f"#{lead.id}")).message
        history = (await typed(f"history {lead.id}")).text
        listed = [(await typed(line)).text for line in ("mine", "acme", "ana@ruiz.example", "", "today")]
        campaigns = (await typed("", command="/campaign")).text
        of_one = (await typed(f"#{campaign.id}", command="/campaign")).message
        members = (await (await slack.click(of_one, action_id=CAMPAIGN_MENU, value=f"members {campaign.id}")).later()).text
        fields = await pressed(card, action_id=MENU, value=f"fields {lead.id}")
        form = await pressed(card, action_id=MENU, value=f"edit {lead.id}")
        await slack.open_home("UANA")

    name = f"Campaign #{campaign.id}" if column == "campaigns.name" else "Spring webinar"
    assert (f"In {name} (pending)" in card.text) == (column != "campaigns.status")  # a draft is not on the card
    assert "Fits Partner day" in card.text
    assert all("Ana Ruiz" in one for one in [card.text, members, *listed])
    assert name in campaigns
    assert fields is not None
    assert form is not None
    workflow = "Workflow enrichment" if column == "workflows.name" else "Workflow Enricher"
    for said in ("first talk", "send offer", f"Added to {name} (now pending)", workflow, "opened a mail", "Note"):
        assert said in history, said


@pytest.mark.parametrize("column", [column for column in COLUMNS if column.split(".")[0] in CHANGED])
async def test_what_stands_beside_a_null_is_changed_and_taken_back(slack, world, null, typed, own, submit, rows, column):  # noqa: PLR0917 - fixtures
    lead, campaign = world
    await null(column, f"id = {campaign.id}" if column.startswith("campaigns.") else "true")

    with nothing_breaks(slack):
        told = await submit(await own(lead, "edit_note"), {"note": written(words("asks for less"))})
        logged = await submit(await own(lead, "edit_activity"), {"subject": "talked again"}) if column != "activities.activity_type" else told
        for line in (f"status {lead.id} qualified", f"tag {lead.id} vip", f"log {lead.id} call reached her", f"note {lead.id} talked"):
            receipt = (await typed(line)).message
            [undo] = [one for block in receipt.blocks for one in block.get("elements", []) if one.get("text", {}).get("text") == "Undo"]
            await slack.click(receipt, action_id=undo["action_id"])
        await typed(f"claim {lead.id}")
        await typed(f"enroll {lead.id} Partner day")
        await typed(f"enroll {lead.id} #{campaign.id}")

    assert told.errors == logged.errors == {}
    assert "asks for less" in [one["content"] for one in await rows("select content from lead_notes")]
    assert await rows("select status::text, tags::text from leads") == [{"status": None if column == "leads.status" else "new", "tags": "[]"}]
    assert len(await rows("select id from activities")) == 2
    assert await rows("select distinct coalesce(status, 'pending') as status from campaign_leads") == [{"status": "pending"}]
