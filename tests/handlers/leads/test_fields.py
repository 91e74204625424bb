"""A lead's columns as inputs: whatever a column holds or a person types, the form fits and nothing is lost on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.people import CustomField, Ways
from handlers import forms
from handlers.leads import fields
from handlers.leads.fields import Unreadable
from playground.validator import validate_view

CUSTOM = (CustomField("seats", "Seats", "number"), CustomField("on", "On", "date"), CustomField("is", "Is", "bool"), CustomField("odd+", "O" * 300, "text"))
WAYS = Ways("Acme", currency="EUR", custom_fields=CUSTOM)
FIELDS = list(fields.fields_of(WAYS).values())
TYPED = [field for field in FIELDS if field.kind not in {"choice", "yes_no"}]
ANYTHING = (
    st.none() | st.text(max_size=300) | st.integers() | st.floats() | st.booleans() | st.lists(st.text(max_size=20), max_size=5)
    | st.dictionaries(st.text(max_size=5), st.integers(), max_size=2) | st.dates().map(str) | st.sampled_from(["x" * 4000, "new", "hot", "12", "1,5"])
)  # fmt: skip


def view_of(field, shown):
    return forms.modal("Edit", "x", "Save", [fields.box(field, WAYS, shown)], "")


@settings(max_examples=400)
@given(st.sampled_from(FIELDS), ANYTHING)
def test_whatever_a_column_holds_the_input_fits_or_is_left_out(field, value):
    shown = fields.shown(field, value)

    if shown is not None:
        assert validate_view(view_of(field, shown)) == []


@settings(max_examples=400)
@given(st.sampled_from(TYPED), st.text(max_size=300) | st.text("0123456789+-.,@: /ab", max_size=20))
def test_whatever_is_typed_is_refused_in_a_sentence_or_read_as_it_is_shown_again(field, typed):
    try:
        value = fields.read(field, typed, WAYS)
    except Unreadable as error:
        said = str(error)
    else:
        again = fields.shown(field, value)
        assert again is not None
        assert "\0" not in again
        assert fields.read(field, again, WAYS) == value
        said = "Taken."
    assert said.endswith(".")


def test_what_nobody_touched_is_not_touched_whatever_slack_does_to_its_ends():
    about = fields.ABOUT
    view = view_of(about, "one\r\ntwo ")
    view["state"] = {"values": {"notes": {forms.FIELD: {"type": "plain_text_input", "value": "one\ntwo"}}}}

    [put] = fields.put_in(view, WAYS)

    assert not put.is_touched


PHONES = {
    "+1 415\N{EN DASH}555\N{EN DASH}2671": "+1 415-555-2671",
    "+1 (415) 555\N{NON-BREAKING HYPHEN}2671": "+1 (415) 555-2671",
    "+1 415\N{MINUS SIGN}555 2671": "+1 415-555 2671",
    "\N{FULLWIDTH PLUS SIGN}49 30 1234567": "+49 30 1234567",
    "\N{LEFT-TO-RIGHT EMBEDDING}+49\N{NO-BREAK SPACE}30\N{THIN SPACE}1234567\N{POP DIRECTIONAL FORMATTING}": "+49 30 1234567",
    "+44 20 7946 0958 extn 12": "+44 20 7946 0958 ext. 12",
    "+44 20 7946 0958, Ext: 12": "+44 20 7946 0958 ext. 12",
    "+1 415 555 2671x12": "+1 415 555 2671 ext. 12",
    "030 1234567 #12": "030 1234567 ext. 12",
    "+49 30 1234567 Durchwahl 5": "+49 30 1234567 ext. 5",
}


@pytest.mark.parametrize("typed", PHONES)
def test_a_phone_is_taken_as_signatures_write_it(typed):
    assert fields.read(fields.PHONE, typed, WAYS) == PHONES[typed]


@pytest.mark.parametrize("typed", ["call me", "+49 30", "030 1234567 or so", "x12", "ext. 12345"])
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(Unreadable):
        fields.read(fields.PHONE, typed, WAYS)


@pytest.mark.parametrize("typed", ["acme.com", "https://www.acme.com/a?b=c", "HTTP://ACME.COM"])
def test_an_address_is_taken_as_it_is_typed(typed):
    assert fields.read(fields.WEBSITE, typed, WAYS) == typed


@pytest.mark.parametrize("typed", ["acme", "javascript:alert(1)", "https://", "https://a@b.com", "https://[x", "ftp://acme.com", "acme.com/<b>"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Unreadable):
        fields.read(fields.WEBSITE, typed, WAYS)


def test_a_linkedin_address_is_one_of_linkedins():
    assert fields.read(fields.LINKEDIN, "https://de.linkedin.com/in/ana", WAYS)
    with pytest.raises(Unreadable):
        fields.read(fields.LINKEDIN, "https://evillinkedin.com/in/ana", WAYS)
