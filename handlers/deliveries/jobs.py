"""What the worker does for deliveries."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import Counter
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.deliveries import sending
from handlers.deliveries.sending import Pace
from store import deliveries, housekeeping
from store.database import Database, unreachable
from store.deliveries import Claim, Outcome

log = structlog.get_logger()

Clients = Callable[[int], Awaitable[AsyncWebClient]]
"""The client of an organization. It repeats no call by itself."""

DELIVERIES = Counter("leadbot_deliveries", "Tries to deliver, by the state that they left the delivery in", ["state"])
PAUSED = Counter("leadbot_destinations_paused", "Destinations that nothing is sent to any more, by Slack's reason", ["reason"])


async def drain(database: Database, clients: Clients, *, organization_id: int, channel_id: int, pace: Pace) -> None:
    """Send a channel's next due delivery, if nobody else is sending there. Whatever waits behind it gets a job of its own.

    No connection of the database is held while Slack is spoken to.
    """
    client = await clients(organization_id)  # before anything is claimed: without a client nothing was tried
    ends = asyncio.get_running_loop().time() + pace.lease.total_seconds()
    sessions = database.sessions(organization_id)
    async with sessions.begin(None) as session:
        claimed = await deliveries.claim(session, organization_id=organization_id, channel_id=channel_id, lease=pace.lease)
    if claimed is None:
        return
    outcome = await _try(client, claimed, pace, ends)
    await _record(database, claimed, outcome, ends)
    DELIVERIES.labels(outcome.state).inc()
    if outcome.pause:
        PAUSED.labels(outcome.pause).inc()
    named = {"delivery_id": claimed.delivery_id, "channel_id": channel_id, "organization_id": organization_id}
    log.info("delivery tried", state=outcome.state, reason=outcome.reason, pause=outcome.pause, attempt=claimed.attempts, **named)


async def _try(client: AsyncWebClient, claimed: Claim, pace: Pace, ends: float) -> Outcome:
    """Send, or find out about the last try. Over well before the lease, even where the process stood still in between."""
    latest = ends - pace.lease.total_seconds() / 3
    try:
        if claimed.was_sending:
            async with asyncio.timeout_at(latest):
                return await sending.find_out(client, claimed, pace)
        async with asyncio.timeout_at(min(latest, asyncio.get_running_loop().time() + pace.send.total_seconds())):
            return await sending.send(client, claimed, pace)
    except TimeoutError:
        return sending.no_answer(claimed, pace)


async def _record(database: Database, claimed: Claim, outcome: Outcome, ends: float) -> None:
    """Write the outcome down. While the database is away the answer is kept for as long as the lease is ours."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            async with database.sessions(claimed.organization_id).begin(None) as session:
                kept = await deliveries.record(session, claimed, outcome)
        except Exception as error:
            if not unreachable(error) or loop.time() > ends:
                raise
            log.warning("a delivery's outcome waits for the database", delivery_id=claimed.delivery_id, error=type(error).__name__)
            await asyncio.sleep(0.5)
        else:
            if not kept:
                log.warning("a delivery's lease was lost", delivery_id=claimed.delivery_id, state=outcome.state)
            return


async def sweep(database: Database) -> int:
    """Wake channels of all organizations that should be sending and are not. Gives their number."""
    async with AsyncSession(database.jobs) as session, session.begin():
        return await deliveries.wake_overdue(session)


async def tidy(database: Database) -> None:
    """Forget what is only kept to recognise a repetition, and what the queue did days ago."""
    async with AsyncSession(database.jobs) as session, session.begin():
        await housekeeping.forget(session)
