"""response_url: five posts within thirty minutes, answered in plain text as Slack does."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from playground.message import Message
from playground.people import BOT_USER_ID
from playground.rules import Problem
from playground.state import State
from playground.validator import Flags, validate_message
from playground.wirelog import WireLog

USES = 5
LIFETIME = 30 * 60  # seconds
REMEMBERED = 20_000  # then those that have expired are forgotten
KNOWN = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "metadata",
}


class Refused(Exception):
    """Slack's status and words."""

    def __init__(self, status: int, words: str, problems: Sequence[str] = ()) -> None:
        self.status, self.words, self.problems = status, words, list(problems)
        super().__init__(words)


@dataclass
class Hook:
    """One response_url. `source` is the clicked message; a command has none, so nothing of it can be replaced."""

    token: str
    user: str
    channel: str
    born: float
    source: Message | None = None
    uses: int = 0
    posted: list[Message] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    read: int = 0

    async def later(self, state: State, timeout: float) -> Message:  # noqa: ASYNC109 - a test says how long it waits
        """The next message that came through here and was not given yet. Raises TimeoutError."""
        async with asyncio.timeout(timeout), state.changed:
            await state.changed.wait_for(lambda: len(self.posted) > self.read)
        self.read += 1
        return self.posted[self.read - 1]


class Hooks:
    """All response_urls that were given out."""

    def __init__(self, state: State, base: Callable[[], str], flags: Flags, log: WireLog) -> None:
        self.state, self.base, self.flags, self.log = state, base, flags, log
        self.issued: dict[str, Hook] = {}
        self.unentitled: Callable[[list[dict[str, Any]]], list[Problem]] = lambda _blocks: []  # what the app may not show; the ground says it

    def issue(self, user: str, channel: str, source: Message | None = None) -> Hook:
        """A new one for a command or a click."""
        now = self.state.clock.now()
        if len(self.issued) >= REMEMBERED:
            self.issued = {token: one for token, one in self.issued.items() if now - one.born <= LIFETIME}
        hook = Hook(self.state.secret(), user, channel, now, source)
        self.issued[hook.token] = hook
        return hook

    def url(self, hook: Hook) -> str:
        """Its address."""
        return f"{self.base()}/response/{hook.token}"

    async def handle(self, request: web.Request) -> web.Response:
        """A post to a response_url."""
        started, status, words = time.perf_counter(), 200, "ok"
        payload: dict[str, Any] = {}
        problems: list[str] = []
        try:
            hook = self._find(request.match_info["token"])
            payload = await self._payload(request)
            await self.post(hook, payload)
        except Refused as error:
            status, words, problems = error.status, error.words, error.problems
        ms = (time.perf_counter() - started) * 1000
        entry = self.log.add("to_slack", "response_url", at=self.state.clock.now(), ms=ms, request=payload, answer=words, status=status)
        self.log.judged(entry, problems)
        return web.Response(status=status, text=words)

    def _find(self, token: str) -> Hook:
        hook = self.issued.get(token)
        if hook is None:
            raise Refused(404, "no_service")
        if self.state.clock.now() - hook.born > LIFETIME:
            raise Refused(404, "expired_url")
        if hook.uses >= USES:
            raise Refused(404, "used_url")
        return hook

    @staticmethod
    async def _payload(request: web.Request) -> dict[str, Any]:
        try:
            payload = json.loads(await request.read())
        except ValueError as error:
            raise Refused(400, "invalid_payload") from error
        if not isinstance(payload, dict):
            raise Refused(400, "invalid_payload")
        return payload

    async def post(self, hook: Hook, payload: dict[str, Any]) -> None:
        """Carry out a post: a new message, a replacement or a deletion. Raises Refused."""
        deletes, replaces = _true(payload.get("delete_original")), _true(payload.get("replace_original"))
        if deletes and hook.source is not None:
            hook.uses += 1
            hook.source.deleted = True
            await self.state.tell("message_deleted", channel=hook.channel, ts=hook.source.ts, only_for=hook.source.only_for)
            return
        self._judge(hook, payload)
        hook.uses += 1
        if replaces and hook.source is not None:
            message = self._replace(hook.source, payload)
        else:
            message = await self._new(hook, payload)
        hook.posted.append(message)
        await self.state.tell("message_changed", channel=message.channel, ts=message.ts, only_for=message.only_for)

    def _judge(self, hook: Hook, payload: dict[str, Any]) -> None:
        words, lines = "", []
        if not payload.get("text") and not payload.get("blocks") and not payload.get("attachments"):
            words = "no_text"
        elif not isinstance(payload.get("text") or "", str):
            words = "invalid_payload"
        elif problems := validate_message(payload, self.flags) or self.unentitled(payload.get("blocks") or []):
            words, lines = "invalid_blocks", [str(problem) for problem in problems]
            hook.refused += lines
        if words:
            raise Refused(400, words, lines)

    @staticmethod
    def _replace(message: Message, payload: dict[str, Any]) -> Message:
        """In place, whoever sees it: an ephemeral message stays one."""
        message.fallback, message.blocks = payload.get("text") or "", payload.get("blocks")
        message.attachments = payload.get("attachments")
        message.workspace.name_message(message)
        message.edited_ts = message.workspace.next_ts()
        return message

    async def _new(self, hook: Hook, payload: dict[str, Any]) -> Message:
        public = payload.get("response_type") == "in_channel"
        return await self.state.post(
            hook.channel,
            BOT_USER_ID,
            payload.get("text") or "",
            blocks=payload.get("blocks"),
            attachments=payload.get("attachments"),
            thread_ts=payload.get("thread_ts") if public else None,
            only_for=None if public else hook.user,
        )


def _true(value: Any) -> bool:
    """Slack takes true and, as its own examples have it, "true"."""
    return value is True or value == "true"
