"""People and companies for more leads than the lists hold names for: distinct names grow with the number of leads.

Everything follows from the recipe's seed and a number, so that slices can be told in any order and by several processes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

from store.seed.companies import HEADS, INDUSTRIES, INDUSTRY_WEIGHTS, KINDS, SIZE_WEIGHTS, SIZES, TAILS, TWINS, Company, Market, phone
from store.seed.names import Culture, Name, ascii_of, pick_culture, pick_name, words_of
from store.seed.parts import PARTS, Part

MIDDLES = ("", "a", "ber", "den", "el", "en", "er", "gar", "i", "in", "lan", "mar", "ner", "o", "or", "os", "ran", "sel", "ti", "ul", "ve", "wen", "yl")
MORE_HEADS = words_of("Ard Bel Cren Dell Eld Fal Gren Hol Ism Jarn Kell Lorn Mel Nim Oth Pry Ros Sten Tor Urd Vor Wil Yst Zan Aul Bri Cass Dun Emb Fir")
MORE_TAILS = words_of("ach am ard astor awn ell enna er esk eth iden igan ill imar ing ior is olt on or oss oth um und urn")
SCATTER = 48_271

# What stands before or after a company's name where it is at home. The first of a pair is put before, the second after.
FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "US": (("", " Inc"), ("", " LLC")),
    "GB": (("", " Ltd"),),
    "DE": (("", " GmbH"), ("", " AG"), ("", " & Söhne")),
    "FR": (("", " SARL"), ("Établissements ", "")),
    "ES": (("", " S.L."), ("Grupo ", "")),
    "BR": (("", " Ltda"), ("Comércio ", "")),
    "IT": (("", " S.r.l."), ("Officine ", "")),
    "SE": (("", " AB"),),
    "PL": (("", " Sp. z o.o."),),
    "CZ": (("", " s.r.o."),),
    "TR": (("", " A.Ş."),),
    "VN": (("Công ty ", ""),),
    "JP": (("株式会社", ""), ("", "商事")),
    "CN": (("", "集团"), ("", "有限公司")),
    "KR": (("주식회사 ", ""),),
    "UA": (("ТОВ ", ""), ("", " і партнери")),
    "GR": (("", " Α.Ε."), ("Αφοί ", "")),
    "EG": (("شركة ", ""), ("مجموعة ", "")),
    "IL": (("", ' בע"מ'),),
    "IN": (("", " Pvt Ltd"), ("", " & Sons")),
    "TH": (("บริษัท ", ""),),
    "IS": (("", " hf."),),
}

# The films' ranges hold too few numbers for so many people, but for France's. Behind these codes no number begins with 0: nobody can have one. x is any digit.
IMPOSSIBLE = {
    "US": tuple(f"+1 {area} 0xx xxxx" for area in (202, 206, 212, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 919)),
    "GB": ("+44 20 0xxx xxxx", "+44 113 0xx xxxx", "+44 131 0xx xxxx", "+44 161 0xx xxxx"),
    "DE": ("+49 30 0xxxxxxx", "+49 40 0xxxxxxx", "+49 221 0xxxxxx", "+49 69 0xxxxxxx", "+49 89 0xxxxxxx"),
    "FR": ("+33 1 99 00 xx xx", "+33 2 61 91 xx xx", "+33 3 53 01 xx xx", "+33 4 65 71 xx xx", "+33 5 36 49 xx xx", "+33 6 39 98 xx xx"),
    "SE": ("+46 8 0xx xxx xx", "+46 31 0xx xx xx"),
    "ES": ("+34 0xx xxx xxx",),
    "JP": ("+81 3 0xxx xxxx", "+81 6 0xxx xxxx"),
    "BR": ("+55 11 0xxxx xxxx", "+55 21 0xxxx xxxx"),
}

GIANTS_PER_LEAD = 1 / 1000
GIANTS_SHARE = 0.2
"""Of the leads, how many work at companies that send leads all the time; the other companies are known for a few weeks."""


def pick_part(random: Random, parts: Sequence[Part]) -> Part:
    """A part, the first one several times as often as the last."""
    return parts[int(len(parts) * random.random() ** 2.2)]


def composed(random: Random, parts: Sequence[Sequence[Part]]) -> Part:
    """A name of a head, a middle and a tail."""
    (head, plain_head), (middle, plain_middle), (tail, plain_tail) = (pick_part(random, each) for each in parts)
    return head + middle + tail, plain_head + plain_middle + plain_tail


def person(random: Random, culture: Culture) -> Name:
    """Somebody of the culture: seven first names in ten and nearly half of the last names are from the short lists, as the commonest ones are anywhere."""
    name = pick_name(random, culture)
    parts = PARTS[culture.country]
    first, last = (name.first, name.first_ascii), (name.last, name.last_ascii)
    if random.random() < 0.3:
        first = composed(random, parts.first)
    if random.random() < 0.55:
        last = composed(random, parts.last)
    if random.random() < parts.pairs:
        second, plain = composed(random, parts.last)
        last = (f"{last[0]}{parts.joint}{second}", last[1] + plain)
    return Name(first[0], last[0], first[1], last[1])


@cache
def stems() -> tuple[str, ...]:
    """Coined words, each once."""
    return tuple(dict.fromkeys(head + middle + tail for head, middle, tail in product(HEADS + MORE_HEADS, MIDDLES, TAILS + MORE_TAILS)))


def stem(number: int) -> str:
    """The coined word of that number, each number its own as far as there are words. Neighbours in number are none in name."""
    return stems()[number * SCATTER % len(stems())]


def found_company(random: Random, number: int) -> Company:
    """The company of that number. No two of an organization have the same name or domain."""
    industry = random.choices(INDUSTRIES, INDUSTRY_WEIGHTS)[0]
    culture = pick_culture(random)
    turn, place = divmod(number, len(stems()))
    kinds = KINDS[industry]
    again, kind = divmod(turn, len(kinds))
    twin = [] if again == 0 else [TWINS[again - 1]] if again <= len(TWINS) else [f"No. {again}"]
    words = [stem(place), kinds[(place + kind) % len(kinds)], *twin]
    name, local = " ".join(words), random.random()
    if local < 0.4 and culture.country in FORMS:
        before, after = random.choice(FORMS[culture.country])
        family, plain = composed(random, PARTS[culture.country].last) if local < 0.25 else ("", "")
        name = f"{before}{family} {name}{after}" if family else f"{before}{name}{after}"
        words = [plain, *words] if plain else words
    domain = "".join(map(ascii_of, words)) if random.random() < 0.25 else "-".join(map(ascii_of, words))
    return Company(name, f"{domain}.example", culture, industry, random.choices(SIZES, SIZE_WEIGHTS)[0])


@dataclass(frozen=True, slots=True)
class Corner:
    """Which part of an organization's market a slice of leads sees. seed: the recipe's."""

    seed: str
    leads: int
    place: int
    """The slice's number, of `slices`."""
    slices: int

    @property
    def giants(self) -> int:
        """How many companies every slice meets."""
        return max(1, round(self.leads * GIANTS_PER_LEAD))


