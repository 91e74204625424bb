"""A PostgreSQL of our own, for a start without a database and for tests. docs/decisions/embedded-postgresql.md says why it is so.

Under data_dir/postgres: `data` (the cluster), `log`, `socket`, and three locks, which the kernel releases for whoever is killed:
the gate (beside: around start and stop), `users` (shared, one a user of the server) and `alive` (the server's own).
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from store import postgres_account, postgres_cluster, postgres_programs, postgres_server, postgres_socket
from store.postgres_account import Account
from store.postgres_errors import EmbeddedUnavailable, explained
from store.postgres_locks import exclusive, open_lock, try_lock

__all__ = ["EmbeddedUnavailable", "discard", "running"]

GATE_WITHIN = 180  # seconds that another starter or stopper may take
PLAIN_PATH = re.compile(r"[\w/.+@=-]+")
"""initdb calls programs through a shell: the copy that root's server may need stands where no letter means anything to it."""

OUTSIDE = Path("/var/lib/leadbot-postgres")  # for root, where the server's user cannot reach the data directory


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """A PostgreSQL under data_dir/postgres, started if needed; yields its URL. The last user to leave stops it.

    The URL is `postgresql://postgres@/leadbot?host=<socket's directory>&port=5432`; the database exists, in UTF-8. `durable=False`
    gives up safety against crashes, for tests: the last half second may be lost to a kill -9, all of it to a power cut. A server
    that runs already stays as it is. Blocks; call it before an event loop starts. Raises EmbeddedUnavailable.
    """
    data_dir = _made(data_dir)
    with explained(data_dir), _gate(data_dir) as gate:
        home, account = _settle(data_dir)
        users, url = _enter(home, account, gate=gate, durable=durable)
    try:
        yield url
    finally:
        with explained(data_dir), _gate(data_dir):
            _leave(home, account, users)


def discard(data_dir: Path) -> None:
    """Remove the PostgreSQL of this data directory with everything in it, wherever it is kept. Nothing to do where there is none.

    Raises EmbeddedUnavailable, also while somebody uses it.
    """
    link = data_dir / "postgres"
    if not link.exists():
        return
    data_dir = _made(data_dir)
    with explained(data_dir), _gate(data_dir):
        home, account = _settle(data_dir)
        users = open_lock(home / "users")
        try:
            if not try_lock(users, fcntl.LOCK_EX):
                raise EmbeddedUnavailable(f"The PostgreSQL in {home} is in use.", "Stop the Leadbot that uses it first.")
            postgres_server.stop(home, account)
            shutil.rmtree(home)
        finally:
            os.close(users)
        (data_dir / "postgres").unlink(missing_ok=True)  # where it was a link to OUTSIDE


def _made(data_dir: Path) -> Path:
    with explained(data_dir):
        if not data_dir.exists():
            with suppress(FileExistsError):  # another starter was quicker
                data_dir.mkdir(mode=0o700, parents=True)
            if os.geteuid() == 0:
                postgres_account.choose(data_dir).admit(data_dir)
        return data_dir.resolve()


@contextmanager
def _gate(data_dir: Path) -> Iterator[int]:
    """Only one process at a time starts, stops or removes."""
    lock = data_dir / "postgres.lock"
    stuck = EmbeddedUnavailable(
        f"Another process has been starting or stopping the PostgreSQL in {data_dir} for {GATE_WITHIN} seconds.",
        f"`fuser {lock}` names it: end it, then try again.",
    )
    with exclusive(lock, limit=GATE_WITHIN, otherwise=stuck) as descriptor:
        yield descriptor


def _settle(data_dir: Path) -> tuple[Path, Account]:
    """Where the cluster is kept, and who runs it. Both stay what they were at the first start."""
    link = data_dir / "postgres"
    if link.is_symlink() and not link.exists():
        raise EmbeddedUnavailable(f"{link} leads to {link.readlink()}, which is not there.", f"Bring it back, or remove {link} to begin with a new database.")
    home = link.resolve()
    account = postgres_account.choose(home / "data")
    if link.exists():
        if not account.reaches(home):
            raise EmbeddedUnavailable(
                f"The user {account.name}, who runs PostgreSQL, cannot enter {home}.", "Let that user pass through the directories above it."
            )
        return home, account
    home.mkdir(mode=0o700)
    account.admit(home)
    if not account.reaches(home) or (account.drop and not PLAIN_PATH.fullmatch(str(home))):
        home.rmdir()
        home = _outside(link, account)
    return home, account


def _outside(link: Path, account: Account) -> Path:
    """Root's own home is closed to the server's user, and stays closed: the cluster is kept elsewhere, and `link` leads there."""
    OUTSIDE.mkdir(parents=True, exist_ok=True)
    OUTSIDE.chmod(0o711)
    home = Path(tempfile.mkdtemp(dir=OUTSIDE))
    account.admit(home)
    (home / "belongs-to").write_text(f"{link}\n")
    link.symlink_to(home)
    return home


def _enter(home: Path, account: Account, *, gate: int, durable: bool) -> tuple[int, str]:
    """Become a user of the server: the descriptor of our share in it, and the database's URL."""
    users = open_lock(home / "users")
    try_lock(users, fcntl.LOCK_SH)  # to be had: the last one to leave asks for it alone only inside the gate
    try:
        socket = _served(home, account, gate=gate, durable=durable)
    except BaseException:  # Ctrl-C too: no server is left behind
        _leave(home, account, users)
        raise
    return users, f"postgresql://postgres@/{postgres_server.DATABASE}?host={quote(str(socket))}&port={postgres_socket.PORT}"


def _served(home: Path, account: Account, *, gate: int, durable: bool) -> Path:
    """Adopt the server that is there, or start one; returns its socket's directory."""
    if not postgres_server.is_reachable(home, account):
        postgres_server.stop(home, account)
    found = postgres_server.wait(home) if postgres_server.is_alive(home) else None
    if found is None:
        programs = postgres_programs.find(home, account)
        postgres_cluster.ensure(home, programs, account, gate=gate, durable=durable)
        postgres_server.start(home, programs, account, durable=durable)
        found = postgres_server.wait(home)
    if found is None:
        raise postgres_server.refusal(home, "did not start")
    return found


def _leave(home: Path, account: Account, users: int) -> None:
    """Give up our share; whoever then can have the lock alone was the last, and stops the server. Called with the gate held."""
    fcntl.flock(users, fcntl.LOCK_UN)  # also for children that were forked from us and still have the descriptor
    try:
        if try_lock(users, fcntl.LOCK_EX):
            postgres_server.stop(home, account)
    finally:
        os.close(users)
