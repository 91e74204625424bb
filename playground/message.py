"""A message as it stands, and as Slack hands it out."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground import people
from playground.render import message_text

if TYPE_CHECKING:
    from playground.state import State


@dataclass(eq=False)
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
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)  # emoji: who
    entities: list[dict[str, Any]] = field(default_factory=list)  # Work Objects of its links
    broadcast: bool = False  # a reply that was also sent to the channel

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
        if self.broadcast:
            message["subtype"] = "thread_broadcast"
            root = self.workspace.find(self.channel, self.thread_ts or "")
            message |= {"root": root.as_slack()} if root is not None else {}
        message |= self._around()
        if self.edited_ts is not None:
            message["edited"] = {"user": self.author, "ts": self.edited_ts}
        if with_metadata and self.metadata is not None:
            message["metadata"] = self.metadata
        return message

    def _around(self) -> dict[str, Any]:
        """Files, reactions, and of a thread's root its replies."""
        more: dict[str, Any] = {}
        if self.files:
            more["files"] = [self.workspace.files[one].as_slack() for one in self.files if one in self.workspace.files]
        if self.reactions:
            more["reactions"] = [{"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()]
        if self.thread_ts == self.ts:
            replies = self.workspace.replies(self)
            more |= {
                "reply_count": len(replies),
                "reply_users": list(dict.fromkeys(one.author for one in replies)),
                "latest_reply": replies[-1].ts if replies else None,
            }
        return more
