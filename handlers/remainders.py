"""What follows the lead in a typed line, verb by verb. Text in, frozen values out; what is not understood stays in the text."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from handlers.lines import MENTION, SHORTEST_PHONE, groups, head, is_email, people, person

KINDS = {"call": "call", "email": "email", "e-mail": "email", "meeting": "meeting", "linkedin": "linkedin", "sms": "sms", "task": "task"}
MEANT = {
    **dict.fromkeys(("phone", "telephone", "phonecall", "phone-call", "phone call", "telephone call"), "call"),
    **dict.fromkeys(("mail", "mails"), "email"),
    **dict.fromkeys(("meet", "appointment"), "meeting"),
    "linked-in": "linkedin",
    "linked in": "linkedin",
    **dict.fromkeys(("text", "text message"), "sms"),
    **dict.fromkeys(("todo", "to-do", "to do", "reminder"), "task"),
}
"""Other words for a kind, and nothing more."""
TELLING = {
    **dict.fromkeys(("called", "phoned", "rang", "spoke", "talked"), "call"),
    **dict.fromkeys(("emailed", "e-mailed", "mailed"), "email"),
    **dict.fromkeys(("zoom", "teams", "video call", "videocall", "webex", "skype", "met", "lunch", "coffee"), "meeting"),
    **dict.fromkeys(("whatsapp", "texted", "imessage"), "sms"),
    "remind": "task",
}
"""Words that mean a kind and say more, so that they stay in the text."""
STATUSES = {
    **{word: word for word in ("new", "contacted", "qualified", "proposal", "negotiation", "closed_won", "closed_lost")},
    "won": "closed_won",
    "lost": "closed_lost",
    "closed won": "closed_won",
    "closed lost": "closed_lost",
    "closed-won": "closed_won",
    "closed-lost": "closed_lost",
}
_UNLINKED = re.compile(r"(?<![\w<@.+/|-])@(\w[\w.-]*)")
_PHONES = re.compile(r"\+?\d[\d\s()./-]*\d")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Note:
    """`people`: Slack user ids to tell. `unlinked`: names typed as @name that Slack did not turn into a person. `groups`: which are not told."""

    text: str
    people: tuple[str, ...]
    unlinked: tuple[str, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Log:
    """`kind`: an activity_type, None where the first word is none. `text` still holds its times, unread."""

    kind: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """`person`: a Slack user id. `text`: without them. `last`: the mention that ended it, which is part of what is to be done: `ask @ben`."""

    person: str | None
    text: str
    last: str = ""


@dataclass(frozen=True, slots=True)
class Tags:
    """In the order typed; a minus in front removes."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """`status`: a leads.status, None where the text does not end in one. `text`: what stands before it."""

    status: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """`people`: Slack user ids. Clear when it is one and `text`, what is left without the mentions, is empty."""

    people: tuple[str, ...]
    unlinked: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Top:
    """`mine`: of my leads only. `saved`: the name of a saved search. `text`: neither of them."""

    mine: bool = False
    saved: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewLead:
    """Fields of the form, empty where nothing was typed. `more`: pieces that fit no field."""

    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    linkedin: str = ""
    more: tuple[str, ...] = ()
    title: str = ""


def note(text: str) -> Note:
    """All of it is the note."""
    return Note(text, people(text), unlinked(text), groups(text))


def log(text: str) -> Log:
    """`call left a voicemail`: the type word first, a colon after it is dropped."""
    word, rest = head(text)
    kind = KINDS.get(word.removesuffix(":").lower())
    return Log(kind, rest) if kind else Log(None, text)


def meant(text: str) -> tuple[str, Log] | None:
    """The words that begin a text and may mean a kind, though they are none: another word for it, or a misspelt one; and how it is read then."""
    word, rest = head(text)
    second, after = head(rest)
    for said, left in ((f"{word} {second}", after), (word, rest)):
        named = said.removesuffix(":").lower()
        if kind := MEANT.get(named):
            return said, Log(kind, left)
        if kind := TELLING.get(named):
            return said, Log(kind, text)
    word = word.removesuffix(":").lower()
    near = next((kind for kind in KINDS if OSA.distance(kind, word) <= 1), None) or next((kind for kind in KINDS if word.startswith(kind)), None)
    if near is None:
        return None
    is_misspelt = word[0] == near[0] and OSA.distance(near, word) <= 1  # ask and called are words of their own, which say more
    return word, Log(KINDS[near], rest if is_misspelt else text)


def given(text: str) -> Given:
    """`@ben send offer`, `send offer for @ben`, `ask @ben`: whom something planned may be for, where one alone is named in front, after `for` or at the end."""
    found = MENTION.search(text)
    if not found or MENTION.search(text, found.end()):
        return Given(None, text)
    before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip(" \t:,")
    if re.search(r"(?:^|\s)for$", before, re.IGNORECASE):
        return Given(found[1], f"{before[:-3].rstrip()} {after}".strip())
    if before and after:
        return Given(None, text)
    return Given(found[1], after or before, "" if after else found[0])


def tags(text: str) -> Tags:
    """`vip, -old`."""
    pieces = [piece.strip() for piece in text.split(",")]
    removed = [piece[1:].strip() for piece in pieces if piece[:1] in {"-", "−", "–"}]
    return Tags(add=tuple(piece for piece in pieces if piece and piece[0] not in "-−–"), remove=tuple(filter(None, removed)))


def status(text: str) -> Status:
    """A status word, or a text that ends in one: `qualified`, `closed won`."""
    words = text.rsplit(None, 2)
    for count in (2, 1):
        value = STATUSES.get(" ".join(words[-count:]).lower())
        if value:
            before = text.rsplit(None, count)
            return Status(value, before[0].strip() if len(before) > count else "")
    return Status(None, text)


def status_first(text: str) -> Status:
    """`lost no budget`: a status word, and why."""
    words = text.split(None, 2)
    for count in (2, 1):
        value = STATUSES.get(" ".join(words[:count]).lower().rstrip(":,;."))
        if value:
            after = text.split(None, count)
            return Status(value, after[count].strip() if len(after) > count else "")
    return Status(None, text)


def assignment(text: str) -> Assignment:
    """`@ben`, as Slack's token."""
    return Assignment(people(text), unlinked(text), MENTION.sub("", text).strip())


