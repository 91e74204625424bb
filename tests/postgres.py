"""A real PostgreSQL for the tests: one server a session (each xdist worker has its own), databases on it as many as one likes.

tests/conftest.py names this module as a plugin, so every test has the fixtures:

    postgres_url   session; the URL of the empty database `leadbot`. Leave that one empty: make others beside it
    data_dir       function; a data directory of the test's own that does not exist yet, for `store.embedded.running`

`create_database(url)` makes a database on the same server and returns its URL; with `template=` (another's URL) it is a copy.
Nothing may be connected to the template meanwhile.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from store.embedded import discard, running


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """A directory for data directories. The user that root's PostgreSQL runs as may pass through it; pytest's tmp_path is closed to that user."""
    directory = Path(tempfile.mkdtemp(prefix="leadbot-tests-", dir="/tmp"))
    if os.geteuid() == 0:
        directory.chmod(0o711)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with temporary_directory() as directory, running(directory / "data", durable=False) as url:
        yield url


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with temporary_directory() as directory:
        yield directory / "data"
        discard(directory / "data")


async def create_database(url: str, *, template: str | None = None, options: str = "") -> str:
    """A new database on the server of `url`, empty or a copy of the one that `template` is the URL of; returns its URL. options: in SQL."""
    name = f"test_{uuid4().hex[:12]}"
    like = f'template "{_name(template)}"' if template else ""
    await _execute(url, f'create database "{name}" {like} {options}')
    return _at(url, name)


async def drop_database(url: str) -> None:
    """Drop the database of this URL, with its connections if there are any."""
    await _execute(url, f'drop database "{_name(url)}" with (force)')


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(_at(url, "postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _at(url: str, name: str) -> str:
    """The same server, another database. Not with urlunsplit, which drops the slashes of an empty host."""
    return url.replace(f"/{_name(url)}?", f"/{name}?", 1)
