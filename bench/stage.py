"""What every measurement stands on: a migrated database with the sample data, Slack's side, and how long to take."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import asyncpg

from bench import crowd, slack
from bench.children import Child, serving
from bot import operator
from store import embedded, seed
from store.urls import normalise_url

LEADS = 2000


@dataclass(frozen=True)
class Effort:
    """rounds of a comparison; in each, seconds of saturation and of a fixed pace, jobs, single writes, rows of a bulk write; memory: after so many requests.

    Of writing: entries of a long history. Of the search: leads, their seed, whether that is the one for tuning, seconds of a class's commands.
    """

    rounds: int = 5
    saturated: float = 3.0
    paced: float = 5.0
    memory: tuple[int, ...] = (20_000, 40_000, 60_000, 80_000, 100_000)
    bulk: int = 100_000
    bulk_rounds: int = 3
    singles: int = 300
    jobs: int = 100
    leads: int = 1_000_000
    seed: int = crowd.MEASURED
    tuning: bool = False
    commands: float = 4.0
    entries: int = 10_000


QUICK = Effort(rounds=1, saturated=0.3, paced=0.3, memory=(200, 400), bulk=2_000, bulk_rounds=1, singles=30, jobs=10, leads=6_000, commands=0.2, entries=500)


@dataclass(frozen=True)
class Stage:
    """url: the database's, as the tables' owner. log: where the measured processes write."""

    url: str
    api: slack.WebApi
    log: Path
    effort: Effort

    @asynccontextmanager
    async def leadbot(self, *, url: str | None = None, worker: bool = True) -> AsyncIterator[Child]:
        """Leadbot, serving. url: another way to the database."""
        more = ["--worker"] if worker else []
        async with serving("leadbot", "--database-url", url or self.url, "--api-url", self.api.url, *more, log=self.log) as child:
            yield child

    @asynccontextmanager
    async def bolt(self, kind: str) -> AsyncIterator[Child]:
        """A peer: bare | default | noting."""
        async with serving(kind, "--database-url", self.url, log=self.log) as child:
            yield child


@contextmanager
def postgres() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL of its own that waits for the disk as in earnest; its URL, and a directory for logs. Blocks."""
    with TemporaryDirectory(prefix="leadbot-bench-", dir="/tmp") as made:
        directory = Path(made)
        directory.chmod(0o711)  # root's PostgreSQL runs as another user
        try:
            with embedded.running(directory / "data") as url:
                yield url, directory
        finally:
            embedded.discard(directory / "data")


async def fill(url: str) -> None:
    """Migrations, an organization, sample data, one linked person."""
    at = normalise_url(url)
    await operator.upgrade(at, at)
    await operator.begin(at, slug="acme", name="Acme", admin_email="dora@acme.example")
    await seed.seed(url, organization_slug="acme", as_of=datetime.now(UTC).date(), leads=LEADS)
    await operator.link(at, slug="acme", email=slack.REP_EMAIL, slack_user_id=slack.REP)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("analyze")  # as autovacuum does within a minute; plans that know no sizes take four times as long
    finally:
        await connection.close()


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the rounds' own ratios: what slowed a whole round down slowed both."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))
