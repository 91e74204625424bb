"""What a typed `/lead` or `/campaign` line says, as it is written. Text in, frozen values out; looking leads up is the caller's.

A line asks to be saved at once only if the lead in it is marked. The data may turn such a save into a form, never a form into a save.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from rapidfuzz.distance import OSA

from handlers import lines, remainders
from handlers.lines import Beginning, Email, Mark, Name, Number, Numbers, Phone
from handlers.mrkdwn import escape


class Verb(StrEnum):
    """The first words of `/lead`."""

    FIND = "find"
    NEW = "new"
    NOTE = "note"
    LOG = "log"
    TODAY = "today"
    MINE = "mine"
    TOP = "top"
    EDIT = "edit"
    TAG = "tag"
    STATUS = "status"
    ASSIGN = "assign"
    CLAIM = "claim"
    ENROLL = "enroll"
    RUN = "run"
    SCORE = "score"
    HISTORY = "history"
    WHY = "why"
    ALERTS = "alerts"
    SETTINGS = "settings"
    HELP = "help"
    CAMPAIGN = "campaign"


class CampaignVerb(StrEnum):
    """The first words of `/campaign`; LIST is the command alone."""

    LIST = ""
    FIND = "find"
    NEW = "new"
    EDIT = "edit"
    ENROLL = "enroll"
    MEMBERS = "members"
    START = "start"
    PAUSE = "pause"
    COMPLETE = "complete"
    CANCEL = "cancel"
    HELP = "help"


MANAGING = frozenset({CampaignVerb.NEW, CampaignVerb.EDIT, CampaignVerb.START, CampaignVerb.PAUSE, CampaignVerb.COMPLETE, CampaignVerb.CANCEL})
"""What managers do."""


def key(verb: str) -> str:
    """What a verb is registered and listed by: as `/lead` reads it. Those of `/campaign` are `campaign find`; the command alone is `campaign`."""
    return f"{Verb.CAMPAIGN} {verb}".strip() if isinstance(verb, CampaignVerb) else str(verb)


READING = frozenset({Verb.FIND, Verb.SCORE, Verb.HISTORY, Verb.WHY})
WRITING = frozenset({Verb.NOTE, Verb.LOG, Verb.EDIT, Verb.TAG, Verb.STATUS, Verb.ASSIGN, Verb.CLAIM, Verb.ENROLL, Verb.RUN})
LISTS = frozenset({Verb.ENROLL, Verb.RUN, Verb.ASSIGN})
CLOSED_ENDS: dict[Verb, Callable[[str], tuple[str, str] | None]] = {Verb.ASSIGN: remainders.ends_in_person, Verb.STATUS: remainders.ends_in_status}


@dataclass(frozen=True, slots=True)
class Line:
    """A `/lead` line.

    typed: the whole of it, cleaned, without the command.
    mark: how the lead is named; of a verb that reads, where that is all there is to search for.
    rest: after the mark, for the functions of `remainders`; without a mark everything after the verb (of FIND the query).
    in_form: the person asked for the form, though it could be saved at once.
    beginnings: what may be the lead's name: of a line without a mark; after a bare number only the longer ones ("42 North").
    """

    verb: Verb
    typed: str
    mark: Mark | None = None
    rest: str = ""
    beginnings: tuple[Beginning, ...] = ()
    in_form: bool = False

    @property
    def near(self) -> Verb | None:
        """The verb that the first word nearly is, where no verb was read. Looked for when asked: few lines want to know."""
        word, _ = lines.head(self.typed)
        return None if self.typed.startswith('"') or _verb(word) else nearest(word, Verb)


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A `/campaign` line.

    typed: as of a Line; after `/lead` it begins with the word campaign. id: of `#7`. name: what is searched for, or the new campaign's;
    quoted: written in quotes, so exact. in_form: as of a Line.
    """

    verb: CampaignVerb
    typed: str
    id: int | None = None
    name: str = ""
    quoted: bool = False
    near: CampaignVerb | None = None
    in_form: bool = False


def read(text: str, *, lead_links: Sequence[str] = ()) -> Line:
    """Read what Slack sends as a command's text; any string is a line.

    `lead_links`: addresses of leads with `{id}` in them, ours and the platform's.
    """
    typed = lines.clean(text)
    word, rest = lines.head(typed)
    verb = _verb(word)
    if verb is None:
        return _search(Line(Verb.FIND, typed, rest=typed), lead_links)
    line = Line(verb, typed, rest=rest)
    if verb in READING:
        return _search(line, lead_links)
    return _write_line(line, lead_links) if verb in WRITING else line


