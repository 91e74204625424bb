"""Words for time at the end of a typed line: what is clearly one is read, anything else stays text."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

import dateparser

_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SHORT_DAYS = "mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_CLOCK = r"(?:at\s+)?(?:(?:[01]?\d|2[0-3]):[0-5]\d|(?:0?[1-9]|1[0-2])(?::[0-5]\d)?\s?[ap]m|noon|midnight)"
_PART = "(?:this\\s+)?(?:morning|afternoon|evening)"
_SURE_DAY = rf"(?:today|tonight|tomorrow|yesterday|(?:(?:on|next|last|this)\s+)?(?:{_DAYS})|(?:on|next|last|this)\s+(?:{_SHORT_DAYS})|next\s+(?:week|month))"
_DATE = (
    rf"(?:on\s+)?(?:\d{{4}}-\d\d-\d\d|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\.?\s+(?:{_MONTHS})\.?(?:,?\s+\d{{4}})?"
    rf"|(?:{_MONTHS})\.?\s+(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?)"
)
_UNIT = r"(?:min(?:ute)?s?|hours?|days?|weeks?|months?)"
_COUNT = r"(?:an?|\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_EXACT_SPAN = rf"(?:in\s+{_COUNT}\s+(?:min(?:ute)?s?|hours?)|{_COUNT}\s+{_UNIT}\s+ago|now)"
_DAYS_AHEAD = rf"in\s+{_COUNT}\s+(?:days?|weeks?|months?)"
_SPAN = rf"(?:{_EXACT_SPAN}|{_DAYS_AHEAD})"
_DAY = rf"(?:{_SURE_DAY}|{_DATE})"
_THIS_PART = r"this\s+(?:morning|afternoon|evening)"
_ON_DAY = (
    rf"(?:{_DAY}(?:,?\s+(?:{_CLOCK}|{_PART}))?|\d{{4}}-\d\d-\d\dT{_CLOCK}|{_THIS_PART}"
    rf"|{_CLOCK}\s+(?:{_DAY}|(?:on\s+)?(?:{_SHORT_DAYS}))|(?:{_SHORT_DAYS})\s+{_CLOCK})"
)
_SURE = re.compile(rf"(?:{_ON_DAY}|{_CLOCK}|{_SPAN})", re.IGNORECASE)
_SURE_WITHIN = re.compile(rf"(?<!\S){_SURE.pattern}(?![^\s.,;!?])", re.IGNORECASE)
_DUE = re.compile(rf"(?:{_SHORT_DAYS})(?:,?\s+{_CLOCK})?|{_SURE.pattern}", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"(?:^|\s)(?:about|after|and|as\sof|before|between|black|each|every|for|from|good|not|or|since|than|the|till?|to|until|up\sto)$", re.IGNORECASE
)
"""Before a time: it belongs to the sentence (out of office until Friday, the agenda for tomorrow), and is not when this is done."""
_DATE_LIKE = re.compile(
    r"(?<!\S)(?:\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?\.?|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?)?(?:{_MONTHS}|{_DAYS}|{_SHORT_DAYS})[.:]?)$",
    re.IGNORECASE,
)
"""Before a time of day: a date may be meant that is not read, such as 26.11. or 11/26."""
_ELSEWHERE = "heute|(?:\u00fcber)?morgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|demain|ma\u00f1ana"
_NAMED = (
    rf"(?:the\s+)?day\s+after\s+tomorrow|tom+or+ow|tmr+w?|2mor+ow|eo[dwmqy]|cob|(?:by\s+)?(?:the\s+)?end\s+of\s+(?:the\s+)?(?:day|week|month|quarter|year)"
    rf"|close\s+of\s+business|(?:this|next)\s+(?:week(?:end)?|month|quarter|year)|(?:{_SHORT_DAYS})(?=\s*(?:[,.;]|$|\d))|{_ELSEWHERE}"
)
_NUMBERED = (
    rf"(?!24/7)(?:\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?\.?|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}})|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?:{_MONTHS})\.?"
    rf"|(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?|in\s+(?:\d+|an?|a\s+few|a\s+couple\s+of|some)\s+{_UNIT}"
    r"|(?:at\s+)?\d{1,2}:\d{2}|(?:at|by)\s+\d{1,2}"
)
_HOUR = r"(?:at\s+)?\d{1,2}(?:[:.]\d{2})?\s?(?:h|hrs|uhr|o['\u2019]?clock|[ap]\.?m\.?)"
_LIKE = rf"(?:{_HOUR}|{_SURE.pattern}|{_NAMED}|{_NUMBERED})(?=[.,;:!?)]*(?:\s|$))"
_LIKE_WITHIN = re.compile(rf"(?<!\S){_LIKE}(?:,?\s+{_LIKE})*", re.IGNORECASE)
"""What a person may mean as a time: what is read where it stands at the end, and what never is, such as 31.12.2026, 30 Feb, friday 25:00, tmrw."""
_WEEKDAY = re.compile(rf"(?<!next )(?<!last )\b(?:{_DAYS}|{_SHORT_DAYS})\b", re.IGNORECASE)
_BARE_CLOCK = re.compile(_CLOCK, re.IGNORECASE)
_HAS_CLOCK = re.compile(rf"(?:\b|T){_CLOCK}|{_PART}|tonight|{_EXACT_SPAN}", re.IGNORECASE)
_NEXT_WEEK = re.compile(r"\bnext\s+week\b", re.IGNORECASE)
_WEEKS_AHEAD = re.compile(r"\b(?:weeks?|months?)$", re.IGNORECASE)
_DAY_NAMES = ("today", "tomorrow", "yesterday", *_DAYS.split("|"))
_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"\S+")

NEAR = 0.8
"""Of get_close_matches: one letter left out, doubled or swapped."""
LONGEST = 8
"""Words of a time."""
MORNING = time(9)
EVENING = time(17)
LAST_MINUTE = time(23, 59)
SATURDAY = 5
HOUR, HALF_A_DAY, A_DAY, A_WEEK = timedelta(hours=1), timedelta(hours=12), timedelta(days=1), timedelta(days=7)
HALF_A_YEAR = timedelta(days=183)
FARTHEST = timedelta(days=366 * 10)


@dataclass(frozen=True, slots=True)
class Timed:
    """A moment that a line ends in, in the person's zone, the text before it, and the words that say it. has_clock: a time of day was said.

    beside: what stands before a time of day alone and may be its date, though it is not read as one; or another time, beside which this one is a guess.
    """

    at: datetime
    text: str
    has_clock: bool
    beside: str = ""
    said: str = ""


def read_time(text: str, *, now: datetime, future: bool) -> Timed | None:
    """The time at the end of a line, or after its last `due`; None without one. The longest reading counts.

    now: aware, in the person's zone. A date without its year is the nearest, a weekday with a time to come from today on; so the moment may have passed.
    future: of what is to be done: a time of day alone is the nearest of today's and tomorrow's, else today's; today without one is the end of the working
    day, or in an hour where that has passed. Without a time of day a day to come is 09:00, one that is weeks away a working day's; of what is done a day is
    the time that it is now.
    What follows a word like "until" or "for" is not when this is done, and stays text.
    """
    words = list(_WORD.finditer(text))
    for count in range(min(LONGEST, len(words)), 0, -1):
        start = words[-count].start()
        said = text[start:].rstrip(" .,!;")
        before = text[:start].rstrip()
        is_due = re.search(r"(?:^|\s)(?:due|by)$", before, re.IGNORECASE) is not None
        if not (_DUE if is_due else _SURE).fullmatch(said):
            continue
        if _OF_ANOTHER.search(before):
            return None
        if at := _moment(said, now, future=future):
            rest = re.sub(r"\s*\b(?:due|by)$", "", before, flags=re.IGNORECASE) if is_due else before
            rest = rest.rstrip(" ,;-\u2013")
            return Timed(at, rest, _HAS_CLOCK.search(said) is not None, _beside(rest) if _BARE_CLOCK.fullmatch(said) else _another(rest), said)
    return None


def _beside(rest: str) -> str:
    """What stands before a time of day and may be its date, though it is not read as one: 26.11., 30 Feb, thrusday; empty where nothing does."""
    if found := _DATE_LIKE.search(rest):
        return found[0]
    last = _WORD.findall(rest)[-1:]
    return last[0] if last and get_close_matches(last[0].lower(), _DAY_NAMES, n=1, cutoff=NEAR) else ""


def _another(rest: str) -> str:
    """The weekday or the like that a text ends in, before a time that says another: tuesday next week."""
    last = _WORD.findall(rest)[-1:]
    return last[0] if last and last[0].lower().rstrip(",") in _DAY_NAMES else ""


def unread_time(text: str) -> str:
    """What says a time in the midst of a text, where none is read; empty where nothing does."""
    return next((found[0] for found in _SURE_WITHIN.finditer(text) if found[0].lower() != "now" and not _belongs(found)), "")


def like_a_time(text: str, *, alone: bool = False) -> str:
    """What a person may mean as a time in a text where none is read; empty where nothing is like one. alone: it does not belong to the sentence."""
    return next((found[0] for found in _LIKE_WITHIN.finditer(text) if found[0].lower() != "now" and not (alone and _belongs(found))), "")


def _belongs(found: re.Match[str]) -> bool:
    """Whether a time belongs to the sentence before it."""
    return _OF_ANOTHER.search(found.string[max(0, found.start() - 20) : found.start()].rstrip()) is not None


def _moment(said: str, now: datetime, *, future: bool) -> datetime | None:
    """As a person in this zone means it, right across changes of the clock."""
    naive = now.replace(tzinfo=None)
    settings: dict[str, Any] = {"RELATIVE_BASE": naive, "PREFER_DATES_FROM": "future", "PREFER_MONTH_OF_YEAR": "current"}
    asked = re.sub(r"^this\s+(?=morning|afternoon|evening)", "today ", re.sub(r"^on\s+", "", said, flags=re.IGNORECASE), flags=re.IGNORECASE)
    read = dateparser.parse(asked, languages=["en"], settings=settings)
    if read is None or abs(read - naive) > FARTHEST:
        return None
    if re.fullmatch(_EXACT_SPAN, said, re.IGNORECASE):
        exact = re.search(r"min|hour", said, re.IGNORECASE)  # so many hours from now, whatever the clocks do meanwhile
        return (now.astimezone(UTC) + (read - naive)).astimezone(now.tzinfo) if exact else _real(read.replace(tzinfo=now.tzinfo))
    if read - naive > HALF_A_YEAR and not (_YEAR.search(said) or re.fullmatch(_DAYS_AHEAD, said, re.IGNORECASE)):
        with suppress(ValueError):  # 29 February is where it is
            read = read.replace(year=read.year - 1)
    has_clock = _HAS_CLOCK.search(said) is not None
    if _NEXT_WEEK.search(said):
        read = datetime.combine(_monday(naive.date() + A_DAY), read.time())
    elif has_clock and read.date() - naive.date() == A_WEEK and _WEEKDAY.search(said):
        read -= A_WEEK  # of today's weekday, today is the first
    if _BARE_CLOCK.fullmatch(said):
        today = read.replace(year=naive.year, month=naive.month, day=naive.day)
        read = today + A_DAY if future and naive - today > HALF_A_DAY else today
    elif not has_clock:
        read = _without_clock(said, read.date(), naive, future=future)
    return _real(read.replace(tzinfo=now.tzinfo))


def _without_clock(said: str, day: date, naive: datetime, *, future: bool) -> datetime:
    """A day alone: which time of it is meant."""
    if day > naive.date() and _WEEKS_AHEAD.search(said) and day.weekday() >= SATURDAY:
        day = _monday(day)
    if day == naive.date() and future:
        evening = datetime.combine(day, EVENING)
        return evening if naive < evening else min(naive + HOUR, datetime.combine(day, LAST_MINUTE)).replace(second=0, microsecond=0)
    return datetime.combine(day, MORNING if day > naive.date() or future else naive.time())


def _monday(day: date) -> date:
    """The first one from this day on."""
    return day + timedelta(days=-day.weekday() % 7)


def _real(local: datetime) -> datetime:
    """A time that the clock skips is what it then shows; one that it shows twice is the first."""
    return local.astimezone(UTC).astimezone(local.tzinfo)
