"""Whom a message notifies: mentions, groups, broadcasts, direct messages; only people who see the channel."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.message import Message

if TYPE_CHECKING:
    from playground.state import State

MENTION = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(?P<group>S[A-Z0-9]+)(?:\|[^>]*)?>|<!(?P<range>here|channel|everyone)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class Notification:
    """One person was told of one message. `kind`: mention, group, broadcast or dm."""

    user: str
    channel: str
    ts: str
    kind: str
    text: str


def notifications(state: "State", message: Message) -> list[Notification]:
    """What a new message causes. Ephemeral ones notify nobody, neither does one's own message."""
    if message.is_ephemeral:
        return []
    told: dict[str, str] = {}
    if state.channels[message.channel].is_im:
        told |= dict.fromkeys(state.channels[message.channel].members, "dm")
    for kind, wanted in _mentions(message):
        for user in _of(state, message.channel, kind, wanted):
            told.setdefault(user, kind)
    return [
        Notification(user, message.channel, message.ts, kind, message.fallback or message.text)
        for user, kind in told.items()
        if user != message.author and user in state.people and not state.people[user].is_bot and state.may_read(user, message.channel)
    ]


def _of(state: "State", channel: str, kind: str, wanted: str) -> list[str]:
    if kind == "group":
        return state.groups[wanted].users if wanted in state.groups else []
    return sorted(state.channels[channel].members) if kind == "broadcast" else [wanted]


def _mentions(message: Message) -> Iterator[tuple[str, str]]:
    """Of the blocks where there are some, else of the text: (kind, id)."""
    shown: Any = [message.blocks] if message.blocks else {"type": "mrkdwn", "text": message.fallback}
    yield from _inside(shown)
    yield from _inside(message.attachments or [])


def _inside(value: Any) -> Iterator[tuple[str, str]]:
    """plain_text never mentions anybody; a rich text element does so by its id."""
    if isinstance(value, list):
        for one in value:
            yield from _inside(one)
    if not isinstance(value, dict) or value.get("type") == "plain_text":
        return
    kind, text = value.get("type"), value.get("text")
    if kind == "user":
        yield "mention", value["user_id"]
    elif kind == "usergroup":
        yield "group", value["usergroup_id"]
    elif kind == "broadcast":
        yield "broadcast", value["range"]
    elif isinstance(text, str) and kind in ("mrkdwn", "markdown", None):
        yield from _in_text(text)
    for one in value.values():
        if isinstance(one, dict | list):
            yield from _inside(one)


def _in_text(text: str) -> Iterator[tuple[str, str]]:
    for found in MENTION.finditer(text):
        if found["user"]:
            yield "mention", found["user"]
        elif found["group"]:
            yield "group", found["group"]
        else:
            yield "broadcast", found["range"]
