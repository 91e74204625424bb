"""Events, changes and notices that the tables' triggers write, whoever writes the tables."""

import asyncio
import json
from uuid import uuid4

import asyncpg
import pytest

from tests.store.tenants import ROWS

BATCH = str(uuid4())


@pytest.fixture
async def owner(database_url):
    """The platform, as far as the triggers know: the two organizations are there, nothing is told of them yet."""
    connection = await asyncpg.connect(database_url)
    for n in (1, 2):
        for table in ("organizations", "users", "leads", "campaigns", "workflows"):
            await connection.execute(ROWS[table].format(n=n))
    await connection.execute("truncate slack.events, slack.changes cascade")
    await connection.execute("alter table leads alter id restart with 100")
    yield connection
    await connection.close()


async def told(owner):
    rows = await owner.fetch("select kind, organization_id, row_id, lead_id, data from slack.events order by id")
    return [(row["kind"], row["organization_id"], row["row_id"], row["lead_id"], json.loads(row["data"])) for row in rows]


async def kinds(owner):
    return [event[0] for event in await told(owner)]


async def recorded(owner):
    rows = await owner.fetch("select table_name, row_id, field, before, after from slack.changes order by id")
    return [(row["table_name"], row["row_id"], row["field"], *(value and json.loads(value) for value in (row["before"], row["after"]))) for row in rows]


async def test_a_new_lead(owner):
    await owner.execute("insert into leads (id, organization_id, source, assigned_to_id) values (7, 1, 'event', 1)")

    assert await told(owner) == [("lead.created", 1, 7, 7, {"status": "new", "source": "event", "score": 0, "assigned_to_id": 1})]
    assert await recorded(owner) == []


async def test_a_lead_that_changes_in_several_ways(owner):
    await owner.execute(
        """update leads set status = 'qualified', assigned_to_id = null, score = 70, lead_temperature = 'hot', company = 'Vos', value = 5, updated_at = now()
        where id = 1"""
    )

    assert sorted(await told(owner), key=lambda event: event[0]) == [
        ("lead.assigned", 1, 1, 1, {"before": 1, "after": None}),
        ("lead.score_changed", 1, 1, 1, {"before": 0, "after": 70, "temperature": "hot"}),
        ("lead.status_changed", 1, 1, 1, {"before": "new", "after": "qualified"}),
        ("lead.updated", 1, 1, 1, {"fields": ["company", "value"]}),
    ]
    assert sorted(await recorded(owner)) == [
        ("leads", 1, "assigned_to_id", 1, None),
        ("leads", 1, "company", None, "Vos"),
        ("leads", 1, "status", "new", "qualified"),
        ("leads", 1, "value", None, 5),
    ]


@pytest.mark.parametrize(
    "statement",
    ["update leads set email = email", "update leads set updated_at = now()", "update leads set tags = '[ ]'", "update leads set id = id where false"],
)
async def test_an_update_that_changes_nothing_says_nothing(owner, statement):
    await owner.execute(statement)

    assert await told(owner) == []
    assert await recorded(owner) == []


async def test_a_deleted_lead_takes_its_rows_along_and_its_changes_keep_them(owner):
    for table in ("activities", "lead_notes", "campaign_leads", "lead_scoring_rules", "lead_score_history", "workflow_executions"):
        await owner.execute(ROWS[table].format(n=1))
    await owner.execute("update activities set user_id = null")
    await owner.execute("truncate slack.events, slack.changes cascade")

    await owner.execute("delete from leads")

    assert sorted(event[:4] for event in await told(owner)) == [("lead.deleted", 1, 1, 1), ("lead.deleted", 2, 2, 2)]
    rows = {change[0]: change[3] for change in await recorded(owner) if change[1] == 1 and change[2] is None}
    assert rows.keys() == {"leads", "activities", "lead_notes", "campaign_leads"}
    assert rows["leads"]["email"] == "finn@shop.example"
    assert rows["lead_notes"]["content"] == "asked for the price list"
    assert ("workflow_executions", 1, "lead_id", 1, None) in await recorded(owner)


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ("activity_type) values (1, 'call'", "activity.logged"),
        ("activity_type, completed_at) values (1, 'call', now()", "activity.logged"),
        ("activity_type, scheduled_at, completed_at) values (1, 'call', now(), now()", "activity.logged"),
        ("activity_type, scheduled_at) values (1, 'task', now()", "activity.planned"),
    ],
)
async def test_an_activity_is_logged_or_planned(owner, columns, kind):
    await owner.execute(f"insert into activities (lead_id, {columns})")

    assert await kinds(owner) == [kind]


