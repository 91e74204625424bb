"""10,000 leads into a campaign: counted, in slices, with progress and summary, beside one INSERT … SELECT of the same rows; in turn."""

from time import perf_counter
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg

from bench.figures import Figure
from bench.stage import Stage, ratio
from crm import lists
from crm.people import Actor, Ways
from handlers.lists import doing
from store.batches import find_batch_id
from store.database import Database, connect
from store.urls import normalise_url

INSERT = """
    insert into campaign_leads (campaign_id, lead_id, status)
    select $1, l.id, 'pending' from leads l where l.organization_id = $2 order by l.id
    on conflict (campaign_id, lead_id) do nothing
"""


async def measure(stage: Stage) -> list[Figure]:
    """Rows a second, each time into a campaign of its own."""
    owner = await asyncpg.connect(stage.url)
    database = connect(normalise_url(stage.url))
    try:
        count = min(lists.MOST, stage.effort.bulk)
        actor = await _organization(owner, count)
        ours, peer = [], []
        for _ in range(stage.effort.bulk_rounds):
            ours.append(count / await _ours(owner, database, actor, count))
            peer.append(count / await _peer(owner, actor))
        name = f"{count:,} enrollments"
        return [
            Figure(
                "Many leads at once",
                name,
                "rows/s",
                sorted(ours)[len(ours) // 2],
                sorted(peer)[len(peer) // 2],
                "one INSERT … SELECT",
                ratio(ours, peer),
                at_least=0.3,
                of_ratio=True,
            )
        ]
    finally:
        await owner.close()
        await database.close()


async def _organization(owner: asyncpg.Connection, count: int) -> Actor:
    organization = await owner.fetchval("insert into organizations (name, slug) values ('Many', 'many') returning id")
    user = await owner.fetchval(
        "insert into users (email, role, organization_id, created_at, updated_at) values ('cara@many.example', 'manager', $1, now(), now()) returning id",
        organization,
    )
    await owner.execute(
        "insert into leads (organization_id, first_name, assigned_to_id, status, created_at, updated_at) "
        "select $1, 'Lead ' || n, $2, 'new', now(), now() from generate_series(1, $3) n",
        organization,
        user,
        count,
    )
    await owner.execute("analyze leads")
    return Actor(user, organization, "manager", "Cara", "UCARA", ZoneInfo("UTC"), Ways("Many"), 1, None)


async def _campaign(owner: asyncpg.Connection, actor: Actor) -> int:
    named = str(uuid4())
    campaign: int = await owner.fetchval(
        "insert into campaigns (organization_id, name, status, created_at, updated_at) values ($1, $2, 'active', now(), now()) returning id",
        actor.organization_id,
        named,
    )
    return campaign


async def _ours(owner: asyncpg.Connection, database: Database, actor: Actor, count: int) -> float:
    """From the first look at the leads to the summary, as the confirmed form and the worker's job do it."""
    campaign, sessions = await _campaign(owner, actor), database.sessions(actor.organization_id)
    began = perf_counter()
    async with sessions.begin(actor) as session:
        number = (await lists.gather(session, actor, "enroll", owner_id=actor.user_id)).number
    async with sessions.begin(actor) as session:
        await lists.plan(session, actor, number, campaign_id=campaign)
    async with sessions.read() as connection:
        batch_id = await find_batch_id(connection, number, organization_id=actor.organization_id)
    async with sessions.begin(actor, batch_id=batch_id) as session:
        await doing.first(session, await lists.begin(session, actor, number))
    await doing.go_on(database, number=number, organization_id=actor.organization_id)
    took = perf_counter() - began
    assert await owner.fetchval("select count(*) from campaign_leads where campaign_id = $1", campaign) == count
    return took


async def _peer(owner: asyncpg.Connection, actor: Actor) -> float:
    """As the tables' owner, with the same triggers."""
    campaign = await _campaign(owner, actor)
    began = perf_counter()
    async with owner.transaction():
        await owner.execute("select set_config('app.batch_id', $1, true)", str(uuid4()))
        await owner.execute(INSERT, campaign, actor.organization_id)
    return perf_counter() - began
