"""Scoring rules, and the history that they would have written: the last step of a lead is its score."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store.seed.people import Row

ENGAGEMENTS = ("call", "meeting", "email", "linkedin", "sms")
SENIOR = ("Chief", "VP", "Director", "Head of")

Interval = tuple[datetime, datetime]
"""From when until when a rule holds."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule looks at: the lead, and when it was last spoken with, by kind. The time is from its creation to the end of the data."""

    lead: Row
    touches: Sequence[tuple[datetime, str]]
    end: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """A scoring rule and when it holds for a lead."""

    name: str
    rule_type: str
    criteria: dict[str, Any]
    points: int
    holds: Callable[[Known], Iterable[Interval]]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a score."""

    at: datetime
    before: int
    after: int
    rule: int


def fact(test: Callable[[Row], bool]) -> Callable[[Known], Iterable[Interval]]:
    """A rule on the lead's own columns: it holds always or never."""
    return lambda known: [(known.lead["created_at"], known.end)] if test(known.lead) else []


def within(kind: str, days: int, count: int = 1) -> Callable[[Known], Iterable[Interval]]:
    """A rule on recent activities: at least `count` of a kind in the last `days`."""

    def intervals(known: Known) -> Iterable[Interval]:
        moments = sorted(at for at, what in known.touches if what == kind)
        spans = ((moments[i + count - 1], moments[i] + timedelta(days=days)) for i in range(len(moments) - count + 1))
        return merged([(start, stop) for start, stop in spans if stop > start])

    return intervals


def silent(days: int) -> Callable[[Known], Iterable[Interval]]:
    """A rule on silence: spoken with before, but not for `days`."""

    def intervals(known: Known) -> Iterable[Interval]:
        moments = sorted(at for at, _ in known.touches)
        following = [*moments[1:], known.end]
        gap = timedelta(days=days)
        return [(at + gap, after) for at, after in zip(moments, following, strict=False) if after - at > gap]

    return intervals


def merged(intervals: list[Interval]) -> list[Interval]:
    """The same time without overlaps. The intervals come in order."""
    joined: list[Interval] = []
    for start, stop in intervals:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def contains_any(lead: Row, column: str, words: Iterable[str]) -> bool:
    """Whether the column holds one of the words."""
    return any(word in (lead[column] or "") for word in words)


def enriched(lead: Row, key: str) -> Any:
    """A value of enrichment_data, or None."""
    return (lead["enrichment_data"] or {}).get(key)


def leaf(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    """One condition of the condition language."""
    return {"field": field, "operator": operator} | ({} if value is None else {"value": value})


SEVERAL = "Several rules together"
MIDDLE = ["51-200", "201-500", "501-1000"]
MARKETS = ["Technology", "Finance", "Healthcare", "Logistics"]

RULES: Sequence[Rule] = (
    Rule(
        "Director or above",
        "demographic",
        {"any": [leaf("job_title", "contains", word) for word in SENIOR]},
        25,
        fact(lambda lead: contains_any(lead, "job_title", SENIOR)),
    ),
    Rule(
        "51 to 1,000 people",
        "firmographic",
        leaf("enrichment_data.company_size", "in", MIDDLE),
        15,
        fact(lambda lead: enriched(lead, "company_size") in MIDDLE),
    ),
    Rule("Our best markets", "firmographic", leaf("enrichment_data.industry", "in", MARKETS), 10, fact(lambda lead: enriched(lead, "industry") in MARKETS)),
    Rule(
        "Referred or met at an event", "behavioral", leaf("source", "in", ["referral", "event"]), 15, fact(lambda lead: lead["source"] in ("referral", "event"))
    ),
    Rule("Asked for a demo", "behavioral", leaf("tags", "contains", "demo"), 15, fact(lambda lead: "demo" in (lead["tags"] or []))),
    Rule("Worth 20,000 or more", "demographic", leaf("value", "at_least", 2_000_000), 10, fact(lambda lead: (lead["value"] or 0) >= 2_000_000)),
    Rule("No phone", "demographic", leaf("phone", "is_empty"), -10, fact(lambda lead: not (lead["phone"] or "").strip())),
    Rule("An e-mail in 30 days", "engagement", leaf("activities.email.count_30d", "at_least", 1), 20, within("email", 30)),
    Rule("A call in 30 days", "engagement", leaf("activities.call.count_30d", "at_least", 1), 15, within("call", 30)),
    Rule("A meeting in 90 days", "engagement", leaf("activities.meeting.count_90d", "at_least", 1), 20, within("meeting", 90)),
    Rule("Silent for 60 days", "engagement", leaf("last_engagement_date", "older_than_days", 60), -15, silent(60)),
    Rule(
        "Private address",
        "demographic",
        leaf("email", "contains", "@mail.example"),
        -10,
        fact(lambda lead: contains_any(lead, "email", ("@mail.example",))),
        is_active=False,
    ),
)


def rule_rows(since: datetime) -> list[Row]:
    """A lead_scoring_rules row for each rule, made at `since`."""
    return [
        {
            "id": number,
            "organization_id": 0,
            "name": rule.name,
            "description": None,
            "rule_type": rule.rule_type,
            "criteria": rule.criteria,
            "score_points": rule.points,
            "is_active": rule.is_active,
            "priority": number + 1,
            "created_at": since,
            "updated_at": since,
        }
        for number, rule in enumerate(RULES)
    ]


def steps(known: Known) -> list[Step]:
    """How the score came about, from 0 at creation: the sum of the rules that hold, kept between 0 and 100."""
    turns: list[tuple[datetime, int, int]] = []
    for number, rule in enumerate(RULES):
        if rule.is_active:
            for start, stop in rule.holds(known):
                turns += [(start, rule.points, number)] + ([(stop, -rule.points, number)] if stop < known.end else [])
    total = score = 0
    found = []
    for at, points, number in sorted(turns, key=lambda turn: (turn[0], -turn[1], turn[2])):  # gains first: what is below 0 would hide the loss
        total += points
        after = min(100, max(0, total))
        if after != score:
            found.append(Step(at, score, after, number))
        score = after
    return found


def history_rows(number: int, found: Sequence[Step]) -> list[Row]:
    """lead_score_history of the lead of that number. A rule that no longer holds takes its points back."""
    return [
        {
            "lead_id": number,
            "previous_score": step.before,
            "new_score": step.after,
            "score_change": step.after - step.before,
            "reason": RULES[step.rule].name if (step.after > step.before) == (RULES[step.rule].points > 0) else f"No longer: {RULES[step.rule].name}",
            "rule_id": step.rule,
            "created_at": step.at + timedelta(milliseconds=place),
        }
        for place, step in enumerate(found)
    ]


def summary_rows(number: int, found: Sequence[Step]) -> list[Row]:
    """The same in one row: from nothing to the score, when it last changed."""
    if len(found) < 2:
        return history_rows(number, found)
    row = {"lead_id": number, "previous_score": 0, "new_score": found[-1].after, "score_change": found[-1].after, "reason": SEVERAL, "rule_id": None}
    return [row | {"created_at": found[-1].at}]


def temperature(score: int, *, hot: int, warm: int) -> str:
    """The word for a score."""
    return "hot" if score >= hot else "warm" if score >= warm else "cold"
