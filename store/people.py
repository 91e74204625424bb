"""Who is who: Slack's users, the platform's, and the link between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.meanings import CAMPAIGN_NAME, MAILS, ROLE
from store.models import User, now
from store.slack_models import SlackIdentity

PERSON = f"""
    select u.id as user_id, u.organization_id, {ROLE} as role, u.first_name, u.last_name, coalesce(u.email, 'User #' || u.id) as email,
           u.is_active, u.timezone_preference, i.id as identity_id, i.timezone as slack_timezone, i.checked_at,
           coalesce(o.name, o.slug) as organization_name, o.is_active as organization_is_active, o.settings::text as settings,
           (select json_agg(json_build_array(c.id, {CAMPAIGN_NAME}, c.target_criteria))::text from (
               select id, name, target_criteria from campaigns where organization_id = o.id and status::text = 'active'
                   and coalesce(target_criteria::text, 'null') not in ('{{}}', '[]', 'null')
               order by start_date desc nulls last, id desc limit 20) c) as audiences
    from slack.identities i
    join users u on u.id = i.user_id
    join organizations o on o.id = u.organization_id
    where i.organization_id = $1 and i.slack_user_id = $2 and coalesce(i.team_id, $3) = $3
    order by i.team_id nulls last
    limit 1
"""

PERSON_NAME = "coalesce(nullif(trim(concat_ws(' ', {0}.first_name, {0}.last_name)), ''), {0}.email, 'User #' || {0}.id)"
"""What somebody is called. {0}: as which the table of users is joined."""

COLLEAGUES = f"""
    select distinct on (i.slack_user_id) i.slack_user_id, u.id as user_id, u.is_active, {ROLE} as role, u.email, {MAILS} as email_notifications,
           {PERSON_NAME.format("u")}::text as name
    from slack.identities i join users u on u.id = i.user_id
    where i.organization_id = $1 and i.slack_user_id = any ($2) order by i.slack_user_id, i.id
"""

BY_EMAIL = f"""
    select w.slack_user_id, u.id as user_id, u.is_active, {ROLE} as role, u.email, {MAILS} as email_notifications,
           {PERSON_NAME.format("u")}::text as name
    from unnest($2::text[], $3::text[]) w(slack_user_id, email) join users u on lower(u.email) = lower(w.email)
    where u.organization_id = $1 and u.is_active and {MAILS}
    order by w.slack_user_id limit 100
"""

LINKED = """
    select distinct i.slack_user_id from slack.identities i join users u on u.id = i.user_id
    where i.organization_id = $1 and i.slack_user_id is not null and u.is_active
"""

OF_ROLE = """
    select coalesce(nullif(trim(first_name), ''), email, 'User #' || id)::text as name from users
    where organization_id = $1 and role::text = any ($2) and is_active order by role desc, id limit $3
"""

NAMES = f"""
    select u.id, {PERSON_NAME.format("u")} as name, i.slack_user_id from unnest($2::int[]) with ordinality w(id, place)
    join users u on u.id = w.id left join lateral (
        select slack_user_id from slack.identities where user_id = u.id and slack_user_id is not null and u.is_active order by id limit 1) i on true
    where u.organization_id = $1 order by w.place
"""


ORGANIZATION = "select coalesce(name, slug)::text as name, is_active is true as is_active from organizations where id = $1"

IDLE = f"""
    select {PERSON_NAME.format("u")}::text as name, u.is_active is true as is_active from users u
    where u.organization_id = $1 and u.id = any ($2) and (u.is_active is not true or u.role::text = 'viewer') order by u.id limit 1
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A linked person as stored. settings is the organization's, as JSON text or None; audiences: its active campaigns' ids, names and criteria, likewise."""

    user_id: int
    organization_id: int
    role: str
    first_name: str | None
    last_name: str | None
    email: str
    is_active: bool
    timezone_preference: str | None
    identity_id: int
    slack_timezone: str | None
    checked_at: datetime | None
    organization_name: str
    organization_is_active: bool
    settings: str | None
    audiences: str | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague by their Slack account, active or not. email_notifications: mail them when Slack cannot reach them.

    is_linked: else the account is theirs by its e-mail only, and nothing is sent to it.
    """

    slack_user_id: str
    user_id: int
    is_active: bool
    role: str
    email: str
    email_notifications: bool
    name: str
    is_linked: bool = True

    @property
    def works(self) -> bool:
        """Whether leads and tasks can be theirs: a viewer only looks at them."""
        return self.is_active and self.role != "viewer"


@dataclass(frozen=True, slots=True)
class Named:
    """A user, by name. slack_user_id: None for whom Slack cannot reach."""

    user_id: int
    name: str
    slack_user_id: str | None


