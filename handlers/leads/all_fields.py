"""All that is known of a lead, to be read: its columns, what enrichment found, custom fields that nobody declared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from crm.leads import CUSTOM
from crm.people import Actor, Ways
from handlers import blocks
from handlers.answers import Block, View
from handlers.leads import fields
from handlers.leads.fields import Field, Unreadable
from handlers.leads.views import lead_name
from handlers.mrkdwn import one_line, plain
from handlers.words import day, when
from store.changes import Made
from store.lead_fields import LeadFields

USE, MORE = "lead.use", "lead.fields_more"
PAGE = 40
"""Sections of All fields at once."""
MOST_FOUND = 15
LONGEST_USED = 1500
"""Characters of a value that a button carries."""
MOST_LINES = 8
"""Lines of a section, which holds 3,000 characters."""
NAME, DATA, LABEL = 60, 120, 75
DEEPEST = 4
NOTHING: tuple[Any, ...] = (None, "", [], {})
ALIASES = {"company_name": "company", "title": "job_title", "linkedin": "linkedin_url", "phone_number": "phone", "mobile": "phone"}
"""What enrichment also calls a column."""
NOT_FOUND = frozenset({"status", "lead_temperature", "source", "tags", "notes"})
"""Columns that a person decides about."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is no field's. made: who wrote it and when, where that is on record."""

    key: str
    value: Any
    made: Made | None = None


def all_fields(lead: LeadFields, viewer: Actor, *, page: int = 0) -> View:
    """Every column and custom field that has something in it, and what is known beside; page by page, where a view does not hold all of it."""
    today = lead.line.seen_at.date()
    known = [*fields.COLUMNS, *fields.declared(viewer.ways)]
    values = [(field, value) for field in known if (value := value_of(lead, field.name)) not in (None, "", [])]
    lines = [f"*{one_line(field.label, NAME)}* {fields.said(field, value, viewer.ways, today)}" for field, value in values]
    for heading, found in _beside(lead, viewer):
        lines += [heading, *(_line(one, viewer, lead.line.seen_at) for one in found)]
    told = [blocks.section("\n".join(lines[start : start + MOST_LINES])) for start in range(0, len(lines), MOST_LINES)]
    shown, rest = told[page * PAGE : (page + 1) * PAGE], told[(page + 1) * PAGE :]
    name = blocks.section(f"*{lead_name(lead.line)}*  #{lead.line.id}")
    more = [blocks.actions(blocks.button("Show more", MORE, f"{lead.line.id} {page + 1}"))] if rest else []
    return blocks.view("All fields", [name, *shown, *more])


def value_of(lead: LeadFields, name: str) -> Any:
    """A field's value."""
    return lead.custom.get(name.removeprefix(CUSTOM)) if name.startswith(CUSTOM) else lead.values.get(name)


def beside(lead: LeadFields, viewer: Actor) -> Iterator[Block]:
    """What enrichment found, and custom fields that have no input, below a form: it can be used for what the lead does not have."""
    numbers = count()
    for heading, found in _beside(lead, viewer):
        yield blocks.section(heading)
        plain_ones = []
        placed = sorted(((one, _place(one, lead, viewer.ways)) for one in found), key=lambda pair: pair[1] is None)  # what can be used comes first
        for one, field in placed[:MOST_FOUND]:
            if field is None:
                plain_ones.append(_line(one, viewer, lead.line.seen_at))
            else:
                button = blocks.button(plain(f"Use for {field.label}", LABEL), USE, f"{field.name}\n{_text(one.value)}")
                yield blocks.section(_line(one, viewer, lead.line.seen_at), button) | {"block_id": f"{USE}.{field.name}.{next(numbers)}"}
        plain_ones += [f"and {len(found) - MOST_FOUND} more: All fields in the card's menu shows them."] * (len(found) > MOST_FOUND)
        for start in range(0, len(plain_ones), MOST_LINES):
            yield blocks.section("\n".join(plain_ones[start : start + MOST_LINES]))


def _beside(lead: LeadFields, viewer: Actor) -> Iterator[tuple[str, list[Known]]]:
    """What is known beside the fields, under headings."""
    declared = {field.key for field in viewer.ways.custom_fields}
    others = {name: held for name, held in lead.custom.items() if name not in declared}
    if found := [Known(key, value) for key, value in _flat(lead.found)]:
        run = lead.enrichment
        by = f" by {one_line(run.workflow, NAME)}" if run and run.workflow else ""
        yield f"*Found{by}{f', {day(run.at.date(), lead.line.seen_at.date())}' if run else ''}*", found
    if found := [Known(key, value, lead.made.get(CUSTOM + name)) for name, held in others.items() for key, value in _flat({name: held})]:
        yield "*Other fields*", found


def _line(one: Known, viewer: Actor, now: datetime) -> str:
    """now: local to the viewer."""
    wrote = f" · {one_line(one.made.by or 'the platform', NAME)}, {day(viewer.local(one.made.at).date(), now.date())}" if one.made else ""
    at = _moment(one.value, viewer)
    said = when(at, now, viewer.zone) if at else one_line(_text(one.value), DATA)
    return f"*{one_line(one.key.replace('_', ' ').capitalize(), NAME)}* {said}{wrote}"


def _flat(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """What has something in it; of what is nested two levels."""
    for key, value in found.items():
        if isinstance(value, dict) and not above:
            yield from _flat(value, f"{key} ")
        elif value not in NOTHING:
            yield f"{above}{key}", value


def _text(value: Any, deep: int = 0) -> str:
    """In words; what is nested deeper than anybody reads is left out."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | dict) and deep >= DEEPEST:
        return "…"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(one, deep + 1)}" for key, one in value.items() if one not in NOTHING)
    return ", ".join(_text(one, deep + 1) for one in value if one not in NOTHING) if isinstance(value, list) else str(value)


def _moment(value: Any, viewer: Actor) -> datetime | None:
    """A moment as machines write it, with its zone, local to the viewer; None for the beginning and the end of all times, which have no place there."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and len(value) > len("2027-01-31") else None
        return viewer.local(at) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _place(one: Known, lead: LeadFields, ways: Ways) -> Field | None:
    """The field that this would fill: it has nothing in it, and takes such a value."""
    key, value = one.key, one.value
    name = key.strip().lower().replace(" ", "_")
    known = fields.fields_of(ways)
    field = known.get(ALIASES.get(name, name)) or known.get(CUSTOM + key)
    if field is None or field.name in NOT_FOUND or value_of(lead, field.name) not in (None, "", []):
        return None
    if not isinstance(value, str | int | float) or len(_text(value)) > LONGEST_USED:
        return None
    try:
        return field if fields.shown(field, fields.read(field, _text(value), ways)) else None
    except Unreadable:
        return None
