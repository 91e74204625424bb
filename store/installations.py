"""Connected workspaces."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import now
from store.slack_models import Installation


async def remember(
    session: AsyncSession, *, organization_id: int, team_id: str, team_name: str | None, bot_id: str | None, bot_user_id: str | None, scopes: list[str]
) -> None:
    """Keep what Slack says of the workspace; the newest word counts."""
    said = {"organization_id": organization_id, "team_name": team_name, "bot_id": bot_id, "bot_user_id": bot_user_id, "scopes": scopes, "uninstalled_at": None}
    statement = insert(Installation).values(team_id=team_id, installed_at=now(), **said)
    await session.execute(statement.on_conflict_do_update(index_elements=["team_id"], set_=said))
