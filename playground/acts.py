"""What people do besides commands and clicks: write, react, join, open Home, change their profile. Each tells the app what it is to know."""

from collections.abc import Coroutine
from typing import Any

from playground.commands import place_of
from playground.ground import Ground
from playground.links import SharedLinks
from playground.message import Message
from playground.occasions import happen, joined, links_shared, message_posted
from playground.people import BOT_USER_ID, Channel
from playground.rich import rich_text_of
from playground.typing_escapes import escape_typed
from playground.views import View

READ_ONLY = "Sending messages to this app has been turned off."


async def tell(ground: Ground, work: Coroutine[Any, Any, Any], *, wait: bool) -> None:
    """Tell the app. Tests wait for its first answer; a person at the page, as in Slack, does not."""
    if wait:
        await work
    else:
        ground.keep(work)


async def say(
    ground: Ground,
    user: str,
    channel: str,
    text: str,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    files: list[str] | None = None,
    wait: bool = True,
) -> Message:
    """A person writes a message; `broadcast`: a reply is sent to the channel too. Raises ValueError where they have no composer."""
    place = place_of(ground, user, channel)
    if place.is_im and (ground.manifest.messages_read_only or not ground.manifest.has_messages):
        raise ValueError(READ_ONLY)
    escaped = escape_typed(text, ground.state)
    more = {"thread_ts": thread_ts, "broadcast": broadcast and thread_ts is not None, "files": files or []}
    message = await ground.state.post(place.id, user, escaped, blocks=rich_text_of(escaped) if escaped else None, **more)
    await tell(ground, message_posted(ground, message), wait=wait)
    return message


async def compose(ground: Ground, user: str, channel: str, text: str) -> SharedLinks | None:
    """What stands in a composer and is not sent yet: its links are shown to the app, previews come to the person alone."""
    return await links_shared(ground, escape_typed(text, ground.state), user, place_of(ground, user, channel), None)


async def react(ground: Ground, user: str, message: Message, name: str, *, remove: bool = False, wait: bool = True) -> None:
    """Add a reaction, or take it away. Raises ValueError where the person does not see the message, or nothing changes."""
    if not ground.state.sees(user, message) or message.is_ephemeral:
        raise ValueError(f"{user} cannot react to this message")
    users = message.reactions.get(name, [])
    if remove and user not in users:
        raise ValueError(f"{user} has not reacted with {name}")
    if not remove and user in users:
        raise ValueError(f"{user} has reacted with {name} already")
    await reacted(ground, user, message, name, remove=remove, wait=wait)


async def reacted(ground: Ground, user: str, message: Message, name: str, *, remove: bool, wait: bool) -> None:
    """Note it and tell the app."""
    users = message.reactions.setdefault(name, [])
    users.remove(user) if remove else users.append(user)
    if not users:
        del message.reactions[name]
    await ground.state.tell("message_changed", channel=message.channel, ts=message.ts, only_for=None)
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event = {"user": user, "reaction": name, "item_user": message.author, "item": item}
    kind = "reaction_removed" if remove else "reaction_added"
    await tell(ground, happen(ground, kind, event, ground.state.channels[message.channel]), wait=wait)


async def join(ground: Ground, user: str, channel: str, *, inviter: str | None = None, wait: bool = True) -> None:
    """Join a channel, or be invited, the bot too (/invite). Raises ValueError where that is not possible."""
    place = ground.state.channels[channel]
    if place.is_im or place.is_archived:
        raise ValueError(f"{place.name} cannot be joined")
    if inviter is None and not ground.state.may_read(user, channel):
        raise ValueError(f"{user} is not invited to {place.name}")
    if inviter is not None and inviter not in place.members:
        raise ValueError(f"{inviter} is not in {place.name} and can invite nobody")
    if user not in place.members:
        await entered(ground, user, place, inviter, wait=wait)


async def entered(ground: Ground, user: str, place: Channel, inviter: str | None, *, wait: bool) -> None:
    """One member more."""
    place.members.add(user)
    await ground.state.tell("channel", channel=place.id)
    await tell(ground, happen(ground, "member_joined_channel", joined(user, place, inviter), place), wait=wait)


async def leave(ground: Ground, user: str, channel: str, *, wait: bool = True) -> None:
    """Leave a channel. Raises ValueError when they are not in it."""
    place = ground.state.channels[channel]
    if user not in place.members or place.is_im:
        raise ValueError(f"{user} is not in {place.name}")
    was_there = BOT_USER_ID in place.members
    place.members.discard(user)
    await ground.state.tell("channel", channel=place.id)
    if was_there:
        event = {"user": user, "channel": place.id, "channel_type": "G" if place.is_private else "C"}
        await tell(ground, happen(ground, "member_left_channel", event), wait=wait)


async def open_home(ground: Ground, user: str, tab: str = "home", *, wait: bool = True) -> View | None:
    """Open the app's Home or Messages tab; gives the Home as it is then. Raises ValueError where the app has no such tab."""
    if not (ground.manifest.has_home if tab == "home" else ground.manifest.has_messages):
        raise ValueError(f"the app has no {tab} tab")
    event: dict[str, Any] = {"user": user, "channel": ground.state.dm(user).id, "tab": tab}
    home = ground.state.views.homes.get(user)
    if home is not None and tab == "home":
        event["view"] = home.as_slack()
    await tell(ground, happen(ground, "app_home_opened", event), wait=wait)
    return ground.state.views.homes.get(user)


async def change_person(ground: Ground, user: str, **fields: Any) -> None:
    """Change a profile: name, email, zone, deleted … Raises ValueError for a field that people do not have."""
    person = ground.state.people[user]
    for name, value in fields.items():
        if not hasattr(type(person), name) and name not in vars(person):
            raise ValueError(f"people have no {name}")
        setattr(person, name, value)
    await ground.state.tell("person", user=user)
    with_email = "users:read.email" in ground.state.installation.scopes
    await happen(ground, "user_change", {"user": person.as_slack(with_email=with_email), "cache_ts": int(ground.state.clock.now())})


def read(ground: Ground, user: str, channel: str) -> None:
    """The person has seen all that stands in the channel."""
    newest = next((one.ts for one in reversed(ground.state.seen_by(user, channel)) if not one.is_ephemeral), None)
    if newest is not None:
        ground.state.read.setdefault(user, {})[channel] = newest
