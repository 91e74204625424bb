"""The columns of a lead that a person knows, as inputs of a form: what they show, and what is read from them.

Values are as JSON has them: text, cents, a list of tags, a date as ISO text; None where there is nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from babel.numbers import get_currency_symbol

from crm.leads import CUSTOM
from crm.money import MOST_CENTS, NoAmount, TooMuch, read_cents
from crm.people import CustomField, Ways
from handlers import forms, lines
from handlers.answers import Block
from handlers.blocks import text
from handlers.leads.views import SOURCES, STATUSES
from handlers.mrkdwn import one_line, plain
from handlers.words import LOCALE, day, money

Kind = Literal["text", "long", "email", "phone", "web", "linkedin", "money", "date", "tags", "choice", "number", "yes_no"]
COLUMN_LENGTH, TEXT_LENGTH = 255, forms.LONGEST
MOST_CUSTOM = 30
LONGEST_KEY = 200
TEMPERATURES = {"hot": "Hot", "warm": "Warm", "cold": "Cold"}
YES_NO = {"yes": "Yes", "no": "No"}
UNSEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})
"""Unicode's categories of what nobody sees."""
USED = "+"
"""Ends the block_id of a field that is filled with something found elsewhere, while the lead itself has nothing there."""


@dataclass(frozen=True, slots=True)
class Field:
    """An input. name: its block_id, and the column; of a custom field CUSTOM and its key. choices: of a choice, by value."""

    name: str
    label: str
    kind: Kind = "text"
    choices: Mapping[str, str] | None = None
    hint: str = ""
    is_optional: bool = True


FIRST_NAME = Field("first_name", "First name")
LAST_NAME = Field("last_name", "Last name")
COMPANY = Field("company", "Company")
EMAIL = Field("email", "E-mail", "email")
PHONE = Field("phone", "Phone", "phone")
TITLE = Field("job_title", "Title")
WEBSITE = Field("website", "Website", "web")
LINKEDIN = Field("linkedin_url", "LinkedIn", "linkedin")
STATUS = Field("status", "Status", "choice", STATUSES, is_optional=False)
TEMPERATURE = Field("lead_temperature", "Temperature", "choice", TEMPERATURES)
VALUE = Field("value", "Value", "money")
CLOSE = Field("expected_close_date", "Close date", "date")
SOURCE = Field("source", "Source", "choice", SOURCES)
TAGS = Field("tags", "Tags", "tags", hint="With commas between.")
ABOUT = Field("notes", "About", "long")
COLUMNS = (FIRST_NAME, LAST_NAME, COMPANY, EMAIL, PHONE, TITLE, WEBSITE, LINKEDIN, STATUS, TEMPERATURE, VALUE, CLOSE, SOURCE, TAGS, ABOUT)
CUSTOM_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("number", "integer", "decimal"), "number"),
    **dict.fromkeys(("boolean", "bool", "checkbox", "yes_no"), "yes_no"),
    "date": "date",
}


class Unreadable(Exception):
    """What was put in is not of the field's kind; its words are for the person."""


@dataclass(frozen=True, slots=True)
class Put:
    """What stands in an input: what it was filled with when it was drawn, and what it is now. block_id: where a sentence about it goes."""

    field: Field
    block_id: str
    shown: str
    now: str

    @property
    def is_touched(self) -> bool:
        """Whether a person changed it. Line ends and blanks around are Slack's, not theirs."""
        return _settled(self.shown) != _settled(self.now)


def custom_field(declared: CustomField) -> Field:
    """An input for one of the admin's fields."""
    kind = CUSTOM_KINDS.get(declared.kind.lower(), "text")
    return Field(CUSTOM + declared.key, plain(declared.label, 75) or "Field", kind, YES_NO if kind == "yes_no" else None)


def declared(ways: Ways) -> list[Field]:
    """The admin's fields."""
    return list({one.key: custom_field(one) for one in ways.custom_fields}.values())


def custom_fields(ways: Ways) -> list[Field]:
    """Those that have a place in a form."""
    return [field for field in declared(ways) if len(field.name) <= len(CUSTOM) + LONGEST_KEY][:MOST_CUSTOM]


@lru_cache(maxsize=256)
def fields_of(ways: Ways) -> Mapping[str, Field]:
    """Every field that has a place in a form, by name."""
    return MappingProxyType({field.name: field for field in (*COLUMNS, *custom_fields(ways))})


def shown(field: Field, value: Any) -> str | None:
    """A value as its input shows it; None where the input cannot hold it, and the value is best left alone."""
    if value is None or value == []:
        return ""
    if field.kind == "choice":
        return value if isinstance(value, str) and value in (field.choices or {}) else None
    return SHOWN.get(field.kind, _shown_text)(value)


