"""The whole state as JSON: read, saved, loaded, reset."""

import base64
import copy
from dataclasses import asdict, fields
from typing import Any

from playground.ground import Ground
from playground.message import Message
from playground.notifications import Notification
from playground.people import Channel, Group, Person
from playground.responses import Hook
from playground.shared import SharedFile
from playground.state import Scheduled
from playground.views import View
from playground.webapi.scheduled import post_when_due

VERSION = 1


def dump(ground: Ground) -> dict[str, Any]:
    """Everything that a later load() needs. The tokens of this local Slack are in it."""
    state, views = ground.state, ground.state.views
    whole = {
        "version": VERSION,
        "ahead": state.clock.ahead,
        "installation": {**asdict(state.installation), "scopes": sorted(state.installation.scopes)},
        "people": [asdict(one) for one in state.people.values()],
        "channels": [{**asdict(one), "members": sorted(one.members)} for one in state.channels.values()],
        "groups": [asdict(one) for one in state.groups.values()],
        "messages": [_plain(one) for one in state.messages],
        "files": [{**asdict(one), "content": base64.b64encode(one.content).decode()} for one in state.files.values()],
        "scheduled": [asdict(one) for one in state.scheduled.values()],
        "stacks": {user: [_plain(one) | {"edited": sorted(one.edited)} for one in stack] for user, stack in views.stacks.items()},
        "homes": {user: _plain(one) | {"edited": sorted(one.edited)} for user, one in views.homes.items()},
        "notifications": [asdict(one) for one in state.notifications],
        "read": state.read,
        "response_urls": [_hook(ground, one) for one in ground.hooks.issued.values()],
    }
    return copy.deepcopy(whole)


def _plain(thing: Message | View) -> dict[str, Any]:
    return {field.name: getattr(thing, field.name) for field in fields(thing) if field.name != "workspace"}


def _hook(ground: Ground, hook: Hook) -> dict[str, Any]:
    source = ground.state.messages.index(hook.source) if hook.source in ground.state.messages else None
    return {"token": hook.token, "user": hook.user, "channel": hook.channel, "born": hook.born, "uses": hook.uses, "source": source}


def load(ground: Ground, saved: Any) -> None:
    """Be what was saved. Raises ValueError, and then nothing has changed."""
    if not isinstance(saved, dict) or saved.get("version") != VERSION:
        raise ValueError(f"this is no state of a playground with version {VERSION}")
    before = dump(ground)
    try:
        _load(ground, copy.deepcopy(saved))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        _load(ground, before)
        raise ValueError(f"this state cannot be loaded: {type(error).__name__} {error}") from error


def _load(ground: Ground, saved: dict[str, Any]) -> None:
    reset(ground)
    state = ground.state
    state.clock.ahead = saved["ahead"]
    for name, value in saved["installation"].items():
        setattr(state.installation, name, set(value) if name == "scopes" else value)
    state.people = {one["id"]: Person(**one) for one in saved["people"]}
    state.channels = {one["id"]: Channel(**{**one, "members": set(one["members"])}) for one in saved["channels"]}
    state.groups = {one["id"]: Group(**one) for one in saved["groups"]}
    state.messages = [Message(**one, workspace=state) for one in saved["messages"]]
    state.files = {one["id"]: SharedFile(**{**one, "content": base64.b64decode(one["content"])}) for one in saved["files"]}
    state.scheduled = {one["id"]: Scheduled(**one) for one in saved["scheduled"]}
    state.views.stacks = {user: [_view(ground, one) for one in stack] for user, stack in saved["stacks"].items()}
    state.views.homes = {user: _view(ground, one) for user, one in saved["homes"].items()}
    state.notifications = [Notification(**one) for one in saved["notifications"]]
    state.read = saved["read"]
    state.begin_after(max((one.ts for one in state.messages), default="0.0"))
    for one in saved["response_urls"]:
        source = None if one["source"] is None else state.messages[one["source"]]
        ground.hooks.issued[one["token"]] = Hook(**{**one, "source": source})
    for waiting in state.scheduled:
        ground.keep(post_when_due(ground, waiting))


def _view(ground: Ground, saved: dict[str, Any]) -> View:
    return View(**{**saved, "edited": set(saved["edited"])}, workspace=ground.state)


def reset(ground: Ground) -> None:
    """The workspace as it was at the start: people, channels, no messages; faults are off. Time does not go back."""
    ground.state.fill(copy.deepcopy(ground.state.first_people))
    for forgetful in (ground.hooks.issued, ground.shared_links, ground.events, ground.credentials.codes):
        forgetful.clear()
    for one in (ground.rates, ground.log):
        one.forget()
    ground.faults.clear()
    installation = ground.state.installation
    installation.error, installation.installed = "", True
    installation.scopes = set(ground.manifest.bot_scopes | ground.manifest.bot_optional_scopes)
