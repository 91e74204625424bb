"""The language for conditions: what is read and refused, and that each condition, asked of PostgreSQL, holds for whom it should."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.criteria import ASKED, CriteriaWrong, Operator, leaves, parse
from crm.criteria_sql import compiled
from store import facts
from store.facts import Kind
from store.models import Activity, Campaign, CampaignLead
from tests.leadbot import add, an_organization

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
async def connection(database, acme):
    async with database.sessions(acme.id).read() as opened:
        yield opened


@pytest.fixture
def holds(connection):
    """Whether a condition holds for a lead."""

    async def ask(written, lead):
        sql = compiled(parse(written), first=2)
        return await connection.fetchval(f"select {sql.text} from leads l where l.id = $1", lead.id, *sql.arguments)

    return ask


def leaf(field, operator, value=None):
    return {"field": field, "operator": operator} | ({} if value is None else {"value": value})


LEAD = {
    "first_name": "Ana",
    "last_name": None,
    "company": "Müller & Co",
    "job_title": "Managing Director",
    "email": "Ana@Acme.example",
    "phone": " ",
    "status": "qualified",
    "source": "event",
    "score": 72,
    "value": 1_200_000,
    "tags": ["VIP", "emea"],
    "custom_fields": {"plan": "Pro", "seats": 12, "trial": True, "renews": (TODAY + timedelta(days=10)).isoformat(), "regions": ["North", "South"], "note": ""},
    "enrichment_data": {"industry": "Technology", "company_size": "51-200", "plan": "Free", "employees": "120"},
    "expected_close_date": TODAY + timedelta(days=5),
    "last_engagement_date": NOW - timedelta(days=20),
    "created_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
}

TRUE = [
    leaf("job_title", "contains", "director"),
    leaf("job_title", "starts_with", "managing"),
    leaf("company", "equals", "müller & co"),
    leaf("email", "in", ["ben@acme.example", "ana@acme.example"]),
    leaf("phone", "is_empty"),
    leaf("last_name", "is_empty"),
    leaf("last_name", "not_equals", "Ruiz"),
    leaf("last_name", "not_contains", "Ruiz"),
    leaf("first_name", "is_not_empty"),
    leaf("status", "in", ["new", "Qualified"]),
    leaf("source", "not_equals", "advertising"),
    leaf("lead_temperature", "equals", "cold"),
    leaf("score", "at_least", 72),
    leaf("score", "at_most", "72"),
    leaf("score", "between", [70, 80]),
    leaf("score", "in", [1, 72]),
    leaf("value", "greater_than", 1_000_000),
    leaf("value", "less_than", 1_200_000.5),
    leaf("tags", "contains", "vip"),
    leaf("tags", "not_contains", "old"),
    leaf("tags", "in", ["x", "EMEA"]),
    leaf("tags", "is_not_empty"),
    leaf("expected_close_date", "within_days", 5),
    leaf("expected_close_date", "greater_than", TODAY.isoformat()),
    leaf("expected_close_date", "is_not_empty"),
    leaf("last_engagement_date", "older_than_days", 19),
    leaf("last_engagement_date", "within_days", 21),
    leaf("created_at", "between", ["2026-03-01", "2026-03-02T00:00:00+00:00"]),
    leaf("custom_fields.plan", "equals", "pro"),
    leaf("enrichment_data.plan", "equals", "free"),
    leaf("plan", "equals", "pro"),  # custom fields first
    leaf("industry", "equals", "Technology"),
    leaf("company_size", "equals", "51-200"),
    leaf("seats", "equals", 12),
    leaf("seats", "greater_than", 11.5),
    leaf("employees", "at_least", 120),
    leaf("trial", "equals", True),
    leaf("renews", "within_days", 10),
    leaf("renews", "greater_than", TODAY.isoformat()),
    leaf("regions", "contains", "north"),
    leaf("regions", "in", ["South", "East"]),
    leaf("regions", "not_equals", "East"),
    leaf("plan", "starts_with", "P"),
    leaf("plan", "contains", "ro"),
    leaf("note", "is_empty"),
    leaf("nothing_of_the_kind", "is_empty"),
    leaf("owner", "equals", "BEN@acme.example"),
    leaf("owner", "in", ["Ben Tanaka", "nobody"]),
    leaf("owner", "is_not_empty"),
    leaf("campaigns", "contains", "spring webinar"),
    leaf("campaigns", "not_contains", "Autumn push"),
    leaf("activities.call.count_30d", "at_least", 1),
    leaf("activities.count_30d", "equals", 2),
    leaf("activities.email.count_30d", "equals", 1),
    leaf("activities.last_days", "between", [2, 3]),
    {"all": []},
    {"all": [leaf("score", "at_least", 70), leaf("tags", "contains", "vip")]},
    {"any": [leaf("score", "at_least", 99), leaf("tags", "contains", "vip")]},
    {"not": leaf("score", "at_least", 99)},
    {},
    {"industry": "Technology", "company_size": "51-200", "score_min": 40},
    {"industry": ["Finance", "Technology"], "score_max": 72, "seats_min": 12},
    {"lead_status": "qualified", "score_threshold": 60, "days_since_contact": 7},
    {"lead_source": ["event"], "lead_temperature": "cold"},
]

FALSE = [
    leaf("job_title", "contains", "vp"),
    leaf("last_name", "equals", "Ruiz"),
    leaf("last_name", "is_not_empty"),
    leaf("email", "not_in", ["ana@acme.example"]),
    leaf("status", "equals", "new"),
    leaf("score", "greater_than", 72),
    leaf("score", "less_than", 72),
    leaf("tags", "contains", "vi"),  # a tag, not a part of one
    leaf("expected_close_date", "older_than_days", 1),
    leaf("last_engagement_date", "older_than_days", 21),
    leaf("custom_fields.industry", "equals", "Technology"),
    leaf("plan", "equals", "Free"),
    leaf("company_size", "at_least", 51),  # "51-200" is a text
    leaf("seats", "equals", "twelve"),
    leaf("renews", "older_than_days", 0),
    leaf("regions", "contains", "nor"),
    leaf("nothing_of_the_kind", "equals", "x"),
    leaf("nothing_of_the_kind", "is_not_empty"),
    leaf("owner", "equals", "cara@acme.example"),
    leaf("campaigns", "contains", "Winter list"),  # excluded there
    leaf("activities.call.count_1d", "at_least", 1),
    leaf("activities.meeting.last_days", "less_than", 400),
    {"any": []},
    {"not": {}},
    {"days_since_contact": 30},
]


@pytest.fixture
async def ana(acme, owner, a_lead):
    lead = await a_lead(**LEAD, assigned_to_id=acme.people["UBEN"].id)
    for kind, days in (("call", 3), ("email", 4), ("call", 40), ("status_changed", 1), ("task", 1)):
        await add(owner, Activity(lead_id=lead.id, user_id=acme.people["UBEN"].id, activity_type=kind, completed_at=NOW - timedelta(days=days)))
    planned = Activity(lead_id=lead.id, user_id=acme.people["UBEN"].id, activity_type="meeting", scheduled_at=NOW - timedelta(days=1))
    await add(owner, planned)
    for name, status in (("Spring webinar", "pending"), ("Winter list", "excluded")):
        campaign = await add(owner, Campaign(organization_id=acme.id, name=name, status="active"))
        await add(owner, CampaignLead(campaign_id=campaign.id, lead_id=lead.id, status=status))
    return lead


async def test_each_condition_holds_for_whom_it_should(holds, ana):
    assert [written for written in TRUE if await holds(written, ana) is not True] == []
    assert [written for written in FALSE if await holds(written, ana) is not False] == []


async def test_of_a_bare_lead_each_condition_is_answered_and_its_opposite_is_the_other_answer(holds, a_lead):
    bare = await a_lead(first_name=None, last_name=None, company=None, email=None, tags=None, custom_fields=None, enrichment_data=None, score=None)

    for written in (*TRUE, *FALSE):
        answer = await holds(written, bare)
        assert answer in {True, False}
        assert await holds({"not": written}, bare) is (not answer)


@pytest.mark.parametrize("stored", ['{"plan": "a\\u0000b"}', '{"plan": "\\ud800"}', '{"plan": "\\udc00\\ud83d"}', "[1, 2]", '"x"', "5", "null"])
async def test_whatever_stands_in_a_json_column_is_no_error(holds, ana, owner, stored):
    async with owner.begin() as connection:
        await connection.exec_driver_sql("update leads set custom_fields = $1::json, tags = $1::json", (stored,))

    for written in (*TRUE, *FALSE):
        assert await holds(written, ana) in {True, False}


LABELLED = {"equals", "not_equals", "in", "not_in"}


async def test_every_operator_is_asked_of_every_kind_of_fact(holds, ana):
    values = {"text": "x", "choice": "won", "number": 1, "date": "2027-01-01", "moment": "2027-01-01", "set": "x", "json": "2027-01-01"}
    names = {"text": "company", "choice": "status", "number": "score", "date": "expected_close_date", "moment": "created_at", "set": "tags", "json": "plan"}
    for kind, name in names.items():
        for operator in Operator:
            value = 3 if "days" in operator else [values[kind]] * 2 if operator in {"in", "not_in", "between"} else values[kind]
            value = None if "empty" in operator else value
            written = leaf(name, operator, value)
            if operator in ASKED[Kind(kind)] and not (kind == "choice" and operator in LABELLED):
                assert await holds(written, ana) in {True, False}
            else:
                with pytest.raises(CriteriaWrong):
                    parse(written)


WRONG = {
    "lead_status is no label": ({"lead_status": "qualifid"}, "value", "all[0]", "qualified"),
    "a label that is none": (leaf("source", "in", ["event", "fair"]), "value", "", None),
    "a path into nothing": (leaf("lead.score", "equals", 1), "field", "", None),
    "a misspelt path": ({"any": [leaf("activities.last_dayz", "at_least", 1)]}, "field", "any[0]", "activities.last_days"),
    "days without end": (leaf("activities.call.count_9999d", "at_least", 1), "field", "", "activities.call.count_30d"),
    "an operator that is none": (leaf("score", "grater_than", 1), "operator", "", "greater_than"),
    "an operator that does not fit": ({"not": leaf("score", "contains", 1)}, "operator", "not", None),
    "a number that is none": ({"score_min": "many"}, "value", "all[0]", None),
    "a number without end": (leaf("value", "equals", "1e400"), "value", "", None),
    "no number": (leaf("value", "equals", "NaN"), "value", "", None),
    "half a day": (leaf("last_engagement_date", "within_days", 1.5), "value", "", None),
    "a day that is none": (leaf("expected_close_date", "equals", "2026-02-30"), "value", "", None),
    "between one": (leaf("score", "between", [1]), "value", "", None),
    "in nothing": (leaf("score", "in", []), "value", "", None),
    "in a text": (leaf("email", "in", "ana@acme.example"), "value", "", None),
    "an object": ({"industry": {"name": "x"}}, "value", "all[0]", None),
    "nothing to compare": (leaf("plan", "greater_than", "much"), "value", "", None),
    "a NUL": (leaf("company", "equals", "a\0b"), "value", "", None),
    "half of a character": (leaf("company", "equals", "\ud800"), "value", "", None),
    "a NUL in a name": (leaf("a\0b", "equals", "x"), "field", "", None),
    "digits without end": (leaf("value", "equals", "1e-20000"), "value", "", None),
    "before all time": (leaf("created_at", "equals", "0001-01-01T00:00+14:00"), "value", "", None),
    "too long": (leaf("company", "equals", "x" * 501), "value", "", None),
    "a list": ([], "shape", "", None),
    "all of one": ({"all": {"score_min": 1}}, "shape", "all", None),
    "two at once": ({"all": [], "any": []}, "shape", "any", None),
    "no operator": ({"field": "score"}, "shape", "operator", None),
    "too many": ({"all": [leaf("score", "equals", n) for n in range(101)]}, "shape", "", None),
}


@pytest.mark.parametrize(("written", "what", "place", "near"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_is_named_with_its_place(written, what, place, near):
    with pytest.raises(CriteriaWrong) as wrong:
        parse(written)

    assert (wrong.value.what, wrong.value.place, wrong.value.near) == (what, place, near)


def test_conditions_that_lie_too_deep_in_each_other_are_refused():
    written: dict[str, Any] = {}
    for _ in range(5000):
        written = {"not": written}

    with pytest.raises(CriteriaWrong) as wrong:
        parse(written)
    assert wrong.value.what == "shape"


def test_what_is_read_names_columns_that_are_there():
    read = [leaf.field for written in (*TRUE, *FALSE) for leaf in leaves(parse(written))]

    assert all(facts.find(name) for name in read)


words = st.sampled_from([*facts.FACTS, "industry", "custom_fields.plan", "activities.call.count_30d", "score_min", "x.y", ""]) | st.text(max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates().map(date.isoformat)
values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(max_size=5), scalars, max_size=2)
single = st.fixed_dictionaries({"field": words, "operator": st.sampled_from(list(Operator)) | st.text(max_size=10)}, optional={"value": values})
written = st.recursive(
    single | st.dictionaries(words, values, max_size=3),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: {"all": parts}) | inner.map(lambda part: {"not": part}),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=written | values)
async def test_whatever_is_written_is_refused_or_can_be_asked(condition, connection, acme):
    try:
        sql = compiled(parse(condition), first=2)
    except CriteriaWrong:
        return
    count = await connection.fetchval(f"select count(*) from leads l where l.organization_id = $1 and {sql.text}", acme.id, *sql.arguments)

    assert count == 0  # there are no leads, and it could be asked


async def test_another_organizations_campaigns_and_people_are_not_seen(holds, owner, ana):
    other = await an_organization(owner, "other")
    theirs = await add(owner, Campaign(organization_id=other.id, name="Theirs", status="active"))

    assert await holds(leaf("campaigns", "contains", str(theirs.id)), ana) is False


async def test_whole_characters_that_are_written_as_two_halves_are_read(holds, a_lead, owner):
    lead = await a_lead()
    async with owner.begin() as connection:
        await connection.exec_driver_sql("update leads set custom_fields = $1::json", ('{"plan": "\\ud83d\\ude00"}',))

    assert await holds(leaf("plan", "equals", "\U0001f600"), lead) is True
