"""Which channels a method may touch."""

from playground.people import BOT_USER_ID, Channel
from playground.webapi.call import Refused, Request


def visible_channel(request: Request, channel_id: str) -> Channel:
    """A channel that the bot can know of: a private one only as a member. Raises Refused."""
    channel = request.state.channels.get(channel_id)
    if channel is None or (channel.kind != "channels" and BOT_USER_ID not in channel.members):
        raise Refused("channel_not_found")
    return channel


def open_channel(request: Request, channel_id: str) -> Channel:
    """One that is not archived and that the bot is in. Raises Refused."""
    channel = visible_channel(request, channel_id)
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER_ID not in channel.members:
        raise Refused("not_in_channel")
    return channel


def postable_channel(request: Request) -> Channel:
    """Where a message goes, if the bot may post there: a channel by id or #name, or a person's DM. Raises Refused."""
    wanted = request.need("channel")
    person = request.state.people.get(wanted)
    if person is not None and not person.is_bot:
        channel = request.state.dm(wanted)
    else:
        named = next((one.id for one in request.state.channels.values() if not one.is_im and wanted == f"#{one.name}"), wanted)
        channel = visible_channel(request, named)
    if channel.is_im and not request.ground.manifest.has_messages:
        raise Refused("messages_tab_disabled")
    if channel.is_archived:
        raise Refused("is_archived")
    uninvited = request.method in ("chat.postMessage", "chat.scheduleMessage") and request.has_scope("chat:write.public")
    if BOT_USER_ID not in channel.members and not uninvited:
        raise Refused("not_in_channel")
    if channel.is_restricted:
        raise Refused("restricted_action")
    return channel
