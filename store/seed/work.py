"""What was done with a lead: touches, changes of status, notes, and what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from store.seed.chance import Weighted
from store.seed.leads import STATUSES, Story
from store.seed.people import Person, Row
from store.seed.times import Calendar, at_work, local, workday_after, workday_before

TOUCHES = {"new": (0, 1), "contacted": (1, 4), "qualified": (3, 8), "proposal": (4, 10), "negotiation": (6, 13), "closed_won": (6, 15), "closed_lost": (2, 9)}
BRIEF = {"new": (0, 1), "contacted": (1, 1), "qualified": (1, 2), "proposal": (1, 2), "negotiation": (1, 3), "closed_won": (1, 3), "closed_lost": (1, 2)}
KINDS = Weighted(("email", "call", "meeting", "linkedin", "sms", "task"), (46, 27, 11, 8, 3, 5))
OUTCOMES = Weighted(("reached", "voicemail", "no_answer", "wrong_number"), (58, 22, 17, 3))
MOODS = Weighted(("positive", "neutral", "negative"), (50, 38, 12))
SOME_NOTES, FEW_NOTES = Weighted((0, 1, 2, 3), (58, 27, 11, 4)), Weighted((0, 1), (90, 10))
SUBJECTS = {
    "email": ("Introduction", "Price list", "Your questions", "Proposal", "Next steps", "After our call"),
    "call": ("First call", "Pricing", "Follow-up", "Contract questions", "Check-in"),
    "meeting": ("Demo", "Kick-off", "Review with their IT", "On-site visit"),
    "linkedin": ("Connected", "Message answered"),
    "sms": ("Reminder of the meeting", "Running late"),
    "task": ("Send offer", "Prepare demo", "Send references", "Update contract"),
}
DETAILS = (
    "They want numbers by the end of the month.",
    "Sent the short version; the long one follows.",
    "Two more people join next time.",
    "Happy so far, asks for a reference in their industry.",
    "No decision before their board meets.",
    "Price is fine, the notice period is not.",
)
STATUS_WORDS = dict(zip(STATUSES, ("New", "Contacted", "Qualified", "Proposal", "Negotiation", "Won", "Lost"), strict=True))
NOTES = {
    "general": ("Prefers e-mail to calls.", "Speaks for the whole group, not only the local office.", "Ask for the new address before sending anything."),
    "meeting": ("Showed the reports; they liked the export. Open: single sign-on.", "Four people, the finance lead asked most of the questions."),
    "call": ("Called back after the voicemail. Will decide next week.", "Wrong extension at first; the direct line is in the profile now."),
    "research": ("Opened a second site this year and is hiring in sales.", "Their present tool is end of life next summer."),
    "reminder": ("Contract ends soon: come back a quarter before.", "Send the case study when it is out."),
}
PRIVATE = ("Knows the finance chief from an earlier job.", "Would go down ten percent if they sign this month.", "Not easy on the phone; keep it short.")
DUE = (("task", "Send offer", 10.5), ("call", "Pricing", 14.0), ("task", "Prepare demo", 16.5))
OVERDUE = (("call", "Follow-up", 1, 11.0), ("task", "Send references", 3, 15.0))


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works on a lead, and their hours."""

    number: int
    zone: ZoneInfo


def worker_of(random: Random, story: Story, people: Sequence[Person]) -> Worker:
    """The lead's owner; where there is none, whoever picked up the phone."""
    owner = story.lead["assigned_to_id"]
    if owner is None:
        owner = random.choice([number for number, person in enumerate(people) if person.is_active and person.share])
    return Worker(owner, people[owner].hours)