def box(field: Field, ways: Ways, filled: str = "", *, is_used: bool = False, hint: str = "") -> Block:
    """The input, filled. is_used: with what the lead itself does not have. hint: instead of the field's own."""
    return forms.field(
        field.label,
        field.name + USED * is_used,
        _element(field, filled),
        optional=field.is_optional,
        hint=hint or (f"In {plain(ways.currency, 10)}, such as 12,000 or 12k." if field.kind == "money" else field.hint),
    )


def put_in(view: Mapping[str, Any], ways: Ways) -> list[Put]:
    """What a lead's form holds, field by field."""
    return held(view, fields_of(ways))


def put_in_vain(view: Mapping[str, Any], ways: Ways) -> list[str]:
    """Inputs that somebody changed of custom fields that are declared no more."""
    gone = [block for block in view["blocks"] if block.get("type") == "input" and str(block.get("block_id")).startswith(CUSTOM)]
    as_they_were = {name: Field(name, name) for block in gone if (name := str(block["block_id"]).removesuffix(USED)) not in fields_of(ways)}
    return [put.block_id for put in held(view, as_they_were) if put.is_touched]


def held(view: Mapping[str, Any], known: Mapping[str, Field]) -> list[Put]:
    """What a form holds, field by field. known: its fields, by name."""
    state = forms.values(view)
    found = []
    for block in view["blocks"]:
        block_id = str(block.get("block_id"))
        field = known.get(block_id) or known.get(block_id.removesuffix(USED))
        if block.get("type") == "input" and field:
            was = _filled(block["element"]) if block_id in known else ""
            found.append(Put(field, block_id, was, str(state.get(block_id) or "")))
    return found


def read(field: Field, typed: str, ways: Ways) -> Any:
    """The value that was put in, None for nothing. Raises Unreadable."""
    if field.kind == "long":
        return _bounded(_settled(typed), TEXT_LENGTH) or None
    words = " ".join(unicodedata.normalize("NFC", typed.replace("\0", "")).split())
    if all(unicodedata.category(character) in UNSEEN for character in words):
        return [] if field.kind == "tags" else None
    if field.kind in READERS:
        return READERS[field.kind](words)
    if field.kind == "money":
        return _read_money(words, ways)
    return _bounded(words, TEXT_LENGTH if field.name.startswith(CUSTOM) else COLUMN_LENGTH) if field.kind != "choice" else words


def said(field: Field, value: Any, ways: Ways, today: date) -> str:
    """A value in words, escaped and bounded; "nothing" where there is none."""
    if value is None or value in ("", []):
        return "nothing"
    if field.kind == "money" and isinstance(value, int):
        return money(value, ways.currency)
    if field.kind == "date" and _is_date(str(value)):
        return day(date.fromisoformat(str(value)), today)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    listed: str = ", ".join(str(one) for one in value if one not in (None, "")) if isinstance(value, list) else str(value)
    return one_line((field.choices or {}).get(listed, listed), 300) or "nothing"


def _read_money(words: str, ways: Ways) -> int:
    code = ways.currency.strip().upper()
    try:
        sign = get_currency_symbol(code, locale=LOCALE)
        return read_cents(words, code, signs=(sign, sign[-1:] if not sign[-1:].isalpha() else ""))
    except TooMuch:
        raise Unreadable(f"At most {money(MOST_CENTS, code)} can be stored.") from None
    except NoAmount:
        raise Unreadable(f"Type an amount in {plain(code, 10)}, such as 12,000 or 12k.") from None


def _read_email(words: str) -> str:
    if not lines.is_email(words):
        raise Unreadable("This is no e-mail address. Write it like ana@acme.com.")
    return _bounded(words, COLUMN_LENGTH)


_PHONE = re.compile(r"\+?[\d\s()./-]+(?: ext\. \d{1,8})?")
_EXTENSION = re.compile(r"(?<=[\d\s)])[\s,;]*(?:extension|extn|ext|x|int|anexo|доб|durchwahl|dw|poste|#|~)[.:\s=]*(\d{1,8})$", re.IGNORECASE)
"""An extension as it is written in signatures: `ext. 12`, `x12`, `extn 12`."""


def _read_phone(words: str) -> str:
    """As on a keypad: signatures have dashes, blanks and pluses of many kinds."""
    signs = "".join("-" if unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}" else sign for sign in unicodedata.normalize("NFKC", words))
    words = " ".join(_EXTENSION.sub(r" ext. \1", "".join(sign for sign in signs if unicodedata.category(sign) not in {"Cf", "Cc"})).split())
    if not _PHONE.fullmatch(words) or sum(character.isdecimal() for character in words) < 5:
        raise Unreadable("This is no phone number. Write it like +49 30 1234567.")
    return _bounded(words, COLUMN_LENGTH)


