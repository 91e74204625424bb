"""One delivery and Slack: send it, or find out whether it was sent."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import slack_errors
from store.deliveries import Claim, Outcome

EVENT_TYPE = "leadbot_delivery"
METHODS = {"post": "chat.postMessage", "update": "chat.update"}
MOST_ATTEMPTS = 8
PAGES, PAGE = 10, 200
PEOPLE = "UW"
"""How the ids of people begin; other destinations are channels."""
CLOCKS_DIFFER = timedelta(minutes=1)

RATE_LIMITS = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
NO_SUCH_PLACE = frozenset(
    {
        "is_archived", "is_inactive", "channel_not_found", "not_in_channel", "user_disabled", "user_not_found", "user_not_visible", "users_not_found",
        "cannot_dm_bot", "messages_tab_disabled", "not_in_group", "ekm_access_denied", "slack_connect_file_link_sharing_blocked",
    }
)  # fmt: skip
NO_INSTALLATION = frozenset(
    {
        "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope", "org_login_required", "team_added_to_org",
        "no_permission", "access_denied", "team_access_not_granted", "not_allowed_token_type",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take. lease: a channel is one worker's. send: one call of Slack. rest: between messages of a channel.

    settle: after a lost answer, before Slack is asked what became of it.
    """

    lease: timedelta = timedelta(seconds=30)
    send: timedelta = timedelta(seconds=8)
    rest: timedelta = timedelta(seconds=1)
    settle: timedelta = timedelta(seconds=5)


