"""How an organization begins."""

import re
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import UserError
from crm.people import accept_in_advance
from store import organizations
from store.models import Organization, User

LONGEST = 255
"""Characters that the platform's columns take."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class SlugNotPossible(UserError):
    """The slug has other signs than lower-case letters, digits and hyphens between them, or more than LONGEST."""

    def __init__(self, slug: str) -> None:
        self.slug = slug


class NameNotPossible(UserError):
    """The organization's name is blank or longer than LONGEST."""


class EmailNotPossible(UserError):
    """The e-mail is not something@something, or longer than LONGEST."""

    def __init__(self, email: str) -> None:
        self.email = email


class EmailElsewhere(UserError):
    """The e-mail is a user's of another organization."""

    def __init__(self, email: str) -> None:
        self.email = email


@dataclass(frozen=True, slots=True)
class Begun:
    """What `leadbot init` found or made. organization: its name as it is now; beside: e-mails of the active admins that were there, this one left out."""

    organization: str
    admin: str
    made_organization: bool
    made_admin: bool
    promoted: bool
    beside: tuple[str, ...]


async def begin(session: AsyncSession, *, slug: str, name: str, admin_email: str) -> Begun:
    """An organization with its first admin, whom Slack may link by e-mail. A user who is there already becomes an active admin; the rest stays as it is.

    The session must be the owner's. Raises SlugNotPossible, NameNotPossible, EmailNotPossible, EmailElsewhere.
    """
    organization = await organizations.find_by_slug(session, slug)
    made_organization = organization is None
    if organization is None:
        organization = _new_organization(slug, name)
        session.add(organization)
        await session.flush()
    admin = await organizations.find_user_anywhere(session, admin_email)
    if admin is not None and admin.organization_id != organization.id:
        raise EmailElsewhere(admin_email)
    before = await organizations.list_admin_emails(session, organization_id=organization.id)
    made_admin = admin is None
    if admin is None:
        admin = _new_admin(admin_email, organization.id)
        session.add(admin)
    promoted = admin.role != "admin" or not admin.is_active
    admin.role, admin.is_active = "admin", True
    await session.flush()
    await accept_in_advance(session, admin)
    return Begun(organization.name, admin.email, made_organization, made_admin, promoted, tuple(email for email in before if email != admin.email))


def _new_organization(slug: str, name: str) -> Organization:
    """What is there already may be called otherwise: the platform made it."""
    if len(slug) > LONGEST or not SLUG.fullmatch(slug):
        raise SlugNotPossible(slug)
    if len(name) > LONGEST or not name.strip():
        raise NameNotPossible
    return Organization(name=name, slug=slug)


def _new_admin(email: str, organization_id: int) -> User:
    if len(email) > LONGEST or not EMAIL.fullmatch(email):
        raise EmailNotPossible(email)
    return User(email=email, role="admin", is_active=True, organization_id=organization_id)
