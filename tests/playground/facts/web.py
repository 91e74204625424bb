"""Fixtures and samples of these files: a workspace with an app that uses all of Slack, and the smallest payloads."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import yaml

from playground.server import Playground
from tests.playground.conftest import APP, BOT, SECRET, serving
from tests.playground.whole.conftest import MANIFEST, App

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Ana"}}
DIVIDER = {"type": "divider"}


@pytest.fixture(name="slack")
async def workspace(tmp_path) -> AsyncIterator[Playground]:
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(MANIFEST))
    async with Playground(path, signing_secret=SECRET, bot_token=BOT, app_token=APP) as playground:
        yield playground


@pytest.fixture(name="app")
async def listener(slack) -> AsyncIterator[App]:
    listening = App()
    async with serving(listening.endpoint) as url:
        slack.events_url = url
        yield listening


async def call(client: Any, method: str, **arguments: Any) -> dict[str, Any]:
    """The whole answer, refused or not, of a call that is made as a form, as simple clients do."""
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
    headers = {"Authorization": f"Bearer {client.token}"} if client.token else {}
    async with aiohttp.ClientSession() as session, session.post(f"{client.base_url}{method}", data=form, headers=headers) as response:
        answer: dict[str, Any] = await response.json()
        return answer | {"status": response.status, "headers": {name.lower(): value for name, value in response.headers.items()}}
