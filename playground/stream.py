"""The stream of changes: server-sent events of what one person can see."""

import asyncio
import json
from typing import Any

from aiohttp import web

from playground.ground import Ground

QUIET_SECONDS = 15  # then a comment keeps the connection alive
WIRE_SECONDS = 0.5  # how late an entry of the wire's log may be told


async def serve(ground: Ground, request: web.Request) -> web.StreamResponse:
    """Everything after `after` (or Last-Event-ID), then what comes, until the page leaves."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    task = asyncio.current_task()
    assert task is not None
    ground.streams.add(task)
    try:
        await _tell(ground, response, request.query.get("user", ""), _start(ground, request))
    except ConnectionError:
        return response  # the page has left
    finally:
        ground.streams.discard(task)
    return response


def _start(ground: Ground, request: web.Request) -> int:
    given = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return int(given) if given.isdecimal() else ground.state.version


async def _tell(ground: Ground, response: web.StreamResponse, user: str, told: int) -> None:
    quiet, wire = 0.0, ground.log.newest
    await response.write(b": hello\n\n")
    while True:
        changes = [one for one in ground.state.changes if one["n"] > told]
        told = ground.state.version
        lines = [_event(one) for one in changes if concerns(ground, user, one)]
        if ground.log.newest != wire:
            wire = ground.log.newest
            lines.append(f"data: {json.dumps({'kind': 'wire', 'n': wire})}\n\n")
        quiet = 0.0 if lines else quiet + WIRE_SECONDS
        if quiet >= QUIET_SECONDS:
            lines, quiet = [": still here\n\n"], 0.0
        if lines:
            await response.write("".join(lines).encode())
        await _wait(ground, told)


async def _wait(ground: Ground, told: int) -> None:
    """Until something changed, or a moment passed."""
    try:
        async with asyncio.timeout(WIRE_SECONDS), ground.state.changed:
            await ground.state.changed.wait_for(lambda: ground.state.version > told)
    except TimeoutError:
        return


def _event(change: dict[str, Any]) -> str:
    shown = {name: value for name, value in change.items() if name not in ("only_for", "notified")}
    return f"id: {change['n']}\ndata: {json.dumps(shown)}\n\n"


def concerns(ground: Ground, user: str, change: dict[str, Any]) -> bool:
    """Whether a person may know of it: their own views, messages that they see. Without a user: everything."""
    if not user:
        return True
    if change.get("only_for") not in (None, user) or (change["kind"] in ("view", "home", "preview") and change["user"] != user):
        return False
    channel = change.get("channel")
    return channel not in ground.state.channels or user not in ground.state.people or ground.state.may_read(user, channel)
