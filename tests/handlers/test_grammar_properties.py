import re
import sys
import unicodedata
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers import lines, remainders
from handlers.grammar import WRITING, Line, Verb, read, read_campaign, saves, suggestion, write
from handlers.lines import Email, Mark, Name, Number, Numbers, Phone
from handlers.mrkdwn import escape

LINK = "https://bot.acme.example/leads/{id}"
PIECES = st.sampled_from(
    [
        *Verb,
        "42",
        "#42",
        "42:",
        "42,57",
        "42, 57,",
        "0301234567",
        "+49301234567",
        "+49 30 1234567",
        "ana@acme.com",
        "ana@acme.com:",
        '"acme corp"',
        '"acme',
        "“Zoë”:",
        "acme corp:",
        ":",
        "::",
        ",",
        '"',
        "'",
        "call",
        "task",
        "won",
        "closed won",
        "qualified",
        "<@UBEN>",
        "<@UANA|ana r>",
        "<!channel>",
        "<#C1|x>",
        "@dan",
        "vip, -old",
        "<mailto:ana@acme.com|ana@acme.com>",
        "<tel:+49301234567|x>",
        "https://bot.acme.example/leads/42",
        "<https://bot.acme.example/leads/42>",
        "&amp;",
        "&lt;",
        "&amp;lt;",
        "שלום",
        "e\u0301",
        "🙂",
        "\n",
        "\u00a0",
        "\u2060",
        "\0",
        "10:00",
        "north",
    ]
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TYPED = ANY_TEXT | st.lists(PIECES | st.text(max_size=5), max_size=9).flatmap(
    lambda parts: st.sampled_from([" ", "  ", "", "\n"]).map(lambda between: between.join(parts))
)
FRONTS = [
    "",
    "",
    "42 ",
    "#42: ",
    "42, 57 ",
    "ana@acme.com ",
    "+49301234567 ",
    '"acme corp" ',
    "acme corp: ",
    "call ",
    "call 42 ",
    "acme ",
    "https://bot.acme.example/leads/42 ",
]
WRITTEN = st.builds("{} {}{}".format, st.sampled_from(sorted(WRITING)), st.sampled_from(FRONTS), TYPED)
LONG = [
    "note " + "a" * 10_000,
    "note " + "a " * 5_000,
    "note " + '"' * 10_000,
    "note " + ":" * 10_000,
    "note " + ": " * 5_000,
    "note +" + "1" * 10_000 + "x",
    "note +" + "( " * 5_000 + "x",
    "note " + "a@" * 5_000,
    "note a@" + "b." * 5_000,
    "enroll " + "1," * 5_000,
    "enroll " + "1, " * 3_000 + "x",
    "note " + "<@U" * 3_000,
    "note " + "<https://" * 1_000,
    "note " + "<https://" + "a|" * 4_000,
    "note " + "&amp;" * 2_000,
    "status " + "closed " * 1_500,
    "assign " + "<@UBEN>" * 1_400,
    "new " + "1 " * 5_000,
    "new " + "1(" * 5_000,
    "new " + "," * 10_000,
    "9" * 10_000,
    "\u0301" * 10_000,
    "\u202e" * 10_000,
    "\u05d0 " * 5_000,
]


def said(line: Line) -> tuple[Verb, Mark | None, str]:
    return (line.verb, line.mark, line.rest)


def everything_read(text):
    line = read(text, lead_links=(LINK,))
    readers = (remainders.note, remainders.log, remainders.meant, remainders.tags, remainders.status, remainders.assignment, remainders.top, remainders.new)
    return line, saves(line), write(line), suggestion(line), [reader(line.rest) for reader in readers], read_campaign(text)


@given(TYPED)
@example("")
@example("\0")
@example(" \u2003\n")
def test_every_string_is_a_line(text):
    line, *_ = everything_read(text)
    assert line.typed == lines.clean(text)


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_long_line_costs_steps_in_proportion_to_its_length(text):
    def steps(line):
        count = 0

        def counted(_frame, _event, _argument):
            nonlocal count
            count += 1
            return counted

        before = sys.gettrace()
        sys.settrace(counted)
        try:
            everything_read(line)
        finally:
            sys.settrace(before)
        return count

    steps(text[:100])  # caches and compiled patterns are not the line's cost
    assert steps(text) < 200 * len(text) + 20_000


@given(WRITTEN)
@example('note x "acme": called')
@example("note +49 30 1234567: called")
@example("enroll #42: , 57 x")
@example("log call 42 : call x")
def test_a_line_written_back_says_the_same(text):
    line = read(text, lead_links=(LINK,))
    again = read(write(line), lead_links=(LINK,))
    assert said(again) == said(line)
    assert again.beginnings == line.beginnings or line.verb is Verb.LOG  # its type word may have moved behind the lead
    assert saves(again) is saves(line)
    assert write(again) == write(line)


@given(TYPED)
def test_any_line_written_back_says_the_same(text):
    line = read(text)
    assert said(read(write(line))) == said(line)


MARKS = [
    re.compile(r"[\u200b\u200e\u200f\u061c]*#?\d+[\u200b\u200e\u200f\u061c]*:?(\s|\Z)"),
    re.compile(r"\S+@\S+"),
    re.compile(r"[\u200b\u200e\u200f\u061c]*\+"),
    re.compile(r"https?://|bot\.acme\.example/leads/"),
    re.compile(r'"'),
    re.compile(r"#?\d+,\s*#?\d"),
]


@given(WRITTEN)
def test_no_write_without_a_mark(text):
    line = read(text, lead_links=(LINK,))
    after_verb = lines.head(line.typed)[1]
    ends = line.verb in {Verb.ASSIGN, Verb.STATUS} and (remainders.ends_in_person(after_verb) or remainders.ends_in_status(after_verb))
    kind_first = lines.head(after_verb)[1] if line.verb is Verb.LOG else ""
    in_front = any(mark.match(part) for mark in MARKS for part in (after_verb, kind_first))
    colon = re.search(r":(\s|\Z)", after_verb)
    assert line.mark is None or in_front or colon or ends
    assert not saves(line) or line.mark is not None


@given(st.sampled_from(sorted(WRITING)), st.lists(st.text("abcdeéא漢-!?.", min_size=1), max_size=8))
def test_words_alone_never_save(verb, words):
    line = read(" ".join([verb, *words]))
    assert line.mark is None
    assert not saves(line)


@given(WRITTEN)
def test_no_word_is_lost(text):
    line = read(text)
    kept = f"{line.verb} {_shown(line.mark)} {line.rest}"
    assert not _letters(line.typed) - _letters(kept)


@given(st.text("ab12+@.,:/ -_()\n", max_size=40))
def test_no_word_of_a_new_lead_is_lost(text):
    lead = remainders.new(text)
    kept = " ".join([lead.name, lead.company, lead.email, lead.phone, lead.website, lead.linkedin, *lead.more])
    assert _letters(kept) == _letters(text)


@given(TYPED)
def test_cleaning_what_was_cleaned_and_sent_again_changes_nothing(text):
    once = lines.clean(text)
    assert lines.clean(escape(once)) == once
    assert unicodedata.is_normalized("NFC", once)


@given(ANY_TEXT)
def test_a_beginning_and_its_remainder_are_the_whole_text(text):
    found = list(lines.beginnings(text))
    assert [len(one.name.split()) for one in found] == list(range(1, min(6, len(text.split())) + 1))
    assert all(f"{one.name} {one.rest}".split() == text.split() for one in found)


def _shown(mark: Mark | None) -> str:
    match mark:
        case Number():
            return mark.digits
        case Numbers():
            return " ".join(one.digits for one in mark.each)
        case Email():
            return mark.address
        case Phone():
            return mark.number
        case Name():
            return mark.text
        case None:
            return ""


def _letters(text: str) -> Counter[str]:
    digits = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    return Counter(one for one in digits.lower() if one.isalnum())
