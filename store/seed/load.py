"""Sample data into a database: an organization to try everything in, and a second one, so that a leak between the two would be seen."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from uuid import uuid4

import asyncpg

from store.models import PLATFORM_TABLES
from store.seed import campaigns, organizations, scoring, workflows
from store.seed.copying import Loader
from store.seed.crew import slices
from store.seed.example import NUMBER
from store.seed.organizations import Organization, OrganizationMissing, Seeded
from store.seed.people import ACME, BOREALIS, Person, Row, user_rows
from store.seed.sample import FEWEST, Recipe
from store.seed.telling import Job, Slice
from store.seed.times import Calendar
from store.urls import driver_url

Progress = Callable[[str, int, int], None]
"""Called with an organization's name, and how many of how many leads are written."""

SECOND = ("borealis", "Borealis")
SPARE = ("austral", "Austral")
SECOND_LEADS = 200
OF_LEADS = ("leads", "activities", "lead_notes", "lead_score_history", "campaign_leads")
LOCK = 0x1EAD5EED


async def seed(connection_url: str, *, organization_slug: str, as_of: date | None, progress: Progress | None = None, leads: int = 2000) -> Seeded:
    """Sample data into the organization of that slug (made by `leadbot init`) and into a second one, all or nothing; once.

    connection_url: a login that may write the platform's tables and schema slack without policies, such as their owner.
    as_of: the day that counts as today; the same day gives the same rows. None: today, as it is now where each person works. leads: at least 200.
    Loaded already: nothing is changed, `already_there` is true.
    Raises OrganizationMissing, HasOtherLeads, EmailTaken.
    """
    if leads < FEWEST:
        raise ValueError(f"at least {FEWEST} leads")
    calendar = Calendar.until(as_of) if as_of else Calendar.at(datetime.now(UTC), {person.hours for person in (*ACME, *BOREALIS)})
    async with transaction(connection_url) as connection:
        first = await organizations.find(connection, organization_slug)
        if first is None:
            raise OrganizationMissing(organization_slug)
        slug, name = SPARE if first.slug == SECOND[0] else SECOND
        second = await organizations.find(connection, slug)
        if first.is_sample:
            return await organizations.describe(connection, first, second=second.name if second else None, already_there=True)
        await organizations.refuse_others(connection, first)
        twins = await fill(connection, first, Recipe("first", ACME, leads, first.threshold("hot"), first.threshold("warm")), calendar, progress)
        second = second or await organizations.make(connection, slug, name)
        if not second.is_sample:
            await organizations.refuse_others(connection, second)
            recipe = Recipe("second", BOREALIS, SECOND_LEADS, second.threshold("hot"), second.threshold("warm"), is_main=False, twins=twins)
            await fill(connection, second, recipe, calendar, progress)
        await connection.execute(f"analyze {', '.join(PLATFORM_TABLES)}, slack.runs")  # plans made before autovacuum comes round would take tables for small
        seeded = await organizations.find(connection, first.slug)
        assert seeded is not None
        return await organizations.describe(connection, seeded, second=second.name, already_there=False)


@asynccontextmanager
async def transaction(connection_url: str) -> AsyncIterator[asyncpg.Connection]:
    """One transaction, as a batch: the triggers write no event a row and wake nobody. Two seeds wait for each other."""
    connection = await asyncpg.connect(driver_url(connection_url))
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1), set_config('app.batch_id', $2, true)", LOCK, str(uuid4()))
            yield connection
    finally:
        await connection.close()


async def fill(connection: asyncpg.Connection, organization: Organization, recipe: Recipe, calendar: Calendar, progress: Progress | None) -> list[Row]:
    """Write an organization's sample; leads of it that another organization should have too."""
    loader = Loader(connection, organization.id)
    await add_frame(loader, organization, recipe.people, calendar)
    await loader.learn(*OF_LEADS)
    twins: list[Row] = []
    example = done = 0
    async with aclosing(slices(Job(recipe, calendar, loader.known), partial(loader.reserve, "leads"))) as found:
        async for one in found:
            await add_slice(loader, one)
            twins += one.twins
            example = one.ids.get(NUMBER, example)
            done += len(one.ids)
            if progress is not None:
                progress(organization.name, done, recipe.leads)
    await organizations.settle(connection, organization, {"as_of": calendar.as_of.isoformat()} | ({"example_lead_id": example} if recipe.is_main else {}))
    return twins


async def add_frame(loader: Loader, organization: Organization, people: Sequence[Person], calendar: Calendar) -> None:
    """What leads refer to: people, rules, campaigns, workflows, connections. A connection that is there already stays the only one of its kind."""
    loader.ids["users"] = await organizations.meet(loader.connection, organization, people)
    users = user_rows(people, slug=organization.slug, since=calendar.start)
    await loader.add("users", [row for row in users if row["id"] not in loader.ids["users"]])
    await loader.add("lead_scoring_rules", scoring.rule_rows(calendar.start))
    await loader.add("campaigns", campaigns.campaign_rows(people, calendar))
    await loader.add("workflows", workflows.workflow_rows(organization.slug, people, calendar.start))
    present = await loader.connection.fetch(
        "select provider_name::text as name, min(id) as id from integrations where organization_id = $1 group by 1", organization.id
    )
    known = {row["name"]: row["id"] for row in present}
    connections = workflows.integration_rows(organization.slug, people, calendar)
    loader.ids["integrations"] = {row["id"]: known[row["provider_name"]] for row in connections if row["provider_name"] in known}
    await loader.add("integrations", [row for row in connections if row["provider_name"] not in known])


async def add_slice(loader: Loader, one: Slice) -> None:
    """Leads and all that hangs on them. Runs go before their executions: by them the database knows whose those are."""
    for table, (names, lines) in one.written.items():
        await loader.copy(table, names, lines)
    loader.ids["leads"] = dict(one.ids)
    loader.ids["workflow_executions"] = await loader.reserve("workflow_executions", [row["id"] for row in one.executions])
    await loader.add("slack.runs", one.runs)
    await loader.add("workflow_executions", one.executions)
