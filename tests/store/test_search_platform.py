"""What the platform's own role writes, under row policies of its own, is found by the next search."""

import asyncpg
import pytest

from store import migrate
from store.models import PLATFORM_TABLES
from tests.postgres import create_database, drop_database
from tests.store.platforms import Platform, build
from tests.store.searching import AGREES, a_lead, found, organizations

ROLE = "search_platform"
GRANTS = (
    *(f"grant select, insert, update, delete on {table} to {ROLE}" for table in PLATFORM_TABLES),
    f"grant usage on all sequences in schema public to {ROLE}",
)
POLICIES = (
    "alter table leads enable row level security",
    f"create policy theirs on leads to {ROLE} using (organization_id = nullif(current_setting('app.tenant', true), '')::int)",
)


@pytest.fixture(params=[GRANTS, GRANTS + POLICIES], ids=["without policies", "with policies"])
async def url(request, postgres_url):
    url = await create_database(postgres_url)
    owner = await asyncpg.connect(url)
    await owner.execute(f"do $$ begin create role {ROLE} nologin; exception when duplicate_object then null; end $$")
    await build(url, Platform(more=request.param))
    await organizations(owner)
    await a_lead(owner, first_name="Early", last_name="Before")
    await migrate.upgrade(url)
    yield url
    await owner.close()
    await drop_database(url)


@pytest.fixture
async def platform(url):
    connection = await asyncpg.connect(url)
    await connection.execute(f"set role {ROLE}")
    await connection.execute("set app.tenant = 1")
    yield connection
    await connection.close()


async def test_a_lead_that_was_there_before_is_found(url):
    assert len((await found(url, "befroe")).ids) == 1


async def test_each_write_is_known_to_the_next_search(url, platform):
    lead = await a_lead(platform, first_name="Ana", last_name="Ferrand")
    assert (await found(url, "ferand")).ids == (lead,)

    await platform.execute("update leads set company = 'Northwind' where id = $1", lead)
    assert (await found(url, "northwnid")).ids == (lead,)
    assert (await found(url, "northwind", organization=2)).ids == ()

    await platform.execute("delete from leads where id = $1", lead)
    assert (await found(url, "ferrand")).ids == ()


async def test_the_search_data_agrees_with_what_it_loaded(url, platform):
    await platform.execute(
        "insert into leads (organization_id, first_name, last_name, status) select 1, 'Person' || n, 'Loaded', 'new' from generate_series(0, 299) n"
    )
    await platform.execute("update leads set last_name = 'Moved' where first_name like 'Person1%'")

    await platform.execute("reset role")
    assert dict(await platform.fetchrow("select * from slack.check_search()")) == AGREES
    assert [(await found(url, name)).total for name in ("moved", "loaded")] == [111, 189]


async def test_its_role_reads_no_search_data(platform):
    await platform.execute(f"reset role; grant usage on schema slack to {ROLE}; set role {ROLE}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await platform.execute("select * from slack.lead_search")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await platform.execute("select * from slack.search_leads('before', 1, 5)")
