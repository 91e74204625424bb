"""Trouble on demand: what a Web API method does instead of answering, and what becomes of deliveries."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

KINDS = ("slow", "rate_limited", "error", "refuse", "reset", "lost", "garbled")
DELIVERY_KINDS = ("slow", "doubled", "dropped", "reordered")
DELIVERIES = "delivery:"  # before the envelope's type: delivery:events_api; "delivery:*" is any


@dataclass
class Fault:
    """One kind of trouble for one method, for so many calls."""

    kind: str
    times: int
    seconds: float = 1.0
    retry_after: int = 1
    status: int = 500
    code: str = "internal_error"


@dataclass
class Chance:
    """Trouble by chance, the same for the same seed: a share of the calls, each with one of the kinds."""

    seed: int
    share: float
    kinds: Sequence[str]
    fault: Fault
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - what comes out must repeat, not surprise

    def take(self) -> Fault | None:
        """The next call's trouble, or none."""
        if self.dice.random() >= self.share:
            return None
        return Fault(self.dice.choice(self.kinds), 1, self.fault.seconds, self.fault.retry_after, self.fault.status, self.fault.code)


class Faults:
    """The troubles that are switched on.

    Of methods: `lost` carries the call out and never answers, `reset` breaks off before, `slow` waits, `rate_limited` is a 429,
    `error` a 5xx, `refuse` ok:false, `garbled` carries it out and answers with JSON that breaks off.
    Of deliveries ("delivery:slash_commands", "delivery:interactive", "delivery:events_api", "delivery:*"): `doubled`, `dropped` (never arrives),
    `reordered` (arrives after the next one, at the latest after `seconds`), `slow`.
    """

    def __init__(self) -> None:
        self._by_method: dict[str, list[Fault]] = {}
        self._chances: dict[str, Chance] = {}

    def add(
        self, method: str, *, kind: str, times: int = 1, seconds: float = 1.0, retry_after: int = 1, status: int = 500, code: str = "internal_error"
    ) -> None:
        """Switch trouble on for the next calls of a method ("*": of any). Several wait for each other."""
        _check(method, [kind])
        self._by_method.setdefault(method, []).append(Fault(kind, times, seconds, retry_after, status, code))

    def chance(
        self,
        method: str,
        *,
        seed: int,
        share: float,
        kinds: Sequence[str],
        seconds: float = 1.0,
        retry_after: int = 1,
        status: int = 500,
        code: str = "internal_error",
    ) -> None:
        """From now on a share (0 to 1) of a method's calls has trouble; the same seed gives the same sequence."""
        _check(method, kinds)
        self._chances[method] = Chance(seed, share, tuple(kinds), Fault("", 1, seconds, retry_after, status, code))

    def take(self, method: str) -> Fault | None:
        """The trouble that this call has, counted down."""
        anything = f"{DELIVERIES}*" if method.startswith(DELIVERIES) else "*"
        for name in (method, anything):
            waiting = self._by_method.get(name)
            if not waiting:
                continue
            fault = waiting[0]
            fault.times -= 1
            if fault.times <= 0:
                waiting.pop(0)
            return fault
        chance = self._chances.get(method) or self._chances.get(anything)
        return chance.take() if chance else None

    def listed(self) -> list[dict[str, object]]:
        """What is switched on, for the page."""
        waiting: list[dict[str, object]] = [{"method": name, "kind": one.kind, "times": one.times} for name, many in self._by_method.items() for one in many]
        return waiting + [{"method": name, "kinds": list(one.kinds), "seed": one.seed, "share": one.share} for name, one in self._chances.items()]

    def saved(self) -> dict[str, Any]:
        """All that is needed to have the same again: what waits for which method, and how the dice lie."""
        return {
            "waiting": {method: [asdict(one) for one in many] for method, many in self._by_method.items() if many},
            "chances": {
                method: {"seed": one.seed, "share": one.share, "kinds": list(one.kinds), "fault": asdict(one.fault), "dice": one.dice.getstate()}
                for method, one in self._chances.items()
            },
        }

    @classmethod
    def of(cls, saved: Mapping[str, Any]) -> Self:
        """Those of saved(). Raises ValueError for unknown kinds."""
        faults = cls()
        faults._by_method = {method: [Fault(**one) for one in many] for method, many in saved["waiting"].items()}
        faults._chances = {method: _chance(one) for method, one in saved["chances"].items()}
        for method, many in faults._by_method.items():
            _check(method, [one.kind for one in many])
        for method, chance in faults._chances.items():
            _check(method, chance.kinds)
        return faults

    def clear(self) -> None:
        """Switch everything off."""
        self._by_method.clear()
        self._chances.clear()


def _chance(saved: Mapping[str, Any]) -> Chance:
    chance = Chance(saved["seed"], saved["share"], tuple(saved["kinds"]), Fault(**saved["fault"]))
    version, numbers, gauss = saved["dice"]
    chance.dice.setstate((version, tuple(numbers), gauss))
    return chance


def _check(method: str, kinds: Sequence[str]) -> None:
    known = DELIVERY_KINDS if method.startswith(DELIVERIES) else KINDS
    if not kinds or not set(kinds) <= set(known):
        raise ValueError(f"kind is one of {', '.join(known)}")
