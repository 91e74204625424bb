"""All that is known of a lead, to be read: its columns, what enrichment found, custom fields that nobody declared."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm.leads import CUSTOM
from crm.people import Actor, Ways
from handlers import blocks
from handlers.answers import Block, View
from handlers.leads import fields
from handlers.leads.fields import Field, Unreadable
from handlers.leads.views import lead_name
from handlers.mrkdwn import one_line, plain
from handlers.words import day
from store.lead_fields import LeadFields

USE = "lead.use"
MOST_FOUND = 15
LONGEST_USED = 1500
"""Characters of a value that a button carries."""
MOST_LINES = 8
"""Of a section, which holds 3,000 characters."""
NAME, DATA, LABEL = 60, 120, 75
ALIASES = {"company_name": "company", "title": "job_title", "linkedin": "linkedin_url", "phone_number": "phone", "mobile": "phone"}
"""What enrichment also calls a column."""
NOT_FOUND = frozenset({"status", "lead_temperature", "source", "tags", "notes"})
"""Columns that a person decides about."""


def all_fields(lead: LeadFields, viewer: Actor) -> View:
    """Every column and custom field that has something in it, and what is known beside."""
    today = lead.line.seen_at.date()
    known = {name: value_of(lead, name) for name in fields.fields_of(viewer.ways)}
    lines = [
        f"*{one_line(field.label, NAME)}* {fields.said(field, known[name], viewer.ways, today)}"
        for name, field in fields.fields_of(viewer.ways).items()
        if known[name] not in (None, "", [])
    ]
    parts = [lines[start : start + MOST_LINES] for start in range(0, len(lines), MOST_LINES)]
    told = [blocks.section(f"*{lead_name(lead.line)}*  #{lead.line.id}"), *(blocks.section("\n".join(part)) for part in parts)]
    return {"type": "modal", "title": blocks.text("All fields"), "close": blocks.text("Close"), "blocks": [*told, *beside(lead, viewer, usable=False)][:100]}


def value_of(lead: LeadFields, name: str) -> Any:
    """A field's value."""
    return lead.custom.get(name.removeprefix(CUSTOM)) if name.startswith(CUSTOM) else lead.values.get(name)


def beside(lead: LeadFields, viewer: Actor, *, usable: bool) -> Iterator[Block]:
    """What enrichment found, and custom fields that nobody declared. usable: in a form, where it can be used for what the lead does not have."""
    declared = {field.key for field in viewer.ways.custom_fields}
    others = {key: value for key, value in lead.custom.items() if key not in declared}
    if lead.found:
        when = lead.enrichment
        by = f" by {one_line(when.workflow, NAME)}" if when and when.workflow else ""
        yield blocks.section(f"*Found{by}{f', {day(when.at.date(), lead.line.seen_at.date())}' if when else ''}*")
        yield from _known(lead.found, lead, viewer.ways, usable=usable)
    if others:
        yield blocks.section("*Other fields*")
        yield from _known(others, lead, viewer.ways, usable=usable)


def _known(found: Mapping[str, Any], lead: LeadFields, ways: Ways, *, usable: bool) -> Iterator[Block]:
    plain_ones = []
    pairs = list(_flat(found))
    for number, (key, value) in enumerate(pairs[:MOST_FOUND]):
        line = f"*{one_line(key.replace('_', ' ').capitalize(), NAME)}* {one_line(_text(value), DATA)}"
        field = _place(key, value, lead, ways) if usable else None
        if field is None:
            plain_ones.append(line)
        else:
            button = blocks.button(plain(f"Use for {field.label}", LABEL), USE, f"{field.name}\n{_text(value)}")
            yield blocks.section(line, button) | {"block_id": f"{USE}.{field.name}.{number}"}
    more = [f"and {len(pairs) - MOST_FOUND} more"] * (len(pairs) > MOST_FOUND)
    if plain_ones or more:
        yield blocks.section("\n".join([*plain_ones, *more]))


def _flat(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """What has something in it; of what is nested two levels."""
    for key, value in found.items():
        if isinstance(value, dict) and not above:
            yield from _flat(value, f"{key} ")
        elif value not in (None, "", [], {}):
            yield f"{above}{key}", value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(_text(one) for one in value) if isinstance(value, list) else str(value)


def _place(key: str, value: Any, lead: LeadFields, ways: Ways) -> Field | None:
    """The field that this would fill: it has nothing in it, and takes such a value."""
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
