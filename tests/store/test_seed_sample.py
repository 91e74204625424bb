import hashlib
import json
import re
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest

from store.models import Base
from store.seed import hostile
from store.seed.companies import ELSEWHERE, PHONES
from store.seed.lines import Column, as_text
from store.seed.people import ACME, BOREALIS
from store.seed.sample import SLICE, Recipe, stories, twins_of
from store.seed.scoring import RULES
from store.seed.times import Calendar, workday_after, workday_before

AS_OF = date(2026, 11, 22)


def told(leads=2000, as_of=AS_OF):
    return list(chain.from_iterable(stories(Recipe("first", ACME, leads), Calendar.until(as_of))))


@pytest.fixture(scope="module")
def sample():
    return told()


@pytest.fixture(scope="module")
def plain(sample):
    return [story.lead for story in sample if story.is_plain]


def share(leads, test):
    return sum(map(bool, map(test, leads))) / len(leads)


def test_the_same_day_tells_the_same_stories():
    assert told(300) == told(300)


def fingerprint(sample):
    found = hashlib.sha256()
    for story in sample:
        found.update(repr((story.lead, story.activities, story.notes, story.history, story.members, story.executions, story.runs)).encode())
    return found.hexdigest()


def test_the_rows_that_people_know_stay_what_they_are(sample):
    """Whoever changes the content on purpose changes these two: screenshots, examples in the documents and lead 42 follow from it."""
    second = Recipe("second", BOREALIS, 200, is_main=False, twins=twins_of(sample, 20))
    neighbours = list(chain.from_iterable(stories(second, Calendar.until(AS_OF))))

    assert fingerprint(sample) == "95832c2877d2d9a26ff56b4574d63bb9ecca858562e9b9c5147dc88e6129166d"
    assert fingerprint(neighbours) == "a5629492cedc07f8ac0155fd8464011622553b31b5c62ab122db101bc2833ea4"


def test_leads_come_in_order_over_eighteen_months_and_more_of_them_lately(sample):
    created = [story.lead["created_at"] for story in sample]

    assert created == sorted(created)
    assert (created[-1] - created[0]).days > 530
    assert sum(moment > Calendar.until(AS_OF).end - timedelta(days=274) for moment in created) > 1000


def test_statuses_are_a_funnel(plain):
    counts = Counter(lead["status"] for lead in plain)

    funnel = [counts[status] for status in ("new", "contacted", "qualified", "proposal", "negotiation")]
    assert funnel == sorted(funnel, reverse=True)
    assert counts["closed_lost"] > counts["closed_won"] > 100


def test_old_leads_got_further_than_new_ones(plain):
    half = len(plain) // 2

    assert share(plain[:half], lambda lead: lead["status"].startswith("closed")) > 2 * share(plain[half:], lambda lead: lead["status"].startswith("closed"))


def test_sources_are_skewed_and_all_there(plain):
    counts = Counter(lead["source"] for lead in plain).most_common()

    assert len(counts) == 8
    assert counts[0][1] > 4 * counts[-1][1]


def test_about_a_fifth_has_no_owner(plain):
    assert 0.15 < share(plain, lambda lead: lead["assigned_to_id"] is None) < 0.25


def test_some_fields_are_empty_in_each_column_that_people_leave_empty(plain):
    for column in ("email", "job_title", "phone", "website", "linkedin_url", "value", "notes", "expected_close_date", "last_engagement_date"):
        assert 0.03 < share(plain, lambda lead, column=column: lead[column] is None) < 0.8, column


