"""Logging activities: by a line, in a form, from a card; taking one back."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import asyncpg
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from crm import activities
from crm.activities import Kind, Logged, NewActivity
from crm.people import Actor
from handlers import blocks, colleagues, direct, forms, grammar, lines, messages, reactions
from handlers.activities import cancelling, day, details, editing, views
from handlers.activities.forms import AT, DONE, EDITS, FOR, WHAT, LogForm, at_field, says_done
from handlers.activities.typed import READABLE, Typed, read, subject_of
from handlers.activities.views import Beside, Filled, Shape
from handlers.answers import Answer, Block, Opened, Redraw
from handlers.arguments import Deciding, Introduce
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.grammar import Line, Verb
from handlers.leads import picking
from handlers.leads import views as lead_views
from handlers.leads.ending import card_anew, ended, on_card
from handlers.leads.marking import Marked, marked
from handlers.leads.picking import LEAD
from handlers.mrkdwn import one_line
from handlers.rights import may
from handlers.site import Site
from handlers.words import echo
from store import activities as stored
from store.database import Sessions
from store.models import now

Campaigns = tuple[tuple[int, str], ...]
UNLINKED = "Who is picked here is not linked to Leadbot and would not see this. Pick somebody else."


def register(routes: Routes) -> None:
    """The verb log; the form, wherever it is opened from; Undo; one's own activities, and one's day."""
    routes.command(Verb.LOG, log_typed, opens=True)
    routes.action(lead_views.LOG, log_clicked, opens=True, looks=True)
    routes.action(views.PLAN, plan_clicked, opens=True, looks=True)
    routes.action(views.CHANGED, form_changed)
    routes.action(views.LEAD_CHANGED, form_changed)
    routes.options(views.LEAD_CHANGED, picking.lead_options)
    routes.view(views.SAVE, log_submitted)
    routes.action(views.UNDO, undo_clicked)
    routes.shortcut(views.NEW, log_wanted, verb=Verb.LOG)
    routes.action(views.NEW, log_wanted, opens=True)
    routes.shortcut(views.CAPTURE, message_logged, verb=Verb.LOG, looks=True)
    editing.register(routes)
    day.register(routes)


async def log_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding, introduce: Introduce) -> Answer:
    """`/lead log 42 call left a voicemail`: saved at once where the lead is marked and the activity understood; else the form, filled in."""
    await may(actor, sessions, "sales_rep", "log")
    if not line.rest and not line.mark:
        return _form(body, _shape(actor), Filled())
    async with deciding(), sessions.read() as connection:
        about = await marked(connection, line, actor)
        typed = read(about.text, actor)
        if line.mark and about.only and about.text and typed.kind is None and not line.in_form:
            raise activities.UnknownActivity(lines.head(about.text)[0])
        at_once = about.only if grammar.saves(line) and typed.is_clear else None
        campaigns = await _campaigns(connection, about.only.id, actor) if about.only and not at_once else ()
    named = await colleagues.named(lines.people(line.typed), actor, sessions, introduce)
    typed = typed.with_names(line, named.names)
    more = tuple(looking_for(line.typed)) if about.is_name else ()
    if at_once and typed.kind:
        async with sessions.begin(actor) as session:
            logged = await _log(session, actor, typed.activity(at_once.id, typed.kind))
        return views.receipt(logged, echo(logged.at, actor.local(now())), unread=typed.unread, beside=_beside(typed, logged), more=more)
    return await _form_for(body, about, typed, actor, sessions, campaigns=campaigns, more=more)


def _beside(typed: Typed, logged: Logged) -> Beside:
    """What the receipt of a line says beside."""
    if typed.to_come and typed.kind:
        said = f"\u201c{one_line(typed.to_come.said, 60)}\u201d is still to come, so it stays in the text. Is it the next step?"
        return Beside((said,), edits=True, plan=views.next_step(logged.lead, typed.to_come.at, typed.to_come.text))
    if typed.is_today:
        return Beside((f"No time of day was said: due {typed.at:%H:%M}.",), edits=True)
    return Beside(edits=bool(typed.told))


async def _form_for(
    body: dict[str, Any], about: Marked, typed: Typed, actor: Actor, sessions: Sessions, *, campaigns: Campaigns, more: tuple[Block, ...]
) -> Opened:
    """What was typed, in the form's fields."""
    shape = _shape(actor, is_done=typed.is_done)
    preset = shape.at
    shape = replace(shape, kind=typed.kind or "call", at=typed.at or preset, campaigns=campaigns)
    subject, content = subject_of(typed.text)
    rest = await details.keep_rest(content, actor, sessions)
    lead = picking.lead_option(about.only) if about.only else None
    trouble = about.trouble or typed.asks or ("You named somebody. Look whether it is for them, then save it." if typed.given else "")
    if typed.to_come and not trouble:
        trouble = f"\u201c{typed.to_come.said}\u201d is still to come, but this reads as done. Save it as done, or choose Planned."
    how = typed.told
    filled = Filled(
        lead,
        subject or "",
        details.head(content),
        colleague=typed.given,
        typed=typed.shown,
        trouble=trouble,
        unread=typed.unread,
        more=more,
        direction=how.direction,
        outcome=how.outcome,
        minutes=how.minutes,
    )
    near = () if about.only else (*about.found, *about.near)
    return _form(body, shape, filled, preset, **rest, **picking.candidates(near))