def read_lead_or_campaign(text: str, *, lead_links: Sequence[str] = ()) -> Line | CampaignLine:
    """As `read`, but `/lead campaign spring` says the same as `/campaign spring`."""
    line = read(text, lead_links=lead_links)
    return replace(read_campaign(escape(line.rest)), typed=line.typed) if line.verb is Verb.CAMPAIGN else line


def saves(line: Line) -> bool:
    """Whether the line as written asks to be saved at once: a marked lead, and all that the verb needs, understood."""
    return not line.in_form and isinstance(line.mark, Number | Email | Phone | Name) and line.verb in _COMPLETE and _COMPLETE[line.verb](line.rest)


_OPEN_STATUSES = frozenset(remainders.Status(value, "") for value in remainders.STATUSES.values() if not value.startswith("closed_"))
_COMPLETE: dict[Verb, Callable[[str], bool]] = {
    Verb.NOTE: bool,
    Verb.LOG: lambda rest: remainders.log(rest).kind is not None,
    Verb.TAG: lambda rest: remainders.tags(rest) != remainders.Tags((), ()),
    Verb.STATUS: lambda rest: remainders.status(rest) in _OPEN_STATUSES,  # closing asks its reason in a form
    Verb.ASSIGN: lambda rest: lines.person(rest) is not None,
    Verb.CLAIM: lambda rest: not rest,
    Verb.ENROLL: bool,
    Verb.RUN: bool,
}


def write(line: Line) -> str:
    """The line as a command's text again, its lead marked as shortly as can be: reading it gives the same lead, rest and verb.

    As Slack sends it: `& < >` are entities, so it is fit for mrkdwn too.
    """
    mark = _written(line.mark, line) if line.verb in WRITING and line.mark else None
    return escape(f"{line.verb} {mark} {line.rest}".strip() if mark else line.typed)


def suggestion(line: Line) -> str:
    """`note 42 called back` for "noet 42 called back", "42 note called back" and "note42 called back", `log 42 call …` for "call 42 …".

    Not escaped. Empty where no verb is near.
    """
    if found := _TURNED.match(line.typed) or _JOINED.match(line.typed):
        verb, number, rest = found["verb"].lower(), found["number"], line.typed[found.end() :].strip()
        return f"{verb} {number} {rest}".strip()
    kind, rest = lines.head(line.typed)
    if kind.lower() in remainders.KINDS and (found_lead := lines.front_mark(rest)):
        said = found_lead[1]
        return f"{Verb.LOG} {rest[: len(rest) - len(said)].strip()} {kind.lower()} {said}".strip()
    near = line.near or (_swapped(kind.lower()) if lines.front_mark(rest) else None)
    return f"{near} {rest}".strip() if near else ""


def note_meant(line: Line) -> str:
    """`note 57 called, wants offer` for "57 called, wants offer", where no lead is called so. Empty for anything else."""
    number, said = lines.head(line.typed)
    words = said.split()
    return f"{Verb.NOTE} {line.typed}" if _LEAD_NUMBER.fullmatch(number) and len(words) > 1 and not _verb(words[0]) else ""


def read_campaign(text: str) -> CampaignLine:
    """As `read`, for `/campaign`."""
    typed = lines.clean(text)
    word, rest = lines.head(typed)
    verb = next((verb for verb in CampaignVerb if verb == word.lower()), None)
    if verb is None:
        near = None if typed.startswith('"') else SAYING.get(word.lower()) or nearest(word, CampaignVerb)
        return _campaign_named(CampaignLine(CampaignVerb.FIND, typed, near=near), typed)
    return _campaign_named(CampaignLine(verb, typed), rest)


SAYING = {
    "resume": CampaignVerb.START,
    "unpause": CampaignVerb.START,
    "stop": CampaignVerb.PAUSE,
    "share": CampaignVerb.FIND,  # its card has Share
    **dict.fromkeys(("close", "end", "finish"), CampaignVerb.COMPLETE),
}
"""Words that people use for a verb: they are asked whether they mean it."""
SomeVerb = TypeVar("SomeVerb", Verb, CampaignVerb)


def nearest(word: str, verbs: type[SomeVerb]) -> SomeVerb | None:
    """The verb of four letters or more that is at most two letters apart: missing, added, wrong or swapped. The first of the nearest."""
    word = word.lower()
    if word.startswith("un"):  # unenroll is no misspelt enroll
        return None
    most = 2 if len(word) > len(Verb.LOG) else 1  # of a short word one letter is much: hot is not note
    letters = set(word)
    apart = {
        verb: OSA.distance(word, verb)
        for verb in verbs
        if len(verb) >= 4 and abs(len(verb) - len(word)) <= 2 and len(letters.difference(verb)) <= 2 and len(set(verb) - letters) <= 2  # else surely more
    }
    verb = min(apart, key=apart.__getitem__, default=None)
    return verb if verb is not None and apart[verb] <= most else None