def live(random: Random, story: Story, people: Sequence[Person], calendar: Calendar) -> None:
    """Fill the story from the lead's creation to the end of the calendar, as its status tells."""
    worker = worker_of(random, story, people)
    created, status = story.lead["created_at"], story.lead["status"]
    last = last_moment(random, story, calendar)
    moments = sorted(created + (last - created) * random.random() for _ in range(random.randint(*(BRIEF if story.is_brief else TOUCHES)[status])))
    for about in moments[:-1] + ([last] if moments else []):
        at = at_work(random, about, worker.zone, earliest=created, latest=calendar.end)
        story.activities.append(touch(random, story, worker, at, calendar))
    change_status(story, worker)
    notes = (FEW_NOTES if story.is_brief else SOME_NOTES).pick(random)
    story.notes += [note(random, story, worker, people, calendar) for _ in range(notes)]
    close_date(random, story, calendar)
    if story.is_open and story.lead["assigned_to_id"] is not None and people[worker.number].is_active and random.random() < (0.05 if story.is_brief else 0.3):
        plan_ahead(random, story, worker, calendar, demo=people[worker.number].demo)


def last_moment(random: Random, story: Story, calendar: Calendar) -> datetime:
    """When something last happened: the close of a closed lead; of an open one recently, or long ago if it was forgotten."""
    created: datetime = story.lead["created_at"]
    age = calendar.end - created
    if not story.is_open:
        return created + min(age * 0.97, timedelta(days=random.lognormvariate(4, 0.6)))
    forgotten = random.random() < (0.55 if story.lead["status"] in ("new", "contacted") else 0.15)
    return (
        created + min(age, timedelta(days=random.lognormvariate(2.5, 0.9)))
        if forgotten
        else calendar.end - min(age, timedelta(days=random.expovariate(1 / 16)))
    )


def touch(random: Random, story: Story, worker: Worker, at: datetime, calendar: Calendar) -> Row:
    """Something done and completed at a moment."""
    kind = KINDS.pick(random)
    details = metadata(random, kind)
    length = timedelta(minutes=details.get("duration_minutes", 0))
    done = min(at + length, calendar.end - timedelta(minutes=1))
    agreed = max(story.lead["created_at"], at - timedelta(days=random.randint(1, 6))) if kind == "meeting" else done
    row = activity(story, worker.number, kind, random.choice(SUBJECTS[kind]), details=details, created=min(agreed, done))
    row |= {"content": random.choice(DETAILS) if random.random() < 0.4 else None, "completed_at": done, "scheduled_at": at if kind == "meeting" else None}
    return row


def metadata(random: Random, kind: str) -> dict[str, Any]:
    """Direction, outcome and length, where the kind has them."""
    if kind == "task":
        return {}
    if kind == "meeting":
        held = random.random() < 0.9
        return {"outcome": "held" if held else "no_show", "attendees": random.randint(2, 6)} | (
            {"duration_minutes": random.choice((30, 45, 60, 90))} if held else {}
        )
    found: dict[str, Any] = {"direction": "inbound" if random.random() < 0.35 else "outbound"}
    if kind == "call":
        found["outcome"] = OUTCOMES.pick(random)
        if found["outcome"] == "reached":
            found["duration_minutes"] = round(random.lognormvariate(2, 0.7)) + 1
    if random.random() < 0.3:
        found["sentiment"] = MOODS.pick(random)
    return found


def activity(story: Story, user: int | None, kind: str, subject: str, *, created: datetime, details: dict[str, Any] | None = None) -> Row:
    """An activities row that is neither planned nor done yet."""
    return {
        "lead_id": story.number,
        "user_id": user,
        "activity_type": kind,
        "subject": subject,
        "content": None,
        "metadata": details or {},
        "scheduled_at": None,
        "completed_at": None,
        "created_at": created,
    }


