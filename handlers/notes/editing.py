"""Reading a note whole; editing and deleting one's own, with the messages that were sent about it."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from crm import notes as rules
from crm.notes import NewNote, NoteChanged, NoteGone, NoteType, fingerprint
from crm.people import Actor
from handlers import blocks, drafts, forms, marks, reactions, rich
from handlers.answers import Answer, Opened, Reply, Updated, View
from handlers.arguments import Afterwards, Introduce
from handlers.dispatch import Routes
from handlers.forms import FieldsWrong
from handlers.history.views import OWN, READ, SHOW
from handlers.leads.ending import ended
from handlers.leads.views import EDIT_NOTE, lead_name
from handlers.mrkdwn import one_line, plain
from handlers.notes import audience, files, telling, views
from handlers.notes.audience import Audience
from handlers.notes.forms import NOTE, REMIND, TYPE, NoteForm
from handlers.site import Site
from handlers.words import joined, when
from store import notes, people
from store.database import Sessions
from store.models import now
from store.notes import Note

SAVE, ANYWAY, DELETE = "note.edit_save", "note.edit_anyway", "note.delete"
MOST_TOLD = 100
ROOM = 200_000
"""Bytes of a note that is read, in a view."""


def register(routes: Routes) -> None:
    """Read, Edit and Delete in a lead's history, and Edit where a note could not be undone."""
    routes.action(EDIT_NOTE, edit_clicked, opens=True, looks=True)
    routes.action(READ, read_clicked, opens=True, looks=True)
    routes.action(f"{OWN} read_note", read_clicked, opens=True, looks=True)
    routes.action(f"{OWN} edit_note", edit_clicked, opens=True, looks=True)
    routes.action(f"{OWN} delete_note", delete_clicked, opens=True)
    routes.view(SAVE, edit_submitted)
    routes.view(ANYWAY, edit_confirmed, ends=True)
    routes.view(DELETE, delete_confirmed)


