"""A typed line, cleaned and taken apart: its words, Slack's tokens in it, and the marks that name a lead. Text in, frozen values out."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from handlers.mrkdwn import INVISIBLE

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")
_GROUP = re.compile(r"<!(?:subteam\^([A-Z0-9]+)|(channel|here|everyone|group))(?:\|@?([^<>]*))?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^<>]*))?>")
LARGEST_ID = 2**31 - 1  # ids are PostgreSQL integers
SHORTEST_PHONE = 7
SHORTEST_ENDING = 4
LONGEST_COLON_NAME = 80

_LINK = re.compile(r"<(?P<scheme>mailto:|tel:|https?://)(?P<target>[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>|&(?P<entity>amp|lt|gt);")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_CHARACTERS = {
    **dict.fromkeys(map(ord, "“”„«»"), '"'),  # macOS and iOS type them
    0: "\ufffd",  # PostgreSQL stores no NUL in text
    **dict.fromkeys(map(ord, INVISIBLE)),  # ours or an address book's, come along with what was copied
}
_EDGES = "\u200b\u200e\u200f\u061c"  # zero-width space and direction marks stick to copied numbers
_NUMBER = re.compile(r"(#?)(\d+)")
_NUMBERS = re.compile(r"#?\d+(?:(?:[,;]\s*(?:and\s+)?|\s+(?:and|&)\s+)#?\d+)+(?=[,:]?(?:\s|\Z))[,:]?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\",:;()]+@[^\s@<>\",:;()]+\.[^\s@<>\",:;().]+")
_PHONE = re.compile(r"\+[\d\s()./-]+")
_COLON = re.compile(r":(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Number:
    """`42`, `#42` or a link to a lead. `digits` are ASCII, leading zeros kept; `only_id`: written with # or as a link, never a phone."""

    digits: str
    only_id: bool = False

    @property
    def id(self) -> int | None:
        """The lead's id; None for a number that no id can have."""
        digits = self.digits.lstrip("0")
        return int(digits) if digits and len(digits) <= 10 and int(digits) <= LARGEST_ID else None

    @property
    def phone(self) -> str | None:
        """The digits, where they are also tried as a phone number: seven or more, or the end of one, for nobody writes an id as 0142."""
        is_phone = len(self.digits) >= SHORTEST_PHONE or self.is_ending
        return self.digits if is_phone and not self.only_id else None

    @property
    def is_ending(self) -> bool:
        """Whether it may be the end of a phone number rather than an id."""
        return not self.only_id and self.digits.startswith("0") and SHORTEST_ENDING <= len(self.digits) < SHORTEST_PHONE


@dataclass(frozen=True, slots=True)
class Numbers:
    """`42,57,60`: at least two, as typed, repeats included."""

    each: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Email:
    """One word, as typed; to be compared in any case."""

    address: str


@dataclass(frozen=True, slots=True)
class Phone:
    """`+` and ASCII digits, whatever stood between them."""

    number: str


@dataclass(frozen=True, slots=True)
class Name:
    """In quotes, before a colon or before a closed end: an exact full name, company, or "name company". Single spaces."""

    text: str


