"""What commands, clicks and events stand on."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from playground.deliveries import Wire
from playground.manifest import Manifest
from playground.people import APP_ID, TEAM_DOMAIN, TEAM_ID
from playground.responses import Hooks
from playground.state import State
from playground.triggers import Triggers
from playground.validator import Flags

VERIFICATION_TOKEN = "playground"  # noqa: S105 - the deprecated field that Slack still sends


@dataclass
class Ground:
    """The workspace, the way to the app, and what was given out for its answers."""

    state: State
    wire: Wire
    hooks: Hooks
    triggers: Triggers
    manifest: Manifest
    flags: Flags
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with something in the background until close()."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        """Stop what goes on in the background."""
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def team(self) -> dict[str, Any]:
        """The fields that every interactive payload carries."""
        return {
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": APP_ID,
            "token": VERIFICATION_TOKEN,
        }
