"""Socket Mode: tickets, connections, envelopes and their acks."""

import asyncio
import itertools
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from playground.clock import Clock
from playground.people import APP_ID

MOST_CONNECTIONS = 10
LIFETIME = 18060  # seconds: a few hours
DEBUG_LIFETIME = 360  # with debug_reconnects=true
WARNED_BEFORE = 10  # seconds


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app. Silent: it stays open and nothing is answered on it."""

    socket: web.WebSocketResponse
    silent: bool = False
    leaving: bool = False
    lifetime: float = LIFETIME
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)

    async def say_goodbye(self, reason: str) -> None:
        """Ask the app to connect anew."""
        self.leaving = True
        await self.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})

    def gone(self) -> None:
        """Nothing more will be acked here."""
        for future in self.waiting.values():
            if not future.done():
                future.set_exception(ConnectionResetError("the socket closed before the ack"))


class Sockets:
    """The app's live connections. Each is asked to reconnect when its lifetime is over, by the playground's clock."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.connections: list[Connection] = []
        self.opened = 0
        self.changed = asyncio.Condition()
        self._tickets: set[str] = set()
        self._turn = itertools.count()

    @property
    def live(self) -> bool:
        """Whether a delivery can go over a socket."""
        return bool(self.connections)

    def ticket(self) -> str:
        """A word that opens one connection, once."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    async def send(self, kind: str, payload: dict[str, Any], **more: Any) -> Any:
        """Put an envelope on one of the connections; gives the ack's payload. Raises ConnectionError."""
        staying = [connection for connection in self.connections if not connection.leaving] or self.connections
        if not staying:
            raise ConnectionError("no socket is open")
        connection = staying[next(self._turn) % len(staying)]
        envelope_id = secrets.token_hex(16)
        future = connection.waiting[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api", **more}
        try:
            if not connection.silent:
                await connection.socket.send_json(envelope)
            return await future
        finally:
            del connection.waiting[envelope_id]

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be made anew, as Slack does every few hours."""
        for connection in list(self.connections):
            await connection.say_goodbye(reason)

    async def disable(self) -> None:
        """Socket Mode is switched off in the app's settings: link_disabled, and no connection stays."""
        await self.refresh("link_disabled")
        await self.close()

    def go_silent(self) -> None:
        """The open connections stay open, but nothing is sent or answered on them any more, pings included."""
        for connection in self.connections:
            connection.silent = True

    async def wait_for(self, opened: int, timeout: float = 10) -> None:  # noqa: ASYNC109 - a test says how long it waits
        """Until so many connections were opened since the start. Raises TimeoutError."""
        async with asyncio.timeout(timeout), self.changed:
            await self.changed.wait_for(lambda: self.opened >= opened)

    async def close(self) -> None:
        """Close every connection."""
        for connection in list(self.connections):
            await connection.socket.close()

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint: one ticket, one connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="ticket expired")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=False, timeout=1)
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        lifetime = DEBUG_LIFETIME if request.query.get("debug_reconnects") == "true" else LIFETIME
        connection = Connection(socket, lifetime=lifetime)
        ageing = asyncio.create_task(self._age(connection))
        try:
            await self._serve(connection)
        finally:
            ageing.cancel()
            await asyncio.gather(ageing, return_exceptions=True)
        return socket

    async def _age(self, connection: Connection) -> None:
        """A warning ten seconds ahead, then the request to reconnect; whoever stays all the same is closed."""
        await self.clock.sleep(connection.lifetime - WARNED_BEFORE)
        await connection.say_goodbye("warning")
        await self.clock.sleep(WARNED_BEFORE)
        await connection.say_goodbye("refresh_requested")
        await connection.socket.close()

    async def _serve(self, connection: Connection) -> None:
        self.connections.append(connection)
        self.opened += 1
        hello = {"type": "hello", "num_connections": len(self.connections), "connection_info": {"app_id": APP_ID}}
        try:
            await connection.socket.send_json({**hello, "debug_info": {"host": "playground", "approximate_connection_time": connection.lifetime}})
            async with self.changed:
                self.changed.notify_all()
            async for message in connection.socket:
                if message.type is WSMsgType.PING and not connection.silent:
                    await connection.socket.pong(message.data)
                elif message.type is WSMsgType.TEXT and not connection.silent:
                    self._acked(connection, message.data)
        finally:
            self.connections.remove(connection)
            connection.gone()

    @staticmethod
    def _acked(connection: Connection, text: str) -> None:
        """Slack drops what it does not understand."""
        try:
            ack = json.loads(text)
        except ValueError:
            return
        future = connection.waiting.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if future is not None and not future.done():
            future.set_result(ack.get("payload"))
