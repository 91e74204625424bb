"""Which words at the end of a line are a time, which moment they mean, and what stays text."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.times import like_a_time, read_time

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 14, 40, tzinfo=BERLIN)  # a Wednesday


def at(month, day, hour=9, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


TO_COME = {
    "send offer tomorrow 10:00": ("send offer", at(11, 19, 10)),
    "send offer tomorrow": ("send offer", at(11, 19)),
    "call back due friday": ("call back", at(11, 20)),
    "call back due fri": ("call back", at(11, 20)),
    "call back by friday 16:30": ("call back", at(11, 20, 16, 30)),
    "call on friday": ("call", at(11, 20)),
    "next monday 9am": ("", at(11, 23)),
    "pricing, next monday": ("pricing", at(11, 23)),
    "demo 3 dec 14:30": ("demo", at(12, 3, 14, 30)),
    "demo 3rd December": ("demo", at(12, 3)),
    "demo Dec 3": ("demo", at(12, 3)),
    "demo 3 jan": ("demo", at(1, 3, year=2027)),
    "demo 2026-12-24 08:15": ("demo", at(12, 24, 8, 15)),
    "demo Dec 1, 2027 at noon": ("demo", at(12, 1, 12, year=2027)),
    "ring in 2 hours": ("ring", at(11, 18, 16, 40)),
    "ring in an hour": ("ring", at(11, 18, 15, 40)),
    "ring in 3 days": ("ring", at(11, 21)),
    "ring in 2 weeks": ("ring", at(12, 2)),
    "ring in 10 months": ("ring", at(9, 20, year=2027)),  # the 18th is a Saturday
    "ring next week": ("ring", at(11, 23)),
    "ring next week 10:00": ("ring", at(11, 23, 10)),
    "ring today": ("ring", at(11, 18, 17)),
    "ring in 20 minutes": ("ring", at(11, 18, 15)),
    "ring at 16:00": ("ring", at(11, 18, 16)),
    "ring at 02:10": ("ring", at(11, 19, 2, 10)),
    "ring 1am": ("ring", at(11, 19, 1)),
    "ring wednesday 16:00": ("ring", at(11, 18, 16)),
    "ring next wednesday 16:00": ("ring", at(11, 25, 16)),
    "ring 5:30 pm": ("ring", at(11, 18, 17, 30)),
    "10:30 tomorrow": ("", at(11, 19, 10, 30)),
    "see you sat 10:00": ("see you", at(11, 21, 10)),
    "write it tomorrow morning": ("write it", at(11, 19)),
    "write it tonight": ("write it", at(11, 18, 20)),
    "say hello tomorrow.": ("say hello", at(11, 19)),
    "TASK Tomorrow 10:00": ("TASK", at(11, 19, 10)),
    "line one\nline two tomorrow": ("line one\nline two", at(11, 19)),
    "demo 2026-12-24T08:15": ("demo", at(12, 24, 8, 15)),
    "ring in two hours": ("ring", at(11, 18, 16, 40)),
    "ring this evening": ("ring", at(11, 18, 18)),
    "ring tomorrow at noon": ("ring", at(11, 19, 12)),
    "3pm tomorrow": ("", at(11, 19, 15)),
    "due monday morning": ("", at(11, 23)),
    "demo 29 feb": ("demo", at(2, 29, year=2028)),
}
DONE = {
    "spoke yesterday 16:00": ("spoke", at(11, 17, 16)),
    "spoke yesterday": ("spoke", at(11, 17, 14, 40)),
    "spoke 2 days ago": ("spoke", at(11, 16, 14, 40)),
    "spoke an hour ago": ("spoke", at(11, 18, 13, 40)),
    "spoke last friday": ("spoke", at(11, 13, 14, 40)),
    "spoke 3 nov": ("spoke", at(11, 3, 14, 40)),
    "spoke at 10:00": ("spoke", at(11, 18, 10)),
    "spoke today 9am": ("spoke", at(11, 18)),
    "spoke now": ("spoke", at(11, 18, 14, 40)),
    "spoke three days ago": ("spoke", at(11, 15, 14, 40)),
    "met this morning": ("met", at(11, 18)),
    "meeting 3 Nov 14:30": ("meeting", at(11, 3, 14, 30)),
}
PASSED = {
    "demo 3 nov": ("demo", at(11, 3)),
    "demo 1 jul 16:00": ("demo", at(7, 1, 16)),
    "meeting 3 Nov 14:30": ("meeting", at(11, 3, 14, 30)),
    "ring at 10:00": ("ring", at(11, 18, 10)),
    "ring 9am": ("ring", at(11, 18)),
    "ring wednesday 10:00": ("ring", at(11, 18, 10)),
    "ring yesterday 10:00": ("ring", at(11, 17, 10)),
}
TEXT = [
    "left a voicemail", "call 42", "room 10", "Q3", "May called", "asked about may", "sat with him", "where we sat", "in the sun", "mon ami", "we wed",
    "budget 12/5", "costs 3.12", "paid 10:00 euros", "send 3 mar 2 units", "tomorrow 25:00", "by the end of the day", "due", "", "  ", "10", "a", "version 2.0",
    "tomorrow never dies", "Friday Ltd called", "31 february", "0 dec", "in 2000 days", "<@UBEN>", "12:00:00", "5 pm sharp", "due diligence",
    "out of office until friday", "works for now", "nothing since yesterday", "the agenda for tomorrow 10:00",
    "moved to friday 10:00", "asked about Black Friday", "13:30 am", "call in 15",
]  # fmt: skip


@pytest.mark.parametrize("typed", TO_COME)
def test_a_time_to_come_at_the_end_is_read(typed):
    text, moment = TO_COME[typed]

    read = read_time(typed, now=NOW, future=True)

    assert read is not None
    assert (read.text, read.at) == (text, moment)


@pytest.mark.parametrize(("now", "due"), [("06:10", "17:00"), ("16:59", "17:00"), ("17:00", "18:00"), ("20:36", "21:36"), ("23:20", "23:59")])
def test_what_is_due_today_is_due_at_the_end_of_the_working_day_or_in_an_hour(now, due):
    read = read_time("ring today", now=datetime.combine(NOW.date(), time.fromisoformat(now), BERLIN), future=True)

    assert read is not None
    assert (read.at.date(), f"{read.at:%H:%M}", read.has_clock) == (NOW.date(), due, False)


@pytest.mark.parametrize(
    ("typed", "due"), [("ring next week", at(11, 23)), ("ring in 2 weeks", at(12, 7)), ("ring in a week", at(11, 30)), ("ring in 1 day", at(11, 22))]
)
def test_what_is_due_in_weeks_is_due_on_a_working_day_at_nine(typed, due):
    read = read_time(typed, now=at(11, 21, 20, 36), future=True)  # a Saturday evening

    assert read is not None
    assert read.at == due


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("nn tomorrow 10:00 ring bob", "tomorrow 10:00"), ("x 31.12.2026", "31.12.2026"), ("x 3/4", "3/4"), ("x 12/24", "12/24"), ("x 30 Feb", "30 Feb"),
        ("x friday 25:00", "friday 25:00"), ("x at 9", "at 9"), ("x eod", "eod"), ("x end of week", "end of week"), ("x tmrw", "tmrw"),
        ("x in 99999 days", "in 99999 days"), ("x 2199-01-01", "2199-01-01"), ("x morgen 10 Uhr", "morgen 10 Uhr"), ("x at 9:30 uhr, or so", "at 9:30 uhr"),
        ("the day after tomorrow", "the day after tomorrow"), ("the agenda for tomorrow", "tomorrow"), ("ring him thu", "thu"), ("x 5 pm sharp", "5 pm"),
        ("send offer", ""), ("open 24/7", ""), ("", ""),
        ("version 2.0.1b", ""), ("costs $3.12", ""), ("sat with him", ""), ("room 10", ""), ("May called now", ""),
    ],
)  # fmt: skip
def test_what_may_be_meant_as_a_time_is_found(text, like):
    assert like_a_time(text) == like


def test_what_belongs_to_the_sentence_is_no_time_that_was_missed():
    assert like_a_time("the agenda for tomorrow", alone=True) == ""
    assert like_a_time("ring at 3", alone=True) == "at 3"


@pytest.mark.parametrize("typed", PASSED)
def test_the_nearest_reading_may_have_passed_and_is_not_made_another(typed):
    text, moment = PASSED[typed]

    read = read_time(typed, now=NOW, future=True)

    assert read is not None
    assert (read.text, read.at) == (text, moment)


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ("send offer 26.11. 09:00", "26.11."),
        ("send offer 26.11 at 9am", "26.11"),
        ("send offer 26/11, 09:00", "26/11"),
        ("send offer 2026/11/26 09:00", "2026/11/26"),
        ("send offer 26.11.2026 09:00", "26.11.2026"),
        ("send offer 26th of november 09:00", "26th of november"),
        ("send offer 30 Feb 09:00", "30 Feb"),
        ("thrusday 10am", "thrusday"),
        ("pricing wendesday 14:00", "wendesday"),
        ("pricing Tommorow, 10am", "Tommorow"),
        ("call the dayshift 10am", ""),
        ("send offer the 26th 09:00", "26th"),
        ("send offer 26 nov 09:00", ""),
        ("send offer to room 26 09:00", ""),
        ("ask about 3.12 tomorrow 09:00", ""),
        ("send version 2.0.1b 09:00", ""),
    ],
)
def test_what_may_be_a_date_before_a_time_of_day_is_told(typed, beside):
    read = read_time(typed, now=NOW, future=True)

    assert read is not None
    assert read.beside == beside


ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata")]
CHANGES = [datetime(2026, month, day, tzinfo=BERLIN) for month, day in ((3, 7), (3, 28), (10, 24), (10, 31))]
"""The days before the clocks change, there or there."""
MOMENTS = st.builds(lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(0, 3 * 24 * 60))


@settings(max_examples=150, deadline=None)
@given(MOMENTS, st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_tomorrow_is_what_the_clock_on_the_wall_shows_then(moment, zone, hour, minute):
    here = moment.astimezone(zone)

    read = read_time(f"ring tomorrow {hour:02}:{minute:02}", now=here, future=True)

    assert read is not None
    shown = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), zone).replace(hour=hour, minute=minute)
    assert read.at.timestamp() == shown.timestamp()
    skipped = shown.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != shown.replace(tzinfo=None)
    assert skipped or (read.at.date(), read.at.hour, read.at.minute) == (shown.date(), hour, minute)


@settings(max_examples=150, deadline=None)
@given(MOMENTS, st.sampled_from(ZONES), st.integers(1, 99), st.sampled_from(["hours", "minutes"]))
def test_a_span_is_as_long_as_it_says_in_every_zone(moment, zone, count, unit):
    read = read_time(f"ring in {count} {unit}", now=moment.astimezone(zone), future=True)

    assert read is not None
    assert read.at.timestamp() - moment.timestamp() == timedelta(**{unit: count}).total_seconds()


@settings(max_examples=150, deadline=None)
@given(MOMENTS, st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_day_alone_is_at_most_half_a_day_past_and_less_than_a_day_to_come(moment, zone, hour, minute):
    here = moment.astimezone(zone)

    read = read_time(f"ring {hour:02}:{minute:02}", now=here, future=True)

    assert read is not None
    away = read.at.astimezone(ZoneInfo("UTC")) - here.astimezone(ZoneInfo("UTC"))
    assert -timedelta(hours=13) <= away <= timedelta(hours=25)  # an hour of them where the clock changes between


@pytest.mark.parametrize("typed", DONE)
def test_a_time_that_has_passed_is_read(typed):
    text, moment = DONE[typed]

    read = read_time(typed, now=NOW, future=False)

    assert read is not None
    assert (read.text, read.at) == (text, moment)


@pytest.mark.parametrize("typed", TEXT)
def test_what_is_not_clearly_a_time_stays_text(typed):
    assert read_time(typed, now=NOW, future=True) is None


def test_an_hour_that_the_clock_skips_is_what_the_clock_then_shows():
    before = datetime(2027, 3, 27, 12, tzinfo=BERLIN)

    read = read_time("ring tomorrow 02:30", now=before, future=True)

    assert read is not None
    assert read.at == datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN)


def test_an_hour_that_comes_twice_is_the_first():
    before = datetime(2026, 10, 24, 12, tzinfo=BERLIN)

    read = read_time("ring tomorrow 02:30", now=before, future=True)

    assert read is not None
    assert read.at.isoformat() == "2026-10-25T02:30:00+02:00"


@pytest.mark.parametrize(("typed", "said"), [("ring tomorrow", False), ("ring 2026-12-24T08:15", True), ("ring friday 16:30", True), ("due friday", False)])
def test_whether_a_time_of_day_was_said_is_known(typed, said):
    read = read_time(typed, now=NOW, future=True)

    assert read is not None
    assert read.has_clock is said


def test_hours_from_now_are_hours_whatever_the_clock_does():
    before = datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN)

    read = read_time("ring in 3 hours", now=before, future=True)

    assert read is not None
    assert read.at - before.astimezone(ZoneInfo("UTC")) == timedelta(hours=3)


PIECES = "tomorrow 10:00 friday in 2 hours due next mon 3 29 feb nov a may 9am , . ago last now until this morning \u202e <!channel> 99999999 9999-12-31"
WORDS = st.sampled_from(PIECES.split())


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=60), st.booleans(), st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia"]))
def test_any_line_is_text_or_ends_in_a_moment(typed, future, zone):
    read = read_time(typed, now=NOW.astimezone(ZoneInfo(zone)), future=future)

    assert like_a_time(typed) in typed
    if read:
        assert read.at.tzinfo is not None
        assert typed.startswith(read.text) or typed.strip().startswith(read.text)
        assert abs(read.at - NOW) < timedelta(days=366 * 11)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["send offer", "call", "Friday Ltd wants a price", "x"]), st.integers(1, 300), st.integers(0, 23), st.integers(0, 59))
def test_a_moment_written_out_is_read_as_itself(text, days, hour, minute):
    moment = datetime.combine((NOW + timedelta(days=days)).date(), datetime.min.time(), BERLIN).replace(hour=hour, minute=minute)

    read = read_time(f"{text} {moment:%Y-%m-%d %H:%M}", now=NOW, future=True)

    assert read is not None
    assert (read.text, read.at.timestamp()) == (text, moment.timestamp())


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["send offer", "x", "ring Ana"]), st.integers(0, 400), st.integers(0, 1439))
def test_what_the_receipt_says_is_read_as_the_same_moment_again(text, days, minutes):
    moment = datetime.combine((NOW + timedelta(days=days + 1)).date(), datetime.min.time(), BERLIN) + timedelta(minutes=minutes)

    read = read_time(f"{text} {moment:%-d %b %Y %H:%M}", now=NOW, future=True)

    assert read is not None
    assert (read.text, read.at.timestamp()) == (text, moment.timestamp())
