"""The local Slack: in one's own event loop for tests, or as a process."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from playground import clicks, commands, events, page
from playground.clock import Clock
from playground.deliveries import Answer, Wire
from playground.events import EventDelivery
from playground.faults import Faults
from playground.ground import Ground
from playground.manifest import Manifest
from playground.outcome import Outcome
from playground.people import Channel, Person
from playground.responses import Hooks
from playground.sockets import Sockets
from playground.state import Call, Installation, Message, State
from playground.triggers import Triggers
from playground.validator import Flags
from playground.webapi.endpoint import Endpoint


class Playground:
    """One workspace with one app in it. Use it as an async context manager; with port 0 a free port is taken.

    Deliveries go to `events_url`; where that is None, over the app's sockets.
    """

    def __init__(
        self,
        manifest: Path,
        *,
        signing_secret: str,
        bot_token: str,
        app_token: str,
        events_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        people: Sequence[Person] | None = None,
        flags: Flags | None = None,
    ) -> None:
        self.host, self._port = host, port
        self.url = ""
        self.clock = Clock()
        self.faults = Faults()
        self.sockets = Sockets()
        read = Manifest.read(manifest)
        # Optional scopes count as granted; a test that wants them declined takes them out of installation.scopes.
        self.installation = Installation(bot_token, app_token, set(read.bot_scopes | read.bot_optional_scopes))
        self.state = State(self.clock, self.installation, people)
        judge = flags or Flags()
        self.ground = Ground(
            self.state,
            Wire(signing_secret, self.sockets, events_url),
            Hooks(self.state, lambda: self.url, judge),
            Triggers(self.clock),
            read,
            judge,
        )
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.ground.wire.open()
        application = web.Application(client_max_size=8 * 1024 * 1024)
        endpoint = Endpoint(self.state, self.sockets, self.faults, self.ground.flags)
        application.add_routes(
            [
                web.post("/api/{method}", endpoint.handle),
                web.get("/api/{method}", endpoint.handle),
                web.post("/response/{token}", self.ground.hooks.handle),
                web.get("/link", self.sockets.link),
                *page.routes(self.ground),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, self.host, self._port)
            await site.start()
        except OSError:
            await self._stop()
            raise
        port = self._runner.addresses[0][1]
        self.url = f"http://{self.host}:{port}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stop()

    async def _stop(self) -> None:
        await self.ground.close()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.ground.wire.close()

    @property
    def api_url(self) -> str:
        """Base of the Web API, with a slash at its end."""
        return f"{self.url}/api/"

    @property
    def events_url(self) -> str | None:
        """Where the app listens; None for Socket Mode."""
        return self.ground.wire.events_url

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self.ground.wire.events_url = url

    @property
    def people(self) -> dict[str, Person]:
        """By id; change them as a test needs."""
        return self.state.people

    @property
    def channels(self) -> dict[str, Channel]:
        """By id; change them as a test needs."""
        return self.state.channels

    @property
    def calls(self) -> list[Call]:
        """Every Web API call so far."""
        return self.state.calls

    @property
    def too_fast(self) -> Counter[str]:
        """By channel: how often a message came less than a second after the one before."""
        return self.state.too_fast

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

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
        self, message: Message, *, action_id: str, value: Any = None, user: str | None = None, trigger_id: str | None = None, twice: bool = False
    ) -> Outcome:
        """Use an element of a message. Raises ValueError when it is not there for this person."""
        return await clicks.click(self.ground, message, action_id=action_id, value=value, user=user, trigger_id=trigger_id, twice=twice)

    async def event(self, event: dict[str, Any], *, event_id: str | None = None) -> EventDelivery:
        """Deliver an event of the Events API; repetitions follow by `clock`."""
        return await events.send_event(self.ground, event, event_id=event_id)

    async def post(self, body: str | bytes, headers: Mapping[str, str]) -> Answer:
        """Send anything to the app's address."""
        return await self.ground.wire.post(body, headers)

    def sign(self, body: str | bytes, timestamp: int | str | None = None) -> dict[str, str]:
        """The signature headers of a body."""
        return self.ground.wire.sign(body, timestamp)

    def messages(self, channel: str | None = None, user: str | None = None) -> list[Message]:
        """What a person sees, in order; without a person all that is there, others' ephemeral messages included."""
        if user is not None:
            return self.state.seen_by(user, channel)
        return [message for message in self.state.messages if not message.deleted and channel in (None, message.channel)]

    def dm(self, user: str) -> str:
        """The id of a person's DM with the bot."""
        return self.state.dm(user).id

    async def refresh_sockets(self) -> None:
        """Tell every socket to reconnect."""
        await self.sockets.refresh()

    def go_silent(self) -> None:
        """The sockets that are open now stay open and answer nothing any more."""
        self.sockets.go_silent()
