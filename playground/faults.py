"""Trouble on demand: what a Web API method does instead of answering."""

from dataclasses import dataclass

KINDS = ("slow", "rate_limited", "error", "refuse", "reset", "lost")


@dataclass
class Fault:
    """One kind of trouble for one method, for so many calls."""

    kind: str
    times: int
    seconds: float = 1.0
    retry_after: int = 1
    status: int = 500
    code: str = "internal_error"


class Faults:
    """The troubles that are switched on. `lost` carries the call out and never answers, `reset` breaks off before."""

    def __init__(self) -> None:
        self._by_method: dict[str, list[Fault]] = {}

    def add(
        self, method: str, *, kind: str, times: int = 1, seconds: float = 1.0, retry_after: int = 1, status: int = 500, code: str = "internal_error"
    ) -> None:
        """Switch trouble on for the next calls of a method ("*": of any). Several wait for each other."""
        if kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        self._by_method.setdefault(method, []).append(Fault(kind, times, seconds, retry_after, status, code))

    def take(self, method: str) -> Fault | None:
        """The trouble that this call has, counted down."""
        for name in (method, "*"):
            waiting = self._by_method.get(name)
            if not waiting:
                continue
            fault = waiting[0]
            fault.times -= 1
            if fault.times <= 0:
                waiting.pop(0)
            return fault
        return None

    def clear(self) -> None:
        """Switch everything off."""
        self._by_method.clear()
