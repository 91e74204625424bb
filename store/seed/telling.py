"""Slices of leads as lines for COPY, made by other processes where there are several: the database takes one while the next are told."""

import asyncio
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from multiprocessing.connection import wait
from threading import Thread

from store.seed.lines import Known
from store.seed.people import Row
from store.seed.sample import SLICE, Recipe, told, twins_of
from store.seed.times import Calendar

TWINS = 20
MOST_PROCESSES = 4

Ids = Mapping[int, int]
Tell = Callable[[int, Ids], Awaitable["Slice"]]


@dataclass(frozen=True, slots=True)
class Job:
    """An organization to tell. known: ids and columns of all that leads refer to and of what hangs on them."""

    recipe: Recipe
    calendar: Calendar
    known: Known


@dataclass(frozen=True, slots=True)
class Slice:
    """Leads and what hangs on them. written: lines by table, in the order to load them, with the names of their columns; executions and runs still need ids."""

    ids: Ids
    written: Mapping[str, tuple[Sequence[str], bytes]]
    executions: Sequence[Row]
    runs: Sequence[Row]
    twins: Sequence[Row]


def write_out(job: Job, place: int, ids: Ids) -> Slice:
    """The slice of that place, its leads under these ids."""
    stories = told(job.recipe, job.calendar, place)
    rows: dict[str, Sequence[Row]] = {
        "leads": [story.lead for story in stories],
        "activities": in_order(story.activities for story in stories),
        "lead_notes": in_order(story.notes for story in stories),
        "lead_score_history": in_order(story.history for story in stories),
        "campaign_leads": list(chain.from_iterable(story.members for story in stories)),
    }
    known = replace(job.known, ids=job.known.ids | {"leads": dict(ids)})
    return Slice(
        ids,
        {table: (list(found[0]), "".join(known.lines(table, found)).encode()) for table, found in rows.items() if found},
        list(chain.from_iterable(story.executions for story in stories)),
        list(chain.from_iterable(story.runs for story in stories)),
        twins_of(stories, TWINS) if place == 0 else [],
    )


def in_order(rows: Iterable[Sequence[Row]]) -> list[Row]:
    """Rows of many leads in the order in which they were made."""
    return sorted(chain.from_iterable(rows), key=lambda row: row["created_at"])


async def slices(job: Job, reserve: Callable[[Sequence[int]], Awaitable[Ids]]) -> AsyncGenerator[Slice]:
    """All slices in order. reserve: draws ids for leads' numbers; nothing else is asked of the database here. Only a few slices are in memory at a time."""
    processes = min(job.recipe.slices, os.cpu_count() or 1, MOST_PROCESSES)
    with here(job) if job.recipe.slices == 1 else crew(job, processes) as tell:
        waiting: deque[Awaitable[Slice]] = deque()
        for place in range(job.recipe.slices):
            numbers = range(place * SLICE, min((place + 1) * SLICE, job.recipe.leads))
            waiting.append(tell(place, await reserve(numbers)))
            if len(waiting) > processes:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()


@contextmanager
def here(job: Job) -> Iterator[Tell]:
    """Told in this process."""

    async def tell(place: int, ids: Ids) -> Slice:
        return write_out(job, place, ids)

    yield tell


@contextmanager
def crew(job: Job, processes: int) -> Iterator[Tell]:
    """Told by other processes, which end with this block, or with this process."""
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=begin, initargs=(job,))
    try:
        yield lambda place, ids: loop.run_in_executor(pool, go_on, place, ids)
    finally:
        pool.shutdown(cancel_futures=True)


_jobs: list[Job] = []
"""In a process of the crew, its one job: sent once, not with each slice."""


def begin(job: Job) -> None:
    """Start a process of the crew. Ctrl-C reaches it too, and is the business of whoever started it; if that one is killed, nobody needs it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=leave_after, args=(parent.sentinel,), daemon=True).start()
    _jobs[:] = [job]


def leave_after(sentinel: int) -> None:
    """Wait for another process's end, and end."""
    wait([sentinel])
    os._exit(1)


def go_on(place: int, ids: Ids) -> Slice:
    """The slice of that place of the process's job."""
    [job] = _jobs
    return write_out(job, place, ids)
