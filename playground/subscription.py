"""Whether the app still gets events: so many an hour, and none any more when it hardly takes them."""

from collections import deque

from playground.clock import Clock
from playground.strictness import Strictness

HOUR = 3600  # seconds
MINUTE = 60
FAILING = 0.95  # more than this share of an hour's deliveries


class Subscription:
    """The deliveries of the last hour, by the playground's clock."""

    def __init__(self, clock: Clock, strictness: Strictness) -> None:
        self.clock, self.strictness = clock, strictness
        self.disabled = False
        self._tries: deque[tuple[float, bool]] = deque()  # when, and whether it was taken
        self._failed = 0
        self._told = -1  # the minute in which app_rate_limited was sent last

    def enable(self) -> None:
        """Somebody switched the subscription on again in the app's settings, or all begins anew."""
        self.disabled = False
        self._tries.clear()
        self._failed, self._told = 0, -1

    def is_full(self) -> bool:
        """Whether this hour's deliveries are used up."""
        self._forget()
        return len(self._tries) >= self.strictness.events_an_hour

    def minute_to_tell(self) -> int | None:
        """The minute, in epoch seconds, that app_rate_limited is to name; None if it was told of already."""
        minute = int(self.clock.now() // MINUTE) * MINUTE
        if minute == self._told:
            return None
        self._told = minute
        return minute

    def tried(self, *, taken: bool) -> None:
        """Count a delivery. An app that gets many and takes hardly any gets no more."""
        self._tries.append((self.clock.now(), taken))
        self._failed += not taken
        self._forget()
        count = len(self._tries)
        if count >= self.strictness.failing_from_events_an_hour and self._failed > FAILING * count:
            self.disabled = True

    def _forget(self) -> None:
        """What is older than an hour does not count."""
        since = self.clock.now() - HOUR
        while self._tries and self._tries[0][0] <= since:
            self._failed -= not self._tries.popleft()[1]
