"""One server process: is it there, start it, wait for it, stop it.

No process number says whether the server lives: numbers are stale after a crash and soon belong to others. The server and all
its children inherit a lock instead, `alive`, which the kernel releases when the last of them has ended.
"""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg

from store import postgres_socket
from store.postgres_account import Account
from store.postgres_errors import DISK_FULL, EmbeddedUnavailable
from store.postgres_locks import is_held, open_lock, try_lock, wait_until
from store.postgres_programs import Programs

DATABASE = "leadbot"
STARTS_WITHIN = 120  # seconds; mending after a crash included
STOPS_WITHIN = ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))  # fast, immediate, and the kernel's; a commit survives each
SCARCE = 1 << 20  # bytes left on the disk; with less not even the log can say why
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def is_alive(home: Path) -> bool:
    """Whether a server or any child of one still works on the files."""
    return is_held(home / "alive")


def is_reachable(home: Path, account: Account) -> bool:
    """False: it says it is ready, but its socket is gone (a cleaner of /tmp, say), so that nobody can speak to it any more."""
    where = postgres_socket.directory(home)
    present = where is not None and postgres_socket.is_private(where, account) and (where / postgres_socket.NAME).is_socket()
    return present or not _is_ready(home)


def start(home: Path, programs: Programs, account: Account, *, durable: bool) -> None:
    """Start the server and come back at once. Called with the gate held, when none is alive. Raises EmbeddedUnavailable, OSError."""
    if (stranger := _postmaster(home)) is not None:
        raise EmbeddedUnavailable(
            f"A PostgreSQL that Leadbot did not start (process {stranger}) works in {home / 'data'}.",
            f"Stop it with `kill -INT {stranger}`, then start Leadbot again.",
        )
    (home / "data" / "postmaster.pid").unlink(missing_ok=True)  # nobody is alive: empty, stale or with a number that is another's by now
    socket = postgres_socket.prepare(home, account)
    settings = {
        "listen_addresses": "",
        "port": str(postgres_socket.PORT),
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "log_destination": "stderr",
        "logging_collector": "off",
        **({} if durable else FAST),
    }
    _launch([programs.directory / "postgres", "-D", home / "data", *(f"--{name}={value}" for name, value in settings.items())], home, account)


def _launch(command: list[str | Path], home: Path, account: Account) -> None:
    """Through a shell that ends at once: the server is then nobody's child, so that it stays when we go and leaves no zombie with us."""
    log = home / "log"
    if log.exists():
        log.replace(home / "log.1")  # two starts are kept: small, and a refusal is not buried under the next try
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    alive = open_lock(home / "alive")
    try:
        try_lock(alive, fcntl.LOCK_EX)
        account.run(["/bin/sh", "-c", '"$@" &', "sh", *command], output=output, limit=30, keep=[alive])
    finally:
        os.close(alive)
        os.close(output)


def wait(home: Path) -> Path | None:
    """Wait until the server answers and has our database; returns the socket's directory. None: it ended. Raises EmbeddedUnavailable."""
    if not wait_until(lambda: not is_alive(home) or (_is_ready(home) and _answers(home)), limit=STARTS_WITHIN):
        raise refusal(home, f"has not become ready in {STARTS_WITHIN} seconds")
    return postgres_socket.directory(home) if is_alive(home) else None


def refusal(home: Path, how: str) -> EmbeddedUnavailable:
    """Why there is no server, in its own words: the end of its log."""
    said = (home / "log").read_text(errors="replace")
    if shutil.disk_usage(home).free < SCARCE or "No space left on device" in said or "Disk quota exceeded" in said:
        return EmbeddedUnavailable(f"The disk that holds {home} is full, so PostgreSQL {how}.", DISK_FULL)
    end = "\n".join(said.splitlines()[-15:])
    return EmbeddedUnavailable(f"PostgreSQL {how}. The end of its log, {home / 'log'}:\n{end}\n", "Mend what it says, or set LEADBOT_DATABASE_URL.")


def _answers(home: Path) -> bool:
    """Speak to it, and make our database where it is missing. In a thread: the caller may have an event loop."""
    where = postgres_socket.directory(home)
    if where is None:
        return False
    with ThreadPoolExecutor(1) as thread:
        try:
            thread.submit(asyncio.run, _ensure_database(where)).result()
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError):  # it is starting, or its socket is a dead one's
            return False
        except asyncpg.PostgresError as error:
            raise EmbeddedUnavailable(f"The PostgreSQL in {home} answers: {error}.", "Mend what it says, or set LEADBOT_DATABASE_URL.") from error
    return True


async def _ensure_database(where: Path) -> None:
    connection = await asyncpg.connect(host=str(where), port=postgres_socket.PORT, user="postgres", database="postgres", timeout=10, command_timeout=60)
    try:
        if not await connection.fetchval("select exists (select from pg_database where datname = $1)", DATABASE):
            await connection.execute(f"create database {DATABASE}")
    finally:
        await connection.close()


def stop(home: Path, account: Account) -> None:
    """Stop the server, its children and whatever a killed one left; one that is not ours stays. Raises EmbeddedUnavailable."""
    if not is_alive(home):
        if _postmaster(home) is None:
            postgres_socket.remove(home, account)
        return
    for number, limit in STOPS_WITHIN:
        if (pid := _postmaster(home)) is not None:
            with contextlib.suppress(ProcessLookupError):  # it ended between the two lines
                os.kill(pid, number)
        if wait_until(lambda: not is_alive(home), limit=limit):
            postgres_socket.remove(home, account)
            return
    raise EmbeddedUnavailable(f"The PostgreSQL in {home} does not stop.", f"End the processes that `fuser {home / 'alive'}` names.")


def _pid_file(home: Path) -> list[str]:
    try:
        return (home / "data" / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _is_ready(home: Path) -> bool:
    lines = _pid_file(home)
    return bool(lines) and lines[-1].strip() == "ready"


def _postmaster(home: Path) -> int | None:
    """The number of the server's first process, if a process with that number is now a PostgreSQL on these files."""
    first = next(iter(_pid_file(home)), "").strip()
    if not first.isdecimal():
        return None
    words = _command_line(int(first))
    runs_here = any(Path(word).name == "postgres" for word in words[:1]) and str(home / "data") in words
    return int(first) if runs_here else None


def _command_line(pid: int) -> list[str]:
    if Path("/proc/self/cmdline").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
        except (FileNotFoundError, ProcessLookupError):
            return []
    said = subprocess.run(["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603 – macOS
    return said.stdout.split()
