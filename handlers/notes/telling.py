"""Who is told of a note: messages written with it in one transaction, sent by the worker after the commit."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from crm import notes
from crm.notes import NewNote, Written
from crm.people import Actor
from handlers.answers import Block
from handlers.leads.views import lead_name
from handlers.notes import views
from store import deliveries
from store.leads import LeadLine
from store.notes import list_events


async def write(session: AsyncSession, actor: Actor, new: NewNote, shown: Block) -> Written:
    """Store a note and tell whom it tells, each once. shown: the note as they see it."""
    written = await notes.add(session, actor, new)
    if written.told:
        events = await list_events(session, written.note_id, lead_id=written.lead.id, organization_id=actor.organization_id)
        message = views.mention(written, actor, shown)
        for colleague in written.told:
            await deliveries.add(
                session,
                organization_id=actor.organization_id,
                destination=colleague.slack_user_id,
                message={"text": message.text, "blocks": message.blocks},
                event_id=events[0] if events else None,
                critical=True,
            )
    return written


async def take_back(session: AsyncSession, actor: Actor, lead: LeadLine, events: Sequence[int]) -> None:
    """The messages about a note that is gone say so; those that wait are not sent."""
    said = views.mention_taken_back(actor, lead_name(lead))
    message = {"text": said.text, "blocks": said.blocks}
    await deliveries.replace(session, events, message, organization_id=actor.organization_id, reason="the note was taken back")
