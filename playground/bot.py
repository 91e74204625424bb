"""Leadbot as child processes, with public settings and nothing of the caller's environment that could change them."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from playground.children import Child

SIGNING_SECRET, BOT_TOKEN, APP_TOKEN = "playground-signing-secret", "xoxb-playground", "xapp-playground"  # of a local Slack that nobody else reaches
READY_SECONDS = 120
SET_UP = (
    ("making the tables", ("migrate",)),
    ("making the organization", ("init", "--organization", "acme", "--name", "Acme", "--admin", "dora@acme.example")),
    ("adding sample data", ("seed",)),
    ("linking Dora, the admin", ("link", "dora@acme.example", "UDORA")),
    ("linking Cara, the manager", ("link", "cara@acme.example", "UCARA")),
)
DONE = "set-up-done"  # in the data folder; later starts only migrate, because people have changed the data since


class NotReady(Exception):
    """The bot did not become ready in time."""


@dataclass(frozen=True)
class Place:
    """Where the bot runs: its folder (log, data), its port, its Slack."""

    folder: Path
    port: int
    api_url: str

    @property
    def url(self) -> str:
        """The bot's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the bot said."""
        return self.folder / "leadbot.log"

    def environment(self) -> dict[str, str]:
        """Ours instead of every inherited LEADBOT_ value; Slack's own names go too, because Bolt reads them."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LEADBOT_", "SLACK_"))}
        return inherited | {
            "LEADBOT_SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "LEADBOT_SLACK_BOT_TOKEN": BOT_TOKEN,
            "LEADBOT_SLACK_API_URL": self.api_url,
            "LEADBOT_ORGANIZATION": "acme",
            "LEADBOT_HOST": "127.0.0.1",
            "LEADBOT_PORT": str(self.port),
            "LEADBOT_PUBLIC_URL": self.url,
            "LEADBOT_DATA_DIR": str(self.folder / "data"),  # made by the bot: as root it has to admit its database's user
        }

    async def start(self, name: str, arguments: tuple[str, ...]) -> Child:
        """Start one of leadbot's commands. Its folder holds no .env, so that none is read."""
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        script = Path(sys.executable).parent / "leadbot"
        return await Child.start(name, (str(script), *arguments), environment=self.environment(), cwd=empty, log=self.log)


async def set_up(place: Place, say: Callable[[str], None]) -> None:
    """Tables, organization, sample data, links: all at the first start, later only the tables. Raises ChildFailed."""
    done = place.folder / DONE
    for what, arguments in SET_UP[:1] if done.exists() else SET_UP:
        say(f"  {what} …")
        child = await place.start(f"leadbot {arguments[0]}", arguments)
        try:
            await child.finish()
        finally:
            await child.stop()
    done.touch()


async def wait_ready(place: Place) -> None:
    """Until /readyz says so. Raises NotReady."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await _is_ready(session, f"{place.url}/readyz"):  # noqa: ASYNC110 - another process cannot set an Event of ours
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise NotReady(f"Leadbot was not ready after {READY_SECONDS} seconds.") from error


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.ok
    except (aiohttp.ClientError, TimeoutError):
        return False
