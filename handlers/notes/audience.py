"""Whom a note names: who is told, who is mailed, whom nothing reaches; and the view that names these before the note is saved."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from crm.notes import PrivateTells
from crm.people import Actor
from handlers import colleagues, drafts, slack_errors
from handlers.answers import Pushed
from handlers.arguments import Afterwards, Introduce, Member
from handlers.colleagues import Named
from handlers.notes import views
from handlers.notes.forms import SAID
from handlers.site import Site
from store import people
from store.database import Sessions
from store.people import Colleague

log = structlog.get_logger()

MOST_CARRIED = 1200
Said = Mapping[str, Sequence[Any]]
"""A Member's fields, by Slack user id."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a note names, by Slack user id. people: as the rules take them, those whom a mail reaches among them. said: what Slack said of who is not linked."""

    asked: Sequence[str]
    people: tuple[Colleague, ...]
    said: Mapping[str, Member]

    @property
    def names(self) -> Mapping[str, str]:
        """As far as they are known."""
        return Named(self.people, self.said).names

    @property
    def unlinked(self) -> list[str]:
        """Whom neither Slack nor a mail reaches, for nobody here is known to be them."""
        return colleagues.not_among(self.people, self.asked)

    def ended(self, told: Collection[int] = ()) -> list[str]:
        """Who has no access any more. told: users.id of whom that does not matter for, who know the note."""
        return [one.slack_user_id for one in self.people if not one.is_active and one.user_id not in told]

    def missed(self, told: Collection[int] = ()) -> list[str]:
        """Who will not get the note."""
        return [*self.ended(told), *self.unlinked]

    @property
    def warning(self) -> str:
        """Who of those whom a line names will not get the note; empty where everybody will. Plain."""
        return f"{colleagues.unlinked(self.asked, Named(self.people, self.said))} not linked to Leadbot and will not get this." if self.unlinked else ""

    def refusal(self, actor: Actor, *, told_before: bool = False) -> PrivateTells:
        """Of a private note that would tell them: it names those who have a name here."""
        names = self.names
        others = [one for one in self.asked if one != actor.slack_user_id]
        said = [names[one] for one in others if one in names]
        return PrivateTells((*said, *(["others"] if said and len(said) < len(others) else [])), told_before=told_before)


async def reached(named: Named, slack_user_ids: Sequence[str], actor: Actor, sessions: Sessions, site: Site) -> Audience:
    """Those who are named, with whom a mail reaches instead: by the confirmed e-mail that Slack said, where they want mail."""
    emails = {one: member.email for one, member in named.said.items() if member.full and member.email}
    unlinked = colleagues.not_among(named.known, slack_user_ids)
    mailed: Sequence[Colleague] = ()
    if site.mails and (asked := {one: emails[one] for one in unlinked if one in emails}):
        async with sessions.read() as connection:
            mailed = await people.list_by_email(connection, asked, organization_id=actor.organization_id)
    return Audience(slack_user_ids, (*named.known, *mailed), named.said)


async def of_form(slack_user_ids: Sequence[str], said: Said, *, actor: Actor, sessions: Sessions, site: Site) -> Audience:
    """Of a form that is submitted. said: what a line that opened it was told by Slack."""
    return await reached(Named(await colleagues.known(slack_user_ids, actor, sessions), _members(said)), slack_user_ids, actor, sessions, site)


async def of_kept(kept: Mapping[str, Any], slack_user_ids: Sequence[str], *, actor: Actor, sessions: Sessions, site: Site, introduce: Introduce) -> Audience:
    """Of a form that is saved anyway, as `ask` kept it: with what Slack said. Who was quicker than Slack waits for it now."""
    if SAID in kept:
        return await of_form(slack_user_ids, kept[SAID], actor=actor, sessions=sessions, site=site)
    return await reached(await colleagues.named(slack_user_ids, actor, sessions, introduce), slack_user_ids, actor, sessions, site)


def carried(said: Mapping[str, Member]) -> dict[str, Said]:
    """For a form's private_metadata, which is short: what Slack said of those who are named in the line that opens it."""
    kept = _written(said)
    return {SAID: kept} if kept and len(json.dumps(kept)) <= MOST_CARRIED else {}


async def ask(
    view: Mapping[str, Any],
    audience: Audience,
    submit: str,
    *,
    told: Collection[int] = (),
    client: AsyncWebClient,
    actor: Actor,
    sessions: Sessions,
    site: Site,
    introduce: Introduce,
    afterwards: Afterwards,
) -> Pushed:
    """Over the submitted form: who will not get the note. When that has gone out Slack is asked who they are; what it says is kept and shown.

    submit: the callback_id of Save anyway. told: users.id of who knows the note already.
    """
    kept, external_id = {"private_metadata": view.get("private_metadata"), "state": view["state"]}, token_hex(12)
    unknown = [one for one in audience.unlinked if one not in audience.said]

    async def look_again() -> None:
        said = {**audience.said, **await introduce(unknown)}
        found = await of_form(audience.asked, _written(said), actor=actor, sessions=sessions, site=site)
        metadata = await drafts.keep_form({**kept, SAID: _written(said)}, actor, sessions)
        gained = [one for one in found.people if one.slack_user_id in unknown and one.is_active]
        await _show(client, views.not_reached(submit, metadata, external_id, ended=found.ended(told), unlinked=found.unlinked, gained=gained))

    metadata = await drafts.keep_form(kept if unknown else {**kept, SAID: _written(audience.said)}, actor, sessions)
    if unknown:
        afterwards(look_again)
    return Pushed(views.not_reached(submit, metadata, external_id, ended=audience.ended(told), unlinked=audience.unlinked, waits=bool(unknown)))


def _written(said: Mapping[str, Member]) -> Said:
    return {one: [member.full, member.email, None, member.name[: views.NAME]] for one, member in said.items()}


def _members(said: Said) -> dict[str, Member]:
    return {one: Member(*member) for one, member in said.items()}


async def _show(client: AsyncWebClient, view: dict[str, Any]) -> None:
    """In the place of the view that asks; the person may have closed it meanwhile."""
    try:
        await client.views_update(external_id=view["external_id"], view=view)
    except slack_errors.ERRORS as error:
        log.info("a question is not shown anew", error=slack_errors.reason(error))
