"""The person behind a Slack user: from memory, from the tables, or, after the ack, by asking Slack."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from datetime import timedelta
from time import monotonic
from typing import Any

import aiohttp
import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import IntegrityError

from crm.errors import UserError
from crm.people import AccessEnded, Actor, NotLinked, OrganizationSwitchedOff, actor_from, link_by_email
from handlers import slack_errors
from handlers.arguments import Member, Work
from store import people
from store.database import Database
from store.models import now
from store.people import Person

log = structlog.get_logger()

KEPT_SECONDS = 30.0
KEPT_MOST = 2_000
ACQUAINTED_AT_ONCE = 5
ACQUAINT_SECONDS = 1.2
"""For Slack to say who somebody is, while a form is still to be opened."""
SLACK_SECONDS = 5.0
"""How long users.info may take: shorter than a listener may, so that what is late is Slack, and is told so."""
ZONE_AGE = timedelta(days=1)
NO_MEMBER = ("deleted", "is_bot", "is_app_user", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger")

Who = tuple[int, str, str]
"""Organization, team, Slack user."""


class SlackSilent(UserError):
    """Slack did not say who a user is."""


class People:
    """The acting persons, kept in memory for half a minute and dropped when the tables say that something changed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.kept: dict[Who, tuple[float, Actor | UserError]] = {}
        self.forgotten = 0

    async def actor(self, context: AsyncBoltContext, *, acknowledge: Callable[[], Awaitable[None]], afterwards: list[Work]) -> Actor:
        """Who sent this. acknowledge lets the ack go, before Slack is asked; what can wait until after the answer goes to afterwards.

        Raises NotLinked, AccessEnded, OrganizationSwitchedOff, SlackSilent.
        """
        who: Who = (context["organization_id"], context.team_id or "", context.user_id or "")
        kept = self.kept.get(who)
        if kept is None or kept[0] < monotonic():
            seen = self.forgotten
            found = await self._look(who, context.client, acknowledge)
            kept = self._keep(who, found, seen)
            if isinstance(found, Actor) and (found.checked_at is None or now() - found.checked_at > ZONE_AGE):
                afterwards.append(lambda: self._refresh_zone(who, found, context.client))
        if isinstance(kept[1], UserError):
            raise copy(kept[1])  # a raised error holds its frames, and with them the request
        return kept[1]

    def remembers(self, context: AsyncBoltContext) -> bool:
        """Whether it is known without asking anybody who sent this, or that nobody did."""
        kept = self.kept.get((context["organization_id"], context.team_id or "", context.user_id or ""))
        return kept is not None and kept[0] >= monotonic()

    async def acquaint(self, context: AsyncBoltContext, slack_user_ids: Sequence[str]) -> Mapping[str, Member]:
        """Ask Slack who these are, and link colleagues who never spoke to Leadbot, where it confirms their e-mail. What it said in time, by Slack user id."""
        said: dict[str, Member] = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(ACQUAINT_SECONDS):
                for slack_user_id in slack_user_ids[:ACQUAINTED_AT_ONCE]:
                    who: Who = (context["organization_id"], context.team_id or "", slack_user_id)
                    with suppress(SlackSilent):
                        if (member := await ask_slack(context.client, who)) is None:
                            continue
                        said[slack_user_id] = member
                        if member.full and member.email:
                            await self._link(who, member)
        return said

    def forget(self, organization_id: int | None = None) -> None:
        """Drop what is kept of an organization, or all of it; what is being looked up now will not be kept."""
        self.forgotten += 1
        self.kept = {} if organization_id is None else {who: kept for who, kept in self.kept.items() if who[0] != organization_id}

    def _keep(self, who: Who, found: Actor | UserError, seen: int) -> tuple[float, Actor | UserError]:
        kept = (monotonic() + KEPT_SECONDS, found)
        if len(self.kept) >= KEPT_MOST:
            self.kept = {}
        if seen == self.forgotten:
            self.kept[who] = kept
        return kept

    async def _look(self, who: Who, client: AsyncWebClient, acknowledge: Callable[[], Awaitable[None]]) -> Actor | UserError:
        person = await self._stored(who)
        if person is None:
            await acknowledge()
            member = await ask_slack(client, who)
            if member and member.full and member.email:
                await self._link(who, member)
                person = await self._stored(who)  # whatever came of it: another request of the same person may have been first
        if person is None or not person.is_active or not person.organization_is_active:
            return await self._refusal(who, person)
        return actor_from(person, who[2])

    async def _stored(self, who: Who) -> Person | None:
        async with self.database.sessions(who[0]).read() as connection:
            return await people.find_linked(connection, organization_id=who[0], team_id=who[1], slack_user_id=who[2])

    async def _link(self, who: Who, member: Member) -> None:
        organization_id, team_id, slack_user_id = who
        assert member.email
        with suppress(IntegrityError):  # another request stored the link at this very moment
            async with self.database.sessions(organization_id).begin(None) as session:
                await link_by_email(
                    session, organization_id=organization_id, team_id=team_id, slack_user_id=slack_user_id, email=member.email, timezone=member.timezone
                )

    async def _refusal(self, who: Who, person: Person | None) -> UserError:
        async with self.database.sessions(who[0]).read() as connection:
            organization = await people.find_organization(connection, organization_id=who[0])
            admins = tuple(await people.list_admins(connection, organization_id=who[0]))
        name, is_active = organization or ("", False)
        if not is_active:
            return OrganizationSwitchedOff(name, admins)
        return NotLinked(name, admins) if person is None else AccessEnded(name, admins)

    async def _refresh_zone(self, who: Who, actor: Actor, client: AsyncWebClient) -> None:
        """Once a day: what zone Slack has for the person now. While Slack does not say, the one that is stored stays."""
        try:
            member = await ask_slack(client, who)
        except SlackSilent as silent:
            log.info("a time zone is not refreshed", error=str(silent))
            return
        if member is None:
            return
        async with self.database.sessions(who[0]).begin(None) as session:
            await people.note_timezone(session, organization_id=who[0], identity_id=actor.identity_id, timezone=member.timezone)
        self.kept.pop(who, None)


async def ask_slack(client: AsyncWebClient, who: Who) -> Member | None:
    """users.info; None for whom Slack does not know. Raises SlackSilent."""
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            answer = await client.users_info(user=who[2])
    except SlackApiError as error:
        if slack_errors.code(error) in {"user_not_found", "user_not_visible"}:
            return None
        raise _silent(slack_errors.reason(error)) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise _silent(type(error).__name__) from error
    user: dict[str, Any] = answer["user"]
    outside = any(user.get(flag) for flag in NO_MEMBER) or user.get("team_id", who[1]) != who[1]
    profile = user.get("profile") or {}
    name = next((str(one) for one in (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name")) if one), "")
    return Member(not outside and user.get("is_email_confirmed") is not False, profile.get("email"), user.get("tz"), name)


def _silent(error: str) -> SlackSilent:
    log.warning("Slack does not say who somebody is", error=error)
    return SlackSilent(error)
