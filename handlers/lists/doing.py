"""Doing acts on many leads, slice by slice, and telling how far they are: at the confirmation, and in the worker's job."""

from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from crm import lists as rules
from crm.lists import Progress
from handlers.answers import Reply
from handlers.lists import views
from store import batches, campaigns, deliveries, jobs
from store.database import Database, driver_of
from store.people import list_names
from store.slack_models import Batch

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Doer:
    """For whom a slice is done, when nobody waits for it any more: what was confirmed is done to its end."""

    user_id: int
    role: None = None


async def first(session: AsyncSession, progress: Progress) -> Reply:
    """After the first slice: the summary, if that was all; else a job goes on. The direct message that tells how far it is stays, with Undo, for its day."""
    message = await _end(session, progress) if progress.is_over else views.under_way(progress)
    await _tell(session, progress.batch, message)
    if progress.is_over:
        return message
    await jobs.enqueue_all(session, [batches.order(progress.batch)])
    return views.begun(progress)


async def go_on(database: Database, *, number: int, organization_id: int) -> None:
    """The job: the next slices, one transaction each, to the end. Where it is killed, the next one finds how far it was."""
    sessions = database.sessions(organization_id)
    while True:
        async with sessions.read() as connection:
            found = await batches.find_running(connection, number, organization_id=organization_id)
        if found is None:
            return
        batch_id, user_id = found
        async with sessions.begin(Doer(user_id), batch_id=batch_id) as session:
            progress = await rules.work(session, number, organization_id=organization_id)
            if progress:
                message = await _end(session, progress) if progress.is_over else views.under_way(progress)
                await _tell(session, progress.batch, message)
        if progress is None or progress.is_over:
            log.info("list done", number=number, organization_id=organization_id)
            return


async def sweep(database: Database) -> int:
    """Order again what lost its job. Gives their number."""
    async with AsyncSession(database.jobs) as session, session.begin():
        return await batches.resume_lost(session)


async def _end(session: AsyncSession, progress: Progress) -> Reply:
    """The summary. Who was given leads, and whose they were, is told, each once."""
    batch, connection = progress.batch, await driver_of(session)
    given, taken = await batches.count_moved(connection, str(batch.batch_id), organization_id=batch.organization_id)
    named = await list_names(connection, [batch.user_id, *given, *taken], organization_id=batch.organization_id)
    people = {one.user_id: one for one in named}
    by = people[batch.user_id].name
    told = [(people[one], views.given(by, count, progress)) for one, count in given.items() if one in people]
    told += [(people[one], views.taken(by, count, progress)) for one, count in taken.items() if one in people]
    for one, message in told:
        if one.slack_user_id and one.user_id != batch.user_id:
            await deliveries.add(session, organization_id=batch.organization_id, destination=one.slack_user_id, message=message.message(), critical=True)
    values = await campaigns.find_values(connection, batch.campaign_id or 0, organization_id=batch.organization_id)
    shared_out = [(people[one], given[one]) for one in batch.people if one in given and one in people] if batch.kind == "assign" else []
    return views.summary(progress, shared_out, values["name"] if values else "")


async def _tell(session: AsyncSession, batch: Batch, message: Reply) -> None:
    """In the direct message of the batch, and of what it takes back; where there is none yet, a new one."""
    if batch.destination is None:
        return
    organization_id, destination = batch.organization_id, batch.destination
    if batch.delivery_id:
        await deliveries.edit(session, batch.delivery_id, message.message(), organization_id=organization_id, destination=destination)
    else:
        queued = await deliveries.add(session, organization_id=organization_id, destination=destination, message=message.message(), critical=True)
        batch.delivery_id = queued