async def test_a_planned_activity_is_completed_then_updated_then_deleted(owner):
    await owner.execute("insert into activities (id, user_id, activity_type, scheduled_at) values (1, 1, 'task', now())")
    await owner.execute('update activities set completed_at = now(), metadata = \'{"outcome": "reached"}\'')
    await owner.execute("update activities set completed_at = completed_at + interval '1 hour'")
    await owner.execute("delete from activities")

    assert await kinds(owner) == ["activity.planned", "activity.completed", "activity.updated", "activity.deleted"]
    assert {event[1:4] for event in await told(owner)} == {(1, 1, None)}


async def test_a_notes_text_is_never_in_an_event(owner):
    await owner.execute("insert into lead_notes (id, lead_id, user_id, content, is_private) values (1, 1, 1, 'knows the CFO', true)")
    await owner.execute("update lead_notes set content = 'knows the CFO well'")
    await owner.execute("delete from lead_notes")

    events = await told(owner)
    assert [event[0] for event in events] == ["note.added", "note.edited", "note.deleted"]
    assert all(event[4]["is_private"] is True and event[4]["author"] == 1 for event in events)
    assert "CFO" not in str(events)


async def test_campaigns_and_their_members(owner):
    await owner.execute("insert into campaigns (id, organization_id, name) values (5, 1, 'Autumn')")
    await owner.execute("update campaigns set status = 'active', budget_spent = 7 where id = 5")
    await owner.execute("insert into campaign_leads (id, campaign_id, lead_id) values (1, 5, 1)")
    await owner.execute("update campaign_leads set status = 'converted', conversion_at = now()")
    await owner.execute("delete from campaigns where id = 5")

    assert await told(owner) == [
        ("campaign.created", 1, 5, None, {"status": "draft", "created_by": None}),
        ("campaign.status_changed", 1, 5, None, {"before": "draft", "after": "active"}),
        ("campaign.updated", 1, 5, None, {"fields": ["budget_spent"]}),
        ("member.added", 1, 1, 1, {"campaign_id": 5, "status": "pending"}),
        ("member.status_changed", 1, 1, 1, {"campaign_id": 5, "before": "pending", "after": "converted"}),
        ("member.removed", 1, 1, 1, {"campaign_id": 5}),
    ]


async def test_an_integrations_status(owner):
    await owner.execute("insert into integrations (id, organization_id, provider_name) values (1, 1, 'n8n')")
    await owner.execute("update integrations set last_sync_at = now()")
    await owner.execute("update integrations set status = 'error', error_message = 'timed out'")

    assert await told(owner) == [("integration.status_changed", 1, 1, None, {"provider_name": "n8n", "before": "active", "after": "error"})]


@pytest.mark.parametrize(("lead", "user", "run", "organization"), [(1, None, None, 1), (None, 2, None, 2), (None, None, 2, 2), (1, 1, 2, 2)])
async def test_a_run_belongs_to_its_runs_row_else_its_leads_else_its_users_organization(owner, lead, user, run, organization):
    if run:
        await owner.execute("insert into slack.runs (execution_id, organization_id) values (9, $1)", run)
    await owner.execute("insert into workflow_executions (id, lead_id, user_id) values (9, $1, $2)", lead, user)
    await owner.execute("update workflow_executions set status = 'running'")

    assert [event[:3] for event in await told(owner)] == [("run.started", organization, 9), ("run.status_changed", organization, 9)]


async def test_an_execution_of_nobodys_says_nothing(owner):
    await owner.execute("insert into workflow_executions (id) values (9)")
    await owner.execute("update workflow_executions set status = 'running'")

    assert await told(owner) == []
    assert await recorded(owner) == []


async def test_who_did_it(owner):
    async with owner.transaction():
        await owner.execute("select set_config('app.actor_id', '1', true), set_config('app.execution_id', '33', true)")
        await owner.execute("update leads set status = 'contacted'")
    await owner.execute("update leads set status = 'new'")

    who = await owner.fetch("select actor_id, execution_id from slack.events union all select actor_id, execution_id from slack.changes")
    assert sorted((row["actor_id"] or 0, row["execution_id"] or 0) for row in who) == [(0, 0)] * 4 + [(1, 33)] * 4


TEMPERATURES = {
    "a person": ({"app.actor_id": "1"}, "lead_temperature = 'hot'", ["lead_temperature"]),
    "scoring, with the score": ({"app.actor_id": "1"}, "lead_temperature = 'hot', score = 70", []),
    "scoring of many": ({"app.actor_id": "1", "app.batch_id": BATCH}, "lead_temperature = 'hot'", []),
    "the platform": ({}, "lead_temperature = 'hot'", []),
}


@pytest.mark.parametrize("who", TEMPERATURES)
async def test_a_temperature_is_recorded_where_a_person_set_it(owner, who):
    settings, changed, fields = TEMPERATURES[who]
    async with owner.transaction():
        for name, value in settings.items():
            await owner.execute("select set_config($1, $2, true)", name, value)
        await owner.execute(f"update leads set {changed} where id = 1")

    assert [change[2] for change in await recorded(owner)] == fields


