"""`python -m bench [--quick] [--only answers,…] [--leads N] [--tuning]`: everything side by side, as tables and as bench/results.json."""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bench import answers, counts, crowd, enrollments, figures, memory, queue, search, slack, tables, triggers, writing
from bench.children import ELSEWHERE
from bench.figures import Figure
from bench.stage import QUICK, Effort, Stage, fill, postgres

PARTS: dict[str, Callable[[Stage], Awaitable[list[Figure]]]] = {
    "answers": answers.measure,
    "counts": counts.measure,
    "memory": memory.measure,
    "triggers": triggers.measure,
    "queue": queue.measure,
    "enrollments": enrollments.measure,
    "writing": writing.measure,
    "search": search.measure,
}


async def measured(url: str, directory: Path, effort: Effort, parts: list[str]) -> dict[str, list[Figure]]:
    """Every part after the other on one database."""
    await fill(url)
    found = {}
    async with slack.web_api() as api:
        stage = Stage(url, api, directory / "log", effort)
        for part in parts:
            print(f"measuring: {part} …", flush=True)
            found[part] = await PARTS[part](stage)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Leadbot's speed and memory, beside its peers.")
    parser.add_argument("--quick", action="store_true", help="half a minute instead of several: shows that it runs, the figures mean little")
    parser.add_argument("--only", metavar="PARTS", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--leads", type=int, metavar="N", help="how many leads are searched (1,000,000; with --quick 6,000)")
    parser.add_argument("--tuning", action="store_true", help="search among other leads than those that are measured, and tell each that is not found")
    parser.add_argument("--json", type=Path, default=figures.RESULTS, help="where the figures are written")
    given = parser.parse_args()
    unknown = set(parts := given.only.split(",")) - PARTS.keys()
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}: {', '.join(PARTS)}")
    effort = QUICK if given.quick else Effort()
    effort = replace(effort, leads=given.leads or effort.leads, seed=crowd.TUNING if given.tuning else crowd.MEASURED, tuning=given.tuning)
    facts = figures.machine()
    os.sched_setaffinity(0, ELSEWHERE)  # PostgreSQL inherits it
    with postgres() as (url, directory):
        found = asyncio.run(measured(url, directory, effort, parts))
    figures.write(given.json, found, facts | {"load_after": os.getloadavg()[0]}, quick=given.quick)
    every = [figure for part in found.values() for figure in part]
    print(tables.tables(every))
    print("\nNot as good as wanted:\n" + "\n".join(missed) if (missed := tables.missed(every)) else "\nAll is as good as wanted.")
    print(f"\n{given.json}: the same as JSON")


if __name__ == "__main__":
    main()