def _read_web(words: str, *, host: str = "", example: str = "acme.com") -> str:
    try:
        parts = urlsplit(words if "://" in words else f"https://{words}")
        name = (parts.hostname or "").rstrip(".")
    except ValueError:  # such as a bracket that does not close
        parts, name = urlsplit(""), ""
    good = parts.scheme in {"http", "https"} and "." in name.strip(".") and not re.search(r"[\s<>\"|]", words) and "@" not in parts.netloc
    if not good or (host and not f".{name}".endswith(f".{host}")):
        raise Unreadable(f"This is no {'LinkedIn ' if host else 'web '}address. Write it like {example}.")
    return _bounded(words, COLUMN_LENGTH)


def _read_date(words: str) -> str:
    if not _is_date(words):
        raise Unreadable("This is no date. Write it like 2027-03-31.")
    return words


def _read_tags(words: str) -> list[str]:
    """Each once, in any case, as it is spelt first."""
    tags: dict[str, str] = {}
    for piece in words.split(","):
        tags.setdefault(piece.strip().lower(), piece.strip())
    return [tag for tag in tags.values() if tag]


def _read_number(words: str) -> int | float:
    try:
        number = Decimal(words)
    except InvalidOperation:
        raise Unreadable("This is no number.") from None
    if not number.is_finite() or abs(number) >= 10**15 or int(number.as_tuple().exponent) < -15:
        raise Unreadable("A number has at most 15 digits before the point and 15 after it.")
    return int(number) if number == number.to_integral_value() else float(number)


def _read_yes_no(words: str) -> bool:
    """What a choice holds, and what is found elsewhere."""
    if words.lower() not in {"yes", "true", "no", "false"}:
        raise Unreadable("This is neither yes nor no.")
    return words.lower() in {"yes", "true"}


READERS: dict[Kind, Callable[[str], Any]] = {
    "email": _read_email,
    "phone": _read_phone,
    "web": _read_web,
    "linkedin": partial(_read_web, host="linkedin.com", example="linkedin.com/in/ana-ruiz"),
    "date": _read_date,
    "tags": _read_tags,
    "number": _read_number,
    "yes_no": _read_yes_no,
}


def _shown_money(value: Any) -> str | None:
    return f"{value / 100:,.2f}".removesuffix(".00") if isinstance(value, int) and value >= 0 else None


def _shown_number(value: Any) -> str | None:
    try:
        written = format(Decimal(str(value)), "f")
    except InvalidOperation:
        return None
    return written if not isinstance(value, bool) and re.fullmatch(r"-?\d{1,15}(\.\d{1,30})?", written) else None


def _shown_text(value: Any) -> str | None:
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_plain and len(str(value)) <= TEXT_LENGTH else None


SHOWN: dict[Kind, Callable[[Any], str | None]] = {
    "money": _shown_money,
    "number": _shown_number,
    "tags": lambda value: _shown_text(", ".join(one for one in value if one)) if _is_words(value) else None,
    "yes_no": lambda value: {True: "yes", False: "no"}[value] if isinstance(value, bool) else None,
    "date": lambda value: str(value) if _is_date(str(value)) else None,
}


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _element(field: Field, filled: str) -> dict[str, Any]:
    """The element. A text that is longer than its column is may stay so."""
    if field.kind in {"choice", "yes_no"}:
        options = [forms.option(label, value) for value, label in (field.choices or {}).items()]
        initial: Sequence[dict[str, Any]] = [option for option in options if option["value"] == filled]
        return {"type": "static_select", "options": options, "placeholder": text("Nothing"), **({"initial_option": initial[0]} if initial else {})}
    if field.kind == "date":
        return {"type": "datepicker", **({"initial_date": filled} if filled else {})}
    if field.kind == "number":
        return {"type": "number_input", "is_decimal_allowed": True, **({"initial_value": filled} if filled else {})}
    longest = TEXT_LENGTH if field.kind in {"long", "tags"} or field.name.startswith(CUSTOM) else max(COLUMN_LENGTH, len(filled))
    more = {"multiline": True} if field.kind == "long" else {}
    return {"type": "plain_text_input", "max_length": longest, **more, **({"initial_value": filled} if filled else {})}


def _filled(element: Mapping[str, Any]) -> str:
    option = element.get("initial_option")
    return str(option["value"] if option else element.get("initial_value") or element.get("initial_date") or "")


def _settled(typed: str) -> str:
    return unicodedata.normalize("NFC", typed.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def _bounded(words: str, longest: int) -> str:
    if len(words) > longest:
        raise Unreadable(f"At most {longest:,} characters.")
    return words


def _is_date(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False
