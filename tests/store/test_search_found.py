"""What is found, and in which order: as the bot's role, from a real database."""

import unicodedata

import asyncpg
import pytest

from crm.search import Found
from store.search import find_exact
from tests.store.searching import ME, a_lead, asking, found, organizations

ANA = {"first_name": "Ana María", "last_name": "Ruiz", "company": "Acme Corp", "email": "ana.ruiz@acme-corp.example", "phone": "+49 (0)30 1234-567"}


def near_of(seen: Found) -> tuple[int, ...]:
    """Ids of what the word may be a misspelling of."""
    return tuple(line.id for line in seen.near)


@pytest.fixture
async def owner(database_url):
    connection = await asyncpg.connect(database_url)
    await organizations(connection)
    await connection.execute(
        "insert into leads (organization_id, first_name, last_name, company, email) select 1, 'Zed', 'Quux' || n, 'Filler', 'f' || n || '@filler.example'"
        " from generate_series(1, 30) n"
    )
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    "typed",
    [
        "ana.ruiz@acme-corp.example",
        "ANA.RUIZ@ACME-CORP.EXAMPLE",
        "ana.ruiz@",
        "ana.ru",
        "acme-corp.example",
        "@acme-corp.example",
        "na.ruiz@acme-corp.ex",
        "uiz@acme-corp",
        "+49 30 1234567",
        "0049301234567",
        "030 1234567",
        "(030) 12 34 567",
        "030/1234567",
        "1234567",
        "34567",
        "4567",
        "ruiz",
        "RUIZ",
        "Rüíz",
        "ru",
        "ana",
        "ana maria",
        "anamaria",
        "ana maria ruiz",
        "ruiz ana",
        "Ruiz, Ana María",
        "acme",
        "acme corp",
        "acmecorp",
        "corp",
        "ana acme",
        "acme ana",
        "ruiz corp ana",
        "an ru ac",
        "  ana\u00a0 ruiz ",
    ],
)
async def test_a_lead_is_found_as_typed_by(owner, database_url, typed):
    lead = await a_lead(owner, **ANA)

    seen = await found(database_url, typed)

    assert (seen.ids, seen.how, seen.total) == ((lead,), "typed", 1)


@pytest.mark.parametrize(
    "typed",
    [
        "riuz",  # swapped
        "rruiz",  # added
        "ruix",  # wrong
        "ferand",
        "ferrrand",
        "farrund",
        "ferrand montegro",
        "fernad monetnegro",
        "acme crop ruiz",
        "northwnid",
        "nortwihd",
    ],
)
async def test_a_misspelt_name_or_company_is_found_as_similar(owner, database_url, typed):
    ruiz = await a_lead(owner, **ANA)
    ferrand = await a_lead(owner, first_name="Lucía", last_name="Ferrand", company="Montenegro Northwind")

    seen = await found(database_url, typed)

    assert seen.how == "similar"
    assert not seen.exact
    assert seen.ids[0] == (ruiz if "r" in typed and ("u" in typed or "acme" in typed) and "farr" not in typed else ferrand)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ({"first_name": "Сергей", "last_name": "Иванов"}, "иваонв"),
        ({"first_name": "Γιώργος", "last_name": "Παπαδόπουλος"}, "παπαδοπουλυς"),
        ({"first_name": "فاطمة", "last_name": "حداد"}, "حدادد"),
        ({"first_name": "Siân", "last_name": "O'Rourke"}, "orurke"),
    ],
)
async def test_other_scripts_are_misspelt_too(owner, database_url, name, typed):
    lead = await a_lead(owner, **name)

    seen = await found(database_url, typed)

    assert (seen.ids, seen.how) == ((lead,), "similar")


@pytest.mark.parametrize("typed", ["иванов", "ИВАНОВ", "сергей иванов", "иван"])
async def test_cyrillic_is_found_in_any_case(owner, database_url, typed):
    lead = await a_lead(owner, first_name="Сергей", last_name="Иванов")

    assert (await found(database_url, typed)).ids == (lead,)


@pytest.mark.parametrize("typed", ["李雷", "雷 李", "李", "アクメ", "株式会社", "式会社アク"])
async def test_scripts_without_blanks_are_found_from_inside(owner, database_url, typed):
    lead = await a_lead(owner, first_name="雷", last_name="李", company="株式会社アクメ")

    assert (await found(database_url, typed)).ids == (lead,)


@pytest.mark.parametrize("typed", ["orourke", "o'rourke", "o rourke", "O’Rourke", "newrelic", "new relic", "NewRelic ltd", "new relic ltd", "sean newrelic"])
async def test_words_that_are_written_as_one_or_as_two(owner, database_url, typed):
    lead = await a_lead(owner, first_name="Seán", last_name="O'Rourke", company="New Relic Ltd")

    assert (await found(database_url, typed)).ids == (lead,)