async def read_clicked(action: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Read: the whole note."""
    return Opened(note_view(await _found(int(blocks.chosen(action)), actor, sessions), actor))


async def edit_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Edit: the form, filled in."""
    note = await _found(int(blocks.chosen(action)), actor, sessions)
    if not note.is_mine:
        raise NoteGone
    async with sessions.read() as connection:
        told = await people.list_names(connection, [one for one in note.mentioned if one != actor.user_id], organization_id=actor.organization_id)
    reminds = {REMIND: int(note.remind_at.timestamp())} if note.remind_at else {}
    metadata = forms.kept(forms.origin(body), note=note.id, lead=note.lead.id, seen=_seen(note), told=note.mentioned[:MOST_TOLD], **reminds)
    form = edit_form(note, [one.name for one in told], metadata)
    return Opened(form if blocks.size(form) <= blocks.LARGEST_VIEW else too_long(note))


async def edit_submitted(
    view: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce, afterwards: Afterwards
) -> Answer:
    """Save: the note and the messages about it are as it is now; who is named newly is told. Who cannot be told is named first, over the form."""
    form, about = _filled(view)
    to = await audience.of_form(form.people, form.said, actor=actor, sessions=sessions, site=site)
    if to.missed(about["told"]):
        if form.is_private:
            raise to.refusal(actor, told_before=any(one != actor.user_id for one in about["told"]))
        note = await _mine(about, actor, sessions)
        if _seen(note) != about["seen"]:
            return _again(view, NoteChanged(note.edited_at or note.at, _seen(note)))
        return await audience.ask(
            view, to, ANYWAY, told=about["told"], client=client, actor=actor, sessions=sessions, site=site, introduce=introduce, afterwards=afterwards
        )
    try:
        return await _save(form, about, to, actor, sessions)
    except NoteChanged as changed:
        return _again(view, changed)


async def edit_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Answer:
    """Save anyway: the form below closes too."""
    kept = await drafts.kept_form(view, actor, sessions)
    try:
        form, about = _filled(kept)
        to = await audience.of_kept(kept, form.people, actor=actor, sessions=sessions, site=site, introduce=introduce)
        return await _save(form, about, to, actor, sessions, everything=True)
    except FieldsWrong as wrong:  # what was right when it was asked
        return Updated(views.not_saved(view, list(wrong.errors.values())))
    except NoteChanged as changed:
        return Updated(views.not_saved(view, [_elsewhere(changed)]))


async def delete_clicked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Delete: a small view asks. It opens before anything is looked up."""
    note_id = int(blocks.chosen(action))
    told = "Delete this note? Whoever was told of it keeps a line that says it was deleted. A reminder's open task goes with it."
    return Opened(forms.modal("Delete note", DELETE, "Delete", [blocks.section(told)], forms.kept(forms.origin(body), note=note_id), close="Keep it"))


async def delete_confirmed(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """It is gone, and so are its words in the messages about it."""
    origin, about = forms.remembered(view.get("private_metadata"))
    async with sessions.begin(actor) as session:
        lead, events = await rules.delete(session, actor, int(about["note"]))
        await telling.gone(session, actor, lead, events, how="deleted")
        await reactions.look_again(session, actor, "lead_notes", int(about["note"]))
    said = f"Deleted: the note on {lead_name(lead)}."
    return ended(origin, Reply(said, [blocks.section(said), _history(lead.id)]))


def note_view(note: Note, viewer: Actor) -> View:
    """A note, whole."""
    at = f", {when(note.at, viewer.local(now()), viewer.zone)}" if note.at else ""
    marks = [f"edited {when(note.edited_at, viewer.local(now()), viewer.zone)}"] if note.edited_at else []
    marks += ["only you see it"] if note.is_private else []
    pages, rest = rich.pages(note.content, ROOM)
    told = [
        blocks.section(f"*{lead_name(note.lead)}*  #{note.lead.id}"),
        blocks.context(" · ".join([f"{one_line(note.author, 60)}{at}", *marks])),
        *pages,
    ]
    if rest:
        told.append(blocks.context(f"The other {len(rest):,} characters are too long to be shown here."))
    if note.attachments:
        told += [blocks.context(files.told(note.attachments)), blocks.actions(blocks.button("Get files", files.GET, str(note.id)))]
    return blocks.view("Note", told)


def edit_form(note: Note, told: Sequence[str], metadata: str) -> View:
    """The form of a note that is there. told: names. A reminder stays one, others do not become one: its task is a task of its own."""
    types: list[NoteType] = [value for value in views.TYPES if (value == "reminder") == (note.note_type == "reminder")]
    fields = [
        blocks.section(f"*{lead_name(note.lead)}*  #{note.lead.id}"),
        forms.field("Note", NOTE, {"type": "rich_text_input", "initial_value": marks.rich_text(note.content)}),
        forms.field("Type", TYPE, views.kind(types, next((value for value in types if value == note.note_type), types[0]))),
        *([views.remind_field(note.remind_at)] if note.remind_at else []),
        views.tell_field((), _hint(told)),
        views.only_me_field(is_private=note.is_private),
    ]
    return forms.modal("Edit note", SAVE, "Save note", fields, metadata)


def too_long(note: Note) -> View:
    """In the place of the form, where Slack does not take so long a text into an editor."""
    said = f"This note has {len(note.content):,} characters, more than Slack's editor takes. Nothing is changed. Write what is new as another note."
    return blocks.view("Edit note", [blocks.section(f"*{lead_name(note.lead)}*  #{note.lead.id}"), blocks.section(said)])


async def _save(form: NoteForm, about: dict[str, Any], to: Audience, actor: Actor, sessions: Sessions, *, everything: bool = False) -> Answer:
    """Store it, with the messages about it. Raises NoteChanged."""
    origin, _ = forms.remembered(form.metadata)
    new = NewNote(form.lead_id, rich.as_text(form.note, to.names), form.note_type, is_private=form.is_private, people=to.people, remind_at=form.remind_at)
    try:
        async with sessions.begin(actor) as session:
            edited = await rules.edit(session, actor, int(about["note"]), new, seen=str(about["seen"]))
            await telling.edited(session, actor, edited, rich.shown(form.note, to.names))
            await reactions.look_again(session, actor, "lead_notes", edited.written.note_id)
    except NoteGone:
        raise _gone() from None
    told = views.receipt_of_edit(edited.written, views.untold(missed=to.missed(about["told"])))
    return ended(origin, Reply(told, [blocks.section(told), _history(edited.written.lead.id)]), everything=everything)


def _filled(view: dict[str, Any]) -> tuple[NoteForm, dict[str, Any]]:
    """The form, and what it is about. Raises FieldsWrong."""
    _, about = forms.remembered(view.get("private_metadata"))
    return NoteForm.from_view(view, now=now(), lead_id=int(about["lead"]), reminded_at=about.get(REMIND)), about


def _again(view: dict[str, Any], changed: NoteChanged) -> Updated:
    """The form once more, where the note was changed meanwhile."""
    origin, about = forms.remembered(view.get("private_metadata"))
    told = f"{_elsewhere(changed)} Save again to keep what stands here."
    return Updated(forms.again(view, forms.kept(origin, **{**about, "seen": changed.seen}), told))


def _elsewhere(changed: NoteChanged) -> str:
    return f"You changed this note{f' at {changed.at:%H:%M}' if changed.at else ''} elsewhere."


def _gone() -> FieldsWrong:
    return FieldsWrong({NOTE: "This note was deleted meanwhile, so nothing is saved. Copy what you need from here before you close it."})


def _seen(note: Note) -> str:
    return fingerprint(note.content, note.note_type or "general", is_private=note.is_private)


async def _mine(about: dict[str, Any], actor: Actor, sessions: Sessions) -> Note:
    """The note that a form is about. Raises FieldsWrong where it is gone."""
    try:
        return await _found(int(about["note"]), actor, sessions)
    except NoteGone:
        raise _gone() from None


async def _found(note_id: int, actor: Actor, sessions: Sessions) -> Note:
    async with sessions.read() as connection:
        note = await notes.find(connection, note_id, organization_id=actor.organization_id, viewer=actor)
    if note is None:
        raise NoteGone
    return note


def _hint(told: Sequence[str]) -> str:
    """Of Tell, for who was told before is not told again."""
    if not told:
        return views.HINT
    names = [plain(name, 40) for name in told[:10]] + ([f"{len(told) - 10} more"] if len(told) > 10 else [])
    return f"{joined(names)} {'was' if len(told) == 1 else 'were'} told before: their {'message changes' if len(told) == 1 else 'messages change'}."


def _history(lead_id: int) -> dict[str, Any]:
    return blocks.actions(blocks.button("History", SHOW, str(lead_id)))
