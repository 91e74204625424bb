"""Organizations, looked up before a session belongs to one."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from store.models import Organization, User


async def id_of(connection: AsyncConnection, slug: str) -> int | None:
    """The organization's id. The connection must see every organization: the owner's, or that of the jobs."""
    columns = Organization.__table__.c
    found: int | None = (await connection.execute(select(columns.id).where(columns.slug == slug))).scalar_one_or_none()
    return found


async def find_by_slug(session: AsyncSession, slug: str) -> Organization | None:
    """The organization, for the owner."""
    return (await session.scalars(select(Organization).where(Organization.slug == slug))).one_or_none()


async def find_user_anywhere(session: AsyncSession, email: str) -> User | None:
    """The user with the e-mail in any organization, for the owner: e-mails are unique across them."""
    return (await session.scalars(select(User).where(func.lower(User.email) == email.lower()).limit(1))).one_or_none()


async def list_admin_emails(session: AsyncSession, *, organization_id: int, limit: int = 20) -> Sequence[str]:
    """The e-mails of the active admins, for the owner; oldest first."""
    statement = select(User.email).where(User.organization_id == organization_id, User.role == "admin", User.is_active).order_by(User.id).limit(limit)
    return (await session.scalars(statement)).all()