async def test_one_word_is_found_where_two_were_typed(owner, database_url):
    lead = await a_lead(owner, company="NewRelic")

    assert (await found(database_url, "new relic")).ids == (lead,)


async def test_exact_comes_before_beginnings_before_words(owner, database_url):
    beginning = await a_lead(owner, first_name="Anabel", score=90)
    word = await a_lead(owner, first_name="Maria", company="Studio Ana", score=80)
    beginning_of_word = await a_lead(owner, first_name="Maria", company="Studio Analytics", score=100)
    exact = await a_lead(owner, first_name="Ana", last_name="Zaal", score=0)

    seen = await found(database_url, "ana")

    assert seen.ids == (exact, beginning, word, beginning_of_word)
    assert (seen.exact, seen.total) == (True, 4)


async def test_within_a_rank_open_before_closed_then_mine_then_by_score(owner, database_url):
    closed = await a_lead(owner, last_name="Ruiz", status="closed_won", score=100, assigned_to_id=ME)
    low = await a_lead(owner, last_name="Ruiz", score=None)
    high = await a_lead(owner, last_name="Ruiz", score=70, assigned_to_id=3)
    mine = await a_lead(owner, last_name="Ruiz", score=1, assigned_to_id=ME)

    assert (await found(database_url, "ruiz")).ids == (mine, high, low, closed)


async def test_the_notes_come_last_and_only_where_nothing_else_is_found(owner, database_url):
    noted = await a_lead(owner, last_name="Ruiz", notes="Wants to replace spreadsheets.")

    assert (await found(database_url, "spreadsheets replace")).ids == (noted,)
    assert (await found(database_url, "spreadsheets")).how == "notes"
    named = await a_lead(owner, company="Spreadsheets Ltd")
    assert (await found(database_url, "spreadsheets")).ids == (named,)


@pytest.mark.parametrize("typed", ["4568", "1234568", "+49 30 7654321", "ruiz2", "2ruiz", "999999999999"])
async def test_digits_are_never_similar(owner, database_url, typed):
    await a_lead(owner, **ANA)

    assert (await found(database_url, typed)).ids == ()


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "'",
        '"',
        "\\",
        "''",
        ":*",
        "a & b | !c:*",
        "<->",
        "(",
        "'; drop table leads; --",
        "\u202e",
        " ",
        ".",
        "@",
        "…" * 300,
        "x" * 255,
        "y z " * 1000,
        "🙂",
    ],
)
async def test_any_text_can_be_asked_for(owner, database_url, typed):
    assert (await found(database_url, typed)).how in {"typed", "similar"}


async def test_pages_follow_each_other_without_doubles(owner, database_url):
    leads = {await a_lead(owner, last_name="Ruiz", score=n % 4) for n in range(25)}

    pages = [await found(database_url, "ruiz", skip=skip) for skip in (0, 10, 20, 30)]

    assert [(len(page.ids), page.more) for page in pages] == [(10, True), (10, True), (5, False), (0, False)]
    assert {lead for page in pages for lead in page.ids} == leads
    assert pages[0].total == 25


async def test_pages_of_similar_ones_follow_each_other_too(owner, database_url):
    leads = {await a_lead(owner, last_name="Ferrand") for _ in range(15)}

    first = await found(database_url, "ferand")
    second = await found(database_url, "ferand", skip=10, how=first.how)

    assert (first.how, first.more, second.more) == ("similar", True, False)
    assert {*first.ids, *second.ids} == leads


async def test_what_very_many_have_is_not_counted_but_mine_come_first(owner, database_url):
    await owner.execute(
        "insert into leads (organization_id, first_name, company, score) select 1, 'P' || n, 'Common GmbH', n % 90 from generate_series(1, 5100) n"
    )
    mine = await a_lead(owner, company="Common GmbH", score=1, assigned_to_id=ME)
    exact = await a_lead(owner, company="Common", score=0)

    seen = await found(database_url, "common")

    assert seen.total is None
    assert seen.more
    assert seen.ids[:2] == (exact, mine)


async def test_words_that_are_as_near_take_turns(owner, database_url):
    ferrands = [await a_lead(owner, last_name="Ferrand", score=90 - n) for n in range(12)]
    fernands = [await a_lead(owner, last_name="Fernand", score=9 - n) for n in range(2)]

    seen = await found(database_url, "ferand")

    assert set(seen.ids[:4]) == {*ferrands[:2], *fernands}
    assert seen.ids[4:] == tuple(ferrands[2:8])


