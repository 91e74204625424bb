import asyncpg
import pytest

from tests.postgres import create_database, drop_database
from tests.store.tenants import HELD, ORGANIZATION_OF, ROWS, fill, key, serving

READ_BUT_NOT_ADDED = ("organizations", "slack.changes")
FOREIGN = [
    "update leads set assigned_to_id = 2",
    "update leads set organization_id = 2",
    "insert into leads (organization_id, assigned_to_id) values (1, 2)",
    "update campaigns set created_by = 2",
    "update activities set lead_id = 2",
    "update activities set user_id = 2",
    "insert into activities (lead_id, user_id, activity_type) values (1, 2, 'call')",
    "insert into activities (lead_id, user_id, activity_type) values (2, 1, 'call')",
    "insert into activities (user_id, activity_type) values (2, 'call')",
    "insert into activities (activity_type) values ('call')",
    "update lead_notes set lead_id = 2",
    "update lead_notes set user_id = 2",
    "update workflows set created_by = 2",
    "update integrations set created_by = 2",
    "update workflow_executions set lead_id = 2",
    "update workflow_executions set user_id = 2",
    "insert into workflow_executions (lead_id, user_id) values (2, 1)",
    "insert into workflow_executions (workflow_type) values ('enrichment')",
    "update lead_score_history set lead_id = 2",
    "update lead_score_history set rule_id = 2",
    "update campaign_leads set campaign_id = 2",
    "update campaign_leads set lead_id = 2",
    "update slack.identities set user_id = 2",
    "update slack.deliveries set channel_id = 2",
    "update slack.deliveries set event_id = -2",
    "update slack.runs set workflow_id = 2",
    "update slack.runs set approver_id = 2",
    "insert into slack.runs (execution_id, organization_id, integration_id) values (3, 1, 2)",
    "insert into slack.events (organization_id, kind, table_name, row_id, lead_id) values (1, 'lead.late', 'leads', 2, 2)",
    "insert into slack.events (organization_id, kind, table_name, row_id, actor_id) values (1, 'lead.late', 'leads', 1, 2)",
]


@pytest.fixture(scope="module")
async def filled(postgres_url, migrated_url):
    """A migrated database with two organizations, for tests that take back what they do."""
    url = await create_database(postgres_url, template=migrated_url)
    owner = await asyncpg.connect(url)
    await fill(owner)
    await owner.close()
    yield url
    await drop_database(url)


