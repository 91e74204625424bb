"""Whatever people and the platform have written, no form, receipt or message of the daily work breaks a limit of Slack's, pings or links."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.activities import Logged, NewActivity
from crm.notes import PrivateTells, Written
from crm.people import Actor, CustomField, Ways
from crm.search import Found
from handlers import forms, messages, rich, sending
from handlers.activities import day
from handlers.activities import views as activity_views
from handlers.activities.views import Beside, Filled, Shape
from handlers.answers import Origin
from handlers.errors import said_of
from handlers.history import views as history
from handlers.history.views import Asked
from handlers.leads import all_fields, edit_form, lists, new_form, picking
from handlers.leads.views import lead_name
from handlers.messages import Captured
from handlers.notes import editing
from handlers.notes import views as note_views
from handlers.notes.forms import REMIND
from handlers.remainders import NewLead
from handlers.site import Site
from playground.validator import validate_message, validate_view
from store.activities import Due, DueLine
from store.history import KINDS, Entry, Place, Timeline
from store.lead_fields import EDITABLE, LeadFields
from store.notes import Note
from store.people import Colleague
from tests.handlers.campaigns.test_views import assert_harmless
from tests.handlers.leads.test_views import LINES, NASTY

WORDS = NASTY.filter(lambda words: len(words) < 3000) | st.text(max_size=300)
MOMENT = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
CUSTOM = (CustomField("seats", "*Seats* <!here>", "number"), CustomField("note", "N" * 300, "text"), CustomField("renewal", "Renewal", "date"))
ANA = Actor(1, 1, "manager", "<!here> Ana", "UANA", ZoneInfo("Asia/Tokyo"), Ways("Acme", custom_fields=CUSTOM), 1, None)
PEOPLE = st.lists(
    st.builds(
        Colleague,
        st.sampled_from(["UBEN", "UCARA"]),
        st.integers(2, 9),
        st.just(True),
        st.just("sales_rep"),
        st.just("x@y.example"),
        st.just(True),
        WORDS,
        st.booleans(),
    ),
    max_size=4,
).map(tuple)
FILES = st.lists(st.fixed_dictionaries({"name": WORDS, "size": st.integers(0, 10**12) | st.none(), "url": WORDS}), max_size=5).map(tuple)
QUICK = settings(max_examples=50, deadline=None)


def message(reply):
    assert validate_message(reply.payload()) == []
    assert_harmless([block for block in reply.blocks if block["type"] != "rich_text"])


def view(built):
    assert validate_view(built) == []
    assert_harmless(built)


@QUICK
@given(LINES, PEOPLE, WORDS, FILES, st.booleans(), st.none() | MOMENT)
def test_notes(lead, people, words, files, flag, at):  # noqa: PLR0917 - what hypothesis draws
    written = Written(1, lead, "general", flag, people, at, files)
    message(note_views.receipt(written, ANA, untold=note_views.untold(unlinked=[words or "x"], groups=[words or "x"], missed=["UDAN"])))
    view(note_views.not_reached("x", "{}", "x", ended=["UBEN"], unlinked=["UDAN", "UCARA"], gained=people, waits=flag))
    message(note_views.mention(written, ANA, rich.from_text(words or "x"), edited=flag))
    view(note_views.note_form(metadata="{}", note=words, typed=words, trouble=f"Trouble {words}", tell=["UBEN"], may_attach=flag, is_private=flag))
    message(note_views.mention_gone(ANA, lead_name(lead), "deleted"))
    note = Note(1, lead, words or "x", words, flag, True, words, datetime.now(UTC), at, (1,), files)
    view(editing.note_view(note, ANA))
    view(editing.edit_form(note, [words] * 12, "{}"))
    view(editing.too_long(note))


@QUICK
@given(WORDS, st.sampled_from([*note_views.TYPES]), MOMENT.filter(lambda at: at.year > 2001))
def test_a_note_form_that_is_open(words, kind, at):
    form = note_views.note_form(metadata="{}", note=words, typed=words)
    turned = note_views.with_type(form, kind, at)
    view(turned)
    assert (REMIND in [block.get("block_id") for block in turned["blocks"]]) == (kind == "reminder")
    view(note_views.with_type(turned, "general", at))
    view(sending.saving(form | {"hash": "1.2"}).view)
    view(sending._with_notice(form, f"Trouble {words}", level="error"))


@QUICK
@given(st.lists(WORDS.filter(bool), min_size=1, max_size=3).map(tuple), st.booleans())
def test_a_question_about_a_note_that_cannot_be_saved_as_it_is(names, told_before):
    refused = str(said_of(PrivateTells(names, told_before=told_before), Site()))
    view(note_views.not_saved(note_views.not_reached("x", "{}", "x", unlinked=["UDAN"]), [refused]))


SOURCES = st.builds(
    lambda said: {"permalink": "https://acme.slack.com/archives/C1/p1?thread_ts=1.2&cid=C1", "channel": "C1", "ts": "1764000000.000100", **said},
    st.just({}) | WORDS.map(lambda words: {"from": f"From #{words}, somebody"}),
)
MESSAGES = st.builds(
    lambda text, proposed, source, files: Captured(text, proposed, source, "from" in source, files),
    WORDS,
    st.lists(LINES, max_size=3).map(tuple),
    SOURCES,
    st.sampled_from([(0, 0), (1, 1), (8, 5)]),
)


@QUICK
@given(MESSAGES, WORDS)
def test_the_forms_of_a_message(captured, words):
    kept = forms.kept(Origin(), **captured.kept())
    for more in (messages.about(captured, ANA, private=f"Private: {words}"), messages.about(captured, ANA, private="Private.", proposes=False)):
        view(note_views.note_form(metadata=kept, note=captured.text, more=more, is_private=not captured.is_public, is_captured=True))
        view(activity_views.log_form(Shape("call"), kept, Filled(captured.only and picking.lead_option(captured.only), words, captured.text[:3000], more=more)))
        view(new_form.new_form(ANA, kept, typed=NewLead(name=words), more=more, hint="from the message"))


@QUICK
@given(LINES, WORDS, MOMENT, st.sampled_from(["call", "email", "meeting", "linkedin", "sms", "task"]), st.booleans(), PEOPLE)
def test_activities(lead, words, at, kind, flag, people):  # noqa: PLR0917 - what hypothesis draws
    new = NewActivity(lead.id, kind, at, is_done=flag, subject=words, outcome=words, colleague=people[0] if people else None, only_me=flag)
    beside = Beside(("x",), edits=flag, plan=activity_views.next_step(lead, datetime.now(UTC), words))
    logged = Logged(1, lead, new, at, (words,) * 5)
    message(activity_views.receipt(logged, "tomorrow", unread=words, beside=beside, mark="7"))
    message(activity_views.task_given(Logged(1, lead, new, at), ANA))
    shape = Shape(kind, is_done=flag, at=at, campaigns=((1, words or "x"),), elsewhere=flag, is_private=flag, rest=len(words))
    filled = Filled(subject=words, details=words, typed=words, unread=words, trouble=f"Trouble {words}", direction=words, outcome=words, minutes=5)
    view(activity_views.log_form(shape, "{}", filled))
    view(activity_views.edit_form(shape, "{}", filled, "Ana"))


KINDS_OF_TASKS = st.sampled_from(["call", "task"]) | NASTY.filter(lambda words: 0 < len(words) < 60 and " " not in words)
MAYBE = st.none() | WORDS
DUE = st.builds(DueLine, st.integers(1, 10**9), KINDS_OF_TASKS, MAYBE, MOMENT, st.integers(1, 9), WORDS, MAYBE, MAYBE)


@QUICK
@given(st.lists(DUE, max_size=10), st.integers(0, 99))
def test_a_day(lines, waiting):
    message(day.day_reply(day.Day(Due(tuple(lines), 1, 1, len(lines)), waiting=waiting), ANA))


MORE = st.fixed_dictionaries(
    {
        "is_private": st.booleans(),
        "is_edited": st.booleans(),
        "has_more": st.booleans(),
        "is_planned": st.just(False),
        "is_cancelled": st.booleans(),
        "is_undone": st.booleans(),
        "reason": WORDS,
        "outcome": WORDS,
    },
    optional={"before": WORDS, "after": WORDS, "status": WORDS},
)
POINTS = st.none() | st.integers(-(2**31), 2**31 - 1)
SCORED = st.fixed_dictionaries({"after": st.integers(-(2**31), 2**31 - 1)}, optional={"before": POINTS, "change": POINTS})


def entries(kinds, what, more):
    return st.builds(
        Entry,
        kind=st.sampled_from(kinds),
        what=what,
        at=MOMENT,
        place=st.builds(Place, MOMENT, st.integers(1, 6), st.integers(1, 10**9)),
        by=st.none() | WORDS,
        is_mine=st.booleans(),
        title=st.none() | WORDS,
        text=st.none() | WORDS,
        more=more,
    )


ENTRIES = (
    entries(
        [kind for kind in KINDS if kind not in {"score", "campaigns"}],
        st.sampled_from(["call", "general", "value", "created", "running"]) | WORDS.filter(bool),
        MORE,
    )
    | entries(["score"], st.just("score"), SCORED)
    | entries(["campaigns"], st.sampled_from(["added", "responded", "converted"]), st.fixed_dictionaries({"status": WORDS}))
)


@QUICK
@given(LINES, st.lists(ENTRIES, max_size=10), st.booleans())
def test_histories(lead, entries, flag):
    message(history.history_page(Timeline(lead, tuple(entries), flag and bool(entries)), Asked(lead.id), ANA))


@QUICK
@given(st.lists(LINES, max_size=10), WORDS, st.booleans())
def test_whose_history(lines, words, flag):
    message(history.whose(lists.lead_lines(lines, ANA)))
    found = Found(tuple(lines), 30, more=flag, how="similar", near=tuple(lines[:8]))
    message(history.with_history(lists.lead_list(words, found, lists.Page(words, 10, "similar"), ANA)))


VALUES = st.fixed_dictionaries({name: st.none() | WORDS | st.integers() for name in EDITABLE} | {"tags": st.none() | st.lists(WORDS, max_size=5)})
KNOWN = st.dictionaries(
    st.sampled_from(["seats", "note", "renewal", "shoe"]) | WORDS, WORDS | st.integers() | st.booleans() | st.none() | st.lists(WORDS, max_size=3), max_size=8
)
FIELDS = st.builds(LeadFields, LINES, VALUES, KNOWN, KNOWN, st.none())


@QUICK
@given(FIELDS)
def test_what_is_known_of_a_lead(lead):
    view(all_fields.all_fields(lead, ANA))
    view(all_fields.all_fields(lead, ANA, page=1))
    view(edit_form.edit_form(lead, ANA, "{}"))


ENRICHED = st.dictionaries(
    st.sampled_from([*all_fields.ALIASES, "company", "first_name", "email", "website", "seats", "note"]), WORDS.filter(bool) | st.integers(), min_size=1
)


@QUICK
@given(LINES, ENRICHED)
def test_what_enrichment_found_and_is_used(line, found):
    form = edit_form.edit_form(LeadFields(line, dict.fromkeys(EDITABLE), {}, found, None), ANA, "{}")
    view(form)
    for button in [block.get("accessory", {}) for block in form["blocks"]]:
        if button.get("action_id") == all_fields.USE:
            used = edit_form.with_used(form | {"state": {"values": {}}}, button["value"], ANA.ways)
            view(used)
            assert button not in [block.get("accessory") for block in used["blocks"]]


@QUICK
@given(
    st.builds(
        NewLead, name=WORDS, company=WORDS, email=WORDS, phone=WORDS, website=WORDS, linkedin=WORDS, title=WORDS, more=st.lists(WORDS, max_size=3).map(tuple)
    ),
    WORDS,
)
def test_new_leads(typed, line):
    view(new_form.new_form(ANA, "{}", typed=typed, line=line, hint="from the message"))
    view(new_form.with_more(new_form.new_form(ANA, "{}", typed=NewLead(name=typed.name), line=line), ANA))
