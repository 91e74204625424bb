"""Lead rows: who they are, where they came from, how far they got, what they are worth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from store.seed.chance import Weighted
from store.seed.companies import Company, Market
from store.seed.names import Name, pick_culture
from store.seed.people import Person, Row
from store.seed.times import Arrival, Calendar

TITLES = {
    "Chief": ("Chief Executive", "Chief Financial Officer", "Chief Technology Officer", "Chief of Staff"),
    "VP": ("VP Sales", "VP Operations", "VP Engineering"),
    "Director": ("Director of Procurement", "IT Director", "Director of Finance", "Managing Director"),
    "Head": ("Head of Sales", "Head of IT", "Head of Logistics"),
    "Manager": ("Purchasing Manager", "Office Manager", "Project Manager", "Operations Manager", "Key Account Manager"),
    "Other": ("Buyer", "Consultant", "Engineer", "Analyst", "Assistant", "Team Lead", "Owner"),
}
TITLE_KINDS = Weighted(TITLES.values(), (7, 7, 12, 10, 34, 30))

TYPED_SOURCES = Weighted(("cold_outreach", "referral", "event", "email", "website", "social_media", "other"), (28, 18, 14, 14, 16, 6, 4))
OWN_SOURCES = Weighted(("website", "advertising", "email", "social_media", "referral", "other"), (52, 16, 14, 12, 4, 2))

STATUSES = ("new", "contacted", "qualified", "proposal", "negotiation", "closed_won", "closed_lost")
CLOSED = ("closed_won", "closed_lost")
# Weights of the statuses, in their order, for leads up to an age in days.
PROGRESS = (
    (14, Weighted(STATUSES, (66, 27, 6, 1, 0, 0, 0))),
    (60, Weighted(STATUSES, (40, 34, 13, 6, 2, 1, 4))),
    (180, Weighted(STATUSES, (29, 24, 14, 8, 5, 7, 13))),
    (999, Weighted(STATUSES, (22, 17, 10, 5, 3, 15, 28))),
)
NOBODY = {"new": 0.38, "contacted": 0.2, "qualified": 0.1, "closed_lost": 0.12}

TAGS = ("vip", "emea", "apac", "partner", "newsletter", "demo", "trial", "renewal", "price-sensitive", "spring-fair", "competitor")
TAG_WEIGHTS = (4, 18, 9, 8, 18, 16, 12, 6, 8, 7, 4)
TAG_COUNTS = Weighted((0, 1, 2, 3), (40, 35, 18, 7))
SUMMARIES = (
    "Wants to replace spreadsheets before the year ends. Two other vendors in the race.",
    "Found us through a colleague. Cares about support in their own language.",
    "Budget is approved, legal has to look at the contract. Ask about their fiscal year.",
    "Small team, quick decisions. Prefers calls in the morning.",
    "Uses a tool built in house. Worried about moving the data.",
    "Met at the spring fair; asked for a price list for 50 seats.",
    "Contract with the present vendor ends next year. Stay in touch.",
    "Technical questions first: single sign-on, export, where data is kept.",
    "Decides together with the parent company.",
)


@dataclass(slots=True)
class Story:
    """A lead and everything that hangs on it. number: its place among the organization's leads, which its rows refer to."""

    number: int
    lead: Row
    name: Name
    company: Company
    activities: list[Row] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    executions: list[Row] = field(default_factory=list)
    runs: list[Row] = field(default_factory=list)
    is_plain: bool = True
    """Made by chance alone: neither hostile nor the example."""
    is_brief: bool = False
    """One of so many that only the main things are told."""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to win."""
        return self.lead["status"] not in CLOSED


def ordinary(random: Random, arrival: Arrival, market: Market, people: Sequence[Person], calendar: Calendar, *, number: int) -> Story:
    """A believable lead. Score, temperature and last engagement follow from what happens to it later."""
    company = market.next_company()
    culture = company.culture if random.random() < 0.85 else pick_culture(random)
    name = market.person(culture)
    status = pick_status(random, (calendar.end - arrival.at).days)
    lead: Row = {
        "id": number,
        "organization_id": 0,
        "email": address(random, company, name),
        "first_name": name.first,
        "last_name": name.last,
        "company": company.name,
        "job_title": random.choice(TITLE_KINDS.pick(random)) if random.random() < 0.88 else None,
        "phone": market.phone(culture.country) if random.random() < 0.8 else None,
        "website": f"https://www.{company.domain}" if random.random() < 0.6 else None,
        "linkedin_url": f"https://linkedin.example/in/{name.first_ascii}-{name.last_ascii}-{number}" if random.random() < 0.35 else None,
        "status": status,
        "source": pick_source(random, typed=arrival.typed),
        "lead_temperature": "cold",
        "score": 0,
        "value": pick_value(random, company, status),
        "notes": random.choice(SUMMARIES) if random.random() < 0.45 else None,
        "tags": sorted(set(random.choices(TAGS, TAG_WEIGHTS, k=TAG_COUNTS.pick(random)))),
        "custom_fields": custom_fields(random, calendar),
        "enrichment_data": enrichment(random, company, arrival.at) if random.random() < 0.68 else {},
        "expected_close_date": None,
        "last_engagement_date": None,
        "created_at": arrival.at,
        "updated_at": arrival.at,
        "assigned_to_id": pick_owner(random, people, status, (calendar.end - arrival.at).days),
    }
    return Story(number, lead, name, company)


def address(random: Random, company: Company, name: Name) -> str | None:
    """Nearly everyone has an e-mail; a few gave a private one."""
    chance = random.random()
    if chance < 0.06:
        return None
    if chance < 0.1:
        return f"{name.first_ascii}.{name.last_ascii}.{random.randrange(10**6):06}@mail.example"
    return company.address(random, name.first_ascii, name.last_ascii)


def pick_status(random: Random, age: int) -> str:
    """How far a lead of that age (days) got: a funnel."""
    weights = next(weights for limit, weights in PROGRESS if age <= limit)
    return weights.pick(random)


def pick_source(random: Random, *, typed: bool) -> str:
    """Where it came from."""
    return (TYPED_SOURCES if typed else OWN_SOURCES).pick(random)


def pick_owner(random: Random, people: Sequence[Person], status: str, age: int) -> int | None:
    """The number of its owner. Who left owns what they got before: leads older than 150 days."""
    if random.random() < NOBODY.get(status, 0.04):
        return None
    shares = [person.share if person.is_active or age > 150 else 0 for person in people]
    return random.choices(range(len(people)), shares)[0]


def pick_value(random: Random, company: Company, status: str) -> int | None:
    """Cents, log-normal around 7,000 of the currency, more for larger companies, rounded as people do."""
    if random.random() < {"new": 0.45, "contacted": 0.25, "qualified": 0.08}.get(status, 0.02):
        return None
    size = {"1-10": 0.5, "11-50": 0.8, "51-200": 1.2, "201-500": 1.9, "501-1000": 3.0, "1001-5000": 5.0}[company.size]
    units = random.lognormvariate(math.log(7000 * size), 0.8)
    step = 50 if units < 2000 else 100 if units < 10000 else 500 if units < 50000 else 1000
    return max(round(units / step), 1) * step * 100


def custom_fields(random: Random, calendar: Calendar) -> dict[str, Any]:
    """The two fields that the organization's settings declare, where known."""
    known: dict[str, Any] = {}
    if random.random() < 0.4:
        known["contract_ends"] = (calendar.as_of + timedelta(days=random.randint(-60, 500))).isoformat()
    if random.random() < 0.45:
        known["seats"] = random.choice((5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 250))
    return known


def enrichment(random: Random, company: Company, since: datetime) -> dict[str, Any]:
    """What the look-up workflow found out about the company."""
    found = {"industry": company.industry, "company_size": company.size, "country": company.culture.country}
    if random.random() < 0.5:
        found["founded"] = str(random.randint(1952, 2023))
    return found | {"confidence": round(random.uniform(0.62, 0.99), 2), "enriched_at": (since + timedelta(minutes=random.randint(1, 9))).isoformat()}
