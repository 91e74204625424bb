"""What a rep's writing costs: a note by a line and by a form beside Bolt with the same statements; a form's way to the screen; a long history."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median, quantiles
from time import perf_counter

import asyncpg

from bench import load, slack
from bench.children import Child
from bench.figures import Figure
from bench.stage import LEADS, Effort, Stage, ratio
from handlers.leads.views import NOTE
from tests.roundtrips import counting

PEER = "Bolt with the same statements"
A_SECOND = 50
MOST_A_SECOND = 4_000
"""More than any of these is asked: no request is sent twice, for what arrives twice is saved once."""
ENTRIES = (
    """insert into lead_notes (lead_id, user_id, note_type, content, created_at, updated_at)
        select $1, $2, 'general', 'note ' || n, at, at from (select n, now() - n * interval '1 hour' as at from generate_series($3 / 4, 1, -1) n) x""",
    """insert into activities (lead_id, user_id, activity_type, subject, completed_at, created_at)
        select $1, $2, 'call', 'call ' || n, at, at from (select n, now() - n * interval '61 minutes' as at from generate_series($3 / 4, 1, -1) n) x""",
    """insert into slack.changes (organization_id, at, actor_id, table_name, row_id, field, before, after)
        select 1, now() - n * interval '62 minutes', $2, 'leads', $1, 'job_title', to_jsonb('title ' || n), to_jsonb('title ' || n - 1)
        from generate_series($3 / 4, 1, -1) n""",
    """insert into lead_score_history (lead_id, previous_score, new_score, created_at)
        select $1, n % 100, n % 90, now() - n * interval '59 minutes' from generate_series($3 / 4, 1, -1) n where $2::int is not null""",
)
"""A quarter each, about an hour apart, so that a page mixes them; written oldest first."""


@dataclass
class Rounds:
    """Of one way to save, a number a round: requests/s, p50 in ms at 100 requests/s."""

    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)

    async def add(self, child: Child, requests: Callable[[int], Sequence[bytes]], effort: Effort) -> None:
        """One more round, of requests that were never sent."""
        many = requests(int(effort.saturated * MOST_A_SECOND))
        answered, rate = await load.saturate(child.port, many, seconds=effort.saturated)
        assert answered < len(many), "a request was sent twice"
        took = await load.paced(child.port, requests(int(effort.paced * 100)), seconds=effort.paced)
        self.rate.append(rate)
        self.p50.append(median(took))


async def measure(stage: Stage) -> list[Figure]:
    """Rounds of each in turn; then what is counted, and what has no peer."""
    numbers = count(1)

    def lines(many: int) -> list[bytes]:
        return [slack.command(f"note {42 + next(numbers) % (LEADS - 100)} talked to them", trigger_id=f"{next(numbers)}.1.line") for _ in range(many)]

    def forms(many: int) -> list[bytes]:
        return [slack.note(42 + next(numbers) % (LEADS - 100), "talked to them", next(numbers)) for _ in range(many)]

    ours, theirs = {"a line": Rounds(), "a form": Rounds()}, {"a line": Rounds(), "a form": Rounds()}
    asked = {"a line": lines, "a form": forms}
    async with stage.leadbot(worker=False) as leadbot, stage.bolt("noting") as bolt:
        for child in (leadbot, bolt):
            await _saves(stage.url, child, asked)
        for _ in range(stage.effort.rounds):
            for how, requests in asked.items():
                await ours[how].add(leadbot, requests, stage.effort)
                await theirs[how].add(bolt, requests, stage.effort)
        opening = await _opening(stage, leadbot)
        history = await _history(stage, leadbot)
    figures = [figure for how in asked for figure in _beside(how, ours[how], theirs[how])]
    return [*figures, *await _counted(stage, asked), *opening, history]


async def _saves(url: str, child: Child, asked: Mapping[str, Callable[[int], list[bytes]]]) -> None:
    """Each way leaves a note: what is compared does what it says. Warms up, too."""
    connection = await asyncpg.connect(url)
    try:
        for requests in asked.values():
            before = await connection.fetchval("select count(*) from lead_notes")
            await load.each(child.port, requests(50))
            assert await connection.fetchval("select count(*) from lead_notes") == before + 50
    finally:
        await connection.close()


def _beside(how: str, ours: Rounds, theirs: Rounds) -> list[Figure]:
    section = f"a note by {how}"
    rate = ratio(ours.rate, theirs.rate)
    return [
        Figure(section, "as many as it can", "requests/s", median(ours.rate), median(theirs.rate), PEER, rate, at_least=0.5, of_ratio=True),
        Figure(section, "p50 at 100 requests/s", "ms", median(ours.p50), median(theirs.p50), PEER, ratio(ours.p50, theirs.p50)),
    ]


async def _counted(stage: Stage, asked: Mapping[str, Callable[[int], list[bytes]]]) -> list[Figure]:
    async with counting(stage.url) as database, stage.leadbot(url=database.url, worker=False) as child:
        await load.each(child.port, asked["a line"](100))
        figures = []
        for how, requests in asked.items():
            trips = database.trips
            await load.each(child.port, requests(100))
            figures.append(Figure(f"a note by {how}", "SQL", "round trips", (database.trips - trips) / 100))
        return figures


async def _opening(stage: Stage, child: Child) -> list[Figure]:
    """From the trigger to views.open at Slack's side: `/lead note`, and Note on a card, under fifty requests a second."""
    section = f"a form, {A_SECOND} requests/s"
    figures = []
    for name in ("/lead note", "Note on a card"):
        sent = await _sent(child, name, max(50, int(stage.effort.paced * A_SECOND)))
        async with asyncio.timeout(10):
            while not sent.keys() <= stage.api.opened.keys():
                await asyncio.sleep(0.05)
        took = [(stage.api.opened[trigger] - at) * 1000 for trigger, at in sent.items()]
        figures += [
            Figure(section, f"{name}: to views.open, p50", "ms", median(took)),
            Figure(section, f"{name}: to views.open, p99", "ms", quantiles(took, n=100)[98], at_most=150),
        ]
    return figures


