"""What a listener may ask for by its parameters' names, where that is a function: their types. handlers/dispatch.py says what each is for."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """What Slack says of a user. full: a confirmed member of the workspace, no guest, stranger, bot or deactivated account."""

    full: bool
    email: str | None
    timezone: str | None
    name: str = ""


Work = Callable[[], Awaitable[None]]
Afterwards = Callable[[Work], None]
Deciding = Callable[[], AbstractAsyncContextManager[None]]
Introduce = Callable[[Sequence[str]], Awaitable[Mapping[str, Member]]]
"""Slack users to be linked, if they can be; what Slack said of them in time."""
