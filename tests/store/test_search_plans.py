"""EXPLAIN as the bot's role sees it: no class of query reads all leads, whichever plan is kept."""

import asyncpg
import pytest

from crm import search
from tests.postgres import create_database, drop_database
from tests.store.searching import REP, asking, organizations

CLASSES = {
    "exact name": "first77 last77",
    "exact e-mail": "p77@shop.example",
    "beginning": "first77 last7",
    "words": "last77 company7",
    "part of an e-mail": "77@shop",
    "middle of an e-mail": "7@shop.ex",
    "phone": "+49 30 00000077",
    "last digits": "0000077",
    "misspelt": "vogelsnag",
    "misspelt, two words": "vogelsnag wintesr",
    "notes": "spreadsheets",
    "what very many have": "common",
    "one letter": "c",
    "nothing": "zzzzqqq",
}


@pytest.fixture(scope="module")
async def filled_url(postgres_url, migrated_url):
    url = await create_database(postgres_url, template=migrated_url)
    owner = await asyncpg.connect(url)
    await organizations(owner)
    await owner.execute("""
        insert into leads (organization_id, first_name, last_name, company, email, phone, notes, assigned_to_id)
        select 1 + n % 2, 'First' || n, case n % 100 when 0 then 'Vogelsang' else 'Last' || n end, case n % 3 when 0 then 'Common' else 'Company' || n % 50 end,
               'p' || n || '@shop.example', '+49 30 ' || lpad(n::text, 8, '0'), case n % 1000 when 0 then 'replace spreadsheets' end, 1 + n % 2
        from generate_series(1, 24000) n
    """)
    for table in ("leads", "slack.lead_search", "slack.search_words"):
        await owner.execute(f"analyze {table}")
    await owner.close()
    yield url
    await drop_database(url)


@pytest.mark.parametrize("query", CLASSES.values(), ids=CLASSES)
async def test_no_search_reads_every_lead(filled_url, query):
    said = []
    async with asking(filled_url) as connection:
        connection.add_log_listener(lambda _, message: said.append(message.message))
        await connection.execute("reset role")
        await connection.execute("load 'auto_explain'")
        for setting in ("auto_explain.log_min_duration = 0", "auto_explain.log_nested_statements = on", "client_min_messages = log"):
            await connection.execute(f"set {setting}")
        await connection.execute("set role leadbot_app")
        for _ in range(7):  # from the sixth time on with a plan that would be kept
            await search.find(connection, query, viewer=REP)

    plans = [each for each in said if "lead_search" in each or "search_words" in each or "leads" in each]
    assert len(plans) >= 7
    for table in ("leads", "lead_search", "search_words"):
        assert not [plan for plan in plans if f"Seq Scan on {table}" in plan], table
