"""New leads: who may create them for whom, which are there already, and how long creating can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from crm.editing import columns, current, is_same
from crm.errors import UserError
from crm.leads import NAMING, Changed, KeptOtherwise, Nameless, change, check_tags, line_now, lock, require_locked
from crm.people import Actor, require, require_working
from crm.phones import spellings
from crm.signature_roles import unaccented
from crm.signatures import region_of
from crm.undo import EditedSince, require_in_time
from store import changes, leads
from store.database import driver_of
from store.leads import LeadLine
from store.models import Lead
from store.search import Kind, find_each_exact

Alike = Literal["email", "phone", "name", "company"]
MOST_ALIKE = 3
LOOKED_AT = 11
DEFAULTED = frozenset({"source", "status", "lead_temperature"})
"""What every lead has something in, so that it cannot be filled."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A lead that may be the one that is to be created, and what they have in common."""

    line: LeadLine
    alike: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """The likeliest of them, of `total`. is_counted: there are no more."""

    each: tuple[Twin, ...]
    total: int
    is_counted: bool


class TwinsThere(UserError):
    """A lead that is to be created seems to be there already."""

    def __init__(self, twins: Twins) -> None:
        self.twins = twins


@dataclass(frozen=True, slots=True)
class Filled:
    """A lead that was there already. left: what it has something else in, and so keeps."""

    changed: Changed
    left: tuple[str, ...]


async def find_twins(connection: asyncpg.Connection, actor: Actor, values: Mapping[str, Any]) -> Twins | None:
    """Leads of the same e-mail, phone, or name and company; or of the same company alone, where there is no name. The first of each kind come first."""
    asked = _asked(actor, values)
    hits = await find_each_exact(connection, [(kind, value) for _, kind, value in asked], limit=LOOKED_AT)
    alike: dict[int, list[Alike]] = {}
    places: dict[int, int] = {}
    for (what, _, _), ids in zip(asked, hits, strict=True):
        for place, lead_id in enumerate(ids):
            alike.setdefault(lead_id, []).append(what)
            places[lead_id] = min(place, places.get(lead_id, place))
    ids = sorted(alike, key=places.__getitem__)  # within a place in the order that was asked
    lines = await leads.list_lines(connection, ids, organization_id=actor.organization_id, viewer=actor, limit=len(ids))
    found = [Twin(line, tuple(dict.fromkeys(alike[line.id]))) for line in lines]
    found = [one for one in found if one.alike != ("company",) or not (one.line.first_name or one.line.last_name or one.line.email)]
    return Twins(tuple(found[:MOST_ALIKE]), len(found), all(len(each) < LOOKED_AT for each in hits)) if found else None


def _asked(actor: Actor, values: Mapping[str, Any]) -> list[tuple[Alike, Kind, str]]:
    """What a twin has in common, and how that is looked for. A phone is the same however it is written."""
    name = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    email, phone, company = (str(values.get(one) or "") for one in ("email", "phone", "company"))
    asked: list[tuple[Alike, Kind, str]] = [("email", "email", email)] if email else []
    if phone:
        asked += [("phone", "phone", one) for one in spellings(phone, region_of(str(actor.zone)))]
    if name and company:
        asked.append(("name", "name", f"{name} {company}"))
    elif company and not email:
        asked.append(("company", "name", company))
    return asked


async def create(session: AsyncSession, actor: Actor, values: Mapping[str, Any], *, owner_id: int | None, anyway: bool = False) -> LeadLine:
    """Store a lead. values: by column, custom fields by CUSTOM and their key, as JSON has them. anyway: whether or not it seems to be there already.

    Of two who create the same at once the second waits, and finds the first one's. Raises NotAllowed (a rep creates for themselves or for nobody),
    NotWorking, Nameless, TagTooLong, TooManyTags, TwinsThere.
    """
    connection = await driver_of(session)
    await require(connection, actor, "sales_rep", "new")
    if owner_id not in {None, actor.user_id}:
        await require(connection, actor, "manager", "assign")
    if owner_id is not None and owner_id != actor.user_id:
        await require_working(connection, [owner_id], organization_id=actor.organization_id)
    if not any(values.get(name) for name in NAMING):
        raise Nameless
    tags = values.get("tags") or []
    check_tags(tags, tags)
    if not anyway:
        await leads.take_turns(connection, [f"{what} {_folded(value)}" for what, _, value in _asked(actor, values)], organization_id=actor.organization_id)
        if twins := await find_twins(connection, actor, values):
            raise TwinsThere(twins)
    lead = Lead(organization_id=actor.organization_id, assigned_to_id=owner_id)
    for name, value in columns(lead, {name: value for name, value in values.items() if value not in (None, [])}).items():
        setattr(lead, name, value)
    session.add(lead)
    await session.flush()
    return await line_now(session, actor, lead.id)


async def fill(session: AsyncSession, actor: Actor, values: Mapping[str, Any], *, lead_id: int) -> Filled:
    """Give a lead what it has nothing of; what it has stays. First and last name are one.

    Raises NotAllowed, LeadNotFound; NotYours, TagTooLong and TooManyTags only where there is something to give.
    """
    await require(await driver_of(session), actor, "sales_rep", "new")
    lead = await lock(session, actor, lead_id)
    named = bool(lead.first_name or lead.last_name)
    given = {name: value for name, value in values.items() if value not in (None, []) and name not in DEFAULTED}
    there = {name: _there(lead, name) for name in given}
    wanted = {name: value for name, value in given.items() if there[name] in (None, "", []) and not (named and name in {"first_name", "last_name"})}
    left = tuple(name for name, value in given.items() if name not in wanted and not _says_the_same(there[name], value))
    if not wanted:
        return Filled(Changed(await line_now(session, actor, lead_id), None), left)
    await require_locked(session, actor, lead, "edit")
    tags: Sequence[str] = wanted.get("tags") or []
    check_tags(tags, tags)
    changed = await change(session, actor, lead, columns(lead, wanted))
    return Filled(Changed(changed.lead, changed.at, tuple(wanted)), left)


def _there(lead: Lead, name: str) -> Any:
    """What a lead has; where the platform keeps something else, that it does."""
    try:
        return current(lead, name)
    except KeptOtherwise:
        return KeptOtherwise


def _says_the_same(one: Any, other: Any) -> bool:
    """In any case, with or without accents."""
    return is_same(_folded(one), _folded(other))


def _folded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return unaccented(value)


async def take_back(session: AsyncSession, actor: Actor, *, lead_id: int) -> LeadLine:
    """Delete a lead that the actor created within the last five minutes, if nothing has happened with it since. The lead as it was.

    Raises NotAllowed, LeadNotFound, TooLateToUndo, EditedSince.
    """
    await require(await driver_of(session), actor, "sales_rep", "new")
    lead = await lock(session, actor, lead_id)
    require_in_time(lead.created_at, "lead", lead_id)
    mine = await leads.is_created_by(session, lead_id, actor.user_id, organization_id=actor.organization_id)
    changed = await changes.exist(session, "leads", lead_id, organization_id=actor.organization_id)
    if not mine or changed or await leads.has_history(session, lead_id, organization_id=actor.organization_id):
        raise EditedSince("lead", lead_id)
    line = await line_now(session, actor, lead_id)
    await session.delete(lead)
    await session.flush()
    return line
