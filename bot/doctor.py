"""`leadbot doctor`: what is set, what works, and what to do about what does not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import asyncpg
import yaml
from slack_sdk.errors import SlackApiError
from sqlalchemy import URL

from bot import slack
from bot.introduction import ADVICE
from bot.manifest import LINKS, TEMPLATE
from bot.settings import Settings
from handlers import slack_errors
from store import migrate, organizations
from store.database import behind_transaction_pooler, connect
from store.urls import driver_url


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: whether it is well, what was looked at, what was found or what to do."""

    well: bool
    what: str
    said: str


async def examine(settings: Settings, url: URL) -> AsyncIterator[Finding]:
    """Look at everything, one finding after the other."""
    for finding in look_at_settings(settings):
        yield finding
    async for finding in look_at_database(settings, url):
        yield finding
    async for finding in look_at_slack(settings):
        yield finding


def look_at_settings(settings: Settings) -> list[Finding]:
    """What a process cannot do without."""
    ways = [name for name, value in (("serve", settings.slack_signing_secret), ("socket", settings.slack_app_token)) if value]
    said = f"enough for leadbot {' and '.join(ways)}" if ways else "set LEADBOT_SLACK_SIGNING_SECRET for serve, or LEADBOT_SLACK_APP_TOKEN for socket"
    return [
        Finding(bool(ways), "settings", said),
        Finding(settings.slack_bot_token is not None, "bot token", "set" if settings.slack_bot_token else "set LEADBOT_SLACK_BOT_TOKEN"),
        Finding(settings.organization is not None, "organization", settings.organization or "set LEADBOT_ORGANIZATION to the slug of `leadbot init`"),
    ]


async def look_at_database(settings: Settings, url: URL) -> AsyncIterator[Finding]:
    """Reached, not behind a transaction pooler, migrated, and the organization there."""
    try:
        connection = await asyncpg.connect(driver_url(url), timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        yield Finding(False, "database", f"cannot be reached ({error}); look at LEADBOT_DATABASE_URL")
        return
    version = connection.get_server_version()
    await connection.close()
    yield Finding(version.major >= 15, "database", f"PostgreSQL {version.major}" + ("" if version.major >= 15 else ": 15 or newer is needed"))
    if await behind_transaction_pooler(url):
        yield Finding(False, "pooler", "in transaction mode: settings of one session reach another; use the database's direct address")
    current = await migrate.current(driver_url(url))
    yield Finding(current == migrate.head(), "migrations", "up to date" if current == migrate.head() else "run leadbot migrate")
    if current != migrate.head() or not settings.organization:
        return
    database = connect(url)
    try:
        async with database.jobs.connect() as jobs:
            there = await organizations.id_of(jobs, settings.organization) is not None
    finally:
        await database.close()
    yield Finding(there, "organization", "is there" if there else f"{settings.organization} is not there; run leadbot init")


async def look_at_slack(settings: Settings) -> AsyncIterator[Finding]:
    """The token works and has the scopes of manifest.yml; the app token opens a socket."""
    async with slack.open_session(str(settings.slack_api_url)) as session:
        if settings.slack_bot_token:
            yield await _bot_token(session, settings)
        if settings.slack_app_token:
            yield await _app_token(session, settings)


async def _bot_token(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    assert settings.slack_bot_token
    client = slack.client(session, api_url=str(settings.slack_api_url), token=settings.slack_bot_token.get_secret_value())
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        code = slack_errors.reason(error)
        return Finding(False, "Slack", f"refuses the bot token ({code}); {ADVICE.get(code, 'try again in a minute')}")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(False, "Slack", f"cannot be reached ({type(error).__name__}); look at the network, or LEADBOT_SLACK_API_URL")
    granted = next((str(value) for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "").split(",")
    wanted = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
    shows_links = bool(settings.lead_url or settings.public_url)
    missing = [scope for scope in wanted if scope not in granted and (shows_links or not scope.startswith(LINKS))]
    if missing:
        return Finding(False, "Slack", f"the bot token lacks {', '.join(missing)}; add them under OAuth & Permissions and install the app again")
    return Finding(True, "Slack", f"{answer.get('team')}, as {answer.get('user')}, with every scope that is needed")


async def _app_token(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    assert settings.slack_app_token
    client = slack.client(session, api_url=str(settings.slack_api_url), token=None)
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        return Finding(False, "Socket Mode", f"Slack refuses the app token ({slack_errors.reason(error)}); it needs the scope connections:write")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(False, "Socket Mode", f"Slack cannot be reached ({type(error).__name__})")
    return Finding(True, "Socket Mode", "the app token opens a connection")
