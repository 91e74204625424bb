"""slack.fold and slack.find_exact."""

import asyncpg
import pytest

from store import migrate
from tests.postgres import create_database, drop_database
from tests.store.searching import a_lead, found, organizations
from tests.store.tenants import serving

LEADS = """
insert into leads (id, organization_id, email, first_name, last_name, status, score) values
    (1, 1, 'Finn@Shop.example', 'Finn', 'Vos', 'closed_won', 90),
    (2, 1, 'finn@shop.example', 'FINN', 'Vös', 'new', 10),
    (3, 1, 'other@shop.example', ' finn ', 'vos.', 'new', 60),
    (4, 2, 'finn@shop.example', 'Finn', 'Vos', 'new', 99),
    (5, 1, null, null, null, 'new', 5),
    (6, 1, null, 'Ｍａｒｉａ', null, 'new', null)
"""


@pytest.fixture
async def owner(database_url):
    connection = await asyncpg.connect(database_url)
    await connection.execute("insert into organizations (id, name, slug) values (1, 'Acme', 'acme'), (2, 'Other', 'other')")
    await connection.execute(LEADS)
    await connection.execute("alter table leads alter id restart with 100")
    yield connection
    await connection.close()


async def find(url, kind, value, most=10, organization=1):
    async with serving(url, organization) as connection:
        return [row[0] for row in await connection.fetch("select slack.find_exact($1, $2, $3)", kind, value, most)]


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("email", "FINN@SHOP.EXAMPLE", [2, 1]),
        ("email", "finn", []),
        ("name", "finn vos", [3, 2, 1]),
        ("name", "Vos Finn", []),
        ("name", "maria", [6]),
        ("name", "", []),
        ("name", " . ", []),
        ("name", None, []),
        ("name", "'; drop table leads; --", []),
    ],
)
async def test_exact_matches_open_ones_first_then_by_score(owner, database_url, kind, value, found):
    assert await find(database_url, kind, value) == found


async def test_no_more_than_asked_for(owner, database_url):
    assert await find(database_url, "name", "Finn Vos", most=2) == [3, 2]


async def test_each_organization_finds_its_own(owner, database_url):
    assert await find(database_url, "email", "finn@shop.example", organization=2) == [4]
    assert await find(database_url, "email", "finn@shop.example", organization=None) == []
    assert await find(database_url, "email", "finn@shop.example", organization="") == []


async def test_an_unknown_kind_is_an_error(owner, database_url):
    with pytest.raises(asyncpg.RaiseError, match="knows the kinds email, name and phone, not colour"):
        await find(database_url, "colour", "1")


async def test_others_may_not_search(owner):
    await owner.execute("do $$ begin create role onlooker nologin; exception when duplicate_object then null; end $$")
    await owner.execute("grant usage on schema slack to onlooker")
    await owner.execute("set role onlooker")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.fetch("select slack.find_exact('email', 'finn@shop.example', 1)")


@pytest.mark.parametrize("kind", ["email", "name", "phone"])
async def test_the_search_goes_through_its_index(owner, database_url, kind):
    await owner.execute(
        "insert into leads (organization_id, email, first_name) select 1, 'p' || n || '@shop.example', 'P' || n from generate_series(1, 5000) n"
    )
    await owner.execute("analyze leads")
    said = []
    async with serving(database_url, 1) as connection:
        connection.add_log_listener(lambda _, message: said.append(message.message))
        await connection.execute("reset role")
        await connection.execute("load 'auto_explain'")
        for setting in ("auto_explain.log_min_duration = 0", "auto_explain.log_nested_statements = on", "client_min_messages = log"):
            await connection.execute(f"set {setting}")
        await connection.execute("set role leadbot_app")
        for _ in range(7):  # from the sixth time on with a plan that is kept
            await connection.fetch("select slack.find_exact($1, 'p77@shop.example', 5)", kind)

    plans = [each for each in said if "leads l" in each]
    assert len(plans) >= 7
    assert all("lead_search_keys_idx" in plan and "leads_pkey" in plan for plan in plans), plans[0]


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("  Dr. Ærø-Ünal, “O'Neill”!  ", "dr aero unal o neill"),
        ("МОСКВА", "москва"),
        ("李　雷", "李 雷"),
        ("علي", "علي"),
        ("...", ""),
        ("a\u0000b".replace("\u0000", "\u202e"), "a b"),
    ],
)
async def test_names_are_folded(owner, value, folded):
    assert await owner.fetchval("select slack.fold($1)", value) == folded


async def test_a_database_that_knows_only_ascii_letters_finds_other_scripts_too(postgres_url):
    url = await create_database(postgres_url, options="template template0 locale_provider libc lc_collate 'C' lc_ctype 'C' encoding 'UTF8'")
    try:
        await migrate.upgrade(url)
        owner = await asyncpg.connect(url)
        await organizations(owner)
        lead = await a_lead(owner, first_name="Иван", last_name="Сергеев", company="株式会社アクメ")
        await owner.close()
        for typed in ("иван", "ИВАН СЕРГЕЕВ", "серг", "株式", "アクメ"):
            assert (await found(url, typed)).ids == (lead,), typed
    finally:
        await drop_database(url)
