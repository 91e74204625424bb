"""A process that is measured: `python -m bench.server leadbot | bare | default | noting`. Prints its port, then what it used whenever it gets SIGUSR1."""

import argparse
import asyncio
import json
import logging
import os
import resource
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path

from aiohttp import web
from pydantic import AnyHttpUrl, SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.app.async_server import AsyncSlackAppServer
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bench import noting, slack
from bot import logs, processes
from bot.app import build_app, build_routes
from bot.server import build_server
from bot.settings import Settings
from handlers.answers import Reply
from handlers.dispatch import Routes
from handlers.grammar import Verb
from store.urls import normalise_url

TEXT = "Type what you know of a lead: a number, an e-mail or a full name."
ROUTES = 100


def routes() -> Routes:
    """Leadbot's own, more beside them up to a hundred at least, and one verb that only answers."""
    ours = build_routes()

    async def only_answers() -> Reply:
        return Reply(TEXT)

    ours.table.pop(("command", Verb.HELP), None)
    ours.command(Verb.HELP, only_answers)
    for number in range(max(0, ROUTES - len(ours.table))):
        ours.action(f"measured.{number}", only_answers)
    return ours


@asynccontextmanager
async def leadbot(database_url: str, api_url: str, *, worker: bool) -> AsyncIterator[int]:
    """As `leadbot serve` does it, but for the routes; yields the port."""
    settings = Settings(
        _env_file=None,
        slack_signing_secret=SecretStr(slack.SECRET),
        slack_bot_token=SecretStr(slack.BOT_TOKEN),
        slack_api_url=AnyHttpUrl(api_url),
        organization="acme",
        host="127.0.0.1",
        port=0,
    )
    logs.configure(settings.log_level)
    async with processes.opened(settings, normalise_url(database_url)) as running:
        bot = build_app(
            database=running.database,
            workspace=running.workspace,
            client=running.client,
            signing_secret=slack.SECRET,
            command=settings.command,
            lead_url=None,
            routes=routes(),
        )
        async with AsyncExitStack() as stack:
            runner = await stack.enter_async_context(
                processes.listening(running.settings.host, running.settings.port, build_server(app=bot.app, ready=running.missing))
            )
            if worker:
                await stack.enter_async_context(processes.working(running, bot, close=runner.cleanup))
            yield runner.addresses[0][1]


@asynccontextmanager
async def bolt(*, process_before_response: bool, database_url: str = "") -> AsyncIterator[int]:
    """A Bolt app with one listener, on Bolt's own server; authorized from memory. With a database one that saves notes. Yields the port."""
    authorized = AuthorizeResult(enterprise_id=None, team_id=slack.TEAM, bot_token=slack.BOT_TOKEN, bot_id="B0", bot_user_id="U0")

    async def authorize() -> AuthorizeResult:
        return authorized

    app = AsyncApp(signing_secret=slack.SECRET, authorize=authorize, process_before_response=process_before_response)

    async def only_answers(ack: AsyncAck) -> None:
        await ack(response_type="ephemeral", text=TEXT)

    if not database_url:
        app.command("/lead")(only_answers)
    logging.basicConfig(level=logging.WARNING)
    runner = web.AppRunner(AsyncSlackAppServer(port=0, path="/slack/events", app=app, host="127.0.0.1").web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with noting.listening(app, database_url) if database_url else nullcontext():
            yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def used() -> dict[str, float]:
    """Seconds of CPU so far, and MiB of memory now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {"cpu": usage.ru_utime + usage.ru_stime, "mib": pages * os.sysconf("SC_PAGE_SIZE") / 2**20}


def say(**what: float) -> None:
    print(json.dumps(what), flush=True)


async def main(kind: str, database_url: str, api_url: str, *, worker: bool) -> None:
    """Serve until SIGTERM."""
    stop, imported = asyncio.Event(), used()["mib"]
    if kind == "leadbot":
        server = leadbot(database_url, api_url, worker=worker)
    else:
        server = bolt(process_before_response=kind != "default", database_url=database_url if kind == "noting" else "")
    async with server as port:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, lambda: say(**used()))
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        say(port=port, imported=imported)
        await stop.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("leadbot", "bare", "default", "noting"))
    parser.add_argument("--database-url", default="")
    parser.add_argument("--api-url", default="")
    parser.add_argument("--worker", action="store_true")
    given = parser.parse_args()
    asyncio.run(main(given.kind, given.database_url, given.api_url, worker=given.worker))
