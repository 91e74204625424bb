"""What the words of something that was done say of how it went, how long it took, and who began it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.outcomes import Told, says_done, told

CLEAR = {
    ("call", "left a voicemail"): Told("voicemail"),
    ("call", "Left him another voice mail, will try again"): Told("voicemail"),
    ("call", "voicemail"): Told("voicemail"),
    ("call", "went straight to voicemail"): Told("voicemail"),
    ("call", "no answer"): Told("no_answer"),
    ("call", "No answer, try next week"): Told("no_answer"),
    ("call", "she didn’t pick up"): Told("no_answer"),
    ("call", "nobody answered."): Told("no_answer"),
    ("call", "wrong number"): Told("wrong_number"),
    ("call", "reached him, 15 minutes, will call back"): Told("reached", 15),
    ("call", "reached"): Told("reached"),
    ("call", "spoke about seats"): Told("reached"),
    ("call", "talked to Ana, 20 min"): Told("reached", 20),
    ("call", "15 min. wants an offer"): Told(None, 15),
    ("call", "spoke for 30 minutes"): Told("reached", 30),
    ("call", "called me back about prices"): Told(None, None, "inbound"),
    ("call", "inbound, asked for prices"): Told(None, None, "inbound"),
    ("call", "incoming call from Ana"): Told(None, None, "inbound"),
    ("call", "outbound: asked for prices"): Told(None, None, "outbound"),
    ("email", "in: answered"): Told(None, None, "inbound"),
    ("email", "she wrote us that she is fine"): Told(None, None, "inbound"),
    ("sms", "he texted me"): Told(None, None, "inbound"),
    ("meeting", "held, 45 min"): Told("held", 45),
    ("meeting", "the demo took place"): Told("held"),
    ("meeting", "no-show"): Told("no_show"),
    ("meeting", "they did not show up"): Told("no_show"),
}
UNCLEAR = [
    ("call", ""), ("call", "pricing"), ("call", "he left me a voicemail"), ("call", "she left a voicemail for us"), ("call", "listened to his voicemail"),
    ("call", "should have left a voicemail"), ("call", "no answer yet on the offer"), ("call", "gave me the wrong number of seats"),
    ("call", "could not reach him"), ("call", "not reached"), ("call", "reached out to them"), ("call", "reached an agreement"), ("call", "never spoke to her"),
    ("call", "spoke to the assistant"), ("call", "spoke with <@UBEN> about it"),
    ("call", "spoke to Ana, then no answer"), ("call", "spoke to him?"), ("call", "if reached him, ask"),
    ("call", "wants 30 minutes with Cara"), ("call", "asked for 15 min"), ("call", "15 minutes late"), ("call", "15 min ago"), ("call", "12:15 min"),
    ("call", "in 15 min"), ("call", "0 min"), ("call", "10 min, then 20 min"), ("call", "wants inbound marketing"), ("call", "nobody called me"),
    ("email", "left a voicemail, 15 min"), ("email", "sent prices after he called me"), ("meeting", "held back on price"), ("meeting", "not a no-show"),
    ("meeting", "spoke"), ("meeting", "called me"), ("task", "left a voicemail, 10 min, called me"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), CLEAR)
def test_unmistakable_words_are_read(kind, text):
    assert told(kind, text) == CLEAR[kind, text]


@pytest.mark.parametrize(("kind", "text"), UNCLEAR)
def test_what_is_not_clear_is_not_read(kind, text):
    assert not told(kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "reached him, 15 minutes, will call back",
        "sent the offer, ring",
        "left a message",
        "20 min, next",
        "I told him, again",
        "spoke",
        "he agreed, will write",
    ],
)
def test_words_say_that_something_was_done(text):
    assert says_done("call", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ring Ana",
        "will call back",
        "demo",
        "agenda, then prices",
        "ask what he told Ben",
        "lefty",
        "got moved",
        "had to go",
        "they confirmed",
        "she wanted a demo",
    ],
)
def test_words_that_plan_say_nothing_of_what_was_done(text):
    assert not says_done("call", text)


PIECES = st.sampled_from([*(text for _, text in (*CLEAR, *UNCLEAR)), "not", "?", ",", "\u202e", "9" * 400, "min", "İ"])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["call", "email", "meeting", "linkedin", "sms", "task", "x"]), st.lists(PIECES, max_size=6).map(" ".join) | st.text(max_size=80))
def test_any_text_is_read_as_what_its_kind_has_or_as_nothing(kind, text):
    found = told(kind, text)

    assert found.outcome in {None, *{"call": ("reached", "voicemail", "no_answer", "wrong_number"), "meeting": ("held", "no_show")}.get(kind, ())}
    assert found.minutes is None or (kind in {"call", "meeting"} and str(found.minutes) in text)
    assert found.direction is None or kind in {"call", "email", "sms", "linkedin"}
