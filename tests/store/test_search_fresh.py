"""Whoever writes a lead, the next search knows it."""

import asyncio

import asyncpg
import pytest

from tests.store.searching import AGREES, a_lead, agreement, drop_unused, found, organizations


@pytest.fixture
async def owner(database_url):
    connection = await asyncpg.connect(database_url)
    await organizations(connection)
    yield connection
    await connection.close()


async def test_a_lead_is_found_from_its_insert_to_its_end(owner, database_url):
    lead = await a_lead(owner, first_name="Ana", last_name="Ruiz")
    assert (await found(database_url, "riuz")).ids == (lead,)

    await owner.execute("update leads set last_name = 'Ferrand' where id = $1", lead)
    assert (await found(database_url, "ruiz")).ids == ()
    assert (await found(database_url, "ferand")).ids == (lead,)

    await owner.execute("update leads set organization_id = 2 where id = $1", lead)
    assert (await found(database_url, "ferrand")).ids == ()
    assert (await found(database_url, "ferand", organization=2)).ids == (lead,)
    assert await agreement(owner) == AGREES

    await owner.execute("delete from leads where id = $1", lead)
    assert (await found(database_url, "ferrand", organization=2)).ids == ()
    assert await agreement(owner) == AGREES


async def test_another_programs_role_needs_no_right_of_ours(owner, database_url):
    await owner.execute("do $$ begin create role platform_writer nologin; exception when duplicate_object then null; end $$")
    await owner.execute("grant select, insert, update, delete on leads to platform_writer; grant usage on sequence leads_id_seq to platform_writer")
    await owner.execute("set role platform_writer")
    lead = await a_lead(owner, first_name="Ana", last_name="Ruiz")
    await owner.execute("update leads set company = 'Northwind' where id = $1", lead)
    await owner.execute("reset role")

    assert (await found(database_url, "nortwind")).ids == (lead,)


async def test_a_bulk_load_is_found(owner, database_url):
    rows = [(1, f"Person{n}", "Loaded") for n in range(200)]
    await owner.copy_records_to_table("leads", records=rows, columns=["organization_id", "first_name", "last_name"])

    seen = await found(database_url, "loaded")

    assert (seen.total, await agreement(owner)) == (200, AGREES)
    await owner.execute("update leads set company = 'Moved' where last_name = 'Loaded'")
    assert (await found(database_url, "moved")).total == 200
    await owner.execute("delete from leads")
    assert (await agreement(owner), await owner.fetchval("select count(*) from slack.lead_search")) == (AGREES, 0)


async def test_what_is_rolled_back_was_never_there(owner, database_url):
    transaction = owner.transaction()
    await transaction.start()
    await a_lead(owner, last_name="Neverwas")
    await transaction.rollback()

    assert (await found(database_url, "neverwas")).ids == ()
    assert await owner.fetchval("select count(*) from slack.search_words") == 0


async def test_two_writers_of_the_same_new_words_do_not_wait_for_each_other(owner, database_url):
    other = await asyncpg.connect(database_url)
    first, second = owner.transaction(), other.transaction()
    await first.start()
    await second.start()
    async with asyncio.timeout(5):
        await a_lead(owner, last_name="Alpha")
        await a_lead(other, last_name="Omega")
        await a_lead(owner, last_name="Omega")
        await a_lead(other, last_name="Alpha")
    await first.commit()
    await second.commit()
    await other.close()

    assert (await found(database_url, "alpah")).total == 2
    assert await agreement(owner) == AGREES
    assert await drop_unused(owner) == 2  # each word stood twice


async def test_a_lead_of_no_organization_disturbs_nothing(owner, database_url):
    await owner.execute("alter table leads alter organization_id drop not null")  # as it may be in the platform's
    await a_lead(owner, organization_id=None, last_name="Nobodys")

    assert (await found(database_url, "nobodys")).ids == ()
    assert await agreement(owner) == AGREES
    assert await owner.fetchval("select mended from slack.mend_search(0, 100)") == 0
    await owner.execute("update leads set organization_id = 1 where last_name = 'Nobodys'")
    assert len((await found(database_url, "nobodys")).ids) == 1
    await owner.execute("update leads set organization_id = null where last_name = 'Nobodys'")
    assert (await found(database_url, "nobodys")).ids == ()
    assert await agreement(owner) == AGREES


@pytest.mark.parametrize("value", ["x" * 255, "\U0001f600" * 255, "名" * 255, "ﷺ" * 255, "㌖" * 255, "İ" * 255, "a b " * 60, "'\\", "\ue000\ue000", "%_" * 100])
async def test_any_value_can_be_stored(owner, database_url, value):
    await a_lead(owner, first_name=value[:255], last_name=value[:255], company=value[:255], notes=value * 40, phone=value[:20])

    assert await agreement(owner) == AGREES


async def test_emptying_the_table_empties_the_search_data(owner):
    await a_lead(owner, last_name="Ruiz")

    await owner.execute("truncate leads cascade")

    assert await owner.fetchval("select count(*) from slack.lead_search") == 0
