"""Shortcuts: of a message's menu (message_action) and global ones (shortcut)."""

from playground.ground import Ground
from playground.interactive import opening, send, send_twice, shown_channel, unseen
from playground.manifest import Shortcut
from playground.message import Message
from playground.outcome import Outcome


async def open_shortcut(ground: Ground, callback_id: str, *, user: str, trigger_id: str | None = None, twice: bool = False) -> Outcome:
    """A global one: no channel and no response_url. Raises ValueError when the manifest has none such."""
    _known(ground, callback_id, "global")
    payload = {
        **opening(ground, "shortcut", user),
        "callback_id": callback_id,
        "trigger_id": trigger_id or ground.triggers.issue(user),
        "action_ts": ground.state.next_ts(),
    }
    return await (send_twice if twice else send)(ground, unseen(ground, user), payload)


async def open_message_shortcut(
    ground: Ground, message: Message, callback_id: str, *, user: str, trigger_id: str | None = None, twice: bool = False
) -> Outcome:
    """One of a message's menu, with the whole message. Raises ValueError where the person has no such menu."""
    _known(ground, callback_id, "message")
    if message.is_ephemeral or not ground.state.sees(user, message):
        raise ValueError(f"{user} has no menu for this message: it is ephemeral, or they do not see it")
    hook = ground.hooks.issue(user, message.channel)
    payload = {
        **opening(ground, "message_action", user),
        "callback_id": callback_id,
        "trigger_id": trigger_id or ground.triggers.issue(user),
        "response_url": ground.hooks.url(hook),
        "action_ts": ground.state.next_ts(),
        "message_ts": message.ts,
        "channel": shown_channel(ground.state.channels[message.channel]),
        "message": message.as_slack(with_metadata=True),
    }
    return await (send_twice if twice else send)(ground, hook, payload)


def _known(ground: Ground, callback_id: str, kind: str) -> Shortcut:
    shortcut = ground.manifest.shortcuts.get(callback_id)
    if shortcut is None or shortcut.type != kind:
        known = [one.callback_id for one in ground.manifest.shortcuts.values() if one.type == kind]
        raise ValueError(f"the manifest has no {kind} shortcut {callback_id!r}; it has {known}")
    return shortcut
