"""The load: requests over connections that stay open, as fast as they are answered or so many a second."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from time import perf_counter

LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)


class Unanswered(Exception):
    """A server answered with something else than 200, or hung up."""


class Lane(asyncio.Protocol):
    """One connection: a request, its answer, the next."""

    def __init__(self) -> None:
        self.seen, self.waiting = b"", asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect until the answer is whole."""
        self.seen += data
        head, blank, body = self.seen.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if blank and length and len(body) >= int(length[1]) and not self.waiting.done():
            self.waiting.set_result((head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody answers any more."""
        if not self.waiting.done():
            self.waiting.set_exception(Unanswered(f"hung up: {exc}"))

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer. Raises Unanswered."""
        self.seen, self.waiting = b"", asyncio.get_running_loop().create_future()
        self.transport.write(request)
        head, body = await self.waiting
        if not head.startswith(b"HTTP/1.1 200"):
            raise Unanswered(head.decode(errors="replace"))
        return bytes(body)


@asynccontextmanager
async def lanes(port: int, count: int) -> AsyncIterator[list[Lane]]:
    """So many open connections."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Lane, "127.0.0.1", port))[1] for _ in range(count)]
    try:
        yield opened
    finally:
        for lane in opened:
            lane.waiting.cancel()
            lane.transport.close()


async def one(port: int, request: bytes) -> bytes:
    """The answer to one request."""
    async with lanes(port, 1) as (lane,):
        return await lane.ask(request)


async def saturate(port: int, requests: Sequence[bytes], *, seconds: float, connections: int = 24) -> tuple[int, float]:
    """How many were answered, and how many a second, when the next is sent as soon as one is answered."""
    answered = 0

    async def keep_asking(lane: Lane, asked: Iterator[bytes]) -> None:
        nonlocal answered
        while perf_counter() < ends:
            await lane.ask(next(asked))
            answered += 1

    async with lanes(port, connections) as opened:
        asked, began = cycle(requests), perf_counter()
        ends = began + seconds
        await asyncio.gather(*(keep_asking(lane, asked) for lane in opened))
        return answered, answered / (perf_counter() - began)


async def paced(port: int, requests: Sequence[bytes], *, seconds: float, a_second: int = 100) -> list[float]:
    """Milliseconds from a request's first byte to its answer's last, of requests sent by the clock, whether or not those before are answered."""
    return [took for took, _ in await paced_answers(port, requests, seconds=seconds, a_second=a_second)]


async def paced_answers(port: int, requests: Sequence[bytes], *, seconds: float, a_second: int = 100) -> list[tuple[float, bytes]]:
    """The same, with what was answered."""
    async with lanes(port, max(a_second, 100)) as opened:
        free, took = list(opened), []
        loop = asyncio.get_running_loop()

        async def ask(request: bytes) -> None:
            lane, sent = free.pop(), perf_counter()
            answer = await lane.ask(request)
            took.append(((perf_counter() - sent) * 1000, answer))
            free.append(lane)

        asked, began, running = cycle(requests), loop.time(), []
        for number in range(int(seconds * a_second)):
            await asyncio.sleep(began + number / a_second - loop.time())
            if not free:
                raise Unanswered(f"more than {len(opened)} requests wait")
            running.append(asyncio.create_task(ask(next(asked))))
        await asyncio.gather(*running)
        return took


async def each(port: int, requests: Iterable[bytes], *, connections: int = 16) -> None:
    """Send every request once."""
    shared = iter(requests)

    async def keep_asking(lane: Lane) -> None:
        for request in shared:
            await lane.ask(request)

    async with lanes(port, connections) as opened:
        await asyncio.gather(*(keep_asking(lane) for lane in opened))
