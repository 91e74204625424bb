"""My day: what waits, what is due, each with what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from crm import activities
from crm.activities import Acted
from crm.people import Actor
from handlers import blocks, errors, forms, sending
from handlers.activities import cancelling
from handlers.activities.forms import OUTCOME, OUTCOMES
from handlers.activities.views import now_contacted, outcomes
from handlers.answers import Answer, Block, Opened, Origin, Redraw, Reply
from handlers.dispatch import Routes
from handlers.grammar import Line, Verb
from handlers.leads import finding
from handlers.leads import views as lead_views
from handlers.leads.ending import ended
from handlers.mrkdwn import one_line
from handlers.site import Site
from handlers.words import since, when
from store import activities as stored
from store.activities import Due, DueLine
from store.database import Sessions
from store.models import now

ACT = "due.act"
PREVIOUS = "due.previous"
DONE = "due.done"
REOPEN = "due.reopen"
CANCEL = "due.cancel"
RESTORE = "due.restore"
MOVE_BACK = "due.move_back"
STALE = "due.stale"
NAME = 60
PAGE = 10
WEEK = timedelta(days=7)

TO_COME = {"hour": "In an hour", "tomorrow": "Tomorrow 09:00", "monday": "Next Monday 09:00"}
PUT_OFF = {"overdue": ("tomorrow", "monday"), "today": ("hour", "tomorrow"), "week": ("tomorrow", "monday")}
"""What a line's menu puts it off to: it has five entries at most, so what is due today is put off by an hour or a day, all else by a day or more."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a person sees of their tasks. waiting: open leads that nobody has spoken to for the organization's stale_days, counted only where nothing is due."""

    due: Due
    skip: int = 0
    waiting: int = 0
    result: tuple[Block, ...] = ()


def register(routes: Routes) -> None:
    """The verb today, and the menu of each line."""
    routes.command(Verb.TODAY, today_asked)
    routes.action(f"{ACT} done", done_picked)
    routes.action(f"{ACT} outcome", outcome_asked, opens=True)
    routes.action(f"{ACT} cancel", reason_asked, opens=True)
    routes.action(f"{ACT} open", lead_asked, reads=True)
    for what in TO_COME:
        routes.action(f"{ACT} {what}", time_picked)
    routes.action(lead_views.MY_DAY, more_clicked, reads=True)
    routes.action(PREVIOUS, more_clicked, reads=True)
    routes.action(REOPEN, reopen_clicked)
    routes.action(STALE, stale_clicked, reads=True)
    routes.view(DONE, outcome_submitted)
    routes.view(CANCEL, reason_submitted)
    routes.action(RESTORE, restore_clicked)
    routes.action(MOVE_BACK, move_back_clicked)


async def today_asked(line: Line, actor: Actor, sessions: Sessions) -> Reply:
    """`/lead today`: what is overdue, due today, due this week."""
    shown = await my_day(actor, sessions)
    if line.rest:
        async with sessions.read() as connection:
            if await finding.is_a_name(connection, line.typed):
                return Reply(shown.text, [*shown.blocks, *errors.looking_for(line.typed)])
        return Reply(shown.text, [*shown.blocks, blocks.context("This is your own day: what follows `today` was not looked at.")])
    return shown


async def more_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Show more and Previous 10: the next ten or those before in place of these; from App Home upon it."""
    return _in_place(body, await my_day(actor, sessions, skip=int(action["value"])))


