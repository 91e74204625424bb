"""A worker with one job that says when it started, beside a bare LISTEN on the same channel of time: `python -m bench.listener URL`."""

import asyncio
import json
import sys
from datetime import timedelta
from time import monotonic

import asyncpg
from pgqueuer.core.applications import PgQueuer
from pgqueuer.domain.models import Job

from bot.worker import AT_ONCE, BATCH, POLL, STALE
from store import jobs

JOB, CHANNEL = "measured", "measured"


async def main(url: str) -> None:
    """Print what arrives and when, by the machine's monotonic clock."""
    connection, listening = await asyncpg.connect(url), await asyncpg.connect(url)
    queries = jobs.queries(connection)
    queue = PgQueuer(queries.driver, channel=jobs.NAMES.channel, queries=queries)

    @queue.entrypoint(JOB)
    async def started(job: Job) -> None:
        say(json.loads(job.payload or b"{}")["number"])

    await listening.add_listener(CHANNEL, lambda _connection, _pid, _channel, payload: say(int(payload)))
    print(json.dumps({"ready": 1}), flush=True)
    await queue.run(dequeue_timeout=POLL, batch_size=BATCH, max_concurrent_tasks=AT_ONCE, heartbeat_timeout=STALE, log_aggregation_interval=timedelta(0))


def say(number: int) -> None:
    print(json.dumps({"number": number, "at": monotonic()}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
