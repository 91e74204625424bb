"""Events that the workspace sends by itself: only what the manifest subscribes to, the scopes allow and the bot can see."""

from typing import Any

from playground.events import EventDelivery, send_event
from playground.ground import Ground
from playground.links import SharedLinks, Source, links_of
from playground.message import Message
from playground.people import BOT_USER_ID, TEAM_ID, Channel

SCOPES: dict[str, tuple[str, ...]] = {  # any one of them
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "link_shared": ("links:read",),
    "team_access_revoked": (),
    "function_executed": (),
    "entity_details_requested": (),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.mpim": ("mpim:history",),
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "user_change": ("users:read",),
    "channel_rename": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_self_added": ("usergroups:read",),
    "subteam_self_removed": ("usergroups:read",),
    "app_context_changed": ("assistant:write",),
}
MEMBERS = ("member_joined_channel", "member_left_channel")  # of a private channel groups:read tells them, of a public one channels:read
CHANNEL_TYPES = {"channels": "channel", "groups": "group", "im": "im", "mpim": "mpim"}


def is_wanted(ground: Ground, name: str, channel: Channel | None = None) -> bool:
    """Whether the app gets such an event, here."""
    granted = ground.state.installation.scopes
    scopes = (f"{channel.kind}:read",) if channel is not None and name in MEMBERS else SCOPES[name]
    allowed = not scopes or any(scope in granted for scope in scopes)
    return name in ground.manifest.bot_events and allowed and (channel is None or BOT_USER_ID in channel.members)


async def happen(ground: Ground, name: str, event: dict[str, Any], channel: Channel | None = None) -> EventDelivery | None:
    """Send an event if the app is to get it; comes back after the first try. None if nobody is told."""
    if not is_wanted(ground, name, channel):
        return None
    delivery = await send_event(ground, {"type": name.partition(".")[0], **event})
    ground.events.append(delivery)
    return delivery


async def message_posted(ground: Ground, message: Message) -> None:
    """message.*, app_mention and link_shared. The app's own messages bring no link_shared."""
    if message.is_ephemeral:
        return
    channel = ground.state.channels[message.channel]
    told = {**message.as_slack(), "channel": channel.id}
    await happen(ground, f"message.{channel.kind}", {**told, "channel_type": CHANNEL_TYPES[channel.kind]}, channel)
    if message.author == BOT_USER_ID:
        return
    if f"<@{BOT_USER_ID}>" in message.fallback:
        await happen(ground, "app_mention", {**told, "type": "app_mention"}, channel)
    await links_shared(ground, message.fallback, message.author, channel, message)


async def links_shared(ground: Ground, escaped: str, user: str, channel: Channel, message: Message | None) -> SharedLinks | None:
    """link_shared for a message, or for what stands in a composer (no message yet). None without links of the app's domains."""
    links = links_of(escaped, ground.manifest.unfurl_domains)
    if not links or not is_wanted(ground, "link_shared"):
        return None
    source: Source = "composer" if message is None else "conversations_history"
    place, ts = ("COMPOSER", ground.state.secret()) if message is None else (channel.id, message.ts)
    shared = SharedLinks(f"{place}.{ts}.{ground.state.secret()}", source, user, place, ts, [one["url"] for one in links])
    ground.shared_links[shared.unfurl_id] = shared
    event = {
        "user": user,
        "channel": place,
        "message_ts": ts,
        "unfurl_id": shared.unfurl_id,
        "source": source,
        "links": links,
        "is_bot_user_member": BOT_USER_ID in channel.members,
    }
    if message is not None and message.thread_ts not in (None, message.ts):
        event["thread_ts"] = message.thread_ts
    delivery = await happen(ground, "link_shared", event)
    shared.acked = delivery is not None and delivery.delivered
    return shared


async def uninstalled(ground: Ground) -> None:
    """The app is gone: its tokens are dead, it is told once more."""
    await ended(ground, "account_inactive")
    await happen(ground, "app_uninstalled", {})


async def ended(ground: Ground, error: str) -> None:
    """The bot's token is dead from now on, with what Web API calls answer to it."""
    installation = ground.state.installation
    installation.error, installation.installed = error, False
    await ground.state.tell("installation", error=error)
    await happen(ground, "tokens_revoked", {"tokens": {"oauth": [], "bot": [BOT_USER_ID]}})


def joined(user: str, channel: Channel, inviter: str | None) -> dict[str, Any]:
    """What member_joined_channel tells."""
    event = {"user": user, "channel": channel.id, "channel_type": "G" if channel.is_private else "C", "team": TEAM_ID}
    return event | ({"inviter": inviter} if inviter else {})
