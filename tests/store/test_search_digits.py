"""Digits are a phone, a number in a name, or in the notes: never a misspelling of other digits."""

import asyncpg
import pytest

from crm.search import combinations
from migrations.search import keys
from store import migrate
from store.search import Typed, find_exact
from tests.store.searching import AGREES, a_lead, agreement, asking, found, organizations


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


@pytest.mark.parametrize(
    "stored",
    ["+1 212 555 0123 x45", "+1 212 555 0123, ext. 45", "+1 (212) 555-0123 Extension 45", "+12125550123#45", "+1 212 555 0123;ext=45"],
)
@pytest.mark.parametrize("typed", ["+1 212 555 0123", "212 555 0123", "555 0123", "+1 212 555 0123 x45"])
async def test_a_phone_with_an_extension_is_found_without_it_too(owner, database_url, stored, typed):
    lead = await a_lead(owner, phone=stored)

    assert (await found(database_url, typed)).ids == (lead,)


async def test_a_phone_with_an_extension_is_meant_by_its_number_as_a_mark(owner, database_url):
    lead = await a_lead(owner, phone="+1 212 555 0123 x45")

    async with asking(database_url) as connection:
        assert await find_exact(connection, "phone", "+12125550123") == [lead]
        assert await find_exact(connection, "phone", "+1212555012345") == [lead]
        assert await find_exact(connection, "phone", "+1212555012") == []


async def test_leads_that_were_there_before_extensions_were_known_are_mended(owner, database_url):
    await owner.execute(keys.KEYS)
    lead = await a_lead(owner, phone="+1 212 555 0123 x45")
    assert (await found(database_url, "+1 212 555 0123")).ids == ()

    await owner.execute("drop function slack.hide_made_public cascade; drop table slack.captured")  # of later revisions
    await owner.execute("update slack.alembic_version set version_num = '20261204'")
    await migrate.upgrade(database_url)

    assert (await found(database_url, "+1 212 555 0123")).ids == (lead,)
    assert await agreement(owner) == AGREES
