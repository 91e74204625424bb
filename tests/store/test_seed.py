import json
from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from store.seed import EmailTaken, HasOtherLeads, OrganizationMissing, described, seed
from store.seed.people import ACME
from tests.database import template_url
from tests.postgres import create_database, drop_database
from tests.store.seeding import OF_OTHER_KINDS, an_organization, connected, database, everything

AS_OF = date(2026, 11, 22)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(postgres_url):
    """Two seeded organizations: the database's URL, what seed() said, and what it reported on the way."""
    reports = []
    async with database(postgres_url) as url:
        await an_organization(url)
        said = await seed(url, organization_slug="acme", as_of=AS_OF, progress=lambda *report: reports.append(report))
        yield url, said, reports


@pytest_asyncio.fixture(loop_scope="session")
async def empty(postgres_url):
    async with database(postgres_url) as url:
        await an_organization(url)
        yield url


async def rows(url, statement, *arguments):
    async with connected(url) as connection:
        return await connection.fetch(statement, *arguments)


async def test_there_are_25_people_in_all_roles_and_the_first_admin_is_not_doubled(seeded):
    _, said, _ = seeded

    assert {role: len(people) for role, people in said.people.items()} == {"admin": 2, "manager": 4, "sales_rep": 16, "viewer": 3}
    assert [person.email for person in said.people["admin"]] == ["dora@acme.example", "eli@acme.example"]
    assert said.people["admin"][0].name == "Dora Lindqvist"
    assert [person.name for person in said.people["sales_rep"] if not person.is_active] == ["Rolf Engström"]
    assert "dan@acme.example" not in [person.email for people in said.people.values() for person in people]


async def test_the_deactivated_rep_still_owns_leads(seeded):
    url, _, _ = seeded

    [row] = await rows(url, "select count(*) as leads from leads join users u on u.id = assigned_to_id where not u.is_active")

    assert row["leads"] > 10


async def test_each_table_has_rows_and_counts_them(seeded):
    _, said, _ = seeded

    assert said.counts["leads"] == 2000
    assert said.counts.keys() >= {"activities", "lead_notes", "campaigns", "campaign_leads", "workflows", "workflow_executions", "integrations"}
    assert min(said.counts.values()) >= 2
    assert said.counts["activities"] > said.counts["leads"]


async def test_what_is_there_is_said_with_the_people_by_role_and_a_lead_to_look_at(seeded):
    _, said, _ = seeded

    lines = described(said).splitlines()

    assert lines[0].startswith("Acme has 2,000 leads with ")
    assert lines[1] == "  Admins: Dora Lindqvist <dora@acme.example>, Eli Haddad <eli@acme.example>"
    assert [line.split(":")[0].strip() for line in lines[2:5]] == ["Managers", "Reps", "Viewers"]
    assert "Rolf Engström <rolf@acme.example> (deactivated)" in lines[3]
    assert lines[5] == "Look at one: /lead 42"


async def test_progress_is_told_up_to_the_last_lead(seeded):
    _, _, reports = seeded

    assert reports[-2:] == [("Acme", 2000, 2000), ("Borealis", 200, 200)]


async def test_each_demo_person_has_three_things_due_and_two_overdue(seeded):
    url, _, _ = seeded
    for person in (person for person in ACME if person.demo):
        zone = ZoneInfo(person.zone)
        found = await rows(
            url,
            "select scheduled_at, activity_type, a.created_at, l.created_at as known from activities a join users u on u.id = a.user_id"
            " join leads l on l.id = lead_id where u.email = $1 and completed_at is null and scheduled_at is not null",
            person.email("acme"),
        )
        days = [row["scheduled_at"].astimezone(zone).date() for row in found]

        assert (days.count(AS_OF), sum(day < AS_OF for day in days)) == (3, 2), person.local_part
        assert {row["activity_type"] for row, day in zip(found, days, strict=True) if day <= AS_OF} == {"task", "call"}
        assert all(row["known"] <= row["created_at"] < row["scheduled_at"] for row in found)


async def test_the_day_is_the_same_in_utc_in_the_organizations_zone_and_in_each_persons(seeded):
    url, _, _ = seeded
    found = await rows(
        url,
        "select scheduled_at from activities a join users u on u.id = a.user_id where completed_at is null and u.email = any($1)"
        " and scheduled_at between $2::date - interval '12 hours' and $2::date + interval '36 hours'",
        [person.email("acme") for person in ACME if person.demo],
        AS_OF,
    )
    due = [row["scheduled_at"] for row in found if row["scheduled_at"].date() == AS_OF]

    assert len(due) == 15
    assert {moment.astimezone(ZoneInfo("Europe/Berlin")).date() for moment in due} == {AS_OF}


