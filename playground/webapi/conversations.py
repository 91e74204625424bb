"""conversations.open, info, list, members, join, leave and users.conversations."""

from typing import Any

from playground.acts import entered
from playground.people import BOT_USER_ID, Channel
from playground.webapi.call import Answer, Refused, Request, bad_argument
from playground.webapi.paging import page
from playground.webapi.places import visible_channel

MOST_IN_GROUP_DM = 8
KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


async def open_dm(request: Request) -> Answer:
    """The DM with one person, opened if need be."""
    if request.text("channel"):
        channel = visible_channel(request, request.need("channel"))
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    if not request.arguments.get("users"):
        raise Refused("users_list_not_supplied")
    users = request.listed("users")
    if not users:
        raise Refused("not_enough_users")
    request.need_scope("mpim:write" if len(users) > 1 else "im:write")
    if len(users) > MOST_IN_GROUP_DM:
        raise Refused("too_many_users")
    for user in users:
        _check_partner(request, user)
    known = set(request.state.channels)
    channel = request.state.group_dm(users) if len(users) > 1 else request.state.dm(users[0])
    shown: dict[str, Any] = channel.as_slack(BOT_USER_ID) if request.flag("return_im") else {"id": channel.id}
    return {"no_op": channel.id in known, "already_open": channel.id in known, "channel": shown}


def _check_partner(request: Request, user: str) -> None:
    person = request.state.people.get(user)
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    if person.is_bot:
        raise Refused("cannot_dm_bot")


async def info(request: Request) -> Answer:
    """One channel; what kind it is decides which scope is needed."""
    channel = visible_channel(request, request.need("channel"))
    request.need_scope(f"{channel.kind}:read")
    shown = channel.as_slack(BOT_USER_ID)
    if request.flag("include_num_members") and not channel.is_im:
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


async def listed(request: Request) -> Answer:
    """The channels that the bot can know of, of the kinds asked for; each kind needs its scope."""
    return _page(request, _wanted(request))


async def of_user(request: Request) -> Answer:
    """Those that a person, or the bot, is in."""
    user = request.text("user") or BOT_USER_ID
    if user not in request.state.people:
        raise Refused("user_not_found")
    return _page(request, [one for one in _wanted(request) if user in one.members])


def _page(request: Request, channels: list[Channel]) -> Answer:
    part, metadata = page(request, channels)
    return {"channels": [one.as_slack(BOT_USER_ID) for one in part], **metadata}


def _wanted(request: Request) -> list[Channel]:
    types = request.listed("types") or ["public_channel"]
    if not set(types) <= set(KINDS):
        raise Refused("invalid_types")
    kinds = [KINDS[one] for one in types]
    for kind in kinds:
        request.need_scope(f"{kind}:read")
    return [
        channel
        for channel in request.state.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channels" or BOT_USER_ID in channel.members)
        and not (channel.is_archived and request.flag("exclude_archived"))
    ]


async def members(request: Request) -> Answer:
    """Who is in a channel."""
    channel = visible_channel(request, request.need("channel"))
    request.need_scope(f"{channel.kind}:read")
    part, metadata = page(request, sorted(channel.members))
    return {"members": list(part), **metadata}


async def join(request: Request) -> Answer:
    """The bot joins a public channel."""
    channel = visible_channel(request, request.need("channel"))
    if channel.kind != "channels":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER_ID in channel.members:
        request.warnings.append("already_in_channel")
    else:
        await entered(request.ground, BOT_USER_ID, channel, None, wait=False)
    return {"channel": channel.as_slack(BOT_USER_ID)}


async def invite(request: Request) -> Answer:
    """The bot invites people to a channel it is in."""
    channel = visible_channel(request, request.need("channel"))
    request.need_scope("channels:manage" if channel.kind == "channels" else f"{channel.kind}:write")
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER_ID not in channel.members:
        raise Refused("not_in_channel")
    users = request.listed("users")
    if not users:
        raise bad_argument("users", "missing required field: users")
    for user in users:
        if user not in request.state.people:
            raise Refused("user_not_found")
        if user in channel.members:
            raise Refused("already_in_channel")
    for user in users:
        await entered(request.ground, user, channel, BOT_USER_ID, wait=False)
    return {"channel": channel.as_slack(BOT_USER_ID)}
