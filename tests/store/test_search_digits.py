"""Digits are a phone, a number in a name, or in the notes: never a misspelling of other digits."""

import asyncpg
import pytest

from crm.search import combinations
from store.search import Typed
from tests.store.searching import a_lead, found, organizations


@pytest.fixture
async def owner(database_url):
    connection = await asyncpg.connect(database_url)
    await organizations(connection)
    await a_lead(connection, first_name="Zed", last_name="Quux", company="34 North", phone="+49 30 1234567", notes="Invoice 4711 88.")
    yield connection
    await connection.close()


def test_digits_alone_mean_nothing_else():
    assert combinations([Typed("12"), Typed("34"), Typed("5678")]) == []


@pytest.mark.parametrize("typed", ["12 34", "34 12", "+12 34", "+49 30 34 99", "(12) 34", "12-34", "56 78 34"])
async def test_no_digit_is_left_out_to_find_something(owner, database_url, typed):
    assert (await found(database_url, typed)).ids == ()


@pytest.mark.parametrize("typed", ["4711", "88 4711", "4711-88"])
async def test_digits_of_the_notes_are_found_last(owner, database_url, typed):
    seen = await found(database_url, typed)

    assert (len(seen.ids), seen.how) == (1, "notes")


async def test_a_word_beside_the_digits_may_still_be_misspelt(owner, database_url):
    seen = await found(database_url, "34 nroth")

    assert (len(seen.ids), seen.how) == (1, "similar")
