"""reactions.add, reactions.remove, reactions.get."""

import re

from playground.acts import reacted
from playground.message import Message
from playground.people import BOT_USER_ID
from playground.webapi.call import Answer, Refused, Request
from playground.webapi.places import open_channel, visible_channel

NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
MOST_KINDS = 23


async def add(request: Request) -> Answer:
    """The bot reacts."""
    message, name = _message(request), request.need("name").strip(":")
    if not NAME.fullmatch(name):
        raise Refused("invalid_name")
    if BOT_USER_ID in message.reactions.get(name, []):
        raise Refused("already_reacted")
    if name not in message.reactions and len(message.reactions) >= MOST_KINDS:
        raise Refused("too_many_emoji")
    await _react(request, message, name, remove=False)
    return {}


async def remove(request: Request) -> Answer:
    """The bot takes its reaction back."""
    message, name = _message(request), request.need("name").strip(":")
    if BOT_USER_ID not in message.reactions.get(name, []):
        raise Refused("no_reaction")
    await _react(request, message, name, remove=True)
    return {}


async def _react(request: Request, message: Message, name: str, *, remove: bool) -> None:
    await reacted(request.ground, BOT_USER_ID, message, name, remove=remove, wait=False)


async def get(request: Request) -> Answer:
    """A message with its reactions."""
    channel = visible_channel(request, request.need("channel"))
    message = request.state.find(channel.id, request.need("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return {"type": "message", "channel": channel.id, "message": message.as_slack()}


def _message(request: Request) -> Message:
    if not request.text("channel") or not request.text("timestamp"):
        raise Refused("no_item_specified")
    channel = open_channel(request, request.need("channel"))
    message = request.state.find(channel.id, request.need("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return message
