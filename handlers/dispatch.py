"""Routes, and the dispatcher: Bolt's last middleware. One dict lookup, one tracked task, one deadline; the answer is the ack."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any

import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import to_action, to_event, to_options, to_shortcut, to_view
from slack_bolt.response import BoltResponse

import store.drafts
from crm.errors import UserError
from crm.people import Actor
from handlers import blocks, drafts, errors, metrics, requests, sending
from handlers.answers import Answer, Block, Choices, Closed, Receipt, Redraw, Reply
from handlers.arguments import Member, Work
from handlers.grammar import key
from handlers.lines import Numbers
from handlers.people import People, SlackSilent
from handlers.requests import Key, Request
from handlers.sending import NotOpened
from handlers.site import Site
from store.database import AlreadyHandled, Database, RoleChanged, unreachable
from store.search import find_exact

log = structlog.get_logger()

Listener = Callable[..., Awaitable[Answer]]
WORK_SECONDS = 6.0
"""A listener that takes longer is given up, and says so: in time for a process that stops, though a hanging connection takes two seconds to let go."""

FINISH_SECONDS = 30.0
"""A part of what follows the ack that takes longer is given up: Slack's own patience with a call, and more."""

BOLT_ARGUMENTS: dict[str, Callable[[Request], Any]] = {
    "command": lambda request: request.body,
    "action": lambda request: to_action(request.body),
    "view": lambda request: to_view(request.body),
    "shortcut": lambda request: to_shortcut(request.body),
    "options": lambda request: to_options(request.body),
    "event": lambda request: to_event(request.body),
    "payload": lambda request: request.payload,
    "body": lambda request: request.body,
    "context": lambda request: request.bolt.context,
    "client": lambda request: request.bolt.context.client,
}
OUR_ARGUMENTS = frozenset({"actor", "sessions", "site", "line", "deciding", "introduce", "scopes", "afterwards"})
"""actor: who sent it. sessions: of their organization. site: our names and addresses. line: a command, read.
deciding: holds the time while it is looked up whether a line can be saved. introduce: Slack users to be linked, if they can be, and what Slack
says of them, the ack gone before it is asked; a form can still be opened then. scopes: what Slack lets the bot do.
afterwards: what is to be done when the answer has gone out.
"""

GONE = "not_found"
"""What Slack says of a view that was closed."""
SKELETON = blocks.view(sending.TITLE, [blocks.section("One moment …")])
"""What a form is before anything was asked of the database."""


@dataclass(frozen=True, slots=True)
class Route:
    """A listener and the names of its parameters, read once.

    reads: it changes nothing, so a click is acked before it runs. opens: it may answer with a form; looks: with one that needs the database.
    ends: a form that lies upon the one whose words it saves: both close. verb: what can be typed instead of a shortcut.
    """

    listener: Listener
    parameters: tuple[str, ...]
    reads: bool = False
    opens: bool = False
    looks: bool = False
    ends: bool = False
    verb: str | None = None


@dataclass
class Routes:
    """What Leadbot listens to, in Bolt's own words. A doubled id or an unknown parameter is an error at start."""

    table: dict[Key, Route] = field(default_factory=dict)

    def command(self, verb: str, listener: Listener, *, opens: bool = False) -> None:
        """A verb of the slash command, as handlers/grammar.py names it; `enroll list` where many leads are named. opens: it may answer with a form."""
        self._add("command", key(verb), listener, opens=opens)

    def action(self, action_id: str, listener: Listener, *, reads: bool = False, opens: bool = False, looks: bool = False) -> None:
        """A click or a pick. reads: it only redraws. opens: it answers with a form; looks: with one that needs the database."""
        self._add("action", action_id, listener, reads=reads or opens, opens=opens, looks=looks)

    def view(self, callback_id: str, listener: Listener, *, ends: bool = False) -> None:
        """A form is submitted. ends: the forms below it are saved with it."""
        self._add("view", callback_id, listener, ends=ends)

    def view_closed(self, callback_id: str, listener: Listener) -> None:
        """A form is closed."""
        self._add("view_closed", callback_id, listener)

    def shortcut(self, callback_id: str, listener: Listener, *, verb: str, looks: bool = False) -> None:
        """A global or a message shortcut, which opens a form. looks: with one that needs the database. verb: what can be typed instead, empty for a search."""
        self._add("shortcut", callback_id, listener, reads=True, opens=True, looks=looks, verb=verb)

    def options(self, action_id: str, listener: Listener) -> None:
        """What an external select offers."""
        self._add("options", action_id, listener)

    def event(self, event_type: str, listener: Listener) -> None:
        """An event of the Events API."""
        self._add("event", event_type, listener)

    def home(self, listener: Listener) -> None:
        """Who says what a person's App Home shows, as a Reply: asked whenever it is published."""
        self._add("home", "", listener)

    def verbs(self) -> frozenset[str]:
        """The verbs that somebody listens to."""
        return frozenset(name for kind, name in self.table if kind == "command")

    def _add(self, kind: str, name: str, listener: Listener, **more: Any) -> None:
        if (kind, name) in self.table:
            raise ValueError(f"two listeners for the {kind} {name!r}")
        parameters = tuple(inspect.signature(listener).parameters)
        unknown = set(parameters) - BOLT_ARGUMENTS.keys() - OUR_ARGUMENTS
        if unknown:
            raise TypeError(f"{listener.__qualname__} asks for {', '.join(sorted(unknown))}, which is not an argument of Bolt's or ours")
        self.table[kind, name] = Route(listener, parameters, **more)


