"""Search shows nobody another organization's leads: not as hits, not in counts, not through what it takes for misspelt."""

import asyncpg
import pytest

from store import search
from tests.store.searching import OTHER_REP, REP, a_lead, asking, found, organizations


@pytest.fixture
async def owner(database_url):
    connection = await asyncpg.connect(database_url)
    await organizations(connection)
    for organization in (1, 2):
        await a_lead(
            connection, organization_id=organization, first_name="Ana", last_name="Ruiz", email="ana@acme.example", phone="+49301234567", notes="pilot"
        )
    await a_lead(connection, organization_id=2, first_name="Secretiana", last_name="Onlythere", company="Hidden Works")
    yield connection
    await connection.close()


@pytest.mark.parametrize("typed", ["ana ruiz", "ana", "ana@acme.example", "1234567", "riuz", "pilot"])
async def test_each_organization_finds_its_own(owner, database_url, typed):
    for organization in (1, 2):
        seen = await found(database_url, typed, organization=organization)
        owners = {await owner.fetchval("select organization_id from leads where id = $1", lead) for lead in seen.ids}
        assert (owners, seen.total) == ({organization}, 1)


@pytest.mark.parametrize("typed", ["secretiana", "secretianna", "onlytehre", "hidden works", "hiden"])
async def test_what_only_another_has_is_not_there(owner, database_url, typed):
    assert (await found(database_url, typed)).ids == ()
    async with asking(database_url) as connection:
        assert not any(word.known for word in await search.similar_words(connection, typed))


@pytest.mark.parametrize("organization", [None, "", "2); --", "99"])
async def test_without_an_organization_there_is_nothing(owner, database_url, organization):
    async with asking(database_url, None) as connection:
        await connection.execute("select set_config('app.organization_id', $1, false)", "" if organization is None else organization)
        if organization == "2); --":
            with pytest.raises(asyncpg.InvalidTextRepresentationError):
                await search.search_leads(connection, "ana", organization_id=1, viewer=REP, limit=5)
            return
        assert await search.search_leads(connection, "ana", organization_id=1, viewer=OTHER_REP, limit=5) == []
        assert await search.leads_with(connection, [search.Meant("ana*", 1)], organization_id=1, viewer=OTHER_REP, limit=5) == []
        assert not any(word.known for word in await search.similar_words(connection, "anna"))
        assert await search.find_exact(connection, "name", "Ana Ruiz") == []


@pytest.mark.parametrize("combination", ["2wana", "'2wana'", "ana' | '2wana", "\\' | '2wana'", "ana'||'2wana"])
async def test_a_combination_cannot_name_another_organization(owner, database_url, combination):
    mine = await a_lead(owner, first_name=f"Quill {combination.replace(chr(92), '')}")
    async with asking(database_url) as connection:
        hits = await search.leads_with(connection, [search.Meant(combination, 1), search.Meant("quill", 2)], organization_id=1, viewer=REP, limit=5)

    assert [hit.line.id for hit in hits] == [mine]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from slack.lead_search",
        "select * from slack.search_words",
        "delete from slack.lead_search",
        "select * from slack.ranked_leads(2, array['''2wana'''::tsquery], 1, 5, 0)",
        "select slack.lexeme(2, 'w', 'ana')",
        "select slack.mend_search(0, 10)",
        "select slack.check_search()",
        "select slack.unused_search_words()",
        "select slack.drop_search_words('{}', '{}')",
        "select slack.common_keys()",
    ],
)
async def test_the_bots_role_cannot_go_round_the_functions(owner, database_url, statement):
    async with asking(database_url) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
