"""How an answer reaches Slack: on the ack, or afterwards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import structlog
from slack_bolt.response import BoltResponse

from crm.errors import UserError
from handlers import blocks, slack_errors
from handlers.answers import BLOCKS_REFUSED, Answer, Block, Choices, Closed, Opened, Pushed, Receipt, Redraw, Refused, Reply, Shared, Updated, View
from handlers.requests import SAVING, Request, saved_hash

log = structlog.get_logger()

RIDES: dict[str, tuple[type, ...]] = {"command": (Reply,), "view": (Closed, Refused, Updated, Pushed), "options": (Choices,)}
TITLE = "Leadbot"
KEPT_OF_A_VIEW = ("type", "callback_id", "title", "blocks", "private_metadata", "close", "submit", "external_id", "notify_on_close", "clear_on_close")


def rides_on_ack(kind: str, answer: Answer) -> bool:
    """Whether Slack takes this answer in the ack of such a request. A click's message goes to its response_url."""
    return isinstance(answer, RIDES.get(kind, ())) and not isinstance(answer, Redraw)


def ack(answer: Answer) -> BoltResponse:
    """The ack that carries an answer."""
    match answer:
        case Reply():
            body: Any = answer.payload()
        case Choices(options):
            body = {"options": options}
        case Refused(errors):
            body = {"response_action": "errors", "errors": errors}
        case Updated(view):
            body = {"response_action": "update", "view": view}
        case Closed(everything=True):
            body = {"response_action": "clear"}
        case Pushed(view):
            body = {"response_action": "push", "view": view}
        case _:
            body = ""
    return BoltResponse(status=200, body=body)


async def late(request: Request, answer: Answer) -> None:
    """Send what the ack could not carry: a message to the response_url, a form's end to the form. Raises where Slack refuses it."""
    match answer:
        case Opened(view):
            await show(request, view)
        case Reply() if request.view_id or request.at_home:
            await show(request, said(answer), over=request.view_id is not None and request.opened is None and not _in_its_place(request, answer))
        case Shared(plainer=[*plainer]) if request.response_url:
            await _post_or_plainer(request, request.response_url, answer, plainer)
        case Reply() if request.response_url:
            await _post(request, request.response_url, answer.payload())
        case Reply() if user_id := request.bolt.context.user_id:  # a global shortcut and a click in a view have no response_url
            await request.bolt.context.client.chat_postMessage(channel=user_id, text=answer.text, blocks=answer.blocks)
        case Updated(view):
            await _update(request, view)
        case Pushed(_):  # it cannot be put upon the form any more, and must not take its place: what was typed stays
            again = f"This took too long. Press {request.payload['submit']['text']} again."
            await _update(request, _with_notice(request.payload, again, level="warning"))
        case Closed(words):
            await _update(request, _ended(request.payload, words))
            if answer.everything and request.payload.get("root_view_id") not in {None, request.payload["id"]}:  # the form below is saved too
                await request.bolt.context.client.views_update(view_id=request.payload["root_view_id"], view=_ended(request.payload, words))
        case Refused(errors):
            await _update(request, _with_notice(request.payload, " ".join(errors.values()), level="error"))
        case Choices():
            log.info("options came too late", name=request.label)
        case _:
            raise TypeError(f"no way to send a {type(answer).__name__} to a {request.kind}")


async def show(request: Request, view: View, *, over: bool = False) -> None:
    """Open a view with the request's trigger, or put it in the place of the one that is open for it. Raises NotOpened where Slack does not.

    over: it stands upon the form whose button was clicked, which keeps what was typed.
    """
    client = request.bolt.context.client
    try:
        if over:
            await client.views_push(trigger_id=str(request.body.get("trigger_id")), view=view)
        elif request.view_id:
            await client.views_update(view_id=request.view_id, view=view)
        else:
            opened = await client.views_open(trigger_id=str(request.body.get("trigger_id")), view=view)
            request.opened = str(opened["view"]["id"])
    except slack_errors.ERRORS as error:
        why = slack_errors.reason(error)
        log.warning("a view is not shown", name=request.label, error=why)
        raise NotOpened(why, is_open=request.opened is not None, verb=request.verb, is_typed=request.line is not None) from None


def _in_its_place(request: Request, answer: Reply) -> bool:
    """Whether what is written anew is a view, which holds nothing that somebody typed: a receipt, a list."""
    return isinstance(answer, Redraw) and not (request.body.get("view") or {}).get("submit")


