"""auth.test, auth.revoke, apps.uninstall, apps.connections.open, oauth.v2.access."""

import base64
import hashlib
import secrets
from typing import Any

from playground.occasions import ended, uninstalled
from playground.people import APP_ID, BOT_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from playground.webapi.call import Answer, Refused, Request

CODE_LIFETIME = 600  # seconds


async def test(_request: Request) -> Answer:
    """Who the token is."""
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": "leadbot",
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


async def revoke(request: Request) -> Answer:
    """From now on the token is dead; `test` only tries."""
    if request.flag("test"):
        return {"revoked": False}
    request.ground.keep(ended(request.ground, "token_revoked"))
    request.state.installation.error = "token_revoked"
    return {"revoked": True}


async def uninstall(request: Request) -> Answer:
    """The app is gone from the workspace, with all its tokens."""
    _check_client(request)
    request.state.installation.error = "account_inactive"
    request.ground.keep(uninstalled(request.ground))
    return {}


def _check_client(request: Request) -> None:
    credentials = request.ground.credentials
    if request.need("client_id") != credentials.client_id:
        raise Refused("invalid_client_id")
    if request.need("client_secret") != credentials.client_secret:
        raise Refused("bad_client_secret")


async def connections_open(request: Request) -> Answer:
    """The one-time address of a socket."""
    return {"url": f"{request.base.replace('http', 'ws', 1)}/link?ticket={request.ground.sockets.ticket()}&app_id={APP_ID}"}


async def oauth_access(request: Request) -> Answer:
    """A code of the consent page for the bot's token; a code works once and for ten minutes."""
    if request.text("grant_type") == "refresh_token":
        raise Refused("invalid_refresh_token")  # this app's tokens do not rotate
    _check_client(request)
    consent = request.ground.credentials.codes.pop(request.need("code"), None)
    if consent is None or request.state.clock.now() - consent["at"] > CODE_LIFETIME:
        raise Refused("invalid_code")
    if request.text("redirect_uri") != consent["redirect_uri"]:
        raise Refused("bad_redirect_uri")
    if consent["code_challenge"] and _challenge(request.text("code_verifier")) != consent["code_challenge"]:
        raise Refused("invalid_code_verifier")
    return _installed(request, consent)


def _challenge(verifier: str) -> str:
    """PKCE's S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _installed(request: Request, consent: dict[str, Any]) -> Answer:
    """A living installation keeps its token and gains scopes, a dead one gets a new token and just these."""
    installation = request.state.installation
    if installation.error:
        installation.bot_token, installation.error = f"xoxb-{secrets.token_hex(12)}", ""
        installation.scopes = set(consent["scopes"])
    else:
        installation.scopes |= set(consent["scopes"])
    installation.installed = True
    return {
        "app_id": APP_ID,
        "authed_user": {"id": consent["user"]},
        "scope": ",".join(sorted(installation.scopes)),
        "token_type": "bot",
        "access_token": installation.bot_token,
        "bot_user_id": BOT_USER_ID,
        "team": {"id": TEAM_ID, "name": TEAM_NAME},
        "enterprise": None,
        "is_enterprise_install": False,
    }
