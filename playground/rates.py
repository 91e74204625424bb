"""Rate limits: so many calls a minute of each method, in Slack's tiers, by the playground's clock."""

import math
from dataclasses import dataclass

from playground.clock import Clock
from playground.strictness import Strictness

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute that are always let through
SPECIAL = 300  # "hundreds a minute"
MINUTE = 60
HISTORY = ("conversations.history", "conversations.replies")


@dataclass
class Bucket:
    """What is left of a method's calls; it fills up again within a minute."""

    left: float
    at: float


class Rates:
    """One bucket a method. A burst of a whole minute's calls passes."""

    def __init__(self, clock: Clock, strictness: Strictness) -> None:
        self.clock, self.strictness = clock, strictness
        self._buckets: dict[str, Bucket] = {}

    def per_minute(self, method: str, tier: int) -> int:
        """How many calls of a method a minute takes; tier 0 is a special one."""
        if method == "apps.connections.open":
            return self.strictness.connections_open_per_minute
        if method in HISTORY and self.strictness.distributed:
            return 1
        return TIERS.get(tier, SPECIAL)

    def wait(self, method: str, tier: int) -> int:
        """0 and the call counts, or the whole seconds of Retry-After."""
        if not self.strictness.rate_limits:
            return 0
        most, now = self.per_minute(method, tier), self.clock.now()
        bucket = self._buckets.setdefault(method, Bucket(most, now))
        bucket.left = min(most, bucket.left + (now - bucket.at) * most / MINUTE)
        bucket.at = now
        if bucket.left < 1:
            return max(1, math.ceil((1 - bucket.left) * MINUTE / most))
        bucket.left -= 1
        return 0

    def forget(self) -> None:
        """Nothing was called yet."""
        self._buckets.clear()
