"""Answers to submitted forms, and what Slack refuses in a form before the app hears of it."""

import pytest

from playground.forms import file_problems, submission_problems, validate_response_action
from playground.rules import Flags
from tests.playground.test_validator import DIVIDER, section
from tests.playground.test_validator_views import field, home, modal, rich

VIEW = modal(field({"type": "plain_text_input", "action_id": "a"}, block_id="name"), section(block_id="words"))
FILES = {"type": "file_input", "action_id": "f", "max_files": 2, "filetypes": ["pdf", "PNG"]}


def said(answer) -> list[str]:
    return [str(problem) for problem in validate_response_action(answer, VIEW)]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "",
        {},
        {"response_action": "clear"},
        {"response_action": "errors", "errors": {"name": "Names have letters."}},
        {"response_action": "update", "view": modal(DIVIDER)},
        {"response_action": "push", "view": modal(DIVIDER)},
    ],
)
def test_slack_takes(answer):
    assert said(answer) == []


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("saved", "must provide an object [json-pointer:]"),
        ({"response_action": "close"}, "value must be one of the allowed enum values [json-pointer:/response_action]"),
        ({"response_action": []}, "value must be one of the allowed enum values [json-pointer:/response_action]"),
        ({"text": "saved"}, "value must be one of the allowed enum values [json-pointer:/response_action]"),
        ({"response_action": "clear", "view": modal(DIVIDER)}, "invalid additional property: view [json-pointer:]"),
        ({"response_action": "errors"}, "must provide an object [json-pointer:/errors]"),
        ({"response_action": "errors", "errors": {}}, "no fewer than 1 items allowed [json-pointer:/errors]"),
        ({"response_action": "errors", "errors": {"nobody": "x"}}, "must be the block_id of an input block of the view [json-pointer:/errors/nobody]"),
        ({"response_action": "errors", "errors": {"words": "x"}}, "must be the block_id of an input block of the view [json-pointer:/errors/words]"),
        ({"response_action": "errors", "errors": {"a/~": "x"}}, "must be the block_id of an input block of the view [json-pointer:/errors/a~1~0]"),
        ({"response_action": "errors", "errors": {"name": ""}}, "must be more than 0 characters [json-pointer:/errors/name]"),
        ({"response_action": "errors", "errors": {"name": {"type": "plain_text"}}}, "must provide a string [json-pointer:/errors/name]"),
        ({"response_action": "update"}, "missing required field: view [json-pointer:]"),
        ({"response_action": "push", "view": home(DIVIDER)}, "unsupported type: home [json-pointer:/view/type]"),
        ({"response_action": "update", "view": modal()}, "no fewer than 1 items allowed [json-pointer:/view/blocks]"),
        ({"response_action": "update", "view": modal(private_metadata="x" * 250_000)}, "view_too_large [json-pointer:/view]"),
    ],
)
def test_slack_refuses(answer, problem):
    assert problem in said(answer)


def test_a_mention_in_a_rich_text_input_sticks_until_it_is_edited():
    element = {"type": "rich_text_input", "action_id": "r", "initial_value": rich({"type": "text", "text": "for "}, {"type": "user", "user_id": "UBEN"})}
    view = modal(field(element, block_id="note"))

    assert [str(one) for one in submission_problems(view)] == ["failed to match any allowed schemas [json-pointer:/state/values/note/r]"]
    assert submission_problems(view, edited=["note"]) == []
    assert submission_problems(view, flags=Flags(mentions_stick_in_inputs=False)) == []
    assert submission_problems(VIEW) == []


def test_files_are_of_the_number_kind_and_size_that_the_input_takes():
    assert file_problems(FILES, [("a.pdf", 10_000_000), ("B.png", 1)]) == []
    assert [str(one) for one in file_problems(FILES, [("a.pdf", 1), ("b.exe", 1), ("c.pdf", 10_000_001)])] == [
        "no more than 2 items allowed [json-pointer:]",
        "unsupported type: b.exe [json-pointer:/1]",
        "must be less than 10000001 bytes [json-pointer:/2]",
    ]
    assert file_problems(FILES, [("c.pdf", 100_000_000)], Flags(file_input_bytes=100_000_000)) == []


def test_a_file_input_takes_ten_files_of_any_kind_unless_it_says_otherwise():
    assert file_problems({"type": "file_input"}, [("a", 1)] * 10) == []
    assert file_problems({"type": "file_input"}, [("a", 1)] * 11)
