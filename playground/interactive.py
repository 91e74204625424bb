"""What all interactive payloads have in common: how they begin, how they are sent, what a failed one leaves."""

import asyncio
from typing import Any

from playground.ground import Ground
from playground.message import Message
from playground.outcome import Outcome
from playground.people import SLACKBOT_ID, Channel
from playground.responses import Hook
from playground.views import View

TROUBLE = "Leadbot is having trouble connecting. Try again."


def opening(ground: Ground, kind: str, user: str) -> dict[str, Any]:
    """The fields every payload begins with."""
    return {"type": kind, **ground.team(), "user": ground.user(user)}


def unseen(ground: Ground, user: str) -> Hook:
    """A response_url that is not told to the app: for what has none."""
    return Hook("", user, "", ground.state.clock.now())


def shown_channel(channel: Channel) -> dict[str, str]:
    """A channel of a payload; DMs and private ones do not tell their names."""
    return {"id": channel.id, "name": {"im": "directmessage", "groups": "privategroup"}.get(channel.kind, channel.name)}


def container(target: Message | View) -> dict[str, Any]:
    """Where an element stands."""
    if isinstance(target, View):
        return {"type": "view", "view_id": target.id}
    told: dict[str, Any] = {"type": "message", "message_ts": target.ts, "channel_id": target.channel, "is_ephemeral": target.is_ephemeral}
    return told if target.thread_ts is None else {**told, "thread_ts": target.thread_ts}


def within(ground: Ground, target: Message | View) -> dict[str, Any]:
    """The view, or the channel and the message; an ephemeral one Slack does not keep and cannot send along."""
    if isinstance(target, View):
        return {"view": target.as_slack()}
    told: dict[str, Any] = {"channel": shown_channel(ground.state.channels[target.channel])}
    return told if target.is_ephemeral else {**told, "message": target.as_slack(with_metadata=True)}


async def send(ground: Ground, hook: Hook, payload: dict[str, Any]) -> Outcome:
    """The ack's body is not shown; a failed one makes a mark at the element, which is no message of the channel."""
    answer = await ground.wire.deliver("interactive", payload)
    outcome = Outcome(ground.state, hook, answer, payload, list(hook.posted))
    hook.read = len(hook.posted)
    if not answer.ok:
        outcome.trouble = TROUBLE
        outcome.messages.append(Message(ground.state.next_ts(), hook.channel, SLACKBOT_ID, TROUBLE, None, ground.state, only_for=hook.user))
    return outcome


async def send_twice(ground: Ground, hook: Hook, payload: dict[str, Any]) -> Outcome:
    """The same request two times at once."""
    first, second = await asyncio.gather(send(ground, hook, payload), send(ground, hook, payload))
    first.repeat = second
    return first
