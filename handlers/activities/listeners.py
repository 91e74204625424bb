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
from crm.times import read_time, unread_time
from handlers import blocks, colleagues, direct, forms, grammar, lines, messages, remainders
from handlers.activities import cancelling, day, editing, views
from handlers.activities.forms import FOR, LogForm, at_field
from handlers.activities.views import Filled, Shape
from handlers.answers import Answer, Block, Opened, Redraw
from handlers.arguments import Deciding, Introduce
from handlers.dispatch import Routes
from handlers.errors import looking_for
from handlers.forms import FieldsWrong
from handlers.grammar import Line, Verb
from handlers.leads import picking
from handlers.leads import views as lead_views
from handlers.leads.ending import card_anew, ended, on_card
from handlers.leads.marking import Marked, marked
from handlers.rights import may
from handlers.site import Site
from handlers.words import echo, opening
from store import activities as stored
from store.database import Sessions
from store.models import now

SUBJECT = 255
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

    passed: a task's time that is over. unread: words for a time that are not read, for they do not stand at the end.
    """

    kind: Kind | None
    text: str
    is_done: bool
    at: datetime | None
    given: str | None = None
    passed: str = ""
    unread: str = ""
    shown: str = ""

    def with_names(self, line: Line, names: Mapping[str, str]) -> "Typed":
        """Colleagues' names in place of Slack's tokens, and the line as it is shown."""
        return replace(self, text=lines.named(self.text, names), shown=lines.named(lines.head(line.typed)[1], names))


async def log_typed(line: Line, body: dict[str, Any], *, actor: Actor, sessions: Sessions, deciding: Deciding, introduce: Introduce) -> Answer:
    """`/lead log 42 call left a voicemail`: saved at once where the lead is marked and the activity understood; else the form, filled in."""
    await may(actor, sessions, "sales_rep", "log")
    if not line.rest and not line.mark:
        preset = _preset(actor, is_done=True)
        return Opened(views.log_form(Shape(at=preset), forms.kept(forms.origin(body), at=_epoch(preset))))
    async with deciding(), sessions.read() as connection:
        about = await marked(connection, line, actor)
    named = await colleagues.named(lines.people(line.typed), actor, sessions, introduce)
    typed = _read(about.text, actor).with_names(line, named.names)
    more = tuple(looking_for(line.typed)) if about.is_name else ()
    if line.mark and about.only and about.text and typed.kind is None and not line.in_form:
        raise activities.UnknownActivity(lines.head(about.text)[0])
    if grammar.saves(line) and about.only and typed.kind and not (typed.passed or typed.given) and (typed.is_done or typed.at):
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
    at = timed.at if timed else None
    if kind != "task" and (at is None or at <= here):
        timed = read_time(log.text, now=here, future=False)
        at, words = (timed.at, timed.text) if timed else (None, log.text)
        return Typed(kind, words, is_done=True, at=at, unread="" if timed else unread_time(words))
    words = timed.text if timed else given.text
    words = f"{words} {given.last}".strip()
    given = given if given.person else remainders.given(words)  # `send offer @ben tomorrow` ends in the person when the time is read
    passed = f"{opening(echo(at, here))} has passed. Pick a later time." if at and at <= here else ""
    return Typed(kind, words, is_done=False, at=at, given=given.person, passed=passed)


def _form_for(body: dict[str, Any], about: Marked, typed: Typed, actor: Actor, *, more: tuple[Block, ...]) -> Opened:
    """What was typed, in the form's fields."""
    preset = _preset(actor, is_done=typed.is_done)
    shape = Shape(typed.kind or "call", is_done=typed.is_done, at=typed.at if typed.at and not typed.passed else preset)
    subject, content = _subject(typed.text)
    lead = picking.lead_option(about.only) if about.only else None
    trouble = about.trouble or typed.passed or ("You named somebody. Look whether it is for them, then save it." if typed.given else "")
    filled = Filled(lead, subject or "", content or "", colleague=typed.given, typed=typed.shown, trouble=trouble, more=more)
    near = () if about.only else (*about.found, *about.near)
    return Opened(views.log_form(shape, forms.kept(forms.origin(body), at=_epoch(preset), **picking.candidates(near)), filled))


async def log_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Log on a card: the form about this lead. Nothing is looked up for it."""
    await may(actor, sessions, "sales_rep", "log")
    shape = Shape(at=_preset(actor, is_done=True))
    metadata = forms.kept(forms.origin(body), card=lead_views.is_shareable(body), at=_epoch(shape.at))
    return Opened(views.log_form(shape, metadata, Filled(lead=picking.named_option(action["value"]))))


async def log_wanted(body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Log an activity, from anywhere, where the form becomes its own receipt, and from App Home."""
    await may(actor, sessions, "sales_rep", "log")
    preset = _preset(actor, is_done=True)
    return Opened(views.log_form(Shape(at=preset), forms.kept(forms.origin(body), at=_epoch(preset))))


