"""Whether a person may open a form at all. The rule itself is asked again in the transaction."""

from crm.people import Actor, Role, require
from store.database import Sessions


async def may(actor: Actor, sessions: Sessions, role: Role, doing: str) -> None:
    """Asks the database only for whom to name in a refusal: a form opens before anything else is asked. Raises NotAllowed."""
    if not actor.is_at_least(role):
        async with sessions.read() as connection:
            await require(connection, actor, role, doing)