def test_values_are_spread_like_prices(plain):
    values = sorted(lead["value"] for lead in plain if lead["value"])
    median, mean = values[len(values) // 2], sum(values) / len(values)

    assert 500_000 < median < 1_000_000
    assert mean > 1.3 * median
    assert all(value % 5000 == 0 for value in values)


def test_temperatures_are_mostly_cold_and_seldom_hot(plain):
    counts = Counter(lead["lead_temperature"] for lead in plain)

    assert counts["cold"] > counts["warm"] > counts["hot"] > 50


def test_companies_have_several_contacts_at_one_domain(plain):
    contacts = Counter(lead["company"] for lead in plain)
    domains: dict[str, set[str]] = {}
    for lead in plain:
        if lead["email"] and not lead["email"].endswith("@mail.example"):
            domains.setdefault(lead["company"], set()).add(lead["email"].partition("@")[2])

    assert sum(count > 1 for count in contacts.values()) > 300
    assert max(contacts.values()) < 40
    assert {len(found) for found in domains.values()} == {1}


def test_no_address_or_number_reaches_anybody(sample):
    leads = [story.lead for story in sample if story.is_plain]
    fictional = re.compile("|".join(re.escape(numbers).replace("x", r"\d") for numbers in chain(ELSEWHERE, *PHONES.values())))
    emails = [lead["email"] for lead in leads if lead["email"]]

    assert all(email.isascii() and email.endswith(".example") for email in emails)
    assert len(set(emails)) == len(emails)
    assert all(fictional.fullmatch(lead["phone"]) for lead in leads if lead["phone"])
    assert all(lead[column].partition("/in/")[0].endswith(".example") for lead in leads for column in ("website", "linkedin_url") if lead[column])


def test_names_come_from_many_scripts(plain):
    scripts = {unicodedata.name(letter, "").split()[0] for lead in plain for letter in lead["last_name"] if letter.isalpha()}

    assert scripts >= {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HANGUL", "DEVANAGARI", "THAI"}
    assert share(plain, lambda lead: not lead["last_name"].isascii()) > 0.3


def test_people_work_on_weekdays_in_their_own_hours(sample):
    seen = [
        row["created_at"].astimezone(ACME[row["user_id"]].hours)
        for story in sample
        for row in story.activities
        if row["completed_at"] and row["user_id"] is not None
    ]

    assert sum(moment.weekday() < 5 and 8 <= moment.hour < 19 for moment in seen) / len(seen) > 0.95


def test_notes_are_now_and_then_private(sample):
    notes = [note for story in sample for note in story.notes]

    assert 0.1 < sum(note["is_private"] for note in notes) / len(notes) < 0.25
    assert not any(note["mentioned_users"] for note in notes if note["is_private"])


def test_members_move_through_a_campaign_in_order(sample):
    members = [member for story in sample for member in story.members]

    for member in members:
        moments = [member[column] for column in ("added_at", "last_contact_at", "response_at", "conversion_at") if member[column]]
        assert moments == sorted(moments)
    assert len({(member["campaign_id"], member["lead_id"]) for member in members}) == len(members) > 300
    assert {member["status"] for member in members} == {"pending", "contacted", "responded", "converted", "excluded"}


def test_each_active_rule_has_moved_a_score_and_the_inactive_one_none(sample):
    used = {row["rule_id"] for story in sample for row in story.history}

    assert used == {number for number, rule in enumerate(RULES) if rule.is_active}


def test_every_nuisance_is_there_once(sample):
    spoiled = [story.lead for story in sample if not story.is_plain]

    assert len(spoiled) == len(hostile.ALL) + 1
    for nuisance in hostile.ALL:
        assert any(all(lead[column] == value for column, value in nuisance.columns.items()) for lead in spoiled), nuisance


def test_the_nuisances_that_must_be_there_are(sample):
    leads = [story.lead for story in sample]
    names = Counter((lead["first_name"], lead["last_name"]) for lead in leads if not lead["email"] or lead["first_name"] == "Katrin")
    emails = Counter(lead["email"] for lead in leads if lead["email"])
    known = ("email", "first_name", "last_name", "company", "phone")
    bare = [tuple(column for column in known if lead[column] is not None) for lead in leads]

    assert any(lead["company"] == "<!channel> & Sons" for lead in leads)
    assert names["Katrin", "Sommer"] == 3
    assert len({lead["company"] for lead in leads if lead["first_name"] == "Katrin" and lead["last_name"] == "Sommer"}) == 3
    assert [email for email, count in emails.items() if count == 2] == ["office@kestwickhotels.example"]
    assert {(), ("company",), ("email",), ("phone",), ("first_name",)} <= set(bare)
    assert {"𝔘" * 255, "A" * 255, "42"} <= {lead["first_name"] for lead in leads}
    assert any("\u202e" in (lead["first_name"] or "") for lead in leads)
    assert {"Note Ltd", "Log Works", "New Harbor", "42 North", ""} <= {lead["company"] for lead in leads}
    assert {0, hostile.LARGEST} <= {lead["value"] for lead in leads}
    assert min(lead["value"] for lead in leads if lead["value"] is not None) < 0
    assert any(len(lead["tags"] or []) == 60 for lead in leads)
    assert any(lead["score"] is None for lead in leads)
    assert max(len(note["content"]) for story in sample for note in story.notes) == 20_000


def test_the_nuisances_are_in_the_demo_reps_hands_or_nobodys(sample):
    owners = {story.lead["assigned_to_id"] for story in sample if not story.is_plain}

    assert owners == {3, 4, None}


def test_nothing_is_longer_than_the_columns_allow(sample):
    columns = Base.metadata.tables["leads"].c
    limits = {column.name: getattr(column.type, "length", None) for column in columns}

    assert limits["first_name"] == 255
    for story in sample:
        assert not [name for name, value in story.lead.items() if isinstance(value, str) and len(value) > (limits[name] or len(value))]


def open_counts(sample, number, today):
    """What is due today and what is overdue, as `/lead` counts them for the person of that number."""
    planned = [row for story in sample for row in story.activities if row["user_id"] == number and row["scheduled_at"] and not row["completed_at"]]
    days = [row["scheduled_at"].astimezone(ACME[number].hours).date() for row in planned]
    return days.count(today), sum(day < today for day in days)


DEMO = [number for number, person in enumerate(ACME) if person.demo]


@pytest.mark.parametrize("as_of", [date(2026, 2, 28) + timedelta(days=days) for days in range(0, 370, 23)], ids=str)
def test_any_day_of_the_year_has_its_five_things_for_each_demo_person(as_of):
    sample = told(200, as_of)

    assert {ACME[number].local_part: open_counts(sample, number, as_of) for number in DEMO} == {ACME[number].local_part: (3, 2) for number in DEMO}


@pytest.mark.parametrize("now", [datetime(2026, 11, 22, 0, 30, tzinfo=UTC) + timedelta(hours=hours) for hours in range(0, 72, 3)], ids=str)
def test_at_any_hour_each_demo_person_has_five_things_on_the_day_that_it_is_where_they_work(now):
    calendar = Calendar.at(now, {person.hours for person in ACME})
    sample = list(chain.from_iterable(stories(Recipe("first", ACME, 200), calendar)))
    here = {number: now.astimezone(ACME[number].hours).date() for number in DEMO}

    assert {ACME[number].local_part: open_counts(sample, number, day) for number, day in here.items()} == {ACME[number].local_part: (3, 2) for number in DEMO}
    assert all(row["created_at"] < calendar.end <= now for story in sample for row in story.activities)
    assert all(row["created_at"] <= row["scheduled_at"] for story in sample for row in story.activities if row["scheduled_at"] and not row["completed_at"])


def test_more_leads_come_in_slices():
    sizes = [len(part) for part in stories(Recipe("first", ACME, 2 * SLICE + 1), Calendar.until(AS_OF))]

    assert sizes == [SLICE, SLICE, 1]


@pytest.mark.parametrize(("day", "before", "after"), [("2026-11-20", "2026-11-19", "2026-11-23"), ("2026-11-22", "2026-11-20", "2026-11-23")])
def test_workdays_skip_the_weekend(day, before, after):
    assert workday_before(date.fromisoformat(day)).isoformat() == before
    assert workday_after(date.fromisoformat(day)).isoformat() == after


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\\N"),
        ("\\N", "\\\\N"),
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
        (True, "t"),
        (0, "0"),
        (AS_OF, "2026-11-22"),
        ({"k": "C:\\new"}, '{"k": "C:\\\\\\\\new"}'),
        (["é"], '["é"]'),
    ],
)
def test_values_are_written_as_copy_reads_them(value, text):
    assert as_text(value) == text


def test_a_value_is_cut_to_its_column_and_a_required_one_is_blank():
    assert Column(is_required=False, category="S", longest=3).fit("𝔘𝔘𝔘𝔘") == "𝔘𝔘𝔘"
    assert Column(is_required=True, category="S", longest=3).fit(None) == ""
    assert json.loads(as_text(Column(is_required=True, category="U", longest=None).fit(None))) == {}
