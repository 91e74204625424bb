"""What tests do as a person: each act of the page as a method."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from playground import acts, clicks, commands, events, occasions, shortcuts, submissions, suggestions
from playground.clicks import Filled
from playground.deliveries import FORM
from playground.events import EventDelivery
from playground.ground import VERIFICATION_TOKEN, Ground
from playground.links import SharedLinks
from playground.message import Message
from playground.outcome import Outcome
from playground.submissions import Form
from playground.suggestions import Suggestion
from playground.views import View


class Hands:
    """A person's hands, whoever `user` says. All raise ValueError where Slack's own page would not let them."""

    ground: Ground

    async def command(
        self,
        command: str,
        text: str = "",
        *,
        user: str = "UANA",
        channel: str = "CSALES",
        raw: bool = False,
        trigger_id: str | None = None,
        twice: bool = False,
    ) -> Outcome:
        """Type a slash command and press Enter; channel "DM" is the person's DM with the bot. `raw`: send the text exactly so.

        Raises ValueError where the person has no composer.
        """
        return await commands.type_command(self.ground, command, text, user=user, channel=channel, raw=raw, trigger_id=trigger_id, twice=twice)

    async def click(
        self,
        target: Message | View,
        *,
        action_id: str,
        value: Any = None,
        user: str | None = None,
        trigger_id: str | None = None,
        twice: bool = False,
        block_id: str | None = None,
        filled: Filled | None = None,
    ) -> Outcome:
        """Use an element of a message, a modal or the Home. Raises ValueError when it is not there for this person."""
        given = {"action_id": action_id, "value": value, "user": user, "trigger_id": trigger_id, "twice": twice, "block_id": block_id}
        return await clicks.click(self.ground, target, **given, filled=filled)

    async def fill(self, view: View, filled: Form) -> None:
        """Put things into a form: {block_id: value} or {block_id: {action_id: value}}; nothing is sent."""
        submissions.fill(view, filled)
        await self.ground.state.tell("view", view=view.id, user=view.person)

    async def submit(self, view: View, filled: Form | None = None, *, twice: bool = False) -> Outcome:
        """Fill and press the form's button."""
        return await submissions.submit(self.ground, view, filled, twice=twice)

    async def close(self, view: View, *, everything: bool = False) -> Outcome | None:
        """Cancel, or with `everything` the X in the corner."""
        return await submissions.close(self.ground, view, everything=everything)

    async def suggest(self, target: Message | View, action_id: str, typed: str, *, user: str | None = None, block_id: str | None = None) -> Suggestion:
        """Type into an external select."""
        return await suggestions.suggest(self.ground, target, action_id, typed, user=user, block_id=block_id)

    async def shortcut(self, callback_id: str, *, user: str = "UANA", trigger_id: str | None = None, twice: bool = False) -> Outcome:
        """A global shortcut."""
        return await shortcuts.open_shortcut(self.ground, callback_id, user=user, trigger_id=trigger_id, twice=twice)

    async def message_shortcut(self, message: Message, callback_id: str, *, user: str = "UANA", trigger_id: str | None = None, twice: bool = False) -> Outcome:
        """A shortcut of a message's menu."""
        return await shortcuts.open_message_shortcut(self.ground, message, callback_id, user=user, trigger_id=trigger_id, twice=twice)

    async def open_home(self, user: str = "UANA", tab: str = "home") -> View | None:
        """Open the app's Home (or Messages) tab."""
        return await acts.open_home(self.ground, user, tab)

    async def say(self, text: str, *, user: str = "UANA", channel: str = "CSALES", thread_ts: str | None = None) -> Message:
        """Write a message."""
        return await acts.say(self.ground, user, channel, text, thread_ts=thread_ts)

    async def compose(self, text: str, *, user: str = "UANA", channel: str = "CSALES") -> SharedLinks | None:
        """Paste links into the composer and wait for their previews."""
        return await acts.compose(self.ground, user, channel, text)

    async def react(self, message: Message, name: str, *, user: str = "UANA", remove: bool = False) -> None:
        """Add a reaction, or take it away."""
        await acts.react(self.ground, user, message, name, remove=remove)

    async def join(self, channel: str, *, user: str = "UANA", inviter: str | None = None) -> None:
        """Join a channel; with `inviter`, be invited (user may be the bot)."""
        await acts.join(self.ground, user, channel, inviter=inviter)

    async def leave(self, channel: str, *, user: str = "UANA") -> None:
        """Leave a channel, or remove the bot from it."""
        await acts.leave(self.ground, user, channel)

    async def change_person(self, user: str, **fields: Any) -> None:
        """Change a profile."""
        await acts.change_person(self.ground, user, **fields)

    async def uninstall(self) -> None:
        """Remove the app from the workspace."""
        await occasions.uninstalled(self.ground)

    async def event(self, event: dict[str, Any], *, event_id: str | None = None) -> EventDelivery:
        """Deliver any event of the Events API, subscribed or not; repetitions follow by `clock`."""
        return await events.send_event(self.ground, event, event_id=event_id)

    async def verify_url(self) -> bool:
        """What Slack does when a request URL is saved: whether the app gives the challenge back."""
        challenge = self.ground.state.secret()
        answer = await events.verify_url(self.ground, challenge)
        said = answer.json
        return answer.ok and challenge == (said.get("challenge") if isinstance(said, dict) else answer.body)

    async def check_ssl(self) -> bool:
        """What Slack does now and then to the URL of slash commands: whether the app answers 200."""
        body = urlencode({"ssl_check": "1", "token": VERIFICATION_TOKEN})
        return (await self.ground.wire.post(body, {"Content-Type": FORM, **self.ground.wire.sign(body)})).ok

    def view(self, user: str = "UANA") -> View | None:
        """The modal in front of a person."""
        return self.ground.state.views.top(user)

    def home(self, user: str = "UANA") -> View | None:
        """A person's Home, if one was published."""
        return self.ground.state.views.homes.get(user)

    async def modal(self, user: str = "UANA", timeout: float = 5) -> View:  # noqa: ASYNC109 - a test says how long it waits
        """The modal in front of a person, as soon as there is one. Raises TimeoutError."""
        state = self.ground.state
        async with asyncio.timeout(timeout), state.changed:
            await state.changed.wait_for(lambda: state.views.top(user) is not None)
        view = state.views.top(user)
        assert view is not None
        return view

    def notifications(self, user: str) -> list[str]:
        """The texts that a person was notified of, oldest first."""
        return [one.text for one in self.ground.state.notifications if one.user == user]
