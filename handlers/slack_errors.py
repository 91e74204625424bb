"""What an error of a call to Slack says. An answer need not be what it claims: cut off, of a proxy, no JSON at all."""

from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError

PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack's own words on these: some aspect of the operation may have succeeded."""

ERRORS = (SlackApiError, aiohttp.ClientError, OSError)
"""What a call to Slack can end with; a timeout is an OSError too."""


def status(error: Exception) -> int:
    """The HTTP status of Slack's answer; 0 where there was none."""
    response = error.response if isinstance(error, SlackApiError) else None
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def code(error: Exception) -> str | None:
    """Slack's own word for it; None where it gave none."""
    body = getattr(error.response, "data", None) if isinstance(error, SlackApiError) else None
    return str(body["error"]) if isinstance(body, dict) and "error" in body else None


def reason(error: Exception) -> str:
    """For a log or a ledger: Slack's word, else the HTTP status, else the error's name. Never the error's own text, which may hold an address or a token."""
    return code(error) or (f"http_{status(error)}" if status(error) else type(error).__name__)


def is_passing(error: SlackApiError) -> bool:
    """Whether the same call may succeed a little later."""
    return status(error) == HTTPStatus.TOO_MANY_REQUESTS or not surely_not_done(error)


def surely_not_done(error: Exception) -> bool:
    """Whether Slack refused, or was never reached. After its own faults, and an answer that cannot be read, it may have been done."""
    if not isinstance(error, SlackApiError):
        return isinstance(error, aiohttp.ClientConnectorError)
    if status(error) == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    return status(error) < HTTPStatus.INTERNAL_SERVER_ERROR and (code(error) or "fatal_error") not in PERHAPS_DONE
