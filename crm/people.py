"""Who acts: the person, their role, their organization's ways; and who may be linked to whom."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from crm import fits
from crm.errors import UserError
from store import people
from store.leads import NO_CAMPAIGNS, Fitting
from store.models import User, now
from store.people import Person
from store.slack_models import SlackIdentity

Role = Literal["viewer", "sales_rep", "manager", "admin"]
RANK = {"viewer": 0, "sales_rep": 1, "manager": 2, "admin": 3}
NEEDS_ACCEPT = frozenset({"manager", "admin"})


class NotLinked(UserError):
    """Nobody in the organization is linked to this Slack user, and nobody can be by e-mail alone."""

    def __init__(self, organization: str, admins: tuple[str, ...]) -> None:
        self.organization, self.admins = organization, admins


class AccessEnded(UserError):
    """The person is linked, but deactivated in the platform."""

    def __init__(self, organization: str, admins: tuple[str, ...]) -> None:
        self.organization, self.admins = organization, admins


class OrganizationSwitchedOff(UserError):
    """The organization is not active."""

    def __init__(self, organization: str, admins: tuple[str, ...]) -> None:
        self.organization, self.admins = organization, admins


class UserUnknown(UserError):
    """No user of the organization has this e-mail."""

    def __init__(self, email: str, organization: str) -> None:
        self.email, self.organization = email, organization


class NotAllowed(UserError):
    """The person's role does not include this. role: the least one that does; who: first names of people in it; is_rep: they may change leads."""

    def __init__(self, doing: str, role: str, who: tuple[str, ...], *, is_rep: bool = False) -> None:
        self.doing, self.role, self.who, self.is_rep = doing, role, who, is_rep


