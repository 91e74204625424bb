"""The aiohttp application: Slack, health, metrics."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import prometheus_client
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

LARGEST_BODY = 1024 * 1024

Ready = Callable[[], Awaitable[str | None]]


def build_server(*, app: AsyncApp | None, ready: Ready) -> web.Application:
    """The routes. app: Bolt's, None in a process that takes nothing over HTTP. ready: None, or what is missing."""
    server = web.Application(client_max_size=LARGEST_BODY)
    if app is not None:
        server.router.add_post("/slack/events", slack_events(app))
    server.router.add_get("/healthz", healthz)
    server.router.add_get("/readyz", readyz(ready))
    server.router.add_get("/metrics", metrics)
    return server


def slack_events(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Hands what Slack sends to Bolt. What cannot be Slack's is turned away before any work: 401 for its signature, 400 for its body, 413 for its size."""

    async def handle(request: web.Request) -> web.StreamResponse:
        arrived, acked = monotonic(), asyncio.Event()
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit() and "X-Slack-Signature" in request.headers):
            return web.json_response({"error": "invalid request"}, status=401)
        try:
            bolt_request = AsyncBoltRequest(
                body=(await request.read()).decode(),
                query=request.query_string,
                headers=dict(request.headers),
                context={"arrived": arrived, "acked": acked},
            )
        except (ValueError, TypeError, AttributeError, RecursionError):  # not UTF-8, not JSON, or JSON that is no object
            return web.json_response({"error": "invalid body"}, status=400)
        try:
            return await _send(request, await app.async_dispatch(bolt_request))
        finally:
            acked.set()  # it is on the wire, or the connection is gone

    return handle


async def _send(request: web.Request, answer: BoltResponse) -> web.StreamResponse:
    response = web.Response(status=answer.status, body=answer.body.encode(), content_type="application/json" if answer.body.startswith("{") else "text/plain")
    await response.prepare(request)
    await response.write_eof()
    return response


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
