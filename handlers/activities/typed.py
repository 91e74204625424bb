"""What a typed line says of an activity: which it is, done or planned, when, for whom, and how it went. What is not read stays text, and is pointed out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crm.activities import Kind, NewActivity
from crm.outcomes import Told, says_done, told
from crm.people import Actor
from crm.times import Timed, like_a_time, read_time, unread_time
from handlers import lines, remainders
from handlers.activities.forms import LONGEST_SUBJECT
from handlers.grammar import Line
from handlers.leads.views import activity_label
from handlers.words import echo, opening
from store.models import now

A_DAY = timedelta(days=1)
READABLE = 80
"""Characters of a subject that is cut from a longer text."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What follows the lead in a line: kind None where the first word is no activity. given: whom it may be for, a Slack user id.

    asks: what is to be looked at before it is saved: its time is over, or may be of another day; the kind is another word's. unread: words for a time that
    are not read. told: how it went. to_come: of what is done, a time to come that it ends in, and the words before: the next step.
    is_today: planned for today, no time of day was said.
    """

    kind: Kind | None
    text: str
    is_done: bool
    at: datetime | None
    given: str | None = None
    asks: str = ""
    unread: str = ""
    told: Told = Told()  # noqa: RUF009 - frozen
    to_come: Timed | None = None
    is_today: bool = False
    shown: str = ""

    def with_names(self, line: Line, names: Mapping[str, str]) -> "Typed":
        """Colleagues' names in place of Slack's tokens, and the line as it is shown."""
        to_come = replace(self.to_come, text=lines.named(self.to_come.text, names)) if self.to_come else None
        return replace(self, text=lines.named(self.text, names), to_come=to_come, shown=lines.named(lines.head(line.typed)[1], names))

    @property
    def is_clear(self) -> bool:
        """Whether it can be saved as it is."""
        return bool(self.kind and not (self.asks or self.given) and (self.is_done or self.at))

    def activity(self, lead_id: int, kind: Kind) -> NewActivity:
        """What is to be stored."""
        subject, content = subject_of(self.text)
        told = self.told
        return NewActivity(
            lead_id,
            kind,
            self.at or now(),
            is_done=self.is_done,
            subject=subject,
            content=content,
            direction=told.direction,
            outcome=told.outcome,
            minutes=told.minutes,
        )


def read(text: str, actor: Actor) -> Typed:
    """A task, or what has a time to come, is planned; anything else is done, now or when it says. What says that it was done is not planned."""
    here = actor.local(now())
    log = remainders.log(text)
    meant = None if log.kind else remainders.meant(text)
    log = meant[1] if meant else log
    kind: Kind | None = log.kind  # type: ignore[assignment]  # the values of remainders.KINDS
    timed = read_time(remainders.given(log.text).text, now=here, future=kind == "task")
    is_done = kind != "task" and (timed is None or timed.at <= here or says_done(kind or "call", timed.text))
    typed = _done(kind, log.text, here) if is_done else _planned(kind, log.text, here)
    if meant and kind:
        asks = f"Did you mean {activity_label(kind)}? \u201c{meant[0][:60]}\u201d is not an activity here. Look at What, then save it."
        return replace(typed, asks=typed.asks or asks)
    return typed


def subject_of(text: str, longest: int = LONGEST_SUBJECT) -> tuple[str | None, str | None]:
    """A short line is the subject; of anything longer the subject is the beginning of its first line, and all of it the content."""
    line = " ".join(text.split())
    if len(line) <= longest and "\n" not in text.strip():
        return line or None, None
    first = next(" ".join(one.split()) for one in text.splitlines() if one.strip())
    if len(first) <= READABLE:
        return first, text
    words = first[:READABLE]
    return f"{words[: words.rfind(' ')] if ' ' in words else words[:-1]}\u2026", text


def _done(kind: Kind | None, text: str, here: datetime) -> Typed:
    timed = read_time(text, now=here, future=False)
    to_come = timed if timed and timed.at > here else None
    if to_come:
        timed = None
    words = timed.text if timed else text
    unread = "" if timed else unread_time(to_come.text if to_come else text)
    how = told(kind, words) if kind else Told()
    return Typed(kind, words, is_done=True, at=timed.at if timed else None, asks=_beside(timed), unread=unread, told=how, to_come=to_come)


def _planned(kind: Kind | None, text: str, here: datetime) -> Typed:
    given = remainders.given(text)
    timed = read_time(given.text, now=here, future=kind == "task")
    words = timed.text if timed else given.text
    words = f"{words} {given.last}".strip()
    given = given if given.person else remainders.given(words)  # `send offer @ben tomorrow` ends in the person when the time is read
    at, asks = timed.at if timed else None, _beside(timed)
    unread = "" if asks else like_a_time(words, alone=timed is not None)
    is_today = timed is not None and not timed.has_clock and timed.at.date() == here.date()
    if at and at <= here:
        asks = f"{opening(echo(at, here))} has passed. Pick a later time."
        at = at + A_DAY if at + A_DAY > here else None
    return Typed(kind, words, is_done=False, at=at, given=given.person, asks=asks, unread=unread, is_today=is_today)


def _beside(timed: Timed | None) -> str:
    return f"\u201c{timed.beside}\u201d was not read as a date. Look whether the time is right, then save it." if timed and timed.beside else ""