def top(text: str) -> Top:
    """`mine`, `"EMEA new"`, or nothing."""
    if text.lower() == "mine":
        return Top(mine=True)
    if len(text) > 2 and text[0] == text[-1] == '"' and text.count('"') == 2 and text[1:-1].strip():
        return Top(saved=" ".join(text[1:-1].split()))
    return Top(text=text)


def unlinked(text: str) -> tuple[str, ...]:
    """Names typed as @name that Slack did not turn into a mention, each once, without the @."""
    return tuple(dict.fromkeys(name.rstrip(".-") for name in _UNLINKED.findall(text)))


def ends_in_person(text: str) -> tuple[str, str] | None:
    """`ana ruiz acme @ben`: what stands before the only mention, which ends the line, and the mention."""
    found = MENTION.search(text)  # the first one: if it ends the line, it is the only one
    if not found or found.end() != len(text) or person(text):
        return None
    return text[: found.start()].strip(), found[0]


def ends_in_status(text: str) -> tuple[str, str] | None:
    """`ana ruiz acme qualified`: what stands before the status word, and the word as typed."""
    found = status(text)
    return (found.text, text[len(found.text) :].strip()) if found.status and found.text else None


_LEGAL = re.compile(r"(?:inc|llc|llp|ltd|limited|corp|co|plc|pty|gmbh|ag|kg|se|s\.?a|s\.?l|s\.?r\.?l|b\.?v|n\.?v|oy|ab|a/s)\.?", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"')


def new(text: str) -> NewLead:
    """`Ana Ruiz, Acme Corp, ana@acme.com`: name, then company; e-mail, phone and address anywhere, the first of each.

    A comma in quotes, and one before a legal form (`Acme, Inc.`), parts nothing.
    """
    found: dict[str, str] = {}
    pieces = [_without_contacts(piece.strip(), found) for piece in _parted(text)] if text else []
    left = [" ".join(piece.split()) for piece in pieces if piece is not None]
    name, company, *more = [*left, "", ""][: max(2, len(left))]
    return NewLead(name=name, company=company, more=tuple(filter(None, more)), **found)


def _parted(text: str) -> list[str]:
    pieces = [""]
    for place, part in enumerate(_QUOTED.split(text)):
        first, *others = [part] if place % 2 else part.split(",")
        pieces = [*pieces[:-1], pieces[-1] + first, *others]
    whole: list[str] = []
    for piece in pieces:
        if whole and _LEGAL.fullmatch(piece.strip()):
            whole[-1] = f"{whole[-1]}, {piece.strip()}"
        else:
            whole.append(piece)
    return whole


def _without_contacts(piece: str, found: dict[str, str]) -> str | None:
    """The piece without what was recognised in it, None if that was all of it; an empty piece keeps its place."""
    words = [word for word in piece.split() if not _took_word(word, found)]
    rest = " ".join(words)
    rest = _PHONES.sub(lambda number: _took_phone(number[0], rest, found), rest).strip()
    return None if piece and not rest else rest


def _took_word(word: str, found: dict[str, str]) -> bool:
    if is_email(bare := word.strip("<>()[];")):  # Ana Ruiz <ana@acme.com>, as mail programs copy it
        field, word = "email", bare
    elif _ADDRESS.fullmatch(word):
        field = "linkedin" if "linkedin.com/" in word.lower() else "website"
    else:
        return False
    if field in found:
        return False
    found[field] = word
    return True


def _took_phone(number: str, piece: str, found: dict[str, str]) -> str:
    digits = sum(character.isdecimal() for character in number)
    alone = number.startswith("+") or number == piece  # "Studio 2024 2025" is no phone, +49 30 1234567 is one anywhere
    if digits < SHORTEST_PHONE or not alone or "phone" in found:
        return number
    found["phone"] = number
    return ""
