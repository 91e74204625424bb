"""Migrations on a database that has the platform's tables already."""

import asyncio

import asyncpg
import pytest

from store import migrate
from store.differences import DoubledMembers, PlatformDiffers
from store.migrate import DatabaseIsNewer, TablesBusy
from store.models import PLATFORM_TABLES
from tests.postgres import create_database, drop_database
from tests.store.platforms import SEVERAL, Platform, build, snapshot
from tests.store.tenants import ROWS, serving


@pytest.fixture
async def empty_url(postgres_url):
    url = await create_database(postgres_url)
    yield url
    await drop_database(url)


@pytest.fixture(params=list(SEVERAL.values()), ids=list(SEVERAL))
def several(request):
    return request.param


async def test_it_comes_up_and_goes_down_and_leaves_nothing(empty_url, several):
    await build(empty_url, several)
    before = await snapshot(empty_url)

    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == migrate.head()
    await migrate.downgrade(empty_url)

    assert await snapshot(empty_url) == before
    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == migrate.head()


async def test_rows_are_held_to_their_organization_and_events_are_told(empty_url, several):
    await build(empty_url, several)
    await migrate.upgrade(empty_url)
    owner = await asyncpg.connect(empty_url)
    for n in (1, 2):
        await put(owner, n, overriding="always" in several.id)
    await owner.execute("update leads set status = 'qualified', company = 'Vos & Sons', tags = '[\"vip\"]' where id = 1")
    told = [row[0] for row in await owner.fetch("select kind from slack.events where organization_id = 1 and lead_id = 1 order by kind")]
    recorded = {row[0] for row in await owner.fetch("select field from slack.changes where table_name = 'leads'")}
    await owner.close()

    assert {"lead.created", "lead.status_changed", "lead.updated", "activity.logged", "note.added", "run.started", "member.added"} == set(told)
    assert recorded == {"status", "company", "tags"}
    async with serving(empty_url, 1) as connection:
        for table in PLATFORM_TABLES:
            assert [row["id"] for row in await connection.fetch(f"select id from {table}")] == [1], table
        for kind, value in (("email", "FINN@shop.example"), ("name", "  finn VOS!")):
            assert [row[0] for row in await connection.fetch("select slack.find_exact($1, $2, 5)", kind, value)] == [1]
        note = "insert into lead_notes (lead_id, user_id, content, is_private, created_at, updated_at) values ({n}, 1, 'called back', false, now(), now())"
        await connection.execute("select nextval(pg_get_serial_sequence('lead_notes', 'id')) from generate_series(1, 2)")
        await connection.execute(note.format(n=1))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(note.format(n=2))


async def put(owner, n, *, overriding):
    for table, row in ROWS.items():
        if table.startswith("slack."):
            continue
        columns, values = row.split(" values ")
        columns, values = columns.replace(")", ", created_at)", 1), values[:-1] + ", now())"
        if table not in ("activities", "workflow_executions", "lead_score_history", "campaign_leads"):
            columns, values = columns.replace(", created_at)", ", created_at, updated_at)", 1), values[:-1] + ", now())"
        statement = NOT_NULL[table](columns, values, n)
        await owner.execute(statement.replace(") values", ") overriding system value values") if overriding else statement)


def plain(columns, values, n):
    return f"{columns} values {values}".format(n=n)


def with_more(more, *given):
    def fill_in(columns, values, n):
        return plain(columns.replace(")", f", {more})", 1), values[:-1] + ", " + ", ".join(given) + ")", n)

    return fill_in


def member(columns, values, n):
    return plain(columns.replace("created_at", "added_at"), values, n)


NOT_NULL = dict.fromkeys(ROWS, plain) | {
    "organizations": with_more("is_active", "true"),
    "users": with_more("role, is_active, email_notifications", "'admin'", "true", "true"),
    "leads": with_more("status", "'new'"),
    "campaigns": with_more("status", "'draft'"),
    "lead_notes": with_more("is_private", "false"),
    "workflows": with_more("is_active", "true"),
    "workflow_executions": with_more("status", "'pending'"),
    "lead_scoring_rules": with_more("score_points, is_active", "5", "true"),
    "integrations": with_more("status", "'active'"),
    "campaign_leads": member,
}

