"""Leads that are a nuisance on purpose are found by what they show, as any other."""

import asyncpg
import pytest

from crm import search
from store.seed import hostile
from tests.postgres import create_database, drop_database
from tests.store.searching import AGREES, REP, a_lead, asking, organizations

SEARCHED = ("first_name", "last_name", "company", "email", "phone", "notes")


def shown(columns):
    """What people would type of it: of letters or digits, and without characters that no keyboard has."""
    first, last, company, email = (columns.get(name) or "" for name in ("first_name", "last_name", "company", "email"))
    whole = (first, last, f"{first} {last}", company, email)
    mixed = [text for text in (f"{last} {first}", f"{first} {company}") if any(map(str.isalpha, text))]
    typed = dict.fromkeys(text.replace("\ue000", "") for text in (*whole, *mixed))
    return [text for text in typed if any(map(str.isalnum, text))]


ASKED = [(place, text) for place, nuisance in enumerate(hostile.ALL) for text in shown(nuisance.columns)]


@pytest.fixture(scope="module")
async def hostile_leads(postgres_url, migrated_url):
    """A database's URL, and the ids of its leads in the order of the nuisances."""
    url = await create_database(postgres_url, template=migrated_url)
    owner = await asyncpg.connect(url)
    await organizations(owner)
    rows = [{name: nuisance.columns[name] for name in SEARCHED if name in nuisance.columns} for nuisance in hostile.ALL]
    ids = [await a_lead(owner, **row) for row in rows]
    for row in rows:
        await a_lead(owner, organization_id=2, **row)
    yield url, ids, dict(await owner.fetchrow("select * from slack.check_search()"))
    await owner.close()
    await drop_database(url)


def test_the_search_data_agrees_with_them(hostile_leads):
    assert hostile_leads[2] == AGREES


@pytest.mark.parametrize(("place", "text"), ASKED, ids=[f"{place}-{text[:20]!a}" for place, text in ASKED])
async def test_a_hostile_lead_is_found_by_what_it_shows(hostile_leads, place, text):
    url, ids, _ = hostile_leads
    async with asking(url) as connection:
        seen = await search.find(connection, text, viewer=REP)

    assert (seen.how, ids[place] in seen.ids) == ("typed", True)
    assert set(seen.ids) <= set(ids)  # none of the other organization's, which has them all


PHONES = [(place, nuisance.columns["phone"]) for place, nuisance in enumerate(hostile.ALL) if (nuisance.columns.get("phone") or "").strip()]


@pytest.mark.parametrize(("place", "phone"), PHONES)
async def test_a_hostile_phone_is_found_by_all_its_digits(hostile_leads, place, phone):
    url, ids, _ = hostile_leads
    async with asking(url) as connection:
        seen = await search.find(connection, "".join(filter(str.isdigit, phone)), viewer=REP)

    assert ids[place] in seen.ids