def _form(body: dict[str, Any], shape: Shape, filled: Filled, preset: datetime | None = None, **about: Any) -> Opened:
    """The form. preset: of At, where what the form is opened with was chosen: a preset that nobody changed follows Done and Planned."""
    metadata = forms.kept(forms.origin(body), **about, **{AT: _epoch(preset or shape.at), DONE: shape.is_done})
    return Opened(views.log_form(replace(shape, rest=details.length_of_rest(about, filled.rest)), metadata, filled))


async def log_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Log on a card: the form about this lead, with the campaigns that it is in."""
    await may(actor, sessions, "sales_rep", "log")
    lead = picking.named_option(action["value"])
    async with sessions.read() as connection:
        campaigns = await _campaigns(connection, int(lead["value"]), actor)
    return _form(body, replace(_shape(actor), campaigns=campaigns), Filled(lead), card=lead_views.is_shareable(body))


async def plan_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Plan it, under what was done and names its next step: the form, planned for then. The receipt of what was done stays."""
    await may(actor, sessions, "sales_rep", "log")
    first, _, words = str(action["value"]).partition("\n")
    kind, at, called = first.split(" ", 2)
    shape, lead = _shape(actor, is_done=False), picking.named_option(called)
    async with sessions.read() as connection:
        campaigns = await _campaigns(connection, int(lead["value"]), actor)
    subject, content = subject_of(words)
    planned = replace(shape, kind=_kind(kind), at=actor.local(datetime.fromtimestamp(int(at), UTC)), campaigns=campaigns)
    return _form({**body, "container": {}}, planned, Filled(lead, subject or "", content or ""), shape.at)


