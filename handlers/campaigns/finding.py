"""Which campaign a line of `/campaign` means, and the lists that it is picked from."""

import re
from dataclasses import dataclass

import asyncpg

from crm import campaign_names as names
from crm.people import Actor
from handlers import lines
from handlers.answers import Reply
from handlers.campaigns import lists
from handlers.campaigns.lists import Asked
from handlers.campaigns.views import ENROLL, OPEN
from handlers.grammar import MANAGING, CampaignLine, key
from handlers.site import Site
from store import campaigns


@dataclass(frozen=True, slots=True)
class Only:
    """The one campaign that is meant. is_exact: by its number or its whole name. hint: what else the line may have meant."""

    campaign_id: int
    is_exact: bool
    hint: str = ""


async def meant(connection: asyncpg.Connection, line: CampaignLine, actor: Actor, site: Site, *, errand: str = OPEN) -> Only | Reply:
    """The campaign that a line names; else the list to pick it from, whose buttons do the errand."""
    if not line.quoted and line.name.startswith("#") and line.name[1:].isdecimal():  # which no id can be, where it was not read as one
        there = await campaigns.list_lines(connection, [line.id or 0], organization_id=actor.organization_id, viewer=actor)
        return Only(there[0].id, is_exact=True) if there else lists.no_such_campaign(line.name[1:])
    if not line.name:
        return await listed(connection, Asked(errand=errand), actor)
    suggested = line.near is not None and key(line.near) in site.verbs and (line.near not in MANAGING or actor.is_at_least("manager"))
    hint = lists.did_you_mean(f"{line.near} {lines.head(line.name)[1]}".strip(), site) if suggested else ""
    if errand == ENROLL and re.match(r"#?\d+[\s,]", line.name):
        hint = lists.of_one_lead(line.name, site)
    asked = Asked(line.name, line.quoted, errand=errand)
    found = await names.find(connection, asked.name, organization_id=actor.organization_id, quoted=asked.is_quoted)
    if len(found.ids) == 1 and found.how != "similar":
        is_exact = found.how == "exact"
        return Only(found.ids[0], is_exact, "" if is_exact else hint)
    return await _shown(connection, found, asked, actor, site, hint=hint)


async def page(connection: asyncpg.Connection, asked: Asked, actor: Actor, site: Site) -> Reply:
    """A page of a list that was shown before."""
    if not asked.name:
        return await listed(connection, asked, actor)
    found = await names.find(connection, asked.name, organization_id=actor.organization_id, quoted=asked.is_quoted)
    return await _shown(connection, found, asked, actor, site)


async def listed(connection: asyncpg.Connection, asked: Asked, actor: Actor) -> Reply:
    """Those that run, or those that are over."""
    statuses = campaigns.FINISHED if asked.is_over else campaigns.RUNNING
    found = await campaigns.list_page(connection, organization_id=actor.organization_id, viewer=actor, statuses=statuses, limit=lists.PAGE, skip=asked.skip)
    if asked.skip and not found.lines:  # they are gone since the button was drawn
        return await listed(connection, Asked(is_over=asked.is_over, errand=asked.errand), actor)
    return lists.campaign_list(found, asked, actor)


async def _shown(connection: asyncpg.Connection, found: names.Found, asked: Asked, actor: Actor, site: Site, *, hint: str = "") -> Reply:
    skip = asked.skip if asked.skip < len(found.ids) else 0
    wanted = found.ids[skip : skip + lists.PAGE] or found.nearest
    shown = await campaigns.list_lines(connection, wanted, organization_id=actor.organization_id, viewer=actor, limit=lists.PAGE)
    at = Asked(asked.name, asked.is_quoted, errand=asked.errand, skip=skip)
    return lists.found_list(shown, found, at, hint=hint) if found.ids else lists.nothing_found(shown, at, site, hint=hint)
