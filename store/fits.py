"""Which leads a campaign is aimed at: how many its conditions hold for, who of them is in already, who is in another one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from store.batches import Elsewhere
from store.facts import as_object
from store.leads import LINE_COLUMNS, OWNER_JOIN, LeadLine, Viewer, line_of
from store.meanings import CAMPAIGN_NAME

COUNT = "select count(*) from leads l where l.organization_id = $1 and {where}"

FITTING = f"""
    with f as materialized (select l.id, l.score from leads l where l.organization_id = $1 and {{where}}),
    e as (
        select m.lead_id, c.id as campaign_id, {CAMPAIGN_NAME} as name from f
        join campaign_leads m on m.lead_id = f.id join campaigns c on c.id = m.campaign_id
        where c.organization_id = $1 and (c.id = $2 or (c.status::text = 'active' and m.status is distinct from 'excluded'))
    ),
    s as materialized (
        select f.id, f.score, coalesce(bool_or(e.campaign_id = $2), false) as there, count(e.campaign_id) > 0 as taken
        from f left join e on e.lead_id = f.id group by f.id, f.score
    )
"""

WHO = f"""{FITTING}
    select t.*, (select json_agg(json_build_array(g.campaign_id, g.name, g.count))::text from (
            select e.campaign_id, e.name, count(*) as count from e join s on s.id = e.lead_id
            where not s.there and e.campaign_id <> $2 group by e.campaign_id, e.name order by 3 desc, e.campaign_id limit 3) g) as elsewhere, {LINE_COLUMNS}
    from (select count(*) as total, count(*) filter (where there) as there, count(*) filter (where not taken) as free from s) t
    left join lateral (select * from s where not s.taken order by s.score desc nulls last, s.id limit $3 offset $4) p on true
    left join leads l on l.id = p.id {OWNER_JOIN}
    order by p.score desc nulls last, p.id
"""

FREE = f"{FITTING} select s.id from s where not s.taken order by s.score desc nulls last, s.id limit $3"

KNOWN = f"""
    select w.name from unnest($2::text[]) w(name) where exists (
        select from leads l where l.organization_id = $1 and ({as_object("custom_fields")} ? w.name or l.enrichment_data::jsonb ? w.name))
"""


@dataclass(frozen=True, slots=True)
class Who:
    """Leads that a campaign is aimed at. there: in it already; free: in neither it nor another active one; page: some of these, hottest first.

    elsewhere: the other active campaigns that most of the rest are in.
    """

    total: int
    there: int
    free: int
    elsewhere: tuple[Elsewhere, ...]
    page: tuple[LeadLine, ...]


async def count(connection: asyncpg.Connection, where: str, arguments: Sequence[Any], *, organization_id: int, seconds: float) -> int | None:
    """How many leads conditions hold for; their parameters are numbered from 2. None where that takes longer."""
    try:
        counted: int = await connection.fetchval(COUNT.format(where=where), organization_id, *arguments, timeout=seconds)
    except TimeoutError:
        return None
    return counted


async def who(
    connection: asyncpg.Connection,
    campaign_id: int,
    where: str,
    arguments: Sequence[Any],
    *,
    organization_id: int,
    viewer: Viewer,
    limit: int = 10,
    skip: int = 0,
) -> Who:
    """Whom a campaign is aimed at; the parameters of its conditions are numbered from 5."""
    rows = await connection.fetch(WHO.format(where=where), organization_id, campaign_id, limit, skip, *arguments)
    first = rows[0]
    elsewhere = tuple(Elsewhere(*one) for one in json.loads(first["elsewhere"] or "[]"))
    return Who(first["total"], first["there"], first["free"], elsewhere, tuple(line_of(row, viewer) for row in rows if row["id"] is not None))


async def list_free(
    connection: asyncpg.Connection, campaign_id: int, where: str, arguments: Sequence[Any], *, organization_id: int, limit: int
) -> Sequence[int]:
    """Ids of leads that a campaign is aimed at and that are in neither it nor another active one, hottest first; parameters are numbered from 4."""
    return [row["id"] for row in await connection.fetch(FREE.format(where=where), organization_id, campaign_id, limit, *arguments)]


async def list_known(connection: asyncpg.Connection, names: Sequence[str], *, organization_id: int, seconds: float) -> Sequence[str] | None:
    """Which of these names any lead has among its custom fields, or in what was found of it. None where that takes longer."""
    try:
        return [row["name"] for row in await connection.fetch(KNOWN, organization_id, list(names), timeout=seconds)]
    except TimeoutError:
        return None
