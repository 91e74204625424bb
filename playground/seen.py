"""What one person sees, as JSON for the page.

{version, person, people, groups, app, commands, shortcuts, channels, messages, modals, home, notifications, files}
channels: [{id, name, kind (public, private, im, group), members, member, archived, shared, unread, mentions, read, composer}];
`composer` is "" or why there is none.
messages: Slack's message object, with {channel, author, shown (plain text), only_you, edited}; newest SHOWN of what they see.
modals, home: Slack's view object, with {errors, trouble, saving, edited}; the last modal is in front.
"""

from typing import Any

from playground.acts import READ_ONLY
from playground.ground import Ground
from playground.message import Message
from playground.people import BOT_USER_ID, SLACKBOT_ID, TEAM_NAME, Channel, Person
from playground.views import View

SHOWN = 300  # messages
NOTIFICATIONS = 100
KINDS = {"channels": "public", "groups": "private", "im": "im", "mpim": "group"}


def seen_by(ground: Ground, user: str) -> dict[str, Any]:
    """All that the page needs to draw Slack for a person."""
    state, manifest = ground.state, ground.manifest
    channels = [one for one in state.channels.values() if state.may_read(user, one.id)]
    if state.dm(user) not in channels:
        channels.append(state.dm(user))
    home = state.views.homes.get(user)
    told = [one for one in state.notifications if one.user == user]
    return {
        "version": state.version,
        "person": person(state.people[user]),
        "people": [person(one) for one in state.people.values()],
        "groups": [one.as_slack(with_users=True, with_count=False) for one in state.groups.values()],
        "app": {
            "user_id": BOT_USER_ID,
            "team": TEAM_NAME,
            "installed": state.installation.installed,
            "home": manifest.has_home,
            "messages": manifest.has_messages,
            "unfurl_domains": manifest.unfurl_domains,
        },
        "commands": [{"command": one.command, "hint": one.usage_hint, "description": one.description} for one in manifest.commands.values()],
        "shortcuts": [
            {"callback_id": one.callback_id, "name": one.name, "type": one.type, "description": one.description} for one in manifest.shortcuts.values()
        ],
        "channels": [channel(ground, user, one) for one in channels],
        "messages": [message(ground, user, one) for one in state.seen_by(user)[-SHOWN:]],
        "modals": [view(one) for one in state.views.stacks.get(user, [])],
        "home": None if home is None else view(home),
        "notifications": [{"channel": one.channel, "ts": one.ts, "kind": one.kind, "text": one.text} for one in told[-NOTIFICATIONS:]],
        "files": [one.as_slack() for one in state.files.values() if one.owner == user],
    }


def person(one: Person) -> dict[str, Any]:
    """Somebody, as others see them."""
    return {
        "id": one.id,
        "name": one.name,
        "handle": one.handle,
        "role": one.role,
        "zone": one.zone,
        "is_bot": one.is_bot,
        "deleted": one.deleted,
        "guest": one.is_restricted,
        "stranger": one.is_stranger,
    }


def channel(ground: Ground, user: str, one: Channel) -> dict[str, Any]:
    """A channel in the side bar, with what is unread in it."""
    state = ground.state
    read = state.read.get(user, {}).get(one.id, "0")
    unread = [each for each in state.messages if each.channel == one.id and each.ts > read and each.author != user and state.sees(user, each)]
    told = [each for each in state.notifications if each.user == user and each.channel == one.id and each.ts > read]
    return {
        "id": one.id,
        "name": one.name,
        "kind": KINDS[one.kind],
        "members": sorted(one.members),
        "member": user in one.members,
        "archived": one.is_archived,
        "shared": one.is_ext_shared,
        "read": read,
        "unread": len(unread),
        "mentions": len(told),
        "composer": _composer(ground, user, one),
    }


def _composer(ground: Ground, user: str, one: Channel) -> str:
    if one.is_archived:
        return "This channel is archived."
    if user not in one.members:
        return "You are not in this channel."
    return READ_ONLY if one.is_im and ground.manifest.messages_read_only else ""


def message(ground: Ground, user: str, one: Message) -> dict[str, Any]:
    """A message as the person sees it."""
    return one.as_slack(with_metadata=True) | {
        "channel": one.channel,
        "author": "Slackbot" if one.author == SLACKBOT_ID else ground.state.shown_name(one.author),
        "shown": one.text,
        "only_you": one.only_for == user,
        "edited": one.edited_ts is not None,
    }


def view(one: View) -> dict[str, Any]:
    """A modal or Home, with what Slack itself adds to it."""
    return one.as_slack() | {"errors": one.errors, "trouble": one.trouble, "saving": one.saving, "edited": sorted(one.edited)}
