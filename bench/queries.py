"""What people type to find a lead, class by class, and which leads are then a hit.

Where a query names one lead (id, e-mail, phone), only that lead is a hit, or one with the very same e-mail or phone. Where many share
what was typed, any lead that has the name, company or word that was meant is: of a misspelt name, the name before it was misspelt.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.crowd import COUNTRIES, FORMS, NOTES
from bench.inventing import WITHOUT_BLANKS, folded
from bench.mistakes import misspelt, slipped

Row = Mapping[str, Any]
Hit = Callable[[Row], bool]


@dataclass(frozen=True)
class Query:
    """text: what is typed. hit: whether a lead is what was meant."""

    text: str
    hit: Hit


@dataclass(frozen=True)
class Class:
    """fits: which leads it can be asked of. made: the query for one of them. least: the hit@10 that is wanted. typo: whether it may take longer."""

    name: str
    fits: Hit
    made: Callable[[Row, Random], Query]
    least: float | None = None
    typo: bool = False


def classes() -> list[Class]:
    """All of them."""
    return [
        Class("id", _any, lambda row, _: Query(str(row["id"]), _same("id", row)), 1.0),
        Class("e-mail", _has("email"), lambda row, chance: Query(_loosely(row["email"], chance), _same("email", row)), 1.0),
        Class("part of an e-mail", _has("email"), _part),
        Class("phone, spelt otherwise", _has("phone"), lambda row, chance: Query(otherwise(row["phone"], chance), _same("phone", row)), 1.0),
        Class("last six digits of a phone", _has("phone"), lambda row, _: Query(_digits(row["phone"])[-6:], _same("phone", row)), 1.0),
        Class("full name", _latin, lambda row, chance: Query(_loosely(_full(row), chance), _same("full", row)), 1.0),
        Class("full name, last name first", _latin, lambda row, chance: Query(_loosely(_full(row, turned=True), chance), _same("full", row)), 1.0),
        Class("first name", _latin, lambda row, chance: Query(_loosely(row["first_name"], chance), _same("first_name", row)), 1.0),
        Class("last name", _latin, lambda row, chance: Query(_loosely(row["last_name"], chance), _same("last_name", row)), 1.0),
        Class("beginning of a name", _long("last_name"), _beginning, 1.0),
        Class("company", _latin, lambda row, chance: Query(_loosely(row["company"], chance), _same("company", row)), 1.0),
        Class("word of a company", _latin, lambda row, chance: Query(_loosely(_word(row), chance), _has_word("company", _word(row)))),
        Class("first name and company", _latin, _with_company, 1.0),
        Class("full name, misspelt", _long("last_name"), lambda row, chance: Query(slipped(_full(row), chance), _same("full", row)), 0.95, typo=True),
        Class("last name, misspelt", _long("last_name"), lambda row, chance: Query(slipped(row["last_name"], chance), _same("last_name", row)), 0.8, typo=True),
        Class("company, misspelt", _long_company, _misspelt_company, typo=True),
        Class("word of the notes", _has("notes"), lambda row, chance: Query(_loosely(_of_notes(row), chance), _has_word("notes", _of_notes(row))), typo=True),
        Class("names in other scripts", _other_script, lambda row, _: Query(_written(row), _same("full", row)), 1.0),
        Class("names in other scripts, misspelt", _other_alphabet, _slipped_last, typo=True),
    ]


def _any(_row: Row) -> bool:
    return True


def _has(column: str) -> Hit:
    return lambda row: row[column] is not None


def _latin(row: Row) -> bool:
    return "LATIN" in unicodedata.name(row["last_name"][0])


def _long(column: str) -> Hit:
    return lambda row: _latin(row) and len(row[column]) >= 4


def _long_company(row: Row) -> bool:
    return len(_word(row)) >= 4


def _other_script(row: Row) -> bool:
    return not _latin(row)


def _other_alphabet(row: Row) -> bool:
    return _other_script(row) and len(row["last_name"]) >= 4


def _full(row: Row, *, turned: bool = False) -> str:
    names = (row["last_name"], row["first_name"]) if turned else (row["first_name"], row["last_name"])
    return " ".join(names)


def _word(row: Row) -> str:
    return str(row["company"]).split()[0]


def _of_notes(row: Row) -> str:
    """The one word that the note was made for."""
    note = str(row["notes"])
    before, after = next((before, after) for before, after in (template.split("{}") for template in NOTES) if note.startswith(before) and note.endswith(after))
    return note.removeprefix(before).removesuffix(after)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _same(column: str, row: Row) -> Hit:
    """The same value, case, accents and signs aside."""

    def value(one: Row) -> str:
        return folded(_full(one) if column == "full" else str(one[column]))

    meant = value(row)
    return lambda one: value(one) == meant


def _has_word(column: str, word: str) -> Hit:
    return lambda one: folded(word) in folded(one[column]).split()


def _loosely(text: str, chance: Random) -> str:
    """As it stands, in small letters, or in small letters without accents."""
    return chance.choice((text, text.lower(), "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))))


def otherwise(phone: str, chance: Random) -> str:
    """A number that is kept one way, typed another way."""
    digits = _digits(phone)
    country = digits[:2] if phone.startswith("+") else next(country for country, area in COUNTRIES.items() if digits.startswith(f"0{area}"))
    area = COUNTRIES[country]
    number = digits[-7:]
    spelt = (
        f"+{country} (0){area} {number[:3]}-{number[3:]}",
        f"+{country}-{area}-{number}",
        f"00{country}{area}{number}",
        f"0{area}/{number}",
        f"0{area}{number}",
        f"(0{area}) {number[:3]} {number[3:5]} {number[5:]}",
    )
    return chance.choice([one for one in spelt if one != phone])


def _part(row: Row, chance: Random) -> Query:
    """What stands before the @, the domain, or some from the middle of one to the middle of the other."""
    email = str(row["email"])
    who, _, where = email.partition("@")
    part = chance.choice((who, where, f"{who[len(who) // 2 :]}@{where[: len(where) // 3]}"))
    return Query(part, lambda one: part in (one["email"] or ""))


def _beginning(row: Row, chance: Random) -> Query:
    """Two thirds of a last name, or a first name and three letters of the last."""
    last = str(row["last_name"])
    begun = chance.choice((last[: max(3, len(last) * 2 // 3)], f"{row['first_name']} {last[:3]}"))
    meant = folded(begun)
    return Query(_loosely(begun, chance), lambda one: any(folded(text).startswith(meant) for text in (_full(one), one["last_name"], one["company"])))


def _with_company(row: Row, chance: Random) -> Query:
    """Invented companies are called as people are: whose whole name begins with what was typed comes before, and is meant as well."""
    of_company, of_name = _has_word("company", _word(row)), _has_word("first_name", row["first_name"])
    typed = f"{row['first_name']} {_word(row)}"
    return Query(_loosely(typed, chance), lambda one: (of_company(one) and of_name(one)) or folded(_full(one)).startswith(folded(typed)))


def _misspelt_company(row: Row, chance: Random) -> Query:
    """All of its name or one word of it, that word misspelt."""
    word, *rest = str(row["company"]).split()
    typed = slipped(word, chance)
    if rest and rest[0] not in FORMS and chance.random() < 0.5:
        return Query(" ".join((typed, *rest)), _same("company", row))
    return Query(typed, _has_word("company", word))


def _written(row: Row) -> str:
    """Without a blank where people write none."""
    script = unicodedata.name(row["last_name"][0]).partition(" ")[0].lower().replace("cjk", "han")
    return f"{row['last_name']}{row['first_name']}" if script in WITHOUT_BLANKS else _full(row)


def _slipped_last(row: Row, chance: Random) -> Query:
    return Query(f"{row['first_name']} {misspelt(row['last_name'], chance)}", _same("full", row))
