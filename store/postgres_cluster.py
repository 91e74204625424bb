"""The files of the database: made whole or not at all."""

import os
import platform
import shutil
from pathlib import Path

from store.postgres_account import Account
from store.postgres_errors import DISK_FULL, EmbeddedUnavailable
from store.postgres_programs import Programs

# The collation is PostgreSQL's own, the same on every machine. What letters are (text search, trigrams) still comes from
# the system's LC_CTYPE, which must know more than ASCII; macOS has no C.UTF-8 and calls it UTF-8.
LOCALE = ["--locale=C", "--lc-ctype=UTF-8"] if platform.system() == "Darwin" else ["--locale=C.UTF-8"]


def ensure(home: Path, programs: Programs, account: Account, *, gate: int, durable: bool) -> Path:
    """The cluster's directory, initialized when missing. `gate` is inherited by initdb: should we be killed, the next starter waits for it.

    Raises EmbeddedUnavailable, OSError.
    """
    cluster = home / "data"
    if not cluster.exists():
        _initialize(home, programs, account, gate=gate, durable=durable)
    found = _major_of(cluster)
    if found != str(programs.major):
        raise EmbeddedUnavailable(
            f"The data in {cluster} was made by PostgreSQL {found}, and this is PostgreSQL {programs.major}, which cannot read it.",
            f"Start the Leadbot that made it and save it with pg_dump, then move {cluster} away; or go back to that Leadbot.",
        )
    return cluster


def _major_of(cluster: Path) -> str:
    try:
        return (cluster / "PG_VERSION").read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        raise EmbeddedUnavailable(f"{cluster} is there, but PostgreSQL's data is not in it.", "Move it away: a new database is then made.") from None


def _initialize(home: Path, programs: Programs, account: Account, *, gate: int, durable: bool) -> None:
    """Initialize beside, then rename: whatever kills us half-way leaves a `data.new` that the next start removes."""
    beside = home / "data.new"
    if beside.exists():
        shutil.rmtree(beside)
    beside.mkdir(mode=0o700)
    account.owns(beside)
    command: list[str | Path] = [programs.directory / "initdb", "--pgdata", beside, *_options(durable=durable)]
    status, said = account.read(command, limit=300, keep=[gate])
    if status != 0:
        shutil.rmtree(beside)
        raise _refused(beside, said)
    beside.rename(home / "data")
    if durable:
        _sync(home)


def _options(*, durable: bool) -> list[str]:
    """Memory for a laptop. Stands in the cluster's postgresql.conf, where it may be changed; what must hold is given at each start."""
    settings = {"shared_buffers": "128MB", "max_connections": "60", "timezone": "UTC", "log_timezone": "UTC", "lc_messages": "C", "log_checkpoints": "off"}
    return [
        "--username=postgres",
        "--auth-local=trust",  # the socket's directory is the lock on the door
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        *LOCALE,
        "--no-instructions",
        *(f"--set={name}={value}" for name, value in settings.items()),
        *([] if durable else ["--no-sync"]),
    ]


def _refused(cluster: Path, said: str) -> EmbeddedUnavailable:
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return EmbeddedUnavailable(f"The disk that holds {cluster} is full: a new database needs about 50 MB.", DISK_FULL)
    end = "\n".join(said.strip().splitlines()[-10:])
    return EmbeddedUnavailable(f"PostgreSQL could not make its files in {cluster}:\n{end}\n", "Mend what it says, or set LEADBOT_DATABASE_URL to a PostgreSQL.")


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
