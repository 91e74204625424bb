"""What the operator does from a terminal: migrate, init, link, search. Each opens the database for itself and closes it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from crm import organizations as rules
from crm import people
from crm.organizations import Begun
from store import migrate, organizations, search_data
from store.database import connect
from store.urls import driver_url


class NoOrganization(Exception):
    """The slug is no organization's."""


async def upgrade(owner: URL, url: URL) -> str:
    """Bring the database up to date, and let the bot's login work in it. Says what was done."""
    done = await migrate.upgrade(driver_url(owner), login=await login_of(url))
    let_in = " The bot's login may work in it now." if done.let_in else ""
    if done.before == done.now:
        return f"The database was up to date already ({done.now}).{let_in}"
    return f"Migrated to {done.now}{f' from {done.before}' if done.before else ''}.{let_in}"


async def downgrade(owner: URL) -> str:
    """Take out everything of Leadbot's. Says what was done."""
    done = await migrate.downgrade(driver_url(owner))
    return "Leadbot's tables, triggers, policies and indexes are gone." if done else "There was nothing of Leadbot's in the database."


async def plan(owner: URL, url: URL) -> str:
    """Every statement that upgrade would run."""
    return await migrate.plan(driver_url(owner), login=await login_of(url))


async def check_search(owner: URL) -> tuple[bool, str]:
    """Whether every lead is found by what it is, and in words what is not."""
    found = await search_data.check(driver_url(owner))
    if found.whole:
        return True, "The search data agrees with the leads."
    counts = {
        "leads that are not in it": found.missing,
        "leads that were changed without it": found.wrong,
        "leads in it that are gone": found.left_over,
        "words that it does not know": found.words_missing,
    }
    said = ", ".join(f"{what}: {number:,}" for what, number in counts.items() if number)
    return False, f"The search data does not agree with the leads: {said}. Run `leadbot search --rebuild`."


async def rebuild_search(owner: URL, progress: search_data.Progress | None) -> str:
    """Put the search data right. Says what was done."""
    mended = await search_data.rebuild(driver_url(owner), progress=progress)
    return (
        f"The search data agrees with the leads: {mended:,} rows were put right." if mended else "The search data agreed with the leads; nothing was changed."
    )


async def login_of(url: URL) -> str:
    """Whom the bot's address logs in."""
    connection = await asyncpg.connect(driver_url(url), timeout=5)
    try:
        return str(await connection.fetchval("select session_user"))
    finally:
        await connection.close()


async def begin(owner: URL, *, slug: str, name: str, admin_email: str) -> Begun:
    """`leadbot init`."""
    async with owner_session(owner) as session:
        return await rules.begin(session, slug=slug, name=name, admin_email=admin_email)


def described(begun: Begun, *, name: str) -> str:
    """What `leadbot init` did and what it left as it was. name: the one that was typed."""
    beside = f"beside {' and '.join(begun.beside) if len(begun.beside) < 3 else f'the {len(begun.beside)} that are there'}" if begun.beside else ""
    if begun.made_admin:
        admin_is = f"a further admin {begun.admin} is made, {beside}" if beside else f"its admin {begun.admin} is made"
    elif begun.promoted:
        admin_is = f"{begun.admin}, who was there, is now an active admin{', ' * bool(beside)}{beside}"
    else:
        admin_is = f"its admin {begun.admin} is there"
    kept = "" if begun.organization == name else f" Its name stays {begun.organization}."
    return f"{begun.organization} is {'made' if begun.made_organization else 'there'}; {admin_is}.{kept}"


async def link(url: URL, *, slug: str, email: str, slack_user_id: str) -> str:
    """`leadbot link`: the name or e-mail of whom the Slack user is now. Raises NoOrganization, UserUnknown."""
    database = connect(url)
    try:
        async with database.jobs.connect() as connection:
            organization_id = await organizations.id_of(connection, slug)
        if organization_id is None:
            raise NoOrganization(slug)
        async with database.sessions(organization_id).begin(None) as session:
            user = await people.link(session, organization_id=organization_id, organization=slug, email=email, slack_user_id=slack_user_id, team_id=None)
            return " ".join(filter(None, (user.first_name, user.last_name))) or user.email
    finally:
        await database.close()


@asynccontextmanager
async def owner_session(owner: URL) -> AsyncIterator[AsyncSession]:
    """One transaction of the tables' owner, who sees every organization."""
    engine = create_async_engine(owner, hide_parameters=True, pool_size=1)
    try:
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session
    finally:
        await engine.dispose()
