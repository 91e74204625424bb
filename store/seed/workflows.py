"""Workflows, their runs, and the connections that carry them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from store.seed.leads import Story
from store.seed.people import Person, Row
from store.seed.times import Calendar

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Flow:
    """A workflow and how often it is run."""

    name: str
    category: str
    trigger_type: str
    conditions: dict[str, Any]
    path: str
    share: int
    is_active: bool = True


FLOWS: Sequence[Flow] = (
    Flow("Company lookup", "enrichment", "manual", {}, "company-lookup", 45),
    Flow("Welcome series", "lead_nurturing", "event_based", {"event": "lead.created", "lead_source": ["website", "event"]}, "welcome", 22),
    Flow("Qualify by questionnaire", "qualification", "lead_status_change", {"lead_status": "contacted", "score_threshold": 40}, "qualify", 12),
    Flow("Wake up the silent", "follow_up", "scheduled", {"cron": "0 8 * * 1-5"}, "wake-up", 12),
    Flow("Hand over to onboarding", "onboarding", "lead_status_change", {"lead_status": "closed_won"}, "onboarding", 7),
    Flow("Renewal reminder (old)", "renewal", "scheduled", {"cron": "0 7 1 * *"}, "renewal", 2, is_active=False),
)
SHARES = tuple(flow.share for flow in FLOWS)
FAILURES = ("n8n answered 500 three times", "No answer within 10 minutes", "The company register knows no such company")
STEPS = ("reading the register", "checking size", "writing back")


def workflow_rows(slug: str, people: Sequence[Person], since: datetime) -> list[Row]:
    """A workflows row for each flow. n8n_workflow_id is unique across organizations, so it is drawn from the slug."""
    random = Random(f"workflows:{slug}")  # noqa: S311 - sample data
    maker = next(number for number, person in enumerate(people) if person.role == "admin")
    return [
        {
            "id": number,
            "organization_id": 0,
            "n8n_workflow_id": "".join(random.choices(LETTERS, k=16)),
            "name": flow.name,
            "description": None,
            "category": flow.category,
            "trigger_type": flow.trigger_type,
            "trigger_conditions": flow.conditions,
            "configuration": {"webhook_path": f"/webhook/{flow.path}", "method": "POST", "approve": {"apply": 0.9, "ask": 0.6}, "timeout_minutes": 10},
            "is_active": flow.is_active,
            "created_by": maker,
            "created_at": since,
            "updated_at": since,
        }
        for number, flow in enumerate(FLOWS)
    ]


def integration_rows(slug: str, people: Sequence[Person], calendar: Calendar) -> list[Row]:
    """The workspace and the automation server. No secrets: the platform reads these rows."""
    maker = next(number for number, person in enumerate(people) if person.role == "admin")
    shared = {
        "organization_id": 0,
        "status": "active",
        "last_sync_at": calendar.end - timedelta(minutes=4),
        "sync_frequency_minutes": 15,
        "error_message": None,
        "created_by": maker,
        "created_at": calendar.start,
        "updated_at": calendar.end - timedelta(minutes=4),
    }
    slack = {"id": 0, "integration_type": "chat", "provider_name": "slack", "display_name": "Slack", "configuration": {}}
    n8n = {"id": 1, "integration_type": "automation", "provider_name": "n8n", "display_name": f"n8n at flows.{slug}.example"}
    return [slack | shared, n8n | {"configuration": {"base_url": f"https://flows.{slug}.example"}} | shared]


def run(random: Random, story: Story, people: Sequence[Person], calendar: Calendar, number: int) -> bool:
    """Maybe a run of a workflow on the lead, as the execution of that number; whether there was one."""
    if random.random() > (0.02 if story.is_brief else 0.16):
        return False
    created = story.lead["created_at"]
    fresh = random.random() < 0.06
    started = max(created, calendar.end - timedelta(minutes=random.randint(2, 55))) if fresh else created + (calendar.end - created) * random.random() * 0.95
    state = random.choice(("pending", "running", "running", "needs_approval", "needs_approval")) if fresh else finished_state(random)
    flow = random.choices(range(len(FLOWS)), SHARES)[0]
    starter = random.choice([n for n, person in enumerate(people) if person.is_active and person.role != "viewer"])
    execution = execution_row(random, story, number, flow=flow, state=state, starter=starter, started=started)
    if state in ("completed", "failed", "cancelled"):
        execution["completed_at"] = min(started + timedelta(seconds=round(random.lognormvariate(3.6, 0.8)) + 2), calendar.end)
    story.executions.append(execution)
    if fresh or random.random() < 0.92:  # the rest are the platform's own, from before there was a bot
        story.runs.append(run_row(random, execution, flow=flow, state=state, approver=story.lead["assigned_to_id"], calendar=calendar))
    return True


def finished_state(random: Random) -> str:
    """How a run of the past ended."""
    return random.choices(("completed", "failed", "cancelled"), (88, 9, 3))[0]


def execution_row(random: Random, story: Story, number: int, *, flow: int, state: str, starter: int, started: datetime) -> Row:
    """A workflow_executions row. "Needs approval" is status running."""
    found = FLOWS[flow].category == "enrichment" and state in ("completed", "needs_approval")
    output = {"company_size": story.company.size, "industry": story.company.industry} if found else {"sent": True} if state == "completed" else None
    return {
        "id": number,
        "user_id": starter if FLOWS[flow].trigger_type == "manual" else None,
        "lead_id": story.number,
        "workflow_type": FLOWS[flow].category,
        "status": "running" if state == "needs_approval" else state,
        "input_data": {"reason": FLOWS[flow].trigger_type},
        "output_data": output,
        "error_message": random.choice(FAILURES) if state == "failed" else None,
        "leads_processed": int(state == "completed"),
        "leads_enriched": int(found and state == "completed"),
        "confidence_score": round(random.uniform(0.61, 0.88) if state == "needs_approval" else random.uniform(0.9, 0.99), 2) if found else None,
        "started_at": None if state == "pending" else started,
        "completed_at": None,
        "created_at": started,
    }


def run_row(random: Random, execution: Row, *, flow: int, state: str, approver: int | None, calendar: Calendar) -> Row:
    """The slack.runs row of an execution: which workflow, and where it stands."""
    waits = state == "needs_approval"
    return {
        "execution_id": execution["id"],
        "organization_id": 0,
        "workflow_id": flow,
        "integration_id": 1,
        "external_run_id": str(random.randint(10_000, 99_999)) if execution["started_at"] else None,
        "state": state,
        "progress": {"completed": 100, "running": random.choice((20, 40, 60, 80)), "needs_approval": 90}.get(state),
        "step": random.choice(STEPS) if state == "running" else None,
        "approver_id": approver if waits else None,
        "expires_at": calendar.end + timedelta(days=2, hours=14) if waits else None,
        "created_at": execution["created_at"],
        "updated_at": execution["completed_at"] or execution["created_at"],
    }
