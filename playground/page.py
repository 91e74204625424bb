"""The page's HTTP interface: all that a person does in Slack, as JSON. Everything here is for the page and for tests; the app never sees it.

GET  /                   the page
GET  /static/{name}      its scripts and styles
GET  /page/data          people, channels, commands and the newest messages of everybody, as plain text
GET  /page/as/{user}     all that one person sees: channels with unread counts, messages with blocks, modals, Home, notifications (seen.py says the shapes)
GET  /page/stream        ?user=&after=  server-sent events: {n, kind, …}; kind is message, message_changed, message_deleted (channel, ts), view, home (view),
                         preview (unfurl_id), channel, person, files, installation, reset, changed, wire (n of the newest entry). Last-Event-ID resumes.
GET  /page/wire          ?after=  the log of the wire: {entries: [{n, direction, name, at, ms, request, answer, status, trouble, problems}]}
POST /page/command       {user, channel, line}                                  type a slash command; channel "DM" is the DM with the app
POST /page/message       {user, channel, text, thread_ts?, broadcast?, files?}  write a message; broadcast: a reply is sent to the channel too
POST /page/dismiss       {user, channel, ts}                                    take away a message that only this person sees
POST /page/compose       {user, channel, text}                                  links that stand in the composer: asks the app for previews
POST /page/previews      {user, unfurl_id}                                      the previews that came after the answer (event: preview)
POST /page/click         {user, channel, ts | view, action_id, block_id?, value?, values?}  use an element;
                         values of a message's elements: {block_id: {action_id: value}}
POST /page/options       {user, channel, ts | view, action_id, block_id?, typed}     options of an external select
POST /page/fill          {user, view, values}                                   what a form holds now, so that an update of it keeps it
POST /page/submit        {user, view, values?}                                  press the form's button
POST /page/close         {user, view, everything?}                              Cancel, or the X in the corner
POST /page/shortcut      {user, callback_id, channel?, ts?}                     global, or with channel and ts of a message's menu
POST /page/home          {user, tab?}                                           open a tab of the app; gives the Home that is there, its redrawing is a change
POST /page/react         {user, channel, ts, name, remove?}
POST /page/join          {user, channel, inviter?}                              user may be the bot (ULEADBOT), invited by somebody
POST /page/leave         {user, channel}
POST /page/read          {user, channel}                                        all is read
POST /page/upload        ?user=&name=  the raw bytes of a file for a file_input or a message; gives {file}

A value is, by element: an option's value (select, radio, overflow; a list of them for multi and checkboxes; whole options for external selects), an id or
a list of ids, YYYY-MM-DD, HH:mm, epoch seconds, text, a number as text, a rich_text block, a list of file ids. null or "" is nothing.
Answers: 200 with what came of it; 400 {"problem": sentence} where Slack's own page would not let a person do it; 415 unless it is JSON.
A delivery's answer is {ack_ms, status, problems, trouble, errors, view, messages}: `problems` is what the validator said of the app's answer,
`errors` stand at fields by block_id, `trouble` is what Slack says when the app failed or was too slow, `view` the modal now in front,
`messages` what came at once.
control.py has what only tests and the page's switches need: state, clock, faults.
"""

import mimetypes
from importlib.resources import files
from typing import Any

from aiohttp import web

from playground import page_acts, stream
from playground.ground import Ground
from playground.message import Message
from playground.seen import seen_by

SHOWN = 200  # messages
# Scripts of its own only, so that text that slips into markup cannot run; pictures may come from where a message says.
POLICY = "default-src 'self'; img-src * data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'"


def routes(ground: Ground) -> list[web.RouteDef]:
    """The page, its data, its stream, and everything that a person does."""

    async def show(_request: web.Request) -> web.Response:
        text = files("playground").joinpath("page.html").read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})

    async def data(_request: web.Request) -> web.Response:
        return web.json_response(everything(ground))

    async def seen(request: web.Request) -> web.Response:
        user = request.match_info["user"]
        if user not in ground.state.people or ground.state.people[user].is_bot:
            return web.json_response({"problem": "This person is not there."}, status=404)
        return web.json_response(seen_by(ground, user))

    async def wire(request: web.Request) -> web.Response:
        after = request.query.get("after", "0")
        return web.json_response({"entries": ground.log.after(int(after) if after.isdecimal() else 0)})

    async def changes(request: web.Request) -> web.StreamResponse:
        return await stream.serve(ground, request)

    return [
        web.get("/", show),
        web.get("/static/{name}", static),
        web.get("/page/data", data),
        web.get("/page/as/{user}", seen),
        web.get("/page/wire", wire),
        web.get("/page/stream", changes),
        *page_acts.routes(ground),
    ]


async def static(request: web.Request) -> web.Response:
    """A script or style of the page. 404 for anything else."""
    wanted = request.match_info["name"]
    found = next((one for one in files("playground").joinpath("static").iterdir() if one.name == wanted), None)
    kind, _ = mimetypes.guess_type(wanted)
    if found is None or kind is None:
        raise web.HTTPNotFound
    return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8", headers={"Cache-Control": "no-cache"})


def everything(ground: Ground) -> dict[str, Any]:
    """People, channels, commands and the newest messages."""
    state = ground.state
    return {
        "people": [{"id": one.id, "name": one.name, "role": one.role} for one in state.people.values() if not one.is_bot and not one.deleted],
        "channels": [
            {"id": one.id, "name": one.name if one.is_im else f"#{one.name}", "members": sorted(one.members), "archived": one.is_archived, "dm": one.is_im}
            for one in state.channels.values()
        ],
        "commands": [{"command": one.command, "hint": one.usage_hint, "description": one.description} for one in ground.manifest.commands.values()],
        "messages": [_message(ground, one) for one in state.messages[-SHOWN:] if not one.deleted],
    }


def _message(ground: Ground, message: Message) -> dict[str, Any]:
    names = ground.state.shown_name
    return {
        "ts": message.ts,
        "channel": message.channel,
        "author": "Slackbot" if message.author not in ground.state.people else names(message.author),
        "text": message.text,
        "seen_by": f"Only {names(message.only_for)} sees this" if message.only_for else "Everyone in the channel sees this",
        "edited": message.edited_ts is not None,
    }
