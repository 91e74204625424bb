"""Activities as people see them: the log form, its receipts, and a person's day. Frozen values in, blocks out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm.activities import Kind, Logged, NewActivity
from crm.people import Actor
from handlers import blocks, forms
from handlers.activities.forms import (
    AT,
    CAMPAIGN,
    DETAILS,
    DIRECTION,
    FOR,
    LONGEST_SUBJECT,
    MINUTES,
    MOST_MINUTES,
    ONLY_ME,
    OUTCOME,
    OUTCOMES,
    SUBJECT,
    WHAT,
    WHEN,
)
from handlers.answers import Block, Reply, View
from handlers.blocks import text
from handlers.leads.picking import lead_field
from handlers.leads.views import ACTIVITIES, EDIT_ACTIVITY, OPEN, activity_label, lead_name, named
from handlers.mrkdwn import one_line, plain
from handlers.words import joined
from store.leads import LeadLine

CAPTURE = "activity.capture"
NEW = "activity.new"
SAVE = "activity.save"
EDIT_SAVE = "activity.edit_save"
CHANGED = "activity.changed"
LEAD_CHANGED = "activity.lead"
UNDO = "activity.undo"
PLAN = "activity.plan"
NAME = 60
JUST_NOW = timedelta(minutes=5)
FIRST_MOMENT = 10**9
LONGEST_DETAILS = forms.LONGEST
"""Characters that a field of several lines holds."""
LONGEST_PLAN = 1500
_WORD = re.compile(r"\w+")
_STEPS = {kind: re.compile(rf"\b(?:{words})", re.IGNORECASE) for kind, words in {"call": "call|ring|phone", "meeting": "meet", "email": "e?-?mail"}.items()}
_SMALL = frozenset({"a", "an", "left", "was", "it"})
LONGEST_VALUE = 150


@dataclass(frozen=True, slots=True)
class Shape:
    """What the form asks for: it follows what was picked. at: the preset of At, whose block is numbered. campaigns: id and name.

    elsewhere: the person's zone is not that of their device. is_private: the words are from a private conversation.
    rest: characters that stand behind what the field Details holds.
    """

    kind: Kind = "call"
    is_done: bool = True
    at: datetime | None = None
    number: int = 1
    campaigns: tuple[tuple[int, str], ...] = ()
    elsewhere: bool = False
    is_private: bool = False
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """What is known already when the form opens. more: blocks above the fields; rest: below them."""

    lead: dict[str, Any] | None = None
    subject: str = ""
    details: str = ""
    colleague: str | None = None
    typed: str = ""
    trouble: str = ""
    unread: str = ""
    more: tuple[Block, ...] = ()
    rest: tuple[Block, ...] = ()
    direction: str | None = None
    outcome: str | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What else a receipt says of a typed line. hints: in mrkdwn. edits: something was read from its words. plan: the value of [Plan it]."""

    hints: tuple[str, ...] = ()
    edits: bool = False
    plan: str = ""


def next_step(lead: LeadLine, at: datetime, text: str) -> str:
    """The value of [Plan it]: which, when, about which lead, and the last words before that time. Which is what these words begin with, else a task."""
    words = re.split(r"[,;.]\s+|\n", text.strip())[-1].strip()
    kind = next((kind for kind, meant in _STEPS.items() if meant.search(words)), "task")
    return f"{kind} {int(at.timestamp())} {named(lead)}\n{words[:LONGEST_PLAN]}"


def log_form(shape: Shape, metadata: str, filled: Filled) -> View:
    """The form. Fields of the same block_id keep what was put into them when it is drawn anew."""
    above = [
        *forms.told(filled.typed, filled.trouble, _unread(filled.unread)),
        *filled.more,
        _lead(filled.lead),
    ]
    whose = [] if shape.is_done else [forms.field("For", FOR, _person(filled.colleague), optional=True, hint="Empty: for you.")]
    campaign = [_campaign(shape.campaigns)] if shape.campaigns else []
    only_me = [_only_me()] if shape.is_private else []
    return forms.modal("Log activity", SAVE, "Save", [*above, *_asked(shape, filled, whose, direction="outbound"), *only_me, *campaign, *filled.rest], metadata)


def edit_form(shape: Shape, metadata: str, filled: Filled, called: str) -> View:
    """The form of an activity that is there: its lead and whose it is stay. called: the lead, in mrkdwn."""
    return forms.modal("Edit activity", EDIT_SAVE, "Save", [blocks.section(f"*{called}*"), *_asked(shape, filled, [])], metadata)


def _unread(words: str) -> str:
    return f"\u201c{plain(words, NAME)}\u201d was read as text. Pick the time at At, if one was meant." if words else ""


