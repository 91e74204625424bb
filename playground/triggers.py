"""trigger_ids: three seconds, once."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Self

from playground.clock import Clock

LIFETIME = 3  # seconds
REMEMBERED = 20_000


class Triggers:
    """The trigger_ids that were given out, to whom, and whether they are still good."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._born: dict[str, float] = {}
        self._users: dict[str, str] = {}
        self._used: set[str] = set()

    @classmethod
    def of(cls, clock: Clock, listed: Sequence[Mapping[str, Any]]) -> Self:
        """Those of listed()."""
        triggers = cls(clock)
        triggers._born = {one["id"]: float(one["born"]) for one in listed}
        triggers._users = {one["id"]: one["user"] for one in listed}
        triggers._used = {one["id"] for one in listed if one["used"]}
        return triggers

    def issue(self, user: str = "") -> str:
        """A new one for what a person did, counting from now."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        if len(self._born) >= REMEMBERED:
            self._forget_half()
        self._born[trigger_id] = self.clock.now()
        self._users[trigger_id] = user
        return trigger_id

    def _forget_half(self) -> None:
        """The oldest ones have expired long ago."""
        for trigger_id in list(self._born)[: REMEMBERED // 2]:
            del self._born[trigger_id], self._users[trigger_id]
            self._used.discard(trigger_id)

    def user(self, trigger_id: str) -> str:
        """Who did what it was issued for; "" if it is unknown."""
        return self._users.get(trigger_id, "")

    def listed(self) -> list[dict[str, object]]:
        """All that are remembered, to be saved."""
        return [{"id": one, "user": self._users[one], "born": born, "used": one in self._used} for one, born in self._born.items()]

    def forget(self) -> None:
        """None was given out."""
        self._born.clear()
        self._users.clear()
        self._used.clear()

    def use(self, trigger_id: str) -> str:
        """Use it up. Gives "" or Slack's error code."""
        if trigger_id not in self._born:
            return "invalid_trigger_id"
        if trigger_id in self._used:
            return "exchanged_trigger_id"
        if self.clock.now() - self._born[trigger_id] > LIFETIME:
            return "expired_trigger_id"
        self._used.add(trigger_id)
        return ""
