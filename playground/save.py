"""The whole state as JSON: read, saved, loaded, reset. Not in it: the flags that a playground is started with, its log, and what is on its way to the app."""

import base64
import copy
from dataclasses import asdict, fields
from typing import Any

from playground.faults import Faults
from playground.ground import Ground
from playground.links import SharedLinks
from playground.message import Message
from playground.notifications import Notification
from playground.people import Channel, Group, Person
from playground.responses import Hook
from playground.shared import SharedFile
from playground.state import Installation, Scheduled
from playground.strictness import Strictness
from playground.triggers import Triggers
from playground.views import View
from playground.webapi.scheduled import post_when_due

VERSION = 3


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
        "trigger_ids": ground.triggers.listed(),
        "faults": ground.faults.saved(),
        "strictness": asdict(ground.strictness),
        "shared_links": [asdict(one) for one in ground.shared_links.values()],
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
    try:
        made = _made(ground, copy.deepcopy(saved))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise ValueError(f"this state cannot be loaded: {type(error).__name__} {error}") from error
    for switches, name in ((ground.triggers, "triggers"), (ground.faults, "faults"), (ground.strictness, "strictness")):
        vars(switches).update(vars(made.pop(name)))
    state = ground.state
    state.clock.ahead, state.views.stacks, state.views.homes = made.pop("ahead"), made.pop("stacks"), made.pop("homes")
    ground.hooks.issued, ground.shared_links = made.pop("response_urls"), made.pop("shared_links")
    vars(state.installation).update(vars(made.pop("installation")))
    vars(state).update(made)
    state.begin_after(max((one.ts for one in state.messages), default="0.0"))
    for waiting in state.scheduled:
        ground.keep(post_when_due(ground, waiting))


def _made(ground: Ground, saved: dict[str, Any]) -> dict[str, Any]:
    """What was saved as objects, by the names of State's attributes and some more; nothing is changed yet."""
    state = ground.state
    messages = [Message(**one, workspace=state) for one in saved["messages"]]
    sources = [None if one["source"] is None else messages[one["source"]] for one in saved["response_urls"]]
    return {
        "ahead": float(saved["ahead"]),
        "installation": Installation(**{**saved["installation"], "scopes": set(saved["installation"]["scopes"])}),
        "people": {one["id"]: Person(**one) for one in saved["people"]},
        "channels": {one["id"]: Channel(**{**one, "members": set(one["members"])}) for one in saved["channels"]},
        "groups": {one["id"]: Group(**one) for one in saved["groups"]},
        "messages": messages,
        "files": {one["id"]: SharedFile(**{**one, "content": base64.b64decode(one["content"])}) for one in saved["files"]},
        "scheduled": {one["id"]: Scheduled(**one) for one in saved["scheduled"]},
        "stacks": {user: [_view(ground, one) for one in stack] for user, stack in saved["stacks"].items()},
        "homes": {user: _view(ground, one) for user, one in saved["homes"].items()},
        "notifications": [Notification(**one) for one in saved["notifications"]],
        "read": dict(saved["read"]),
        "triggers": Triggers.of(ground.state.clock, saved["trigger_ids"]),
        "faults": Faults.of(saved["faults"]),
        "strictness": Strictness(**saved["strictness"]),
        "shared_links": {one["unfurl_id"]: SharedLinks(**one) for one in saved["shared_links"]},
        "response_urls": {one["token"]: Hook(**{**one, "source": source}) for one, source in zip(saved["response_urls"], sources, strict=True)},
    }


def _view(ground: Ground, saved: dict[str, Any]) -> View:
    return View(**{**saved, "edited": set(saved["edited"])}, workspace=ground.state)


def reset(ground: Ground) -> None:
    """The workspace as it was at the start: people, channels, settings, no messages; faults are off. Time does not go back."""
    ground.state.fill(copy.deepcopy(ground.state.first_people))
    vars(ground.strictness).update(vars(ground.first_strictness))
    for forgetful in (ground.hooks.issued, ground.shared_links, ground.events, ground.credentials.codes):
        forgetful.clear()
    for one in (ground.rates, ground.log, ground.triggers):
        one.forget()
    ground.subscription.enable()
    ground.faults.clear()
    installation = ground.state.installation
    installation.bot_token, installation.error, installation.installed = ground.state.first_bot_token, "", True
    installation.scopes = set(ground.manifest.bot_scopes | ground.manifest.bot_optional_scopes)
