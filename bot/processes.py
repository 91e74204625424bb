"""serve, socket and worker: what a process opens, in which order, and how it ends."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import asyncpg
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import URL

from bot import slack
from bot.app import Bot, build_app
from bot.authorize import Workspace
from bot.introduction import introduce, refused_at_once
from bot.server import build_server
from bot.settings import Settings
from bot.socket import SocketConnection
from bot.worker import Rhythm, run_worker
from handlers import slack_errors
from handlers.mail import mailer
from handlers.notes.mailing import Post
from handlers.site import Site
from store import migrate, notifications, organizations
from store.database import Database, behind_transaction_pooler, connect, unreachable
from store.urls import driver_url

log = structlog.get_logger()

GRACE_SECONDS = 9.0
"""From the signal to the end, for what is promised; supervisors kill after ten."""
RHYTHM = Rhythm(finish_seconds=GRACE_SECONDS - 1)
FAREWELL_SECONDS = 0.5
"""How long connections may take to close at the very end."""
READY_SECONDS = 3.0
"""A database that takes longer to say whether it is migrated counts as out of reach."""


class CannotStart(Exception):
    """Why a process does not start, and what to do: one sentence."""


@dataclass(frozen=True)
class Running:
    """What every process has open."""

    settings: Settings
    url: URL
    database: Database
    workspace: Workspace
    client: AsyncWebClient
    stop: asyncio.Event

    async def clients(self, organization_id: int) -> AsyncWebClient:
        """A client with the token of an organization's workspace."""
        if organization_id != self.workspace.organization_id:
            raise LookupError(f"no workspace of organization {organization_id} is connected")
        assert self.client.session is not None
        return slack.client(self.client.session, api_url=self.client.base_url, token=self.workspace.bot_token)

    def lead_address(self, lead_id: int) -> str:
        """Where a link to a lead leads: to the platform, else into the workspace."""
        if self.settings.lead_url:
            return self.settings.lead_url.replace("{id}", str(lead_id))
        return f"https://app.slack.com/client/{self.workspace.team_id}" if self.workspace.team_id else "https://slack.com/"

    async def missing(self) -> str | None:
        """For /readyz: what keeps this process from working."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                current = await migrate.current(driver_url(self.url))
        except Exception as error:
            if unreachable(error):
                return "the database cannot be reached"
            if isinstance(error, asyncpg.PostgresError):
                log.warning("the database cannot be used", error=type(error).__name__)
                return "the database cannot be used"
            raise
        return self.workspace.refused if current == migrate.head() else "the database is not migrated: run leadbot migrate"


async def serve(settings: Settings, url: URL) -> None:
    """HTTP, and a worker in the same process. Returns after SIGTERM or Ctrl-C."""
    if settings.slack_signing_secret is None:
        raise CannotStart("LEADBOT_SLACK_SIGNING_SECRET is not set. It is in your Slack app's settings, under Basic Information.")
    async with opened(settings, url) as running:
        await refuse_dead_bot_token(running)
        bot = bot_of(running, signing_secret=settings.slack_signing_secret.get_secret_value())
        async with (
            listening(settings.host, settings.port, build_server(app=bot.app, ready=running.missing, lead_address=running.lead_address)) as runner,
            working(running, bot, close=runner.cleanup),
        ):
            log.info("leadbot serves", address=f"http://{settings.host}:{settings.port}")
            await running.stop.wait()


async def socket(settings: Settings, url: URL) -> None:
    """Socket Mode, and a worker in the same process; health and metrics over HTTP."""
    if settings.slack_app_token is None:
        raise CannotStart("LEADBOT_SLACK_APP_TOKEN is not set. Make one with the scope connections:write, under Basic Information → App-Level Tokens.")
    token = settings.slack_app_token.get_secret_value()
    async with opened(settings, url) as running:
        bot = bot_of(running, signing_secret=None)
        await refuse_dead_app_token(running.client, token)
        await refuse_dead_bot_token(running)
        connection = SocketConnection(bot.app, running.client, token)

        async def missing() -> str | None:
            return await running.missing() or (None if await connection.is_connected() else "the socket is not connected")

        async with listening(settings.host, settings.port, build_server(app=None, ready=missing, lead_address=running.lead_address)):
            log.info("leadbot listens over Socket Mode", health=f"http://{settings.host}:{settings.port}/healthz")
            try:
                async with working(running, bot, close=connection.refuse):
                    await connection.run(running.stop)
            finally:
                await connection.close()


async def worker(settings: Settings, url: URL, *, port: int | None) -> None:
    """Only the jobs; with a port health and metrics over HTTP."""
    async with opened(settings, url) as running, AsyncExitStack() as stack:
        if port is not None:
            await stack.enter_async_context(listening(settings.host, port, build_server(app=None, ready=running.missing), advice="Name another with --port."))
        await run_worker(running.database, running.clients, stop=running.stop, rhythm=RHYTHM, mail=post_of(settings))


@asynccontextmanager
async def opened(settings: Settings, url: URL) -> AsyncIterator[Running]:
    """The database, looked at; the organization; Slack's session; signals."""
    if settings.slack_bot_token is None:
        raise CannotStart("LEADBOT_SLACK_BOT_TOKEN is not set. Install the app to your workspace: the token stands under OAuth & Permissions.")
    await look_at(url)
    async with AsyncExitStack() as stack:
        database = connect(url)
        stack.push_async_callback(let_go, database)
        organization_id = await organization_of(settings, database)
        session = await stack.enter_async_context(slack.open_session(str(settings.slack_api_url)))
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        workspace = Workspace(organization_id, settings.slack_bot_token.get_secret_value())
        client = slack.client(session, api_url=str(settings.slack_api_url), token=None)
        yield Running(settings, url, database, workspace, client, stop)


