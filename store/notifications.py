"""What the tables say to the processes: LISTEN, on a connection of its own that is opened again when it is lost."""

import asyncio
from collections.abc import Callable

import asyncpg
import structlog
from sqlalchemy import URL

from store.urls import driver_url

log = structlog.get_logger()

PEOPLE = "leadbot_people"
AGAIN_SECONDS = 1.0


async def listen(url: URL, channel: str, *, told: Callable[[str | None], None], stop: asyncio.Event) -> None:
    """Call told with each payload until stop is set; with None when something may have been missed."""
    dsn = driver_url(url)
    while not stop.is_set():
        try:
            await _listen_once(dsn, channel, told, stop)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            log.warning("listening was interrupted", channel=channel, error=type(error).__name__)
            told(None)
            await asyncio.sleep(AGAIN_SECONDS)


async def _listen_once(dsn: str, channel: str, told: Callable[[str | None], None], stop: asyncio.Event) -> None:
    connection = await asyncpg.connect(dsn, timeout=5)
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _connection: lost.set())
    try:
        await connection.add_listener(channel, lambda _connection, _pid, _channel, payload: told(payload))
        told(None)
        ends = [asyncio.ensure_future(event.wait()) for event in (stop, lost)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
    finally:
        if not connection.is_closed():
            await connection.close(timeout=2)
    if lost.is_set() and not stop.is_set():
        raise asyncpg.InterfaceError("connection lost")
