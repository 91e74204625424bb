"""auth.test and apps.connections.open."""

from playground.people import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID, TEAM_NAME
from playground.webapi.call import Answer, Request


async def test(_request: Request) -> Answer:
    """Who the token is."""
    return {
        "url": "https://acme.slack.com/",
        "team": TEAM_NAME,
        "user": "leadbot",
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


async def connections_open(request: Request) -> Answer:
    """The one-time address of a socket."""
    return {"url": f"{request.base.replace('http', 'ws', 1)}/link?ticket={request.sockets.ticket()}&app_id={APP_ID}"}