async def test_a_word_of_very_many_leads_finds_what_it_would_find_of_few(owner, database_url):
    """PostgreSQL has counted the words by then, and the commonest are not looked up beside others."""
    expected = [await a_lead(owner, first_name="Uma", company="Quill Ltd"), await a_lead(owner, first_name="Ina", company="Quill Ltda")]
    seen = {}
    for when in ("before", "after"):
        seen[when] = [await found(database_url, typed) for typed in ("quill ltd", "ltd quill", "quil ltd", "uma ltd", "uma ldt", "ltd", "ltd ltd")]
        await owner.execute(
            "insert into leads (organization_id, first_name, company) select 1, 'Many' || n, 'Firm' || n || ' Ltd' from generate_series(1, 3000) n"
        )
        await owner.execute("analyze slack.lead_search")

    assert ",1wltd," in await owner.fetchval("select slack.common_keys()")
    assert [one.ids for one in seen["after"][:5]] == [one.ids for one in seen["before"][:5]]
    assert [list(one.ids) for one in seen["after"][:3]] == [expected, expected, expected]
    assert [one.total for one in seen["after"][5:]] == [None, None]


async def test_a_short_list_is_filled_up_with_what_the_word_may_be_a_misspelling_of(owner, database_url):
    typed = [await a_lead(owner, first_name="Kim", last_name="Rost") for _ in range(2)]
    near = [await a_lead(owner, first_name="Lea", last_name="Rosts"), await a_lead(owner, first_name="Mia", last_name="Frost")]

    seen = await found(database_url, "rost")

    assert seen.how == "typed"
    assert list(seen.ids) == [*typed, near[0]]  # the beginning of a name is as typed
    assert near_of(seen) == (near[1],)
    assert seen.total == 3
    assert near_of(await found(database_url, "kim rost")) == ()
    await a_lead(owner, first_name="Bim", last_name="Nobody")
    assert near_of(await found(database_url, "kim")) == ()  # three letters are the beginning of a name


async def test_an_exact_hit_and_a_full_page_stay_alone(owner, database_url):
    await a_lead(owner, last_name="Frost")
    one = await a_lead(owner, last_name="Rost")

    seen = await found(database_url, "rost")
    assert (seen.ids, seen.total, seen.exact, near_of(seen)) == ((one,), 1, True, ())
    await owner.execute("insert into leads (organization_id, last_name) select 1, 'Rost' from generate_series(1, 9)")
    assert near_of(await found(database_url, "rost")) == ()


async def test_beside_one_lead_whose_name_only_begins_so_stand_up_to_five_others(owner, database_url):
    one = await a_lead(owner, last_name="Rostova")
    near = [await a_lead(owner, last_name="Frost") for _ in range(6)]

    seen = await found(database_url, "rost")
    assert (seen.ids, seen.total, seen.exact, near_of(seen)) == ((one,), 1, False, tuple(near[:5]))


async def test_the_middle_of_an_email_has_pages_and_a_count(owner, database_url):
    leads = [await a_lead(owner, email=f"{n}jqsmith@shop.example") for n in range(15)]

    first, second = [await found(database_url, "smith@shop.ex", skip=skip) for skip in (0, 10)]

    assert [*first.ids, *second.ids] == leads
    assert (first.total, second.total, first.more, second.more) == (15, 15, True, False)
    assert (await found(database_url, "smyth@shop.ex")).how != "typed"


async def test_the_middle_of_an_email_is_found_among_very_many_of_one_domain(owner, database_url):
    await owner.execute("insert into leads (organization_id, email) select 1, 'person' || n || '@gmail.example' from generate_series(1, 3000) n")
    leads = [await a_lead(owner, email=f"{n}.qsmith@gmail.example") for n in range(12)]
    await owner.execute("analyze slack.lead_search")

    first, second = [await found(database_url, "mith@gmail.ex", skip=skip) for skip in (0, 10)]

    assert [*first.ids, *second.ids] == leads
    assert (first.total, first.how, first.more, second.more) == (12, "typed", True, False)


@pytest.mark.parametrize("typed", ["1" * 3000, "+" + "49" * 1000, "7" * 99 + " " * 20, "a" * 254 + " b", "x" * 300, " " * 400])
async def test_a_long_line_finds_nothing_and_breaks_nothing(owner, database_url, typed):
    assert (await found(database_url, typed)).ids == ()
    async with asking(database_url) as connection:
        for kind in ("email", "name", "phone"):
            assert await find_exact(connection, kind, typed) == []


async def test_a_line_cut_behind_a_word_asks_for_no_empty_word(owner, database_url):
    await a_lead(owner, last_name="y" * 254)

    assert (await found(database_url, "y" * 254 + " nobody")).total == 1  # cut at 255


async def test_accents_written_apart_are_misspelt_as_others_are(owner, database_url):
    for _ in range(2):
        await a_lead(owner, last_name="Réné")
    near = await a_lead(owner, last_name="Rénée")

    assert (await found(database_url, unicodedata.normalize("NFD", "réné"))).ids[-1] == near
    assert near_of(await found(database_url, unicodedata.normalize("NFD", "rené"))) == ()