async def stale_clicked(body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Show them: open leads of mine that nobody has spoken to for long."""
    async with sessions.read() as connection:
        lines = await stored.list_stale(connection, organization_id=actor.organization_id, owner_id=actor.user_id, viewer=actor, since=_stale_since(actor))
    heading = f"No contact for {_days(actor)}, the longest first."
    return _in_place(body, Reply(heading, [blocks.section(f"*{heading}*"), *(lead_views.list_line(line, actor, twin=False) for line in lines)]))


async def done_picked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Done, of what has no outcome."""
    activity_id, _ = _picked(action)
    async with sessions.begin(actor) as session:
        done = await activities.complete(session, actor, activity_id)
    return await _redrawn(body, actor, sessions, _done(done, activity_id))


async def outcome_asked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Done, of a call or a meeting: how it went. It opens before anything is looked up."""
    activity_id, kind = _picked(action)
    field = forms.field("Outcome", OUTCOME, outcomes(kind), optional=True)
    return Opened(forms.modal("How did it go?", DONE, "Done", [field], forms.kept(forms.origin(body), activity=activity_id)))


async def reason_asked(action: dict[str, Any], body: dict[str, Any]) -> Answer:
    """Cancel: why. It opens before anything is looked up."""
    activity_id, kind = _picked(action)
    return Opened(cancelling.form(CANCEL, forms.kept(forms.origin(body), activity=activity_id), kind))


async def lead_asked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions, site: Site) -> Answer:
    """Open: the card of the lead that it is about."""
    activity_id, _ = _picked(action)
    async with sessions.read() as connection:
        lead_id = await stored.find_lead(connection, activity_id, organization_id=actor.organization_id)
        card = await finding.card_of(connection, lead_id, actor)
    if card is None:
        raise activities.ActivityGone
    return lead_views.lead_card(card, actor, site, shareable=lead_views.is_shareable(body))


async def time_picked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Another time."""
    activity_id, _ = _picked(action)
    at = later(actor.local(now()), str(action["selected_option"]["value"]).partition(" ")[0])
    async with sessions.begin(actor) as session:
        moved = await activities.postpone(session, actor, activity_id, at=at)
    said = f"Moved to {when(at, now(), actor.zone)}. {cancelling.called(moved)}."
    undo = blocks.button("Undo", MOVE_BACK, f"{activity_id} {moved.was.isoformat()} {at.isoformat()}")
    return await _redrawn(body, actor, sessions, (blocks.section(said, undo),))


async def outcome_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Done, with how it went."""
    origin, about = forms.remembered(view.get("private_metadata"))
    async with sessions.begin(actor) as session:
        done = await activities.complete(session, actor, about["activity"], outcome=forms.values(view).get(OUTCOME))
    return ended(origin, await _after(origin, actor, sessions, _done(done, about["activity"])))


async def reason_submitted(view: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Cancelled, with why."""
    origin, about = forms.remembered(view.get("private_metadata"))
    reason = cancelling.reason_of(view)
    async with sessions.begin(actor) as session:
        done = await cancelling.cancel(session, actor, about["activity"], reason)
    result = blocks.section(cancelling.told(done, reason), blocks.button("Undo", RESTORE, str(about["activity"])))
    return ended(origin, await _after(origin, actor, sessions, (result,)))


async def restore_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo of Cancel."""
    async with sessions.begin(actor) as session:
        done = await cancelling.restore(session, actor, int(action["value"]))
    return await _redrawn(body, actor, sessions, (blocks.section(f"Planned again. {cancelling.called(done)}."),))


async def reopen_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo of Done."""
    number, at = str(action["value"]).split()
    async with sessions.begin(actor) as session:
        done = await activities.reopen(session, actor, int(number), done=datetime.fromisoformat(at))
    return await _redrawn(body, actor, sessions, (blocks.section(f"Open again. {cancelling.called(done)}."),))


async def move_back_clicked(action: dict[str, Any], body: dict[str, Any], actor: Actor, sessions: Sessions) -> Answer:
    """Undo of another time."""
    number, was, at = str(action["value"]).split()
    async with sessions.begin(actor) as session:
        moved = await activities.move_back(session, actor, int(number), was=datetime.fromisoformat(was), at=datetime.fromisoformat(at))
    said = f"Put back to {when(moved.at, now(), actor.zone)}. {cancelling.called(moved)}."
    return await _redrawn(body, actor, sessions, (blocks.section(said),))


async def _redrawn(body: dict[str, Any], actor: Actor, sessions: Sessions, result: tuple[Block, ...]) -> Answer:
    origin = forms.origin(body)
    shown = await _after(origin, actor, sessions, result)
    return Redraw(shown.text, shown.blocks) if origin.at_home else _in_place(body, shown)


async def _after(origin: Origin, actor: Actor, sessions: Sessions, result: tuple[Block, ...]) -> Reply:
    """The day, below what was done; App Home shows the day itself."""
    return Reply(str(result[0]["text"]["text"]), [*result]) if origin.at_home else await my_day(actor, sessions, result=result)


def _in_place(body: dict[str, Any], shown: Reply) -> Answer:
    """In the place of the message or the view that was clicked; upon App Home."""
    origin = forms.origin(body)
    if origin.at_home:
        return shown
    return Redraw(shown.text, shown.blocks) if origin.response_url else Opened(sending.said(shown))


async def my_day(actor: Actor, sessions: Sessions, *, skip: int = 0, result: tuple[Block, ...] = ()) -> Reply:
    """What is overdue, due today and this week, ten at a time. result: what was done, above it."""
    today = actor.today()
    async with sessions.read() as connection:
        list_due = partial(stored.list_due, connection, organization_id=actor.organization_id, viewer=actor, day=today, until=today[0] + WEEK, limit=PAGE)
        due = await list_due(skip=skip)
        if skip and not due.lines:  # they are gone since the button was drawn
            skip, due = 0, await list_due()
        waiting = 0
        if not due.total:
            waiting = await stored.count_waiting(connection, organization_id=actor.organization_id, user_id=actor.user_id, since=_stale_since(actor))
    return day_reply(Day(due, skip, waiting, result), actor)


def day_reply(shown: Day, viewer: Actor) -> Reply:
    """My day as a message: at most ten lines, under what they are."""
    due, (start, end) = shown.due, viewer.today()
    if not due.total:
        return Reply("Nothing due this week.", [*shown.result, *_nothing(shown.waiting, viewer)])
    told = list(shown.result)
    titles = {"overdue": f"*Overdue* ({due.overdue})", "today": f"*Today* ({due.today})", "week": f"*This week* ({due.total - due.overdue - due.today})"}
    group = ""
    for line in due.lines:
        of_line = "overdue" if line.at < start else "today" if line.at < end else "week"
        if of_line != group:
            told.append(blocks.section(titles[of_line]))
            group = of_line
        told.append(_line(line, viewer, of_line))
    last = shown.skip + len(due.lines)
    before = [blocks.button(f"Previous {PAGE}", PREVIOUS, str(max(shown.skip - PAGE, 0)))] if shown.skip else []
    after = [blocks.button("Show more", lead_views.MY_DAY, str(last))] if last < due.total else []
    if before or after:
        told.append(blocks.actions(*before, *after))
    said = ", ".join(f"{count} {word}" for count, word in ((due.overdue, "overdue"), (due.today, "due today")) if count) or "nothing due today"
    return Reply(f"Your day: {said}.", told)


def _nothing(waiting: int, viewer: Actor) -> list[Block]:
    if not waiting:
        return [blocks.section("Nothing due, nobody waiting.")]
    leads_of = f"{waiting} of your open leads {'has' if waiting == 1 else 'have'} had no contact for {_days(viewer)}."
    return [blocks.section(f"*Nothing due this week.* {leads_of}", blocks.button("Show them", STALE, "stale"))]


def _line(line: DueLine, viewer: Actor, group: str) -> Block:
    kind = lead_views.ACTIVITIES.get(line.activity_type, one_line(line.activity_type.replace("_", " ").capitalize(), NAME))
    subject = f' "{one_line(line.subject, NAME)}"' if line.subject and line.subject.strip() else ""
    called = [one_line(part, NAME) for part in (line.person or line.email or "", line.company or "") if part.strip()] or [f"Lead #{line.lead_id}"]
    moment = since(line.at, viewer.local(now())) if group == "overdue" else when(line.at, now(), viewer.zone)
    cancel = "Cancel task" if line.activity_type == "task" else "Cancel"
    done = "outcome" if line.activity_type in OUTCOMES else "done"
    others = [what for at, what in other_times(PUT_OFF[group], viewer.local(now())).items() if at != line.at]
    actions = [(done, "Done"), *((what, TO_COME[what]) for what in others), ("cancel", cancel), ("open", "Open")]
    menu = {"type": "overflow", "action_id": ACT, "options": [forms.option(label, f"{what} {line.id} {line.activity_type}") for what, label in actions]}
    return blocks.section(f"*{kind}*{subject} · {' · '.join(called)} · {moment}", menu)


def _picked(action: dict[str, Any]) -> tuple[int, str]:
    """The activity that an entry of a line's menu is about, and its kind."""
    number, _, kind = blocks.chosen(action).partition(" ")
    return int(number), kind


def _done(done: Acted, activity_id: int) -> tuple[Block, ...]:
    return (
        blocks.section(
            f"Done. {cancelling.called(done)}.{now_contacted(done.contacted)}", blocks.button("Undo", REOPEN, f"{activity_id} {done.at.isoformat()}")
        ),
    )


def later(here: datetime, what: str) -> datetime:
    """What an entry of TO_COME means, said here and now. An hour is one whatever the clock does meanwhile."""
    if what == "hour":
        return (here.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(hours=1)).astimezone(here.tzinfo)
    days = 1 if what == "tomorrow" else 7 - here.weekday()
    return datetime.combine(here.date() + timedelta(days=days), time(9), here.tzinfo)


def other_times(entries: Sequence[str], here: datetime) -> dict[datetime, str]:
    """When each entry of TO_COME is, each time once: on a Sunday tomorrow is next Monday."""
    times: dict[datetime, str] = {}
    for what in entries:
        times.setdefault(later(here, what), what)
    return times


def _stale_since(actor: Actor) -> datetime:
    return now() - timedelta(days=actor.ways.stale_days)


def _days(viewer: Actor) -> str:
    return "a day" if viewer.ways.stale_days == 1 else f"{viewer.ways.stale_days} days"