async def test_last_engagement_is_the_newest_completed_talk(seeded):
    url, _, _ = seeded

    wrong = await rows(
        url,
        "select id from leads l where last_engagement_date is distinct from (select max(completed_at) from activities"
        " where lead_id = l.id and activity_type in ('call', 'meeting', 'email', 'linkedin', 'sms'))",
    )

    assert wrong == []


async def test_the_last_step_of_the_history_is_the_score_and_the_temperature_follows(seeded):
    url, _, _ = seeded

    wrong = await rows(
        url,
        """
        select l.id from leads l
        left join lateral (select new_score from lead_score_history h where lead_id = l.id order by created_at desc, id desc limit 1) last on true
        where score is not null and (score <> coalesce(new_score, 0) or score not between 0 and 100
           or lead_temperature::text <> case when score >= 70 then 'hot' when score >= 40 then 'warm' else 'cold' end)
        """,
    )
    gaps = await rows(
        url,
        "select 1 from (select previous_score, score_change, new_score, lag(new_score, 1, 0) over (partition by lead_id order by created_at, id) as before"
        " from lead_score_history) h where previous_score <> before or new_score - previous_score <> score_change",
    )

    assert wrong == gaps == []


async def test_nothing_has_happened_on_the_day_itself_or_later(seeded):
    url, _, _ = seeded
    for table, column in (("leads", "created_at"), ("leads", "updated_at"), ("activities", "completed_at"), ("lead_notes", "created_at"),
                          ("campaign_leads", "conversion_at"), ("workflow_executions", "started_at"), ("lead_score_history", "created_at")):  # fmt: skip
        [row] = await rows(url, f"select max({column}) as newest, min({column}) as oldest from {table}")

        assert AS_OF - timedelta(days=549) <= row["oldest"].date() <= row["newest"].date() < AS_OF + timedelta(days=1), table
        assert row["newest"].date() <= AS_OF


async def test_each_run_belongs_to_its_leads_organization(seeded):
    url, _, _ = seeded

    [row] = await rows(
        url,
        "select count(*) as runs, count(*) filter (where not r.organization_id = all (array[l.organization_id, w.organization_id])) as astray,"
        " count(*) filter (where r.state = 'needs_approval' and e.status::text <> 'running') as wrong,"
        " count(*) filter (where r.state = 'needs_approval') as waiting"
        " from slack.runs r join workflow_executions e on e.id = r.execution_id join leads l on l.id = e.lead_id join workflows w on w.id = r.workflow_id",
    )

    assert row["runs"] > 100
    assert row["waiting"] > 0
    assert row["astray"] == row["wrong"] == 0


async def test_there_is_a_campaign_of_each_status_with_members_and_connections_without_secrets(seeded):
    url, _, _ = seeded
    statuses = await rows(
        url, "select distinct status::text from campaigns c where status::text = 'draft' or exists (select from campaign_leads where campaign_id = c.id)"
    )
    integrations = await rows(
        url, "select provider_name, configuration from integrations i join organizations o on o.id = i.organization_id where slug = 'acme'"
    )

    assert {row["status"] for row in statuses} == {"draft", "active", "paused", "completed", "cancelled"}
    assert {row["provider_name"]: json.loads(row["configuration"]) for row in integrations} == {"slack": {}, "n8n": {"base_url": "https://flows.acme.example"}}


async def test_no_row_refers_to_a_row_of_the_other_organization(seeded):
    url, _, _ = seeded
    for table, column in (("activities", "user_id"), ("lead_notes", "user_id"), ("leads", "assigned_to_id"), ("workflow_executions", "user_id")):
        lead = "t.id" if table == "leads" else "t.lead_id"
        assert not await rows(
            url, f"select 1 from {table} t join leads l on l.id = {lead} join users u on u.id = t.{column} where u.organization_id <> l.organization_id"
        ), table
    assert not await rows(
        url,
        "select 1 from lead_notes n join leads l on l.id = lead_id, json_array_elements_text(mentioned_users) m join users u on u.id = m::int"
        " where u.organization_id <> l.organization_id"
    )  # fmt: skip


