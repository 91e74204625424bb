"""The aiohttp application: Slack, health, metrics."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl

import prometheus_client
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_internals import build_async_context
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers import requests

LARGEST_BODY = 1024 * 1024
LONGEST_TIMESTAMP = 12

Ready = Callable[[], Awaitable[str | None]]


def build_server(*, app: AsyncApp | None, ready: Ready, lead_address: Callable[[int], str] | None = None) -> web.Application:
    """The routes. app: Bolt's, None in a process that takes nothing over HTTP. ready: None, or what is missing. lead_address: where a lead is to be seen."""
    server = web.Application(client_max_size=LARGEST_BODY)
    if app is not None:
        server.router.add_post("/slack/events", slack_events(app))
    if lead_address is not None:
        server.router.add_get(r"/leads/{id:\d{1,19}}", lead(lead_address))
    server.router.add_get("/healthz", healthz)
    server.router.add_get("/readyz", readyz(ready))
    server.router.add_get("/metrics", metrics)
    return server


def slack_events(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Hands what Slack sends to Bolt. What cannot be Slack's is turned away before any work: 401 for its signature, 400 for its body, 413 for its size."""

    async def handle(request: web.Request) -> web.StreamResponse:
        arrived, acked = monotonic(), asyncio.Event()
        if not _may_be_signed(request):
            return web.json_response({"error": "invalid request"}, status=401)
        bolt_request = _read(request, await request.read(), {"arrived": arrived, "acked": acked})
        if bolt_request is None:
            return web.json_response({"error": "invalid body"}, status=400)
        try:
            return await _send(request, await app.async_dispatch(bolt_request))
        finally:
            acked.set()  # it is on the wire, or the connection is gone

    return handle


def _may_be_signed(request: web.Request) -> bool:
    """Whether the two headers are such that Bolt can compare them: it stumbles over other letters and over endless numbers."""
    timestamp, signature = (request.headers.get(f"X-Slack-{name}", "") for name in ("Request-Timestamp", "Signature"))
    return timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP and signature.isascii() and signature != ""


def _read(request: web.Request, body: bytes, context: dict[str, Any]) -> AsyncBoltRequest | None:
    """Bolt's request; None for a body that is not UTF-8, not JSON, no object, or whose fields are of other types than Slack's."""
    try:
        read = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers), context=context)
        if read.body == {} and "payload" in read.raw_body:  # Bolt takes a form for an interactive one if the word is typed anywhere in it
            read.body = dict(parse_qsl(read.raw_body, keep_blank_values=True))
            build_async_context(read.context, read.body)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
    return read if requests.is_sound(read.body) else None


async def _send(request: web.Request, answer: BoltResponse) -> web.StreamResponse:
    response = web.Response(status=answer.status, body=answer.body.encode(), content_type="application/json" if answer.body.startswith("{") else "text/plain")
    await response.prepare(request)
    await response.write_eof()
    return response


def lead(address: Callable[[int], str]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Sends whoever follows a link to where the lead can be seen. Asks no table, so a lead that is not there looks the same."""

    async def handle(request: web.Request) -> web.Response:
        to = address(int(request.match_info["id"]))
        return web.Response(status=302, headers={"Location": to, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})

    return handle


async def healthz(_request: web.Request) -> web.Response:
    """The process is alive."""
    return web.json_response({"status": "ok"})


def readyz(ready: Ready) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Whether the database answers and is migrated."""

    async def handle(_request: web.Request) -> web.Response:
        missing = await ready()
        return web.json_response({"status": "ready"}) if missing is None else web.json_response({"status": "not ready", "reason": missing}, status=503)

    return handle


async def metrics(_request: web.Request) -> web.Response:
    """Prometheus."""
    return web.Response(body=prometheus_client.generate_latest(), headers={"Content-Type": prometheus_client.CONTENT_TYPE_LATEST})
