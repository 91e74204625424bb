"""The page: what each person sees, and a line to type. The full page comes later."""

from importlib.resources import files
from typing import Any

from aiohttp import web

from playground import commands
from playground.ground import Ground
from playground.state import Message

SHOWN = 200  # messages


def routes(ground: Ground) -> list[web.RouteDef]:
    """The page, its data, and its form's target."""

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=files("playground").joinpath("page.html").read_text(encoding="utf-8"), content_type="text/html")

    async def data(_request: web.Request) -> web.Response:
        return web.json_response(everything(ground))

    async def type_line(request: web.Request) -> web.Response:
        return await _type(ground, request)

    return [web.get("/", show), web.get("/page/data", data), web.post("/page/command", type_line)]


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


async def _type(ground: Ground, request: web.Request) -> web.Response:
    """Send a line as a person. JSON only, so that no other site's form can do it."""
    if request.content_type != "application/json":
        return web.json_response({"problem": "JSON is needed here."}, status=415)
    given = await request.json()
    command, _, text = str(given.get("line", "")).strip().partition(" ")
    user, channel = str(given.get("user")), str(given.get("channel"))
    if not command.startswith("/"):
        return web.json_response({"problem": "Type a command, for example /lead 42."}, status=400)
    if user not in ground.state.people or (channel != "DM" and channel not in ground.state.channels):
        return web.json_response({"problem": "This person or channel is not there."}, status=400)
    try:
        outcome = await commands.type_command(ground, command, text, user=user, channel=channel)
    except ValueError as error:
        return web.json_response({"problem": f"{error}."}, status=400)
    return web.json_response({"ack_ms": round(outcome.ack_ms), "status": outcome.status, "problems": [str(problem) for problem in outcome.problems]})
