"""The local Slack: in one's own event loop for tests, or as a process."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from playground import control, oauth, page, uploads
from playground.allowed import unentitled
from playground.clock import Clock
from playground.deliveries import Answer, Wire
from playground.faults import Faults
from playground.ground import Ground
from playground.manifest import Manifest
from playground.people import Channel, Person
from playground.person import Hands
from playground.rates import Rates
from playground.responses import Hooks
from playground.sockets import Sockets
from playground.state import Call, Installation, Message, State
from playground.strictness import Strictness
from playground.subscription import Subscription
from playground.triggers import Triggers
from playground.validator import Flags
from playground.webapi.endpoint import Endpoint
from playground.wirelog import WireLog


class Playground(Hands):
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
        strictness: Strictness | None = None,
    ) -> None:
        self.host, self._port = host, port
        self.url = ""
        self.clock = Clock()
        self.faults = Faults()
        self.sockets = Sockets(self.clock)
        self.strictness = strictness or Strictness()
        read = Manifest.read(manifest)
        # Optional scopes count as granted; a test that wants them declined takes them out of installation.scopes.
        self.installation = Installation(bot_token, app_token, set(read.bot_scopes | read.bot_optional_scopes))
        self.state = State(self.clock, self.installation, people)
        judge, log = flags or Flags(), WireLog()
        wire = Wire(signing_secret, self.sockets, events_url, self.faults, log)
        rates = Rates(self.clock, self.strictness)
        hooks = Hooks(self.state, lambda: self.url, judge, log)
        triggers, subscription = Triggers(self.clock), Subscription(self.clock, self.strictness)
        self.ground = Ground(self.state, wire, hooks, triggers, read, judge, self.sockets, self.faults, self.strictness, rates, log, subscription)
        hooks.unentitled = partial(unentitled, self.ground)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.ground.wire.open()
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, self.host, self._port)
            await site.start()
        except OSError:
            await self._stop()
            raise
        port = self._runner.addresses[0][1]
        self.url = self.ground.url = f"http://{self.host}:{port}"
        return self

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=128 * 1024 * 1024)
        endpoint = Endpoint(self.ground)
        application.add_routes(
            [
                web.post("/api/{method}", endpoint.handle),
                web.get("/api/{method}", endpoint.handle),
                web.post("/response/{token}", self.ground.hooks.handle),
                web.get("/link", self.sockets.link),
                *uploads.routes(self.ground),
                *oauth.routes(self.ground),
                *page.routes(self.ground),
                *control.routes(self.ground),
            ]
        )
        return application

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
