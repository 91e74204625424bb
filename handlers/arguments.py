"""What a listener may ask for by its parameters' names, where that is a function: their types. handlers/dispatch.py says what each is for."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from store.people import Colleague

Work = Callable[[], Awaitable[None]]
Afterwards = Callable[[Work], None]
Deciding = Callable[[], AbstractAsyncContextManager[None]]
Acquaint = Callable[[Sequence[str]], None]
Introduce = Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
"""Slack users to be linked, if they can be; by what names Slack knows them."""
Called = Callable[[Sequence[str]], Mapping[str, str]]
ByMail = Callable[[Sequence[str]], Awaitable[Sequence[Colleague]]]
