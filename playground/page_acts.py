"""What a person does at the page. page.py has the table of it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from playground import acts, clicks, commands, seen, shortcuts, submissions, suggestions
from playground.ground import Ground
from playground.message import Message
from playground.outcome import Outcome
from playground.shared import SharedFile
from playground.views import View

Given = dict[str, Any]
Act = Callable[[Ground, Given], Awaitable[dict[str, Any]]]


def routes(ground: Ground) -> list[web.RouteDef]:
    """POST /page/<act> for each act, and the upload."""

    async def upload(request: web.Request) -> web.Response:
        return await _upload(ground, request)

    return [*(web.post(f"/page/{name}", answering(ground, act)) for name, act in ACTS.items()), web.post("/page/upload", upload)]


def answering(ground: Ground, act: Act, needs: tuple[str, ...] = ()) -> Callable[[web.Request], Awaitable[web.Response]]:
    """JSON only, so that no other site's form can do it; whatever is wrong with it is one sentence."""

    async def answer(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return _problem("JSON is needed here.", 415)
        try:
            given = _given(ground, await request.read(), needs)
            return web.json_response(await act(ground, given))
        except KeyError as error:
            return _problem(f"{error.args[0]} is missing or not there.")
        except (ValueError, TypeError) as error:
            return _problem(f"{str(error).removesuffix('.')}.")

    return answer


def _given(ground: Ground, body: bytes, needs: tuple[str, ...]) -> Given:
    """The body, with all that the act needs. Raises ValueError."""
    try:
        given = json.loads(body or b"{}")
    except ValueError as error:
        raise ValueError(f"This is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise ValueError("A JSON object is needed here")  # noqa: TRY004 - one answer for every body that is no object
    missing = [name for name in needs if name not in given]
    if missing:
        raise ValueError(f"This is missing: {', '.join(missing)}")
    if "user" in given and given["user"] not in ground.state.people:
        raise ValueError("This person or channel is not there")
    return given


def _problem(words: str, status: int = 400) -> web.Response:
    return web.json_response({"problem": words}, status=status)


def came_of(ground: Ground, outcome: Outcome) -> dict[str, Any]:
    """What an act brought, for the page."""
    user = outcome.hook.user
    return {
        "ack_ms": round(outcome.ack_ms),
        "status": outcome.status,
        "problems": [str(problem) for problem in outcome.problems],
        "trouble": outcome.trouble,
        "errors": outcome.errors,
        "view": None if outcome.view is None else seen.view(outcome.view),
        "messages": [seen.message(ground, user, one) for one in outcome.messages],
    }


def _place(ground: Ground, given: Given) -> str:
    channel = str(given["channel"])
    if channel != "DM" and channel not in ground.state.channels:
        raise ValueError("This person or channel is not there")
    return channel


def _message(ground: Ground, given: Given) -> Message:
    for one in reversed(ground.state.messages):
        if one.ts == given["ts"] and one.channel == given["channel"] and ground.state.sees(given["user"], one):
            return one
    raise ValueError("This message is not there")


def _view(ground: Ground, given: Given) -> View:
    view = ground.state.views.find(view_id=given["view"])
    if view is None or view.person != given["user"]:
        raise ValueError("This form is closed")
    return view


def _target(ground: Ground, given: Given) -> Message | View:
    return _view(ground, given) if given.get("view") else _message(ground, given)


async def command(ground: Ground, given: Given) -> dict[str, Any]:
    """Type a slash command."""
    name, _, text = str(given.get("line", "")).lstrip().partition(" ")
    if not name.startswith("/"):
        raise ValueError("Type a command, for example /lead 42")
    return came_of(ground, await commands.type_command(ground, name, text, user=given["user"], channel=_place(ground, given)))


async def message(ground: Ground, given: Given) -> dict[str, Any]:
    """Write a message."""
    text, files = str(given.get("text", "")), list(given.get("files") or [])
    if not text.strip() and not files:
        raise ValueError("A message needs some text or a file")
    for one in files:
        ground.state.files[one].channels.append(_place(ground, given))
    more: dict[str, Any] = {"thread_ts": given.get("thread_ts"), "broadcast": bool(given.get("broadcast")), "files": files}
    posted = await acts.say(ground, given["user"], _place(ground, given), text, **more, wait=False)
    return {"message": seen.message(ground, given["user"], posted)}


async def dismiss(ground: Ground, given: Given) -> dict[str, Any]:
    """Take away a message that only this person sees. The app is told nothing."""
    target = _message(ground, given)
    if not target.is_ephemeral:
        raise ValueError("Only a message that nobody else sees can be dismissed")
    target.deleted = True
    await ground.state.tell("message_deleted", channel=target.channel, ts=target.ts, only_for=target.only_for)
    return {}


async def compose(ground: Ground, given: Given) -> dict[str, Any]:
    """Show links of the composer to the app."""
    shared = await acts.compose(ground, given["user"], _place(ground, given), str(given["text"]))
    return {"unfurl_id": shared.unfurl_id if shared else None, "previews": list(shared.previews.values()) if shared else []}


async def previews(ground: Ground, given: Given) -> dict[str, Any]:
    """What the app has sent so far for links of the composer; it may come after its answer."""
    shared = ground.shared_links.get(str(given["unfurl_id"]))
    if shared is None or shared.user != given["user"]:
        raise ValueError("These links are not there")
    return {"previews": list(shared.previews.values())}


async def click(ground: Ground, given: Given) -> dict[str, Any]:
    """Use an element."""
    target, action_id = _target(ground, given), str(given["action_id"])
    outcome = await clicks.click(
        ground, target, action_id=action_id, value=given.get("value"), user=given["user"], block_id=given.get("block_id"), filled=given.get("values")
    )
    return came_of(ground, outcome)


async def options(ground: Ground, given: Given) -> dict[str, Any]:
    """Ask for the options of an external select."""
    found = await suggestions.suggest(
        ground, _target(ground, given), str(given["action_id"]), str(given.get("typed", "")), user=given["user"], block_id=given.get("block_id")
    )
    return {
        "options": found.options,
        "option_groups": found.option_groups,
        "sent": found.sent,
        "trouble": found.trouble,
        "problems": [str(problem) for problem in found.problems],
    }


async def fill(ground: Ground, given: Given) -> dict[str, Any]:
    """Keep what a form holds."""
    view = _view(ground, given)
    submissions.fill(view, given["values"])
    return {"view": seen.view(view)}


async def submit(ground: Ground, given: Given) -> dict[str, Any]:
    """Submit a form."""
    return came_of(ground, await submissions.submit(ground, _view(ground, given), given.get("values")))


async def close(ground: Ground, given: Given) -> dict[str, Any]:
    """Close a form."""
    told = await submissions.close(ground, _view(ground, given), everything=bool(given.get("everything")))
    top = ground.state.views.top(given["user"])
    return {"told": told is not None, "view": None if top is None else seen.view(top)}


async def shortcut(ground: Ground, given: Given) -> dict[str, Any]:
    """Open a shortcut."""
    callback_id, user = str(given["callback_id"]), given["user"]
    if given.get("ts"):
        return came_of(ground, await shortcuts.open_message_shortcut(ground, _message(ground, given), callback_id, user=user))
    return came_of(ground, await shortcuts.open_shortcut(ground, callback_id, user=user))


async def home(ground: Ground, given: Given) -> dict[str, Any]:
    """Open a tab of the app."""
    found = await acts.open_home(ground, given["user"], given.get("tab", "home"), wait=False)
    return {"home": None if found is None else seen.view(found), "channel": ground.state.dm(given["user"]).id}


async def react(ground: Ground, given: Given) -> dict[str, Any]:
    """React to a message."""
    target = _message(ground, given)
    await acts.react(ground, given["user"], target, str(given["name"]), remove=bool(given.get("remove")), wait=False)
    return {"message": seen.message(ground, given["user"], target)}


async def join(ground: Ground, given: Given) -> dict[str, Any]:
    """Join, or be invited."""
    await acts.join(ground, given["user"], _place(ground, given), inviter=given.get("inviter"), wait=False)
    return {}


async def leave(ground: Ground, given: Given) -> dict[str, Any]:
    """Leave a channel."""
    await acts.leave(ground, given["user"], _place(ground, given), wait=False)
    return {}


async def read(ground: Ground, given: Given) -> dict[str, Any]:
    """Mark a channel as read."""
    acts.read(ground, given["user"], _place(ground, given))
    return {}


ACTS: dict[str, Act] = {
    "command": command,
    "message": message,
    "dismiss": dismiss,
    "compose": compose,
    "previews": previews,
    "click": click,
    "options": options,
    "fill": fill,
    "submit": submit,
    "close": close,
    "shortcut": shortcut,
    "home": home,
    "react": react,
    "join": join,
    "leave": leave,
    "read": read,
}


async def _upload(ground: Ground, request: web.Request) -> web.Response:
    """A file from a person's machine. A form of another site cannot send this type."""
    user, name = request.query.get("user", ""), request.query.get("name", "")
    if user not in ground.state.people or not name:
        return _problem("A file needs a name and somebody whose it is.")
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded", "text/plain"):
        return _problem("The bytes themselves are needed here.", 415)
    content = await request.read()
    created = int(ground.state.clock.now())
    file = SharedFile(ground.state.new_id("F"), name, user, len(content), ground.url, created, content=content, uploaded=True, completed=True)
    file.content_type = request.content_type
    ground.state.files[file.id] = file
    return web.json_response({"file": file.as_slack()})
