"""Fixtures and samples of these files: a workspace with an app that uses all of Slack, and the smallest payloads."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import yaml

from playground.judge import Surface
from playground.rules import Flags
from playground.server import Playground
from playground.validator import validate_blocks
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


@dataclass(frozen=True)
class Fact:
    """What Slack takes and what it refuses of the same kind, on a surface; `lenient` are flags by which it would take the refused too."""

    says: str
    takes: list[Any]
    refuses: list[Any]
    surface: Surface = "message"
    lenient: Flags | None = None

    def __str__(self) -> str:
        return self.says

    def hold(self) -> None:
        """Each block alone is judged."""
        for block in self.takes:
            assert said(block, self.surface) == [], block
        for block in self.refuses:
            assert said(block, self.surface), block
            assert self.lenient is None or said(block, self.surface, self.lenient) == [], block


def said(block: Any, surface: Surface = "message", flags: Flags | None = None) -> list[str]:
    """What is said of one block, or of several together."""
    return [str(problem) for problem in validate_blocks(block if isinstance(block, list) else [block], flags, surface=surface)]