class Dispatcher(AsyncMiddleware):
    """Finds the listener, runs it, and sends what it returns. Bolt keeps signatures, parsing, authorization and context."""

    def __init__(self, routes: Routes, readers: Mapping[str, Callable[[str], Any]], people: People, database: Database, site: Site) -> None:
        """readers: for each slash command, what reads its text into a line with a verb."""
        self.routes, self.readers, self.people, self.database, self.site = routes.table, readers, people, database, site
        self.arguments: dict[str, Callable[[Request], Any]] = {
            **BOLT_ARGUMENTS,
            "line": lambda request: request.line,
            "deciding": lambda request: request.deciding,
            "afterwards": lambda request: request.afterwards.append,
            "introduce": lambda request: partial(self._introduce, request),
            "scopes": requests.scopes,
            "site": lambda _request: site,
            "sessions": lambda request: database.sessions(request.bolt.context["organization_id"], received=request.received),
        }
        self.running: set[asyncio.Task[None]] = set()

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:  # noqa: A002, ARG002 - Bolt's signature
        """Answer Slack within its time. Never calls next: no Bolt listeners stand behind."""
        loop = asyncio.get_running_loop()
        request = requests.read(req, loop.create_future())
        if request is None:
            log.warning("unknown request", type=req.body.get("type"))
            return BoltResponse(status=200, body="")
        task = loop.create_task(self._work(request))
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        timer = loop.call_later(request.remaining(), self._too_late, request)
        try:
            settled, answer = await request.ready
        finally:
            timer.cancel()
        metrics.ACK_SECONDS.labels(request.kind).observe(monotonic() - request.arrived)
        return sending.ack(answer) if settled else BoltResponse(status=503, body="")

    async def drain(self, seconds: float) -> None:
        """Wait for what is promised; used at shutdown, when nothing new is taken any more."""
        if self.running:
            await asyncio.wait(self.running, timeout=seconds)

    async def _work(self, request: Request) -> None:
        """Run the listener; hand its answer to the ack that waits for it, or send it late."""
        structlog.contextvars.bind_contextvars(request_id=request.id)  # of this task alone
        outcome, answer, settled = await self._outcome(request)
        rides = sending.rides_on_ack(request.kind, answer)
        in_time = _hand_over(request, settled or request.kind != "event", answer if rides else None)
        metrics.REQUESTS.labels(request.kind, request.label, outcome).inc()
        tell = log.debug if in_time and outcome == "answered" else log.info  # what went well and in time is counted, not told
        tell("request", kind=request.kind, name=request.label, outcome=outcome, in_time=in_time, ms=round((monotonic() - request.arrived) * 1000, 1))
        if answer is not None and not (in_time and rides):
            await self._finish(request, partial(self._late, request, answer))
        if isinstance(answer, Closed) and answer.receipt:
            await self._finish(request, partial(self._receipt, request, answer.receipt))
        for then in request.afterwards:
            await self._finish(request, then)

    async def _finish(self, request: Request, work: Work) -> None:
        """A part of what follows the ack; where it fails, the others are done all the same."""
        await request.acked()
        try:
            async with asyncio.timeout(FINISH_SECONDS):
                await work()
        except Exception as error:
            if unreachable(error):
                log.warning("could not finish", kind=request.kind, name=request.label, error=type(error).__name__)
            else:
                log.exception("could not finish", kind=request.kind, name=request.label)

    async def _receipt(self, request: Request, receipt: Receipt) -> None:
        if not (receipt.origin.at_home and await self._publish(request, receipt.reply.blocks)):
            await sending.receipt(request, receipt)

    async def _late(self, request: Request, answer: Answer) -> None:
        """Send what the ack did not carry; where a form cannot be opened, what was typed is given back."""
        if request.at_home and isinstance(answer, Redraw):
            await self._publish(request, answer.blocks)
            return
        try:
            await sending.late(request, answer)
        except NotOpened as error:
            if request.at_home:
                await self._publish(request, errors.explained(error, request, self.site))
            elif request.view_id is None or (error.is_open and error.why != GONE):  # else the person has closed it meanwhile
                await self._keep_draft(request)
                await self._instead(request, errors.answer(error, request, self.site))

    async def _instead(self, request: Request, said: Answer) -> None:
        """Said in the view that is open already; where Slack takes that no more than the form, as a message."""
        try:
            await sending.late(request, said)
        except NotOpened:
            request.opened = None
            await sending.late(request, said)

    async def _publish(self, request: Request, result: list[Block]) -> bool:
        """App Home anew, below what an act there came to; False where Slack does not take it."""
        try:
            async with asyncio.timeout(WORK_SECONDS):
                home = await self._call(self.routes["home", ""], request)
            assert isinstance(home, Reply)
            shown = home.blocks
        except Exception as error:  # noqa: BLE001 - the result stands all the same, and below it a sentence, or a code with its log line
            shown = errors.explained(error, request, self.site)
        return await sending.home(request, [*result, *shown])

    async def _outcome(self, request: Request) -> tuple[str, Answer, bool]:
        """What became of it, what the person is told, and whether it is settled: an event that is not is sent again."""
        try:
            async with asyncio.timeout(WORK_SECONDS):
                return "answered", await self._answer(request), True
        except AlreadyHandled:
            return "repeated", Closed(everything=self.routes["view", request.label].ends) if request.kind == "view" else None, True
        except Exception as error:  # noqa: BLE001 - whatever happens becomes a sentence, or a code with its log line
            await self._keep_draft(request)
            settled = isinstance(error, UserError) and not isinstance(error, SlackSilent)
            return type(error).__name__, self._said(error, request), settled

    def _said(self, error: Exception, request: Request) -> Answer:
        """What the person is told; where that cannot be said either, a code with its log line."""
        try:
            return errors.answer(error, request, self.site)
        except Exception as broken:  # noqa: BLE001 - a sentence of ours that fails is a bug like any other
            return errors.answer(broken, request, self.site)

    async def _answer(self, request: Request) -> Answer:
        kind, name = request.kind, request.name
        if name in {errors.TRY_AGAIN, errors.OPEN_FORM}:
            return await self._again(request, form=name == errors.OPEN_FORM)
        return await self._listen(request, kind, self._verb(request, name, request.body.get("text")) if kind == "command" else self._entry(request))

    def _entry(self, request: Request) -> str:
        """The name to listen by. What a ⋯ menu offers has listeners of its own where its options' values begin with a word that has one: `lead.menu edit`."""
        option = request.payload.get("selected_option") if request.kind == "action" and request.payload.get("type") == "overflow" else None
        entry = f"{request.name} {str(option['value']).partition(' ')[0]}" if option else request.name
        return entry if (request.kind, entry) in self.routes else request.name

    async def _again(self, request: Request, *, form: bool) -> Answer:
        """The line that the button carries, once more; form: though it could be saved at once, in its form."""
        value = str(request.payload.get("value"))
        first, _, rest = value.partition(" ")
        command, typed = (first, rest) if first in self.readers else (self.site.command, value)
        if draft := drafts.number(typed):
            typed = await self._draft(request, draft)
        verb = self._verb(request, command, typed)
        request.line = replace(request.line, in_form=form)
        answer = await self._listen(request, "command", verb)
        return Redraw(answer.text, answer.blocks) if type(answer) is Reply else answer

    async def _draft(self, request: Request, number: int) -> str:
        actor = await self._actor(request)
        async with self.database.sessions(actor.organization_id).read() as connection:
            found = await store.drafts.find(connection, number, organization_id=actor.organization_id, user_id=actor.user_id)
        if found is None:
            raise drafts.DraftGone
        return found

    async def _keep_draft(self, request: Request) -> None:
        """A line that was not saved and is too long for a button."""
        typed = getattr(request.line, "typed", "")
        if request.opens and len(typed) > drafts.LONGEST and self.people.remembers(request.bolt.context):
            with suppress(Exception):  # the line stands in the answer all the same
                actor = await self._actor(request)
                async with self.database.sessions(actor.organization_id).begin(actor) as session:
                    request.draft = await store.drafts.add(session, typed, organization_id=actor.organization_id, user_id=actor.user_id)

    def _verb(self, request: Request, command: str, typed: str | None) -> str:
        """Read a typed line; its verb."""
        if command not in self.readers:
            raise errors.NotThere("slash_command", command)
        request.command, request.line = command, self.readers[command](typed or "")
        verb = key(request.line.verb)
        of_many = f"{verb} list" if isinstance(getattr(request.line, "mark", None), Numbers) else verb
        return of_many if ("command", of_many) in self.routes else verb

    async def _listen(self, request: Request, kind: str, name: str) -> Answer:
        route = self.routes.get((kind, name))
        if route is None:
            actor = await self._actor(request)  # who is not linked is told so, whatever they asked for
            raise errors.NotThere(kind, name, await self._named(actor, getattr(request.line, "typed", "")))
        request.label, request.opens, request.verb = name, route.opens, route.verb
        if route.reads:
            await self._acknowledged(request)
        if route.opens and request.view_id is None and (route.looks or self._is_open_question(request)):
            await self._acknowledged(request)
            with suppress(NotOpened):  # whoever may not have the form is told so all the same
                await sending.show(request, SKELETON)
        return await self._call(route, request)

    async def _named(self, actor: Actor, typed: str) -> str:
        """The line, where all of it is the name of a lead or a company: then that was meant, and no verb."""
        if not typed:
            return ""
        async with self.database.sessions(actor.organization_id).read() as connection:
            return typed if await find_exact(connection, "name", typed, limit=1) else ""

    async def _call(self, route: Route, request: Request, *, again: bool = False) -> Answer:
        """The listener, with what its parameters' names ask for. Where the actor's role changed, nothing is written: once more, with the actor read anew."""
        arguments = {name: self.arguments[name](request) for name in route.parameters if name != "actor"}
        if "actor" in route.parameters:
            arguments["actor"] = await self._actor(request)
        try:
            return await route.listener(**arguments)
        except RoleChanged:
            if again:
                raise
            self.people.forget(request.bolt.context["organization_id"])
            return await self._call(route, request, again=True)

    def _is_open_question(self, request: Request) -> bool:
        """Whether a form will come, and not at once: nothing is asked of the database before something is open. A marked line is looked up first."""
        mark = getattr(request.line, "mark", None)
        return mark is None and (bool(getattr(request.line, "beginnings", ())) or not self.people.remembers(request.bolt.context))

    async def _introduce(self, request: Request, slack_user_ids: Sequence[str]) -> Mapping[str, Member]:
        await self._acknowledged(request)
        return await self.people.acquaint(request.bolt.context, slack_user_ids)

    async def _actor(self, request: Request) -> Actor:
        return await self.people.actor(request.bolt.context, acknowledge=partial(self._acknowledged, request), afterwards=request.afterwards)

    async def _acknowledged(self, request: Request) -> None:
        """Let the ack go now, and go on when it is on the wire."""
        self._acknowledge(request)
        await request.acked()

    def _acknowledge(self, request: Request) -> None:
        """Let the ack go now; the answer follows. A form says that it is saving, options are empty."""
        answer: Answer = None
        if request.kind == "view":
            answer = sending.saving(request.payload)
        elif request.kind == "options":
            answer = Choices()
        _hand_over(request, True, answer)

    def _too_late(self, request: Request) -> None:
        """The deadline: an event is sent again, everything else is acked and answered later."""
        if request.kind == "event":
            _hand_over(request, False, None)
        else:
            self._acknowledge(request)


def _hand_over(request: Request, settled: bool, answer: Answer) -> bool:
    """Give the ack its answer, or leave the request unsettled, so that Slack repeats it; False when the ack has gone already."""
    if request.ready.done():
        return False
    request.ready.set_result((settled, answer))
    return True
