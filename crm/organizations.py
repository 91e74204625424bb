"""How an organization begins."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import UserError
from crm.people import accept_in_advance
from store import organizations
from store.models import Organization, User


class EmailElsewhere(UserError):
    """The e-mail is a user's of another organization."""

    def __init__(self, email: str) -> None:
        self.email = email


@dataclass(frozen=True, slots=True)
class Begun:
    """What `leadbot init` found or made."""

    organization: str
    admin: str
    made_organization: bool
    made_admin: bool
    promoted: bool


async def begin(session: AsyncSession, *, slug: str, name: str, admin_email: str) -> Begun:
    """An organization with its first admin, whom Slack may link by e-mail. A user who is there already becomes an active admin; the rest stays as it is.

    The session must be the owner's. Raises EmailElsewhere.
    """
    organization = await organizations.find_by_slug(session, slug)
    made_organization = organization is None
    if organization is None:
        organization = Organization(name=name, slug=slug)
        session.add(organization)
        await session.flush()
    admin = await organizations.find_user_anywhere(session, admin_email)
    if admin is not None and admin.organization_id != organization.id:
        raise EmailElsewhere(admin_email)
    made_admin = admin is None
    if admin is None:
        admin = User(email=admin_email, role="admin", is_active=True, organization_id=organization.id)
        session.add(admin)
    promoted = admin.role != "admin" or not admin.is_active
    admin.role, admin.is_active = "admin", True
    await session.flush()
    await accept_in_advance(session, admin)
    return Begun(organization.name, admin.email, made_organization, made_admin, promoted)
