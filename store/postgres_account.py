"""The operating system's user that PostgreSQL runs as: ourselves, or for root (which PostgreSQL refuses) a system user of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from store.postgres_errors import EmbeddedUnavailable

NAME = "leadbot-postgres"  # shared with nobody: whoever is this user reads the data


@dataclass(frozen=True)
class Account:
    """A user with an entry in the system's list. `drop`: children must become this user (we are root)."""

    name: str
    uid: int
    gid: int
    drop: bool

    def run(self, command: Sequence[str | Path], *, output: IO[bytes] | int, limit: float, keep: Sequence[int] = ()) -> int:
        """Run a program as this user and return its exit status; `keep` are descriptors that it inherits.

        In a session of its own (no Ctrl-C of our terminal), in a directory that everybody can read, without our environment
        (PGDATA, PGPORT, LC_ALL, … would steer it) and without our pipes. Raises OSError, subprocess.TimeoutExpired.
        """
        return subprocess.run(  # noqa: S603 – our own programs and arguments, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=keep,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            start_new_session=True,
            umask=0o077,
            timeout=limit,
            check=False,
            user=self.uid if self.drop else None,
            group=self.gid if self.drop else None,
            extra_groups=[] if self.drop else None,
        ).returncode

    def read(self, command: Sequence[str | Path], *, limit: float, keep: Sequence[int] = ()) -> tuple[int, str]:
        """Like `run`; returns the exit status and what it printed. A file takes the output: a pipe would wait for grandchildren."""
        with tempfile.TemporaryFile() as output:
            status = self.run(command, output=output, limit=limit, keep=keep)
            output.seek(0)
            return status, output.read().decode(errors="replace")

    def owns(self, directory: Path) -> None:
        """Make the directory this user's, closed to everybody else."""
        if self.drop:
            os.chown(directory, self.uid, self.gid, follow_symlinks=False)
        directory.chmod(0o700)

    def admit(self, directory: Path) -> None:
        """Let this user pass through a directory of ours (not list it, not write in it), and nobody else."""
        if self.drop:
            os.chown(directory, -1, self.gid)
            directory.chmod(0o710)

    def reaches(self, directory: Path) -> bool:
        """Whether this user can enter the directory. Asked of the system itself, which knows access lists. Raises EmbeddedUnavailable."""
        if not self.drop:
            return True
        try:
            return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", directory], output=subprocess.DEVNULL, limit=10) == 0
        except PermissionError as error:
            raise EmbeddedUnavailable(
                f"PostgreSQL does not run as root, and root may not become the user {self.name} here (a container without the right, perhaps).",
                "Start Leadbot as a normal user, or set LEADBOT_DATABASE_URL to a PostgreSQL.",
            ) from error


def choose(cluster: Path) -> Account:
    """Who runs PostgreSQL: whoever owns the cluster that is there; else we ourselves, and for root a user of its own, made if missing.

    Raises EmbeddedUnavailable.
    """
    if os.geteuid() != 0:
        return _entry(os.geteuid(), drop=False)
    if cluster.exists() and (owner := cluster.stat().st_uid) != 0:
        return _entry(owner, drop=True)
    return _own()


def _entry(uid: int, *, drop: bool) -> Account:
    try:
        user = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedUnavailable(
            f"The user with the number {uid} has no name on this machine, and PostgreSQL does not start without.",
            "Start Leadbot as a user with an entry in /etc/passwd, or set LEADBOT_DATABASE_URL to a PostgreSQL.",
        ) from None
    return Account(user.pw_name, user.pw_uid, user.pw_gid, drop)


def _own() -> Account:
    """Root's case. Others may add users at the same time, which locks the list for a moment: hence more than one try."""
    for _ in range(20):
        if (found := _named()) is not None:
            return found
        said = _add_user()
        if (found := _named()) is not None:
            return found
        time.sleep(0.25)
    raise EmbeddedUnavailable(
        f"PostgreSQL does not run as root, and the system user {NAME} could not be added ({said}).",
        "Start Leadbot as a normal user, or set LEADBOT_DATABASE_URL to a PostgreSQL.",
    )


def _named() -> Account | None:
    try:
        user = pwd.getpwnam(NAME)
    except KeyError:
        return None
    if user.pw_uid == 0:
        raise EmbeddedUnavailable(f"The user {NAME} is root under another name.", f"Give {NAME} a number of its own.")
    return Account(NAME, user.pw_uid, user.pw_gid, drop=True)


def _add_user() -> str:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise EmbeddedUnavailable(
            "PostgreSQL does not run as root, and this system has no useradd to make a user for it.",
            f"Start Leadbot as a normal user, add a system user named {NAME}, or set LEADBOT_DATABASE_URL to a PostgreSQL.",
        )
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", timeout=60)  # noqa: S603 – fixed arguments
    return done.stderr.strip() or f"useradd ended with {done.returncode}"
