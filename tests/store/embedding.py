"""What the tests of the embedded PostgreSQL do to it: hold it from other processes, ask it, kill it."""

import asyncio
import fcntl
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from store.postgres_locks import open_lock, try_lock

ROOT = Path(__file__).parents[2]
IS_ROOT = os.geteuid() == 0
HIDDEN = IS_ROOT and (not os.access(ROOT, os.X_OK) or any(not parent.stat().st_mode & 0o001 for parent in ROOT.parents))
"""Whether another user than root can reach the project at all."""
HOLD = """
import signal, sys
from pathlib import Path
from store.embedded import EmbeddedUnavailable, running
try:
    with running(Path(sys.argv[1]), durable=sys.argv[2] == "True") as url:
        print(url, flush=True)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stdin.read()
except EmbeddedUnavailable as unavailable:
    print(unavailable)
    sys.exit(3)
"""


def start_holder(data_dir, *, durable=False, user=None, before="", path=ROOT):
    """A Python process that starts or joins the server, prints its URL (or the sentence that refuses it) and holds it until its stdin ends."""
    return subprocess.Popen(
        [sys.executable, "-c", before + HOLD, str(data_dir), str(durable)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(path), "PATH": os.environ["PATH"]},
        cwd="/",
        text=True,
        start_new_session=True,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user is not None else None,
        extra_groups=[] if user is not None else None,
    )


@contextmanager
def held(data_dir, **options) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A holder and the line that it printed; it is let go at the end, if it still lives, and must then end well."""
    with start_holder(data_dir, **options) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        if process.poll() is None:
            process.communicate()
            assert process.returncode == 0


def said(data_dir, **options) -> str:
    """What a holder that is refused says."""
    with start_holder(data_dir, **options) as process:
        out, _ = process.communicate()
    assert process.returncode == 3, out
    return out


def ask(url, *statements):
    """The first value that the last statement returns. In a thread: a test may have an event loop."""

    async def asked():
        connection = await asyncpg.connect(url, timeout=10)
        try:
            for statement in statements:
                value = await connection.fetchval(statement)
            return value
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked()).result()


def started_at(url):
    """Tells one start of a server from another."""
    return ask(url, "select pg_postmaster_start_time()")


def postmaster(data_dir) -> int:
    return int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def lives(data_dir) -> bool:
    """Whether any process of the server is left: they all hold this lock."""
    path = data_dir / "postgres" / "alive"
    if not path.exists():
        return False
    descriptor = open_lock(path)
    try:
        return not try_lock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def kill(process) -> None:
    """kill -9, of the process alone."""
    process.kill()
    process.wait()


def kill_postmaster(data_dir) -> None:
    """kill -9 of the server's first process; returns when its children have gone too."""
    os.kill(postmaster(data_dir), signal.SIGKILL)
    eventually(lambda: not lives(data_dir))


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "not within a minute"
        time.sleep(0.005)