async def test_the_second_organization_shares_names_and_addresses_with_the_first(seeded):
    url, said, _ = seeded
    shared = await rows(
        url,
        "select a.first_name from leads a join leads b on (a.email, a.first_name, a.last_name) = (b.email, b.first_name, b.last_name)"
        " join organizations o on o.id = a.organization_id join organizations p on p.id = b.organization_id where o.slug = 'acme' and p.slug = 'borealis'",
    )
    people = await rows(url, "select email, role::text from users u join organizations o on o.id = organization_id where slug = 'borealis'")

    assert said.second_organization == "Borealis"
    assert len(shared) >= 10
    assert len(people) == 6
    assert ("olga@other.example", "sales_rep") in [tuple(row) for row in people]


async def test_the_example_lead_is_number_42_and_has_everything(seeded):
    url, said, _ = seeded
    [lead] = await rows(url, "select l.*, u.email as owner from leads l join users u on u.id = assigned_to_id where l.id = $1", said.example_lead_id)
    [hung] = await rows(
        url,
        "select (select count(*) from campaign_leads where lead_id = $1) as members, (select count(*) from workflow_executions where lead_id = $1) as runs,"
        " (select count(*) from lead_notes where lead_id = $1 and is_private) as private,"
        " (select count(*) from activities where lead_id = $1 and completed_at is null and scheduled_at >= $2::date + interval '1 day') as planned",
        said.example_lead_id,
        AS_OF,
    )

    assert said.example_lead_id == 42
    assert lead["owner"] == "ben@acme.example"
    assert [column for column, value in lead.items() if value in (None, "", 0)] == []
    assert lead["lead_temperature"] == "hot"
    assert tuple(hung) == (1, 1, 1, 1)


async def test_seeding_again_changes_nothing_and_names_the_people(empty):
    first = await seed(empty, organization_slug="acme", as_of=AS_OF, leads=200)
    before = await everything(empty)

    again = await seed(empty, organization_slug="acme", as_of=AS_OF + timedelta(days=3), leads=300)

    assert again.already_there
    assert not first.already_there
    assert "has its sample data already (200 leads). Nothing was changed." in described(again)
    assert "Ben Tanaka <ben@acme.example>" in described(again)
    assert (again.people, again.counts, again.example_lead_id) == (first.people, first.counts, first.example_lead_id)
    assert await everything(empty) == before


async def test_the_same_day_gives_the_same_rows(postgres_url, empty):
    async with database(postgres_url) as other:
        await an_organization(other)
        await seed(empty, organization_slug="acme", as_of=AS_OF, leads=200)
        await seed(other, organization_slug="acme", as_of=AS_OF, leads=200)
        mine, theirs = await everything(empty), await everything(other)

        # The admin of `leadbot init` and the second organization's row bear the clock's time.
        mine["users"], theirs["users"] = mine["users"][1:], theirs["users"][1:]
        assert mine == theirs


async def test_an_organization_with_leads_of_its_own_is_refused_and_left_alone(empty):
    await rows(empty, "insert into leads (organization_id, first_name) select id, 'Real' from organizations")
    before = await everything(empty)

    with pytest.raises(HasOtherLeads) as refused:
        await seed(empty, organization_slug="acme", as_of=AS_OF)

    assert (refused.value.slug, refused.value.leads) == ("acme", 1)
    assert await everything(empty) == before


async def test_a_second_organization_with_leads_of_its_own_is_left_alone_too(empty):
    await an_organization(empty, "borealis", admin="real@north.example")
    await rows(empty, "insert into leads (organization_id, first_name) select id, 'Real' from organizations where slug = 'borealis'")
    before = await everything(empty)

    with pytest.raises(HasOtherLeads):
        await seed(empty, organization_slug="acme", as_of=AS_OF)

    assert await everything(empty) == before


async def test_leads_that_people_added_to_the_sample_do_not_make_it_foreign(empty):
    await seed(empty, organization_slug="acme", as_of=AS_OF, leads=200)
    await rows(empty, "insert into leads (organization_id, first_name) select id, 'Added' from organizations where slug = 'acme'")

    again = await seed(empty, organization_slug="acme", as_of=AS_OF, leads=200)

    assert again.already_there
    assert again.counts["leads"] == 201


async def test_an_unknown_organization_is_named(empty):
    with pytest.raises(OrganizationMissing) as missing:
        await seed(empty, organization_slug="nobody", as_of=AS_OF)

    assert missing.value.slug == "nobody"
    assert "leadbot init --organization nobody" in str(missing.value)


