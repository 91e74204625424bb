"""Phone numbers in a text. Whose are written without a country's code is told by the addresses and the other numbers beside them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from phonenumbers import (
    SUPPORTED_REGIONS,
    Leniency,
    PhoneNumberFormat,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    country_code_for_region,
    format_number,
    national_significant_number,
    region_code_for_number,
)

from crm.signature_words import FAX, PHONE_LABEL

MOST = 30
LIKELIEST = 2
"""Regions whose numbers are spelt in other ways."""
MOST_REGIONS = 6
EVERYBODYS = frozenset("ac ag ai am as cc cd co dj fm gg gl im io is la li ly me ms mu nu pm sc sh so st tc tk to tv vc vg ws".upper().split())
"""Countries whose domains are used all over the world."""
AMERICAN = re.compile(r"(?<![\d(])\(\d{3}\)\s?\d{3}[-.\s]\d{4}(?!\d)")
PLAIN = str.maketrans({**dict.fromkeys("‐‑‒–—―−﹣", "-"), "⁄": "/"})


def find(text: str, *, home: str | None, hosts: Iterable[str] = ()) -> Iterator[str]:
    """Numbers that can be called, in order: as they are written, but in plain signs, and those of another country than home with its code.

    Bare digits only after a word such as "tel", a fax not at all. home: the reader's own region. hosts: domains of the text's addresses.
    """
    found: list[tuple[int, int, str]] = []
    for region in _regions(text, home, hosts):
        for match in islice(PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=1000), MOST):
            if _is_meant(text, match) and not any(start < match.end and match.start < end for start, end, _ in found):
                found.append((match.start, match.end, _written(match, region, home)))
    return (number for _, _, number in sorted(found))


def spellings(text: str, *, home: str | None, hosts: Iterable[str] = ()) -> Iterator[str]:
    """The digits of the same numbers as they may be stored: with the country's code, and without."""
    for region in _regions(text, home, hosts)[:LIKELIEST]:
        for match in islice(PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=1000), MOST):
            yield format_number(match.number, PhoneNumberFormat.E164)
            yield national_significant_number(match.number)


def _regions(text: str, home: str | None, hosts: Iterable[str]) -> Sequence[str | None]:
    """Whose numbers may stand there without a country's code, the likeliest first."""
    domains = (host.rpartition(".")[2].upper() for host in hosts)
    countries = ["GB" if domain == "UK" else domain for domain in domains if domain not in EVERYBODYS]
    abroad = [region_code_for_number(match.number) for match in islice(PhoneNumberMatcher(text, None, max_tries=1000), MOST)]
    told = [*countries, *abroad, home, *(["US"] if AMERICAN.search(text) else [])]
    known = list(dict.fromkeys(region for region in told if region in SUPPORTED_REGIONS))
    return known[:MOST_REGIONS] or [None]


def _is_meant(text: str, match: PhoneNumberMatch) -> bool:
    before = text[max(0, match.start - 20) : match.start]
    is_plain = match.raw_string.isdecimal() and not match.raw_string.startswith("0")
    return not FAX.search(before) and (not is_plain or PHONE_LABEL.search(before) is not None)


def _written(match: PhoneNumberMatch, region: str | None, home: str | None) -> str:
    raw = " ".join(unicodedata.normalize("NFKC", match.raw_string).translate(PLAIN).split())
    raw = re.sub(r"\bextn\b", "ext", raw, flags=re.IGNORECASE)
    if region in {home, None} or raw.startswith("+") or match.number.country_code != country_code_for_region(region):
        return raw
    return str(format_number(match.number, PhoneNumberFormat.INTERNATIONAL))
