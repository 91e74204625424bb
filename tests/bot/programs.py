"""leadbot as a child process, with settings of the test's own and nothing of the caller's."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.leadbot import APP_TOKEN, BOT_TOKEN, SECRET

SCRIPT = Path(sys.executable).parent / "leadbot"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What is given is set; of the caller's only what is no setting of ours or of Slack's libraries."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LEADBOT_", "SLACK_"))}
    return {**inherited, **settings}


def settings(url: str, slack=None, **more: str) -> dict[str, str]:
    """All that a process needs to run against the local Slack."""
    api_url = slack.api_url if slack else "http://127.0.0.1:1/api/"
    return {
        "LEADBOT_DATABASE_URL": url,
        "LEADBOT_SLACK_SIGNING_SECRET": SECRET,
        "LEADBOT_SLACK_BOT_TOKEN": BOT_TOKEN,
        "LEADBOT_SLACK_APP_TOKEN": APP_TOKEN,
        "LEADBOT_SLACK_API_URL": api_url,
        "LEADBOT_ORGANIZATION": "acme",
        "LEADBOT_PORT": str(free_port()),
        **more,
    }


@dataclass
class Program:
    """A running leadbot. port: of its health, and of Slack's requests where it serves."""

    process: asyncio.subprocess.Process
    port: int

    async def ready(self) -> None:
        """Until /readyz says so. Raises TimeoutError."""
        async with asyncio.timeout(30), aiohttp.ClientSession() as session:
            while not await self._is_ready(session):
                assert self.process.returncode is None, await self.said()
                await asyncio.sleep(0.05)

    async def _is_ready(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                return answer.ok
        except aiohttp.ClientError:
            return False

    async def said(self) -> str:
        """All of its output, when it has ended."""
        out, err = await self.process.communicate()
        return f"{out.decode()}{err.decode()}"

    async def ended(self, seconds: float) -> int:
        """Its exit status. Raises TimeoutError."""
        return await asyncio.wait_for(self.process.wait(), seconds)


@asynccontextmanager
async def started(*arguments: str, settings: Mapping[str, str], cwd: Path) -> AsyncIterator[Program]:
    """leadbot with arguments; killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        SCRIPT, *arguments, env=environment(settings), cwd=cwd, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        port = settings.get("LEADBOT_PORT", "3000")
        yield Program(process, int(port) if port.isdigit() else 0)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def run(*arguments: str, settings: Mapping[str, str], cwd: Path, seconds: float = 60) -> tuple[int | None, str]:
    """Exit status and output of a command that ends by itself."""
    async with started(*arguments, settings=settings, cwd=cwd) as program, asyncio.timeout(seconds):
        said = await program.said()
        return program.process.returncode, said
