"""Slash commands: what is sent, how long the ack may take, and what the person then sees."""

import asyncio
from typing import Any

from playground.allowed import unentitled
from playground.deliveries import Answer
from playground.ground import VERIFICATION_TOKEN, Ground
from playground.message import Message
from playground.outcome import Outcome
from playground.people import APP_ID, BOT_USER_ID, SLACKBOT_ID, TEAM_DOMAIN, TEAM_ID, Channel
from playground.responses import Hook
from playground.rules import Problem
from playground.typing_escapes import escape_typed
from playground.validator import validate_message

UNKNOWN = '{command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.'


async def type_command(
    ground: Ground, command: str, text: str, *, user: str, channel: str, raw: bool = False, trigger_id: str | None = None, twice: bool = False
) -> Outcome:
    """A person types a line and presses Enter. Raises ValueError where Slack has no composer for them."""
    place = place_of(ground, user, channel)
    hook = ground.hooks.issue(user, place.id)
    known = ground.manifest.commands.get(command) if ground.state.installation.installed else None
    if known is None:
        outcome = Outcome(ground.state, hook, Answer(None, "", 0.0), {})
        outcome.messages.append(await _slackbot(ground, hook, UNKNOWN.format(command=command)))
        return outcome
    typed = escape_typed(text, ground.state, with_names=ground.strictness.mentions_with_names) if known.should_escape and not raw else text
    payload = _payload(ground, hook, place, command=command, text=typed, trigger_id=trigger_id or ground.triggers.issue(user))
    if not twice:
        return await _send(ground, hook, payload)
    first, second = await asyncio.gather(_send(ground, hook, payload), _send(ground, hook, payload))
    first.repeat = second
    return first


def place_of(ground: Ground, user: str, channel: str) -> Channel:
    """The channel a person writes in; "DM" is theirs with the bot. Raises ValueError, KeyError."""
    place = ground.state.dm(user) if channel == "DM" else ground.state.channels[channel]
    if user not in place.members:
        raise ValueError(f"{user} is not in {place.name}: there is no composer to type into")
    if place.is_archived:
        raise ValueError(f"{place.name} is archived: there is no composer to type into")
    return place


def _payload(ground: Ground, hook: Hook, place: Channel, *, command: str, text: str, trigger_id: str) -> dict[str, Any]:
    hidden = {"im": "directmessage", "groups": "privategroup"}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": place.id,
        "channel_name": hidden.get(place.kind, place.name),
        "user_id": hook.user,
        "user_name": ground.state.people[hook.user].handle,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": ground.hooks.url(hook),
        "trigger_id": trigger_id,
    }


async def _send(ground: Ground, hook: Hook, payload: dict[str, Any]) -> Outcome:
    answer = await ground.wire.deliver("slash_commands", payload)
    outcome = Outcome(ground.state, hook, answer, payload)
    if not answer.ok:
        error = "operation_timeout" if answer.failure == "http_timeout" else "dispatch_failed"
        outcome.messages.append(await _slackbot(ground, hook, f'{payload["command"]} failed with the error "{error}"'))
    elif answer.body:
        await _show_answer(ground, outcome)
    return outcome


async def _show_answer(ground: Ground, outcome: Outcome) -> None:
    """The ack's body is a message: JSON, or plain text."""
    said = outcome.answer.json
    if not isinstance(said, dict):
        said = {"text": outcome.answer.body}
    if not any(said.get(name) for name in ("text", "blocks", "attachments")):
        return
    outcome.problems = _problems(ground, said)
    if outcome.problems:
        ground.log.judged(outcome.answer.entry, outcome.problems)
        words = f'{outcome.payload["command"]} failed with the error "invalid_command_response"'
        outcome.messages.append(await _slackbot(ground, outcome.hook, words))
        return
    public = said.get("response_type") == "in_channel"
    if public:
        typed = f"{outcome.payload['command']} {outcome.payload['text']}".rstrip()
        await ground.state.post(outcome.hook.channel, outcome.hook.user, typed)
    outcome.messages.append(
        await ground.state.post(
            outcome.hook.channel,
            BOT_USER_ID,
            said.get("text") or "",
            blocks=said.get("blocks"),
            attachments=said.get("attachments"),
            only_for=None if public else outcome.hook.user,
        )
    )


def _problems(ground: Ground, said: dict[str, Any]) -> list[Problem]:
    problems = validate_message(said, ground.flags) or unentitled(ground, said.get("blocks") or [])
    if not isinstance(said.get("text") or "", str):
        problems.append(Problem("/text", "must provide a string"))
    if said.get("response_type") not in (None, "ephemeral", "in_channel"):
        problems.append(Problem("/response_type", "value must be one of the allowed enum values"))
    return problems


async def _slackbot(ground: Ground, hook: Hook, words: str) -> Message:
    """Slack's own sentence, seen by the person alone."""
    return await ground.state.post(hook.channel, SLACKBOT_ID, words, only_for=hook.user)
