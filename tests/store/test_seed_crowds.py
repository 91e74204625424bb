import asyncio
import re
from collections import Counter
from datetime import date
from itertools import chain
from random import Random

import pytest
import pytest_asyncio

from store.seed import hostile, seed
from store.seed.companies import ELSEWHERE, PHONES
from store.seed.crew import TellerEnded, receive, slices, teller
from store.seed.crowds import IMPOSSIBLE, found_company, stem, stems
from store.seed.lines import Known
from store.seed.names import CULTURES
from store.seed.parts import PARTS
from store.seed.people import ACME
from store.seed.sample import IN_FULL, SLICE, Recipe, stories, told
from store.seed.telling import Job
from store.seed.times import Calendar
from tests.store.seeding import an_organization, connected, database, everything

AS_OF = date(2026, 11, 22)
CALENDAR = Calendar.until(AS_OF)
MANY = Recipe("first", ACME, 20_000)


@pytest.fixture(scope="module")
def sample():
    return list(chain.from_iterable(stories(MANY, CALENDAR)))


@pytest.fixture(scope="module")
def plain(sample):
    return [story.lead for story in sample if story.is_plain]


@pytest_asyncio.fixture(loop_scope="session")
async def empty(postgres_url):
    async with database(postgres_url) as url:
        await an_organization(url)
        yield url


def distinct(leads, column):
    return len({lead[column] for lead in leads})


def test_a_slice_told_alone_is_the_one_told_in_its_turn(sample):
    assert told(MANY, CALENDAR, 7) == sample[7 * SLICE : 8 * SLICE]


