"""build_app(): Bolt's AsyncApp with our authorization and, last, the dispatcher."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.authorize import Authorize, Workspace
from handlers import grammar, unfurls
from handlers.activities import listeners as activities_listeners
from handlers.campaigns import listeners as campaigns_listeners
from handlers.dispatch import Dispatcher, Routes
from handlers.help import listeners as help_listeners
from handlers.history import listeners as history_listeners
from handlers.home import listeners as home_listeners
from handlers.leads import listeners as leads_listeners
from handlers.lists import listeners as lists_listeners
from handlers.notes import listeners as notes_listeners
from handlers.people import People
from handlers.site import Site
from store.database import Database

log = structlog.get_logger()

CAPABILITIES = (
    help_listeners,
    leads_listeners,
    notes_listeners,
    activities_listeners,
    history_listeners,
    campaigns_listeners,
    lists_listeners,
    home_listeners,
    unfurls,
)


@dataclass(frozen=True)
class Bot:
    """Bolt's app, and what the processes around it need to reach."""

    app: AsyncApp
    dispatcher: Dispatcher
    people: People


def build_routes() -> Routes:
    """Every capability's listeners."""
    routes = Routes()
    for capability in CAPABILITIES:
        capability.register(routes)
    return routes


def build_app(
    *,
    database: Database,
    workspace: Workspace,
    client: AsyncWebClient,
    signing_secret: str | None,
    command: str,
    lead_url: str | None,
    campaign_command: str = "/campaign",
    public_url: str | None = None,
    mails: bool = False,
    routes: Routes | None = None,
) -> Bot:
    """The bot for one workspace. Without a signing secret it only takes what comes over Socket Mode."""
    routes = routes or build_routes()
    site = Site(command=command, campaign_command=campaign_command, lead_url=lead_url, verbs=routes.verbs(), mails=mails, public_url=public_url)
    people = People(database)
    app = AsyncApp(
        name="leadbot",
        client=client,
        authorize=Authorize(workspace),
        signing_secret=signing_secret or "",
        request_verification_enabled=signing_secret is not None,
        process_before_response=True,
        attaching_function_token_enabled=False,
    )
    read_lead = partial(grammar.read_lead_or_campaign, lead_links=site.lead_links())
    readers: dict[str, Callable[[str], Any]] = {command: read_lead, campaign_command: grammar.read_campaign}
    dispatcher = Dispatcher(routes, readers, people, database, site)
    app.use(dispatcher)

    @app.error
    async def failed(error: Exception) -> BoltResponse:
        """What fails ahead of the dispatcher: Slack is told to send it again."""
        log.error("request failed", exc_info=error)
        return BoltResponse(status=503, body="")

    return Bot(app, dispatcher, people)
