"""What the platform's own programs may do, and what a migration needs to be allowed."""

import asyncpg
import pytest

from store import migrate
from store.differences import LoginInherits, MissingRights, PlatformDiffers
from store.models import PLATFORM_TABLES
from store.platform import LoginUnknown
from tests.postgres import create_database, drop_database
from tests.store.platforms import Platform, build, snapshot
from tests.store.tenants import ROWS, serving

TWELVE = [table for table in ROWS if "." not in table]
GRANTS = tuple(f"grant select, insert, update, delete on {table} to platform" for table in PLATFORM_TABLES)
OWN_POLICIES = (
    *(f"alter table {table} enable row level security" for table in PLATFORM_TABLES),
    *(f"create policy theirs on {table} to platform using (true)" for table in PLATFORM_TABLES),
    "create policy narrow on leads as restrictive to platform using (organization_id = nullif(current_setting('app.tenant', true), '')::int)",
    "create policy only_active on users as restrictive for select to platform using (is_active)",
)
SECURITIES = {
    "off": GRANTS,
    "on, with policies of theirs": GRANTS + OWN_POLICIES,
    "on, for everybody": (*GRANTS, "alter table leads enable row level security", "create policy theirs on leads using (organization_id = 1)"),
    "on, without a policy": (*GRANTS, "alter table leads enable row level security"),
}


@pytest.fixture(scope="module")
async def roles(postgres_url, migrated_url):
    connection = await asyncpg.connect(postgres_url)
    for statement in (
        "create role platform nologin",
        "create role bot login noinherit",
        "create role keeper login createrole",
        "create role plain login",
        "create role late login noinherit",
    ):
        await connection.execute(statement)
    yield
    await connection.close()


@pytest.fixture
async def empty_url(postgres_url, roles):
    url = await create_database(postgres_url)
    yield url
    await drop_database(url)


async def seen_and_written(url):
    """What the platform's role sees, and which of its writes are let through, each in a transaction that is taken back."""
    connection = await asyncpg.connect(url)
    await connection.execute("set role platform")
    await connection.execute("set app.tenant = 1")
    seen: dict[str, object] = {}
    for table in PLATFORM_TABLES:
        seen[table] = [row["id"] for row in await connection.fetch(f"select id from {table} order by id")]
        for write in (f"update {table} set id = id", f"delete from {table} where id = 1", ROWS[table].format(n=3).replace(", 3)", ", 1)")):
            transaction = connection.transaction()
            await transaction.start()
            try:
                seen[write] = await connection.execute(write)
            except asyncpg.PostgresError as error:
                seen[write] = type(error).__name__
            finally:
                await transaction.rollback()
    await connection.close()
    return seen


@pytest.mark.parametrize("more", SECURITIES.values(), ids=SECURITIES.keys())
async def test_the_platforms_role_sees_and_writes_what_it_did(empty_url, more):
    await build(empty_url, Platform(more=more))
    owner = await asyncpg.connect(empty_url)
    for n in (1, 2):
        for table in TWELVE:
            await owner.execute(ROWS[table].format(n=n))
    before = await seen_and_written(empty_url)

    await migrate.upgrade(empty_url)

    assert await seen_and_written(empty_url) == before
    assert any(said.startswith("INSERT") for said in before.values() if isinstance(said, str))
    await owner.close()


@pytest.mark.parametrize("more", [GRANTS, GRANTS + OWN_POLICIES], ids=["off", "on"])
async def test_writes_of_the_platforms_role_are_told(empty_url, more):
    await build(empty_url, Platform(more=more))
    await migrate.upgrade(empty_url)
    connection = await asyncpg.connect(empty_url)
    await connection.execute("set role platform")
    await connection.execute("set app.tenant = 1")
    for table in ("organizations", "users", "leads", "activities"):
        await connection.execute(ROWS[table].format(n=1))
    await connection.execute("update leads set company = 'Vos'")
    await connection.execute("delete from activities")

    await connection.execute("reset role")
    kinds = [row[0] for row in await connection.fetch("select kind from slack.events order by id")]
    await connection.close()
    assert kinds == ["lead.created", "activity.logged", "lead.updated", "activity.deleted"]


async def test_indexes_still_serve_the_platforms_role(empty_url):
    await build(empty_url, Platform(more=(*GRANTS, "create index theirs on leads (lower(email))")))
    await migrate.upgrade(empty_url)
    connection = await asyncpg.connect(empty_url)
    await connection.execute("set role platform")
    await connection.execute("set enable_seqscan = off")

    plan = "\n".join(row[0] for row in await connection.fetch("explain select * from leads where lower(email) = 'finn@shop.example'"))
    await connection.close()

    assert "Index Cond: (lower((email)::text)" in plan


async def test_a_restrictive_policy_that_is_asleep_is_a_difference(empty_url):
    await build(empty_url, Platform(more=("create policy narrow on leads as restrictive using (false)",)))

    with pytest.raises(PlatformDiffers, match="leads: its policy narrow is restrictive and asleep"):
        await migrate.upgrade(empty_url)


async def as_role(url, name, *rights):
    """Rights for a role in this database, and its URL."""
    connection = await asyncpg.connect(url)
    database = await connection.fetchval("select current_database()")
    for right in rights:
        await connection.execute(right.format(database=database, role=name))
    await connection.close()
    return url.replace("://postgres@", f"://{name}@", 1)


