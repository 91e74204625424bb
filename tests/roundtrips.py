"""Counts the round trips to PostgreSQL: a proxy between the bot and the server that reads the frontend's messages."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

SYNC, QUERY = b"S"[0], b"Q"[0]
"""A Sync or a simple Query is what the frontend waits on."""


@dataclass
class Counted:
    """url: of the proxy. trips: how often somebody waited for the server."""

    url: str
    trips: int = 0


@asynccontextmanager
async def counting(url: str) -> AsyncIterator[Counted]:
    """A proxy in front of the server of a unix socket's URL."""
    found = re.search(r"host=([^&]+)", url)
    assert found
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        counted = Counted(url.replace(found[1], directory))

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            server_reader, server_writer = await asyncio.open_unix_connection(f"{found[1]}/.s.PGSQL.5432")
            back = asyncio.create_task(_copy(server_reader, writer))
            try:
                await _frontend(reader, server_writer, counted)
            finally:
                server_writer.close()
                await back

        server = await asyncio.start_unix_server(serve, Path(directory) / ".s.PGSQL.5432")
        try:
            yield counted
        finally:
            server.close()


async def _frontend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: Counted) -> None:
    try:
        length = await reader.readexactly(4)  # the start-up message has no type
        writer.write(length + await reader.readexactly(int.from_bytes(length, "big") - 4))
        while True:
            head = await reader.readexactly(5)
            writer.write(head + await reader.readexactly(int.from_bytes(head[1:], "big") - 4))
            counted.trips += head[0] in {SYNC, QUERY}
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        return


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
