"""Slices in order; where there are several, told by other processes, so that the database takes one while the next are told.

The other processes are `store.seed.teller`: over their standard input and output go a job, then places and ids, and back go slices. They end when
their input does, so none outlives this process, however that ends. Each is in a session of its own: Ctrl-C is this process's business.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from store.seed.sample import SLICE
from store.seed.telling import Ids, Job, Slice, write_out

MOST_PROCESSES = 4
LENGTH = 8
"""Bytes that say how long a message is."""
BUFFER = 1 << 24
"""Bytes of slices that wait here for the database, a process: a few. The process stops where it is full."""

Reserve = Callable[[Sequence[int]], Awaitable[Ids]]
"""Draws ids for leads' numbers."""


class TellerEnded(Exception):
    """A process that told slices has ended. What is wrong with it, it has said on the standard error."""


async def slices(job: Job, reserve: Reserve) -> AsyncGenerator[Slice]:
    """All slices of the job in order; a few of them are in memory at a time. The database is asked for ids only between two slices."""
    if job.recipe.slices == 1:
        yield write_out(job, 0, await reserve(numbers_of(job, 0)))
        return
    count = min(job.recipe.slices, os.cpu_count() or 1, MOST_PROCESSES)
    async with AsyncExitStack() as stack:
        crew = [await stack.enter_async_context(teller(job)) for _ in range(count)]
        asked = 0
        for place in range(job.recipe.slices):
            while asked < min(place + 2 * count, job.recipe.slices):
                await send(crew[asked % count], (asked, await reserve(numbers_of(job, asked))))
                asked += 1
            yield await receive(crew[place % count])


def numbers_of(job: Job, place: int) -> range:
    """The numbers of a slice's leads."""
    return range(place * SLICE, min((place + 1) * SLICE, job.recipe.leads))


@asynccontextmanager
async def teller(job: Job) -> AsyncIterator[Process]:
    """A process that knows the job. It is gone after the block."""
    where = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = (sys.executable, "-m", "store.seed.teller")
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=BUFFER, env=where, start_new_session=True)
    try:
        await send(process, job)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def send(process: Process, message: Any) -> None:
    """Give a process its job, or a place and the ids for it."""
    assert process.stdin is not None
    try:
        process.stdin.write(framed(message))
        await process.stdin.drain()
    except ConnectionError as error:
        raise TellerEnded from error


async def receive(process: Process) -> Slice:
    """The next slice of those that the process was asked for."""
    assert process.stdout is not None
    try:
        size = await process.stdout.readexactly(LENGTH)
        told = await process.stdout.readexactly(int.from_bytes(size))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise TellerEnded from error
    found: Slice = pickle.loads(told)  # noqa: S301 - from a process that we have started
    return found


def framed(message: Any) -> bytes:
    """A message with its length before it."""
    text = pickle.dumps(message)
    return len(text).to_bytes(LENGTH) + text