Mark = Number | Numbers | Email | Phone | Name


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first words of a line that has no mark, and what follows them."""

    name: str
    rest: str


def clean(text: str) -> str:
    """Slack's text of a command as it was meant: NFC, straight quotes, links and entities unwrapped once, ends trimmed.

    Line breaks and spaces inside stay as typed; `<@U…>`, `<#C…>` and `<!…>` stay tokens. Any string will do.
    """
    return unicodedata.normalize("NFC", _LINK.sub(_unwrapped, text.translate(_CHARACTERS))).strip()


def _unwrapped(found: re.Match[str]) -> str:
    if found["entity"]:
        return _ENTITIES[found["entity"]]
    target, label = _decoded(found["target"]), _decoded(found["label"] or "")
    if found["scheme"] == "mailto:":
        return target.partition("?")[0] or target
    if found["scheme"] == "tel:":
        return target
    # Slack makes an address of every "Acme.io"; what the person typed is then the label.
    bare = found["scheme"] == "http://" and label.rstrip("/").lower() == target.rstrip("/").lower()
    return label if bare and label else found["scheme"] + target


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)


def head(text: str) -> tuple[str, str]:
    """The first word and what follows it, trimmed."""
    word, *rest = text.strip().split(None, 1) or [""]
    return word, rest[0] if rest else ""


def beginnings(text: str, *, shortest: int = 1, longest: int = 6) -> Iterator[Beginning]:
    """The first one to six words, each time with the remainder as typed."""
    for found in islice(re.finditer(r"\S+", text), shortest - 1, longest):
        yield Beginning(single_spaced(text[: found.end()]), text[found.end() :].strip())


def single_spaced(text: str) -> str:
    """Any run of any Unicode space as one plain space."""
    return " ".join(text.split())


def marked(text: str, lead_links: Sequence[str] = ()) -> tuple[Mark, str] | None:
    """The mark in front of a line and the text after it; a colon directly after a mark is dropped. None: not written with one."""
    return front_mark(text, lead_links) or _before_colon(text)


def front_mark(text: str, lead_links: Sequence[str] = ()) -> tuple[Mark, str] | None:
    """As `marked`, but for a number, an e-mail, a phone, a link or quotes only."""
    if text.startswith('"'):
        return _in_quotes(text)
    word, rest = head(text)
    mark = _word_mark(word.removesuffix(":").strip(_EDGES), tuple(lead_links))
    return (mark, rest) if mark else None


def number_list(text: str) -> tuple[Numbers, str] | None:
    """`42,57,60` or `42, 57 and 60` in front of a line, and the text after it. None for a single number."""
    if found := _NUMBERS.match(text):
        each = tuple(Number(_ascii(digits), only_id=bool(sign)) for sign, digits in _NUMBER.findall(found[0]))
        return Numbers(each), text[found.end() :].strip()
    return None


def name_or_phone(text: str) -> Name | Phone:
    """What stands in quotes or before a colon: a phone number with spaces in it, else a name."""
    return spaced_phone(text) or Name(single_spaced(text))


def is_email(word: str) -> bool:
    """One word that looks like an e-mail address."""
    return _EMAIL.fullmatch(word) is not None


def people(text: str) -> tuple[str, ...]:
    """Slack user ids of the people mentioned, in order, each once."""
    return tuple(dict.fromkeys(found[1] for found in MENTION.finditer(text)))


def groups(text: str) -> tuple[str, ...]:
    """What groups are mentioned, and whether all in a channel: `sales`, `channel`, `here`, in order, each once."""
    return tuple(dict.fromkeys(_group(found) for found in _GROUP.finditer(text)))


def named(text: str, names: Mapping[str, str]) -> str:
    """A typed line with words in place of Slack's tokens: @Ben Tanaka, @sales, #general. names: by Slack's ids; what nobody named the id stands for."""
    text = MENTION.sub(lambda found: f"@{names.get(found[1]) or found[2] or found[1]}", text)
    text = _GROUP.sub(lambda found: f"@{names.get(found[1]) or _group(found)}", text)
    return _CHANNEL.sub(lambda found: f"#{names.get(found[1]) or found[2] or found[1]}", text)


def places(text: str) -> dict[str, str]:
    """Channels and groups that are mentioned: ids with what Slack calls them beside, which may be empty."""
    groups = {found[1]: found[3] or "" for found in _GROUP.finditer(text) if found[1]}
    return groups | {found[1]: found[2] or "" for found in _CHANNEL.finditer(text)}


def _group(found: re.Match[str]) -> str:
    return found[3] or found[2] or found[1]


def person(text: str) -> str | None:
    """The Slack user id, if the text is one mention and nothing else."""
    found = MENTION.fullmatch(text.strip())
    return found[1] if found else None


def _word_mark(word: str, lead_links: tuple[str, ...]) -> Number | Email | Phone | None:
    if found := _NUMBER.fullmatch(word):
        return Number(_ascii(found[2]), only_id=bool(found[1]))
    if is_email(word):
        return Email(word)
    for pattern in map(_link_pattern, lead_links):
        if found := pattern.fullmatch(word):
            return Number(_ascii(found[1]), only_id=True)
    return spaced_phone(word)


@lru_cache(maxsize=64)
def _link_pattern(template: str) -> re.Pattern[str]:
    before, _, after = template.partition("{id}")
    scheme, _, address = before.rpartition("://")
    schemes = "https?" if scheme in {"http", "https"} else re.escape(scheme)
    optional = f"(?:{schemes}://)?" if scheme else ""
    return re.compile(rf"{optional}{re.escape(address)}(\d+){re.escape(after)}(?:[/?#]\S*)?", re.IGNORECASE)


def _in_quotes(text: str) -> tuple[Mark, str] | None:
    name, closed, after = text[1:].partition('"')
    after = after.removeprefix(":")
    if not closed or not name.strip() or (after and not after[0].isspace()):
        return None
    return name_or_phone(name), after.strip()


def _before_colon(text: str) -> tuple[Mark, str] | None:
    found = _COLON.search(text)
    name = text[: found.start()].strip() if found else ""
    if not found or not name or len(name) > LONGEST_COLON_NAME:
        return None
    return name_or_phone(name), text[found.end() :].strip()


def spaced_phone(text: str) -> Phone | None:
    """A phone number with +, spaces and the like allowed in it, and nothing else."""
    text = text.strip()
    digits = _ascii(text) if _PHONE.fullmatch(text) else ""
    return Phone(f"+{digits}") if len(digits) >= SHORTEST_PHONE else None


def _ascii(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())