@pytest.mark.parametrize("setting", ["app.actor_id", "app.execution_id", "app.batch_id"])
async def test_settings_that_mean_something_else_to_the_platform_do_no_harm(owner, setting):
    await owner.execute(f"set {setting} = 'user:7'")

    await owner.execute("update leads set status = 'contacted' where id = 1")

    assert await kinds(owner) == ["lead.status_changed"]


async def test_a_batch_tells_nothing_and_records_everything(owner):
    async with owner.transaction():
        await owner.execute("select set_config('app.batch_id', $1, true)", BATCH)
        await owner.execute("insert into leads (organization_id) values (1)")
        await owner.execute("update leads set status = 'contacted' where id = 1")
        await owner.execute("delete from leads where id = 2")

    assert await told(owner) == []
    assert [change[:3] for change in await recorded(owner)] == [("leads", 1, "status"), ("leads", 2, None)]
    assert {str(row[0]) for row in await owner.fetch("select batch_id from slack.changes")} == {BATCH}


async def heard(owner, channel, *statements):
    """Payloads that a listener gets, statement by statement each in its transaction."""
    said = []
    await owner.add_listener(channel, lambda *message: said.append(message[3]))
    for statement in statements:
        await owner.execute(statement)
    await owner.execute("notify end_of_test")
    await asyncio.sleep(0)
    await owner.fetchval("select 1")
    return said


async def test_each_organization_is_woken_once_a_statement(owner):
    more = "insert into leads (organization_id) select 1 + n % 2 from generate_series(1, 100) n"
    assert sorted(await heard(owner, "leadbot_events", more)) == ["1", "2"]


async def test_a_batch_wakes_nobody(owner):
    await owner.execute(f"set app.batch_id = '{BATCH}'")
    assert await heard(owner, "leadbot_events", "update leads set status = 'contacted'") == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update users set role = 'admin' where id = 1", ["1"]),
        ("update users set first_name = 'Doris' where id = 1", ["1"]),
        ("update users set updated_at = now(), avatar_url = 'x'", []),
        ("update users set is_active = is_active", []),
        ('update organizations set settings = \'{"currency": "EUR"}\' where id = 2', ["2"]),
        ("update organizations set website = 'https://acme.example'", []),
        ("update campaigns set status = 'paused', target_criteria = '{\"score_min\": 5}' where id = 2", ["2"]),
        ("update campaigns set budget_spent = 5, updated_at = now()", []),
        ("insert into campaigns (organization_id, name) values (1, 'New')", ["1"]),
        (ROWS["slack.identities"].format(n=1), ["1"]),
        ("delete from leads; delete from campaigns; delete from workflows; delete from users where id = 2", ["1", "2"]),
    ],
)
async def test_caches_of_people_are_dropped(owner, statement, said):
    assert await heard(owner, "leadbot_people", statement) == said


async def test_json_that_jsonb_cannot_hold_is_written_all_the_same(owner):
    await owner.execute("update leads set tags = '[\"\\u0000\"]' where id = 1")
    await owner.execute("update leads set tags = '[1e999999]' where id = 1")
    await owner.execute("delete from leads where id = 1")

    assert await kinds(owner) == ["lead.updated", "lead.updated", "lead.deleted"]


async def test_an_organization_that_goes_takes_everything_along(owner):
    for table in ("leads", "users", "campaigns", "workflows"):
        await owner.execute(f"alter table {table} drop constraint {table}_organization_id_fkey")
        await owner.execute(f"alter table {table} add foreign key (organization_id) references organizations on delete cascade")
    await owner.execute("alter table leads drop constraint leads_assigned_to_id_fkey")
    await owner.execute("update campaigns set created_by = null")
    await owner.execute("update workflows set created_by = null")

    await owner.execute("delete from organizations where id = 1")

    assert await owner.fetchval("select count(*) from slack.events where organization_id = 1") == 0
    assert await owner.fetchval("select count(*) from leads") == 1


async def test_a_plan_made_for_one_row_serves_many(owner):
    """A nested loop, planned when there was one row, would compare 20,000 × 20,000."""
    await owner.execute("update leads set company = 'one' where id = 1")
    await owner.execute("insert into leads (organization_id) select 1 from generate_series(1, 20000)")

    await asyncio.wait_for(owner.execute("update leads set company = 'many'"), 60)

    assert await owner.fetchval("select count(*) from slack.changes") == 20003


async def test_upsert_and_merge_are_told(owner):
    await owner.execute("insert into leads (id, organization_id) values (1, 1), (8, 1) on conflict (id) do update set company = 'Vos'")

    assert sorted(await kinds(owner)) == ["lead.created", "lead.updated"]
