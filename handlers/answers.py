"""What a listener returns. The dispatcher sends it: as the ack when it is there in time, else in the way that is left."""

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to the person alone. `text` says the same as the blocks, in one line, for notifications and screen readers."""

    text: str
    blocks: list[Block] = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        """As Slack takes it, in an ack and at a response_url."""
        return {"response_type": "ephemeral", "text": self.text, "blocks": self.blocks} if self.blocks else {"response_type": "ephemeral", "text": self.text}


@dataclass(frozen=True, slots=True)
class Redraw(Reply):
    """The message whose button was clicked, written anew."""

    def payload(self) -> dict[str, Any]:
        """As Slack takes it at the click's response_url."""
        return {"replace_original": True, "text": self.text, "blocks": self.blocks}


@dataclass(frozen=True, slots=True)
class Shared(Reply):
    """A message for everyone in the channel. At a response_url it needs no membership of the bot."""

    def payload(self) -> dict[str, Any]:
        """As Slack takes it at a click's response_url: the message that was clicked stays."""
        return {"response_type": "in_channel", "replace_original": False, "text": self.text, "blocks": self.blocks}


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of an external select, at most 100."""

    options: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Closed:
    """A submitted form closes: what it asked for is committed. said: for a form that had to wait and cannot be closed any more."""

    said: str = "Saved."


@dataclass(frozen=True, slots=True)
class Refused:
    """A submitted form stays, with a sentence at each field (by block_id)."""

    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Updated:
    """A submitted form becomes another view."""

    view: View


Answer = Reply | Choices | Closed | Refused | Updated | None
