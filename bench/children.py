"""The processes that are measured, each on a core of its own where there are two."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORES = sorted(os.sched_getaffinity(0))
MEASURED, ELSEWHERE = {CORES[0]}, set(CORES[1:]) or {CORES[0]}
"""The core of what is measured, and those of everything else: the load, PostgreSQL. The same one where there is only one."""


@dataclass(frozen=True)
class Child:
    """port: where it serves. imported: MiB that it had after its imports."""

    process: asyncio.subprocess.Process
    port: int
    imported: float

    async def used(self) -> dict[str, float]:
        """Seconds of CPU so far, and MiB of memory now."""
        self.process.send_signal(signal.SIGUSR1)
        return await line_of(self.process)


async def line_of(process: asyncio.subprocess.Process) -> dict[str, Any]:
    """The next line that a child prints, read. Raises RuntimeError when it died."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    if not line:
        raise RuntimeError(f"a measured process ended with {await process.wait()}; its last words are above")
    read: dict[str, Any] = json.loads(line)
    return read


@asynccontextmanager
async def spawned(module: str, *arguments: str, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python module as a process on its core, with no setting of the surroundings. Its log goes to a file, and is shown when it fails."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LEADBOT_", "SLACK_"))}
    with log.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=written, env=inherited
        )
    os.sched_setaffinity(process.pid, MEASURED)
    try:
        yield process
    except RuntimeError:
        sys.stderr.write(log.read_text()[-4000:])
        raise
    finally:
        if process.returncode is None:
            process.kill()  # nothing of it is needed any more
        await process.wait()


@asynccontextmanager
async def serving(kind: str, *arguments: str, log: Path) -> AsyncIterator[Child]:
    """A server of bench/server.py, ready."""
    async with spawned("bench.server", kind, *arguments, log=log) as process:
        said = await line_of(process)
        yield Child(process, int(said["port"]), said["imported"])
