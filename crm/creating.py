"""New leads: who may create them for whom, which are there already, and how long creating can be undone."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from crm.editing import columns, current, is_same
from crm.leads import NAMING, Changed, Nameless, change, check_tags, lock, require_own
from crm.people import Actor, require
from crm.undo import EditedSince, require_in_time
from store import changes, leads
from store.database import driver_of
from store.leads import LeadLine
from store.models import Lead
from store.people import Colleague
from store.search import Kind, find_each_exact

Alike = Literal["email", "phone", "name", "company"]
MOST_ALIKE = 3
LOOKED_AT = 11
DEFAULTED = frozenset({"source", "status", "lead_temperature"})
"""What every lead has something in, so that it cannot be filled."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Leads that may be the one that is to be created: what they have in common with it, the likeliest first."""

    alike: Alike
    lines: tuple[LeadLine, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A lead that was there already. left: what it has something else in, and so keeps."""

    changed: Changed
    left: tuple[str, ...]


async def find_twins(connection: asyncpg.Connection, actor: Actor, values: Mapping[str, Any]) -> Twins | None:
    """Leads of the same e-mail; else of the same phone; else of the same name and company; else of the same company alone, where there is no name."""
    name = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    company = values.get("company") or ""
    wanted: list[tuple[Alike, Kind, str]] = [("email", "email", values.get("email") or ""), ("phone", "phone", values.get("phone") or "")]
    if name and company:
        wanted.append(("name", "name", f"{name} {company}"))
    elif company and not values.get("email"):
        wanted.append(("company", "name", company))
    asked = [one for one in wanted if one[2]]
    hits = await find_each_exact(connection, [(kind, value) for _, kind, value in asked], limit=LOOKED_AT)
    for (alike, _, _), ids in zip(asked, hits, strict=True):
        lines = await leads.list_lines(connection, ids, organization_id=actor.organization_id, viewer=actor)
        if found := [line for line in lines if alike != "company" or not (line.first_name or line.last_name or line.email)]:
            return Twins(alike, tuple(found[:MOST_ALIKE]))
    return None


async def create(session: AsyncSession, actor: Actor, values: Mapping[str, Any], *, owner: Colleague | None) -> LeadLine:
    """Store a lead. values: by column, custom fields by CUSTOM and their key, as JSON has them.

    Raises NotAllowed (a rep creates for themselves or for nobody), Nameless, TooManyTags.
    """
    connection = await driver_of(session)
    await require(connection, actor, "sales_rep", "new")
    if owner and owner.user_id != actor.user_id:
        await require(connection, actor, "manager", "assign")
    if not any(values.get(name) for name in NAMING):
        raise Nameless
    tags = values.get("tags") or []
    check_tags(tags, tags)
    lead = Lead(organization_id=actor.organization_id, assigned_to_id=owner.user_id if owner else None)
    for name, value in columns(lead, {name: value for name, value in values.items() if value not in (None, [])}).items():
        setattr(lead, name, value)
    session.add(lead)
    await session.flush()
    line = await leads.lock_line(connection, lead.id, organization_id=actor.organization_id, viewer=actor)
    assert line
    return line


async def fill(session: AsyncSession, actor: Actor, values: Mapping[str, Any], *, lead_id: int) -> Filled:
    """Give a lead what it has nothing of; what it has stays. First and last name are one.

    Raises NotAllowed, LeadNotFound; NotYours and TooManyTags only where there is something to give.
    """
    connection = await driver_of(session)
    await require(connection, actor, "sales_rep", "new")
    lead, line = await lock(session, actor, lead_id)
    named = bool(lead.first_name or lead.last_name)
    given = {name: value for name, value in values.items() if value not in (None, []) and name not in DEFAULTED}
    wanted = {name: value for name, value in given.items() if current(lead, name) in (None, "", []) and not (named and name in {"first_name", "last_name"})}
    left = tuple(name for name, value in given.items() if name not in wanted and not _says_the_same(current(lead, name), value))
    if not wanted:
        return Filled(Changed(line, None), left)
    await require_own(connection, actor, line, "edit")
    tags: Sequence[str] = wanted.get("tags") or []
    check_tags(tags, tags)
    changed = await change(session, actor, lead, line, columns(lead, wanted))
    return Filled(Changed(changed.lead, changed.at, tuple(wanted)), left)


def _says_the_same(one: Any, other: Any) -> bool:
    """In any case, with or without accents."""
    return is_same(_folded(one), _folded(other))


def _folded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return "".join(letter for letter in unicodedata.normalize("NFKD", value.casefold()) if not unicodedata.combining(letter))


async def take_back(session: AsyncSession, actor: Actor, *, lead_id: int) -> LeadLine:
    """Delete a lead that the actor created within the last five minutes, if nothing has happened with it since. The lead as it was.

    Raises NotAllowed, LeadNotFound, TooLateToUndo, EditedSince.
    """
    await require(await driver_of(session), actor, "sales_rep", "new")
    lead, line = await lock(session, actor, lead_id)
    require_in_time(lead.created_at, "lead", lead_id)
    mine = await leads.is_created_by(session, lead_id, actor.user_id, organization_id=actor.organization_id)
    changed = await changes.exist(session, "leads", lead_id, organization_id=actor.organization_id)
    if not mine or changed or await leads.has_history(session, lead_id, organization_id=actor.organization_id):
        raise EditedSince("lead", lead_id)
    await session.delete(lead)
    await session.flush()
    return line
