"""The directory of the server's socket: closed to all but the server's user, with a path that is short and plain."""

import os
import re
import stat
import tempfile
from pathlib import Path

from store.postgres_account import Account

PORT = 5432  # part of the socket's name; nothing listens on the network
NAME = f".s.PGSQL.{PORT}"
LONGEST = 100  # bytes; the system's limit is 107 on Linux, 103 on macOS
PLAIN = re.compile(r"[A-Za-z0-9_./+-]+")  # a comma, quote or blank means something to PostgreSQL's settings or to a driver's URL
ELSEWHERE = Path("/tmp")  # noqa: S108 – mkdtemp's directory in it is private; the TMPDIR of macOS is itself too long


def directory(home: Path) -> Path | None:
    """Where the server's socket is or was: as recorded, else under `home`. None: nothing recorded, and home's path will not do."""
    record = _record(home)
    if record.exists():
        return Path(record.read_text())
    own = home / "socket"
    fits = len(os.fsencode(own / NAME)) <= LONGEST and PLAIN.fullmatch(str(own)) is not None
    return own if fits else None


def is_private(path: Path, account: Account) -> bool:
    """Whether this is a directory (no link) of the server's user that nobody else can enter. /tmp is anybody's: names in it prove nothing."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and stat.S_IMODE(found.st_mode) == 0o700


def prepare(home: Path, account: Account) -> Path:
    """A private directory for a server that is about to start; sockets and lock files of dead servers are removed. Raises OSError."""
    chosen = directory(home)
    if chosen is None or (chosen.parent == ELSEWHERE and not is_private(chosen, account)):
        chosen = Path(tempfile.mkdtemp(prefix="leadbot-", dir=ELSEWHERE))
        beside = home / "socket.path.new"
        beside.write_text(str(chosen))
        beside.rename(_record(home))
    chosen.mkdir(mode=0o700, exist_ok=True)
    account.owns(chosen)
    for name in (NAME, f"{NAME}.lock"):
        (chosen / name).unlink(missing_ok=True)
    return chosen


def remove(home: Path, account: Account) -> None:
    """After a stop nothing stays behind in /tmp."""
    chosen = directory(home)
    if chosen is not None and chosen.parent == ELSEWHERE and is_private(chosen, account):
        for name in (NAME, f"{NAME}.lock"):  # of a server that was killed
            (chosen / name).unlink(missing_ok=True)
        chosen.rmdir()
        _record(home).unlink()


def _record(home: Path) -> Path:
    return home / "socket.path"