async def send(client: AsyncWebClient, claimed: Claim, pace: Pace) -> Outcome:
    """Carry a delivery to Slack once. The client must not repeat calls by itself: a post whose answer was lost would be doubled.

    A lost answer leaves the state at `sending`: `find_out` is for that.
    """
    place = claimed.dm_id or claimed.destination
    try:
        if place[0] in PEOPLE:
            async with asyncio.timeout(pace.send.total_seconds() / 2):  # in time to say that nothing was posted
                place = await _open(client, place)
    except slack_errors.ERRORS as error:
        return _refused(error, claimed, pace, sent_nothing=True)
    arguments = {**claimed.message, "channel": place}
    if claimed.action == "post":
        arguments["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"key": str(claimed.key)}}
    try:
        answer = await client.api_call(METHODS[claimed.action], json=arguments)
    except slack_errors.ERRORS as error:
        return _refused(error, claimed, pace, dm_id=place)
    return Outcome("sent", message_ts=answer["ts"], wait=pace.rest, dm_id=_dm(claimed, place))


async def find_out(client: AsyncWebClient, claimed: Claim, pace: Pace) -> Outcome:
    """What became of a delivery whose answer was never recorded: there; surely not there, so queued again; or uncertain, if Slack does not let us look."""
    if claimed.action != "post":
        return _again(claimed, pace, "failed", "Slack's answer to the change was lost each time")
    try:
        place = claimed.dm_id or claimed.destination
        if place[0] in PEOPLE:
            place = await _open(client, place)
        message_ts = await _look(client, place, claimed)
    except NotFound as error:
        return _uncertain(claimed, pace, str(error))
    except slack_errors.ERRORS as error:
        return _not_seen(error, claimed, pace)
    if message_ts is not None:
        return Outcome("sent", message_ts=message_ts, wait=pace.rest, dm_id=_dm(claimed, place))
    return _again(claimed, pace, "failed", "it never arrived, and Slack's answers were lost")


class NotFound(Exception):
    """The message was not among those that could be read, which were not all."""


async def _open(client: AsyncWebClient, user_id: str) -> str:
    """The channel of a person's direct messages."""
    answer = await client.conversations_open(users=user_id)
    return str(answer["channel"]["id"])


async def _look(client: AsyncWebClient, place: str, claimed: Claim) -> str | None:
    """The message's ts, by the key in its metadata; None when it is surely not there. Raises NotFound when not everything could be read."""
    assert claimed.claimed_at is not None
    asked: dict[str, Any] = {"channel": place, "oldest": f"{(claimed.claimed_at - CLOCKS_DIFFER).timestamp():.6f}", "include_all_metadata": True, "limit": PAGE}
    thread_ts = claimed.message.get("thread_ts")
    for _ in range(PAGES):
        page = await (client.conversations_replies(ts=thread_ts, **asked) if thread_ts else client.conversations_history(**asked))
        for message in page["messages"]:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE and metadata.get("event_payload", {}).get("key") == str(claimed.key):
                return str(message["ts"])
        asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
        if not asked["cursor"]:
            return None
    raise NotFound("too much was written there since to look through")


def _refused(error: Exception, claimed: Claim, pace: Pace, *, sent_nothing: bool = False, dm_id: str | None = None) -> Outcome:
    """What an error means for a delivery. sent_nothing: the call was not the one that posts."""
    kept = _dm(claimed, dm_id)
    status, code, rest = _said(error)
    if rest is not None:
        return Outcome("queued", wait=rest, counts=False, dm_id=kept)
    if code in NO_INSTALLATION:
        return Outcome("queued", reason=code, wait=pace.rest, pause=code, counts=False, dm_id=kept)
    if code in NO_SUCH_PLACE or code.startswith("restricted_action"):
        is_person = claimed.destination[0] in PEOPLE  # who comes back, and whose next message is nobody else's to wake
        return Outcome("failed", reason=code, wait=pace.rest, pause=None if is_person else code, dm_id=kept)
    if status and status < 500 and code not in slack_errors.PERHAPS_DONE:
        return Outcome("failed", reason=code, wait=pace.rest, dm_id=kept)
    never_reached = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    if sent_nothing or never_reached or (status >= 500 and status != 504):
        return _again(claimed, pace, "failed", code)
    return Outcome("sending", reason=code, wait=pace.settle, dm_id=kept)


def no_answer(claimed: Claim, pace: Pace) -> Outcome:
    """Slack took longer than we wait: what became of it is found out later, while that makes sense."""
    if claimed.was_sending and claimed.attempts >= MOST_ATTEMPTS:
        return _uncertain(claimed, pace, "looking for it took too long each time")
    return Outcome("sending", reason="Slack did not answer in time", wait=pace.settle)


def _not_seen(error: Exception, claimed: Claim, pace: Pace) -> Outcome:
    """What an error means while looking: later, or never."""
    status, code, rest = _said(error)
    if rest is not None:
        return Outcome("sending", reason=_looking(code), wait=rest, counts=False)
    if code in NO_INSTALLATION - {"missing_scope"}:
        return Outcome("sending", reason=_looking(code), wait=pace.rest, pause=code, counts=False)
    if (not status or status >= 500 or code in slack_errors.PERHAPS_DONE) and claimed.attempts < MOST_ATTEMPTS:
        return Outcome("sending", reason=_looking(code), wait=backoff(claimed.attempts))
    return _uncertain(claimed, pace, "reading the messages there is not allowed" if code == "missing_scope" else f"looking for it failed: {code}")


def _looking(code: str) -> str:
    """Why a delivery is still being looked for."""
    return f"Slack's answer was lost; looking for the message: {code}"


def _uncertain(claimed: Claim, pace: Pace, why: str) -> Outcome:
    """It may be there or not. What is critical goes out again all the same."""
    reason = f"Slack's answer was lost, so it may have arrived or not; {why}"
    return _again(claimed, pace, "uncertain", reason) if claimed.critical else Outcome("uncertain", reason=reason, wait=pace.rest)


def _again(claimed: Claim, pace: Pace, at_last: str, reason: str) -> Outcome:
    """Queued again, each time later; after MOST_ATTEMPTS given up as at_last."""
    if claimed.attempts >= MOST_ATTEMPTS:
        return Outcome(at_last, reason=reason, wait=pace.rest)
    if claimed.was_sending:
        return Outcome("queued", reason=reason, wait=pace.rest, counts=False)  # this time it was only looked for
    return Outcome("queued", reason=reason, wait=backoff(claimed.attempts))


def backoff(attempts: int) -> timedelta:
    """1, 4, 16, 64, 256 seconds, then five minutes."""
    return timedelta(seconds=min(4 ** (attempts - 1), 300))


def _said(error: Exception) -> tuple[int, str, timedelta | None]:
    """An error as HTTP status (0: no answer), Slack's code or the error's name, and how long to rest where a limit was reached."""
    status, code = slack_errors.status(error), slack_errors.reason(error)
    rest = _rest(error.response, status, code) if isinstance(error, SlackApiError) else None
    cut_off = status == HTTPStatus.OK and slack_errors.code(error) is None
    return (0 if cut_off else status), code, rest


def _rest(response: Any, status: int, code: str) -> timedelta | None:
    if status != 429 and code not in RATE_LIMITS:
        return None
    told = str(response.headers.get("Retry-After", ""))
    return timedelta(seconds=int(told) if told.isdigit() else 30)


def _dm(claimed: Claim, place: str | None) -> str | None:
    """The channel to keep for a person's direct messages."""
    return place if place != claimed.destination else None
