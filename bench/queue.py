"""How long after its transaction a job starts, beside a bare NOTIFY heard by a bare LISTEN."""

import asyncio
from statistics import median, quantiles
from time import monotonic

from sqlalchemy import text

from bench.children import line_of, spawned
from bench.figures import Figure
from bench.listener import CHANNEL, JOB
from bench.stage import Stage, ratio
from store import jobs
from store.database import Sessions, connect
from store.urls import normalise_url

NOTIFY = text("select pg_notify(:channel, :number)")


async def measure(stage: Stage) -> list[Figure]:
    """One job or one notification at a time, to an idle worker, in turn."""
    database = connect(normalise_url(stage.url))
    job: list[list[float]] = []
    bare: list[list[float]] = []
    try:
        async with spawned("bench.listener", stage.url, log=stage.log) as listener:
            await line_of(listener)
            sessions = database.sessions(1)
            for _ in range(stage.effort.rounds):
                job.append([await _one(sessions, listener, number, queued=True) for number in range(stage.effort.jobs)])
                bare.append([await _one(sessions, listener, number, queued=False) for number in range(stage.effort.jobs)])
    finally:
        await database.close()
    return [_figure("p50", job, bare, median), _figure("p99", job, bare, lambda took: quantiles(took, n=100)[98])]


async def _one(sessions: Sessions, listener: asyncio.subprocess.Process, number: int, *, queued: bool) -> float:
    """Milliseconds from just before the commit to the start."""
    await asyncio.sleep(0.02)
    async with sessions.begin(None) as session:
        if queued:
            await jobs.enqueue(session, JOB, {"number": number})
        else:
            await session.execute(NOTIFY, {"channel": CHANNEL, "number": str(number)})
        began = monotonic()
    said = await line_of(listener)
    if said["number"] != number:
        raise RuntimeError(f"{said} came, {number} was sent")
    return float(said["at"] - began) * 1000


def _figure(name: str, job: list[list[float]], bare: list[list[float]], of: object) -> Figure:
    assert callable(of)
    ours, theirs = [of(took) for took in job], [of(took) for took in bare]
    return Figure("a job starts after the commit", name, "ms", median(ours), median(theirs), "bare LISTEN", ratio(ours, theirs))
