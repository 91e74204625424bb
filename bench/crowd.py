"""Leads of fifty organizations, the largest with three tenths of all, in files for COPY. The same seed gives the same leads, however many processes write them.

TUNING is the seed for whoever works on the search. MEASURED is the bench's: nobody looks at its leads to make the search better.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from random import Random

from bench.children import CORES
from bench.inventing import Names, folded

TUNING, MEASURED = 20261101, 20261122
ORGANIZATIONS, LARGEST = 50, 0.3
SLICE = 20_000
COLUMNS = ("organization_id", "email", "first_name", "last_name", "company", "phone", "status", "score", "assigned_to_id", "notes")
SCRIPTS = {"latin": 0.91, "cyrillic": 0.03, "arabic": 0.015, "greek": 0.01, "hebrew": 0.005, "han": 0.02, "hangul": 0.01}
STATUSES = ("new", "contacted", "qualified", "proposal", "negotiation", "closed_won", "closed_lost")
FORMS = ("GmbH", "Ltd", "Inc", "SA", "Group", "Holding", "Partners", "Labs", "Systems", "Logistics")
NOTES = (
    "Wants to replace spreadsheets before the year ends. Uses {} today.",
    "Met at the fair in spring, asked for prices. Compares us with {}.",
    "The budget is settled in the autumn. {} is in the race too.",
    "Prefers to be called in the morning. Knows {} from another job.",
    "Two sites, forty people. Has a contract with {} until the summer.",
    "Asked whether {} can be connected. Send the two pages about it.",
)
COUNTRIES = {"49": "30", "44": "20", "33": "14", "39": "66", "81": "35"}
"""Country code, and an area code that is good for the bench."""

Lead = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Organization:
    """id, how many leads, and its people: users with ids first_user and on."""

    id: int
    leads: int
    first_user: int
    users: int


def organizations(leads: int) -> list[Organization]:
    """Fifty, of skewed size."""
    weights = [1 / number for number in range(1, ORGANIZATIONS)]
    others = [max(20, int((1 - LARGEST) * leads * weight / sum(weights))) for weight in weights]
    found, user = [], 1000
    for number, size in enumerate([max(20, leads - sum(others)), *others], 1):
        users = 3 + size // 2000
        found.append(Organization(number, size, user, users))
        user += users
    return found


class Inventor:
    """Leads of a seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.first = {script: Names(seed, "first", script, head=40, tail=1.51) for script in SCRIPTS}
        self.last = {script: Names(seed, "last", script, head=140, tail=1.39) for script in SCRIPTS}
        self.words, self.companies, self.products = (
            Names(seed, "company", head=100, tail=1.3),
            Companies(seed, "firm", head=29, tail=1.25),
            Names(seed, "product"),
        )

    def leads(self, organization: Organization, first: int, last: int) -> Iterator[Lead]:
        """Those of an organization from one number up to another, a slice."""
        chance = Random(f"{self.seed} {organization.id} {first}")
        for number in range(first, last):
            (script,) = chance.choices(list(SCRIPTS), list(SCRIPTS.values()))
            names = self.first[script].drawn(chance), self.last[script].drawn(chance)
            company = self.companies.drawn(chance)
            yield (
                organization.id,
                _email(chance, names, company, number),
                *names,
                company,
                _phone(chance) if chance.random() < 0.8 else None,
                chance.choice(STATUSES),
                chance.randrange(101),
                organization.first_user + chance.randrange(organization.users) if chance.random() < 0.8 else None,
                chance.choice(NOTES).format(self.products.drawn(chance)) if chance.random() < 0.45 else None,
            )


class Companies(Names):
    """Names of companies: one or two words, mostly with a form; a tenth are called after their founder."""

    def _made(self, rank: int) -> str:
        chance = Random(f"{self.seed} company {rank}")
        words, founders = Names(self.seed, "company", head=100, tail=1.3), Names(self.seed, "last", head=140, tail=1.39)
        parts = [(founders if chance.random() < 0.1 else words).drawn(chance)]
        if chance.random() < 0.35:
            parts.append(words.drawn(chance))
        if chance.random() < 0.8:
            parts.append(chance.choice(FORMS))
        return " ".join(parts)


def _email(chance: Random, names: tuple[str, str], company: str, number: int) -> str | None:
    if chance.random() > 0.94:
        return None
    first, last = (folded(name).replace(" ", "") for name in names)
    who = chance.choice((f"{first}.{last}", f"{first}.{last}", f"{first[:1]}{last}", f"{last}.{first}")) if first.isascii() and last.isascii() else "contact"
    place = folded(company).split()
    return f"{who}{number if who == 'contact' or chance.random() < 0.4 else ''}@{'-'.join(place[:2])}.example"


def _phone(chance: Random) -> str:
    """As people keep them: half with the country."""
    country, area = chance.choice(list(COUNTRIES.items()))
    number = f"{chance.randrange(10**7):07d}"
    return chance.choice((f"+{country} {area} {number}", f"+{country}{area}{number}", f"0{area} {number}", f"(0{area}) {number[:3]}-{number[3:]}"))


def write(directory: Path, leads: int, seed: int) -> list[Path]:
    """Files in COPY's text format, a slice each, by a process a core; in the order in which they are to be loaded."""
    slices = [(each, first, min(first + SLICE, each.leads)) for each in organizations(leads) for first in range(0, each.leads, SLICE)]
    with ProcessPoolExecutor(len(CORES), mp_context=get_context("spawn"), initializer=os.sched_setaffinity, initargs=(0, CORES)) as pool:
        return list(pool.map(_write_some, repeat(directory), repeat(seed), slices, chunksize=max(1, len(slices) // 8)))


_inventors: dict[int, Inventor] = {}


def _write_some(directory: Path, seed: int, one: tuple[Organization, int, int]) -> Path:
    organization, first, last = one
    inventor = _inventors.setdefault(seed, Inventor(seed))  # a process writes many slices, and remembers its names
    path = directory / f"{organization.id:03}-{first:07}.copy"
    path.write_text("".join(_line(lead) for lead in inventor.leads(organization, first, last)))
    return path


def _line(lead: Sequence[str | int | None]) -> str:
    return "\t".join(r"\N" if value is None else str(value) for value in lead) + "\n"