async def message_logged(body: dict[str, Any], client: AsyncWebClient, *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Answer:
    """Log as activity: what a message says, done when it was written."""
    await may(actor, sessions, "sales_rep", "log")
    captured = await messages.read(body, client, actor=actor, sessions=sessions, site=site, introduce=introduce)
    written = actor.local(datetime.fromtimestamp(float(captured.source["ts"]), UTC)).replace(second=0, microsecond=0)
    subject, content = _subject(captured.text)
    private = f"This message is from a private conversation. What you save is shown to everyone at {actor.ways.name}; take out what is not for them."
    lead = picking.lead_option(captured.only) if captured.only else None
    filled = Filled(lead, subject or "", content or "", more=messages.about(captured, actor, private=private))
    return Opened(views.log_form(Shape(at=written), forms.kept(forms.origin(body), at=_epoch(written), **captured.kept()), filled))


async def form_changed(body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """What, When or Lead is picked: the fields below follow, what was put in stays, and a preset that nobody changed is set anew."""
    view = body["view"]
    put = forms.values(view)
    kind = _kind(put.get("what") or "call")
    is_done = kind != "task" and put.get("when") != "planned"
    origin, about = forms.remembered(view.get("private_metadata"))
    field = at_field(view)
    number, at = int(field.removeprefix("at") or 1), put.get(field)
    campaigns: tuple[tuple[int, str], ...] = ()
    if put.get("lead"):
        async with sessions.read() as connection:
            campaigns = tuple(await stored.list_campaigns(connection, int(put["lead"]), organization_id=actor.organization_id))
    preset = about.get("at")
    if at is None or at == preset:
        fresh = _preset(actor, is_done=is_done)
        if _epoch(fresh) != preset:
            number, at = number + 1, _epoch(fresh)
            preset = at
    moment = datetime.fromtimestamp(at, actor.zone) if at else None
    shape = Shape(kind, is_done=is_done, at=moment, number=number, campaigns=campaigns)
    if "edits" in about:
        shape = replace(shape, is_done=is_done or (kind == "task" and about["done"]))
        return Opened(views.edit_form(shape, forms.kept(origin, **{**about, "at": preset}), Filled(), about["called"]))
    return Opened(views.log_form(shape, forms.kept(origin, **{**about, "at": preset})))


async def log_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Save."""
    form = LogForm.from_view(view)
    here = actor.local(now())
    local = actor.local(form.at)
    if not form.is_done and form.at <= now():
        raise FieldsWrong({at_field(view): f"{opening(echo(local, here))} has passed. Pick a later time, or choose Done."})
    if form.is_done and form.at > now() + activities.CLOCKS_DIFFER:
        raise FieldsWrong({at_field(view): f"{opening(echo(local, here))} is still to come. Pick a time that has passed, or choose Planned."})
    colleague = None
    if form.colleague and form.colleague != actor.slack_user_id:
        colleague = await colleagues.picked(FOR, form.colleague, actor, sessions, unlinked=UNLINKED)
    direction = form.direction if form.direction in {"outbound", "inbound"} else None
    new = NewActivity(
        form.lead_id,
        form.kind,
        form.at,
        is_done=form.is_done,
        subject=form.subject,
        content=form.details,
        direction=direction,  # type: ignore[arg-type]  # one of the two
        outcome=form.outcome,
        minutes=form.minutes,
        colleague=colleague,
        campaign_id=form.campaign_id,
    )
    origin, about = forms.remembered(form.metadata)
    if source := about.get("source"):
        new = replace(new, content=messages.stored(new.content or new.subject or "", source))
    async with sessions.begin(actor) as session:
        logged = await _log(session, actor, new)
        at = echo(logged.at, here)
        card = await on_card(session, logged.lead.id, actor, site, about=about, origin=origin, result=views.result(logged, at))
    return ended(origin, card or views.receipt(logged, at))


async def undo_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Undo: the activity is gone, with what it brought about; on a card the card is drawn anew."""
    number, _, place = str(action["value"]).partition(" ")
    async with sessions.begin(actor) as session:
        lead = (await cancelling.take_back(session, actor, int(number))).lead
        done = views.taken_back(lead_views.lead_name(lead))
        if place:
            return await card_anew(session, lead.id, actor, site, body, result=blocks.section(done))
    return Redraw(done, [blocks.section(done), lead_views.open_button(lead)])


async def _log(session: AsyncSession, actor: Actor, new: NewActivity) -> Logged:
    """Store it; a colleague whose task it is gets a direct message."""
    logged = await activities.log(session, actor, new)
    if new.colleague:
        await direct.tell(session, actor, new.colleague.user_id, views.task_given(logged, actor))
    return logged


def _kind(word: str) -> Kind:
    return word  # type: ignore[return-value]  # one of remainders.KINDS


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
