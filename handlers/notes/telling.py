"""Who is told of a note: messages written with it in one transaction, sent by the worker after the commit."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from crm import notes
from crm.notes import Edited, NewNote, Written
from crm.people import Actor
from handlers.answers import Block
from handlers.leads.views import lead_name
from handlers.notes import views
from store import deliveries, jobs
from store.deliveries import About
from store.jobs import Order
from store.leads import LeadLine
from store.notes import MAIL
from store.people import Colleague


async def write(session: AsyncSession, actor: Actor, new: NewNote, shown: Block) -> Written:
    """Store a note and tell whom it tells, each once. shown: the note as they see it."""
    written = await notes.add(session, actor, new)
    await _tell(session, actor, written, shown)
    return written


async def edited(session: AsyncSession, actor: Actor, done: Edited, shown: Block) -> None:
    """The messages about a note that was edited are as it is now; who is named newly is told."""
    if done.events:
        message = views.mention(done.written, actor, shown, edited=True)
        await deliveries.rewrite(session, done.events, message.message(), organization_id=actor.organization_id)
    await _tell(session, actor, done.written, shown)


async def gone(session: AsyncSession, actor: Actor, lead: LeadLine, events: Sequence[int], *, how: str) -> None:
    """The messages about a note that is not there any more say so, and no more; those that wait are not sent. how: `deleted` or `took back`."""
    said = views.mention_gone(actor, lead_name(lead), how)
    await deliveries.replace(session, events, said.message(), organization_id=actor.organization_id, reason=f"its author {how} the note")


async def _tell(session: AsyncSession, actor: Actor, written: Written, shown: Block) -> None:
    if mailed := [colleague for colleague in written.told if not colleague.is_linked]:
        await jobs.enqueue_all(session, [_mail(written, colleague, actor) for colleague in mailed])
    if linked := [colleague.slack_user_id for colleague in written.told if colleague.is_linked]:
        await deliveries.add_all(
            session,
            organization_id=actor.organization_id,
            messages=dict.fromkeys(linked, views.mention(written, actor, shown).message()),
            about=About("lead_notes", written.note_id, written.lead.id),
            critical=True,
        )


def _mail(written: Written, colleague: Colleague, actor: Actor) -> Order:
    return Order(MAIL, {"note_id": written.note_id, "user_id": colleague.user_id, "organization_id": actor.organization_id})
