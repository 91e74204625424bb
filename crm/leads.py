"""Changing leads: who may, what is refused, and how long it can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import UserError
from crm.people import Actor, require, require_working
from store import leads, people
from store.database import driver_of
from store.leads import LeadLine
from store.models import Activity, Lead
from store.people import Colleague

CLOSED = frozenset({"closed_won", "closed_lost"})
CUSTOM = "custom_fields."
"""How the name of a custom field begins, where it stands beside the names of columns."""
NAMING = ("first_name", "last_name", "company", "email")
MOST_TAGS = 50
LONGEST_TAG = 60


class LeadNotFound(UserError):
    """The organization has no such lead, or no more."""

    def __init__(self, lead_id: int) -> None:
        self.lead_id = lead_id


class NotYours(UserError):
    """A rep changes their own leads and those that nobody owns. owner: whose it is; who: first names of managers."""

    def __init__(self, owner: str, who: tuple[str, ...]) -> None:
        self.owner, self.who = owner, who


class AlreadyOwned(UserError):
    """Somebody owns the lead already, so it is not claimed. owner: their name; who: who may assign it, nobody else where the actor may."""

    def __init__(self, lead_id: int, owner: str, who: tuple[str, ...]) -> None:
        self.lead_id, self.owner, self.who = lead_id, owner, who


class ReasonMissing(UserError):
    """A lead is closed with a reason."""


class NothingToReason(UserError):
    """A reason is given for a status that the lead has already. status: which."""

    def __init__(self, status: str) -> None:
        self.status = status


class KeptOtherwise(UserError):
    """The platform keeps something in a JSON column that is of another shape than ours; it is left alone. what: such as tags."""

    def __init__(self, what: str) -> None:
        self.what = what


class TagTooLong(UserError):
    """A tag of more than LONGEST_TAG characters."""


class TooManyTags(UserError):
    """A lead has a limited number of tags, each of a limited length."""


class Nameless(UserError):
    """A lead has a name, a company or an e-mail."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A lead after a change. at: the transaction's time, by which its rows in slack.changes are found; None where nothing was different.

    fields: what is different, columns and custom fields (CUSTOM and the key).
    tags: all that it has, where they were changed. was_of: whose it was (users.id), where it is assigned.
    """

    lead: LeadLine
    at: datetime | None
    fields: tuple[str, ...] = ()
    tags: tuple[str, ...] | None = None
    was_of: int | None = None


async def set_status(session: AsyncSession, actor: Actor, *, lead_id: int, status: str, reason: str | None = None) -> Changed:
    """Move a lead to another status. Closing takes a reason, which is kept as an activity of the platform's kind status_changed.

    Raises NotAllowed, NotYours, LeadNotFound, ReasonMissing, NothingToReason.
    """
    if status in CLOSED and not reason:
        raise ReasonMissing
    lead = await lock_own(session, actor, lead_id, "status")
    if reason and lead.status == status:
        raise NothingToReason(status)
    keep_reason(session, actor, lead, status, reason)
    return await change(session, actor, lead, {"status": status})


async def tag(session: AsyncSession, actor: Actor, *, lead_id: int, add: Sequence[str], remove: Sequence[str]) -> Changed:
    """Add and remove tags, in any case; those that are there stay as they are spelt.

    Raises NotAllowed, NotYours, LeadNotFound, KeptOtherwise, TagTooLong, TooManyTags.
    """
    lead = await lock_own(session, actor, lead_id, "tag")
    gone = {one.lower() for one in remove}
    kept = [one for one in tags_of(lead) if str(one).lower() not in gone]
    there = {str(one).lower() for one in kept}
    new: list[str] = []
    for one in add:
        if one.lower() not in there:
            there.add(one.lower())
            new.append(one)
    check_tags([*kept, *new], new)
    changed = await change(session, actor, lead, {"tags": [*kept, *new]})
    return replace(changed, tags=tuple(one for one in (*kept, *new) if isinstance(one, str) and one.strip()))


async def claim(session: AsyncSession, actor: Actor, *, lead_id: int) -> Changed:
    """Make the actor the owner. Claiming one's own lead again changes nothing.

    Raises NotAllowed, LeadNotFound, AlreadyOwned.
    """
    await require(await driver_of(session), actor, "sales_rep", "claim")
    lead = await lock(session, actor, lead_id)
    if lead.assigned_to_id not in {None, actor.user_id}:
        line, may = await line_now(session, actor, lead_id), actor.is_at_least("manager")
        who = () if may else await people.list_of_role(await driver_of(session), ("manager", "admin"), organization_id=actor.organization_id)
        raise AlreadyOwned(lead_id, line.owner.name if line.owner else "Somebody", tuple(who))
    return await change(session, actor, lead, {"assigned_to_id": actor.user_id})


async def assign(session: AsyncSession, actor: Actor, *, lead_id: int, to: Colleague | None) -> Changed:
    """Make a colleague the owner, or nobody.

    Raises NotAllowed, NotWorking, LeadNotFound.
    """
    connection = await driver_of(session)
    await require(connection, actor, "manager", "assign")
    if to:
        await require_working(connection, [to.user_id], organization_id=actor.organization_id)
    lead = await lock(session, actor, lead_id)
    was_of = lead.assigned_to_id
    return replace(await change(session, actor, lead, {"assigned_to_id": to.user_id if to else None}), was_of=was_of)


async def require_own(connection: asyncpg.Connection, actor: Actor, line: LeadLine, doing: str) -> None:
    """Raises NotAllowed, NotYours unless the actor may change this lead."""
    await require(connection, actor, "sales_rep", doing)
    if not actor.is_at_least("manager") and line.owner and line.owner.user_id != actor.user_id:
        who = await people.list_of_role(connection, ("manager", "admin"), organization_id=actor.organization_id)
        raise NotYours(line.owner.name, tuple(who))


async def lock_own(session: AsyncSession, actor: Actor, lead_id: int, doing: str) -> Lead:
    """The lead for update. Raises NotAllowed, LeadNotFound, NotYours."""
    await require(await driver_of(session), actor, "sales_rep", doing)
    lead = await lock(session, actor, lead_id)
    await require_locked(session, actor, lead, doing)
    return lead


async def require_locked(session: AsyncSession, actor: Actor, lead: Lead, doing: str) -> None:
    """As require_own, of a locked lead: it is read as it is shown only where it may be refused."""
    if lead.assigned_to_id not in {None, actor.user_id} and not actor.is_at_least("manager"):
        await require_own(await driver_of(session), actor, await line_now(session, actor, lead.id), doing)


def keep_reason(session: AsyncSession, actor: Actor, lead: Lead, status: str, reason: str | None) -> None:
    """Why a lead goes to another status, as an activity of the platform's kind status_changed."""
    if lead.status != status and reason:
        details = {"from": lead.status, "to": status, "reason": reason}
        at = func.now()  # the transaction's, by which Undo finds it
        about = {"activity_type": "status_changed", "content": reason, "details": details, "completed_at": at, "created_at": at}
        session.add(Activity(lead_id=lead.id, user_id=actor.user_id, **about))


