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

    def message(self) -> dict[str, Any]:
        """As chat.postMessage takes it."""
        return {"text": self.text, "blocks": self.blocks}

    def payload(self) -> dict[str, Any]:
        """As Slack takes it, in an ack and at a response_url."""
        return {"response_type": "ephemeral", "text": self.text, "blocks": self.blocks} if self.blocks else {"response_type": "ephemeral", "text": self.text}


@dataclass(frozen=True, slots=True)
class Redraw(Reply):
    """The message whose button was clicked, written anew; at App Home its first lines, above what it shows anyway."""

    def payload(self) -> dict[str, Any]:
        """As Slack takes it at the click's response_url."""
        return {"replace_original": True, "text": self.text, "blocks": self.blocks}


BLOCKS_REFUSED = "invalid_blocks"
"""What Slack says of blocks that it does not know, or not there."""


@dataclass(frozen=True, slots=True)
class Shared(Reply):
    """A message for everyone in the channel. At a response_url it needs no membership of the bot.

    plainer: the same without blocks that not every Slack takes, such as charts; sent where it refuses these.
    """

    plainer: list[Block] | None = None

    def payload(self) -> dict[str, Any]:
        """As Slack takes it at a click's response_url: the message that was clicked stays."""
        return {"response_type": "in_channel", "replace_original": False, "text": self.text, "blocks": self.blocks}


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of an external select, at most 100."""

    options: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was opened from: what its receipt goes to.

    response_url: of the click, command or shortcut. redraws: the message is the person's alone and may be written anew. channel_id: where it stands.
    at_home: it was in App Home.
    """

    response_url: str | None = None
    redraws: bool = False
    channel_id: str | None = None
    at_home: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands where the act began, after a form has closed: in its message, else a new one there; without any place in the person's direct messages."""

    reply: Reply
    origin: Origin = Origin()

    def payload(self) -> dict[str, Any]:
        """As Slack takes it at the response_url."""
        return {**self.reply.payload(), "replace_original": self.origin.redraws}


@dataclass(frozen=True, slots=True)
class Closed:
    """A submitted form closes: what it asked for is committed. said: for a form that had to wait and cannot be closed any more.

    everything: the forms below it close too.
    """

    said: str = "Saved."
    receipt: Receipt | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A submitted form stays, with a sentence at each field (by block_id)."""

    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Updated:
    """A submitted form becomes another view."""

    view: View


@dataclass(frozen=True, slots=True)
class Pushed:
    """A view on top of the submitted form, which stays below with what was typed."""

    view: View


@dataclass(frozen=True, slots=True)
class Opened:
    """A form. It takes the place of the skeleton that is open already, or of the view whose button was clicked."""

    view: View


Answer = Reply | Choices | Closed | Refused | Updated | Pushed | Opened | None
