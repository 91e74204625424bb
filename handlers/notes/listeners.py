"""Writing notes: by a line, in a form, from a card; telling colleagues; taking a note back."""

from datetime import datetime, time, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from crm import notes
from crm.notes import NewNote
from crm.people import Actor
from handlers import blocks, colleagues, drafts, forms, grammar, lines, messages, reactions, remainders, rich
from handlers.answers import Answer, Opened, Redraw, Updated
from handlers.arguments import Afterwards, Deciding, Introduce
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.forms import FieldsWrong
from handlers.grammar import Line, Verb
from handlers.leads import picking
from handlers.leads import views as lead_views
from handlers.leads.ending import card_anew, ended, on_card
from handlers.leads.marking import marked
from handlers.notes import audience, editing, files, telling, views
from handlers.notes.audience import Audience
from handlers.notes.forms import NoteForm
from handlers.rights import may
from handlers.site import Site
from store.database import Sessions
from store.models import now


def register(routes: Routes) -> None:
    """The verb note; the form, wherever it is opened from; Undo and Reply; Save as note in a message's menu."""
    routes.command(Verb.NOTE, note_typed, opens=True)
    routes.action(lead_views.NOTE, note_clicked, opens=True)
    routes.action(views.REPLY, reply_clicked, opens=True)
    routes.action(views.CHANGED, type_changed)
    routes.view(views.SAVE, note_submitted)
    routes.view(views.SAVE_ANYWAY, note_confirmed, ends=True)
    routes.action(views.UNDO, undo_clicked)
    routes.shortcut(views.CAPTURE, message_saved, verb=Verb.NOTE, looks=True)
    files.register(routes)
    editing.register(routes)


async def note_typed(
    line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site, deciding: Deciding, introduce: Introduce, scopes: frozenset[str]
) -> Answer:
    """`/lead note 42 talked to @ben`: saved at once where the lead is marked, clear, and everybody named can be told; else the form, filled in."""
    await may(actor, sessions, "sales_rep", "note")
    if not line.rest and not line.mark:
        return Opened(views.note_form(metadata=forms.kept(forms.origin(body)), may_attach=files.READ in scopes))
    async with deciding(), sessions.read() as connection:
        about = await marked(connection, line, actor)
    typed = remainders.note(about.text)
    named = await colleagues.named(typed.people, actor, sessions, introduce)
    to = await audience.reached(named, typed.people, actor, sessions, site)
    text = lines.named(typed.text, to.names)
    if grammar.saves(line) and about.only and not to.missed():
        async with sessions.begin(actor) as session:
            written = await telling.write(session, actor, NewNote(about.only.id, text, people=to.people), rich.from_text(text))
        untold = views.untold(unlinked=typed.unlinked, groups=typed.groups)
        return views.receipt(written, actor, untold=untold, more=looking_for(line.typed) if about.is_name else ())
    lead = picking.lead_option(about.only) if about.only else None
    metadata = forms.kept(forms.origin(body), **audience.carried(to.said), **picking.candidates(() if about.only else (*about.found, *about.near)))
    shown = lines.named(lines.head(line.typed)[1], to.names)
    trouble = about.trouble or to.warning
    more = looking_for(line.typed) if about.is_name else ()
    may_attach = files.READ in scopes
    return Opened(views.note_form(metadata=metadata, lead=lead, note=text, tell=typed.people, typed=shown, trouble=trouble, may_attach=may_attach, more=more))


async def note_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, scopes: frozenset[str]) -> Answer:
    """Note on a card: the form about this lead. Nothing is looked up for it."""
    await may(actor, sessions, "sales_rep", "note")
    metadata = forms.kept(forms.origin(body), card=lead_views.is_shareable(body))
    return Opened(views.note_form(metadata=metadata, lead=picking.named_option(action["value"]), may_attach=files.READ in scopes))


async def reply_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, scopes: frozenset[str]) -> Answer:
    """Reply under a note: a note that tells its author."""
    await may(actor, sessions, "sales_rep", "note")
    lead_id, author, label = [*str(action["value"]).split(" ", 2), ""][:3]
    lead = picking.named_option(f"{lead_id} {label}")
    return Opened(views.note_form(metadata=forms.kept(forms.origin(body)), lead=lead, tell=[author], may_attach=files.READ in scopes))


