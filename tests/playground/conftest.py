"""A playground, and tiny Bolt apps to play against it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
SECRET, BOT, APP = "a secret for tests", "xoxb-tests", "xapp-tests"


def a_playground(**more) -> Playground:
    return Playground(MANIFEST, signing_secret=SECRET, bot_token=BOT, app_token=APP, **more)


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with a_playground() as playground:
        yield playground


@pytest.fixture
def client(slack) -> AsyncWebClient:
    return AsyncWebClient(token=BOT, base_url=slack.api_url)


@pytest.fixture
def bolt(slack) -> AsyncApp:
    """A Bolt app without listeners yet."""
    return AsyncApp(signing_secret=SECRET, token=BOT, client=AsyncWebClient(token=BOT, base_url=slack.api_url), process_before_response=True)


@pytest.fixture
async def over_http(slack, bolt) -> AsyncIterator[AsyncApp]:
    """The Bolt app, listening."""
    from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

    async def endpoint(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    async with serving(endpoint) as url:
        slack.events_url = url
        yield bolt


@pytest.fixture
async def over_sockets(slack, bolt) -> AsyncIterator[AsyncApp]:
    """The Bolt app, connected by Socket Mode."""
    handler = AsyncSocketModeHandler(bolt, APP, web_client=AsyncWebClient(token=BOT, base_url=slack.api_url), ping_interval=0.2)
    await handler.connect_async()
    await slack.sockets.wait_for(1)
    yield bolt
    await handler.client.close()
    await handler.client.aiohttp_client_session.close()


Endpoint = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(endpoint: Endpoint) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_post("/slack/events", endpoint)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@pytest.fixture
async def app_that(slack):
    """A bare app: give it what to do with a request."""
    async with AsyncExitStack() as servers:

        async def start(endpoint: Endpoint) -> None:
            slack.events_url = await servers.enter_async_context(serving(endpoint))

        yield start
