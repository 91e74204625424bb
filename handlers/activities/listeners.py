"""Logging activities: by a line, in a form, from a card; taking one back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from crm import activities
from crm.activities import Kind, Logged, NewActivity
from crm.people import Actor
from crm.times import Timed, read_time, unread_time
from handlers import blocks, colleagues, direct, forms, grammar, lines, messages, remainders
from handlers.activities import cancelling, day, editing, views
from handlers.activities.forms import AT, DONE, EDITS, FOR, WHAT, LogForm, at_field, says_done
from handlers.activities.views import Filled, Shape
from handlers.answers import Answer, Block, Opened, Redraw
from handlers.arguments import Afterwards, Deciding, Introduce
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.grammar import Line, Verb
from handlers.leads import picking
from handlers.leads import views as lead_views
from handlers.leads.ending import card_anew, ended, on_card
from handlers.leads.marking import Marked, marked
from handlers.leads.picking import LEAD
from handlers.rights import may
from handlers.site import Site
from handlers.words import echo, opening
from store import activities as stored
from store.database import Sessions
from store.models import now

SUBJECT = 255
A_DAY = timedelta(days=1)
UNLINKED = "Who is picked here is not linked to Leadbot and would not see this. Pick somebody else."


def register(routes: Routes) -> None:
    """The verb log; the form, wherever it is opened from; Undo; one's own activities, and one's day."""
    routes.command(Verb.LOG, log_typed, opens=True)
    routes.action(lead_views.LOG, log_clicked, opens=True)
    routes.action(views.CHANGED, form_changed)
    routes.action(views.LEAD_CHANGED, form_changed)
    routes.options(views.LEAD_CHANGED, picking.lead_options)
    routes.view(views.SAVE, log_submitted)
    routes.action(views.UNDO, undo_clicked)
    routes.shortcut(views.NEW, log_wanted)
    routes.action(views.NEW, log_wanted, opens=True)
    routes.shortcut(views.CAPTURE, message_logged, looks=True)
    editing.register(routes)
    day.register(routes)


@dataclass(frozen=True, slots=True)
class Typed:
    """What follows the lead in a line: kind None where the first word is no activity. given: whom it may be for, a Slack user id.

    asks: what is to be looked at before it is saved: its time is over, or may be of another day. unread: words for a time that are not read, for they do
    not stand at the end.
    """

    kind: Kind | None
    text: str
    is_done: bool
    at: datetime | None
    given: str | None = None
    asks: str = ""
    unread: str = ""
    shown: str = ""

    def with_names(self, line: Line, names: Mapping[str, str]) -> "Typed":
        """Colleagues' names in place of Slack's tokens, and the line as it is shown."""
        return replace(self, text=lines.named(self.text, names), shown=lines.named(lines.head(line.typed)[1], names))


async def log_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding, introduce: Introduce) -> Answer:
    """`/lead log 42 call left a voicemail`: saved at once where the lead is marked and the activity understood; else the form, filled in."""
    await may(actor, sessions, "sales_rep", "log")
    if not line.rest and not line.mark:
        return _form(body, _shape(actor), Filled())
    async with deciding(), sessions.read() as connection:
        about = await marked(connection, line, actor)
    named = await colleagues.named(lines.people(line.typed), actor, sessions, introduce)
    typed = _read(about.text, actor).with_names(line, named.names)
    more = tuple(looking_for(line.typed)) if about.is_name else ()
    if line.mark and about.only and about.text and typed.kind is None and not line.in_form:
        raise activities.UnknownActivity(lines.head(about.text)[0])
    if grammar.saves(line) and about.only and typed.kind and not (typed.asks or typed.given) and (typed.is_done or typed.at):
        subject, content = _subject(typed.text)
        new = NewActivity(about.only.id, typed.kind, typed.at or now(), is_done=typed.is_done, subject=subject, content=content)
        async with sessions.begin(actor) as session:
            logged = await _log(session, actor, new)
        return views.receipt(logged, echo(logged.at, actor.local(now())), unread=typed.unread, more=more)
    return _form_for(body, about, typed, actor, more=more)


def _read(text: str, actor: Actor) -> Typed:
    """A task, or what has a time to come, is planned; anything else is done, now or when it says."""
    log = remainders.log(text)
    here = actor.local(now())
    kind: Kind | None = log.kind  # type: ignore[assignment]  # the values of remainders.KINDS
    given = remainders.given(log.text)
    timed = read_time(given.text, now=here, future=kind == "task")
    if kind != "task" and (timed is None or timed.at <= here):
        timed = read_time(log.text, now=here, future=False)
        words = timed.text if timed else log.text
        return Typed(kind, words, is_done=True, at=timed.at if timed else None, asks=_beside(timed), unread="" if timed else unread_time(words))
    words = timed.text if timed else given.text
    words = f"{words} {given.last}".strip()
    given = given if given.person else remainders.given(words)  # `send offer @ben tomorrow` ends in the person when the time is read
    at, asks = timed.at if timed else None, _beside(timed)
    if at and at <= here:
        asks = f"{opening(echo(at, here))} has passed. Pick a later time."
        at = at + A_DAY if at + A_DAY > here else None
    return Typed(kind, words, is_done=False, at=at, given=given.person, asks=asks)


def _beside(timed: Timed | None) -> str:
    return f"\u201c{timed.beside}\u201d was not read as a date. Look whether the time is right, then save it." if timed and timed.beside else ""


def _form_for(body: dict[str, Any], about: Marked, typed: Typed, actor: Actor, *, more: tuple[Block, ...]) -> Opened:
    """What was typed, in the form's fields."""
    shape = _shape(actor, is_done=typed.is_done)
    preset = shape.at
    shape = replace(shape, kind=typed.kind or "call", at=typed.at or preset)
    subject, content = _subject(typed.text)
    lead = picking.lead_option(about.only) if about.only else None
    trouble = about.trouble or typed.asks or ("You named somebody. Look whether it is for them, then save it." if typed.given else "")
    filled = Filled(lead, subject or "", content or "", colleague=typed.given, typed=typed.shown, trouble=trouble, more=more)
    near = () if about.only else (*about.found, *about.near)
    return _form(body, shape, filled, preset, **picking.candidates(near))