def _asked(shape: Shape, filled: Filled, whose: list[Block], *, direction: str = "") -> list[Block]:
    """What both forms ask for. direction: chosen where none is known."""
    where = "stand below, and are" if shape.is_private else "are kept, and"
    rest = f"The first {LONGEST_DETAILS:,} characters. The other {shape.rest:,} {where} stored behind them." if shape.rest else ""
    return [
        forms.field("What", WHAT, _what(shape.kind), listens=True),
        forms.field("Subject", SUBJECT, _line(filled.subject, "Empty: what and with whom"), optional=True),
        *([] if shape.kind == "task" else [forms.field("When", WHEN, _when(is_done=shape.is_done), listens=True)]),
        forms.field("At", f"{AT}{shape.number}", _moment(shape.at), hint="Shown in your device's time." if shape.elsewhere else ""),
        *(_of_done(shape, filled, filled.direction or direction) if shape.is_done else whose),
        forms.field("Details", DETAILS, _lines(filled.details), optional=True, hint=rest),
    ]


def _lead(preset: dict[str, Any] | None) -> Block:
    """Its campaigns are offered when it is picked."""
    field = lead_field(preset, listens=True)
    return field | {"element": {**field["element"], "action_id": LEAD_CHANGED}}


def _of_done(shape: Shape, filled: Filled, direction: str) -> list[Block]:
    """How it went. What is not known of something that is edited stays so, unless it is chosen."""
    fields = []
    if shape.kind not in {"meeting", "task"}:
        directions = [forms.option("Out", "outbound"), forms.option("In", "inbound")]
        chosen = [option for option in directions if option["value"] == direction]
        radio = {"type": "radio_buttons", "options": directions, **({"initial_option": chosen[0]} if chosen else {})}
        fields.append(forms.field("Direction", DIRECTION, radio, optional=not chosen))
    if shape.kind in OUTCOMES:
        fields.append(forms.field("Outcome", f"{OUTCOME}", outcomes(shape.kind, filled.outcome), optional=True))
        given = {"initial_value": str(filled.minutes)} if filled.minutes and filled.minutes <= MOST_MINUTES else {}
        minutes = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": str(MOST_MINUTES), **given}
        fields.append(forms.field("Minutes", MINUTES, minutes, optional=True))
    return fields


def _only_me() -> Block:
    """Ticked: what was said in private stays so unless the person says otherwise."""
    options = [forms.option("Only I can see the subject and the details", "yes")]
    hint = "They become a note that only you see. Everyone sees the rest: what it was, when, and how it went."
    return forms.field("Only me", ONLY_ME, {"type": "checkboxes", "options": options, "initial_options": options}, optional=True, hint=hint)


def outcomes(kind: str, chosen: str | None = None) -> dict[str, Any]:
    """How a call or a meeting went; what the platform says otherwise stays as it is."""
    known = OUTCOMES[kind]
    others = [forms.option(plain(chosen, 75), chosen)] if chosen and chosen not in known and len(chosen) <= LONGEST_VALUE and plain(chosen, 75) else []
    options = [*(forms.option(label, value) for value, label in known.items()), *others]
    initial = [option for option in options if option["value"] == chosen]
    return {"type": "static_select", "placeholder": text("How it went"), "options": options, **({"initial_option": initial[0]} if initial else {})}


def _what(chosen: str) -> dict[str, Any]:
    options = [forms.option(label, value) for value, label in ACTIVITIES.items()]
    initial = next(option for option in options if option["value"] == chosen)
    return {"type": "static_select", "action_id": CHANGED, "options": options, "initial_option": initial}


def _when(*, is_done: bool) -> dict[str, Any]:
    options = [forms.option("Done", "done"), forms.option("Planned", "planned")]
    return {"type": "radio_buttons", "action_id": CHANGED, "options": options, "initial_option": options[0 if is_done else 1]}


def _moment(at: datetime | None) -> dict[str, Any]:
    """A picker holds moments of ten digits, from September 2001 on."""
    seconds = int(at.timestamp()) if at else 0
    return {"type": "datetimepicker", **({"initial_date_time": seconds} if seconds >= FIRST_MOMENT else {})}


def _line(initial: str, placeholder: str) -> dict[str, Any]:
    given = {"initial_value": initial[:LONGEST_SUBJECT]} if initial else {}
    return {"type": "plain_text_input", "max_length": LONGEST_SUBJECT, "placeholder": text(placeholder), **given}


def _lines(initial: str) -> dict[str, Any]:
    return {"type": "plain_text_input", "multiline": True, **({"initial_value": initial[:LONGEST_DETAILS]} if initial else {})}


def _person(colleague: str | None) -> dict[str, Any]:
    return {"type": "users_select", "placeholder": text("You"), **({"initial_user": colleague} if colleague else {})}


def _campaign(campaigns: Sequence[tuple[int, str]]) -> Block:
    options = [forms.option(plain(name, 75) or f"Campaign #{campaign_id}", str(campaign_id)) for campaign_id, name in campaigns]
    initial = {"initial_option": options[0]} if len(options) == 1 else {}
    return forms.field("Campaign", CAMPAIGN, {"type": "static_select", "options": options, "placeholder": text("All it is in"), **initial}, optional=True)


