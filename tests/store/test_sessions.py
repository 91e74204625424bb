"""Sessions belong to one organization, whatever happened on their connection before."""

import asyncio
import contextlib

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from store.database import AlreadyHandled, Database, RoleChanged, Sessions, create_engine
from store.models import Lead
from store.slack_models import Event, Received
from store.urls import normalise_url
from tests.leadbot import add, an_organization


@pytest.fixture
async def one_connection(database_url):
    """A pool of a single connection, which every organization has to share."""
    url = normalise_url(database_url)
    engines = Database(app=create_engine(url, role="leadbot_app", size=1), jobs=create_engine(url, role="leadbot_jobs", size=1))
    yield engines
    await engines.close()


@pytest.fixture
async def two(owner):
    """Two organizations, each with a lead called after it."""
    organizations = [await an_organization(owner, slug) for slug in ("acme", "borealis")]
    for organization in organizations:
        await add(owner, Lead(first_name=organization.slug, organization_id=organization.id))
    return [organization.id for organization in organizations]


async def names(sessions: Sessions) -> list[str | None]:
    """Every lead that a query without any WHERE finds."""
    async with sessions.read() as connection:
        return [row["first_name"] for row in await connection.fetch("select first_name from leads")]


async def test_two_organizations_share_one_connection_and_see_their_own(one_connection, two):
    acme, borealis = (one_connection.sessions(organization) for organization in two)

    for _ in range(3):
        assert await names(acme) == ["acme"]
        assert await names(borealis) == ["borealis"]


async def test_a_rollback_before_the_next_organizations_session_leaks_nothing(one_connection, two):
    acme, borealis = (one_connection.sessions(organization) for organization in two)
    assert await names(borealis) == ["borealis"]

    await broken_off(acme)

    assert await names(acme) == ["acme"]
    assert await names(borealis) == ["borealis"]


async def test_a_failed_statement_before_the_next_organizations_session_leaks_nothing(one_connection, two):
    acme, borealis = (one_connection.sessions(organization) for organization in two)

    with pytest.raises(DBAPIError):
        async with acme.begin(None) as session:
            await session.execute(text("select 1 / 0"))

    assert await names(borealis) == ["borealis"]
    assert await names(acme) == ["acme"]


async def test_a_cancelled_session_leaks_nothing(one_connection, two):
    acme, borealis = (one_connection.sessions(organization) for organization in two)

    async def sleep_in_acme():
        async with acme.begin(None) as session:
            await session.execute(text("select pg_sleep(30)"))

    task = asyncio.create_task(sleep_in_acme())
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await names(borealis) == ["borealis"]
    assert await names(acme) == ["acme"]


async def test_many_sessions_at_once_keep_to_their_organizations(database, two):
    async def look(organization: int) -> list[str | None]:
        return await names(database.sessions(organization))

    found = await asyncio.gather(*(look(two[number % 2]) for number in range(60)))

    assert [one[0] for one in found] == ["acme", "borealis"] * 30


async def test_another_organizations_row_cannot_be_written(database, two):
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.sessions(two[0]).begin(None) as session:
            session.add(Lead(first_name="smuggled", organization_id=two[1]))


async def test_a_transaction_names_who_acts(database, owner, acme):
    async with database.sessions(acme.id).begin(acting(acme)) as session:
        session.add(Lead(first_name="New", organization_id=acme.id))

    async with owner.connect() as connection:
        event = (await connection.execute(select(Event.kind, Event.actor_id))).one()
    assert tuple(event) == ("lead.created", acme.people["UBEN"].id)


async def test_who_acted_is_forgotten_with_the_transaction(one_connection, owner, acme):
    async with one_connection.sessions(acme.id).begin(acting(acme)) as session:
        session.add(Lead(first_name="Ben's", organization_id=acme.id))
    async with one_connection.sessions(acme.id).begin(None) as session:
        session.add(Lead(first_name="nobody's", organization_id=acme.id))

    async with owner.connect() as connection:
        actors = (await connection.execute(select(Event.actor_id).order_by(Event.id))).scalars()
    assert list(actors) == [acme.people["UBEN"].id, None]


async def test_a_repeated_request_writes_once(database, owner, acme):
    async def write() -> None:
        async with database.sessions(acme.id, received=("slack.command", "1.2.a")).begin(None) as session:
            session.add(Lead(first_name="Once", organization_id=acme.id))
            await session.flush()
            await asyncio.sleep(0.2)

    results = await asyncio.gather(write(), write(), return_exceptions=True)

    assert [type(result) for result in results if result is not None] == [AlreadyHandled]
    async with owner.connect() as connection:
        assert list((await connection.execute(select(Lead.first_name))).scalars()) == ["Once"]


async def test_a_request_that_failed_may_be_repeated(database, owner, acme):
    sessions = database.sessions(acme.id, received=("slack.command", "1.2.a"))
    await broken_off(sessions)

    async with sessions.begin(None) as session:
        session.add(Lead(first_name="Second try", organization_id=acme.id))

    async with owner.connect() as connection:
        assert list((await connection.execute(select(Received.key))).scalars()) == ["1.2.a"]


async def test_a_connection_that_the_server_closed_is_replaced_without_an_error(one_connection, owner, two):
    acme = one_connection.sessions(two[0])
    assert await names(acme) == ["acme"]
    async with owner.connect() as connection:
        await connection.execute(text("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'leadbot'"))
    await asyncio.sleep(0.2)

    assert await names(acme) == ["acme"]


def acting(acme):
    """Ben, as a transaction names him."""

    class Ben:
        user_id = acme.people["UBEN"].id
        role = "sales_rep"

    return Ben()


async def broken_off(sessions: Sessions) -> None:
    """A transaction that is rolled back."""
    with contextlib.suppress(ZeroDivisionError):
        async with sessions.begin(None) as session:
            await session.execute(select(Lead))
            raise ZeroDivisionError


@pytest.mark.parametrize("became", ["role = 'viewer'", "role = 'admin'", "is_active = false"])
async def test_a_transaction_of_who_has_another_role_by_now_is_refused_and_leaves_the_request_unsettled(database, acme, owner, became):
    async with owner.begin() as connection:
        await connection.execute(text(f"update users set {became} where id = :id"), {"id": acme.people["UBEN"].id})

    with pytest.raises(RoleChanged):
        async with database.sessions(acme.id, received=("event", "E1")).begin(acting(acme)) as session:
            await session.execute(text("update leads set company = 'x'"))

    async with owner.connect() as connection:
        assert await connection.scalar(text("select count(*) from slack.received")) == 0
