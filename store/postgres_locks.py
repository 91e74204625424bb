"""Locks that the kernel releases with the last process that holds them, however that process ends."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

POLL = 0.02  # seconds between two looks at something that another process changes


def open_lock(path: Path) -> int:
    """A new file descriptor of a lock file, which is made when missing. No symbolic link is followed: root may be the caller."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def try_lock(descriptor: int, kind: int) -> bool:
    """Take LOCK_SH or LOCK_EX if it can be had at once; False: somebody else holds it."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether anybody holds the lock, shared or exclusive. A file that is not there is not held."""
    if not path.exists():
        return False
    descriptor = open_lock(path)
    try:
        return not try_lock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def wait_until(condition: Callable[[], bool], *, limit: float) -> bool:
    """Poll until the condition holds; False when `limit` seconds have passed without it."""
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL)
    return True


@contextmanager
def exclusive(path: Path, *, limit: float, otherwise: Exception) -> Iterator[int]:
    """Hold the lock; yields its descriptor, which children may inherit. They then hold it too, until the last of them has ended.

    Raises `otherwise` when somebody else has it for `limit` seconds.
    """
    descriptor = open_lock(path)
    try:
        if not wait_until(lambda: try_lock(descriptor, fcntl.LOCK_EX), limit=limit):
            raise otherwise
        yield descriptor
    finally:
        os.close(descriptor)  # and no LOCK_UN, which would take it from the children as well
