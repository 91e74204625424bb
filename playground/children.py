"""Child processes that end when we end, whatever ends us."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1
LAST_LINES = 25
LAST_BYTES = 16384


class ChildFailed(Exception):
    """A child ended with an error, or ended when it should have gone on."""

    def __init__(self, name: str, code: int, said: str) -> None:
        self.name, self.code, self.said = name, code, said
        super().__init__(name, code, said)


class Child:
    """A running child. Its output goes into a log file; the end of it is kept for when it fails."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name, self.process, self.log = name, process, log
        self._end = b""
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, name: str, command: Sequence[str], *, environment: Mapping[str, str], cwd: Path, log: Path) -> "Child":
        """Start it in a session of its own, so that Ctrl-C reaches only us."""
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            cwd=cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=ending_with(os.getpid()),
        )
        return cls(name, process, log)

    @property
    def said(self) -> str:
        """The end of its output."""
        return "\n".join(self._end.decode(errors="replace").splitlines()[-LAST_LINES:])

    async def _read(self) -> None:
        assert self.process.stdout is not None
        with self.log.open("ab") as log:
            while chunk := await self.process.stdout.read(65536):
                log.write(chunk)
                log.flush()
                self._end = (self._end + chunk)[-LAST_BYTES:]

    async def finish(self) -> None:
        """Wait for its end. Raises ChildFailed unless it ends well."""
        code = await self._ended()
        if code != 0:
            raise ChildFailed(self.name, code, self.said)

    async def never_ends(self) -> None:
        """Wait for an end that should not come. Raises ChildFailed when it does."""
        raise ChildFailed(self.name, await self._ended(), self.said)

    async def _ended(self) -> int:
        """Its exit code, when its last words were read. A grandchild may hold the pipe open: it is not waited for."""
        code = await self.process.wait()
        await asyncio.wait([self._reader], timeout=1)
        return code

    async def stop(self) -> None:
        """SIGTERM, ten seconds, SIGKILL."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)


def ending_with(parent: int) -> Callable[[], None] | None:
    """What a child does before it starts: ask Linux for a SIGTERM when its parent is gone, even by kill -9."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)  # loaded here: between fork and exec nothing may be loaded

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask
