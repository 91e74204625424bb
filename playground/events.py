"""Events API deliveries: the envelope, and three more tries when the app does not take it."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from playground.deliveries import JSON, Answer
from playground.ground import VERIFICATION_TOKEN, Ground
from playground.people import APP_ID, BOT_USER_ID, TEAM_ID

RETRIES_AFTER = (0, 60, 300)  # seconds before the first, second and third repetition


@dataclass
class EventDelivery:
    """One event and each try to deliver it."""

    event_id: str
    event: dict[str, Any] = field(default_factory=dict)
    attempts: list[Answer] = field(default_factory=list)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def delivered(self) -> bool:
        """Whether the last try was taken."""
        return bool(self.attempts) and self.attempts[-1].ok

    async def done(self, timeout: float = 10) -> "EventDelivery":  # noqa: ASYNC109 - a test says how long it waits
        """Until it was taken or the last try failed. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            await self.finished.wait()
        return self


async def send_event(ground: Ground, event: dict[str, Any], *, event_id: str | None = None) -> EventDelivery:
    """Deliver an event; gives back after the first try, repetitions go on by the playground's clock."""
    now = ground.state.clock.now()
    event = {"event_ts": ground.state.next_ts(), **event}
    delivery = EventDelivery(event_id or f"Ev{ground.state.secret()[:10].upper()}", event)
    envelope = {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": delivery.event_id,
        "event_time": int(now),
        "authorizations": [{"enterprise_id": None, "team_id": TEAM_ID, "user_id": BOT_USER_ID, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": _is_shared(ground, event),
        "event_context": f"4-{ground.state.secret()}",
    }
    if not await _try(ground, delivery, envelope) or _over(delivery.attempts[-1]):
        delivery.finished.set()
    else:
        ground.keep(_repeat(ground, delivery, envelope))
    return delivery


async def verify_url(ground: Ground, challenge: str) -> Answer:
    """Ask the address whether it is the app's; never over a socket."""
    body = json.dumps({"type": "url_verification", "token": VERIFICATION_TOKEN, "challenge": challenge})
    return await ground.wire.post(body, {"Content-Type": JSON, **ground.wire.sign(body)})


async def _repeat(ground: Ground, delivery: EventDelivery, envelope: dict[str, Any]) -> None:
    for number, wait in enumerate(RETRIES_AFTER, 1):
        await ground.state.clock.sleep(wait)
        reason = delivery.attempts[-1].failure or "unknown_error"
        if not await _try(ground, delivery, envelope, retry=(number, reason)) or _over(delivery.attempts[-1]):
            break
    delivery.finished.set()


async def _try(ground: Ground, delivery: EventDelivery, envelope: dict[str, Any], retry: tuple[int, str] | None = None) -> bool:
    """One delivery; False where Slack sends none, because the app has had its share or has failed too often."""
    subscription = ground.subscription
    if subscription.disabled:
        return False
    if subscription.is_full():
        await _tell_limit(ground)
        return False
    delivery.attempts.append(await ground.wire.deliver("events_api", envelope, retry=retry))
    subscription.tried(taken=delivery.delivered)
    return True


async def _tell_limit(ground: Ground) -> None:
    """app_rate_limited, once a minute; it is no event_callback, and is not repeated."""
    minute = ground.subscription.minute_to_tell()
    if minute is not None:
        told = {"token": VERIFICATION_TOKEN, "type": "app_rate_limited", "team_id": TEAM_ID, "minute_rate_limited": minute, "api_app_id": APP_ID}
        await ground.wire.deliver("events_api", told)


def _over(answer: Answer) -> bool:
    """Taken, lost on demand, or the app asked for no repetition."""
    return answer.ok or answer.failure == "dropped" or answer.headers.get("x-slack-no-retry") == "1"


def _is_shared(ground: Ground, event: dict[str, Any]) -> bool:
    channel = event.get("channel")
    return isinstance(channel, str) and channel in ground.state.channels and ground.state.channels[channel].is_ext_shared
