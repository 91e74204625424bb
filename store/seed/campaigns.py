"""Campaigns in each status, and who is in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from store.seed.leads import Story
from store.seed.people import Person, Row
from store.seed.scoring import contains_any, enriched
from store.seed.times import Calendar


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign: its days counted from as_of, budgets in cents, whom it is for, and how likely such a lead was put into it."""

    name: str
    campaign_type: str
    status: str
    starts: int
    ends: int
    budget: int
    spent: int
    criteria: dict[str, Any]
    fits: Callable[[Row], bool]
    chance: float
    goals: dict[str, int]


def industry(*names: str) -> Callable[[Row], bool]:
    """Leads known to be of one of these industries."""
    return lambda lead: enriched(lead, "industry") in names


PLANS: Sequence[Plan] = (
    Plan(
        "Spring fair follow-up",
        "event",
        "completed",
        -420,
        -330,
        1_200_000,
        1_184_500,
        {"lead_source": "event"},
        lambda lead: lead["source"] == "event",
        0.8,
        {"target_leads": 60, "conversion_rate": 12, "roi_target": 250},
    ),
    Plan(
        "Autumn push",
        "email",
        "completed",
        -380,
        -290,
        450_000,
        447_000,
        {"industry": ["Technology", "Finance"]},
        industry("Technology", "Finance"),
        0.45,
        {"target_leads": 120, "conversion_rate": 8, "roi_target": 300},
    ),
    Plan("Warehouse tour", "event", "cancelled", -210, -180, 800_000, 95_000, {"industry": "Logistics"}, industry("Logistics"), 0.3, {"target_leads": 40}),
    Plan(
        "Care networks",
        "content",
        "completed",
        -240,
        -120,
        600_000,
        512_300,
        {"industry": "Healthcare", "company_size": ["51-200", "201-500"]},
        lambda lead: industry("Healthcare")(lead) and enriched(lead, "company_size") in ("51-200", "201-500"),
        0.7,
        {"target_leads": 40, "conversion_rate": 10},
    ),
    Plan(
        "Spring webinar",
        "event",
        "active",
        -75,
        30,
        500_000,
        310_000,
        {"industry": ["Technology", "Education"], "score_min": 20},
        lambda lead: industry("Technology", "Education")(lead) and (lead["score"] or 0) >= 20,
        0.55,
        {"target_leads": 120, "conversion_rate": 10, "roi_target": 300},
    ),
    Plan(
        "Directors first",
        "cold_outreach",
        "active",
        -60,
        60,
        900_000,
        402_750,
        {"field": "job_title", "operator": "contains", "value": "Director"},
        lambda lead: contains_any(lead, "job_title", ("Director",)),
        0.5,
        {"target_leads": 80, "conversion_rate": 6},
    ),
    Plan(
        "Renewal Q4",
        "email",
        "active",
        -40,
        45,
        150_000,
        21_000,
        {"field": "tags", "operator": "contains", "value": "renewal"},
        lambda lead: "renewal" in (lead["tags"] or []),
        0.8,
        {"target_leads": 50, "conversion_rate": 40},
    ),
    Plan(
        "Small shops on social media",
        "social",
        "paused",
        -110,
        20,
        300_000,
        168_900,
        {"company_size": ["1-10", "11-50"], "lead_source": ["social_media", "advertising"]},
        lambda lead: enriched(lead, "company_size") in ("1-10", "11-50") and lead["source"] in ("social_media", "advertising"),
        0.6,
        {"target_leads": 100, "conversion_rate": 5},
    ),
    Plan(
        "Winter price list",
        "email",
        "draft",
        14,
        60,
        200_000,
        0,
        {"lead_status": ["new", "contacted"], "days_since_contact": 30},
        lambda lead: lead["status"] in ("new", "contacted"),
        0.0,
        {"target_leads": 300, "conversion_rate": 4},
    ),
)


def campaign_rows(people: Sequence[Person], calendar: Calendar) -> list[Row]:
    """A campaigns row for each plan, made by the managers in turn."""
    managers = [number for number, person in enumerate(people) if person.role == "manager"]
    return [
        {
            "id": number,
            "organization_id": 0,
            "name": plan.name,
            "description": None,
            "campaign_type": plan.campaign_type,
            "status": plan.status,
            "target_criteria": plan.criteria,
            "start_date": calendar.as_of + timedelta(days=plan.starts),
            "end_date": calendar.as_of + timedelta(days=plan.ends),
            "budget_allocated": plan.budget,
            "budget_spent": plan.spent,
            "goals": plan.goals,
            "created_by": managers[number % len(managers)],
            "created_at": min(calendar.end, calendar.end + timedelta(days=plan.starts)) - timedelta(days=12, hours=-10),
            "updated_at": min(calendar.end, calendar.end + timedelta(days=plan.starts)) - timedelta(days=2, hours=-11),
        }
        for number, plan in enumerate(PLANS)
    ]


@cache
def spans(calendar: Calendar) -> list[tuple[datetime, datetime]]:
    """From when until when each plan runs, as far as the calendar goes."""
    return [(calendar.end + timedelta(days=plan.starts), calendar.end + timedelta(days=min(0, plan.ends))) for plan in PLANS]


def join(random: Random, story: Story, calendar: Calendar) -> None:
    """Put the lead into the campaigns that it fits and that ran in its time."""
    created = story.lead["created_at"]
    for (number, plan), (starts, last) in zip(enumerate(PLANS), spans(calendar), strict=True):
        first = max(created, starts)
        if first < last and random.random() < plan.chance and plan.fits(story.lead):
            story.members.append(member(random, story, number, first, last))


def member(random: Random, story: Story, campaign: int, first: datetime, last: datetime) -> Row:
    """A membership between two moments: pending, then contacted, then responded, then converted, each later than the one before."""
    won = story.lead["status"] == "closed_won"
    status = random.choices(("pending", "contacted", "responded", "converted", "excluded"), (14, 40, 24, 12 if won else 3, 6))[0]
    reached = ("pending", "contacted", "responded", "converted").index(status) if status != "excluded" else 0
    added = first + (last - first) * random.random() * 0.5
    moments = sorted(added + (last - added) * random.random() for _ in range(reached))
    contact, response, conversion = [*moments, None, None, None][:3]
    return {
        "campaign_id": campaign,
        "lead_id": story.number,
        "status": status,
        "added_at": added,
        "last_contact_at": contact,
        "response_at": response,
        "conversion_at": conversion,
    }
