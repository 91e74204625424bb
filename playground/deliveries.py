"""Requests from Slack to the app: signed HTTP, or an envelope on a socket."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from playground.faults import DELIVERIES, Fault, Faults
from playground.sockets import Sockets
from playground.wirelog import WireLog

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MOST_REDIRECTS = 2  # followed; aiohttp counts the one that it refuses
FAILURES = (  # Slack's words for what went wrong, the first that fits
    (TimeoutError, "http_timeout"),
    (aiohttp.TooManyRedirects, "too_many_redirects"),
    (aiohttp.ClientSSLError, "ssl_error"),
    (aiohttp.ClientConnectionError, "connection_failed"),
    (aiohttp.ClientError, "unknown_error"),  # no HTTP at all, or no address
)
EnvelopeType = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Answer:
    """What came back. status is None where nothing came in time or at all; `failure` is then Slack's word for it."""

    status: int | None
    body: str
    ms: float
    failure: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    entry: int = 0  # its number in the log of the wire

    @property
    def ok(self) -> bool:
        """Acknowledged in time."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body, if it is JSON, else None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Wire:
    """Carries payloads to the app and waits for the ack, `ack_seconds` at most."""

    def __init__(self, signing_secret: str, sockets: Sockets, events_url: str | None, faults: Faults | None = None, log: WireLog | None = None) -> None:
        self.signing_secret = signing_secret
        self.sockets = sockets
        self.events_url = events_url
        self.options_url: str | None = None  # where external selects are loaded from, if that is elsewhere
        self.faults = faults or Faults()
        self.log = log or WireLog()
        self.ack_seconds = 3.0
        self._session: aiohttp.ClientSession | None = None
        self._passed = asyncio.Event()  # set and replaced whenever a delivery was taken to the app

    async def open(self) -> None:
        """Make the HTTP client."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))

    async def close(self) -> None:
        """Close the HTTP client."""
        if self._session is not None:
            await self._session.close()

    def sign(self, body: str | bytes, timestamp: int | str | None = None) -> dict[str, str]:
        """The two signature headers for a body; the timestamp is the machine's time unless given."""
        raw = body.encode() if isinstance(body, str) else body
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        digest = hmac.new(self.signing_secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def post(self, body: str | bytes, headers: Mapping[str, str], url: str | None = None) -> Answer:
        """Any request to the app's address, or to another one of it, as it is given."""
        address = url or self.events_url
        if self._session is None or address is None:
            return Answer(None, "", 0.0, "connection_failed")
        started = time.perf_counter()
        try:
            async with (
                asyncio.timeout(self.ack_seconds),
                self._session.post(address, data=body, headers=headers, max_redirects=MOST_REDIRECTS + 1) as response,
            ):
                text = await response.text(errors="replace")
                answer = Answer(response.status, text, _ms(started), "", response.headers)
                return answer if answer.ok else replace(answer, failure="http_error")
        except (TimeoutError, aiohttp.ClientError) as error:
            return Answer(None, "", _ms(started), next(word for kind, word in FAILURES if isinstance(error, kind)))

    async def deliver(self, kind: EnvelopeType, payload: dict[str, Any], *, retry: tuple[int, str] | None = None) -> Answer:
        """One delivery, with the trouble that is switched on for it. Without an address it goes over a socket; `retry` is (number, reason)."""
        at, started = time.time(), time.perf_counter()
        fault = self.faults.take(f"{DELIVERIES}{kind}")
        answer = Answer(None, "", 0.0, "dropped") if fault and fault.kind == "dropped" else await self._carry_with(fault, kind, payload, retry)
        trouble = " ".join(word for word in (answer.failure, f"({fault.kind} on demand)" if fault else "") if word)
        entry = self.log.add("to_app", kind, at=at, ms=_ms(started), request=payload, answer=answer.body, status=answer.status, trouble=trouble)
        return replace(answer, entry=entry)

    async def _carry_with(self, fault: Fault | None, kind: EnvelopeType, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        if fault is not None and fault.kind == "reordered":
            await self._after_the_next(fault.seconds)
        if fault is not None and fault.kind == "doubled":
            answer, _ = await asyncio.gather(self._carry(kind, payload, retry), self._carry(kind, payload, retry))
        elif fault is not None and fault.kind == "slow":
            answer = await self._slowly(fault.seconds, kind, payload, retry)
        else:
            answer = await self._carry(kind, payload, retry)
        passed, self._passed = self._passed, asyncio.Event()
        passed.set()
        return answer

    async def _slowly(self, seconds: float, kind: EnvelopeType, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        """The way to the app takes so long. Slack counts it: an ack after its time is none, though the app did what was asked."""
        await asyncio.sleep(seconds)
        answer = await self._carry(kind, payload, retry)
        took = answer.ms + seconds * 1000
        return replace(answer, ms=took) if took <= self.ack_seconds * 1000 else Answer(None, "", took, "http_timeout")

    async def _after_the_next(self, seconds: float) -> None:
        """Until another delivery was answered, or so many seconds passed because none came."""
        await asyncio.wait([asyncio.ensure_future(self._passed.wait())], timeout=seconds)

    async def _carry(self, kind: EnvelopeType, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        if self.events_url is None and self.sockets.live:
            return await self._over_socket(kind, payload, retry)
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)", **self.sign(body)}
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return await self.post(body, headers, self.options_url if payload.get("type") == "block_suggestion" else None)

    async def _over_socket(self, kind: EnvelopeType, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        started = time.perf_counter()
        more = {} if retry is None else {"retry_attempt": retry[0], "retry_reason": retry[1]}
        try:
            async with asyncio.timeout(self.ack_seconds):
                answered = await self.sockets.send(kind, payload, **more)
        except TimeoutError:
            return Answer(None, "", _ms(started), "http_timeout")
        except ConnectionError:
            return Answer(None, "", _ms(started), "connection_failed")
        return Answer(200, "" if answered is None else json.dumps(answered), _ms(started))


def encode(kind: EnvelopeType, payload: dict[str, Any]) -> tuple[str, str]:
    """The body and its content type: commands as a form, interactivity as a form with one field, events as JSON."""
    if kind == "slash_commands":
        return urlencode(payload), FORM
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}), FORM
    return json.dumps(payload), JSON


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000
