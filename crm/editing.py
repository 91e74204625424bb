"""Editing several fields at once, of a lead or a campaign, beside others who do the same."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import UserError
from crm.leads import CLOSED, CUSTOM, NAMING, Changed, Nameless, NothingToReason, ReasonMissing, change, check_tags, custom_of, keep_reason, lock_own, tags_of
from crm.people import Actor
from store import changes
from store.changes import Made
from store.database import driver_of
from store.models import Lead

DATES = frozenset({"expected_close_date"})


@dataclass(frozen=True, slots=True)
class Edit:
    """A field that somebody changed in a form. name: a column, or CUSTOM and a key. before: what the form showed them; after: what it is to be.

    Values are as JSON has them, None for nothing; a date is ISO text.
    """

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that was changed while it was edited. now: what it is; by, at: who did that, and when (local to the actor), where it is on record."""

    edit: Edit
    now: Any
    by: str | None
    at: datetime | None


class EditedMeanwhile(UserError):
    """Others changed what was being edited. conflicts: field by field."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        self.conflicts = conflicts


async def edit(session: AsyncSession, actor: Actor, *, lead_id: int, edits: Sequence[Edit], reason: str | None = None) -> Changed:
    """Change fields. reason: why the lead is closed, if that is among them.

    Raises NotAllowed, LeadNotFound, NotYours, EditedMeanwhile, Nameless, ReasonMissing, NothingToReason, KeptOtherwise, TagTooLong,
    TooManyTags; nothing is changed then.
    """
    lead = await lock_own(session, actor, lead_id, "edit")
    if reason and any(one.name == "status" and one.after == lead.status for one in edits):
        raise NothingToReason(lead.status)
    wanted = await unless_changed(session, actor, "leads", lead_id, edits, now=partial(current, lead))
    _check(lead, wanted, reason)
    if "status" in wanted:
        keep_reason(session, actor, lead, wanted["status"], reason)
    changed = await change(session, actor, lead, columns(lead, wanted))
    return Changed(changed.lead, changed.at, tuple(wanted))


async def unless_changed(
    session: AsyncSession, actor: Actor, table_name: str, row_id: int, edits: Sequence[Edit], *, now: Callable[[str], Any]
) -> dict[str, Any]:
    """What is to be changed in a locked row, by name. now: what a field is.

    Raises EditedMeanwhile where others changed some of that, each with who made it what it is.
    """
    wanted = {one.name: one.after for one in edits if _nothing(now(one.name)) != _nothing(one.after)}
    clashing = [one for one in edits if one.name in wanted and not is_same(now(one.name), one.before)]
    if not clashing:
        return wanted
    names = [one.name for one in clashing]
    last = await changes.last_of_each(await driver_of(session), table_name, row_id, names, organization_id=actor.organization_id)
    raise EditedMeanwhile(tuple(_conflict(one, now(one.name), last.get(one.name), actor) for one in clashing))


def _conflict(edit: Edit, now: Any, made: Made | None, actor: Actor) -> Conflict:
    return Conflict(edit, now, made.by if made else None, actor.local(made.at) if made else None)


def current(lead: Lead, name: str) -> Any:
    """A field's value as JSON has it. Raises KeptOtherwise."""
    if name.startswith(CUSTOM):
        return custom_of(lead).get(name.removeprefix(CUSTOM))
    value = tags_of(lead) if name == "tags" else getattr(lead, name)
    return value.isoformat() if isinstance(value, date) else value


def columns(lead: Lead, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns are to hold; a custom field that is to hold nothing goes, the others stay."""
    custom = {name.removeprefix(CUSTOM): value for name, value in wanted.items() if name.startswith(CUSTOM)}
    found = {name: _stored(name, value) for name, value in wanted.items() if not name.startswith(CUSTOM)}
    if custom:
        whole = {**custom_of(lead), **custom}
        found["custom_fields"] = {key: value for key, value in whole.items() if key not in custom or value is not None}
    return found


def is_same(one: Any, other: Any) -> bool:
    """Whether two values say the same: blanks in a text, and how its letters are encoded, say nothing, nor do a number's last zeros."""
    return bool(one == other) or bool(_plain(one) == _plain(other)) or _is_same_number(one, other)


def _is_same_number(one: Any, other: Any) -> bool:
    """Of a number and a text that may be one; two texts are what they are."""
    if not (isinstance(one, int | float) or isinstance(other, int | float)):
        return False
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return False


def _plain(value: Any) -> Any:
    if isinstance(value, bool | dict):
        return str(value)
    pieces = value if isinstance(value, list) else [value]
    words = [unicodedata.normalize("NFC", word).split() for piece in pieces if piece is not None for word in _pieces(piece, value)]
    return [word for word in words if word]


def _pieces(piece: Any, value: Any) -> list[str]:
    """A tag that has a comma in it cannot be told from two where they stand in a line."""
    return str(piece).split(",") if isinstance(value, list) else [str(piece)]


def _nothing(value: Any) -> Any:
    return None if value in ("", [], {}) else value


def _stored(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DATES and value else value


def _check(lead: Lead, wanted: Mapping[str, Any], reason: str | None) -> None:
    if not wanted.keys().isdisjoint(NAMING) and not any(wanted.get(name, getattr(lead, name)) for name in NAMING):
        raise Nameless
    if wanted.get("status") in CLOSED and not reason:
        raise ReasonMissing
    if "tags" in wanted:
        check_tags(wanted["tags"] or [], [tag for tag in wanted["tags"] or [] if tag not in tags_of(lead)])
