"""Amounts of money as people type them."""

import re
from decimal import Decimal

MOST_CENTS = 2**31 - 1
"""Values are PostgreSQL integers."""
_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "mio": 10**6}
_AMOUNT = re.compile(r"(?P<number>\d[\d.,]*)(?P<factor>k|mio|m|)", re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
"""Thousands; that the separators are all of one kind follows from there being at most two kinds, the later of them decimal."""
_BLANKS = re.compile(r"[\s'’\u00a0\u202f]+")
MOST_CHARACTERS = 40


class NoAmount(Exception):
    """The text is no amount of this currency."""


class TooMuch(Exception):
    """More than a value holds."""


def read_cents(text: str, currency: str, *, signs: tuple[str, ...] = ()) -> int:
    """`12,000`, `12.000,50`, `12 000`, `12k`, `1.5m`, with or without the currency's code or one of its signs, as cents.

    Of two separators the later one is the decimal one; a single one before exactly three digits separates thousands. Raises NoAmount, TooMuch.
    """
    if len(text) > MOST_CHARACTERS:
        raise NoAmount
    bare = _BLANKS.sub("", text)
    for sign in sorted((currency, *signs), key=len, reverse=True):
        if sign and bare.lower().startswith(sign.lower()):
            bare = bare[len(sign) :]
            break
        if sign and bare.lower().endswith(sign.lower()):
            bare = bare[: -len(sign)]
            break
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        raise NoAmount
    cents = _number(found["number"], is_short=bool(found["factor"])) * _FACTORS[found["factor"].lower()] * 100
    if cents != cents.to_integral_value():
        raise NoAmount
    if cents > MOST_CENTS:
        raise TooMuch
    return int(cents)


def _number(digits: str, *, is_short: bool) -> Decimal:
    """is_short: k or m follows, so a single separator is the decimal one."""
    if not digits.isascii():
        raise NoAmount
    separators = [character for character in digits if character in ".,"]
    last = separators[-1] if separators else ""
    is_decimal = len(set(separators)) == 2 or (len(separators) == 1 and (is_short or len(digits.partition(last)[2]) != 3))
    whole, _, fraction = digits.rpartition(last) if is_decimal else (digits, "", "")
    if is_decimal and (not fraction or last in whole):
        raise NoAmount
    if separators[: len(separators) - is_decimal] and not _GROUPS.fullmatch(whole):
        raise NoAmount
    return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or 0}")
