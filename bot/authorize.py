"""Installation → AuthorizeResult, from memory: no Web API call and no query a request."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext


@dataclass
class Workspace:
    """The one workspace of a start by token. What Slack says of the bot is filled in when auth.test has answered."""

    organization_id: int
    bot_token: str
    team_id: str | None = None
    bot_id: str | None = None
    bot_user_id: str | None = None
    scopes: tuple[str, ...] = ()
    refused: str | None = None
    """A sentence, while Slack refuses the token."""


class Authorize(AsyncAuthorize):
    """Bolt's authorization, answered from memory."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def __call__(self, *, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: Any) -> AuthorizeResult:
        """Every request of the one workspace has the one token. context learns the organization."""
        context["organization_id"] = self.workspace.organization_id
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_token=self.workspace.bot_token,
            bot_id=self.workspace.bot_id,
            bot_user_id=self.workspace.bot_user_id,
            bot_scopes=list(self.workspace.scopes),
        )
