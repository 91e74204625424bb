"""What a misspelt query may have meant."""

from hypothesis import given
from hypothesis import strategies as st

from crm.search import MOST_COMBINATIONS, candidates, combinations, nearest, without_a_word
from store.search import Typed


def words_of(*typed):
    return [meant.words for meant in combinations(typed)]


WORDS = st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=9)


def test_the_nearest_word_comes_first():
    assert [word for _, word in nearest(Typed("riuz", ("ruiz", "ruizo", "riu", "rizu")))] == ["riu", "rizu", "ruiz"]


def test_a_short_word_is_mistaken_in_one_letter_and_a_shorter_in_none():
    assert nearest(Typed("ruiz", ("rxyz",))) == []
    assert nearest(Typed("li", ("lu",))) == []
    assert [word for _, word in nearest(Typed("ferrand", ("farrund", "fxxxand")))] == ["farrund"]


def test_a_word_stays_as_typed_beside_one_that_is_mistaken():
    assert words_of(Typed("ana"), Typed("riuz", ("ruiz",))) == ["ana* ruiz"]


def test_fewer_mistakes_come_first():
    meant = words_of(Typed("anna", ("ana",)), Typed("riuz", ("ruiz",)))

    assert meant[-1] == "ana ruiz"
    assert set(meant[:2]) == {"anna* ruiz", "ana riuz*"}


def test_of_three_words_one_may_be_left_out():
    words = [Typed("ana"), Typed("riuz", ("ruiz",)), Typed("berlin")]

    assert [meant.words for meant in without_a_word(words)] == ["ana* berlin*", "ana* riuz*", "riuz* berlin*", "ana* ruiz", "ruiz berlin*"]
    assert without_a_word([Typed("ana"), Typed("ruiz")]) == []


def test_a_word_too_short_to_be_mistaken_may_be_left_out():
    assert [meant.words for meant in without_a_word([Typed("x"), Typed("ruiz")])] == ["ruiz*"]
    assert without_a_word([Typed("1"), Typed("23")]) == []


def test_what_may_be_anything_says_each_word_as_typed_or_as_known():
    assert candidates([Typed("anna", ("ana",)), Typed("riuz", ("ruiz", "wholly-other"))]) == "anna*|ana riuz*|ruiz"


def test_a_single_word_is_taken_for_one_after_the_other_and_of_several_for_all_that_are_as_near():
    known = ("ruiz", "riuzo")

    assert words_of(Typed("riuz", known)) == [word for _, word in nearest(Typed("riuz", known))]
    assert [meant.level for meant in combinations([Typed("ferand", ("ferrand", "fernand", "brand"))])] == [1, 1, 2]
    assert set(words_of(Typed("ana"), Typed("riuz", known))[0].removeprefix("ana* ").split("|")) == set(known)


@given(st.lists(st.builds(Typed, WORDS, st.lists(WORDS, max_size=20).map(tuple)), max_size=8))
def test_combinations_are_few_and_of_words_that_are_known_or_typed(words):
    for meant in (words_of(*words), [one.words for one in without_a_word(words)]):
        check(meant, words)


def check(meant, words):
    assert len(meant) <= MOST_COMBINATIONS
    assert len(set(meant)) == len(meant)
    known = {f"{typed.word}*" for typed in words} | {word for typed in words for word in typed.known}
    assert all(word in known for one in meant for word in one.replace("|", " ").split())
    assert "" not in meant
