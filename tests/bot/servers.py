"""A PostgreSQL of the tests' own that they may stop, hold and start again."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from store.embedded import running


@dataclass
class Server:
    """url: of its empty database, `leadbot`."""

    data_dir: Path
    users: ExitStack = field(default_factory=ExitStack)
    url: str = ""

    async def start(self) -> None:
        self.url = await asyncio.to_thread(self.users.enter_context, running(self.data_dir, durable=False))

    async def stop(self) -> None:
        """A fast shutdown, as a restart of the service does it."""
        pid_file = self.data_dir / "postgres" / "data" / "postmaster.pid"
        os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGINT)
        async with asyncio.timeout(20):
            while pid_file.exists():
                await asyncio.sleep(0.02)


@contextmanager
def frozen(pids: list[int]) -> Iterator[None]:
    """These processes stand still for a while."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def backends(url: str, application: str = "leadbot") -> list[int]:
    """The server's processes behind the connections of a program."""
    connection = await asyncpg.connect(url)
    try:
        return [row["pid"] for row in await connection.fetch("select pid from pg_stat_activity where application_name = $1", application)]
    finally:
        await connection.close()
