"""chat.scheduleMessage, chat.scheduledMessages.list, chat.deleteScheduledMessage."""

from playground.ground import Ground
from playground.occasions import message_posted
from playground.people import BOT_USER_ID
from playground.state import Scheduled
from playground.webapi.call import Answer, Refused, Request, bad_argument
from playground.webapi.content import check_place_in_thread, content_of
from playground.webapi.paging import page
from playground.webapi.places import postable_channel

FARTHEST = 120 * 24 * 3600  # seconds
WINDOW = 300  # seconds: so many in it, and no more
IN_A_WINDOW = 30


async def schedule(request: Request) -> Answer:
    """A message for later, by the playground's clock."""
    channel = postable_channel(request)
    if request.arguments.get("metadata") not in (None, ""):
        raise bad_argument("metadata", "may not be used with scheduled messages")
    request.need("post_at")
    post_at, now = request.number("post_at", 0), request.state.clock.now()
    if post_at <= now:
        raise Refused("time_in_past")
    if post_at > now + FARTHEST:
        raise Refused("time_too_far")
    near = [one for one in request.state.scheduled.values() if one.channel == channel.id and one.post_at // WINDOW == post_at // WINDOW]
    if len(near) >= IN_A_WINDOW:
        raise Refused("restricted_too_many")
    content = content_of(request) | {"thread_ts": check_place_in_thread(request, channel.id)}
    waiting = Scheduled(request.state.new_id("Q"), channel.id, post_at, content, int(now))
    request.state.scheduled[waiting.id] = waiting
    request.ground.keep(post_when_due(request.ground, waiting.id))
    message = {"type": "delayed_message", "text": content["text"], "bot_id": BOT_USER_ID} | ({"blocks": content["blocks"]} if content["blocks"] else {})
    return {"channel": channel.id, "scheduled_message_id": waiting.id, "post_at": post_at, "message": message}


async def post_when_due(ground: Ground, scheduled_id: str) -> None:
    """Wait for its time, then post it unless it was deleted."""
    waiting = ground.state.scheduled[scheduled_id]
    await ground.state.clock.sleep(waiting.post_at - ground.state.clock.now())
    if ground.state.scheduled.pop(scheduled_id, None) is None:
        return
    content = dict(waiting.content)
    message = await ground.state.post(waiting.channel, BOT_USER_ID, content.pop("text"), **content)
    await message_posted(ground, message)


async def listed(request: Request) -> Answer:
    """What waits, soonest first."""
    wanted = request.text("channel")
    waiting = sorted((one for one in request.state.scheduled.values() if wanted in ("", one.channel)), key=lambda one: one.post_at)
    part, metadata = page(request, waiting)
    return {
        "scheduled_messages": [
            {"id": one.id, "channel_id": one.channel, "post_at": one.post_at, "date_created": one.date_created, "text": one.content["text"]} for one in part
        ],
        **metadata,
    }


async def delete(request: Request) -> Answer:
    """Take one back."""
    waiting = request.state.scheduled.get(request.need("scheduled_message_id"))
    if waiting is None or waiting.channel != request.need("channel"):
        raise Refused("invalid_scheduled_message_id")
    del request.state.scheduled[waiting.id]
    return {}
