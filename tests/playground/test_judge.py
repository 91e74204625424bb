"""The validator as a program: what a file is taken for, one line an error, exit status 1."""

import json
import subprocess
import sys

import pytest

from tests.playground.test_validator import DIVIDER, INPUT, option, section
from tests.playground.test_validator_views import home, modal


def judge(payload, *more: str) -> tuple[int, list[str], str]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    ended = subprocess.run([sys.executable, "-m", "playground", "validate", "-", *more], input=text, capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, ended.stdout.splitlines(), ended.stderr.strip()


@pytest.mark.parametrize(
    ("payload", "taken_for"),
    [
        ({"text": "x"}, "a message"),
        ({"blocks": [DIVIDER], "attachments": [{"text": "x"}]}, "a message"),
        ([DIVIDER], "blocks of a message"),
        (DIVIDER, "blocks of a message"),
        (modal(DIVIDER), "a modal"),
        (home(DIVIDER), "a Home view"),
        ({"trigger_id": "1.2.a", "view": modal(DIVIDER)}, "a modal"),
        ({"options": [option("a")]}, "an answer with options"),
        ({"display_information": {"name": "Leadbot"}}, "an app manifest"),
    ],
)
def test_a_file_is_taken_for_what_it_is(payload, taken_for):
    assert judge(payload) == (0, [], f"Taken for {taken_for}.")


@pytest.mark.parametrize(
    ("payload", "lines", "taken_for"),
    [
        ({}, ["no_text"], "a message"),
        (
            [section(nonsense=1), {"type": "x"}],
            ["invalid additional property: nonsense [json-pointer:/blocks/0]", "unsupported type: x [json-pointer:/blocks/1/type]"],
            "blocks of a message",
        ),
        (home(), ["failed to match all allowed schemas [json-pointer:/view]", "no fewer than 1 items allowed [json-pointer:/view/blocks]"], "a Home view"),
        ({"display_information": {}}, ["missing required field: name [json-pointer:/display_information]"], "an app manifest"),
        ({"view": 5}, ["failed to match all allowed schemas [json-pointer:/view]", "must provide an object [json-pointer:/view]"], "a view"),
        (5, ["must provide an object or an array [json-pointer:]"], "nothing that Slack knows"),
    ],
)  # fmt: skip
def test_each_error_has_a_line_and_the_status_is_one(payload, lines, taken_for):
    assert judge(payload) == (1, lines, f"Taken for {taken_for}.")


def test_blocks_are_judged_for_the_surface_that_is_asked_for():
    assert judge([INPUT], "--surface", "home") == (0, [], "Taken for blocks of a home.")
    assert judge([INPUT])[0] == 1


def test_what_is_not_json_is_said():
    status, lines, words = judge("{")

    assert (status, lines) == (1, [])
    assert words.startswith("This is not JSON: ")
