from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.words import ago, day, money, since, when

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 14, 2, tzinfo=BERLIN)  # a Wednesday


@pytest.mark.parametrize(
    ("cents", "currency", "words"),
    [
        (1_200_000, "USD", "$12,000"),
        (1_200_050, "USD", "$12,000.50"),
        (0, "EUR", "€0"),
        (-1_250, "GBP", "-£12.50"),
        (1_200_000, "JPY", "¥12,000"),
        (1_200_000, " usd ", "$12,000"),
        (1_200_000, "CHF", "12,000 CHF"),
        (1_200_000, "XYZ", "12,000 XYZ"),
        (1_200_050, "XYZ", "12,000.50 XYZ"),
        (1_200_000, "", "12,000"),
        (1_200_000, "<!channel>", "12,000"),
    ],
)
def test_money_is_written_with_its_sign_and_cents_only_where_there_are_any(cents, currency, words):
    assert money(cents, currency) == words


@given(st.integers(-(2**63), 2**63), st.text())
def test_any_amount_in_any_currency_can_be_written(cents, currency):
    whole = money(cents, currency)
    assert sum(one.isdecimal() for one in whole) >= len(str(abs(cents) // 100))
    assert not set("<>&\n") & set(whole)


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2026, 11, 3), "3 Nov"), (date(2025, 11, 3), "3 Nov 2025"), (date(2027, 9, 30), "30 Sep 2027"), (date(2026, 5, 1), "1 May")],
)
def test_a_day_has_its_year_only_when_it_is_not_this_one(on, words):
    assert day(on, NOW.date()) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "just now"),
        (NOW + timedelta(seconds=30), "just now"),
        (NOW - timedelta(seconds=59), "just now"),
        (NOW - timedelta(seconds=60), "1 minute ago"),
        (NOW - timedelta(minutes=59), "59 minutes ago"),
        (NOW - timedelta(hours=1), "1 hour ago"),
        (NOW - timedelta(hours=14), "14 hours ago"),
        (NOW - timedelta(hours=15), "yesterday"),
        (datetime(2026, 11, 17, 0, 0, tzinfo=BERLIN), "yesterday"),
        (datetime(2026, 11, 16, 23, 59, tzinfo=BERLIN), "2 days ago"),
        (datetime(2026, 11, 12, 0, 0, tzinfo=BERLIN), "6 days ago"),
        (datetime(2026, 11, 11, 23, 59, tzinfo=BERLIN), "11 Nov"),
        (datetime(2025, 11, 18, 14, 2, tzinfo=BERLIN), "18 Nov 2025"),
        (datetime(2026, 11, 20, 14, 2, tzinfo=BERLIN), "20 Nov"),
        (datetime(2026, 11, 16, 23, 30, tzinfo=UTC), "yesterday"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_word_that_fits(moment, words):
    assert ago(moment, NOW) == words


def test_shortly_before_midnight_is_hours_ago_not_yesterday():
    assert ago(datetime(2026, 11, 17, 23, 30, tzinfo=BERLIN), datetime(2026, 11, 18, 1, 0, tzinfo=BERLIN)) == "1 hour ago"


def test_hours_are_counted_across_the_change_of_the_clocks():
    assert ago(datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 4, 30, tzinfo=BERLIN)) == "4 hours ago"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "today 14:02"),
        (datetime(2026, 11, 18, 0, 0, tzinfo=BERLIN), "today 00:00"),
        (datetime(2026, 11, 19, 10, 0, tzinfo=BERLIN), "tomorrow 10:00"),
        (datetime(2026, 11, 17, 10, 0, tzinfo=BERLIN), "yesterday 10:00"),
        (datetime(2026, 11, 20, 10, 0, tzinfo=BERLIN), "Fri 10:00"),
        (datetime(2026, 11, 24, 10, 0, tzinfo=BERLIN), "Tue 10:00"),
        (datetime(2026, 11, 25, 10, 0, tzinfo=BERLIN), "25 Nov 10:00"),
        (datetime(2026, 11, 3, 10, 0, tzinfo=BERLIN), "3 Nov 10:00"),
        (datetime(2027, 1, 4, 9, 5, tzinfo=BERLIN), "4 Jan 2027 09:05"),
        (datetime(2026, 11, 18, 23, 30, tzinfo=UTC), "tomorrow 00:30"),
    ],
)
def test_a_moment_is_said_by_its_day_and_time_in_the_readers_zone(moment, words):
    assert when(moment, NOW, BERLIN) == words


def test_the_day_is_the_readers_not_the_clocks():
    assert when(NOW, NOW.astimezone(UTC), timezone(timedelta(hours=13))) == "today 02:02"
    assert when(NOW + timedelta(hours=10), NOW, timezone(timedelta(hours=-10))) == "today 13:02"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 21, 23, 0, tzinfo=UTC), "since yesterday"),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "since Friday"),
        (datetime(2026, 11, 3, 9, 0, tzinfo=UTC), "since 3 Nov"),
        (datetime(2025, 11, 3, 9, 0, tzinfo=UTC), "since 3 Nov 2025"),
    ],
)
def test_what_is_overdue_says_since_when(moment, said):
    assert since(moment, datetime(2026, 11, 22, 12, 0, tzinfo=UTC)) == said
