"""Whatever a campaign holds, no card, list, page or form of it breaks a limit of Slack's, pings or links."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.campaign_names import Found
from crm.enrolling import Enrolled, Stepped
from crm.lists import Plan
from crm.people import Actor, Ways
from handlers import forms
from handlers.campaigns import enroll_form, form, lists, pages, running, views
from handlers.lists import views as list_views
from handlers.site import Site
from playground.validator import validate_message, validate_view
from store.batches import Elsewhere
from store.campaigns import CampaignCard, CampaignLine, Goals, Listed, Member, Members, Step
from store.memberships import Membership
from tests.handlers.leads.test_views import LINES, MOMENT, NASTY

WORDS = NASTY | st.text(max_size=300)
NUMBER = st.integers(0, 10**6)
STATUS = st.sampled_from(["active", "paused", "draft", "completed", "cancelled"]) | NASTY
CENTS = st.none() | st.integers(0, 2**31 - 1)
GOAL = st.none() | st.floats(0.1, 10**12)
CAMPAIGNS = st.builds(
    CampaignLine,
    id=st.integers(1, 2**31 - 1),
    name=WORDS,
    status=STATUS,
    start_date=st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
    end_date=st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
    budget_allocated=CENTS,
    budget_spent=CENTS,
    goals=st.builds(Goals, GOAL, GOAL, GOAL),
    members=NUMBER,
    excluded=NUMBER,
    converted=NUMBER,
    won_value=st.integers(0, 2**40),
    seen_at=MOMENT,
)
BY_STATUS = st.lists(
    st.tuples(st.sampled_from(["pending", "contacted", "excluded"]) | WORDS.filter(bool), NUMBER), max_size=30, unique_by=lambda one: one[0]
).map(tuple)
STEPS = st.lists(st.builds(Step, LINES, st.sampled_from(["added", "responded"]), MOMENT), max_size=10).map(tuple)
CARDS = st.builds(CampaignCard, CAMPAIGNS, BY_STATUS, STEPS, NUMBER)
MEMBERS = st.builds(
    Members, CAMPAIGNS, BY_STATUS, st.lists(st.builds(Member, st.integers(1, 2**31 - 1), WORDS.filter(bool), LINES), max_size=10).map(tuple), NUMBER
)
MEMBERSHIPS = st.builds(Membership, st.integers(1, 2**31 - 1), st.integers(1, 99), st.integers(1, 2**31 - 1), WORDS, STATUS, WORDS, st.none() | MOMENT)
ROLES = st.sampled_from(["viewer", "sales_rep", "manager", "admin"])
SITE = Site()
NOW = datetime(2026, 1, 1, tzinfo=UTC)
QUICK = settings(max_examples=60, deadline=None)


def actor(role):
    return Actor(1, 1, role, "<!here> Ana", "UANA", ZoneInfo("Asia/Tokyo"), Ways("Acme"), 1, None)


def assert_harmless(shown):
    """Of what is parsed: sections and small print."""
    parsed = json.dumps([one for one in texts(shown) if one.get("type") == "mrkdwn"])
    for control in ("<!channel", "<!here", "<#", "<mailto", "<https://evil"):
        assert control not in parsed


def texts(shown):
    if isinstance(shown, dict):
        if "text" in shown and isinstance(shown["text"], str):
            yield shown
        for value in shown.values():
            yield from texts(value)
    if isinstance(shown, list):
        for one in shown:
            yield from texts(one)


def assert_message(reply):
    assert validate_message(reply.payload()) == []
    assert_harmless(reply.blocks)


def assert_view(view):
    assert validate_view(view) == []
    assert_harmless(view)


@QUICK
@given(CARDS, ROLES, st.booleans())
def test_cards(card, role, flag):
    assert_message(views.campaign_card(card, actor(role), shareable=flag))
    shared = views.shared_card(card, actor(role), minimal=flag)
    assert validate_message({"text": shared.text, "blocks": shared.blocks}) == []
    assert_message(pages.week_page(card, actor(role), skip=0))
    assert_message(running._asked(card, "cancel", actor(role), shareable=flag))


@QUICK
@given(st.lists(CAMPAIGNS, max_size=10), WORDS.filter(bool), ROLES, st.sampled_from(["campaign.open", "campaign.edit", "campaign.enroll", "complete"]))
def test_lists(lines, asked, role, errand):
    at = lists.Asked(asked, errand=errand)
    assert_message(lists.campaign_list(Listed(tuple(lines), {"active": len(lines)}, len(lines)), at, actor(role)))
    if lines:
        assert_message(lists.found_list(lines, Found(tuple(line.id for line in lines)), at))
    assert_message(lists.nothing_found(lines[:3], at, SITE))
    assert_message(lists.no_such_campaign(asked))


@QUICK
@given(MEMBERS, ROLES, st.none() | WORDS.filter(lambda words: 0 < len(words) <= 100))
def test_members(members, role, status):
    assert_message(pages.members_page(members, actor(role), status=status, skip=0))


@QUICK
@given(LINES, MEMBERSHIPS, st.booleans(), WORDS)
def test_enrolling(lead, membership, is_new, typed):
    assert_message(enroll_form.receipt(Enrolled(lead, membership, is_new)))
    for said, block in (enroll_form.stepped(Stepped(lead, membership, NOW)), enroll_form.removed(Stepped(lead, membership, NOW))):
        assert validate_message({"text": said, "blocks": [block]}) == []
        assert_harmless([block])
    option = enroll_form.campaign_option(membership.campaign_id, membership.campaign)
    trouble = [enroll_form.overlap(membership, NOW), enroll_form.not_taking(membership.campaign, "draft")]
    view = enroll_form.form("{}", campaign=option, typed=typed, trouble=trouble)
    assert_view(view)
    assert_view(forms.again(view, "{}", *trouble, submit="Enroll anyway"))


@QUICK
@given(WORDS, st.integers(0, 10**4))
def test_ends_are_asked_about(name, pending):
    assert_view(running.confirm_view("complete", name, pending, "{}"))


VALUES = st.fixed_dictionaries(
    {
        "name": st.text(min_size=1, max_size=255),
        "description": st.none() | WORDS,
        "campaign_type": st.none() | WORDS,
        "start_date": st.none() | st.dates().map(str),
        "end_date": st.none() | st.dates().map(str),
        "budget_allocated": CENTS,
        "budget_spent": CENTS,
        "goals.target_leads": st.none() | st.integers() | st.floats() | WORDS | st.booleans(),
        "goals.conversion_rate": st.none() | st.floats(0, 100),
        "goals.roi_target": st.none() | st.lists(st.integers()),
    }
)


@QUICK
@given(VALUES)
def test_the_form_of_whatever_the_platform_has_stored(values):
    view = form.edit_form(values, actor("manager"), "{}")
    assert_view(view)


@QUICK
@given(
    st.builds(
        Plan,
        number=st.just(1),
        kind=st.just("enroll"),
        total=NUMBER,
        there=NUMBER,
        campaign=WORDS,
        elsewhere=st.lists(st.builds(Elsewhere, st.integers(1, 9), WORDS, NUMBER), max_size=9).map(tuple),
    ),
    st.lists(WORDS, min_size=1, max_size=10),
    st.lists(st.text("0123456789", min_size=1, max_size=20), max_size=11),
)
def test_questions_about_many_leads(plan, names, unknown):
    assert_view(list_views.question(plan, (), "{}", unknown=unknown))
    shares = tuple(range(len(names)))
    assert_view(list_views.question(Plan(1, "assign", 9, shares=shares), names, "{}"))
