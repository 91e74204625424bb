"""A process that tells slices: `python -m store.seed.teller`, for store/seed/crew.py alone."""

import os
import pickle
import sys
from typing import Any, BinaryIO

from store.seed.crew import LENGTH, framed
from store.seed.telling import write_out


def tell(asked: BinaryIO, answers: BinaryIO) -> None:
    """A job, then places and ids, until there are no more; a slice for each."""
    job = next_message(asked)
    while (question := next_message(asked)) is not None:
        answers.write(framed(write_out(job, *question)))
        answers.flush()


def next_message(asked: BinaryIO) -> Any:
    """What is asked, None when nothing more will be."""
    size = asked.read(LENGTH)
    return pickle.loads(asked.read(int.from_bytes(size))) if size else None  # noqa: S301 - from the process that has started this one


if __name__ == "__main__":
    try:
        tell(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:  # nobody listens any more: there is nothing left to do, nor anybody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter would try to flush what is left, and complain