async def type_changed(body: dict[str, Any], action: dict[str, Any], actor: Actor) -> Answer:
    """Another type is picked: Reminder asks when."""
    return Opened(views.with_type(body["view"], action["selected_option"]["value"], _tomorrow_at_nine(actor)))


async def note_submitted(
    view: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce, afterwards: Afterwards
) -> Answer:
    """Save. Somebody who cannot be told is named first, over the form."""
    form = NoteForm.from_view(view, now=now())
    to = await audience.of_form(form.people, form.said, actor=actor, sessions=sessions, site=site)
    if to.missed():
        if form.is_private:
            raise to.refusal(actor)
        return await audience.ask(
            view, to, views.SAVE_ANYWAY, client=client, actor=actor, sessions=sessions, site=site, introduce=introduce, afterwards=afterwards
        )
    return await _save(form, to, actor, sessions, site)


async def note_confirmed(view: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Answer:
    """Save anyway: the form below closes too."""
    kept = await drafts.kept_form(view, actor, sessions)
    try:
        form = NoteForm.from_view(kept, now=now())
    except FieldsWrong as wrong:  # what was right when it was asked
        return Updated(views.not_saved(view, list(wrong.errors.values())))
    to = await audience.of_kept(kept, form.people, actor=actor, sessions=sessions, site=site, introduce=introduce)
    return await _save(form, to, actor, sessions, site, everything=True)


async def message_saved(
    body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce, scopes: frozenset[str]
) -> Answer:
    """Save as note: the form, filled in with the message; what was said in private is kept private unless the person says otherwise."""
    await may(actor, sessions, "sales_rep", "note")
    captured = await messages.read(body, client, actor=actor, sessions=sessions, site=site, introduce=introduce)
    lead = picking.lead_option(captured.only) if captured.only else None
    private = f"This message is from a private conversation. Untick Only me to show it to everyone at {actor.ways.name}."
    metadata = forms.kept(forms.origin(body), **captured.kept())
    more = messages.about(captured, actor, private=private)
    form = views.note_form(
        metadata=metadata, lead=lead, note=captured.text, is_private=not captured.is_public, may_attach=files.READ in scopes, more=more, is_captured=True
    )
    return Opened(form)


async def undo_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Undo: the note is gone, its messages say so, and the mark on the message that it came from; on a card the card is drawn anew."""
    number, *more = str(action["value"]).split()
    async with sessions.begin(actor) as session:
        lead, events = await notes.take_back(session, actor, int(number))
        await telling.gone(session, actor, lead, events, how="took back")
        done = views.taken_back(lead_views.lead_name(lead))
        if more == ["card"]:
            return await card_anew(session, lead.id, actor, site, body, result=blocks.section(done))
        await reactions.undone(session, actor, more)
    return Redraw(done, [blocks.section(done), lead_views.open_button(lead)])


async def _save(form: NoteForm, to: Audience, actor: Actor, sessions: Sessions, site: Site, *, everything: bool = False) -> Answer:
    """The form's end. A message that everybody may read is marked as saved."""
    origin, about = forms.remembered(form.metadata)
    source = about.get("source")
    content = rich.as_text(form.note, to.names)
    new = NewNote(
        form.lead_id,
        messages.stored(content, source) if source else content,
        form.note_type,
        is_private=form.is_private,
        people=to.people,
        attachments=(*files.kept(form.files), *await messages.files_of(source, actor, sessions)),
        remind_at=form.remind_at or (_tomorrow_at_nine(actor) if form.note_type == "reminder" else None),  # saved before the field was drawn
    )
    untold = views.untold(missed=to.missed())
    async with sessions.begin(actor) as session:
        written = await telling.write(session, actor, new, rich.shown(form.note, to.names))
        mark = "" if form.is_private else await reactions.mark(session, actor, source, "lead_notes", written.note_id)
        card = await on_card(session, written.lead.id, actor, site, about=about, origin=origin, result=views.result(written, actor, untold))
    return ended(origin, card or views.receipt(written, actor, untold=untold, mark=mark), everything=everything)


def _tomorrow_at_nine(actor: Actor) -> datetime:
    return datetime.combine(actor.local(now()).date() + timedelta(days=1), time(9), actor.zone)
