"""The process's one connection pool to Slack, and clients that never repeat what Slack may have carried out."""

import random
from types import SimpleNamespace
from typing import Any

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.interval_calculator import RetryIntervalCalculator
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from handlers import metrics

CALL_SECONDS = 10.0


class JitteredSecond(RetryIntervalCalculator):
    """Half a second to a second and a half, doubled each time."""

    def calculate_sleep_duration(self, current_attempt: int) -> float:
        """Seconds to wait before the next try."""
        return float((0.5 + random.random()) * 2**current_attempt)  # noqa: S311 - spreads tries, hides nothing


class NeverSentRetry(AsyncRetryHandler):
    """Tries again only where no connection came about, so that nothing can have been carried out.

    The SDK's own handler repeats after any lost connection, and a chat.postMessage whose answer was lost is then posted twice.
    """

    def __init__(self) -> None:
        super().__init__(max_retry_count=1, interval_calculator=JitteredSecond())

    async def _can_retry_async(self, *, state: RetryState, request: HttpRequest, response: HttpResponse | None = None, error: Exception | None = None) -> bool:
        del state, request, response
        return isinstance(error, aiohttp.ClientConnectorError)


def open_session(api_url: str) -> aiohttp.ClientSession:
    """The one client session of a process: keeps connections, counts calls of the Web API, and ends each call after 10 s.

    The SDK's own timeout is ignored with a shared session.
    """
    counting = aiohttp.TraceConfig()

    async def count(_session: aiohttp.ClientSession, _context: SimpleNamespace, call: aiohttp.TraceRequestEndParams) -> None:
        if str(call.url).startswith(api_url):  # a response_url is a secret
            metrics.SLACK_CALLS.labels(call.url.name, str(call.response.status)).inc()

    counting.on_request_end.append(count)
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=5)
    return aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=100), trace_configs=[counting])


def client(session: aiohttp.ClientSession, *, api_url: str, token: str | None) -> AsyncWebClient:
    """A Web API client on the process's session."""
    handlers: list[Any] = [NeverSentRetry()]
    return AsyncWebClient(token=token, base_url=api_url, session=session, timeout=int(CALL_SECONDS), retry_handlers=handlers)
