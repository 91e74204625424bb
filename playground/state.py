"""All that the playground remembers, in memory."""

import asyncio
import copy
import itertools
import secrets
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground import people
from playground.clock import Clock
from playground.message import Message
from playground.naming import name_blocks
from playground.notifications import Notification, notifications
from playground.people import Channel, Group, Person
from playground.shared import SharedFile
from playground.views import Views

__all__ = ["Call", "Installation", "Message", "Pace", "State"]

CHANGES_KEPT = 5000


@dataclass(frozen=True)
class Call:
    """One Web API call: what was asked and what was answered (None: the connection was broken off)."""

    method: str
    arguments: dict[str, Any]
    answer: dict[str, Any] | None
    status: int
    at: float


@dataclass
class Pace:
    """When a channel got its last message of the bot, and how many came less than a second after each other."""

    last: float = 0.0
    in_a_row: int = 0


@dataclass
class Installation:
    """The app in the workspace: its tokens and granted scopes. Tests set `error` to what a dead token answers (token_revoked, account_inactive)."""

    bot_token: str
    app_token: str
    scopes: set[str]
    error: str = ""
    installed: bool = True


@dataclass(frozen=True)
class Scheduled:
    """A message that waits for its time; `post_at` is epoch seconds."""

    id: str
    channel: str
    post_at: int
    content: dict[str, Any]
    date_created: int


class State:
    """People, channels, messages, views, files, the installation. Ids never repeat, timestamps never go back."""

    def __init__(self, clock: Clock, installation: Installation, persons: Sequence[Person] | None = None) -> None:
        self.clock = clock
        self.installation = installation
        self.pace: dict[str, Pace] = {}
        self.strict_pace = True
        self.too_fast: Counter[str] = Counter()
        self.calls: list[Call] = []
        self.changed = asyncio.Condition()
        self.changes: deque[dict[str, Any]] = deque(maxlen=CHANGES_KEPT)
        self.version = 0
        self._last_ts = 0
        self._numbers = itertools.count(1)
        self.views = Views(self)
        self.first_bot_token = installation.bot_token
        self.first_people = copy.deepcopy(list(persons)) if persons is not None else people.everyone()
        self.fill(list(persons) if persons is not None else people.everyone())

    def fill(self, persons: list[Person]) -> None:
        """The workspace as it is at the start."""
        self.people = {person.id: person for person in persons}
        self.channels = {channel.id: channel for channel in people.channels(persons)}
        self.groups: dict[str, Group] = {group.id: group for group in people.groups()}
        self.messages: list[Message] = []
        self.files: dict[str, SharedFile] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.notifications: list[Notification] = []
        self.read: dict[str, dict[str, str]] = {}  # person: channel: the last ts they read
        self.views.forget()
        self.pace.clear()
        self.too_fast.clear()
        self.calls.clear()

    def number(self) -> int:
        """A number that was not given out before."""
        return next(self._numbers)

    def new_id(self, letter: str) -> str:
        """An id of Slack's shape that was not given out before."""
        return f"{letter}{self.number():04d}{secrets.token_hex(3).upper()}"

    def secret(self) -> str:
        """An unguessable word for urls and ids."""
        return secrets.token_hex(12)

    def next_ts(self) -> str:
        """A message timestamp, later than all before."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def begin_after(self, ts: str) -> None:
        """No timestamp up to this one is given out any more."""
        self._last_ts = max(self._last_ts, int(ts.replace(".", "")))

    def shown_name(self, some_id: str) -> str:
        """How a mention of a user or channel reads."""
        if some_id in self.people:
            return self.people[some_id].name
        if some_id in self.channels:
            return self.channels[some_id].name
        return self.groups[some_id].handle if some_id in self.groups else some_id

    def dm(self, user_id: str) -> Channel:
        """The DM of a person and the bot, opened on demand."""
        channel_id = f"D{user_id.removeprefix('U')}"
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(channel_id, self.people[user_id].handle, {user_id, people.BOT_USER_ID}, is_im=True)
        return self.channels[channel_id]

    def group_dm(self, user_ids: Sequence[str]) -> Channel:
        """The DM of several people and the bot, opened on demand; the same people always have the same one."""
        members = {*user_ids, people.BOT_USER_ID}
        known = next((one for one in self.channels.values() if one.is_mpim and one.members == members), None)
        if known is None:
            name = f"mpdm-{'--'.join(sorted(self.people[one].handle for one in members))}-1"
            known = Channel(self.new_id("G"), name, members, is_private=True, is_mpim=True)
            self.channels[known.id] = known
        return known

    async def post(self, channel: str, author: str, text: str, **more: Any) -> Message:
        """Store a message, notify, and wake whoever waits for one. `more`: the other fields of Message."""
        message = Message(self.next_ts(), channel, author, text, more.pop("blocks", None), self, **more)
        self.name_message(message)
        self.messages.append(message)
        self._in_thread(message)
        told = notifications(self, message)
        self.notifications += told
        await self.tell("message", channel=channel, ts=message.ts, only_for=message.only_for, notified=[one.user for one in told])
        return message

    def _in_thread(self, message: Message) -> None:
        """The first reply makes a message the root of a thread."""
        root = self.find(message.channel, message.thread_ts) if message.thread_ts else None
        if root is not None and not message.is_ephemeral and root.thread_ts is None:
            root.thread_ts = root.ts

    def replies(self, root: Message) -> list[Message]:
        """What was written in a thread, in order, without its root."""
        return [
            one
            for one in self.messages
            if one.thread_ts == root.ts and one.channel == root.channel and one is not root and not one.deleted and not one.is_ephemeral
        ]

    def name_blocks(self, blocks: list[dict[str, Any]]) -> None:
        """Slack gives each block and each interactive element the id that its author left out."""
        name_blocks(blocks)

    def name_message(self, message: Message) -> None:
        """The ids of all blocks of a message, those of its attachments too."""
        for blocks in (message.blocks or [], *(one.get("blocks", []) for one in message.attachments or [])):
            self.name_blocks(blocks)

    async def tell(self, kind: str = "changed", **about: Any) -> None:
        """Something was posted or changed: wakes tests and the page's stream."""
        self.version += 1
        self.changes.append({"n": self.version, "kind": kind, **about})
        async with self.changed:
            self.changed.notify_all()

    def find(self, channel: str, ts: str) -> Message | None:
        """A message that everyone in its channel sees."""
        return next((one for one in reversed(self.messages) if one.ts == ts and one.channel == channel and not one.deleted and not one.is_ephemeral), None)

    def sees(self, user_id: str, message: Message) -> bool:
        """Whether this message is in front of a person: in a channel of theirs, or ephemeral for them."""
        if message.deleted or message.only_for not in (None, user_id):
            return False
        return message.only_for == user_id or self.may_read(user_id, message.channel)

    def seen_by(self, user_id: str, channel_id: str | None = None) -> list[Message]:
        """What a person can see, in order: their channels' messages and their own ephemeral ones."""
        return [message for message in self.messages if channel_id in (None, message.channel) and self.sees(user_id, message)]

    def may_read(self, user_id: str, channel_id: str) -> bool:
        """Members read a channel; public ones every full member of the workspace does."""
        channel, person = self.channels[channel_id], self.people[user_id]
        outsider = person.is_restricted or person.is_stranger
        return user_id in channel.members or (channel.kind == "channels" and not outsider)
