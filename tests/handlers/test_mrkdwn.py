import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers import lines
from handlers.mrkdwn import INVISIBLE, ISOLATE, JOINER, POP, bounded, escape, one_line, plain

HOSTILE = st.sampled_from(
    [
        "*bold*",
        "_x_",
        "~gone~",
        "`code`",
        "```",
        "＊b＊",
        "＿x＿",
        ":tada:",
        ":a:b:",
        "10:30",
        "&",
        "<",
        ">",
        "&amp;",
        "<!channel>",
        "<@U1>",
        "<https://a.example|b>",
        "\n",
        "\r\n",
        "\u2028",
        "\t",
        "\0",
        "\x1b[31m",
        "\u202e",
        "\u2066",
        "\u2069",
        "שלום",
        "مرحبا",
        "١٢",
        "e\u0301\u0301",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "a",
        " ",
        "z",
    ]
)
TEXT = st.text() | st.lists(HOSTILE | st.text(max_size=3), max_size=30).map("".join)
LIMIT = st.integers(1, 130)
LOOK_ALIKES = str.maketrans("∗﹡ˍ∼‵＊＿｀", "**_~`*_`")
KEEPS_LINES = pytest.mark.parametrize("cut", [one_line, bounded])


def unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def bare(text):
    """Without what we add and replace, to compare with what came in."""
    for character in INVISIBLE:
        text = text.replace(character, "")
    return text.translate(LOOK_ALIKES)


def cleaned(text, *, keep_lines):
    text = bare(text)
    if keep_lines:
        text = re.sub(r"\r\n|[\r\v\f\x85\u2028\u2029]", "\n", text)
    spaced = "".join(" " if unicodedata.category(one) in {"Cc", "Cs"} and one != "\n" else one for one in text)
    return spaced.strip() if keep_lines else " ".join(spaced.split())


def test_escaping_takes_three_characters_and_nothing_else():
    assert escape("""<!channel> & "Sons" 'x' *b*""") == """&lt;!channel&gt; &amp; "Sons" 'x' *b*"""


@KEEPS_LINES
@given(text=TEXT, limit=LIMIT)
@example(text="&" * 60, limit=60)
@example(text="<" * 60, limit=7)
@example(text="א\n" * 60, limit=20)
def test_a_value_is_bounded_and_escaped(cut, text, limit):
    shown = cut(text, limit)
    assert len(shown) <= limit
    assert not set("<>") & set(shown)
    assert not re.search(r"&(?!(?:amp|lt|gt);)", shown)
    assert cut is bounded or len(shown.splitlines()) <= 1


@KEEPS_LINES
@given(text=TEXT, limit=LIMIT)
def test_what_is_shown_is_a_prefix_of_what_was_given(cut, text, limit):
    shown = bare(unescaped(cut(text, limit)))
    given = cleaned(text, keep_lines=cut is bounded)
    assert shown == given or given.startswith(shown.removesuffix("…"))


@KEEPS_LINES
@given(text=TEXT)
def test_what_fits_is_shown_whole(cut, text):
    assert bare(unescaped(cut(text, 100_000))) == cleaned(text, keep_lines=cut is bounded)


@given(text=TEXT, limit=LIMIT)
def test_no_character_is_left_that_could_format(text, limit):
    shown = bounded(text, limit)
    assert not re.search(r"(?<![^\W_])[*_~＊＿]|[*_~＊＿](?![^\W_])|[`｀]", shown)
    assert not re.search(r":[^\s:\u2060]{1,100}:", shown)
    assert not re.search(r"^(&gt;|＞)", shown, re.MULTILINE)


@KEEPS_LINES
@given(text=TEXT, limit=LIMIT)
def test_right_to_left_text_cannot_turn_round_what_stands_beside_it(cut, text, limit):
    shown = cut(text, limit)
    assert not (set(INVISIBLE) - {JOINER, ISOLATE, POP}) & set(shown)
    for line in (shown.split("\n")[0], shown.split("\n")[-1]):
        turns = any(unicodedata.bidirectional(one) in {"R", "AL", "AN"} for one in line)
        assert (line[:1] == ISOLATE and line[-1:] == POP) if turns else not {ISOLATE, POP} & set(line)
        assert (line.count(ISOLATE), line.count(POP)) == (turns, turns)


@given(text=TEXT, limit=LIMIT)
def test_plain_text_is_one_line_bounded_as_if_escaped_and_not_escaped(text, limit):
    shown = plain(text, limit)
    assert len(escape(shown)) <= limit
    assert len(shown.splitlines()) <= 1
    assert cleaned(text, keep_lines=False).startswith(bare(shown).removesuffix("…")) or bare(shown) == cleaned(text, keep_lines=False)


def test_plain_text_keeps_its_end_whole():
    assert plain("Ana Ruiz · Acme Corp", 20, keep=" · #42") == "Ana Ruiz · Ac… · #42"
    assert plain("Ana Ruiz", 20, keep=" · #42") == "Ana Ruiz · #42"
    assert plain("*Ana* :tada: & <b>", 75) == "*Ana* :tada: & <b>"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana Ruiz", "Ana Ruiz"),
        ("<!channel> & Sons", "&lt;!channel&gt; &amp; Sons"),
        ("*Ana* _R_ ~x~ `y`", "∗Ana∗ ˍRˍ ∼x∼ ‵y‵"),
        ("jane_doe 5*3 a__b", "jane_doe 5*3 aˍˍb"),
        ("a`b", "a‵b"),
        (":tada: 10:30 Re: x", f":{JOINER}tada: 10:30 Re: x"),
        ("> quoted", f"{JOINER}&gt; quoted"),
        ("a\n\tb\x00c\u2028d", "a b c d"),
        ("x\u202eevil\u202c", "xevil"),
        ("שלום", f"{ISOLATE}שלום{POP}"),
        ("https://acme.com ana@acme.com", "https://acme.com ana@acme.com"),
        ("", ""),
        ("\u202e \0", ""),
    ],
)
def test_a_name_stands_as_it_is_but_for_what_slack_would_make_of_it(name, shown):
    assert one_line(name, 60) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abc def", 5, "abc…"),
        ("a&b", 7, "a&amp;b"),
        ("a&bc", 7, "a&amp;…"),
        ("a&bc", 6, "a…"),
        ("abe\u0301d", 4, "ab…"),
        ("ab👩\u200d👧c", 5, "ab…"),
        ("abc_d", 5, "abc_d"),
        ("abc_def", 5, "abc…"),
        ("שלום", 4, f"{ISOLATE}ש…{POP}"),
        ("abc", 0, ""),
    ],
)
def test_a_cut_splits_no_entity_and_no_character(text, limit, shown):
    assert one_line(text, limit) == shown


def test_a_block_of_text_keeps_its_lines():
    assert bounded("one\r\n*two*\n\n> three ", 60) == f"one\n∗two∗\n\n{JOINER}&gt; three"
    assert bounded("אב\nגד\nx", 60) == f"{ISOLATE}אב{POP}\nגד\nx"


@pytest.mark.parametrize("name", [":tada: Ltd", "> Co", "שלום"])
def test_a_name_copied_from_a_card_is_read_as_it_was(name):
    assert lines.clean(one_line(name, 60)) == name
