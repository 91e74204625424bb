"""Search data that was damaged is counted and put right, organization by organization; pages never reach over to another."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from tests.store.searching import AGREES, a_lead, agreement, drop_unused, found, organizations

TYPED = {"as typed": "ruiz", "misspelt": "riuz", "in notes": "pilot"}


@pytest.fixture
async def owner(database_url):
    """Two organizations with the same twelve people, one after the other."""
    connection = await asyncpg.connect(database_url)
    await organizations(connection)
    for _ in range(12):
        for organization in (1, 2):
            await a_lead(connection, organization_id=organization, first_name="Ana", last_name="Ruiz", notes="Wants a pilot.")
    yield connection
    await connection.close()


async def mend(owner, most):
    """Every slice, as the rebuild does it; how many rows were touched."""
    place, mended = -1, 0
    while (one := await owner.fetchrow("select * from slack.mend_search($1, $2)", place, most))["upto"] is not None:
        place, mended = one["upto"], mended + one["mended"]
    return mended


@pytest.mark.parametrize("most", [1, 5, 1000])
async def test_a_row_of_the_wrong_organization_is_counted_and_put_right(owner, database_url, most):
    assert await owner.execute("update slack.lead_search set organization_id = 1 where organization_id = 2") == "UPDATE 12"
    assert await agreement(owner) == AGREES | {"wrong": 12}

    assert await mend(owner, most) == 12
    assert await agreement(owner) == AGREES
    assert (await found(database_url, "ruiz", organization=2)).total == 12


async def test_before_it_is_put_right_a_damaged_row_shows_no_other_organizations_lead(owner, database_url):
    await owner.execute("update slack.lead_search mine set organization_id = 1, keys = (select keys from slack.lead_search where organization_id = 1 limit 1)")

    for typed in TYPED.values():
        seen = await found(database_url, typed)
        assert {row["organization_id"] for row in await owner.fetch("select organization_id from leads where id = any($1)", list(seen.ids))} == {1}


async def test_a_word_lost_in_one_organization_is_put_right_there(owner, database_url):
    await owner.execute("delete from slack.search_words where organization_id = 2 and word = 'ruiz'")
    assert await agreement(owner) == AGREES | {"words_missing": 1}
    assert (await found(database_url, "riuz", organization=2)).ids == ()

    assert await mend(owner, 100) == 1
    assert (await found(database_url, "riuz", organization=2)).total == 12


async def test_a_word_that_one_organization_has_no_more_stays_with_the_other(owner):
    await owner.execute("update leads set last_name = 'Ferrand' where organization_id = 2")

    assert await drop_unused(owner) == 1
    assert [row["organization_id"] for row in await owner.fetch("select organization_id from slack.search_words where word = 'ruiz'")] == [1]
    assert await agreement(owner) == AGREES


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("organization", [1, 2])
async def test_every_page_and_every_count_is_the_organizations_own(owner, database_url, typed, organization):
    first = await found(database_url, typed, organization=organization)
    second = await found(database_url, typed, organization=organization, skip=10, how=first.how)

    theirs = {row["id"] for row in await owner.fetch("select id from leads where organization_id = $1", organization)}
    assert {*first.ids, *second.ids} == theirs
    assert (len(first.ids), len(second.ids), first.total, second.total, second.more) == (10, 2, 12, 12, False)


@pytest.fixture
async def other(database_url):
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.mark.parametrize("damage", ["delete from slack.lead_search", "update slack.lead_search set keys = ''"])
@pytest.mark.parametrize("write", ["update leads set last_name = 'Ferrand' where id = {}", "delete from leads where id = {}"])
async def test_what_is_written_while_it_is_mended_stays_as_it_was_written(owner, other, database_url, damage, write):
    lead = await owner.fetchval("select min(id) from leads where organization_id = 1")
    await owner.execute(damage)
    writing = owner.transaction()
    await writing.start()
    await owner.execute(write.format(lead))
    mending = asyncio.create_task(mend(other, 1000))
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(mending), 0.3)
    await writing.commit()
    await mending

    assert {**await agreement(owner), "left_over": 0} == AGREES
    assert await mend(owner, 1000) <= 1  # a row that a deleted lead left finds nobody, and goes with the next mending
    assert await agreement(owner) == AGREES
    assert (await found(database_url, "ferrand")).total == int("update" in write)


async def test_a_word_is_not_dropped_while_somebody_writes_a_lead(owner, other, database_url):
    await owner.execute("update leads set last_name = 'Ferrand'")
    writing = other.transaction()
    await writing.start()
    late = await a_lead(other, last_name="Ruiz")  # sees that the word is known, and adds none

    with pytest.raises(asyncpg.LockNotAvailableError):
        await drop_unused(owner)
    await writing.commit()

    assert await drop_unused(owner) == 1  # the other organization's
    assert (await found(database_url, "riuz")).ids == (late,)
    assert await agreement(owner) == AGREES
