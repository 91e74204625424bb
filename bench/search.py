"""Finding a lead among a million: how often the right one is among the first ten, how fast, what policies cost, what a whole `/lead …` takes."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg

from bench import crowd, load, sizes, slack
from bench.asking import ORGANIZATION, ROWS, Asked, Connections, ask, connections
from bench.children import Child
from bench.figures import Figure
from bench.queries import Class, Query, Row, classes
from bench.stage import Stage
from bot import operator
from store.urls import normalise_url

QUERIES = 48
A_SECOND = 50
SLOWEST, TOLD_FROM = 250.0, 50.0
"""Milliseconds."""
TRIES = 60
NAME = "search"


async def measure(stage: Stage) -> list[Figure]:
    """On a database of its own, beside that of the other parts."""
    stage = replace(stage, url=await _database(stage.url))
    organizations = crowd.organizations(stage.effort.leads)
    await prepare(stage.url)
    owner = await asyncpg.connect(stage.url)
    try:
        await sizes.people(owner, organizations)
        await operator.link(normalise_url(stage.url), slug="acme", email=slack.REP_EMAIL, slack_user_id=slack.REP)
        written = await _load(owner, stage)
        asked = await queries(owner, stage)
        fixed = hard(await _commonest(owner))
    finally:
        await owner.close()
    found = await _search(stage, asked, fixed, user_id=organizations[0].first_user)
    return [*found, *written]


async def _database(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"drop database if exists {NAME} with (force)")
        await connection.execute(f"create database {NAME}")
    finally:
        await connection.close()
    return url.replace("/leadbot?", f"/{NAME}?", 1)


async def prepare(url: str) -> None:
    """Migrations, and the first organization."""
    at = normalise_url(url)
    await operator.upgrade(at, at)
    await operator.begin(at, slug="acme", name="Acme", admin_email="dora@acme.example")


async def _load(owner: asyncpg.Connection, stage: Stage) -> list[Figure]:
    with TemporaryDirectory(prefix="leadbot-bench-", dir="/tmp") as directory:
        began = perf_counter()
        files = crowd.write(Path(directory), stage.effort.leads, stage.effort.seed)
        print(f"  {stage.effort.leads:,} leads invented in {perf_counter() - began:.0f} s; loading them twice …", flush=True)
        loaded = await sizes.load(owner, files, sum(each.leads for each in crowd.organizations(stage.effort.leads)))
    print(f"  loaded in {loaded.bare:.0f} s without search, {loaded.kept:.0f} s with it", flush=True)
    return await sizes.figures(owner, loaded, singles=stage.effort.singles, dsn=stage.url)


async def queries(owner: asyncpg.Connection, stage: Stage) -> dict[Class, list[Query]]:
    """48 of each class, for leads of the largest organization that are drawn as they come: frequent names are frequent."""
    chance = Random(f"queries {stage.effort.seed}")
    ids = [row["id"] for row in await owner.fetch("select id from leads where organization_id = $1 order by id", ORGANIZATION)]
    some = chance.sample(ids, min(len(ids), 20_000))
    rows: dict[int, Row] = {row["id"]: row for row in await owner.fetch(ROWS, some)}
    found = {}
    for each in classes():
        fitting = (rows[lead_id] for lead_id in chance.sample(some, len(some)) if each.fits(rows[lead_id]))
        found[each] = [each.made(row, chance) for row in islice(fitting, QUERIES)]
    return found


async def _commonest(owner: asyncpg.Connection) -> str:
    words: Counter[str] = Counter()
    for row in await owner.fetch("select company from leads where organization_id = $1 and company is not null limit 20000", ORGANIZATION):
        words.update(row["company"].lower().split())
    return words.most_common(1)[0][0]


def hard(commonest: str) -> dict[str, str]:
    """What could take long, by name."""
    return {
        "one letter": "a",
        "percent": "%",
        "underscore": "_",
        "a quote": "'",
        "two quotes": '"',
        "the commonest word": commonest,
        "the commonest word, misspelt": commonest[:-1] + "q" + commonest[-1],
        "255 letters": "a" * 255,
        "255 letters in short words": ("ba ko ri te " * 22)[:255],
        "255 letters in long words": ("sandermann brokedas " * 13)[:255],
        "twelve digits": "493012345678",
        "right to left": "حداد محمد",
        "right to left, with marks": "\u202e\u2067בר לוי\u2069",
    }


async def _search(stage: Stage, asked: dict[Class, list[Query]], fixed: dict[str, str], *, user_id: int) -> list[Figure]:
    figures = []
    async with connections(stage.url) as to, stage.leadbot(url=stage.url) as child:
        answers = {
            each: [await ask(to, query, user_id=user_id, rounds=stage.effort.rounds, by_id=each.name == "id") for query in some] for each, some in asked.items()
        }
        for each, some in asked.items():
            if stage.effort.tuning:
                _tell_misses(each, some, answers[each])
            took = await _commands(child, [query.text for query in some], stage)
            figures += [*_quality(each, answers[each]), *_times(each.name, answers[each]), *_whole(each, took)]
        figures += [figure for name, text in fixed.items() for figure in await _hard(to, child, name, text, stage, user_id=user_id)]
    return figures


async def _commands(child: Child, texts: Sequence[str], stage: Stage) -> list[tuple[float, bytes]]:
    """Milliseconds of whole commands sent by the clock, and their answers; each was answered once before."""
    requests = [slack.command(text) for text in texts]
    for request in requests:
        await _answered(child, request)
    return await load.paced_answers(child.port, requests, seconds=stage.effort.commands, a_second=A_SECOND)


async def _answered(child: Child, request: bytes) -> None:
    """Until the ack is the answer: what was asked before may still be worked on, where it was more than can be done."""
    for _ in range(TRIES):
        answer = await load.one(child.port, request)
        if answer:
            if not json.loads(answer).get("blocks"):
                raise AssertionError(f"an answer shows nothing: {answer.decode()}")
            return
    raise AssertionError("no answer comes with the ack")


async def _hard(to: Connections, child: Child, name: str, text: str, stage: Stage, *, user_id: int) -> list[Figure]:
    took = []
    asked = await ask(to, Query(text, lambda _row: True), user_id=user_id, rounds=max(3, stage.effort.rounds))
    for _ in range(max(3, stage.effort.rounds)):
        began = perf_counter()
        await load.one(child.port, slack.command(text))
        took.append((perf_counter() - began) * 1000)
    section = f"search for {name}"
    return [*_times(name, [asked]), Figure(section, "whole command, slowest", "ms", max(took), at_most=SLOWEST)]


def _quality(each: Class, answers: Sequence[Asked]) -> list[Figure]:
    section = f"search for {each.name}"
    as_typed = sum(asked.how == "typed" for asked in answers)
    return [
        Figure(section, "hit@10", f"of {len(answers)}", sum(bool(asked.rank) for asked in answers) / len(answers), at_least=each.least),
        Figure(section, "mean reciprocal rank", "", sum(1 / asked.rank for asked in answers if asked.rank) / len(answers)),
        Figure(section, "found as typed", f"of {len(answers)}", as_typed / len(answers)),
    ]


def _times(name: str, answers: Sequence[Asked]) -> list[Figure]:
    """Of each query the median of its rounds; of those the median, beside the same without policies. The slowest is that of all rounds."""
    section = f"search for {name}"
    bot, free = ([median(getattr(asked, which)) for asked in answers] for which in ("bot", "free"))
    ours, theirs = median(bot), median(free)
    slowest, other = max(max(asked.bot) for asked in answers), max(max(asked.free) for asked in answers)
    ratio = median(one / two for one, two in zip(bot, free, strict=True))
    return [
        Figure(section, "p50", "ms", ours, theirs, "without policies", ratio, at_most=round(2 * theirs + 0.5, 2)),
        Figure(section, "p50 of the difference", "ms", median(one - two for one, two in zip(bot, free, strict=True))),
        Figure(section, "slowest", "ms", slowest, other, "without policies", slowest / other, at_most=SLOWEST),
    ]


def _whole(each: Class, answers: Sequence[tuple[float, bytes]]) -> list[Figure]:
    section, took = f"search for {each.name}", [milliseconds for milliseconds, _ in answers]
    return [
        Figure(section, "whole command, p50", "ms", median(took), at_most=20.0 if each.typo else 8.0),
        Figure(section, "whole command, p99", "ms", quantiles(took, n=100)[98]),
        Figure(section, "answers too late for the ack", f"of {len(answers)}", sum(not answer for _, answer in answers) / len(answers)),
    ]


def _tell_misses(each: Class, some: Sequence[Query], answers: Sequence[Asked]) -> None:
    """For whoever makes the search better."""
    for query, asked in zip(some, answers, strict=True):
        if not asked.rank or max(asked.bot) > TOLD_FROM:
            print(f"  {each.name}: {query.text!r} {'found' if asked.rank else 'not found'}, {asked.how}, {median(asked.bot):.1f} ms", flush=True)
