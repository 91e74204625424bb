"""Editing and deleting one's own activities, and cancelling what was planned, from a lead's history."""

from typing import Any, get_args

from crm import activities as rules
from crm.activities import ActivityGone, Kind, NewActivity
from crm.people import Actor
from handlers import blocks, forms
from handlers.activities import views
from handlers.activities.forms import LogForm, at_field
from handlers.activities.views import Filled, Shape
from handlers.answers import Answer, Opened, Redraw, Reply
from handlers.dispatch import Routes
from handlers.forms import FieldsWrong
from handlers.history.views import OWN, SHOW
from handlers.leads.views import lead_name
from handlers.leads.writing import ended
from handlers.mrkdwn import one_line
from handlers.words import echo
from store import activities, deliveries
from store.batches import list_names
from store.database import Sessions, driver_of
from store.leads import LeadLine
from store.models import now

DELETE, CANCEL, RESTORE = "activity.delete", "activity.cancel", "activity.restore"
REASON = "reason"


def register(routes: Routes) -> None:
    """Edit, Cancel and Delete in a lead's history, and Undo of Cancel."""
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
        stored = await activities.find_own(connection, _id(action), organization_id=actor.organization_id, viewer=actor)
    if stored is None or stored.kind not in get_args(Kind):
        raise ActivityGone
    at = stored.at.replace(second=0, microsecond=0)
    shape = Shape(stored.kind, is_done=stored.is_done, at=at)
    filled = Filled(subject=stored.subject or "", details=stored.content or "", direction=stored.direction, outcome=stored.outcome, minutes=stored.minutes)
    about = {"edits": stored.id, "lead": stored.lead.id, "called": f"{lead_name(stored.lead)}  #{stored.lead.id}", "done": stored.is_done}
    return Opened(views.edit_form(shape, forms.kept(forms.origin(body), at=int(at.timestamp()), **about), filled, str(about["called"])))


async def edit_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Save."""
    origin, about = forms.remembered(view.get("private_metadata"))
    form = LogForm.from_view(view, lead_id=int(about["lead"]))
    is_done = form.is_done or (form.kind == "task" and bool(about["done"]))
    here = actor.local(now())
    if not is_done and form.at <= now() and int(form.at.timestamp()) != about["at"]:
        raise FieldsWrong({at_field(view): f"{echo(actor.local(form.at), here)} has passed. Pick a later time, or choose Done."})
    if is_done and form.at > now() + rules.CLOCKS_DIFFER:
        raise FieldsWrong({at_field(view): f"{echo(actor.local(form.at), here)} is still to come. Pick a time that has passed, or choose Planned."})
    new = NewActivity(
        form.lead_id,
        form.kind,
        form.at,
        is_done=is_done,
        subject=form.subject,
        content=form.details,
        direction=form.direction if form.direction in {"outbound", "inbound"} else None,  # type: ignore[arg-type]  # one of the two
        outcome=form.outcome,
        minutes=form.minutes,
    )
    async with sessions.begin(actor) as session:
        logged = await rules.edit(session, actor, int(about["edits"]), new)
    return ended(origin, _told(f"Changed: the activity on {lead_name(logged.lead)} (#{logged.lead.id}).", logged.lead))


async def cancel_clicked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Cancel: why. It opens before anything is looked up."""
    why = forms.field("Why?", REASON, {"type": "plain_text_input", "max_length": 200}, hint="In a few words. It stands in the lead's history.")
    return Opened(forms.modal("Cancel task", CANCEL, "Cancel it", [why], forms.kept(forms.origin(body), activity=_id(action)), close="Keep it"))


async def cancel_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """It will not be done. Whose task it was, where that is another, is told."""
    origin, about = forms.remembered(view.get("private_metadata"))
    reason = str(forms.values(view).get(REASON) or "").strip()
    if not one_line(reason, 10):
        raise FieldsWrong({REASON: "Say why, in a few words."})
    number = int(about["activity"])
    async with sessions.begin(actor) as session:
        lead, whose = await rules.cancel(session, actor, number, reason=reason)
        if whose != actor.user_id:
            [owner] = await list_names(await driver_of(session), [whose], organization_id=actor.organization_id)
            if owner.slack_user_id:
                told = _told(f"{one_line(actor.name, 60)} cancelled a task of yours on {lead_name(lead)}: {one_line(reason, 200)}", lead)
                message = {"text": told.text, "blocks": told.blocks}
                await deliveries.add(session, organization_id=actor.organization_id, destination=owner.slack_user_id, message=message, critical=True)
    return ended(origin, _told(f"Cancelled: {one_line(reason, 200)}.", lead, blocks.button("Undo", RESTORE, str(number))))


async def restore_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo of Cancel."""
    async with sessions.begin(actor) as session:
        lead = await rules.restore(session, actor, int(action["value"]))
    told = _told("Planned again.", lead)
    return Redraw(told.text, told.blocks)


async def delete_clicked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Delete: a small view asks. It opens before anything is looked up."""
    told = blocks.section("Delete this activity? It is gone from the lead's history, and from its last contact.")
    return Opened(forms.modal("Delete activity", DELETE, "Delete", [told], forms.kept(forms.origin(body), activity=_id(action)), close="Keep it"))


async def delete_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """It is gone, with what it brought about."""
    origin, about = forms.remembered(view.get("private_metadata"))
    async with sessions.begin(actor) as session:
        lead = await rules.delete(session, actor, int(about["activity"]))
    return ended(origin, _told(f"Deleted: the activity on {lead_name(lead)}.", lead))


def _told(said: str, lead: LeadLine, *buttons: dict[str, Any]) -> Reply:
    return Reply(said, [blocks.section(said), blocks.actions(*buttons, blocks.button("History", SHOW, str(lead.id)))])


def _id(action: dict[str, Any]) -> int:
    return int(str(action["selected_option"]["value"]).split()[1])