def change_status(story: Story, worker: Worker) -> None:
    """The system's own entries: each status on the way, shortly after a touch; of a brief story the last one."""
    status = story.lead["status"]
    reached = STATUSES[: STATUSES.index(status) + 1] if story.is_open else (*STATUSES[: min(len(story.activities), 5)], status)
    moments = sorted(row["completed_at"] for row in story.activities)
    for place, (before, after) in enumerate(pairwise(reached), start=1):
        if not moments:
            return
        at = moments[-1] if after == status else moments[(place - 1) * len(moments) // (len(reached) - 1)]
        row = activity(
            story, worker.number, "status_changed", f"{STATUS_WORDS[before]} → {STATUS_WORDS[after]}", created=at, details={"from": before, "to": after}
        )
        if not story.is_brief or after == status:
            story.activities.append(row | {"completed_at": at})


def note(random: Random, story: Story, worker: Worker, people: Sequence[Person], calendar: Calendar) -> Row:
    """A note of the worker, or of a colleague; one in six is for its author alone."""
    author = worker.number if random.random() < 0.8 else random.choice([n for n, person in enumerate(people) if person.is_active and person.role != "viewer"])
    kind = random.choices(tuple(NOTES), (40, 18, 20, 14, 8))[0]
    private = random.random() < 0.16
    created = story.lead["created_at"]
    at = at_work(random, created + (calendar.end - created) * random.random() ** 2, people[author].hours, earliest=created, latest=calendar.end)
    mentioned = [random.randrange(len(people))] if not private and random.random() < 0.12 else []
    files = [{"name": "offer.pdf", "url": f"https://files.example/{story.number}/offer.pdf", "mimetype": "application/pdf"}] if random.random() < 0.05 else []
    return note_row(story.number, author, kind, random.choice(PRIVATE if private else NOTES[kind]), at, private=private, mentioned=mentioned, files=files)


def note_row(
    lead: int, author: int | None, kind: str, content: str, at: datetime, *, private: bool = False, mentioned: Sequence[int] = (), files: Sequence[Row] = ()
) -> Row:
    """A lead_notes row. mentioned: numbers of people."""
    return {
        "lead_id": lead,
        "user_id": author,
        "note_type": kind,
        "content": content,
        "is_private": private,
        "mentioned_users": list(mentioned),
        "attachments": list(files),
        "created_at": at,
        "updated_at": at,
    }


def close_date(random: Random, story: Story, calendar: Calendar) -> None:
    """Closed leads closed when they last moved; advanced ones are expected to, some have slipped."""
    if not story.is_open:
        done = [row["completed_at"] for row in story.activities]
        story.lead["expected_close_date"] = max(done, default=story.lead["created_at"]).date()
    elif story.lead["status"] in ("qualified", "proposal", "negotiation") and random.random() < 0.85:
        story.lead["expected_close_date"] = calendar.as_of + timedelta(days=round(random.triangular(-25, 120, 30)))


def plan_ahead(random: Random, story: Story, worker: Worker, calendar: Calendar, *, demo: bool) -> None:
    """Something to do in the next weeks. People without a laid-out day also have some today, or late."""
    kind = random.choice(("task", "call", "call", "meeting"))
    today = calendar.today(worker.zone)
    day = workday_after(today, random.choice((1, 1, 2, 3, 5, 8, 12)))
    if not demo and random.random() < 0.3:
        day = random.choice((today, workday_before(today, random.randint(1, 6))))
    created: datetime = story.lead["created_at"]
    agreed = created + (calendar.end - created) * random.uniform(0.6, 0.99)
    at = local(day, random.choice((9, 9.5, 10, 11, 13.5, 14, 15, 16)), worker.zone)
    story.activities.append(activity(story, worker.number, kind, random.choice(SUBJECTS[kind]), created=min(agreed, at)) | {"scheduled_at": at})


def lay_out_day(random: Random, stories: Sequence[Story], people: Sequence[Person], calendar: Calendar) -> None:
    """For each demo person three open things today and two overdue, on leads of theirs; where those are too few, on any open ones."""
    known = calendar.end - timedelta(days=14)
    free = [story for story in stories if story.is_plain and story.is_open and story.lead["created_at"] < known]
    for number, person in enumerate(people):
        if not person.demo:
            continue
        mine = [story for story in free if story.lead["assigned_to_id"] == number]
        chosen = random.sample(mine if len(mine) >= 5 else free, 5)
        today = calendar.today(person.hours)
        days = [(kind, subject, today, hour) for kind, subject, hour in DUE]
        days += [(kind, subject, workday_before(today, back), hour) for kind, subject, back, hour in OVERDUE]
        for story, (kind, subject, day, hour) in zip(chosen, days, strict=True):
            at = local(day, hour, person.hours)
            agreed = at_work(random, at - timedelta(days=random.randint(3, 7)), person.hours, earliest=story.lead["created_at"], latest=min(at, calendar.end))
            story.activities.append(activity(story, number, kind, subject, created=agreed) | {"scheduled_at": at})
