"""Direct messages about what somebody did: written with it in one transaction, sent after the commit."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from crm.people import Actor
from handlers.answers import Reply
from store import deliveries
from store.database import driver_of
from store.people import list_names


async def tell(session: AsyncSession, actor: Actor, told: Mapping[int, Reply]) -> None:
    """Whom it concerns (by users.id), where Slack reaches them; whoever does it themselves knows it."""
    others = [user_id for user_id in told if user_id != actor.user_id]
    if not others:
        return
    named = await list_names(await driver_of(session), others, organization_id=actor.organization_id)
    messages = {one.slack_user_id: told[one.user_id].message() for one in named if one.slack_user_id}
    await deliveries.add_all(session, organization_id=actor.organization_id, messages=messages, critical=True)