async def refuses(connection, statement):
    """Try it in a transaction that is rolled back; it has to be refused by row security or for want of a right."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await transaction.rollback()


async def affected(connection, statement):
    transaction = connection.transaction()
    await transaction.start()
    try:
        return int((await connection.execute(statement)).rpartition(" ")[2])
    finally:
        await transaction.rollback()


@pytest.mark.parametrize("table", HELD)
async def test_an_organization_sees_its_own_row_alone(filled, table):
    async with serving(filled, 1) as connection:
        rows = await connection.fetch(f"select abs({key(table)}) as number, * from {table}")

    assert rows
    if table in ("slack.events", "slack.changes"):
        assert {row["organization_id"] for row in rows} == {1}
    else:
        assert [row["number"] for row in rows] == [1]


@pytest.mark.parametrize("setting", [None, ""])
@pytest.mark.parametrize("table", HELD)
async def test_without_an_organization_there_are_no_rows(filled, table, setting):
    async with serving(filled, setting) as connection:
        assert await connection.fetchval(f"select count(*) from {table}") == 0


@pytest.mark.parametrize("table", HELD)
async def test_bare_sql_changes_no_row_of_another_organization(filled, table):
    column = "undone_at = now()" if table == "slack.changes" else None if table == "slack.events" else f"{key(table)} = {key(table)}"
    async with serving(filled, 1) as connection:
        if column:
            assert await affected(connection, f"update {table} set {column} where abs({key(table)}) = 2") == 0
        else:
            await refuses(connection, f"update {table} set kind = 'x'")


@pytest.mark.parametrize("table", HELD)
async def test_bare_sql_deletes_no_row_of_another_organization(filled, table):
    async with serving(filled, 1) as connection:
        if table in ("organizations", "slack.events", "slack.changes"):
            await refuses(connection, f"delete from {table}")
        else:
            assert await affected(connection, f"delete from {table} where {key(table)} = 2") == 0


@pytest.mark.parametrize("table", [name for name in HELD if name not in READ_BUT_NOT_ADDED])
async def test_a_row_of_another_organization_is_not_added(filled, table):
    async with serving(filled, 2) as connection:  # the same rows as organization 2's are refused to it only for their keys
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute(ROWS[table].format(n=2))
        await refuses(connection, ROWS[table].format(n=1))


@pytest.mark.parametrize("table", [name for name in HELD if ORGANIZATION_OF.get(name) == "organization_id" and name not in ("slack.events", "slack.changes")])
async def test_a_row_is_not_given_to_another_organization(filled, table):
    async with serving(filled, 1) as connection:
        await refuses(connection, f"update {table} set organization_id = 2")


@pytest.mark.parametrize("statement", FOREIGN)
async def test_a_row_never_points_to_a_row_of_another_organization(filled, statement):
    async with serving(filled, 1) as connection:
        await refuses(connection, statement)


@pytest.mark.parametrize("statement", [each.replace("2", "1") for each in FOREIGN if each.startswith("update") and "-2" not in each])
async def test_the_same_write_inside_the_organization_is_allowed(filled, statement):
    async with serving(filled, 1) as connection:
        assert await affected(connection, statement) == 1


async def test_an_execution_without_lead_or_user_belongs_to_its_run(filled):
    async with serving(filled, 1) as connection, connection.transaction():
        execution = await connection.fetchval("select nextval(pg_get_serial_sequence('workflow_executions', 'id'))")
        execution = execution + 1000
        await connection.execute("insert into slack.runs (execution_id, organization_id) values ($1, 1)", execution)
        await connection.execute("insert into workflow_executions (id) values ($1)", execution)
        assert await connection.fetchval("select count(*) from workflow_executions where id = $1", execution) == 1
    async with serving(filled, 2) as connection:
        assert await connection.fetchval("select count(*) from workflow_executions where id = $1", execution) == 0


async def test_a_run_does_not_take_another_organizations_execution(filled):
    owner = await asyncpg.connect(filled)
    foreign = await owner.fetchval("insert into workflow_executions (id, lead_id) values (5002, 2) returning id")
    nobodys = await owner.fetchval("insert into workflow_executions (id) values (5003) returning id")
    await owner.close()

    async with serving(filled, 1) as connection:
        for execution in (foreign, nobodys):
            await refuses(connection, f"insert into slack.runs (execution_id, organization_id) values ({execution}, 1)")
        assert await connection.fetchval("select count(*) from workflow_executions where id > 5000 and id < 6000") == 0


async def test_a_runs_organization_comes_before_its_leads(filled):
    owner = await asyncpg.connect(filled)
    await owner.execute("insert into slack.runs (execution_id, organization_id) values (7001, 2)")
    await owner.execute("insert into workflow_executions (id, lead_id) values (7001, 1)")
    await owner.close()

    async with serving(filled, 1) as connection:
        assert await connection.fetchval("select count(*) from workflow_executions where id = 7001") == 0


async def test_the_role_for_jobs_sees_every_organization(filled):
    owner = await asyncpg.connect(filled)
    await owner.execute("set role leadbot_jobs")
    for table in HELD:
        assert await owner.fetchval(f"select count(*) from {table}") >= 2, table
    await owner.close()


@pytest.mark.parametrize(
    "statement",
    [
        "select * from leads where id = 1",
        "select * from activities where lead_id = 1",
        "select * from lead_notes where lead_id = 1",
        "select * from campaign_leads where lead_id = 1",
        "select * from workflow_executions where lead_id = 1",
        "select * from lead_score_history where lead_id = 1",
    ],
)
async def test_policies_leave_keys_their_indexes(filled, statement):
    async with serving(filled, 1) as connection:
        await connection.execute("set enable_seqscan = off")
        plan = "\n".join(row[0] for row in await connection.fetch("explain " + statement))

    assert "Seq Scan" not in plan, plan


async def test_jobs_are_put_in_but_not_read(filled):
    async with serving(filled, 1) as connection:
        await refuses(connection, "select payload from slack.pgqueuer")
        await refuses(connection, "delete from slack.pgqueuer")