OWNER = ("grant create on database {database} to {role}", "grant create on schema public to {role}")


async def test_an_owner_without_superuser_brings_it_up_and_down(empty_url):
    url = await as_role(empty_url, "keeper", *OWNER, "grant leadbot_app, leadbot_jobs to keeper with admin true, inherit false")
    await build(url, Platform(missing=("integrations",)))
    before = await snapshot(empty_url)

    await migrate.upgrade(url, login="bot")
    assert await migrate.current(url) == migrate.head()
    await migrate.downgrade(url)

    assert await snapshot(empty_url) == before


FORCED = (
    *(f"alter table {table} enable row level security, force row level security" for table in ("organizations", "users", "leads", "activities")),
    *(
        f"create policy theirs on {table} using ({column} = nullif(current_setting('app.tenant', true), '')::int)"
        for table, column in (("organizations", "id"), ("users", "organization_id"), ("leads", "organization_id"))
    ),
    "create policy theirs on activities using (true)",
)


async def test_row_security_that_holds_the_owner_does_not_hold_events_and_search(empty_url):
    url = await as_role(empty_url, "keeper", *OWNER, "grant leadbot_app, leadbot_jobs to keeper with admin true, inherit false")
    await build(url, Platform(more=FORCED))
    before = await snapshot(empty_url)
    await migrate.upgrade(url)
    keeper = await asyncpg.connect(url)
    await keeper.execute("set app.tenant = 1")
    for table in ("organizations", "users", "leads"):
        await keeper.execute(ROWS[table].format(n=1))
    await keeper.execute("set app.tenant = ''")
    await keeper.execute("insert into activities (lead_id, activity_type) values (1, 'call')")
    await keeper.execute("update activities set subject = 'Prices'")
    await keeper.execute("delete from activities")

    assert [row[0] for row in await keeper.fetch("select kind from slack.events order by id")] == [
        "lead.created",
        "activity.logged",
        "activity.updated",
        "activity.deleted",
    ]
    await keeper.close()
    async with serving(empty_url, 1) as bot:
        assert [row[0] for row in await bot.fetch("select slack.find_exact('name', 'finn vos', 5)")] == [1]
        assert len(await bot.fetch("select * from leads")) == 1
    connection = await asyncpg.connect(empty_url)
    await connection.execute("insert into leads (id, organization_id, company) select 9 + n, 1, 'Firm' || n || ' Ltd' from generate_series(1, 300) n")
    await connection.execute("analyze slack.lead_search; set role leadbot_jobs")
    assert ",1wltd," in await connection.fetchval("select slack.common_keys()")
    await connection.execute("reset role")
    await connection.execute("truncate leads, activities, users, organizations cascade")
    await connection.close()
    await migrate.downgrade(url)
    assert await snapshot(empty_url) == before


async def test_the_bots_login_takes_its_roles_and_inherits_nothing(empty_url):
    await migrate.upgrade(empty_url, login="bot")
    url = await as_role(empty_url, "bot")

    bot = await asyncpg.connect(url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await bot.execute("select * from leads")
    for role in ("leadbot_app", "leadbot_jobs"):
        await bot.execute(f"set role {role}")
        assert await bot.fetch("select * from leads") == []
    await bot.close()
    assert await migrate.current(url) == migrate.head()
    assert await migrate.plan(empty_url, login="bot") == ""


async def test_another_login_is_granted_the_roles_later(empty_url):
    await migrate.upgrade(empty_url)

    assert (await migrate.plan(empty_url, login="late")).count("GRANT leadbot_") == 2
    await migrate.upgrade(empty_url, login="late")

    assert await migrate.plan(empty_url, login="late") == ""


async def test_without_rights_the_statements_for_the_administrator_are_named(empty_url):
    url = await as_role(empty_url, "plain")
    before = await snapshot(empty_url)

    with pytest.raises(MissingRights) as refused:
        await migrate.upgrade(url)

    said = str(refused.value)
    assert 'GRANT CREATE ON DATABASE "test_' in said
    assert 'GRANT USAGE, CREATE ON SCHEMA "public" TO "plain"' in said
    assert await snapshot(empty_url) == before

    connection = await asyncpg.connect(empty_url)
    for statement in refused.value.statements:
        await connection.execute(statement)
    await migrate.upgrade(url)
    assert await migrate.current(url) == migrate.head()
    await migrate.downgrade(url)
    await connection.execute("drop extension unaccent")
    await connection.execute("revoke leadbot_app, leadbot_jobs from plain")
    await connection.close()


async def test_tables_of_somebody_else_are_a_missing_right(empty_url):
    await build(empty_url, Platform())
    url = await as_role(empty_url, "keeper", *OWNER)

    with pytest.raises(MissingRights) as refused:
        await migrate.upgrade(url)

    assert 'GRANT "postgres" TO "keeper"' in refused.value.statements


async def test_a_login_that_is_not_there_is_named(empty_url):
    with pytest.raises(LoginUnknown, match='There is no role "nobody_knows"'):
        await migrate.upgrade(empty_url, login="nobody_knows")


def test_a_login_that_inherits_is_told_what_to_do():
    assert 'ALTER ROLE "web" NOINHERIT' in str(LoginInherits("web"))
