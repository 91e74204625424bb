"""Search data that was damaged is counted and put right, organization by organization; pages never reach over to another."""

import asyncpg
import pytest

from tests.store.searching import a_lead, found, organizations

AGREES = {"missing": 0, "wrong": 0, "left_over": 0, "words_missing": 0}
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


async def agreement(owner):
    return dict(await owner.fetchrow("select * from slack.check_search()"))


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

    assert await owner.fetchval("select slack.prune_search_words()") == 1
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
