"""Whatever a row holds: no card breaks a limit of Slack's, mentions, links or formats."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.people import Actor, CustomField, Ways
from crm.search import Found, How
from handlers.help import views as help_views
from handlers.leads import lists, start, views
from handlers.leads.lists import Page
from handlers.site import Site
from playground.validator import validate_message
from store.activities import DueCounts
from store.leads import Enrichment, LeadCard, LeadLine, Membership, Owner, Step

NASTY = st.sampled_from(
    [
        "<!channel> & Sons", "<@UBEN>", "*bold* _it_ ~x~ `code`", "https://evil.example", "𝔘" * 255, "&" * 255, "\u202eevil", "a\nb", "'\"\\%_",
        "מלך עולם", "e\u0301" * 120, "👩‍👩‍👧‍👦" * 30, " ", "\u200b", "> quote", ":tada:", "|", "x" * 30_000,
    ]
)  # fmt: skip
WORDS = st.text(max_size=400).filter(lambda words: "None" not in words)  # what nobody typed must not be shown
TEXT = st.none() | NASTY | WORDS
MOMENT = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
NUMBER = st.none() | st.integers(-(2**31), 2**31 - 1)
OWNERS = st.none() | st.builds(Owner, st.just(1), NASTY | WORDS.filter(bool), st.none() | st.just("UBEN"))
LINES = st.builds(
    LeadLine,
    id=st.integers(1, 2**31 - 1),
    first_name=TEXT,
    last_name=TEXT,
    company=TEXT,
    job_title=TEXT,
    email=TEXT,
    status=st.sampled_from([*views.STATUSES, "<!here>"]),
    score=NUMBER,
    temperature=st.sampled_from([None, "hot", "warm", "cold"]),
    owner=OWNERS,
    last_contact_at=st.none() | MOMENT,
    seen_at=MOMENT,
)
STEPS = st.none() | st.builds(Step, st.sampled_from(["call", "email", "<!here>_x"]) | NASTY, TEXT, TEXT, MOMENT)
CARDS = st.builds(
    LeadCard,
    line=LINES,
    phone=TEXT,
    website=TEXT,
    linkedin_url=TEXT,
    source=st.none() | st.sampled_from([*views.SOURCES, "<!here>"]),
    value=NUMBER,
    notes=TEXT,
    tags=st.lists(NASTY | WORDS, max_size=60).map(tuple),
    custom_fields=st.dictionaries(st.sampled_from(["seats", "note", "x"]), NASTY | st.integers() | st.floats() | st.booleans() | st.lists(NASTY), max_size=3),
    expected_close_date=st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
    next=STEPS,
    last=STEPS,
    memberships=st.lists(st.builds(Membership, NASTY, TEXT), max_size=8).map(tuple),
    enrichment=st.none() | st.builds(Enrichment, TEXT, st.none() | st.floats(0, 1), MOMENT),
    private_notes=st.integers(0, 10**6),
)
CUSTOM = (CustomField("seats", "*Seats* <!here>", "number"), CustomField("note", "N" * 300, "text"))
VIEWER = Actor(1, 1, "sales_rep", "Ana", "UANA", ZoneInfo("Asia/Tokyo"), Ways("Acme", custom_fields=CUSTOM), 1, None)
SITE = Site(lead_url="https://crm.acme.example/leads/{id}", verbs=frozenset({"find", "help"}))


def without(block):
    """Without what its button carries, which nobody sees."""
    return block | ({"accessory": {**block["accessory"], "value": ""}} if "accessory" in block else {})


def assert_fit_for_slack(reply):
    assert validate_message(reply.payload()) == []
    shown = [
        json.dumps({**block, "elements": [{**one, "value": "", "options": ""} for one in block["elements"]]} if block["type"] == "actions" else without(block))
        for block in reply.blocks
    ]
    sent = re.sub(r"<!date\^\d+\^\{time\}\|\d\d:\d\d UTC>", "", " ".join([reply.text, *shown]))  # the one token that is ours
    for control in ("<!", "<#", "<mailto"):
        assert control not in sent
    assert "<@" not in sent.replace("<@UBEN>", "")
    assert "None" not in reply.text


@settings(max_examples=300, deadline=None)
@given(CARDS)
def test_no_card_breaks_a_limit_or_mentions(card):
    assert_fit_for_slack(
        views.lead_card(card, VIEWER, SITE, shareable=True, hint=lists.did_you_mean("mine", SITE, opens=False), back=Page("x" * 600, 10).written(20))
    )
    assert_fit_for_slack(views.shared_card(card, VIEWER, SITE, minimal=False))
    assert_fit_for_slack(views.shared_card(card, VIEWER, SITE, minimal=True))


HOWS = st.sampled_from(get_args(How))


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=10), NASTY | st.text(), st.booleans(), HOWS, st.none() | st.integers(0, 5000))
def test_no_list_breaks_a_limit_or_mentions(lines, asked, more, how, total):
    page = Page(asked, 10, how)
    assert_fit_for_slack(
        lists.lead_list(
            asked,
            Found(tuple(lines), total, more=more, how=how, near=tuple(lines[:8])),
            page,
            VIEWER,
            hint=lists.did_you_mean(f"note {asked}", SITE, opens=True),
        )
    )
    assert_fit_for_slack(lists.owned_list(lines, asked, total or 0, page, VIEWER, owner_id=1))
    assert_fit_for_slack(start.start(lines[:5], DueCounts(1, 2), VIEWER, SITE))
    assert_fit_for_slack(lists.nothing_found(asked, SITE, viewer=replace(VIEWER, role="viewer")))
    assert validate_message(lists.nothing_found(asked, SITE, viewer=VIEWER).payload()) == []  # its button says what was asked for, as plain text
    assert_fit_for_slack(lists.no_such_lead(asked, SITE))
    assert_fit_for_slack(help_views.help_topic(asked, VIEWER, SITE))


def test_a_message_without_anything_to_say_of_a_lead_still_names_it():
    seen_at = datetime(2026, 11, 22, tzinfo=UTC)
    line = LeadLine(7, None, None, None, None, None, "new", score=None, temperature=None, owner=None, last_contact_at=None, seen_at=seen_at)

    assert views.lead_name(line) == "Lead #7"


def test_a_website_is_linked_only_where_it_is_one():
    good = {"acme.example", "https://acme.example/a?b=1&c=2", "http://www.acme.example"}
    bad = {
        "javascript:alert(1)",
        "https://a.example|x>",
        "<https://x.example>",
        "ftp://x.example",
        "https://user:pw@x.example",
        "no spaces.example here",
        "\u202ehttps://x.example",
    }
    assert all(views._link(address, "website") for address in good)
    assert not any(views._link(address, "website") for address in bad)


def test_an_address_that_is_none_is_not_shown():
    assert [views._link(address, "website") for address in ("https://[", "http://a]b.example", "no address", "javascript:alert(1)//a.b")] == [""] * 4
