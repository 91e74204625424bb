"""Whatever is typed of an activity, nothing of it is dropped."""

from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.people import Actor, Ways
from handlers import remainders
from handlers.activities.typed import READABLE, read, subject_of

ANA = Actor(1, 1, "sales_rep", "Ana", "UANA", ZoneInfo("America/New_York"), Ways("Acme"), 1, None)
PIECES = st.sampled_from(
    [
        "left a voicemail",
        "reached him",
        "15 minutes",
        "no answer",
        "called me",
        "held",
        "no-show",
        "tomorrow 10:00",
        "friday",
        "at 9",
        "31.12.2026",
        "yesterday 15:00",
        "will call back",
        "ask @ben",
        ", ",
        ".",
        "\n",
        "eod",
        "due monday",
        "send offer",
        "?",
        "zoom",
        "\u202e",
        "İ",
    ]
)
WORDS = st.lists(PIECES, max_size=6).map(" ".join) | st.text(max_size=80)
KINDS = st.sampled_from(["call", "email", "meeting", "linkedin", "sms", "task", "phone call", "zoom", "calll", "called", ""])


@settings(max_examples=400, deadline=None)
@given(KINDS, WORDS)
def test_what_is_done_keeps_every_word_but_the_time_that_it_was_done(kind, words):
    line = f"{kind} {words}".strip()
    meant = None if remainders.log(line).kind else remainders.meant(line)
    text = (meant[1] if meant else remainders.log(line)).text

    typed = read(line, ANA)

    assert typed.unread in text
    if typed.is_done and typed.at is None:
        assert typed.text == text
    else:
        assert text.startswith(typed.text) or "<@" in text
    assert not (typed.is_done and typed.kind == "task")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400) | st.lists(WORDS, max_size=12).map("\n".join), st.sampled_from([READABLE, 255]))
def test_a_subject_is_short_and_what_it_does_not_hold_is_the_content(text, longest):
    subject, content = subject_of(text, longest)

    assert len(subject or "") <= longest
    assert content == text or (content is None and " ".join(text.split()) == (subject or ""))
