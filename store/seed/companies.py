"""Invented companies: coined names, addresses under .example, telephone numbers of ranges that are reserved for fiction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from store.seed.names import Culture, Name, ascii_of, pick_culture, pick_name, words_of

HEADS = words_of(
    "Alm Bram Cald Dorn Elv Farn Garth Hael Isen Jorv Kest Lund Mar Nev Ost Pell Quil Rav Sel Tarn Ul Vel Wend Yarr Zel "
    "Brin Cor Drav Fen Glim Hesp Kind Lor Mir Nor Orl Pran Sarn Thal Vint"
)
TAILS = words_of("mere vale bridge low ford wick holm eth mira den stow ander crest ine ova by garde ley mont ister ura wyn ael ona")
KINDS = {
    "Technology": ("Software", "Systems", "Data", "Robotics", "Networks"),
    "Manufacturing": ("Werke", "Machines", "Tools", "Foundry", "Components"),
    "Finance": ("Capital", "Insurance", "Treasury", "Leasing"),
    "Healthcare": ("Clinics", "Diagnostics", "Care", "Biotech"),
    "Retail": ("Stores", "Outfitters", "Market", "Goods"),
    "Logistics": ("Logistics", "Freight", "Shipping", "Couriers"),
    "Education": ("Academy", "Learning", "Press"),
    "Energy": ("Energy", "Solar", "Grid"),
    "Real Estate": ("Estates", "Properties", "Construction"),
    "Hospitality": ("Hotels", "Kitchens", "Travel"),
}
INDUSTRIES = tuple(KINDS)
INDUSTRY_WEIGHTS = (26, 16, 11, 10, 10, 8, 6, 5, 5, 3)
SIZES = ("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000")
SIZE_WEIGHTS = (18, 30, 27, 13, 8, 4)
TWINS = ("Group", "Holding", "Partners", "Services", "International")

# Ranges that regulators keep for films and examples; x is any digit.
PHONES = {
    "US": ("+1 202 555 01xx", "+1 312 555 01xx", "+1 415 555 01xx", "+1 617 555 01xx"),
    "GB": ("+44 20 7946 0xxx", "+44 113 496 0xxx", "+44 161 496 0xxx", "+44 7700 900xxx"),
    "DE": ("+49 30 23125 xxx", "+49 40 66969 xxx", "+49 221 4710 xxx", "+49 69 90009 xxx", "+49 89 99998 xxx"),
    "FR": ("+33 1 99 00 xx xx", "+33 4 65 71 xx xx", "+33 6 39 98 xx xx"),
    "SE": ("+46 8 465 004 xx", "+46 31 390 06 xx"),
}
ELSEWHERE = ("+44 7700 900xxx", "+1 202 555 01xx")


@dataclass(slots=True)
class Company:
    """A company and the local parts of its addresses that are taken. industry and size as in enrichment_data."""

    name: str
    domain: str
    culture: Culture
    industry: str
    size: str
    addresses: set[str] = field(default_factory=set)
    counts: tuple[int, int] = (1, 1)
    """With which number people of one name begin to be counted, and in which steps; the number 1 is not written."""

    def address(self, random: Random, first: str, last: str) -> str:
        """An e-mail address nobody else at the company has, from ASCII names."""
        plain = random.choice((f"{first}.{last}", f"{first}.{last}", f"{first[:1]}{last}", first, f"{last}.{first}"))
        count, step = self.counts
        while (local := plain if count == 1 else f"{plain}{count}") in self.addresses:
            count += step
        self.addresses.add(local)
        return f"{local}@{self.domain}"


class Market:
    """The companies and people that leads come from, one contact after another: often one more of a company that is known already."""

    known_share = 0.6
    """How often a contact is of a company that is known already."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: set[str] = set()
        self.recent: list[Company] = []

    def next_company(self) -> Company:
        """A new company, or one of the last four hundred."""
        if self.recent and self.random.random() < self.known_share:
            return self.random.choice(self.recent)
        company = self.found()
        self.recent.append(company)
        del self.recent[:-400]
        return company

    def found(self) -> Company:
        """A company that did not exist before."""
        random = self.random
        industry = random.choices(INDUSTRIES, INDUSTRY_WEIGHTS)[0]
        name = f"{random.choice(HEADS)}{random.choice(TAILS)} {random.choice(KINDS[industry])}"
        while name in self.names:
            name = f"{name} {random.choice(TWINS)}"
        self.names.add(name)
        return Company(name, f"{ascii_of(name)}.example", pick_culture(random), industry, random.choices(SIZES, SIZE_WEIGHTS)[0])

    def person(self, culture: Culture) -> Name:
        """Somebody of the culture."""
        return pick_name(self.random, culture)

    def phone(self, country: str) -> str | None:
        """A number that rings nowhere."""
        return phone(self.random, PHONES.get(country), ELSEWHERE)


def phone(random: Random, ranges: Sequence[str] | None, elsewhere: Sequence[str]) -> str | None:
    """A number of a country's ranges; where there are none, half have none, and the others one from elsewhere."""
    if ranges is None and random.random() < 0.5:
        return None
    return "".join(random.choice("0123456789") if sign == "x" else sign for sign in random.choice(ranges or elsewhere))
