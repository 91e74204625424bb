"""Whatever a lead is called, it is found by that, in either order and any case; and by a word of it with a letter or two mistaken."""

import unicodedata

import asyncpg
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from crm import search
from tests.postgres import create_database, drop_database
from tests.store.searching import REP, a_lead, asking, organizations

SCRIPTS = ("abcdefghzABZ", "ÄÖÜéèñçßøæİı", "абвгдйёЖ", "αβγάέώΣ", "عربيحخ", "אבגד", "欧阳明子", "あおアオ", "กขคำ", "한글", "𝔘ﬁ①", "कखি्ப")
BETWEEN = "'’-./&+,@ \u200b\u00ad\u00a0\u202e0123456789%_\\\""
NAMES = st.sampled_from(SCRIPTS).flatmap(
    lambda letters: st.text(letters * 2 + BETWEEN, min_size=1, max_size=20).filter(lambda name: any(map(str.isalpha, name)))
)
WORDS = st.sampled_from(("abcdefghijklmnoprstuvwz", "абвгдежзиклмнопрсту", "αβγδεζηθικλμνοπρτυφ")).flatmap(
    lambda letters: st.tuples(st.just(letters), st.text(letters, min_size=5, max_size=12))
)


@pytest.fixture(scope="module")
async def owner_and_bot(postgres_url, migrated_url):
    url = await create_database(postgres_url, template=migrated_url)
    owner = await asyncpg.connect(url)
    await organizations(owner)
    async with asking(url) as bot:
        yield owner, bot
    await owner.close()
    await drop_database(url)


@settings(max_examples=100, deadline=None)
@given(first=NAMES, last=NAMES, company=NAMES)
async def test_a_lead_of_any_name_is_found_by_it(owner_and_bot, first, last, company):
    owner, bot = owner_and_bot
    lead = await a_lead(owner, first_name=first, last_name=last, company=company)
    try:
        for typed in (first, last, company, f"{first} {last}", f"{last} {first}", f"{company} {first}", last.upper(), unicodedata.normalize("NFD", last)):
            seen = await search.find(bot, typed, viewer=REP)
            assert (seen.ids, seen.how) == ((lead,), "typed"), typed
    finally:
        await owner.execute("delete from leads")


def mistaken(draw, letters, word):
    """The word with one letter missing, added, wrong, or two swapped."""
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(letters))
    before, after = word[:place], word[place:]
    return draw(st.sampled_from((before + after[1:], before + letter + after, before + letter + after[1:], before + after[1:2] + after[:1] + after[2:])))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), letters_and_word=WORDS, times=st.integers(1, 2))
async def test_a_word_with_mistaken_letters_is_found(owner_and_bot, data, letters_and_word, times):
    owner, bot = owner_and_bot
    letters, word = letters_and_word
    typed = word
    for _ in range(times if len(word) > 6 else 1):  # a word of four letters is allowed one
        typed = mistaken(data.draw, letters, typed)
    assume(OSA.distance(word, typed) <= times)  # a letter put between two that were swapped is a third mistake
    lead = await a_lead(owner, last_name=word)
    try:
        assert (await search.find(bot, typed, viewer=REP)).ids == (lead,), (word, typed)
    finally:
        await owner.execute("delete from leads")
        await owner.execute("delete from slack.search_words")
