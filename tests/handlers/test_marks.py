"""Marks in a stored text are formatting again where it is edited, and give the same text back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import marks, rich
from playground.validator import validate_view
from tests.handlers.leads.test_views import NASTY

PIECES = st.sampled_from(
    ["*", "_", "~", "`", "```", "\n", "> ", "• ", "1. ", "2. ", "  ", " ", "a", "B c", "snake_case", "2*3*4", "@Ben", "https://x.example/a_b_c", "é"]
)


@given(st.lists(PIECES, max_size=30).map("".join) | NASTY | st.text())
def test_a_text_comes_back_as_it_was(text):
    built = marks.rich_text(text)
    editor = {"type": "rich_text_input", "action_id": "x", "initial_value": built}
    block = {"type": "input", "block_id": "note", "label": {"type": "plain_text", "text": "Note"}, "element": editor}

    assert rich.as_text(built, {}) == text.replace("\0", "\ufffd").strip()
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "submit": {"type": "plain_text", "text": "x"}, "blocks": [block]}
    assert not text or validate_view(view) == []


def elements(text):
    return [(one["text"], set(one.get("style", ()))) for part in marks.rich_text(text)["elements"] for one in part["elements"]]


READ = {
    "*urgent*: call": [("urgent", {"bold"}), (": call", set())],
    "a *_both_* b": [("a ", set()), ("both", {"bold", "italic"}), (" b", set())],
    "*a*_b_": [("a", {"bold"}), ("b", {"italic"})],
    "`x = y * z`": [("x = y * z", {"code"})],
    "snake_case_name 2*3*4 ~/a and ~/b": [("snake_case_name 2*3*4 ~/a and ~/b", set())],
    "see https://x.example/a_b_c": [("see https://x.example/a_b_c", set())],
}


@pytest.mark.parametrize("text", READ)
def test_marks_around_words_are_formatting(text):
    assert elements(text) == READ[text]


def test_lists_quotes_and_blocks_are_kept():
    text = "Plan:\n\n1. call *Ana*\n2. write\n  • offer\n\n> she said\n> yes\n```\ncode\n```\nend"

    built = marks.rich_text(text)

    kinds = [(part["type"].removeprefix("rich_text_"), part.get("style")) for part in built["elements"] if part["elements"] != [{"type": "text", "text": "\n"}]]
    assert kinds == [
        ("section", None), ("list", "ordered"), ("list", "bullet"), ("quote", None), ("preformatted", None), ("section", None)
    ]  # fmt: skip
    assert rich.as_text(built, {}) == text