def _form(body: dict[str, Any], shape: Shape, filled: Filled, preset: datetime | None = None, **about: Any) -> Opened:
    """The form. preset: of At, where what the form is opened with was chosen: a preset that nobody changed follows Done and Planned."""
    metadata = forms.kept(forms.origin(body), **about, **{AT: _epoch(preset or shape.at), DONE: shape.is_done})
    return Opened(views.log_form(shape, metadata, filled))


async def log_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Log on a card: the form about this lead. Nothing is looked up for it."""
    await may(actor, sessions, "sales_rep", "log")
    return _form(body, _shape(actor), Filled(lead=picking.named_option(action["value"])), card=lead_views.is_shareable(body))


async def log_wanted(body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Log an activity, from anywhere, where the form becomes its own receipt, and from App Home."""
    await may(actor, sessions, "sales_rep", "log")
    return _form(body, _shape(actor), Filled())


async def message_logged(body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Answer:
    """Log as activity: what a message says, done when it was written. What was said in private stays the person's alone unless they say otherwise."""
    await may(actor, sessions, "sales_rep", "log")
    captured = await messages.read(body, client, actor=actor, sessions=sessions, site=site, introduce=introduce)
    written = actor.local(datetime.fromtimestamp(float(captured.source["ts"]), UTC)).replace(second=0, microsecond=0)
    subject, content = _subject(captured.text) if captured.is_public else (None, captured.text)
    private = f"This message is from a private conversation. Untick Only me to show its words to everyone at {actor.ways.name}."
    lead = picking.lead_option(captured.only) if captured.only else None
    filled = Filled(lead, subject or "", content or "", more=messages.about(captured, actor, private=private))
    return _form(body, replace(_shape(actor), at=written, is_private=not captured.is_public), filled, **captured.kept())


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
    metadata = forms.kept(origin, **about)
    if EDITS in about:
        return Opened(views.edit_form(shape, metadata, Filled(), about["called"]))
    if put.get(LEAD):
        async with sessions.read() as connection:
            campaigns = await stored.list_campaigns(connection, int(put[LEAD]), organization_id=actor.organization_id)
        shape = replace(shape, campaigns=tuple(campaigns))
    source = about.get("source")
    above = tuple(block for block in view["blocks"] if block["type"] != "input")
    return Opened(views.log_form(replace(shape, is_private=bool(source) and not messages.place(source)), metadata, Filled(more=above)))


async def log_submitted(view: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, afterwards: Afterwards) -> Answer:
    """Save. A public message that it comes from is marked."""
    form = LogForm.from_view(view)
    new = form.activity(actor)
    if form.colleague and form.colleague != actor.slack_user_id:
        new = replace(new, colleague=await colleagues.picked(FOR, form.colleague, actor, sessions, unlinked=UNLINKED))
    origin, about = forms.remembered(form.metadata)
    place = []
    if source := about.get("source"):
        said = new.content or ("" if new.only_me else new.subject or "")
        new = replace(new, content=messages.stored(said, source).strip(), attachments=tuple(source.get("files", ())))
        place = messages.place(source)
    async with sessions.begin(actor) as session:
        logged = await _log(session, actor, new)
        at = echo(logged.at, actor.local(now()))
        card = await on_card(session, logged.lead.id, actor, site, about=about, origin=origin, result=views.result(logged, at))
    messages.mark(client, place, afterwards)
    return ended(origin, card or views.receipt(logged, at, place=place))


async def undo_clicked(
    action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, afterwards: Afterwards
) -> Answer:
    """Undo: the activity is gone, with what it brought about, and the mark on its message; on a card the card is drawn anew."""
    number, *place = str(action["value"]).split()
    async with sessions.begin(actor) as session:
        lead = (await cancelling.take_back(session, actor, int(number))).lead
        done = views.taken_back(lead_views.lead_name(lead))
        if place == ["card"]:
            return await card_anew(session, lead.id, actor, site, body, result=blocks.section(done))
    messages.mark(client, place, afterwards, remove=True)
    return Redraw(done, [blocks.section(done), lead_views.open_button(lead)])


async def _log(session: AsyncSession, actor: Actor, new: NewActivity) -> Logged:
    """Store it; a colleague whose task it is gets a direct message."""
    logged = await activities.log(session, actor, new)
    if new.colleague:
        await direct.tell(session, actor, new.colleague.user_id, views.task_given(logged, actor))
    return logged


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


def _subject(text: str) -> tuple[str | None, str | None]:
    """A short line is the subject; of a longer one the subject is the beginning, and all of it the content."""
    line = " ".join(text.split())
    if len(line) <= SUBJECT and "\n" not in text:
        return line or None, None
    return (f"{line[: SUBJECT - 1]}…" if len(line) > SUBJECT else line), text