def _swapped(word: str) -> Verb | None:
    """Of the short verbs that write, the one whose letters are swapped: lgo is log."""
    return next((verb for verb in (Verb.LOG, Verb.TAG) if word != verb and sorted(word) == sorted(verb)), None)


_VERBS = {str(verb): verb for verb in Verb}
_WRITES = "|".join(sorted(WRITING))
_TURNED = re.compile(rf"(?P<number>#?\d+)\s+(?P<verb>{_WRITES})(?=\s|\Z)", re.IGNORECASE)
_LEAD_NUMBER = re.compile(r"#?\d{1,6}[,:;]?")
_JOINED = re.compile(rf"(?P<verb>{_WRITES})(?P<number>#?\d+)(?=\s|\Z)", re.IGNORECASE)


def _verb(word: str) -> Verb | None:
    return _VERBS.get(word.lower())


def _search(line: Line, lead_links: Sequence[str]) -> Line:
    """The whole query is a mark, or it is words."""
    if phone := lines.spaced_phone(line.rest):
        return replace(line, mark=phone)
    found = lines.front_mark(line.rest, lead_links)
    return replace(line, mark=found[0]) if found and not found[1] else line


def _write_line(line: Line, lead_links: Sequence[str]) -> Line:
    kind, text = _kind_first(line, lead_links)
    found = _marked(line.verb, text, lead_links)
    if found is None:
        return replace(line, beginnings=_beginnings(text, kind))
    mark, rest = found
    bare = isinstance(mark, Number) and not mark.only_id and not lines.head(text)[0].endswith(":")
    return replace(line, mark=mark, rest=_joined(kind, rest), beginnings=_beginnings(text, kind, shortest=2) if bare else ())


def _marked(verb: Verb, text: str, lead_links: Sequence[str]) -> tuple[Mark, str] | None:
    if verb in LISTS and (several := lines.number_list(text)):
        return several
    if found := lines.marked(text, lead_links):
        return found
    if verb in CLOSED_ENDS and (closed := CLOSED_ENDS[verb](text)):
        return lines.name_or_phone(closed[0]), closed[1]
    return None


def _kind_first(line: Line, lead_links: Sequence[str]) -> tuple[str, str]:
    """`log call 42 …` says the same as `log 42 call …`; but in `log call center: email …` the word belongs to the name."""
    word, rest = lines.head(line.rest)
    if line.verb is not Verb.LOG or word.lower() not in remainders.KINDS:
        return "", line.rest
    front = lines.front_mark(rest, lead_links)
    colon = None if front else lines.marked(rest, lead_links)
    return ("", line.rest) if colon and remainders.log(colon[1]).kind else (word, rest)


def _beginnings(text: str, kind: str, *, shortest: int = 1) -> tuple[Beginning, ...]:
    return tuple(replace(one, rest=_joined(kind, one.rest)) for one in lines.beginnings(text, shortest=shortest))


def _joined(kind: str, rest: str) -> str:
    return f"{kind} {rest}".strip() if kind else rest


def _written(mark: Mark, line: Line) -> str | None:
    match mark:
        case Number():
            settled = ":" if line.rest and not line.beginnings else ""  # a colon was there, so "42 North" is no longer name
            return _closed(f"#{mark.digits}" if mark.only_id else f"{mark.digits}{settled}", line)
        case Numbers():
            return _closed(",".join(f"#{one.digits}" if one.only_id else one.digits for one in mark.each), line)
        case Email():
            return mark.address
        case Phone():
            return mark.number
        case Name():
            return None if '"' in mark.text else f'"{mark.text}"'


def _closed(numbers: str, line: Line) -> str:
    """With a colon where what follows would be read as more of them: `42: and 57 more`."""
    alone, several = lines.number_list(numbers), lines.number_list(f"{numbers} {line.rest}")
    return numbers if alone == several or (alone and several and alone[0] == several[0]) or line.verb not in LISTS else f"{numbers}:"


def _campaign_named(line: CampaignLine, text: str) -> CampaignLine:
    word, after = lines.head(text)
    found = lines.front_mark(text)
    if found and isinstance(found[0], Number) and found[0].only_id and not after:
        return replace(line, id=found[0].id, name=word)
    if text.startswith('"') and found and isinstance(found[0], Name) and not found[1]:
        return replace(line, name=found[0].text, quoted=True)
    return replace(line, name=lines.single_spaced(text))
