"""Amounts as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.money import MOST_CENTS, NoAmount, TooMuch, read_cents
from handlers.words import money

READ = {
    "12,000": 1_200_000,
    "12.000": 1_200_000,
    "12.000,50": 1_200_050,
    "12,000.50": 1_200_050,
    "12 000,50": 1_200_050,
    "12\u202f000": 1_200_000,
    "12'000.5": 1_200_050,
    "1.234.567": 123_456_700,
    "12.5": 1_250,
    "12,34": 1_234,
    "12k": 1_200_000,
    "1.5 K": 150_000,
    "1,5m": 150_000_000,
    "$12,000": 1_200_000,
    "12,000 usd": 1_200_000,
    "0": 0,
}


@pytest.mark.parametrize("typed", READ)
def test_an_amount_is_read_as_it_is_meant(typed):
    assert read_cents(typed, "USD", signs=("$",)) == READ[typed]


@pytest.mark.parametrize("typed", ["", "a lot", "-5", "€5", "1,2,3", "12,", "1,23,456", "1.234,567.8", "12.0001", "12,34.50", "1e5", "١٢", "1" * 41, "12 EUR"])
def test_what_is_no_amount_of_this_currency_is_refused(typed):
    with pytest.raises(NoAmount):
        read_cents(typed, "USD", signs=("$",))


@pytest.mark.parametrize("typed", ["30m", "21,474,836.48", "999999999999"])
def test_more_than_a_value_holds_is_refused(typed):
    with pytest.raises(TooMuch):
        read_cents(typed, "USD")


@settings(max_examples=200)
@given(st.integers(0, MOST_CENTS), st.sampled_from(["USD", "EUR", "CHF", "JPY"]))
def test_what_is_shown_is_read_back(cents, currency):
    assert read_cents(money(cents, currency), currency, signs=("$", "€", "¥")) == cents


@settings(max_examples=300)
@given(st.text(max_size=50) | st.text("0123456789.,km '$", max_size=15))
def test_any_text_is_an_amount_or_none(typed):
    try:
        cents = read_cents(typed, "USD", signs=("$",))
    except (NoAmount, TooMuch):
        return
    assert 0 <= cents <= MOST_CENTS
