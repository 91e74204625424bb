"""What every Web API method gets and gives."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playground.sockets import Sockets
from playground.state import State
from playground.validator import Flags


class Refused(Exception):
    """ok:false with Slack's code; `more` stands beside it in the answer, `status` is other than 200 for rate limits."""

    def __init__(self, code: str, status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> None:
        self.code, self.status, self.headers, self.more = code, status, headers or {}, more
        super().__init__(code)


@dataclass
class Request:
    """One call: the workspace it is about and its arguments."""

    state: State
    sockets: Sockets
    flags: Flags
    base: str
    method: str
    arguments: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    def need(self, name: str) -> str:
        """An argument that must be there. Raises Refused."""
        value = self.arguments.get(name)
        if value in (None, ""):
            raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return str(value)

    def flag(self, name: str) -> bool:
        """A boolean argument, as forms and as JSON have it."""
        return str(self.arguments.get(name, "")).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises Refused."""
        try:
            return int(self.arguments.get(name) or default)
        except ValueError as error:
            raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a number [json-pointer:/{name}]"]}) from error

    def need_scope(self, *any_of: str) -> None:
        """One of these scopes. Raises Refused as Slack does: what is needed, what is provided."""
        if not any(scope in self.state.installation.scopes for scope in any_of):
            raise Refused("missing_scope", needed=",".join(any_of), provided=",".join(sorted(self.state.installation.scopes)))


Answer = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """A Web API method: what carries it out, the scopes of which one is needed, and whether it takes the app-level token."""

    run: Callable[[Request], Awaitable[Answer]]
    scopes: tuple[str, ...] = ()
    app_level: bool = False
