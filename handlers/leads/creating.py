"""New leads: the form, leads that are there already, and taking one back."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import creating as rules
from crm import notes, undo
from crm.creating import TwinsThere
from crm.people import Actor
from crm.undo import EditedSince
from handlers import blocks, colleagues, direct, drafts, forms, messages, reactions, remainders
from handlers.answers import Answer, Opened, Redraw, Updated
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.grammar import Line, Verb
from handlers.leads import capturing, changing, new_form, views
from handlers.leads.ending import ended
from handlers.leads.new_form import NewForm
from handlers.leads.writing import tell_owner
from handlers.notes import views as note_views
from handlers.rights import may
from store.database import Sessions


def register(routes: Routes) -> None:
    """The verb new and the button Create, their form, the question whether the lead is there already, and Undo."""
    routes.command(Verb.NEW, new_typed, opens=True)
    routes.action(views.NEW, new_clicked, opens=True)
    routes.action(new_form.MORE, more_clicked, opens=True)
    routes.action(new_form.UNDO, undo_clicked)
    routes.action(new_form.UNDO_USED, undo_used_clicked)
    routes.view(new_form.SAVE, new_submitted)
    routes.view(new_form.SAVE_TWIN, twin_submitted)
    capturing.register(routes)


async def new_typed(line: Line, body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """`/lead new Ana Ruiz, Acme Corp, ana@acme.com`: always the form, filled in. Nothing is looked up for it."""
    await may(actor, sessions, "sales_rep", "new")
    more = looking_for(line.typed) if new_form.may_be_a_name(line.typed) else ()
    metadata = forms.kept(forms.origin(body))
    return Opened(new_form.new_form(actor, metadata, typed=remainders.new(line.rest), line=line.rest, more=more))


async def new_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Create, where nothing was found: what was looked for is filled in."""
    await may(actor, sessions, "sales_rep", "new")
    typed = str(action.get("value") or "").strip()
    return Opened(new_form.new_form(actor, forms.kept(forms.origin(body)), typed=remainders.new(typed)))


async def more_clicked(body: dict[str, Any], actor: Actor) -> Answer:
    """More fields."""
    return Opened(new_form.with_more(body["view"], actor))


async def new_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Create; where such a lead is there already, that is asked first."""
    form = new_form.filled(view, actor.ways)
    metadata = str(view.get("private_metadata") or "")
    owner_id = await _owner(form, actor, sessions)
    try:
        return await _create(form, owner_id, metadata, actor, sessions=sessions)
    except TwinsThere as there:
        kept = await drafts.keep_form({"values": dict(form.values), "owner": form.owner, "metadata": metadata}, actor, sessions)
        return Updated(new_form.twins_form(there.twins, actor, kept))


async def twin_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Go on: fill the lead that is there, or create another."""
    kept = await drafts.kept_form(view, actor, sessions)
    form = NewForm(kept["values"], kept["owner"])
    choice = str(forms.values(view).get(new_form.CHOICE) or "")
    if choice == new_form.ANOTHER:
        owner_id = await _owner(form, actor, sessions, field=new_form.CHOICE)
        return await _create(form, owner_id, kept["metadata"], actor, sessions=sessions, anyway=True)
    origin, about = forms.remembered(kept["metadata"])
    source = about.get("source")
    content = await messages.kept_of(source, actor, sessions)
    async with sessions.begin(actor) as session:
        filled = await rules.fill(session, actor, form.values, lead_id=int(choice))
        note = await _keep(session, actor, int(choice), source, content)
    return ended(origin, new_form.used(filled, actor, source=note))


async def undo_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo: the lead is gone, if nothing happened with it since; so are the note of the message that it came from, and the mark there."""
    lead_id, *note = str(action["value"]).split()
    async with sessions.begin(actor) as session:
        if note:
            await notes.take_back(session, actor, int(note[0]))
            await reactions.look_again(session, actor, "lead_notes", int(note[0]))
        line = await rules.take_back(session, actor, lead_id=int(lead_id))
        if line.owner:
            await direct.tell(session, actor, {line.owner.user_id: changing.deleted(line, actor)})
    reply = new_form.taken_back(line)
    return Redraw(reply.text, reply.blocks)


async def undo_used_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo where a lead was there already: what was filled in is empty again, the note of the message and the mark there are gone."""
    lead_id, at, note_id, *_ = str(action["value"]).split()
    undone = None
    async with sessions.begin(actor) as session:
        with suppress(EditedSince):  # all of it: what was filled in stays, the note goes all the same
            undone = await undo.undo_lead(session, actor, lead_id=int(lead_id), at=datetime.fromisoformat(at)) if at != new_form.NOTHING else None
        lead, _ = await notes.take_back(session, actor, int(note_id))
        await reactions.look_again(session, actor, "lead_notes", int(note_id))
    stays = "" if at == new_form.NOTHING else "What was filled in was changed since, so it stays. "
    done = f"{f'{changing.undone(undone, actor.ways)} ' if undone else stays}{note_views.taken_back(views.lead_name(lead))}"
    return Redraw(done, [blocks.section(done), views.open_button(lead)])


async def _create(
    form: NewForm,
    owner_id: int | None,
    metadata: str,
    actor: Actor,
    *,
    sessions: Sessions,
    anyway: bool = False,
) -> Answer:
    origin, about = forms.remembered(metadata)
    source = about.get("source")
    kept = await messages.kept_of(source, actor, sessions)
    async with sessions.begin(actor) as session:
        line = await rules.create(session, actor, form.values, owner_id=owner_id, anyway=anyway)
        await tell_owner(session, actor, line)
        note = await _keep(session, actor, line.id, source, kept)
    return ended(origin, new_form.created(line, actor, source=note))


async def _keep(session: AsyncSession, actor: Actor, lead_id: int, source: dict[str, Any] | None, kept: dict[str, Any]) -> str:
    """The message that a lead came from, as a note: what Undo takes away beside, the note's id; empty without one."""
    if not source:
        return ""
    note_id = await capturing.keep_source(session, actor, lead_id, source, kept)
    await reactions.mark(session, actor, source, "lead_notes", note_id)
    return str(note_id)


async def _owner(form: NewForm, actor: Actor, sessions: Sessions, *, field: str = new_form.OWNER) -> int | None:
    """users.id of who is picked, if anybody is. Raises FieldsWrong."""
    if form.owner == actor.slack_user_id:
        return actor.user_id
    return (await colleagues.picked(field, form.owner, actor, sessions)).user_id if form.owner else None
