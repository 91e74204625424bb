"""All that the playground remembers, in memory."""

import asyncio
import itertools
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playground import people
from playground.clock import Clock
from playground.people import Channel, Person
from playground.render import message_text


@dataclass
class Message:
    """A message as it stands now. `text` is what a person reads of it; `fallback` is its top-level text."""

    ts: str
    channel: str
    author: str
    fallback: str
    blocks: list[dict[str, Any]] | None
    workspace: "State" = field(repr=False)
    only_for: str | None = None  # ephemeral: the one who sees it
    attachments: list[dict[str, Any]] | None = None
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None
    deleted: bool = False

    @property
    def text(self) -> str:
        """All that is visible, blocks flattened."""
        return message_text(self.fallback, self.blocks, self.workspace.shown_name)

    @property
    def is_ephemeral(self) -> bool:
        """Seen by one person only."""
        return self.only_for is not None

    def as_slack(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message object of the Web API and of payloads."""
        message: dict[str, Any] = {"type": "message", "user": self.author, "ts": self.ts, "text": self.fallback, "team": people.TEAM_ID}
        if self.author == people.BOT_USER_ID:
            message |= {"bot_id": people.BOT_ID, "app_id": people.APP_ID}
        optional = {"blocks": self.blocks, "attachments": self.attachments, "thread_ts": self.thread_ts}
        message |= {name: value for name, value in optional.items() if value is not None}
        if self.edited_ts is not None:
            message["edited"] = {"user": self.author, "ts": self.edited_ts}
        if with_metadata and self.metadata is not None:
            message["metadata"] = self.metadata
        return message


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


class State:
    """People, channels, messages, the installation. Ids never repeat, timestamps never go back."""

    def __init__(self, clock: Clock, installation: Installation, persons: Sequence[Person] | None = None) -> None:
        self.clock = clock
        self.installation = installation
        self.people = {person.id: person for person in (persons if persons is not None else people.everyone())}
        self.channels = {channel.id: channel for channel in people.channels(list(self.people.values()))}
        self.messages: list[Message] = []
        self.calls: list[Call] = []
        self.pace: dict[str, Pace] = {}
        self.strict_pace = True
        self.too_fast: Counter[str] = Counter()
        self.changed = asyncio.Condition()
        self._last_ts = 0
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """A number that was not given out before."""
        return next(self._numbers)

    def secret(self) -> str:
        """An unguessable word for urls and ids."""
        return secrets.token_hex(12)

    def next_ts(self) -> str:
        """A message timestamp, later than all before."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def shown_name(self, some_id: str) -> str:
        """How a mention of a user or channel reads."""
        if some_id in self.people:
            return self.people[some_id].name
        if some_id in self.channels:
            return self.channels[some_id].name
        return some_id

    def dm(self, user_id: str) -> Channel:
        """The DM of a person and the bot, opened on demand."""
        channel_id = f"D{user_id.removeprefix('U')}"
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(channel_id, self.people[user_id].handle, {user_id, people.BOT_USER_ID}, is_im=True)
        return self.channels[channel_id]

    async def post(self, channel: str, author: str, text: str, **more: Any) -> Message:
        """Store a message and wake whoever waits for one. `more`: blocks, only_for, metadata, thread_ts, attachments."""
        message = Message(self.next_ts(), channel, author, text, more.pop("blocks", None), self, **more)
        if message.blocks:
            self.name_blocks(message.blocks)
        self.messages.append(message)
        await self.tell()
        return message

    def name_blocks(self, blocks: list[dict[str, Any]]) -> None:
        """Slack gives each block and each interactive element the id that its author left out."""
        for block in blocks:
            block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
            elements = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
            for element in elements:
                if (
                    isinstance(element, dict)
                    and element.get("type") not in ("plain_text", "mrkdwn", "image")
                    and not str(element.get("type")).startswith("rich")
                ):
                    element.setdefault("action_id", secrets.token_urlsafe(4)[:5])

    async def tell(self) -> None:
        """Something was posted or changed."""
        async with self.changed:
            self.changed.notify_all()

    def find(self, channel: str, ts: str) -> Message | None:
        """A message that everyone in its channel sees."""
        return next((one for one in self.messages if one.channel == channel and one.ts == ts and not one.deleted and not one.is_ephemeral), None)

    def seen_by(self, user_id: str, channel_id: str | None = None) -> list[Message]:
        """What a person can see, in order: their channels' messages and their own ephemeral ones."""
        return [
            message
            for message in self.messages
            if not message.deleted
            and (channel_id is None or message.channel == channel_id)
            and message.only_for in (None, user_id)
            and (message.only_for == user_id or self.may_read(user_id, message.channel))
        ]

    def may_read(self, user_id: str, channel_id: str) -> bool:
        """Members read a channel; public ones every full member of the workspace does."""
        channel, person = self.channels[channel_id], self.people[user_id]
        outsider = person.is_restricted or person.is_stranger
        return user_id in channel.members or (channel.kind == "channels" and not outsider)
