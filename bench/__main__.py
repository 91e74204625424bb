"""`python -m bench [--quick] [--only answers,…]`: everything side by side, as a table and as bench/results.json."""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import answers, counts, figures, memory, queue, slack, triggers
from bench.children import ELSEWHERE
from bench.figures import Figure
from bench.stage import QUICK, Effort, Stage, fill, postgres

PARTS: dict[str, Callable[[Stage], Awaitable[list[Figure]]]] = {
    "answers": answers.measure,
    "counts": counts.measure,
    "memory": memory.measure,
    "triggers": triggers.measure,
    "queue": queue.measure,
}


async def measured(url: str, directory: Path, effort: Effort, parts: list[str]) -> list[Figure]:
    """Every part after the other on one database."""
    await fill(url)
    found: list[Figure] = []
    async with slack.web_api() as api:
        stage = Stage(url, api, directory / "log", effort)
        for part in parts:
            print(f"measuring: {part} …", flush=True)
            found += await PARTS[part](stage)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Leadbot's speed and memory, beside its peers.")
    parser.add_argument("--quick", action="store_true", help="half a minute instead of several: shows that it runs, the figures mean little")
    parser.add_argument("--only", metavar="PARTS", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--json", type=Path, default=figures.RESULTS, help="where the figures are written")
    given = parser.parse_args()
    unknown = set(parts := given.only.split(",")) - PARTS.keys()
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}: {', '.join(PARTS)}")
    facts = figures.machine()
    os.sched_setaffinity(0, ELSEWHERE)  # PostgreSQL inherits it
    with postgres() as (url, directory):
        found = asyncio.run(measured(url, directory, QUICK if given.quick else Effort(), parts))
    figures.write(given.json, found, facts, quick=given.quick)
    print(figures.table(found))
    print(f"\n{given.json}: the same as JSON")


if __name__ == "__main__":
    main()