async def log_wanted(body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Log an activity, from anywhere, where the form becomes its own receipt, and from App Home."""
    await may(actor, sessions, "sales_rep", "log")
    return _form(body, _shape(actor), Filled())


async def message_logged(body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Answer:
    """Log as activity: what a message says, done when it was written. What was said in private stays the person's alone unless they say otherwise."""
    await may(actor, sessions, "sales_rep", "log")
    captured = await messages.read(body, client, actor=actor, sessions=sessions, site=site, introduce=introduce)
    written = actor.local(datetime.fromtimestamp(float(captured.source["ts"]), UTC)).replace(second=0, microsecond=0)
    subject, content = subject_of(captured.text, READABLE) if captured.is_public else (None, captured.text)
    private = f"This message is from a private conversation. Untick Only me to show its words to everyone at {actor.ways.name}."
    lead = picking.lead_option(captured.only) if captured.only else None
    kept, shown = (await details.keep_rest(content, actor, sessions), ()) if captured.is_public else ({}, details.show_rest(content))
    filled = Filled(lead, subject or "", details.head(content), more=messages.about(captured, actor, private=private), rest=shown)
    shape = replace(_shape(actor), at=written, is_private=not captured.is_public)
    if captured.only:
        async with sessions.read() as connection:
            shape = replace(shape, campaigns=await _campaigns(connection, captured.only.id, actor))
    return _form(body, shape, filled, **captured.kept(), **kept)


async def form_changed(body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """What, When or Lead is picked: the fields below follow, what was put in stays, and a preset that nobody changed follows Done and Planned."""
    view = body["view"]
    put = forms.values(view)
    origin, about = forms.remembered(view.get("private_metadata"))
    is_done = says_done(put, about)
    field = at_field(view)
    number, at = int(field.removeprefix(AT) or 1), put.get(field)
    if at is None or (at == about.get(AT) and is_done != about.get(DONE)):
        number, at = number + 1, _epoch(_preset(actor, is_done=is_done))
        about[AT] = at
    about[DONE] = is_done
    shape = replace(_shape(actor, is_done=is_done), kind=_kind(put.get(WHAT) or "call"), at=actor.local(datetime.fromtimestamp(at or 0, UTC)), number=number)
    shape = replace(shape, rest=details.length_of_rest(about, view["blocks"]))
    metadata = forms.kept(origin, **about)
    if EDITS in about:
        return Opened(views.edit_form(shape, metadata, Filled(), about["called"]))
    if put.get(LEAD):
        async with sessions.read() as connection:
            shape = replace(shape, campaigns=await _campaigns(connection, int(put[LEAD]), actor))
    source = about.get("source")
    rest = tuple(filter(details.is_shown, view["blocks"]))
    above = tuple(block for block in view["blocks"] if block["type"] != "input" and block not in rest)
    return Opened(views.log_form(replace(shape, is_private=bool(source and not source.get("from"))), metadata, Filled(more=above, rest=rest)))


async def log_submitted(view: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Save. A public message that it comes from is marked."""
    form = LogForm.from_view(view)
    new = form.activity(actor)
    if form.colleague and form.colleague != actor.slack_user_id:
        new = replace(new, colleague=await colleagues.picked(FOR, form.colleague, actor, sessions, unlinked=UNLINKED))
    origin, about = forms.remembered(form.metadata)
    new = replace(new, content=await details.whole(new.content, about, actor, sessions, view["blocks"]))
    if source := about.get("source"):
        new = replace(new, content=messages.stored(new.content or "", source).strip(), attachments=tuple(await messages.files_of(source, actor, sessions)))
    async with sessions.begin(actor) as session:
        logged = await _log(session, actor, new)
        mark = await reactions.mark(session, actor, source, "activities", logged.activity_id)
        at = echo(logged.at, actor.local(now()))
        card = await on_card(session, logged.lead.id, actor, site, about=about, origin=origin, result=views.result(logged, at))
    return ended(origin, card or views.receipt(logged, at, mark=mark))


async def undo_clicked(action: dict[str, Any], body: dict[str, Any], *, actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Undo: the activity is gone, with what it brought about, and the mark on its message; on a card the card is drawn anew."""
    number, *more = str(action["value"]).split()
    async with sessions.begin(actor) as session:
        lead = (await cancelling.take_back(session, actor, int(number))).lead
        done = views.taken_back(lead_views.lead_name(lead))
        if more == ["card"]:
            return await card_anew(session, lead.id, actor, site, body, result=blocks.section(done))
        await reactions.undone(session, actor, more)
    return Redraw(done, [blocks.section(done), lead_views.open_button(lead)])


async def _log(session: AsyncSession, actor: Actor, new: NewActivity) -> Logged:
    """Store it; a colleague whose task it is gets a direct message."""
    logged = await activities.log(session, actor, new)
    if new.colleague:
        await direct.tell(session, actor, {new.colleague.user_id: views.task_given(logged, actor)})
    return logged


async def _campaigns(connection: asyncpg.Connection, lead_id: int, actor: Actor) -> Campaigns:
    return tuple(await stored.list_campaigns(connection, lead_id, organization_id=actor.organization_id))


def _kind(word: str) -> Kind:
    return word  # type: ignore[return-value]  # one of remainders.KINDS


def _shape(actor: Actor, *, is_done: bool = True) -> Shape:
    return Shape(is_done=is_done, at=_preset(actor, is_done=is_done), elsewhere=actor.is_elsewhere)


def _preset(actor: Actor, *, is_done: bool) -> datetime:
    """Now, or tomorrow at nine."""
    here = actor.local(now()).replace(second=0, microsecond=0)
    return here if is_done else datetime.combine(here.date() + timedelta(days=1), time(9), actor.zone)


def _epoch(at: datetime | None) -> int | None:
    return int(at.timestamp()) if at else None
