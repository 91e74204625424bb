"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral, chat.getPermalink."""

from playground.message import Message
from playground.notifications import notifications
from playground.occasions import message_posted
from playground.people import BOT_USER_ID, TEAM_DOMAIN, Channel
from playground.state import Pace
from playground.webapi.call import Answer, Refused, Request
from playground.webapi.content import check_place_in_thread, content_of
from playground.webapi.places import postable_channel, visible_channel

BURST = 5


async def post_message(request: Request) -> Answer:
    """A message of the bot in a channel, or in a person's DM when `channel` is a user."""
    channel = postable_channel(request)
    content = content_of(request)
    thread_ts = check_place_in_thread(request, channel.id)
    _hold_pace(request, channel)
    broadcast = thread_ts is not None and request.flag("reply_broadcast")
    message = await request.state.post(channel.id, BOT_USER_ID, content.pop("text"), thread_ts=thread_ts, broadcast=broadcast, **content)
    request.ground.keep(message_posted(request.ground, message))
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack(with_metadata=True)}


async def update(request: Request) -> Answer:
    """Change a message of the bot. What is left out of blocks, attachments and metadata stays."""
    message = _own_message(request, "cant_update_message")
    window = request.ground.strictness.edit_window_seconds
    if window and request.state.clock.now() - float(message.ts) > window:
        raise Refused("edit_window_closed")
    content = content_of(request, update=True)
    _same_kind(message, content["blocks"])
    before = {one.user for one in notifications(request.state, message)}
    if content["text"] or "text" in request.arguments:
        message.fallback = content["text"]
    if content["blocks"] is not None:
        message.blocks = content["blocks"] or None
        request.state.name_blocks(message.blocks or [])
    if content["attachments"] is not None:
        message.attachments = content["attachments"] or None
    if content["metadata"] is not None:
        message.metadata = content["metadata"] or None
    message.edited_ts = request.state.next_ts()
    if request.ground.strictness.updates_notify:
        request.state.notifications += [one for one in notifications(request.state, message) if one.user not in before]
    await request.state.tell("message_changed", channel=message.channel, ts=message.ts, only_for=None)
    return {"channel": message.channel, "ts": message.ts, "text": message.fallback, "message": message.as_slack(with_metadata=True)}


def _same_kind(message: Message, blocks: list[dict[str, object]] | None) -> None:
    """A message of rich text cannot become another kind. Raises Refused."""
    was_rich = bool(message.blocks) and all(block["type"] == "rich_text" for block in message.blocks or [])
    if was_rich and blocks and not any(block["type"] == "rich_text" for block in blocks):
        raise Refused("block_mismatch")


async def delete(request: Request) -> Answer:
    """Take a message of the bot away."""
    message = _own_message(request, "cant_delete_message")
    message.deleted = True
    await request.state.tell("message_deleted", channel=message.channel, ts=message.ts, only_for=None)
    return {"channel": message.channel, "ts": message.ts}


def _own_message(request: Request, code: str) -> Message:
    channel = visible_channel(request, request.need("channel"))
    if channel.is_archived:
        raise Refused("is_inactive" if request.method == "chat.update" else "is_archived")
    message = request.state.find(channel.id, request.need("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.author != BOT_USER_ID:
        raise Refused(code)
    return message


async def post_ephemeral(request: Request) -> Answer:
    """A message that one person sees; they must be active and in the channel, and so must the bot. It has no metadata."""
    channel = postable_channel(request)
    user = request.state.people.get(request.need("user"))
    if user is None or user.deleted or user.id not in channel.members:
        raise Refused("user_not_in_channel")
    content = content_of(request)
    thread_ts = check_place_in_thread(request, channel.id)
    shown = {"blocks": content["blocks"], "attachments": content["attachments"], "thread_ts": thread_ts}
    message = await request.state.post(channel.id, BOT_USER_ID, content["text"], only_for=user.id, **shown)
    return {"message_ts": message.ts}


async def get_permalink(request: Request) -> Answer:
    """The address of a message."""
    channel = visible_channel(request, request.need("channel"))
    message = request.state.find(channel.id, request.need("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts not in (None, message.ts):
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _hold_pace(request: Request, channel: Channel) -> None:
    """About one message a second a channel: short bursts pass and are counted, longer ones are refused. Raises Refused."""
    pace = request.state.pace.setdefault(channel.id, Pace())
    now = request.state.clock.now()
    close = now - pace.last < 1
    if close and pace.in_a_row >= BURST and request.state.strict_pace:
        raise Refused("ratelimited", status=429, headers={"Retry-After": "1"})
    if close:
        request.state.too_fast[channel.id] += 1
    pace.last, pace.in_a_row = now, pace.in_a_row + 1 if close else 1