DIFFERENT = {
    "leads.score": ("text", "leads.score is text, not integer or bigint"),
    "leads.tags": ("text[]", "leads.tags is text[], not json or jsonb"),
    "leads.status": ("varchar(20)", "leads.status is character varying(20), not an enum of new"),
    "leads.created_at": ("timestamp", "leads.created_at is timestamp without time zone, not timestamp with time zone"),
    "users.is_active": ("integer", "users.is_active is integer, not boolean"),
    "users.role": ("two", "users.role lacks the labels sales_rep, viewer (two)"),
    "activities.content": ("char(10)", "activities.content is character(10), not text, varchar or citext"),
    "campaigns.start_date": ("timestamptz", "campaigns.start_date is timestamp with time zone, not date"),
    "workflows.+": ("queue text not null", "workflows.queue is not nullable, has no default and is unknown to Leadbot"),
}


@pytest.mark.parametrize(("place", "given", "sentence"), [(place, *rest) for place, rest in DIFFERENT.items()])
async def test_a_difference_is_named_and_nothing_is_changed(empty_url, place, given, sentence):
    connection = await asyncpg.connect(empty_url)
    await connection.execute("create type two as enum ('admin', 'manager')")
    await connection.close()
    await build(empty_url, Platform(columns={place: given}))
    before = await snapshot(empty_url)

    with pytest.raises(PlatformDiffers) as refused:
        await migrate.upgrade(empty_url)

    assert len(refused.value.differences) == 1
    assert refused.value.differences[0].startswith(sentence)
    assert await snapshot(empty_url) == before


async def test_all_differences_are_named_together(empty_url):
    more = ("alter table leads drop column notes, drop column phone", "alter table users add column shard int not null", "drop table activities")
    await build(empty_url, Platform(columns={"integrations.configuration": "text"}, more=(*more, "create view activities as select 1 as id")))
    before = await snapshot(empty_url)

    for attempt in (migrate.upgrade, migrate.plan):
        with pytest.raises(PlatformDiffers) as refused:
            await attempt(empty_url)
        assert refused.value.differences == [
            "users.shard is not nullable, has no default and is unknown to Leadbot",
            "leads.phone is missing",
            "leads.notes is missing",
            "activities is not a table",
            "integrations.configuration is text, not json or jsonb",
        ]
    assert await snapshot(empty_url) == before


async def test_a_taken_name_of_a_type_is_a_difference(empty_url):
    connection = await asyncpg.connect(empty_url)
    await connection.execute("create type lead_status as enum ('open', 'shut')")
    await connection.close()

    with pytest.raises(PlatformDiffers, match="the type lead_status, which"):
        await migrate.upgrade(empty_url)


async def test_a_type_that_fits_is_used_and_stays(empty_url):
    connection = await asyncpg.connect(empty_url)
    await connection.execute("create type lead_temperature as enum ('hot', 'warm', 'cold', 'frozen')")

    await migrate.upgrade(empty_url)
    await migrate.downgrade(empty_url)

    assert await connection.fetchval("select count(*) from pg_type where typname = 'lead_temperature'") == 1
    await connection.close()


async def test_doubled_members_are_counted(empty_url):
    await build(empty_url, Platform(uniques=False))
    connection = await asyncpg.connect(empty_url)
    for table in ("organizations", "users", "leads", "campaigns"):
        await connection.execute(ROWS[table].format(n=1))
    for n in (1, 2):
        await connection.execute(f"insert into campaign_leads (id, campaign_id, lead_id) values ({n}, 1, 1)")
    before = await snapshot(empty_url)

    with pytest.raises(DoubledMembers) as refused:
        await migrate.upgrade(empty_url)

    assert refused.value.pairs == 1
    assert len(await connection.fetch(refused.value.query)) == 1
    assert await snapshot(empty_url) == before
    await connection.close()


async def test_an_index_that_was_interrupted_is_built_anew(empty_url):
    await build(empty_url, Platform(uniques=False))
    connection = await asyncpg.connect(empty_url)
    await connection.execute("create index slack_leads_organization_id_assigned_to_id_status_idx on leads (email)")
    await connection.execute("update pg_index set indisvalid = false where indexrelid = 'slack_leads_organization_id_assigned_to_id_status_idx'::regclass")

    await migrate.upgrade(empty_url)

    assert await connection.fetchval("select count(*) from pg_index where not indisvalid") == 0
    assert "assigned_to_id" in await connection.fetchval("select pg_get_indexdef('slack_leads_organization_id_assigned_to_id_status_idx'::regclass)")
    await connection.close()