def said(reply: Reply) -> View:
    """A message as a view: where a view was opened already, or its button clicked."""
    return blocks.view(TITLE, reply.blocks or [blocks.section(reply.text)])


async def home(request: Request, shown: list[Block]) -> bool:
    """Publish the person's App Home; False where Slack does not take it."""
    try:
        view = {"type": "home", "blocks": shown[: blocks.MOST]}
        await request.bolt.context.client.views_publish(user_id=str(request.bolt.context.user_id), view=view)
    except slack_errors.ERRORS as error:
        why = slack_errors.reason(error)
        log.warning("App Home is not shown", name=request.label, error=why)
        return False
    return True


async def receipt(request: Request, given: Receipt) -> None:
    """Where the act began: at the message's response_url; when that is spent, a new message to the person alone; else a direct message."""
    client, user_id = request.bolt.context.client, request.bolt.context.user_id
    if given.origin.response_url:
        try:
            await _post(request, given.origin.response_url, given.payload())
        except ResponseRefused as refused:
            log.info("a response_url is spent", error=str(refused)[:80])
        else:
            return
    assert user_id
    if given.origin.channel_id:
        try:
            await client.chat_postEphemeral(channel=given.origin.channel_id, user=user_id, text=given.reply.text, blocks=given.reply.blocks)
        except slack_errors.ERRORS as error:  # rather twice than not at all: it has the Undo
            log.info("no receipt in the channel", error=slack_errors.reason(error))
        else:
            return
    await client.chat_postMessage(channel=user_id, text=given.reply.text, blocks=given.reply.blocks)


def saving(view: Mapping[str, Any]) -> Updated:
    """The form as it was submitted, with a line that it is being saved: same ids, so Slack keeps what was typed."""
    return Updated(_with_notice(view, "Saving…", level="info", block_id=f"{SAVING}{saved_hash(view)}"))


def _with_notice(view: Mapping[str, Any], sentence: str, *, level: str, block_id: str = "notice") -> View:
    notice = blocks.alert(sentence, level) | {"block_id": block_id}
    kept: View = {key: view[key] for key in KEPT_OF_A_VIEW if view.get(key)}
    return {**kept, "blocks": [notice, *(block for block in view["blocks"] if not str(block.get("block_id")).startswith(("notice", SAVING)))]}


def _ended(view: Mapping[str, Any], said: str) -> View:
    return blocks.view(view["title"]["text"], [blocks.section(said)])


async def _update(request: Request, view: View) -> None:
    await request.bolt.context.client.views_update(view_id=request.payload["id"], view=view)


async def _post_or_plainer(request: Request, url: str, shared: Shared, plainer: list[Block]) -> None:
    try:
        await _post(request, url, shared.payload())
    except ResponseRefused as refused:
        if BLOCKS_REFUSED not in str(refused):
            raise
        await _post(request, url, replace(shared, blocks=plainer).payload())


async def _post(request: Request, url: str, payload: dict[str, Any]) -> None:
    """One try, or two where the first certainly did not reach Slack: what Slack may have shown is not shown again."""
    session = request.bolt.context.client.session
    assert session is not None
    try:
        await _post_to(session, url, payload)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ResponseRefused(type(error).__name__) from None  # the error's own words hold the address, which is a secret


async def _post_to(session: aiohttp.ClientSession, url: str, payload: dict[str, Any]) -> None:
    try:
        await _post_once(session, url, payload)
    except aiohttp.ClientConnectorError:
        await _post_once(session, url, payload)


async def _post_once(session: aiohttp.ClientSession, url: str, payload: dict[str, Any]) -> None:
    async with session.post(url, json=payload) as answer:
        if answer.status >= 400:
            raise ResponseRefused(f"{answer.status}: {(await answer.text())[:200]}")


class NotOpened(UserError):
    """Slack does not show a view: the trigger has run out, or it refuses. is_open: one was opened for it already, which still says to wait.

    verb: what can be typed instead of the shortcut that was chosen, None where none was. is_typed: a line asked for it.
    """

    def __init__(self, why: str, *, is_open: bool = False, verb: str | None = None, is_typed: bool = False) -> None:
        self.why, self.is_open, self.verb, self.is_typed = why, is_open, verb, is_typed


class ResponseRefused(Exception):
    """Slack did not take a message at a response_url."""