def test_names_and_companies_grow_with_the_number_of_leads(plain):
    for column, least in (("first_name", 3_500), ("last_name", 7_000), ("company", 4_000)):
        assert distinct(plain, column) > least, column
        assert 2 * distinct(plain[: len(plain) // 10], column) < distinct(plain, column) < 10 * distinct(plain[: len(plain) // 10], column), column


def test_common_names_stay_common_and_no_company_has_a_tenth_of_the_leads(plain):
    lasts, companies = (Counter(lead[column] for lead in plain) for column in ("last_name", "company"))

    assert lasts.most_common(1)[0][1] > 50
    assert 200 < companies.most_common(1)[0][1] < len(plain) / 20
    assert sum(count > 1 for count in companies.values()) > len(companies) / 2


def test_composed_names_are_of_many_scripts_and_addresses_of_one(plain):
    for word in ("енко", "όπουλος", "ال", "山", "วงศ์", "김", "ção", "sdóttir"):
        assert sum(word in lead["last_name"] for lead in plain) > 5, word
    assert all(lead["email"].isascii() and lead["email"].endswith(".example") for lead in plain if lead["email"])


def test_no_two_people_share_an_address(plain):
    emails = [lead["email"] for lead in plain if lead["email"]]

    assert len(set(emails)) == len(emails)


def test_companies_have_one_domain_each(plain):
    domains: dict[str, set[str]] = {}
    for lead in plain:
        if lead["email"] and not lead["email"].endswith("@mail.example"):
            domains.setdefault(lead["company"], set()).add(lead["email"].partition("@")[2])

    assert {len(found) for found in domains.values()} == {1}
    assert len(set(chain.from_iterable(domains.values()))) == len(domains)


def test_nobody_can_have_the_numbers_and_few_are_shared(plain):
    patterns = "|".join(re.escape(numbers).replace("x", r"\d") for numbers in chain(ELSEWHERE, *PHONES.values(), *IMPOSSIBLE.values()))
    phones = Counter(lead["phone"] for lead in plain if lead["phone"])

    assert all(re.fullmatch(patterns, phone) for phone in phones)
    assert sum(count == 1 for count in phones.values()) > 0.95 * len(phones)


def test_leads_come_in_order_and_seldom_on_weekends(sample):
    created = [story.lead["created_at"] for story in sample]

    assert created == sorted(created)
    assert CALENDAR.start <= created[0] < created[-1] < CALENDAR.end
    assert sum(moment.weekday() > 4 for moment in created) < 0.1 * len(created)


def test_half_of_twice_as_many_as_are_told_in_full_are_brief_and_every_list_has_rows(sample):
    brief = [story for story in sample if story.is_brief]

    assert 0.9 < len(brief) / (len(sample) - IN_FULL) < 1.1
    assert max(len(story.activities) for story in brief) <= 5
    assert max(len(story.history) for story in brief) == 1
    for rows in ("activities", "notes", "history", "members", "executions", "runs"):
        assert any(getattr(story, rows) for story in brief), rows


def test_the_one_row_of_a_brief_history_ends_at_the_score(sample):
    for story in sample:
        if story.is_brief:
            assert [row["new_score"] for row in story.history] == ([story.lead["score"]] if story.history else [])
            assert story.history or story.lead["score"] == 0


def test_every_nuisance_is_there_and_whole(sample):
    spoiled = [story for story in sample if not story.is_plain]

    assert len(spoiled) == len(hostile.ALL) + 1
    assert not any(story.is_brief for story in spoiled)


def test_every_coined_word_is_coined_once():
    assert {stem(number) for number in range(len(stems()))} == set(stems())


def test_every_company_of_millions_has_its_own_name():
    numbers = [turn * len(stems()) + 5 for turn in range(40)]

    assert len({found_company(Random(3), number).name for number in numbers}) == len(numbers)


def test_every_culture_has_parts_in_latin_letters_too():
    assert {culture.country for culture in CULTURES} == set(PARTS)
    for parts in PARTS.values():
        assert all(latin.isascii() and bool(shown) == bool(latin) for shown, latin in chain(*parts.first, *parts.last))


async def test_many_leads_are_told_by_processes_and_the_same_day_gives_the_same_rows(postgres_url, empty):
    async with database(postgres_url) as other:
        await an_organization(other)
        said = await seed(empty, organization_slug="acme", as_of=AS_OF, leads=2 * SLICE + 100)
        await seed(other, organization_slug="acme", as_of=AS_OF, leads=2 * SLICE + 100)
        mine, theirs = await everything(empty), await everything(other)

        mine["users"], theirs["users"] = mine["users"][1:], theirs["users"][1:]
        assert mine == theirs
        assert said.counts["leads"] == 2 * SLICE + 100
        assert said.example_lead_id == 42
        assert said.counts["workflow_executions"] > 300


class Interrupted(Exception):
    pass


async def test_nothing_is_left_of_a_seed_that_was_interrupted(empty):
    before = await everything(empty)

    def interrupt(_name, done, _leads):
        if done > SLICE:
            raise Interrupted

    with pytest.raises(Interrupted):
        await seed(empty, organization_slug="acme", as_of=AS_OF, leads=5 * SLICE, progress=interrupt)

    assert await everything(empty) == before
    async with connected(empty) as connection:
        assert await connection.fetchval("select count(*) from pg_locks where locktype = 'advisory'") == 0


async def drawn(numbers):
    return {number: number for number in numbers}


async def test_a_process_that_ends_is_an_error_and_no_missing_slice():
    async with teller(Job(MANY, CALENDAR, Known())) as process:
        process.kill()
        await process.wait()

        with pytest.raises(TellerEnded):
            await receive(process)


async def test_a_process_ends_when_nobody_asks_any_more():
    async with teller(Job(MANY, CALENDAR, Known())) as process:
        assert process.stdin is not None
        process.stdin.close()

        assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_what_goes_wrong_in_a_process_stops_the_slices(capfd):
    with pytest.raises(TellerEnded):
        [_ async for _ in slices(Job(MANY, CALENDAR, Known()), drawn)]

    assert "KeyError" in capfd.readouterr().err
