"""What commands, clicks and events stand on."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from playground.deliveries import Wire
from playground.faults import Faults
from playground.links import SharedLinks
from playground.manifest import Manifest
from playground.people import APP_ID, TEAM_DOMAIN, TEAM_ID
from playground.rates import Rates
from playground.responses import Hooks
from playground.sockets import Sockets
from playground.state import State
from playground.strictness import Strictness
from playground.subscription import Subscription
from playground.triggers import Triggers
from playground.validator import Flags
from playground.wirelog import WireLog

if TYPE_CHECKING:
    from playground.events import EventDelivery

VERIFICATION_TOKEN = "playground"  # noqa: S105 - the deprecated field that Slack still sends


@dataclass
class Credentials:
    """The app's own names in OAuth."""

    client_id: str = "1111111111.2222222222"
    client_secret: str = "playground-client-secret"  # noqa: S105 - of a local Slack that nobody else reaches
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)  # consent given and not yet exchanged


@dataclass
class Ground:
    """The workspace, the way to the app, and what was given out for its answers."""

    state: State
    wire: Wire
    hooks: Hooks
    triggers: Triggers
    manifest: Manifest
    flags: Flags
    sockets: Sockets
    faults: Faults
    strictness: Strictness
    rates: Rates
    log: WireLog
    subscription: Subscription
    credentials: Credentials = field(default_factory=Credentials)
    events: list["EventDelivery"] = field(default_factory=list)  # those that the workspace sent by itself
    shared_links: dict[str, SharedLinks] = field(default_factory=dict)  # by unfurl_id
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    streams: set[asyncio.Task[Any]] = field(default_factory=set)  # pages that listen
    url: str = ""
    first_strictness: Strictness = field(init=False)  # the settings as they were at the start

    def __post_init__(self) -> None:
        self.first_strictness = replace(self.strictness)

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with something in the background until close()."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        """Stop what goes on in the background."""
        going = [*self.tasks, *self.streams]
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    def team(self) -> dict[str, Any]:
        """The fields that every interactive payload carries."""
        return {
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": APP_ID,
            "token": VERIFICATION_TOKEN,
        }

    def user(self, user_id: str) -> dict[str, Any]:
        """The person of an interactive payload."""
        person = self.state.people[user_id]
        return {"id": person.id, "username": person.handle, "name": person.handle, "team_id": person.team_id}