async def find_linked(connection: asyncpg.Connection, *, organization_id: int, team_id: str, slack_user_id: str) -> Person | None:
    """The person behind a Slack user, active or not; None when no link is stored."""
    row = await connection.fetchrow(PERSON, organization_id, slack_user_id, team_id)
    return Person(**row) if row else None


async def list_linked(connection: asyncpg.Connection, *, organization_id: int) -> Sequence[str]:
    """Slack user ids of the organization's active users."""
    return [row["slack_user_id"] for row in await connection.fetch(LINKED, organization_id)]


async def find_by_email(session: AsyncSession, email: str, *, organization_id: int) -> User | None:
    """The organization's one user with the e-mail in any case; where two differ only in case, the one that is spelt so."""
    statement = select(User).where(User.organization_id == organization_id, func.lower(User.email) == email.lower()).order_by(User.id).limit(10)
    users = (await session.scalars(statement)).all()
    return users[0] if len(users) == 1 else next((user for user in users if user.email == email), None)


async def list_admins(connection: asyncpg.Connection, *, organization_id: int, limit: int = 3) -> Sequence[str]:
    """First names of the active admins (an e-mail where a name is missing), oldest first."""
    return await list_of_role(connection, ("admin",), organization_id=organization_id, limit=limit)


async def list_of_role(connection: asyncpg.Connection, roles: Sequence[str], *, organization_id: int, limit: int = 3) -> Sequence[str]:
    """First names of active people in one of these roles."""
    return [row["name"] for row in await connection.fetch(OF_ROLE, organization_id, list(roles), limit)]


async def list_colleagues(connection: asyncpg.Connection, slack_user_ids: Sequence[str], *, organization_id: int) -> Sequence[Colleague]:
    """The people behind Slack users, in the order asked for; who is not linked is left out."""
    if not slack_user_ids:
        return ()
    found = {row["slack_user_id"]: Colleague(**row) for row in await connection.fetch(COLLEAGUES, organization_id, list(slack_user_ids))}
    return [found[one] for one in slack_user_ids if one in found]


async def list_by_email(connection: asyncpg.Connection, emails: Mapping[str, str], *, organization_id: int) -> Sequence[Colleague]:
    """Active colleagues who want mail, by the e-mails of Slack accounts that are not linked (account → e-mail)."""
    rows = await connection.fetch(BY_EMAIL, organization_id, list(emails), list(emails.values()))
    return [Colleague(**row, is_linked=False) for row in rows]


async def find_organization(connection: asyncpg.Connection, *, organization_id: int) -> tuple[str, bool] | None:
    """The organization's name, and whether it is active; None where there is none."""
    row = await connection.fetchrow(ORGANIZATION, organization_id)
    return (row["name"], row["is_active"]) if row else None


async def list_links(session: AsyncSession, *, organization_id: int, user_id: int) -> Sequence[SlackIdentity]:
    """A user's links, the one accepted in advance (without a Slack user) included."""
    statement = select(SlackIdentity).where(SlackIdentity.organization_id == organization_id, SlackIdentity.user_id == user_id).order_by(SlackIdentity.id)
    return (await session.scalars(statement.with_for_update())).all()


async def find_link(session: AsyncSession, *, organization_id: int, slack_user_id: str) -> SlackIdentity | None:
    """The link of a Slack user."""
    statement = select(SlackIdentity).where(SlackIdentity.organization_id == organization_id, SlackIdentity.slack_user_id == slack_user_id)
    return (await session.scalars(statement.with_for_update().limit(1))).one_or_none()


async def note_timezone(session: AsyncSession, *, organization_id: int, identity_id: int, timezone: str | None) -> None:
    """Keep what Slack says of a person's zone, and when it said so."""
    mine = (SlackIdentity.id == identity_id) & (SlackIdentity.organization_id == organization_id)
    await session.execute(update(SlackIdentity).where(mine).values(timezone=timezone, checked_at=now()))


async def find_idle(connection: asyncpg.Connection, user_ids: Sequence[int], *, organization_id: int) -> tuple[str, bool] | None:
    """The first of these users who cannot have leads, see Colleague.works: the name, and whether they are active."""
    row = await connection.fetchrow(IDLE, organization_id, list(user_ids))
    return (row["name"], row["is_active"]) if row else None


async def list_names(connection: asyncpg.Connection, user_ids: Sequence[int], *, organization_id: int) -> Sequence[Named]:
    """Users in this order, and where they are told things."""
    rows = await connection.fetch(NAMES, organization_id, list(user_ids))
    return [Named(row["id"], row["name"], row["slack_user_id"]) for row in rows]
