"""One workspace for all files that need no other; each test finds it as at the start, with an app that answers as it says."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import yaml

from playground import save
from playground.rules import Flags
from playground.server import Playground
from tests.playground.conftest import APP, BOT, SECRET, serving
from tests.playground.whole.conftest import MANIFEST, App, modal


@pytest.fixture(scope="package")
async def workspace(tmp_path_factory) -> AsyncIterator[Playground]:
    path = tmp_path_factory.mktemp("facts") / "manifest.yml"
    path.write_text(yaml.safe_dump(MANIFEST))
    async with Playground(path, signing_secret=SECRET, bot_token=BOT, app_token=APP) as playground:
        yield playground


@pytest.fixture
async def slack(workspace) -> AsyncIterator[Playground]:
    wire = workspace.ground.wire
    yield workspace
    await workspace.ground.close()
    await workspace.sockets.close()
    save.reset(workspace.ground)
    wire.events_url, wire.options_url, wire.ack_seconds, workspace.ground.flags = None, None, 3.0, Flags()


@pytest.fixture
async def app(slack) -> AsyncIterator[App]:
    listening = App()
    async with serving(listening.endpoint) as url:
        slack.events_url = url
        yield listening


@pytest.fixture
def opened(slack, client) -> Callable[..., Awaitable[Any]]:
    """Opens a modal for a person, as the app does; gives the view in front of them."""

    async def open_modal(*blocks: dict[str, Any], user: str = "UANA", **more: Any) -> Any:
        await client.views_open(trigger_id=slack.ground.triggers.issue(user), view=modal(*blocks, **more))
        return slack.view(user)

    return open_modal


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