class NotWorking(UserError):
    """Who is to have leads is a viewer or, where is_active is not so, has no access any more. name: the first of them."""

    def __init__(self, name: str, is_active: bool) -> None:
        self.name, self.is_active = name, is_active


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field that the admin declared: key in leads.custom_fields, label, kind."""

    key: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ways:
    """An organization's settings, with their defaults. currency is ISO 4217; hot and warm are scores; after stale_days without contact a lead waits."""

    name: str
    currency: str = "USD"
    timezone: str = "UTC"
    hot: int = 70
    warm: int = 40
    stale_days: int = 14
    custom_fields: tuple[CustomField, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, in their organization and zone. fitting: what its active campaigns are aimed at.

    is_elsewhere: clocks of their devices, as Slack knows them, show another time than that of their zone.
    """

    user_id: int
    organization_id: int
    role: Role
    name: str
    slack_user_id: str
    zone: ZoneInfo
    ways: Ways
    identity_id: int = field(compare=False)
    checked_at: datetime | None = field(compare=False)
    fitting: Fitting = field(default=NO_CAMPAIGNS, compare=False)
    is_elsewhere: bool = field(default=False, compare=False)

    def local(self, moment: datetime) -> datetime:
        """The moment in the person's zone."""
        return moment.astimezone(self.zone)

    def today(self) -> tuple[datetime, datetime]:
        """The midnights that begin and end the person's day."""
        day = now().astimezone(self.zone).date()
        return datetime.combine(day, time.min, self.zone), datetime.combine(day + timedelta(days=1), time.min, self.zone)

    def is_at_least(self, role: Role) -> bool:
        """Whether the person's role includes this one's rights."""
        return RANK[self.role] >= RANK[role]


async def require(connection: asyncpg.Connection, actor: Actor, role: Role, doing: str) -> None:
    """Raises NotAllowed unless the actor's role includes this one's rights; doing: what is refused, as handlers/errors.py words it."""
    if not actor.is_at_least(role):
        allowed = [name for name, rank in RANK.items() if rank >= max(RANK[role], RANK["manager"])]
        who = await people.list_of_role(connection, allowed, organization_id=actor.organization_id)
        raise NotAllowed(doing, role, tuple(who), is_rep=actor.is_at_least("sales_rep"))


async def require_working(connection: asyncpg.Connection, user_ids: Sequence[int], *, organization_id: int) -> None:
    """Raises NotWorking unless leads can be theirs, each one's."""
    idle = await people.find_idle(connection, user_ids, organization_id=organization_id)
    if idle:
        raise NotWorking(*idle)


def actor_from(person: Person, slack_user_id: str) -> Actor:
    """The acting person from what is stored. Their zone: their own preference, else Slack's, else the organization's."""
    settings = json.loads(person.settings) if person.settings else {}
    ways = ways_from(person.organization_name, settings if isinstance(settings, dict) else {})
    zone = first_zone(person.timezone_preference, person.slack_timezone, ways.timezone)
    return Actor(
        user_id=person.user_id,
        organization_id=person.organization_id,
        role=person.role,  # type: ignore[arg-type]  # the column's labels are the roles
        name=" ".join(filter(None, (person.first_name, person.last_name))) or person.email,
        slack_user_id=slack_user_id,
        zone=zone,
        ways=ways,
        identity_id=person.identity_id,
        checked_at=person.checked_at,
        fitting=fits.asked_of_one(person.audiences),
        is_elsewhere=now().astimezone(zone).utcoffset() != now().astimezone(first_zone(person.slack_timezone, str(zone))).utcoffset(),
    )


def first_zone(*names: str | None) -> ZoneInfo:
    """The first name that is a zone, else UTC."""
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def ways_from(name: str, settings: dict[str, Any]) -> Ways:
    """Settings as the platform and its admins write them; what is missing or not of its kind falls back to the default."""
    given = settings.get("temperature")
    temperature: dict[str, Any] = given if isinstance(given, dict) else {}
    return Ways(
        name=name,
        currency=_text(settings.get("currency"), "USD"),
        timezone=_text(settings.get("timezone"), "UTC"),
        hot=_number(temperature.get("hot"), 70),
        warm=_number(temperature.get("warm"), 40),
        stale_days=min(max(1, _number(settings.get("stale_days"), 14)), 3650),
        custom_fields=tuple(_custom_fields(settings.get("custom_fields"))),
    )


async def link_by_email(session: AsyncSession, *, organization_id: int, team_id: str, slack_user_id: str, email: str, timezone: str | None) -> bool:
    """Link a confirmed member of the workspace to the one active user of the same e-mail; whether there is such a link now.

    Never to an admin or manager, save where an admin accepted them in advance (`leadbot init`), and never to a user who is linked already.
    """
    user = await people.find_by_email(session, email, organization_id=organization_id)
    if user is None or not user.is_active:
        return False
    links = await people.list_links(session, organization_id=organization_id, user_id=user.id)
    accepted = next((link for link in links if link.slack_user_id is None), None)
    if any(link.slack_user_id for link in links) or (user.role in NEEDS_ACCEPT and accepted is None):
        return False
    link = accepted or _new_link(session, user, linked_by="email")
    link.team_id, link.slack_user_id, link.timezone = team_id, slack_user_id, timezone
    link.linked_at = link.checked_at = now()
    return True


async def link(session: AsyncSession, *, organization_id: int, organization: str, email: str, slack_user_id: str, team_id: str | None) -> User:
    """The operator's Accept, for any role. Doing it again changes nothing; another Slack user or another user takes the place of the former.

    Raises UserUnknown.
    """
    user = await people.find_by_email(session, email, organization_id=organization_id)
    if user is None:
        raise UserUnknown(email, organization)
    other = await people.find_link(session, organization_id=organization_id, slack_user_id=slack_user_id)
    if other is not None and other.user_id != user.id:
        await session.delete(other)
        await session.flush()
    links = await people.list_links(session, organization_id=organization_id, user_id=user.id)
    mine = links[0] if links else _new_link(session, user, linked_by="operator")
    if mine.slack_user_id != slack_user_id or mine.linked_at is None:
        mine.linked_by, mine.linked_at = "operator", now()
        mine.timezone = mine.checked_at = None
    mine.slack_user_id, mine.team_id = slack_user_id, team_id
    return user


async def accept_in_advance(session: AsyncSession, user: User) -> None:
    """Let this user be linked by e-mail whatever their role: the admin whom `leadbot init` names."""
    if not await people.list_links(session, organization_id=user.organization_id, user_id=user.id):
        _new_link(session, user, linked_by="init")


def _new_link(session: AsyncSession, user: User, *, linked_by: str) -> SlackIdentity:
    new = SlackIdentity(organization_id=user.organization_id, user_id=user.id, linked_by=linked_by)
    session.add(new)
    return new


def _custom_fields(declared: Any) -> list[CustomField]:
    """A list of {key, label, kind}, or {key: {label, kind}}; what has no key is passed over."""
    if isinstance(declared, dict):
        declared = [{"label": value, **(value if isinstance(value, dict) else {}), "key": key} for key, value in declared.items()]
    rows = [row for row in declared if isinstance(row, dict) and row.get("key")] if isinstance(declared, list) else []
    return [CustomField(str(row["key"]), _text(row.get("label"), str(row["key"])), _text(row.get("kind"), "text")) for row in rows]


def _text(value: Any, default: str) -> str:
    return value if isinstance(value, str) and value.strip() else default


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default
