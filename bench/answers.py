"""What an answer costs: an ack, and a whole lead's card, beside Bolt with one listener."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench import load, slack
from bench.children import Child
from bench.figures import Figure
from bench.stage import LEADS, Effort, Stage, ratio

BARE = "bare Bolt"
DEFAULT = "default Bolt"


@dataclass
class Rounds:
    """Of one server, a number a round: requests/s, CPU µs a request, p50 and p99 in ms at 100 requests/s."""

    rate: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    async def add(self, child: Child, requests: Sequence[bytes], effort: Effort) -> None:
        """One more round."""
        before = await child.used()
        answered, rate = await load.saturate(child.port, requests, seconds=effort.saturated)
        after = await child.used()
        took = await load.paced(child.port, requests, seconds=effort.paced)
        self.rate.append(rate)
        self.cpu.append((after["cpu"] - before["cpu"]) / answered * 1e6)
        self.p50.append(median(took))
        self.p99.append(quantiles(took, n=100)[98])


def acks() -> list[bytes]:
    return [slack.command("help")] * 50


def cards() -> list[bytes]:
    """`/lead 42` and its like."""
    return [slack.command(str(number)) for number in range(42, LEADS, 17)]


async def measure(stage: Stage) -> list[Figure]:
    """Rounds of each in turn: what slows the machine for a while slows all of them."""
    ack, card, bare, default = Rounds(), Rounds(), Rounds(), Rounds()
    async with stage.leadbot() as ours, stage.bolt("bare") as bolt, stage.bolt("default") as slow:
        await _same_answers(ours, bolt, slow)
        await _has_blocks(ours)
        for child, requests in ((ours, acks()), (ours, cards()), (bolt, acks()), (slow, acks())):
            await load.saturate(child.port, requests, seconds=stage.effort.saturated / 3)
        for _ in range(stage.effort.rounds):
            await ack.add(ours, acks(), stage.effort)
            await bare.add(bolt, acks(), stage.effort)
            await card.add(ours, cards(), stage.effort)
            await default.add(slow, acks(), stage.effort)
    return [*_figures("an ack, 100 routes", ack, bare, 0.9, 2.0), *_beside_default(ack, default), *_figures("a card: /lead 42", card, bare, 0.3, 5.0)]


def _figures(section: str, ours: Rounds, peer: Rounds, rate: float, p50: float) -> list[Figure]:
    def beside(name: str, unit: str, one: list[float], other: list[float], **wanted: float | bool) -> Figure:
        return Figure(section, name, unit, median(one), median(other), BARE, ratio(one, other), **wanted)  # type: ignore[arg-type] # the bounds by name

    return [
        beside("as many as it can", "requests/s", ours.rate, peer.rate, at_least=rate, of_ratio=True),
        beside("CPU", "µs a request", ours.cpu, peer.cpu),
        beside("p50 at 100 requests/s", "ms", ours.p50, peer.p50, at_most=p50),
        beside("p99 at 100 requests/s", "ms", ours.p99, peer.p99),
    ]


def _beside_default(ours: Rounds, peer: Rounds) -> list[Figure]:
    section = "an ack, beside Bolt as it is by default"
    return [
        Figure(section, "as many as it can", "requests/s", median(ours.rate), median(peer.rate), DEFAULT, ratio(ours.rate, peer.rate)),
        Figure(section, "p50 at 100 requests/s", "ms", median(ours.p50), median(peer.p50), DEFAULT, ratio(ours.p50, peer.p50)),
    ]


async def _same_answers(*children: Child) -> None:
    said = [json.loads(await load.one(child.port, acks()[0])) for child in children]
    if any(answer != said[0] for answer in said):
        raise AssertionError(f"they do not answer the same: {said}")


async def _has_blocks(child: Child) -> None:
    for request in cards()[:10]:
        if len(json.loads(await load.one(child.port, request)).get("blocks", ())) < 3:
            raise AssertionError("an answer is no card")
