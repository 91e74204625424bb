"""The lead that shows what a full card looks like: `/lead 42` on a fresh database."""

from datetime import timedelta
from random import Random
from typing import Any

from store.seed.campaigns import PLANS
from store.seed.companies import Company
from store.seed.leads import Story
from store.seed.names import CULTURES, Name
from store.seed.people import ACME, BEN, Row
from store.seed.times import Arrival, Calendar, local, workday_after, workday_before
from store.seed.work import activity, note_row
from store.seed.workflows import execution_row, run_row

NUMBER = 41
NAME = Name("Lucía", "Ferrand", "lucia", "ferrand")
SPAIN = next(culture for culture in CULTURES if culture.country == "ES")
COMPANY = Company("Quilmere Systems", "quilmeresystems.example", SPAIN, "Technology", "51-200", {"lucia.ferrand"})

# Workdays before as_of, hour in Ben's zone, kind, subject, metadata.
TOUCHES: tuple[tuple[int, float, str, str, dict[str, Any]], ...] = (
    (140, 10, "email", "Introduction", {"direction": "outbound"}),
    (133, 15.5, "call", "First call", {"direction": "outbound", "outcome": "voicemail"}),
    (131, 11, "call", "First call", {"direction": "inbound", "outcome": "reached", "duration_minutes": 18, "sentiment": "positive"}),
    (90, 14, "meeting", "Demo", {"outcome": "held", "duration_minutes": 45, "attendees": 4}),
    (40, 9.5, "linkedin", "Message answered", {"direction": "inbound"}),
    (8, 16, "call", "Follow-up", {"direction": "outbound", "outcome": "reached", "duration_minutes": 12, "sentiment": "positive"}),
    (3, 11.5, "email", "Price list", {"direction": "outbound"}),
)


def example(arrival: Arrival, calendar: Calendar) -> Story:
    """The lead, owned by Ben: every main field filled, a call to come, notes, a campaign, a run."""
    lead: Row = {
        "id": NUMBER,
        "organization_id": 0,
        "email": f"lucia.ferrand@{COMPANY.domain}",
        "first_name": NAME.first,
        "last_name": NAME.last,
        "company": COMPANY.name,
        "job_title": "VP Sales",
        "phone": "+44 20 7946 0142",
        "website": f"https://www.{COMPANY.domain}",
        "linkedin_url": "https://linkedin.example/in/lucia-ferrand-quilmere",
        "status": "qualified",
        "source": "website",
        "lead_temperature": "hot",
        "score": 0,
        "value": 1_200_000,
        "notes": "Wants to replace spreadsheets before the year ends. Two other vendors in the race; support in Spanish matters.",
        "tags": ["vip", "emea"],
        "custom_fields": {"contract_ends": (calendar.as_of + timedelta(days=95)).isoformat(), "seats": 40},
        "enrichment_data": {"industry": COMPANY.industry, "company_size": COMPANY.size, "country": "ES", "founded": "2009", "confidence": 0.92},
        "expected_close_date": workday_after(calendar.as_of, 17),
        "last_engagement_date": None,
        "created_at": arrival.at,
        "updated_at": arrival.at,
        "assigned_to_id": BEN,
    }
    story = Story(NUMBER, lead, NAME, COMPANY, is_plain=False)
    tell(story, calendar)
    return story


def tell(story: Story, calendar: Calendar) -> None:
    """What Ben did, wrote down and plans."""
    zone = ACME[BEN].hours
    for back, hour, kind, subject, details in TOUCHES:
        at = local(workday_before(calendar.as_of, back), hour, zone)
        row = activity(story, BEN, kind, subject, created=at, details=details)
        story.activities.append(row | {"completed_at": at, "scheduled_at": at if kind == "meeting" else None})
    reached = local(workday_before(calendar.as_of, 90), 15, zone)
    row = activity(story, BEN, "status_changed", "Contacted → Qualified", created=reached, details={"from": "contacted", "to": "qualified"})
    story.activities.append(row | {"completed_at": reached})
    agreed = local(workday_before(calendar.as_of, 3), 11.5, zone)
    call = activity(story, BEN, "call", "Pricing", created=agreed)
    story.activities.append(call | {"scheduled_at": local(workday_after(calendar.today(zone)), 10, zone)})
    demo = local(workday_before(calendar.as_of, 90), 17, zone)
    story.notes.append(note_row(NUMBER, BEN, "meeting", "Showed the reports; they liked the export. Open: single sign-on.", demo))
    story.members.append(membership(calendar))
    story.notes.append(note_row(NUMBER, BEN, "general", "Would sign this quarter for ten percent off.", agreed, private=True))


def membership(calendar: Calendar) -> Row:
    """In the spring webinar, written to."""
    campaign = next(number for number, plan in enumerate(PLANS) if plan.name == "Spring webinar")
    times = {"added_at": calendar.end - timedelta(days=35), "last_contact_at": calendar.end - timedelta(days=20), "response_at": None, "conversion_at": None}
    return {"campaign_id": campaign, "lead_id": NUMBER, "status": "contacted"} | times


def look_up(random: Random, story: Story, number: int, calendar: Calendar) -> None:
    """The run that found out about the company two days ago, as the execution of that number."""
    started = calendar.end - timedelta(days=2, hours=9)
    execution = execution_row(random, story, number, flow=0, state="completed", starter=BEN, started=started)
    execution |= {"confidence_score": 0.92, "completed_at": started + timedelta(seconds=40)}
    story.executions.append(execution)
    story.runs.append(run_row(random, execution, flow=0, state="completed", approver=None, calendar=calendar))
