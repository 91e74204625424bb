"""Who the bot is in Slack, and whether Slack takes its token."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.authorize import Workspace
from handlers import slack_errors
from handlers.deliveries.sending import NO_INSTALLATION
from store import deliveries, installations
from store.database import Database, unreachable

log = structlog.get_logger()

START_SECONDS = 2.0
"""How long a start waits for Slack's word on the token; a Slack that is slower or down holds nothing up."""
AGAIN_SECONDS = 60.0
"""Between looks whether the token is still taken."""

REINSTALL = "install the app again and copy the bot token from OAuth & Permissions"
ASK_SLACKS_ADMINS = "ask the admins of the Slack workspace to allow the app"
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "two_factor_setup_required"), REINSTALL),
        **dict.fromkeys(("access_denied", "ekm_access_denied", "enterprise_is_restricted", "no_permission", "team_access_not_granted"), ASK_SLACKS_ADMINS),
        "not_allowed_token_type": "it is not a bot's: copy the one that begins with xoxb- from OAuth & Permissions",
        "org_login_required": "the workspace is being moved into an organization: wait for the end of that, then install the app again",
    }
)
"""What to do where Slack's no to a token is final, by its code."""


def refusal(error: Exception) -> str | None:
    """A sentence where Slack says that the bot's token is no good; None where it only cannot say, or nothing is wrong with the token."""
    code = slack_errors.reason(error)
    advice = ADVICE.get(code)
    return f"Slack refuses LEADBOT_SLACK_BOT_TOKEN: {code}. {advice[0].upper()}{advice[1:]}." if advice else None


async def refused_at_once(client: AsyncWebClient) -> str | None:
    """The refusal, if Slack gives it within START_SECONDS. client: with the bot's token."""
    try:
        async with asyncio.timeout(START_SECONDS):
            await client.auth_test()
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        return refusal(error)  # whatever else it is, introduce() says it and tries again
    return None


async def introduce(client: AsyncWebClient, workspace: Workspace, database: Database, *, again_seconds: float = AGAIN_SECONDS) -> None:
    """Ask Slack who the bot is and keep it, then look now and then whether its token is still taken: workspace.refused says it. Until cancelled.

    Requests do not wait for it. Slack and the database may be away.
    """
    introduced, failures = False, 0
    while True:
        try:
            answer = await client.auth_test()
            workspace.refused = None
            if not introduced:
                await keep_installation(workspace, database, answer)
        except Exception as error:
            if not isinstance(error, SlackApiError | aiohttp.ClientError) and not unreachable(error):
                raise
            introduced = _noted(error, workspace, introduced=introduced)
            failures += 1
        else:
            introduced, failures = True, 0
        await asyncio.sleep(again_seconds if introduced else min(again_seconds, 2.0 ** min(failures - 1, 6)))


def _noted(error: Exception, workspace: Workspace, *, introduced: bool) -> bool:
    """Say what went wrong, a refusal once; whether the introduction still holds."""
    said = refusal(error)
    if said is None:
        log.warning("Slack does not say whether the bot's token works" if introduced else "the bot is not introduced yet", error=slack_errors.reason(error))
        return introduced
    if said != workspace.refused:
        log.error(said)
    workspace.refused = said
    return False


async def keep_installation(workspace: Workspace, database: Database, answer: AsyncSlackResponse) -> None:
    """Remember what auth.test said: which workspace this is, who the bot is in it, and which scopes were granted. What waited for a token goes on."""
    workspace.team_id, workspace.bot_id, workspace.bot_user_id = answer.get("team_id"), answer.get("bot_id"), answer.get("user_id")
    headers = {str(name).lower(): value for name, value in answer.headers.items()}
    workspace.scopes = tuple(scope for scope in str(headers.get("x-oauth-scopes") or "").split(",") if scope)
    if workspace.team_id is None:
        return
    async with database.sessions(workspace.organization_id).begin(None) as session:
        await installations.remember(
            session,
            organization_id=workspace.organization_id,
            team_id=workspace.team_id,
            team_name=answer.get("team"),
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
            scopes=list(workspace.scopes),
        )
        await deliveries.resume_after(session, organization_id=workspace.organization_id, reasons=NO_INSTALLATION)
