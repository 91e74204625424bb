"""Whatever people and the platform have written, no form, question or receipt about leads, lists and campaigns breaks a limit of Slack's, pings or links."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.campaigns import Moved
from crm.creating import Filled, Twin, Twins
from crm.editing import Conflict, Edit
from crm.leads import Changed
from crm.lists import Plan, Progress
from crm.search import Found
from handlers import conflicts
from handlers.answers import Reply
from handlers.campaigns import enroll_form, fitting
from handlers.campaigns import form as campaign_form
from handlers.grammar import Verb
from handlers.leads import changing, edit_form, lists, new_form
from handlers.leads.fields import fields_of
from handlers.leads.views import lead_name
from handlers.lists import views as list_views
from handlers.site import Site
from playground.validator import validate_message
from store.batches import Elsewhere
from store.campaigns import Aimed
from store.fits import Who
from store.people import Named
from store.slack_models import Batch
from tests.handlers.campaigns.test_views import MEMBERSHIPS
from tests.handlers.leads.test_views import LINES
from tests.handlers.test_views_of_writing import ANA, FIELDS, MOMENT, WORDS, message, view

QUICK = settings(max_examples=50, deadline=None)
NOW = datetime.now(UTC)
VALUE = st.none() | WORDS | st.integers(-(10**12), 10**12) | st.booleans() | st.lists(WORDS, max_size=5) | st.dictionaries(WORDS, WORDS, max_size=3)
NAMES = st.sampled_from(
    [
        "first_name",
        "value",
        "tags",
        "expected_close_date",
        "status",
        "notes",
        "lead_temperature",
        *(f"custom_fields.{key}" for key in ("seats", "note", "renewal")),
    ]
)
CONFLICTS = st.builds(Conflict, st.builds(Edit, NAMES, VALUE, VALUE), VALUE, st.none() | WORDS, st.none() | MOMENT)
SOURCES = st.sampled_from(["", "1 C1 123.456"])
WRITES = (Verb.STATUS, Verb.TAG, Verb.CLAIM, Verb.ASSIGN)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@QUICK
@given(FIELDS, st.lists(CONFLICTS, min_size=1, max_size=18, unique_by=lambda one: one.edit.name))
def test_what_others_changed(lead, changed):
    name = f"*{lead_name(lead.line)}*"
    view(conflicts.conflict_form("lead.edit_decide", name, changed, known=fields_of(ANA.ways), ways=ANA.ways, now=lead.line.seen_at, metadata="{}"))


@QUICK
@given(WORDS, WORDS, st.lists(WORDS, max_size=5).map(tuple))
def test_small_forms(typed, trouble, tags):
    view(edit_form.pick_form("{}", typed=typed, trouble=trouble[:200]))
    for verb in WRITES:
        view(changing.form(verb, changing.Wanted(verb, add=tags, remove=tags, reason=typed or None), None, "{}", typed=typed, trouble=trouble))


TWINS = st.builds(Twin, LINES, st.lists(st.sampled_from(["email", "phone", "name", "company"]), min_size=1, max_size=4, unique=True).map(tuple))


@QUICK
@given(st.lists(TWINS, min_size=1, max_size=3, unique_by=lambda one: one.line.id), st.integers(3, 11))
def test_leads_that_are_there_already(twins, total):
    view(new_form.twins_form(Twins(tuple(twins), total, is_counted=total < 11), ANA, "{}"))


@QUICK
@given(LINES, st.lists(NAMES, min_size=1, max_size=9).map(tuple), st.booleans(), SOURCES)
def test_receipts(lead, names, is_changed, source):
    changed = Changed(lead, NOW if is_changed else None, names, tags=("x" * 60,) * 50)
    message(new_form.created(lead, ANA, source=source))
    message(new_form.used(Filled(changed, names), ANA, source=source))
    message(new_form.taken_back(lead))
    for told in (changing.assigned, changing.deleted, changing.taken):
        message(told(lead, ANA))
    for verb in WRITES:
        message(changing.receipt(changed, verb, ANA))


PEOPLE = st.lists(WORDS, min_size=1, max_size=10)
STATES = st.sampled_from(["running", "done", "stopped"])
REASONS = st.none() | st.sampled_from(["completed", "gone"])


@QUICK
@given(WORDS, st.sampled_from(["assign", "enroll", "undo"]), st.integers(0, 10_000), st.integers(0, 10_000), STATES, REASONS, PEOPLE)
def test_many_leads(name, kind, position, changed, state, reason, names):  # noqa: PLR0917 - what hypothesis draws
    batch = Batch(id=1, organization_id=1, user_id=1, kind=kind, state=state, leads=[*range(10_000)], position=position)
    batch.changed, batch.reason = [*range(changed)], reason
    progress = Progress(batch, min(changed, position), state != "running")
    message(list_views.summary(progress, [(Named(n, one, "U1"), 5) for n, one in enumerate(names)], name))
    for told in (list_views.begun, list_views.under_way):
        message(told(progress))
    for told_of in (list_views.given, list_views.taken):
        message(told_of(name, 3, progress))
    if kind != "undo":
        elsewhere = tuple(Elsewhere(7, one, 3) for one in names[:5])
        plan = Plan(1, kind, 10_000, there=5, shares=(5000, 5000)[: len(names)], campaign=name, elsewhere=elsewhere)
        view(list_views.question(plan, names[: len(plan.shares)], "{}"))
        view(list_views.form(kind, 10_000, "{}", people=["UBEN"], typed=name, trouble=[f"Trouble {name}"]))


@QUICK
@given(st.lists(LINES, max_size=10), WORDS, st.integers(0, 10**3))
def test_what_a_search_says_beside_its_list(lines, words, total):
    listed = lists.lead_list(words, Found(tuple(lines), total, more=bool(lines), how="typed"), lists.Page(words), ANA)
    message(lists.instead_of(words, listed))
    message(lists.one_colleague(Site()))
    message(Reply("Yours", [*listed.blocks, *lists.only_mine(words, Site())]))
    for told in (lists.not_of_theirs(listed, ["UBEN", "UCARA"], Site()), lists.nobody_linked("UBEN")):
        assert validate_message(told.payload()) == []


@QUICK
@given(WORDS, st.lists(LINES, max_size=10), st.integers(0, 10**6), st.sampled_from(["active", "draft"]))
def test_who_fits(name, lines, total, status):
    who = Who(total + len(lines), total // 2, len(lines) + total // 3, (Elsewhere(7, name, 3), Elsewhere(8, "x", 1)), tuple(lines))
    message(fitting.fits_page(Aimed(7, name, status, "{}"), who, ANA, skip=10))


@QUICK
@given(LINES, MEMBERSHIPS)
def test_how_far_a_member_is(lead, membership):
    view(enroll_form.status_form(lead, membership, "{}"))


@QUICK
@given(WORDS, VALUE, st.none() | WORDS)
def test_campaigns(name, value, by):
    form = campaign_form.new_form(ANA, "{}", name[:255])
    view(form)
    changed = [Conflict(Edit(field, value, None), value, by, NOW) for field in campaign_form.BY_NAME]
    view(conflicts.conflict_form("campaign.decide", "This campaign", changed, known=campaign_form.BY_NAME, ways=ANA.ways, now=NOW, metadata="{}"))
    message(campaign_form.created(Moved(1, name, "draft", None), {"budget_allocated": 5}, ANA))
