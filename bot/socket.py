"""Socket Mode: the same requests over a connection that we open, and a watchdog that notices when it has gone silent."""

import asyncio
import time
from time import monotonic
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from handlers import requests

log = structlog.get_logger()


class SocketConnection:
    """Keeps one Socket Mode client alive. The SDK reconnects by itself; where it does not, it is replaced."""

    def __init__(self, app: AsyncApp, web_client: AsyncWebClient, app_token: str, *, ping_seconds: float = 5.0) -> None:
        """ping_seconds: how often the connection is tried; it counts as silent after five tries without an answer."""
        self.app, self.web_client, self.app_token, self.ping_seconds = app, web_client, app_token, ping_seconds
        self.client: SocketModeClient | None = None
        self.opened_at = 0.0
        self.taken: set[asyncio.Event] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until stop is set; refuse() and close() follow."""
        watching, stopping = asyncio.create_task(self._watch()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
        finally:
            watching.cancel()
            stopping.cancel()

    async def refuse(self) -> None:
        """Take nothing new, and wait until what was taken is acked. Slack brings the rest to another process, or says that it failed."""
        if self.client is not None:
            self.client.socket_mode_request_listeners.clear()
        for acked in tuple(self.taken):
            await acked.wait()

    async def is_connected(self) -> bool:
        """For /readyz."""
        return self.client is not None and await self.client.is_connected()

    async def close(self) -> None:
        """Let the connection go."""
        client, self.client = self.client, None
        if client is not None:
            await client.close()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped

    async def _watch(self) -> None:
        """Connect, and connect anew whenever nothing is heard any more."""
        while True:
            if self.client is None or await self._is_silent():
                await self._open()
            await asyncio.sleep(self.ping_seconds)

    async def _is_silent(self) -> bool:
        """No pong for five intervals, whatever the client itself believes."""
        assert self.client is not None
        heard = max(self.opened_at, self.client.last_ping_pong_time or 0.0)
        return time.time() - heard > self.ping_seconds * 5

    async def _open(self) -> None:
        """A new client. The SDK's connect() tries for ever, with an address that Slack takes once: after a while a new client asks for a new one."""
        if self.client is not None:
            log.warning("socket went silent; connecting anew")
            await self.close()
        self.client = SocketModeClient(self.app_token, web_client=self.web_client, ping_interval=self.ping_seconds)
        self.client.socket_mode_request_listeners.append(self._receive)
        self.opened_at = time.time()
        try:
            async with asyncio.timeout(self.ping_seconds * 5):
                await self.client.connect()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
        except TimeoutError:
            log.warning("socket could not be opened yet")

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        started, acked = monotonic(), asyncio.Event()
        self.taken.add(acked)
        try:
            if not requests.is_sound(request.payload):
                log.warning("unknown request", type=request.type)
                return
            context: dict[str, Any] = {"arrived": started, "acked": acked}
            bolt_request = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request), context=context)
            await send_async_response(client, request, await self.app.async_dispatch(bolt_request), time.time())
        finally:
            acked.set()
            self.taken.discard(acked)