async def let_go(database: Database) -> None:
    """Close the connections; a server that hangs is not waited for."""
    try:
        async with asyncio.timeout(FAREWELL_SECONDS):
            await database.close()
    except TimeoutError:
        log.warning("the database did not let go of its connections")


def bot_of(running: Running, *, signing_secret: str | None) -> Bot:
    """The bot on what the process has open."""
    settings = running.settings
    return build_app(
        database=running.database,
        workspace=running.workspace,
        client=running.client,
        signing_secret=signing_secret,
        command=settings.command,
        campaign_command=settings.campaign_command,
        lead_url=settings.lead_url,
        public_url=settings.public_url,
        mails=settings.smtp_url is not None,
    )


def post_of(settings: Settings) -> Post:
    """What mails are sent with."""
    site = Site(settings.command, settings.campaign_command, settings.lead_url)
    if settings.smtp_url is None or settings.mail_from is None:
        return Post(None, site)
    return Post(mailer(settings.smtp_url.get_secret_value(), settings.mail_from), site)


@asynccontextmanager
async def listening(host: str, port: int, server: web.Application, *, advice: str = "Set LEADBOT_PORT to a free port.") -> AsyncIterator[web.AppRunner]:
    """The server on its port. Its cleanup() takes nothing new and waits until what it took is acked."""
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=GRACE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise CannotStart(f"Port {port} of {host} cannot be listened on: {why}. {advice}") from error
    try:
        yield runner
    finally:
        await runner.cleanup()


@asynccontextmanager
async def working(running: Running, bot: Bot, *, close: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """The background of a process that answers: the worker, the cache's ear, and who we are in Slack. close: how nothing new is taken at the end."""

    def changed(payload: str | None) -> None:
        bot.people.forget(int(payload) if payload and payload.isdigit() else None)

    async with asyncio.TaskGroup() as tasks:
        jobs = tasks.create_task(run_worker(running.database, running.clients, stop=running.stop, rhythm=RHYTHM, mail=post_of(running.settings)))
        hearing = tasks.create_task(notifications.listen(running.url, notifications.PEOPLE, told=changed, stop=running.stop))
        client = await running.clients(running.workspace.organization_id)
        introducing = tasks.create_task(introduce(client, running.workspace, running.database))
        try:
            yield
        finally:
            running.stop.set()
            introducing.cancel()
            await leave(bot, close, {jobs, hearing})


async def leave(bot: Bot, close: Callable[[], Awaitable[None]], background: set[asyncio.Task[None]]) -> None:
    """Take nothing new and finish what is promised, in GRACE_SECONDS altogether; then cut off what is left."""
    ends_at = asyncio.get_running_loop().time() + GRACE_SECONDS
    try:
        async with asyncio.timeout_at(ends_at):
            await close()
            await bot.dispatcher.drain(GRACE_SECONDS)
            await asyncio.wait(background)
    except TimeoutError:
        log.warning("stopped in the middle of work", requests=len(bot.dispatcher.running))
    for task in background:
        task.cancel()


async def look_at(url: URL) -> None:
    """Refuse a database that cannot be worked with, saying what to do."""
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            pooled = await behind_transaction_pooler(url)
            current = None if pooled else await migrate.current(driver_url(url))
    except Exception as error:
        if unreachable(error) or isinstance(error, asyncpg.PostgresError):
            raise CannotStart(f"The database cannot be used: {reason(error)}. Look at LEADBOT_DATABASE_URL.") from error
        raise
    if pooled:
        raise CannotStart("The database is behind a pooler in transaction mode: settings of one session would reach another. Use its direct address.")
    if current != migrate.head():
        raise CannotStart("The database is not migrated. Run `leadbot migrate`.")


def reason(error: Exception) -> str:
    """The first line of what an error says, to stand in a sentence."""
    said = str(error).strip().splitlines()
    return said[0].rstrip(".") if said else "it does not answer"


async def organization_of(settings: Settings, database: Database) -> int:
    """The organization that the workspace belongs to."""
    if not settings.organization:
        raise CannotStart("LEADBOT_ORGANIZATION is not set: the slug of the organization that this workspace belongs to (see `leadbot init`).")
    async with database.jobs.connect() as connection:
        organization_id = await organizations.id_of(connection, settings.organization)
    if organization_id is None:
        raise CannotStart(f"There is no organization {settings.organization}. Run `leadbot init --organization {settings.organization} --name … --admin …`.")
    return organization_id


async def refuse_dead_bot_token(running: Running) -> None:
    """Say before anything is taken that it could not be answered."""
    if said := await refused_at_once(await running.clients(running.workspace.organization_id)):
        raise CannotStart(said)


async def refuse_dead_app_token(client: AsyncWebClient, token: str) -> None:
    """Say at once what the SDK would only repeat in the log."""
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        raise CannotStart(f"Slack refuses LEADBOT_SLACK_APP_TOKEN: {slack_errors.reason(error)}. It needs the scope connections:write.") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise CannotStart(f"Slack cannot be reached: {type(error).__name__}. Look at the network, or LEADBOT_SLACK_API_URL.") from error
