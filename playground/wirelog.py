"""The log of the wire: each request and answer, either way, with its time and what the validator said."""

from collections import deque
from collections.abc import Iterable
from typing import Any

KEPT = 1000
LONGEST = 20_000  # characters of a body that are kept


class WireLog:
    """The newest requests; older ones fall off. Tokens are never in it: they are headers."""

    def __init__(self) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.newest = 0  # number of the newest entry

    def add(self, direction: str, name: str, *, at: float, ms: float, request: Any, answer: Any, status: int | None, trouble: str = "") -> int:
        """Note one, give its number. `direction`: to_slack or to_app; `status` is None where no answer came; `trouble` is Slack's word for it, or a fault."""
        self.newest += 1
        self.entries.append(
            {
                "n": self.newest,
                "direction": direction,
                "name": name,
                "at": at,
                "ms": round(ms, 1),
                "request": request,
                "answer": answer[:LONGEST] if isinstance(answer, str) else answer,
                "status": status,
                "trouble": trouble,
                "problems": [],
            }
        )
        return self.newest

    def judged(self, number: int, problems: Iterable[object]) -> None:
        """What the validator said of this answer."""
        for entry in reversed(self.entries):
            if entry["n"] == number:
                entry["problems"] = [str(one) for one in problems]
                return

    def after(self, number: int) -> list[dict[str, Any]]:
        """Those with a higher number, oldest first."""
        return [one for one in self.entries if one["n"] > number]

    def forget(self) -> None:
        """An empty log; numbers go on."""
        self.entries.clear()
