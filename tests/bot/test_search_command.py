"""leadbot search: whether every lead can be found, and putting it right."""

import asyncpg
import pytest

from tests.bot.programs import run


@pytest.fixture
def leadbot(tmp_path, database_url):
    async def call(*arguments):
        return await run(*arguments, settings={"LEADBOT_DATABASE_URL": database_url}, cwd=tmp_path)

    return call


@pytest.fixture
async def owner(database_url):
    connection = await asyncpg.connect(database_url)
    await connection.execute("insert into organizations (id, name, slug) values (1, 'Acme', 'acme')")
    await connection.execute("insert into leads (id, organization_id, first_name, last_name) select n, 1, 'Ana', 'Ruiz' from generate_series(1, 7000) n")
    yield connection
    await connection.close()


async def test_search_data_that_agrees_is_said_to(owner, leadbot):
    assert await leadbot("search") == (0, "The search data agrees with the leads.\n")
    assert await leadbot("search", "--rebuild") == (0, "The search data agreed with the leads; nothing was changed.\n")


async def test_what_differs_is_counted_and_put_right(owner, leadbot):
    await owner.execute("delete from slack.lead_search where lead_id <= 10")
    await owner.execute("update slack.lead_search set keys = '' where lead_id = 6999")
    await owner.execute("insert into slack.lead_search (lead_id, organization_id, keys) values (8000, 1, '')")
    await owner.execute("delete from slack.search_words where word = 'ruiz'")
    await owner.execute("insert into slack.search_words (organization_id, word) values (1, 'nobody'), (1, 'ana')")

    status, said = await leadbot("search")

    assert status == 1
    assert "leads that are not in it: 10, leads that were changed without it: 1, leads in it that are gone: 1, words that it does not know: 1" in said
    assert "leadbot search --rebuild" in said
    assert await leadbot("search", "--rebuild") == (0, "The search data agrees with the leads: 15 rows were put right.\n")
    assert await leadbot("search") == (0, "The search data agrees with the leads.\n")
    assert [row["word"] for row in await owner.fetch("select word from slack.search_words order by word")] == ["ana", "ruiz"]


async def test_leads_loaded_without_triggers_are_found_after_a_rebuild(owner, leadbot):
    await owner.execute("alter table leads disable trigger user")
    await owner.execute("insert into leads (id, organization_id, first_name) values (9001, 1, 'Zofia')")
    await owner.execute("alter table leads enable trigger user")

    assert (await leadbot("search"))[0] == 1
    await leadbot("search", "--rebuild")

    await owner.execute("set app.organization_id = '1'")
    assert await owner.fetchval("select lead_id from slack.search_leads('zofia', 1, 5)") == 9001
