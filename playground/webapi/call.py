"""What every Web API method gets and gives."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playground.ground import Ground
from playground.refusals import Refusal
from playground.state import State


class Refused(Exception):
    """ok:false with Slack's code; `more` stands beside it in the answer, `status` is other than 200 for rate limits."""

    def __init__(self, code: str, status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> None:
        self.code, self.status, self.headers, self.more = code, status, headers or {}, more
        super().__init__(code)


def refuse_if(refusal: Refusal | None) -> None:
    """Raises Refused with what the validator found."""
    if refusal is not None:
        raise Refused(refusal.error, **refusal.more)


def bad_argument(name: str, words: str) -> Refused:
    """invalid_arguments, in Slack's words."""
    return Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {words} [json-pointer:/{name}]"]})


@dataclass
class Request:
    """One call: the workspace it is about and its arguments."""

    ground: Ground
    base: str
    method: str
    arguments: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The workspace."""
        return self.ground.state

    def need(self, name: str) -> str:
        """An argument that must be there. Raises Refused."""
        value = self.arguments.get(name)
        if value in (None, ""):
            raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return str(value)

    def text(self, name: str) -> str:
        """An argument that may be missing, as text."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean argument, as forms and as JSON have it."""
        given = self.arguments.get(name)
        return default if given in (None, "") else str(given).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises Refused."""
        try:
            return int(self.arguments.get(name) or default)
        except (TypeError, ValueError) as error:
            raise bad_argument(name, "must be a number") from error

    def parsed(self, name: str, code: str) -> Any:
        """JSON, given as such or as its text; None if missing. Raises Refused with this code."""
        value = self.arguments.get(name)
        if value in (None, ""):
            return None
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError as error:
            raise Refused(code) from error

    def listed(self, name: str) -> list[str]:
        """A list: comma-separated in forms, an array in JSON."""
        value = self.arguments.get(name) or []
        return [str(one) for one in value] if isinstance(value, list) else [one.strip() for one in str(value).split(",") if one.strip()]

    def has_scope(self, *any_of: str) -> bool:
        """Whether one of these is granted."""
        return any(scope in self.state.installation.scopes for scope in any_of)

    def need_scope(self, *any_of: str) -> None:
        """One of these scopes. Raises Refused as Slack does: what is needed, what is provided."""
        if not self.has_scope(*any_of):
            raise Refused("missing_scope", needed=",".join(any_of), provided=",".join(sorted(self.state.installation.scopes)))


Answer = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """A Web API method: what carries it out, its tier (0: special), the scopes of which one is needed, and whose token it takes: bot, app, or anyone (none)."""

    run: Callable[[Request], Awaitable[Answer]]
    tier: int
    scopes: tuple[str, ...] = ()
    caller: str = "bot"
