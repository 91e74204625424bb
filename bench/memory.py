"""What the process keeps: its memory above the imports, after many different people asked many different things."""

from collections.abc import Iterator

from bench import load, slack
from bench.figures import Figure
from bench.stage import LEADS, Stage

SECTION = "memory above the imports"
GROWTH = 5.0
"""MiB that count as flat, from the first mark to the last: what the allocator gives and takes between two looks."""


async def measure(stage: Stage) -> list[Figure]:
    """One process from its start; as `leadbot serve`, its worker included."""
    figures = []
    async with stage.leadbot() as child:
        figures.append(Figure(SECTION, "ready, nothing asked", "MiB", (await child.used())["mib"] - child.imported))
        sent = 0
        for mark in stage.effort.memory:
            await load.each(child.port, mix(sent, mark, response_url=f"{stage.api.url}response"))
            sent = mark
            held = (await child.used())["mib"] - child.imported
            figures.append(Figure(SECTION, f"after {mark:,} requests", "MiB", held, at_most=60 if mark == stage.effort.memory[0] else None))
    grown = figures[-1].ours - figures[1].ours
    return [*figures, Figure(SECTION, f"grown from {stage.effort.memory[0]:,} to {sent:,}", "MiB", grown, at_most=GROWTH)]


def mix(first: int, last: int, *, response_url: str) -> Iterator[bytes]:
    """Requests by number, no two alike: cards, lists, names, e-mails, nonsense, clicks, and people whom nobody knows."""
    for number in range(first, last):
        match number % 8:
            case 0:
                yield slack.command(str(number % LEADS + 1))
            case 1:
                yield slack.command(f"nobody.{number}@example.com")
            case 2:
                yield slack.command(f"Nobody Number-{number}")
            case 3:
                yield slack.command("")
            case 4:
                yield slack.command(f"note {number} called back {number} times")
            case 5:
                yield slack.click(number % LEADS + 1, response_url=response_url)
            case 6:
                yield slack.command("42", user_id=f"U{number:09d}")
            case _:
                yield slack.command(f"find {number}" + " long" * (number % 50))
