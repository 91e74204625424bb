"""What a message says: a person's words, and what apps post as blocks, fields and attachments, however it is put together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import posted

NAMES = {"UANA": "Ana Moreau"}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def spoken(*elements):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"text": "hello &amp; <@UANA>"}, "hello & @Ana Moreau"),
        ({"text": "the same", "blocks": [spoken({"type": "text", "text": "hello "}, {"type": "user", "user_id": "UANA"})]}, "hello @Ana Moreau"),
        ({"text": "New", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "New entry"}}, {"type": "divider"}]}, "New entry"),
        (
            {"blocks": [{"type": "section", "fields": [mrkdwn("*E-mail:*\n<mailto:a@b.example|a@b.example>"), mrkdwn("*Seats*\n40")]}]},
            "E-mail: a@b.example\nSeats: 40",
        ),
        ({"blocks": [{"type": "section", "text": mrkdwn("*Name:* Eva Stone"), "fields": [mrkdwn("Eva Stone\nCEO")]}]}, "*Name:* Eva Stone\nEva Stone\nCEO"),
        (
            {"blocks": [{"type": "context", "elements": [{"type": "image", "image_url": "x", "alt_text": "y"}, mrkdwn("by"), mrkdwn("<@UANA>")]}]},
            "by @Ana Moreau",
        ),
        ({"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": "Name"}, spoken({"type": "text", "text": "Eva"})]]}]}, "Name | Eva"),
        ({"text": "New entry", "blocks": [{"type": "actions", "elements": []}]}, "New entry"),
        ({"text": "New entry", "attachments": [{"fields": [{"title": "Name", "value": "Eva Stone"}], "fallback": "x"}]}, "New entry\nName: Eva Stone"),
        ({"attachments": [{"pretext": "Entry", "title": "Eva", "text": "a &lt; b"}]}, "Entry\nEva\na < b"),
        ({"attachments": [{"blocks": [{"type": "section", "text": mrkdwn("inside")}], "fallback": "x"}]}, "inside"),
        ({"attachments": [{"fallback": "all there is"}]}, "all there is"),
        ({"text": "look", "attachments": [{"from_url": "https://x.example", "text": "a preview"}]}, "look"),
        ({"text": "look", "attachments": [{"from_url": "https://x.example", "is_share": True, "text": "shared"}]}, "look\nshared"),
    ],
)
def test_what_is_said_is_read_wherever_it_stands(message, said):
    assert posted.words(message, NAMES) == said


def test_a_very_long_message_is_cut():
    said = posted.words({"attachments": [{"text": "word " * 600}] * 30}, NAMES)

    assert len(said) == posted.LONGEST
    assert said.endswith("…")


def test_whoever_wrote_it_or_is_mentioned_is_known_by_id_once():
    message = {
        "user": "UBEN",
        "text": "<@UANA>",
        "blocks": [spoken({"type": "user", "user_id": "UANA"}), {"type": "section", "text": mrkdwn("for <@UCARA>")}],
        "attachments": [{"text": "by <@UDORA>"}, {"from_url": "https://x.example", "text": "<@UDAN>"}],
    }

    assert set(posted.people(message)) == {"UBEN", "UANA", "UCARA", "UDORA"}
    assert len(posted.people(message)) == 4


JSON = st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))
PARTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["section", "header", "context", "table", "markdown", "new"])},
    optional=dict.fromkeys(("text", "fields", "elements", "rows", "blocks", "fallback"), JSON),
)


@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries({"blocks": JSON | st.lists(PARTS | JSON, max_size=3), "attachments": JSON | st.lists(PARTS | JSON, max_size=3), "text": JSON}))
def test_any_message_will_do(message):
    assert isinstance(posted.words(message, NAMES), str)
    assert isinstance(posted.people(message), list)