def receipt(logged: Logged, at: str, *, unread: str = "", beside: Beside | None = None, more: Sequence[Block] = (), mark: str = "") -> Reply:
    """What stands where the act began. at: its moment in words. unread: typed words for a time that were not read.

    mark: what Undo takes away beside, of reactions.mark.
    """
    beside = beside or Beside()
    called = f"{lead_name(logged.lead)} (#{logged.lead.id})"
    said = _said(logged, at, f"with {called}") if logged.new.is_done else f"{_said(logged, at, '')} About {called}."
    said += " Its words are a note that only you see." if logged.new.only_me else ""
    hints = [f"\u201c{one_line(unread, NAME)}\u201d was read as text. To set a time, put it at the end of the line."] if unread else []
    buttons = [
        blocks.button("Undo", UNDO, f"{logged.activity_id} {mark}".strip()),
        *([blocks.button("Edit", EDIT_ACTIVITY, str(logged.activity_id))] if unread or beside.edits else []),
        *([blocks.button("Plan it", PLAN, beside.plan)] if beside.plan else []),
        blocks.button("Open", OPEN, str(logged.lead.id)),
    ]
    return Reply(said, [blocks.section(said), *map(blocks.context, [*beside.hints, *hints]), blocks.actions(*buttons), *more])


def result(logged: Logged, at: str) -> Block:
    """The first line of the card that is drawn anew."""
    return blocks.section(_said(logged, at, ""), blocks.button("Undo", UNDO, f"{logged.activity_id} card"))


def _said(logged: Logged, at: str, lead: str) -> str:
    """What was done, with whom, and what that made of the lead in campaigns; or what is planned, for whom and when."""
    new = logged.new
    kind = ACTIVITIES[new.kind]
    subject = one_line(new.subject or "", NAME)
    if new.is_done:
        parts = (*_said_once(_how(new), subject), lead)
        said = f"Logged: {', '.join(part for part in parts if part)}.".replace(f"{kind.lower()}, with ", f"{kind.lower()} with ")
        said += "" if abs(logged.lead.seen_at - logged.at) < JUST_NOW else f" Done {at}."
        return said + now_contacted(logged.contacted)
    whose = one_line(new.colleague.name, NAME) if new.colleague else "you"
    return f"{kind} for {whose}: " + (f'"{subject}", ' if subject else "") + f"{at}."


def _said_once(how: tuple[str, ...], subject: str) -> tuple[str, ...]:
    """How it went and what about, where the one repeats the other: `voicemail` for "left a voicemail", "no answer, try again" alone."""
    words = set(_WORD.findall(subject.lower()))
    if words - _SMALL <= set(_WORD.findall(" ".join(how).lower())):
        return how
    return (how[0], *(part for part in how[1:] if part and not subject.lower().startswith(part)), subject)


def repeats(subject: str, outcome: str) -> bool:
    """Whether a subject says already how it went: `left a voicemail`, `no answer, try again`."""
    words = set(_WORD.findall(subject.lower())) - _SMALL
    return bool(words) and bool(outcome) and (subject.lower().startswith(outcome) or words <= set(_WORD.findall(outcome)))


def _how(new: NewActivity) -> tuple[str, ...]:
    """Which activity, and how it went: `call`, `inbound`, `reached`, `15 minutes`."""
    outcome = OUTCOMES.get(new.kind, {}).get(new.outcome or "", "").lower()
    minutes = f"{new.minutes} minute{'s' * (new.minutes != 1)}" if new.minutes else ""
    return (activity_label(new.kind), "inbound" if new.direction == "inbound" else "", outcome, minutes)


def now_contacted(campaigns: Sequence[str]) -> str:
    """What a contact made of a pending member."""
    if not campaigns:
        return ""
    names = [one_line(name, NAME) or "a campaign" for name in campaigns[:3]]
    others = len(campaigns) - len(names)
    return f" Contacted now in {joined([*names, *([f'{others} more'] if others else [])])}."


def taken_back(lead: str) -> str:
    """After Undo."""
    return f"Taken back: the activity on {lead}."


def task_given(logged: Logged, author: Actor) -> Reply:
    """The direct message of a colleague whose task it is: the moment in their own zone."""
    new = logged.new
    subject = f' "{one_line(new.subject, NAME)}"' if new.subject else ""
    said = f"{one_line(author.name, NAME)} planned for you: {ACTIVITIES[new.kind].lower()}{subject} · {lead_name(logged.lead)}"
    return Reply(said, [blocks.section(f"{said}, {in_readers_time(logged.at)}"), blocks.actions(blocks.button("Open", OPEN, str(logged.lead.id)))])


def in_readers_time(at: datetime) -> str:
    """A moment as Slack writes it in the reader's zone; in a notification it is in the author's."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%d %b %H:%M} {one_line(str(at.tzname()), 20)}>"
