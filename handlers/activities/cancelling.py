"""What was planned will not be done, is gone, or has become another: the form that asks why, and whom it concerns is told."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import activities as rules
from crm.activities import Acted, NewActivity
from crm.people import Actor
from handlers import blocks, direct, forms, reactions
from handlers.activities.views import in_readers_time
from handlers.answers import Reply, View
from handlers.forms import FieldsWrong
from handlers.leads.views import ACTIVITIES, OPEN, activity_label, lead_name
from handlers.mrkdwn import one_line

REASON = "reason"
LONGEST, NAME = 200, 60


def form(callback_id: str, metadata: str, kind: str) -> View:
    """The form. callback_id: who redraws what it was opened from. kind: of what is cancelled."""
    field = forms.field("Why?", REASON, {"type": "plain_text_input", "max_length": LONGEST}, hint="In a few words. It stands in the lead's history.")
    return forms.modal(f"Cancel {activity_label(kind)}", callback_id, "Cancel it", [field], metadata, close="Keep it")


def reason_of(view: Mapping[str, Any]) -> str:
    """Raises FieldsWrong where nothing is said."""
    reason = str(forms.values(view).get(REASON) or "").replace("\0", "\ufffd").strip()
    if not one_line(reason, 10):
        raise FieldsWrong({REASON: "Say why, in a few words."})
    return reason


def told(done: Acted, reason: str) -> str:
    """What stands where the act began."""
    return f"Cancelled: {one_line(reason, LONGEST).rstrip('.')}. {called(done)}."


def called(done: Acted) -> str:
    """`Task "send offer" · Ana Ruiz · Acme Corp`."""
    subject = f' "{one_line(done.subject, NAME)}"' if done.subject and done.subject.strip() else ""
    return f"{ACTIVITIES.get(done.kind, one_line(done.kind.capitalize(), NAME))}{subject} · {lead_name(done.lead)}"


async def cancel(session: AsyncSession, actor: Actor, activity_id: int, reason: str) -> Acted:
    """Cancel it, and tell whose task it was or who gave it to them."""
    done = await rules.cancel(session, actor, activity_id, reason=reason)
    await _tell(session, actor, done, f"cancelled {_which(done)} on {lead_name(done.lead)}: {one_line(reason, LONGEST)}")
    return done


async def restore(session: AsyncSession, actor: Actor, activity_id: int) -> Acted:
    """Undo of cancel. Who was told of it is told of this too."""
    done = await rules.restore(session, actor, activity_id)
    await _tell(session, actor, done, f"planned {_which(done)} on {lead_name(done.lead)} again: it is not cancelled.")
    return done


async def take_back(session: AsyncSession, actor: Actor, activity_id: int) -> Acted:
    """Undo of what was logged. Whose task it was is told."""
    done = await rules.take_back(session, actor, activity_id)
    await _tell(session, actor, done, f"took back {_which(done)}: {called(done)}.")
    return done


async def edit(session: AsyncSession, actor: Actor, activity_id: int, new: NewActivity, *, asked: Collection[str]) -> Acted:
    """Change it. Whose task it is is told, with what it is now; the moment in their own zone."""
    done = await rules.edit(session, actor, activity_id, new, asked=asked)
    if done.is_theirs:
        await _tell(session, actor, done, f"changed a task of yours: {called(done)}, {in_readers_time(actor.local(done.at))}")
    return done


async def delete(session: AsyncSession, actor: Actor, activity_id: int) -> Acted:
    """Delete it; who gave it as a task is told, while it is not done."""
    done = await rules.delete(session, actor, activity_id)
    await reactions.look_again(session, actor, "activities", activity_id)
    await _tell(session, actor, done, f"deleted {_which(done)}: {called(done)}.")
    return done


def _which(done: Acted) -> str:
    return "a task of yours" if done.is_theirs else "a task that you gave them"


async def _tell(session: AsyncSession, actor: Actor, done: Acted, what: str) -> None:
    if done.other is None:
        return
    said = f"{one_line(actor.name, NAME)} {what}"
    told = Reply(said, [blocks.section(said), blocks.actions(blocks.button("Open", OPEN, str(done.lead.id)))])
    await direct.tell(session, actor, {done.other: told})
