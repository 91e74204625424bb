"""What a person sees after an act of theirs."""

from dataclasses import dataclass, field
from typing import Any

from playground.deliveries import Answer
from playground.message import Message
from playground.responses import Hook
from playground.rules import Problem
from playground.state import State
from playground.views import View


@dataclass
class Outcome:
    """One delivery and what came of it. `messages` is what the person sees at once; what comes later is asked for with later()."""

    state: State
    hook: Hook
    answer: Answer
    payload: dict[str, Any]
    messages: list[Message] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repeat: "Outcome | None" = None
    errors: dict[str, str] = field(default_factory=dict)  # at a form's fields, by block_id
    trouble: str = ""  # what Slack itself says in the form, or at the element

    @property
    def status(self) -> int | None:
        """The HTTP status of the ack; None if none came."""
        return self.answer.status

    @property
    def ack_ms(self) -> float:
        """How long the ack took, milliseconds."""
        return self.answer.ms

    @property
    def ack(self) -> Any:
        """The ack's JSON, or None."""
        return self.answer.json

    @property
    def message(self) -> Message:
        """The first thing that is seen. Raises IndexError when nothing is."""
        return self.messages[0]

    @property
    def text(self) -> str:
        """All that is seen at once, as plain text."""
        return "\n".join(message.text for message in self.messages)

    @property
    def view(self) -> View | None:
        """The modal that is in front of the person now."""
        return self.state.views.top(self.hook.user)

    @property
    def response_url_refusals(self) -> list[str]:
        """What the validator said of posts to this response_url that were refused."""
        return self.hook.refused

    async def later(self, timeout: float = 5) -> Message:  # noqa: ASYNC109 - a test says how long it waits
        """The next message that comes through the response_url: new, or the clicked one redrawn. Raises TimeoutError."""
        return await self.hook.later(self.state, timeout)
