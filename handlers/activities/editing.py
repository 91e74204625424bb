"""Editing and deleting one's own activities, and cancelling what was planned, from a lead's history."""

from dataclasses import replace
from typing import Any, get_args

from crm.activities import ActivityGone, Kind
from crm.people import Actor
from handlers import blocks, forms
from handlers.activities import cancelling, details, views
from handlers.activities.forms import AT, DONE, EDITS, LogForm
from handlers.activities.views import Filled, Shape
from handlers.answers import Answer, Opened, Redraw, Reply
from handlers.dispatch import Routes
from handlers.history.views import OWN, SHOW
from handlers.leads.ending import ended
from handlers.leads.picking import LEAD
from handlers.leads.views import EDIT_ACTIVITY, lead_name
from store import activities
from store.database import Sessions
from store.leads import LeadLine

DELETE, CANCEL, RESTORE = "activity.delete", "activity.cancel", "activity.restore"


def register(routes: Routes) -> None:
    """Edit, Cancel and Delete in a lead's history, Undo of Cancel, and Edit where an activity could not be undone."""
    routes.action(EDIT_ACTIVITY, edit_clicked, opens=True, looks=True)
    routes.action(f"{OWN} edit_activity", edit_clicked, opens=True, looks=True)
    routes.action(f"{OWN} cancel_activity", cancel_clicked, opens=True)
    routes.action(f"{OWN} delete_activity", delete_clicked, opens=True)
    routes.view(views.EDIT_SAVE, edit_submitted)
    routes.view(CANCEL, cancel_confirmed)
    routes.view(DELETE, delete_confirmed)
    routes.action(RESTORE, restore_clicked)


async def edit_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Edit: the form, filled in."""
    async with sessions.read() as connection:
        stored = await activities.find_own(connection, int(blocks.chosen(action)), organization_id=actor.organization_id, viewer=actor)
    if stored is None or stored.kind not in get_args(Kind):
        raise ActivityGone
    at = stored.at.replace(second=0, microsecond=0)
    shape = Shape(stored.kind, is_done=stored.is_done, at=at, elsewhere=actor.is_elsewhere)
    rest = await details.keep_rest(stored.content, actor, sessions)
    shape = replace(shape, rest=details.length_of_rest(rest))
    filled = Filled(
        subject=stored.subject or "", details=details.head(stored.content), direction=stored.direction, outcome=stored.outcome, minutes=stored.minutes
    )
    called = f"{lead_name(stored.lead)}  #{stored.lead.id}"
    about = {EDITS: stored.id, LEAD: stored.lead.id, "called": called, DONE: stored.is_done, AT: int(at.timestamp()), **rest}
    return Opened(views.edit_form(shape, forms.kept(forms.origin(body), **about), filled, called))


async def edit_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Save. Whose task it is is told where somebody else changes it."""
    form = LogForm.from_view(view)
    origin, about = forms.remembered(form.metadata)
    new = form.activity(actor)
    new = replace(new, content=await details.whole(new.content, about, actor, sessions))
    async with sessions.begin(actor) as session:
        changed = await cancelling.edit(session, actor, int(about[EDITS]), new, asked=form.asked)
    return ended(origin, _told(f"Changed: the activity on {lead_name(changed.lead)} (#{changed.lead.id}).", changed.lead))


async def cancel_clicked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Cancel: why. It opens before anything is looked up."""
    activity_id, _, kind = blocks.chosen(action).partition(" ")
    return Opened(cancelling.form(CANCEL, forms.kept(forms.origin(body), activity=int(activity_id)), kind))


async def cancel_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """It will not be done. Whom else it concerns is told."""
    origin, about = forms.remembered(view.get("private_metadata"))
    reason = cancelling.reason_of(view)
    async with sessions.begin(actor) as session:
        done = await cancelling.cancel(session, actor, int(about["activity"]), reason)
    return ended(origin, _told(cancelling.told(done, reason), done.lead, blocks.button("Undo", RESTORE, str(about["activity"]))))


async def restore_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo of Cancel."""
    async with sessions.begin(actor) as session:
        done = await cancelling.restore(session, actor, int(action["value"]))
    told = _told(f"Planned again. {cancelling.called(done)}.", done.lead)
    return Redraw(told.text, told.blocks)


async def delete_clicked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Delete: a small view asks. It opens before anything is looked up."""
    told = blocks.section("Delete this activity? It disappears from the lead's history, and no longer counts as its last contact.")
    return Opened(
        forms.modal("Delete activity", DELETE, "Delete", [told], forms.kept(forms.origin(body), activity=int(blocks.chosen(action))), close="Keep it")
    )


async def delete_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """It is gone, with what it brought about."""
    origin, about = forms.remembered(view.get("private_metadata"))
    async with sessions.begin(actor) as session:
        lead = (await cancelling.delete(session, actor, int(about["activity"]))).lead
    return ended(origin, _told(f"Deleted: the activity on {lead_name(lead)}.", lead))


def _told(said: str, lead: LeadLine, *buttons: dict[str, Any]) -> Reply:
    return Reply(said, [blocks.section(said), blocks.actions(*buttons, blocks.button("History", SHOW, str(lead.id)))])
