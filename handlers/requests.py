"""A request of Slack's, read once: what it is, which listener it is for, and how it can be answered."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest

from crm.errors import UserError
from handlers.answers import Answer
from handlers.arguments import Work

Key = tuple[str, str]

KINDS = {
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "view_closed",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "block_suggestion": "options",
}

HOME_OPENED = "app_home_opened"

SAVING = "saving:"
"""How the block_id of the line "Saving…" begins; the submission's hash follows."""

DEADLINES = {"command": 0.8, "view": 2.5, "action": 2.5, "shortcut": 2.5, "view_closed": 2.5, "options": 2.5, "event": 2.5}
"""Seconds from arrival within which an answer is the ack."""

DECIDE_SECONDS = 2.0
"""From arrival: a form that is asked for then still opens within the three seconds of its trigger."""

TEXTS = ("command", "text", "type", "user_id", "team_id", "channel_id", "response_url", "trigger_id", "event_id", "callback_id", "action_id", "value")
"""Fields at the top of a body that are text where they are there."""


class Undecided(UserError):
    """Whether a line can be saved was not known in time."""


@dataclass(slots=True)
class Request:
    """One delivery of Slack's.

    id: stands in every log line of the request, and is the code that a person is given when something broke.
    ready: whether the request is settled (if not, Slack repeats it), and what to ack. label: the listener's name, for logs and metrics.
    afterwards: what is done when the answer has gone out. opened: the id of the view that was opened for it.
    line: what was typed, read; command: the slash command that it was typed after. opens: a form can be asked for.
    draft: of the line, where that is too long for a button. verb: what can be typed instead of a shortcut.
    """

    bolt: AsyncBoltRequest
    kind: str
    name: str
    arrived: float
    ready: "asyncio.Future[tuple[bool, Answer]]"
    payload: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: token_hex(4))
    line: Any = None
    command: str = ""
    label: str = "other"
    afterwards: list[Work] = field(default_factory=list)
    opened: str | None = None
    opens: bool = False
    draft: int | None = None
    verb: str | None = None

    @property
    def body(self) -> dict[str, Any]:
        """The whole body, as Bolt parsed it."""
        return self.bolt.body

    @property
    def response_url(self) -> str | None:
        """Where a message can be posted, five times within 30 minutes."""
        url = self.body.get("response_url")
        return str(url) if url else None

    @property
    def view_id(self) -> str | None:
        """The view that the answer can be shown in: the one opened for it, or the modal whose element was used."""
        view = self.body.get("view") or {}
        return self.opened or (str(view["id"]) if self.kind == "action" and view.get("type") == "modal" else None)

    @property
    def at_home(self) -> bool:
        """Whether it came from App Home: a click there, or its being opened."""
        return (self.body.get("view") or {}).get("type") == "home" or self.name == HOME_OPENED

    @asynccontextmanager
    async def deciding(self) -> AsyncIterator[None]:
        """While it is looked up whether a line can be saved: after DECIDE_SECONDS the form could not be opened, if none is. Raises Undecided."""
        if self.opened is not None:
            yield
            return
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + DECIDE_SECONDS - (monotonic() - self.arrived)):
                yield
        except TimeoutError as late:
            raise Undecided from late

    @property
    def received(self) -> tuple[str, str] | None:
        """Source and key under which a write of this request happens once."""
        if self.kind == "event":
            key = self.body.get("event_id")
        elif self.kind == "view":
            key = f"{self.payload['id']}:{saved_hash(self.payload)}"
        else:
            key = self.body.get("trigger_id")
        return (f"slack.{self.kind}", str(key)) if key else None

    async def acked(self) -> None:
        """Wait until the ack is on the wire (the transport says so): nothing is asked of Slack before."""
        gone: asyncio.Event | None = self.bolt.context.get("acked")
        if gone is not None:
            await gone.wait()

    def remaining(self) -> float:
        """Seconds left until the ack has to go out."""
        return max(0.0, DEADLINES[self.kind] - (monotonic() - self.arrived))


def saved_hash(view: Mapping[str, Any]) -> str:
    """The hash of a form as it was first submitted: while it says "Saving…", pressing again is the same submission, whichever process it reaches."""
    noted = next((str(block["block_id"]) for block in view["blocks"] if str(block.get("block_id")).startswith(SAVING)), None)
    return noted.removeprefix(SAVING) if noted else str(view.get("hash"))


def is_sound(body: Any) -> bool:
    """Whether the fields that are read on the way to a listener have the types that Slack gives them. Bolt stumbles over others."""
    return isinstance(body, dict) and isinstance(body.get("event", {}), dict) and all(isinstance(body.get(name) or "", str) for name in TEXTS)


def read(bolt: AsyncBoltRequest, ready: "asyncio.Future[tuple[bool, Answer]]") -> Request | None:
    """What Slack sent; None when it is nothing that Leadbot knows, or nobody's."""
    found = _read(bolt.body)
    if found is None:
        return None
    kind, name, payload = found
    return Request(bolt, kind, name, bolt.context.get("arrived") or monotonic(), ready, payload)


def _read(body: dict[str, Any]) -> tuple[str, str, dict[str, Any]] | None:
    found: tuple[str, str, dict[str, Any]] | None = None
    match body:
        case {"command": str(name), "user_id": str(user), "team_id": str()} if user:
            found = "command", name, body
        case {"type": "event_callback", "event": {"type": str(name)} as event}:
            found = "event", name, event
        case {"user": {"id": str(user)}, "type": str(kind)} if user:
            found = _read_interactive(kind, body)
    return found


def _read_interactive(kind: str, body: dict[str, Any]) -> tuple[str, str, dict[str, Any]] | None:
    found: tuple[str, str, dict[str, Any]] | None = None
    match kind, body:
        case "block_actions", {"actions": [{"action_id": str(name)} as action, *_]}:
            found = "action", name, action
        case "view_submission" | "view_closed", {"view": {"id": str(), "callback_id": str(name), "title": dict(), "blocks": list(blocks)} as view}:
            found = (KINDS[kind], name, view) if all(isinstance(block, dict) for block in blocks) else None
        case "shortcut" | "message_action", {"callback_id": str(name)}:
            found = KINDS[kind], name, body
        case "block_suggestion", {"action_id": str(name)}:
            found = "options", name, body
    return found


def scopes(request: Request) -> frozenset[str]:
    """What Slack lets the bot do; none are known until Slack has told who the bot is."""
    authorized = request.bolt.context.authorize_result
    return frozenset((authorized.bot_scopes if authorized else None) or ())
