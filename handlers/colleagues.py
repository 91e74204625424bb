"""Colleagues who are named in a line."""

from collections.abc import Awaitable, Callable, Sequence

from crm.people import Actor
from store import people
from store.database import Sessions
from store.people import Colleague

Introduce = Callable[[Sequence[str]], Awaitable[None]]


async def named(slack_user_ids: Sequence[str], actor: Actor, sessions: Sessions, introduce: Introduce) -> Sequence[Colleague]:
    """The people behind Slack users, in the order asked for. Whoever never spoke to Leadbot is linked first, if they can be; who cannot is left out."""
    async with sessions.read() as connection:
        known = await people.list_colleagues(connection, slack_user_ids, organization_id=actor.organization_id)
    if len(known) < len(slack_user_ids):
        linked = {colleague.slack_user_id for colleague in known}
        await introduce([one for one in slack_user_ids if one not in linked])
        async with sessions.read() as connection:
            known = await people.list_colleagues(connection, slack_user_ids, organization_id=actor.organization_id)
    return known