class Crowd(Market):
    """The market of one slice among many: its own companies, and the giants that the others meet as well."""

    known_share = 0.7

    def __init__(self, random: Random, corner: Corner, first: int) -> None:
        super().__init__(random)
        self.corner = corner
        self.next_number = corner.giants + first // 2  # four leads in ten, at most, bring a company
        self.giants: dict[int, Company] = {}

    def next_company(self) -> Company:
        """A giant, one of the last four hundred, or a new one."""
        return self.giant() if self.random.random() < GIANTS_SHARE else super().next_company()

    def found(self) -> Company:
        """The next company of the slice."""
        self.next_number += 1
        return found_company(self.random, self.next_number - 1)

    def giant(self) -> Company:
        """One of those whom all slices meet, some far more often than others. Each slice numbers their addresses in its own way: none is given twice."""
        corner = self.corner
        number = int(corner.giants * self.random.random() ** 1.5)
        if number not in self.giants:
            company = found_company(Random(f"{corner.seed}:giant:{number}"), number)  # noqa: S311 - sample data
            company.size = self.giant_size(number)
            company.counts = (corner.place + 1, corner.slices)
            self.giants[number] = company
        return self.giants[number]

    def giant_size(self, number: int) -> str:
        """The first tenth are of the largest kind."""
        return SIZES[-1] if number * 10 < self.corner.giants else SIZES[-2]

    def person(self, culture: Culture) -> Name:
        """Somebody of the culture."""
        return person(self.random, culture)

    def phone(self, country: str) -> str | None:
        """A number that nobody can have."""
        return phone(self.random, IMPOSSIBLE.get(country), IMPOSSIBLE["GB"])
