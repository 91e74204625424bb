"""Direct messages about what somebody did: written with it in one transaction, sent after the commit."""

from sqlalchemy.ext.asyncio import AsyncSession

from crm.people import Actor
from handlers.answers import Reply
from store import deliveries
from store.database import driver_of
from store.people import list_names


async def tell(session: AsyncSession, actor: Actor, user_id: int | None, told: Reply) -> None:
    """Whom it concerns (users.id), where Slack reaches them; whoever does it themselves knows it."""
    if user_id is None or user_id == actor.user_id:
        return
    for one in await list_names(await driver_of(session), [user_id], organization_id=actor.organization_id):
        if one.slack_user_id:
            await deliveries.add(session, organization_id=actor.organization_id, destination=one.slack_user_id, message=told.message(), critical=True)
