"""Whom a campaign is aimed at, by its target_criteria; and which campaigns a lead fits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import asyncpg

from crm import criteria
from crm.criteria import Condition, CriteriaWrong, parse
from crm.criteria_sql import compiled
from store import fits
from store.fits import Who
from store.leads import NO_CAMPAIGNS, Fitting, fitting

if TYPE_CHECKING:
    from crm.people import Actor

COUNT_SECONDS = 0.3
"""How long a card waits to be told how many fit; and then, where none do, whether a name is why."""

AIMED = "case when {0} then {1} end"


@dataclass(frozen=True, slots=True)
class Aim:
    """How many leads a campaign's criteria hold for; None where it was not counted. wrong: why they cannot be used."""

    count: int | None = None
    wrong: CriteriaWrong | None = None


def is_aimed(written: str | None) -> bool:
    """Whether criteria, as JSON, ask anything at all."""
    return bool(written) and json.loads(written or "null") not in (None, {}, [])


async def aim(connection: asyncpg.Connection, actor: "Actor", written: str | None) -> Aim:
    """Whom a campaign's criteria, as JSON, are aimed at. Nothing is counted in a transaction: giving up would end it."""
    if connection.is_in_transaction() or not is_aimed(written):
        return Aim()
    try:
        sql = compiled(_read(written), first=2)
    except CriteriaWrong as wrong:
        return Aim(wrong=wrong)
    counted = await fits.count(connection, sql.text, sql.arguments, organization_id=actor.organization_id, seconds=COUNT_SECONDS)
    return Aim(counted, await _unknown(connection, actor, _read(written)) if counted == 0 else None)


async def who(connection: asyncpg.Connection, actor: "Actor", campaign_id: int, written: str | None, *, skip: int = 0) -> Who:
    """Whom a campaign's criteria, as JSON, are aimed at, and a page of those whom nothing keeps from it.

    Raises CriteriaWrong.
    """
    condition = _read(written)
    sql = compiled(condition, first=5)
    found = await fits.who(connection, campaign_id, sql.text, sql.arguments, organization_id=actor.organization_id, viewer=actor, skip=skip)
    if not found.total and (wrong := await _unknown(connection, actor, condition)):
        raise wrong
    return found


async def list_free(connection: asyncpg.Connection, actor: "Actor", campaign_id: int, written: str | None, *, limit: int) -> Sequence[int]:
    """Leads that the criteria are aimed at and that are in no active campaign, hottest first. Raises CriteriaWrong."""
    sql = compiled(_read(written), first=4)
    return await fits.list_free(connection, campaign_id, sql.text, sql.arguments, organization_id=actor.organization_id, limit=limit)


async def _unknown(connection: asyncpg.Connection, actor: "Actor", condition: Condition) -> CriteriaWrong | None:
    """Of criteria that hold for nobody: a name that no lead has anything under. To know that of a name is to look at every lead: None where it takes long."""
    facts = {leaf.fact.key: leaf.field for leaf in criteria.leaves(condition) if leaf.fact.key}
    known = await fits.list_known(connection, list(facts), organization_id=actor.organization_id, seconds=COUNT_SECONDS) if facts else None
    if known is None:
        return None
    return next((CriteriaWrong("field", "", field, criteria.nearest(field, criteria.NAMES)) for key, field in facts.items() if key not in known), None)


@lru_cache(maxsize=256)
def _read(written: str | None) -> Condition:
    return parse(json.loads(written or "{}"))


@lru_cache(maxsize=256)
def asked_of_one(audiences: str | None) -> Fitting:
    """Active campaigns, a list of [id, name, criteria] as JSON, as something to be asked of one lead. Criteria that cannot be read fit nobody."""
    sql: list[str] = []
    arguments: list[Any] = []
    names: dict[int, str] = {}
    for campaign_id, name, written in json.loads(audiences or "[]"):
        try:
            part = compiled(parse(written), first=4 + len(arguments))
        except CriteriaWrong:
            continue
        sql.append(AIMED.format(part.text, int(campaign_id)))
        arguments += part.arguments
        names[campaign_id] = name
    return fitting(f"array_remove(array[{', '.join(sql)}], null)", tuple(arguments), names) if sql else NO_CAMPAIGNS
