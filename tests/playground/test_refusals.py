"""Slack's answers to what it refuses, code by code and word by word."""

import json

import pytest

from playground.refusals import message_refusal, message_warnings, metadata_refusal, view_refusal
from playground.rules import Flags
from tests.playground.test_validator import DIVIDER, mrkdwn, section
from tests.playground.test_validator_views import home, modal

META = {"event_type": "lead_shared", "event_payload": {"lead": 1}}


def code(arguments: dict, flags: Flags | None = None, *, update: bool = False) -> str | None:
    refusal = message_refusal(arguments, flags, update=update)
    return refusal.error if refusal else None


def test_invalid_blocks_has_slacks_shape():
    refusal = message_refusal({"text": "x", "blocks": [section(text=mrkdwn("x" * 3001))]})

    assert refusal is not None
    assert refusal.answer == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": ["failed to match all allowed schemas [json-pointer:/blocks/0/text]", "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
        "response_metadata": {
            "messages": [
                "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]",
                "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
            ]
        },
    }


def test_blocks_of_an_attachment_are_invalid_attachments():
    assert code({"attachments": [{"blocks": [{"type": "nonsense"}]}]}) == "invalid_attachments"
    assert code({"blocks": [{"type": "nonsense"}], "attachments": [{"blocks": [{"type": "nonsense"}]}]}) == "invalid_blocks"


def test_an_invalid_view_has_slacks_shape():
    refusal = view_refusal(modal(DIVIDER, private_metadata="x" * 3001))

    assert refusal is not None
    assert refusal.answer == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {
            "messages": [
                "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
                "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]",
            ]
        },
    }


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": "x"}, None),
        ({"blocks": [DIVIDER]}, None),
        ({"attachments": [{"text": "x"}]}, None),
        ({"markdown_text": "# x"}, None),
        ({"text": "x", "blocks": json.dumps([DIVIDER])}, None),
        ({"text": "x", "blocks": "", "attachments": "", "metadata": ""}, None),
        ({}, "no_text"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "attachments": "{"}, "invalid_attachments"),
        ({"text": 5}, "invalid_arguments"),
        ({"markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
        ({"markdown_text": "x", "blocks": [DIVIDER]}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12000}, None),
        ({"markdown_text": "x" * 12001}, "msg_blocks_too_long"),
        ({"attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"text": "x" * 40001}, None),
        ({"text": "x", "metadata": META}, None),
        ({"text": "x", "metadata": json.dumps(META)}, None),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": META | {"event_payload": {"x": "x" * 8192}}}, "metadata_too_large"),
    ],
)
def test_a_message_is_answered_with(arguments, error):
    assert code(arguments) == error


def test_an_update_takes_four_thousand_characters_and_no_more():
    assert code({"text": "x" * 4000}, update=True) is None
    assert code({"text": "x" * 4001}, update=True) == "msg_too_long"
    assert code({"text": "x" * 4001}) is None


def test_an_update_may_change_metadata_alone():
    assert code({"metadata": META}, update=True) is None
    assert code({"metadata": META}) == "no_text"


def test_the_size_of_metadata_is_a_flag():
    large = META | {"event_payload": {"x": "x" * 8192}}

    assert metadata_refusal(large, Flags(metadata_bytes=16384)) is None
    assert metadata_refusal({}) is None


def test_metadata_is_measured_at_its_limit():
    empty = len(json.dumps(META | {"event_payload": {"x": ""}}, separators=(",", ":")))

    assert metadata_refusal(META | {"event_payload": {"x": "x" * (8192 - empty)}}) is None
    assert metadata_refusal(META | {"event_payload": {"x": "x" * (8193 - empty)}}) is not None


def test_warnings_of_messages_that_are_taken():
    assert message_warnings({"text": "x" * 40000}) == []
    assert message_warnings({"text": "x" * 40001}) == ["message_truncated"]
    assert message_warnings({"blocks": [DIVIDER]}) == ["missing_text_in_message"]
    assert message_warnings({"blocks": [DIVIDER]}, Flags(missing_text_warning=False)) == []


def test_a_view_of_250_kilobytes_passes_and_one_byte_more_is_too_large():
    def size(view: dict) -> int:
        return len(json.dumps(view, separators=(",", ":")))

    full = home(*[{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}] * 12, section(text=mrkdwn("x")))
    while size(full) < 247_500:
        full["blocks"].append(section(text=mrkdwn("x" * 2000)))

    def view(wanted: int) -> dict:
        blocks = list(full["blocks"])
        blocks[12] = section(text=mrkdwn("x" * (1 + wanted - size(full))))
        assert size(full | {"blocks": blocks}) == wanted
        return full | {"blocks": blocks}

    assert view_refusal(view(250_000)) is None
    refusal = view_refusal(view(250_001))
    assert refusal is not None
    assert refusal.answer == {"ok": False, "error": "view_too_large"}


@pytest.mark.parametrize("view", ["{", "[]", "null", None])
def test_what_is_no_view_has_invalid_arguments(view):
    refusal = view_refusal(view)

    assert refusal is not None
    assert (refusal.error, refusal.lines[-1]) == ("invalid_arguments", "must provide an object [json-pointer:/view]")


def test_a_view_may_come_as_text():
    assert view_refusal(json.dumps(home(DIVIDER)), surface="home") is None
    assert view_refusal(json.dumps(home(DIVIDER)), surface="modal") is not None
