"""An older platform's columns may be null where ours never are: such a row breaks no screen, is shown, and means what the column's default does."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from playground.validator import validate_message, validate_view
from store.models import Activity, LeadNote, LeadScoreHistory, Workflow, WorkflowExecution
from store.slack_models import Run
from tests.leadbot import add

MENU, MEMBERS, OWN, UNDO, CLAIM = "lead.menu", "campaign.members", "history.own", "lead.undo", "lead.claim"
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


def entries(message):
    """Values of the menus in a history, each with its block."""
    return [(block["block_id"], option["value"]) for block in message.blocks for option in block.get("accessory", {}).get("options", []) if "text" in block]


def changes(message):
    return [(block_id, value) for block_id, value in entries(message) if value.split()[0] in {"edit_note", "edit_activity", "read_note"}]


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_null_breaks_no_screen_and_its_row_is_shown(slack, world, null, typed, pressed, column):  # noqa: PLR0917 - fixtures
    lead, campaign = world
    await null(column, "id > 0" if column != "campaigns.name" else f"id = {campaign.id}")

    with nothing_breaks(slack):
        card = (await typed(f"#{lead.id}")).message
        history = (await typed(f"history {lead.id}")).message
        day = (await typed("today")).text
        listed = [(await typed(line)).text for line in ("mine", "acme", "ana@ruiz.example", "")]
        fields = await pressed(card, action_id=MENU, value=f"fields {lead.id}")
        await pressed(card, action_id=MENU, value=f"edit {lead.id}")
        await typed("note")
        await typed("log")
        await slack.open_home("UANA")
        await typed("#1 lost")

    name = f"Campaign #{campaign.id}" if column == "campaigns.name" else "Spring webinar"
    status = " Draft" if column == "campaigns.status" else ""
    assert "Ana Ruiz" in card.text
    assert (f"In {name} (pending)" in card.text) == (not status)
    assert all("Ana Ruiz" in one for one in listed)
    assert "Ana Ruiz" in day
    assert fields is not None
    shown = history.text
    for said in ("first talk", "send offer", f"Added to {name}", "Enricher" if column != "workflows.name" else "enrichment", "opened a mail"):
        assert said in shown, said
    assert "wants the offer" in shown or column == "lead_notes.content"
    assert shown.count("\nNote ") == 1