async def _sent(child: Child, name: str, many: int) -> dict[str, float]:
    """When each request was sent, by its trigger; by the clock, whether or not those before are answered."""
    sent: dict[str, float] = {}

    async def ask(lane: load.Lane, trigger: str, request: bytes) -> None:
        sent[trigger] = perf_counter()
        await lane.ask(request)

    requests = {trigger: _opens(name, trigger) for trigger in (f"{name} {number}" for number in range(many))}
    loop = asyncio.get_running_loop()
    async with load.lanes(child.port, 100) as lanes:
        began, running = loop.time(), []
        for number, (trigger, request) in enumerate(requests.items()):
            await asyncio.sleep(began + number / A_SECOND - loop.time())
            running.append(asyncio.create_task(ask(lanes[number % len(lanes)], trigger, request)))
        await asyncio.gather(*running)
    return sent


def _opens(name: str, trigger: str) -> bytes:
    if name == "/lead note":
        return slack.command("note", trigger_id=trigger)
    return slack.click(42, response_url="https://hooks.slack.invalid/actions/T0ACME/1/x", action_id=NOTE, trigger_id=trigger)


async def _history(stage: Stage, child: Child) -> Figure:
    """The first page of a lead with very many entries."""
    owner = await asyncpg.connect(stage.url)
    try:
        user = await owner.fetchval("select id from users where email = $1", slack.REP_EMAIL)
        lead = await owner.fetchval(
            "insert into leads (organization_id, first_name, status, created_at, updated_at) values (1, 'Long', 'new', now(), now()) returning id"
        )
        for fill in ENTRIES:
            await owner.execute(fill, lead, user, stage.effort.entries)
        await owner.execute("analyze lead_notes, activities, lead_score_history, slack.changes, slack.events")
    finally:
        await owner.close()
    requests = [slack.command(f"history {lead}")] * 50
    await load.each(child.port, requests)
    took = await load.paced(child.port, requests, seconds=stage.effort.paced, a_second=20)
    return Figure(f"history of a lead with {stage.effort.entries:,} entries", "the first page, p50 at 20 requests/s", "ms", median(took), at_most=10)