async def test_tables_in_another_schema_are_found(empty_url):
    connection = await asyncpg.connect(empty_url)
    name = await connection.fetchval("select current_database()")
    await connection.execute("create schema crm")
    await connection.execute(f'alter database "{name}" set search_path = crm, public')
    await connection.close()
    await build(empty_url, Platform(text="citext", missing=("integrations",)))

    await migrate.upgrade(empty_url)

    connection = await asyncpg.connect(empty_url)
    for table in ("organizations", "users", "leads", "integrations"):
        await connection.execute(ROWS[table].format(n=1))
    assert await connection.fetchval("select count(*) from slack.events") == 1
    assert await connection.fetchval("select 'crm.integrations'::regclass is not null")
    await connection.execute("delete from integrations")
    await connection.close()
    await migrate.downgrade(empty_url)


async def test_a_table_that_is_in_use_is_not_waited_for_for_long(empty_url, monkeypatch):
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "1s")
    missing = tuple(name for name in PLATFORM_TABLES if name not in ("organizations", "users"))
    await build(empty_url, Platform(missing=missing, more=("create index on users (organization_id)",)))
    connection = await asyncpg.connect(empty_url)

    async with connection.transaction():
        await connection.execute("lock table users in row exclusive mode")
        with pytest.raises(TablesBusy):
            await migrate.upgrade(empty_url)

    await migrate.upgrade(empty_url)
    await connection.close()


async def test_a_database_of_a_later_version_is_left_alone(database_url):
    connection = await asyncpg.connect(database_url)
    await connection.execute("update slack.alembic_version set version_num = '20991231'")
    await connection.close()

    for attempt in (migrate.upgrade, migrate.plan, migrate.downgrade):
        with pytest.raises(DatabaseIsNewer, match="20991231"):
            await attempt(database_url)


async def test_a_plan_notes_policies_that_hold_the_bot_as_well(empty_url):
    more = ("alter table leads enable row level security", "create policy kept on leads as restrictive using (status <> 'closed_lost')")
    await build(empty_url, Platform(more=more))

    assert (await migrate.plan(empty_url)).startswith("-- leads: the policy kept is restrictive and for everybody")


async def test_a_plan_builds_indexes_beside_writes_and_runs_nothing(empty_url):
    await build(empty_url, Platform(uniques=False))
    before = await snapshot(empty_url)

    planned = await migrate.plan(empty_url)

    assert await snapshot(empty_url) == before
    assert "create unique index concurrently slack_campaign_leads_key" in planned
    for table in PLATFORM_TABLES:
        assert f'create policy slack_organization on "public".{table}' in planned
        assert f'create table "public".{table}' not in planned
    assert "create trigger slack_leads_updated" in planned


async def test_a_plan_is_what_is_run(empty_url, postgres_url):
    """psql would run the printed plan: so it is done here, a statement at a time, and compared with an upgrade."""
    await build(empty_url, Platform(uniques=False))
    other = await create_database(postgres_url)
    await build(other, Platform(uniques=False))

    connection = await asyncpg.connect(empty_url)
    for statement in statements(await migrate.plan(empty_url)):
        await connection.execute(statement)
    await connection.close()
    await migrate.upgrade(other)

    assert await snapshot(empty_url) == await snapshot(other)
    await drop_database(other)


def statements(planned):
    """The plan cut at its semicolons, those inside of functions left alone."""
    whole = ""
    for part in planned.split(";\n\n"):
        whole += part
        if whole.count("$$") % 2 == 0 and whole.strip():
            yield whole
            whole = ""
        elif whole.strip():
            whole += ";\n\n"


async def test_two_at_once_wait_for_each_other(empty_url):
    await build(empty_url, Platform(uniques=False))

    await asyncio.gather(migrate.upgrade(empty_url), migrate.upgrade(empty_url))

    assert await migrate.current(empty_url) == migrate.head()
