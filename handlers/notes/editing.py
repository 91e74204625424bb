"""Reading a note whole; editing and deleting one's own, with the messages that were sent about it."""

from typing import Any

from crm import notes as rules
from crm.notes import NewNote, NoteChanged, NoteGone, NoteType, fingerprint
from crm.people import Actor
from handlers import blocks, forms, rich
from handlers.answers import Answer, Opened, Reply, Updated, View
from handlers.dispatch import Routes
from handlers.forms import FieldsWrong
from handlers.history.views import OWN, READ, SHOW
from handlers.leads.ending import ended
from handlers.leads.views import EDIT_NOTE, lead_name
from handlers.mrkdwn import one_line
from handlers.notes import files, telling, views
from handlers.notes.forms import NOTE, REMIND, TELL, TYPE, NoteForm
from handlers.words import when
from store import notes, people
from store.database import Sessions
from store.models import now
from store.notes import Note

SAVE, DELETE = "note.edit_save", "note.delete"


def register(routes: Routes) -> None:
    """Read, Edit and Delete in a lead's history, and Edit where a note could not be undone."""
    routes.action(EDIT_NOTE, edit_clicked, opens=True, looks=True)
    routes.action(READ, read_clicked, opens=True, looks=True)
    routes.action(f"{OWN} read_note", read_clicked, opens=True, looks=True)
    routes.action(f"{OWN} edit_note", edit_clicked, opens=True, looks=True)
    routes.action(f"{OWN} delete_note", delete_clicked, opens=True)
    routes.view(SAVE, edit_submitted)
    routes.view(DELETE, delete_confirmed)


async def read_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Read: the whole note."""
    return Opened(note_view(await _found(action, actor, sessions), actor))


async def edit_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Edit: the form, filled in."""
    note = await _found(action, actor, sessions)
    if not note.is_mine:
        raise NoteGone
    async with sessions.read() as connection:
        told = await notes.list_mentioned(connection, note.mentioned, organization_id=actor.organization_id)
    seen = fingerprint(note.content, note.note_type, is_private=note.is_private)
    metadata = forms.kept(
        forms.origin(body), note=note.id, lead=note.lead.id, seen=seen, **({REMIND: int(note.remind_at.timestamp())} if note.remind_at else {})
    )
    return Opened(edit_form(note, [one for one in told if one != actor.slack_user_id], metadata))


async def edit_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Save: the note and the messages about it are as it is now; who is named newly is told."""
    origin, about = forms.remembered(view.get("private_metadata"))
    form = NoteForm.from_view(view, now=now(), lead_id=int(about["lead"]), reminded_at=about.get(REMIND))
    async with sessions.read() as connection:
        known = await people.list_colleagues(connection, form.people, organization_id=actor.organization_id)
    if missing := [one for one in form.people if one not in {colleague.slack_user_id for colleague in known if colleague.is_active}]:
        raise FieldsWrong({TELL: f"{len(missing)} of those who are named {'is' if len(missing) == 1 else 'are'} not linked to Leadbot. Take them out."})
    names = {one.slack_user_id: one.name for one in known}
    text, people_told = rich.as_text(form.note, names), tuple(known)
    new = NewNote(form.lead_id, text, form.note_type, is_private=form.is_private, people=people_told, remind_at=form.remind_at)
    try:
        async with sessions.begin(actor) as session:
            edited = await rules.edit(session, actor, int(about["note"]), new, seen=str(about["seen"]))
            await telling.edited(session, actor, edited, rich.shown(form.note, names))
    except NoteGone:
        raise FieldsWrong({NOTE: "This note was deleted meanwhile, so nothing is saved. Copy what you need from here before you close it."}) from None
    except NoteChanged as changed:
        told = f"You changed this note at {changed.at:%H:%M} elsewhere. Save again to keep what stands here."
        return Updated(forms.again(view, forms.kept(origin, **{**about, "seen": changed.seen}), told))
    told = views.receipt_of_edit(edited.written)
    return ended(origin, Reply(told, [blocks.section(told), _history(edited.written.lead.id)]))


async def delete_clicked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Delete: a small view asks. It opens before anything is looked up."""
    note_id = int(blocks.chosen(action))
    told = "Delete this note? Whoever was told of it keeps a line that says it was deleted."
    return Opened(forms.modal("Delete note", DELETE, "Delete", [blocks.section(told)], forms.kept(forms.origin(body), note=note_id), close="Keep it"))


async def delete_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """It is gone, and so are its words in the messages about it."""
    origin, about = forms.remembered(view.get("private_metadata"))
    async with sessions.begin(actor) as session:
        lead, events = await rules.delete(session, actor, int(about["note"]))
        await telling.gone(session, actor, lead, events, how="deleted")
    said = f"Deleted: the note on {lead_name(lead)}."
    return ended(origin, Reply(said, [blocks.section(said), _history(lead.id)]))


def note_view(note: Note, viewer: Actor) -> View:
    """A note, whole."""
    at = when(note.at, viewer.local(now()), viewer.zone)
    marks = [f"edited {when(note.edited_at, viewer.local(now()), viewer.zone)}"] if note.edited_at else []
    marks += ["only you see it"] if note.is_private else []
    told = [
        blocks.section(f"*{lead_name(note.lead)}*  #{note.lead.id}"),
        blocks.context(" · ".join([f"{one_line(note.author, 60)}, {at}", *marks])),
        rich.from_text(note.content),
    ]
    if note.attachments:
        told += [blocks.context(files.told(note.attachments)), blocks.actions(blocks.button("Get files", files.GET, str(note.id)))]
    return {"type": "modal", "title": blocks.text("Note"), "close": blocks.text("Close"), "blocks": told}


def edit_form(note: Note, told: list[str], metadata: str) -> View:
    """The form of a note that is there. A reminder stays one, others do not become one: its task is a task of its own."""
    types: list[NoteType] = [value for value in views.TYPES if (value == "reminder") == (note.note_type == "reminder")]
    fields = [
        blocks.section(f"*{lead_name(note.lead)}*  #{note.lead.id}"),
        forms.field("Note", NOTE, {"type": "rich_text_input", "initial_value": rich.initial(note.content)}),
        forms.field("Type", TYPE, views.kind(types, next((value for value in types if value == note.note_type), types[0]))),
        *([views.remind_field(note.remind_at)] if note.remind_at else []),
        views.tell_field(told, "Who was told already is not told again; their message changes."),
        views.only_me_field(is_private=note.is_private),
    ]
    return forms.modal("Edit note", SAVE, "Save note", fields, metadata)


async def _found(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Note:
    async with sessions.read() as connection:
        note = await notes.find(connection, int(blocks.chosen(action)), organization_id=actor.organization_id, viewer=actor)
    if note is None:
        raise NoteGone
    return note


def _history(lead_id: int) -> dict[str, Any]:
    return blocks.actions(blocks.button("History", SHOW, str(lead_id)))
