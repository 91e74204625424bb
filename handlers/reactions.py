"""The mark on a public message of which something is kept: set and taken away by the worker, as the records stand then."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.people import Actor
from handlers import slack_errors
from handlers.deliveries.jobs import Clients
from store import captured, jobs
from store.captured import MARK, Place, Table
from store.database import Database

log = structlog.get_logger()

REACTION = "memo"


class NotMarked(Exception):
    """Slack did not take it this time; the job is done again."""


async def mark(session: AsyncSession, actor: Actor, source: Mapping[str, Any] | None, table: Table, row_id: int) -> str:
    """Have a message marked of which this record was stored: the number for Undo. Empty, and nothing, where it is no public one."""
    if not source or not source.get("from"):
        return ""
    place = {"channel": source["channel"], "ts": source["ts"]}
    number = await captured.add(session, organization_id=actor.organization_id, **place, table=table, row_id=row_id)
    await _order(session, actor, number)
    return str(number)


async def undone(session: AsyncSession, actor: Actor, numbers: Sequence[str]) -> None:
    """A record is taken back: the mark on its message goes, unless another record of it stays. numbers: of `mark`, as Undo carries them."""
    for number in numbers[:1]:
        if number.isascii() and number.isdecimal():
            await _order(session, actor, int(number))


async def look_again(session: AsyncSession, actor: Actor, table: Table, row_id: int) -> None:
    """A record is gone, or others may not see it any more, or again: as `undone`."""
    if number := await captured.find_of(session, organization_id=actor.organization_id, table=table, row_id=row_id):
        await _order(session, actor, number)


async def _order(session: AsyncSession, actor: Actor, captured_id: int) -> None:
    await jobs.enqueue(session, MARK, {"captured_id": captured_id, "organization_id": actor.organization_id})


async def react(database: Database, clients: Clients, *, captured_id: int, organization_id: int) -> None:
    """Mark a message, or take the mark away, where the bot is a member; elsewhere nothing is said. Raises NotMarked where another try can help."""
    client, done = await clients(organization_id), None
    while (place := await _place(database, captured_id, organization_id)) and place.is_kept is not done:  # else it was taken back while Slack was asked
        done = place.is_kept
        try:
            change = client.reactions_add if place.is_kept else client.reactions_remove
            await change(channel=place.channel, timestamp=place.ts, name=REACTION)
        except slack_errors.ERRORS as error:
            why = slack_errors.reason(error)
            log.info("no reaction", error=why)
            if not isinstance(error, SlackApiError) or slack_errors.is_passing(error):
                raise NotMarked(why) from None


async def _place(database: Database, captured_id: int, organization_id: int) -> Place | None:
    async with database.sessions(organization_id).read() as connection:
        return await captured.find(connection, captured_id, organization_id=organization_id)