def check_tags(tags: Sequence[Any], new: Sequence[str]) -> None:
    """Raises TagTooLong for a new one, TooManyTags where there are new ones: some can be taken out of however many."""
    if any(len(one) > LONGEST_TAG for one in new):
        raise TagTooLong
    if new and len(tags) > MOST_TAGS:
        raise TooManyTags


def tags_of(lead: Lead) -> list[Any]:
    """What a lead is tagged with, as it is stored. Raises KeptOtherwise."""
    if lead.tags and not isinstance(lead.tags, list):
        raise KeptOtherwise("tags")
    return lead.tags or []


def custom_of(lead: Lead) -> dict[str, Any]:
    """A lead's custom fields. Raises KeptOtherwise."""
    if lead.custom_fields and not isinstance(lead.custom_fields, dict):
        raise KeptOtherwise("custom fields")
    return lead.custom_fields or {}


async def change(session: AsyncSession, actor: Actor, lead: Lead, fields: Mapping[str, Any]) -> Changed:
    """Set columns to what they are to be; custom_fields whole. What is so already is left alone."""
    different = {name: value for name, value in fields.items() if getattr(lead, name) != value}
    for name, value in different.items():
        setattr(lead, name, value)
    await session.flush()
    line = await line_now(session, actor, lead.id)
    return Changed(line, line.seen_at if different else None, tuple(different))  # seen in this transaction, whose time that is


async def lock(session: AsyncSession, actor: Actor, lead_id: int) -> Lead:
    """The lead for update. Raises LeadNotFound."""
    lead = await leads.lock(session, lead_id, organization_id=actor.organization_id)
    if lead is None:
        raise LeadNotFound(lead_id)
    return lead


async def line_now(session: AsyncSession, actor: Actor, lead_id: int) -> LeadLine:
    """A lead as it is shown, with what this transaction has written; it is not deleted meanwhile. Raises LeadNotFound."""
    line = await leads.lock_line(await driver_of(session), lead_id, organization_id=actor.organization_id, viewer=actor)
    if line is None:
        raise LeadNotFound(lead_id)
    return line