async def test_an_address_of_another_organization_is_not_taken_over(empty):
    await an_organization(empty, "north", admin="Ben@Acme.example")

    with pytest.raises(EmailTaken) as taken:
        await seed(empty, organization_slug="acme", as_of=AS_OF)

    assert (taken.value.email, taken.value.slug) == ("ben@acme.example", "north")


async def test_settings_that_are_there_stay_and_their_thresholds_hold(postgres_url):
    async with database(postgres_url) as url:
        await an_organization(url, settings='{"currency": "EUR", "temperature": {"hot": 30, "warm": 10}, "theirs": [1]}')
        await seed(url, organization_slug="acme", as_of=AS_OF, leads=200)
        [row] = await rows(url, "select settings from organizations where slug = 'acme'")
        settings = json.loads(row["settings"])
        leads = await rows(url, "select score, lead_temperature::text as word from leads join organizations o on o.id = organization_id where slug = 'acme'")

        assert settings["currency"] == "EUR"
        assert settings["theirs"] == [1]
        assert settings["timezone"] == "Europe/Berlin"
        assert settings["stale_days"] == 14
        assert [(field["label"], field["kind"]) for field in settings["custom_fields"]] == [("Contract ends", "date"), ("Seats", "number")]
        assert {row["word"] for row in leads if (row["score"] or 0) >= 30} == {"hot"}


async def test_another_slug_gives_other_addresses_and_borealis_itself_another_neighbour(postgres_url):
    async with database(postgres_url) as url:
        await an_organization(url, "borealis", admin="me@north.example")

        said = await seed(url, organization_slug="borealis", as_of=AS_OF, leads=200)

        assert said.second_organization == "Austral"
        assert [person.email for person in said.people["admin"]] == ["me@north.example", "dora@borealis.example", "eli@borealis.example"]


async def test_a_second_sample_beside_the_first_leaves_the_neighbour_as_it_is(empty):
    await seed(empty, organization_slug="acme", as_of=AS_OF, leads=200)
    await an_organization(empty, "north", admin="dora@north.example")

    said = await seed(empty, organization_slug="north", as_of=AS_OF, leads=200)

    counts = await rows(empty, "select slug, count(*) as leads from leads join organizations o on o.id = organization_id group by slug")
    assert said.example_lead_id == 442
    assert {row["slug"]: row["leads"] for row in counts} == {"acme": 200, "borealis": 200, "north": 200}


async def test_it_fits_a_platform_with_other_kinds_of_columns_and_ids(postgres_url):
    async with database(postgres_url, OF_OTHER_KINDS) as url:
        await an_organization(url)

        said = await seed(url, organization_slug="acme", as_of=AS_OF, leads=200)

        [ids] = await rows(url, "select min(id) as lead, max(length(company)) as longest, count(*) filter (where phone = '') as blank from leads")
        [others] = await rows(url, "select (select min(id) from campaigns) as campaign, (select min(id) from workflow_executions) as execution")
        assert said.example_lead_id == 5042
        assert tuple(ids)[:2] == (5001, 80)
        assert ids["blank"] > 0
        assert tuple(others) == (90, 31)


async def test_a_connection_that_is_there_already_is_not_doubled(empty):
    await rows(empty, "insert into integrations (organization_id, provider_name) select id, 'slack' from organizations")

    await seed(empty, organization_slug="acme", as_of=AS_OF, leads=200)

    found = await rows(empty, "select provider_name from integrations join organizations o on o.id = organization_id where slug = 'acme'")
    assert Counter(row["provider_name"] for row in found) == {"slack": 1, "n8n": 1}


async def test_fewer_leads_than_the_hostile_ones_need_are_refused(empty):
    with pytest.raises(ValueError, match="at least 200 leads"):
        await seed(empty, organization_slug="acme", as_of=AS_OF, leads=199)


async def test_on_a_migrated_database_no_row_of_the_sample_makes_an_event(postgres_url):
    url = await create_database(postgres_url, template=await template_url(postgres_url))
    try:
        await an_organization(url)

        said = await seed(url, organization_slug="acme", as_of=AS_OF, leads=200)

        [row] = await rows(url, "select (select count(*) from slack.events) as events, (select count(*) from slack.changes) as changes")
        assert said.counts["leads"] == 200
        assert tuple(row) == (0, 0)
    finally:
        await drop_database(url)
