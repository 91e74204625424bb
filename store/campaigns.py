"""Campaigns: read models and the queries behind them. One statement a list, one a card, one a page of members."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

import asyncpg

from store.leads import GREATEST_ID, LINE_COLUMNS, OWNER_JOIN, LeadLine, Viewer, line_of
from store.meanings import CAMPAIGN_NAME, CAMPAIGN_STATUS, MEMBER_STATUS

RUNNING = ("active", "paused", "draft")
FINISHED = ("completed", "cancelled")
MEMBER_STATUSES = ("pending", "contacted", "responded", "converted", "excluded")
"""In their order; the platform may write others, which come after."""
STEPS = ("added", "contacted", "responded", "converted")
MOST_NAMES = 2000
"""Of campaigns that are looked at to find one by its name: those that run first."""
GREATEST_GOAL = 10**12


@dataclass(frozen=True, slots=True)
class Goals:
    """What a campaign is to reach: so many leads, a conversion and a return in percent. None where nothing sensible is set."""

    target_leads: float | None = None
    conversion_rate: float | None = None
    roi_target: float | None = None


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in a list. Budgets and won_value in cents; members: the excluded ones too; seen_at: when it was read, local to the viewer."""

    id: int
    name: str
    status: str
    start_date: date | None
    end_date: date | None
    budget_allocated: int | None
    budget_spent: int | None
    goals: Goals
    members: int
    excluded: int
    converted: int
    won_value: int
    seen_at: datetime

    @property
    def conversion(self) -> float | None:
        """Percent of the members, the excluded ones left out, who are converted. None without such members."""
        counted = self.members - self.excluded
        return self.converted * 100 / counted if counted > 0 else None

    @property
    def roi(self) -> float | None:
        """What members' won deals brought beyond what was spent, in percent of that. None as long as nothing is spent."""
        spent = self.budget_spent or 0
        return (self.won_value - spent) * 100 / spent if spent > 0 else None


@dataclass(frozen=True, slots=True)
class Step:
    """How far a member came within the week. what: of STEPS. at is local to the viewer."""

    lead: LeadLine
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign as one person sees it. by_status: members of each status, in the order of MEMBER_STATUSES.

    week: the furthest steps of the week, as many as were asked for, of week_total. criteria: whom it is aimed at, as JSON.
    """

    line: CampaignLine
    by_status: tuple[tuple[str, int], ...]
    week: tuple[Step, ...]
    week_total: int
    criteria: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A lead in a campaign. id: of the membership."""

    id: int
    status: str
    lead: LeadLine


@dataclass(frozen=True, slots=True)
class Members:
    """A page of a campaign's members. total: of those that were asked for."""

    line: CampaignLine
    by_status: tuple[tuple[str, int], ...]
    page: tuple[Member, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of campaigns. counts: how many there are of each status, whatever the page shows; total: of those that were asked for."""

    lines: tuple[CampaignLine, ...]
    counts: dict[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Aimed:
    """A campaign and whom it is aimed at: criteria as JSON."""

    id: int
    name: str
    status: str
    criteria: str | None


@dataclass(frozen=True, slots=True)
class Name:
    """A campaign's name, as it is and folded as search folds names."""

    id: int
    name: str
    folded: str
    status: str = "active"


ORDER = f"array_position(array{[*RUNNING, *FINISHED]}, {CAMPAIGN_STATUS}), c.start_date desc nulls last, c.id desc"
MEMBER_ORDER = f"coalesce(array_position(array{[*MEMBER_STATUSES]}, x.status), 99), x.status"

COLUMNS = f"""
    c.id as campaign_id, {CAMPAIGN_NAME} as campaign_name, {CAMPAIGN_STATUS} as campaign_status, c.start_date, c.end_date,
    c.budget_allocated, c.budget_spent, c.goals::text as goals, t.members, t.excluded, t.converted, t.won_value, now() as read_at
"""

MEMBERS = f"""
    select m.id as member_id, m.lead_id, m.added_at, m.last_contact_at, m.response_at, m.conversion_at,
        {MEMBER_STATUS} as status, l.status::text as lead_status, l.value, l.score
    from campaign_leads m join leads l on l.id = m.lead_id
    where m.campaign_id = {{campaign}} and m.campaign_id + 0 = {{campaign}} and l.organization_id = {{organization}}
"""
"""Said twice, so that fewer members are expected: else, to ask of each whether its lead is the organization's, all its leads are read (a card of 2,000
members among 60,000 leads: 80 against 9 ms)."""

TALLY = """
    select count(*) as members, count(*) filter (where x.status = 'excluded') as excluded, count(*) filter (where x.status = 'converted') as converted,
        coalesce(sum(x.value) filter (where x.lead_status = 'closed_won'), 0)::bigint as won_value
    from ({members}) x
"""
OF_EACH = f"left join lateral ({TALLY.format(members=MEMBERS.format(campaign='c.id', organization='$1'))}) t on true"

LIST = f"""
    select n.counts::text as counts, {COLUMNS}
    from (select json_object_agg(s.status, s.count) as counts from (
        select {CAMPAIGN_STATUS} as status, count(*) as count from campaigns c where c.organization_id = $1 group by 1) s) n
    left join lateral (
        select * from campaigns c
        where c.organization_id = $1 and {CAMPAIGN_STATUS} = any($2::text[])
        order by {ORDER} limit $3 offset $4
    ) c on true {OF_EACH}
    order by {ORDER}
"""

LINES = f"""
    select {COLUMNS} from unnest(cast($2 as bigint[])) with ordinality wanted(id, place)
    join campaigns c on c.id = wanted.id {OF_EACH}
    where c.organization_id = $1
    order by wanted.place limit $3
"""

NAMES = f"""
    select c.id, {CAMPAIGN_NAME} as name, {CAMPAIGN_STATUS} as status, slack.fold(left(coalesce(c.name, ''), 255)) as folded,
        (select slack.fold(left($2, 255))) as asked
    from campaigns c where c.organization_id = $1
    order by {ORDER} limit $3
"""

COUNTED = f"""
    with x as materialized ({MEMBERS.format(campaign="$2", organization="$1")}),
    t as ({TALLY.format(members="select * from x")}),
    s as (
        select json_agg(json_build_array(g.status, g.count))::text as by_status from (
            select x.status, count(*) as count from x group by 1 order by {MEMBER_ORDER} limit 20) g
    )
"""
"""A campaign's members, read once: counted, and by status."""

CARD = f"""{COUNTED},
    steps as (
        select distinct on (x.lead_id) x.lead_id, v.step, v.at from x cross join lateral (
            values (x.added_at, 0), (x.last_contact_at, 1), (x.response_at, 2), (x.conversion_at, 3)) v(at, step)
        where v.at >= $3 order by x.lead_id, v.step desc
    )
    select {COLUMNS}, c.target_criteria::text as criteria, s.by_status, e.step, e.at, (select count(*) from steps) as total, {LINE_COLUMNS}
    from campaigns c cross join t cross join s
    left join lateral (select * from steps order by step desc, at desc, lead_id limit $4 offset $5) e on true
    left join leads l on l.id = e.lead_id {OWNER_JOIN}
    where c.id = $2 and c.organization_id = $1
    order by e.step desc, e.at desc, e.lead_id
"""

PAGE_OF_MEMBERS = f"""{COUNTED}
    select {COLUMNS}, s.by_status, x.member_id, x.status as member_status, {LINE_COLUMNS},
        (select count(*) from x where $3::text is null or x.status = $3) as total
    from campaigns c cross join t cross join s
    left join lateral (
        select * from x where $3::text is null or x.status = $3
        order by {MEMBER_ORDER}, x.score desc nulls last, x.lead_id limit $4 offset $5
    ) x on true
    left join leads l on l.id = x.lead_id {OWNER_JOIN}
    where c.id = $2 and c.organization_id = $1
    order by {MEMBER_ORDER}, x.score desc nulls last, x.lead_id
"""


VALUES = f"""
    select to_json(v)::text from (
        select c.name, c.description, c.campaign_type, {CAMPAIGN_STATUS} as status, c.start_date, c.end_date, c.budget_allocated, c.budget_spent, c.goals
        from campaigns c where c.id = $2 and c.organization_id = $1
    ) v
"""


AIMED = f"""
    select c.id, {CAMPAIGN_NAME} as name, {CAMPAIGN_STATUS} as status, c.target_criteria::text as criteria
    from campaigns c where c.id = $2 and c.organization_id = $1
"""


async def list_page(
    connection: asyncpg.Connection, *, organization_id: int, viewer: Viewer, statuses: Sequence[str] = RUNNING, limit: int = 10, skip: int = 0
) -> Listed:
    """Campaigns of these statuses: active ones first, then paused, draft, completed, cancelled; of one status the latest begun first."""
    rows = await connection.fetch(LIST, organization_id, list(statuses), limit, skip)
    counts: dict[str, int] = json.loads(rows[0]["counts"] or "{}")
    lines = tuple(_line(row, viewer) for row in rows if row["campaign_id"] is not None)
    return Listed(lines, counts, sum(counts.get(status, 0) for status in statuses))


async def list_lines(connection: asyncpg.Connection, ids: Sequence[int], *, organization_id: int, viewer: Viewer, limit: int = 20) -> Sequence[CampaignLine]:
    """The campaigns with these ids, in this order."""
    return [_line(row, viewer) for row in await connection.fetch(LINES, organization_id, list(ids), limit)] if ids else ()


async def list_names(connection: asyncpg.Connection, asked: str, *, organization_id: int, limit: int = MOST_NAMES) -> tuple[str, Sequence[Name]]:
    """What was asked for, folded as the names are, and the names in the order of lists."""
    rows = await connection.fetch(NAMES, organization_id, asked, limit)
    return rows[0]["asked"] if rows else "", [Name(row["id"], row["name"], row["folded"], row["status"]) for row in rows]


async def card(
    connection: asyncpg.Connection, campaign_id: int, *, organization_id: int, viewer: Viewer, since: datetime, limit: int = 5, skip: int = 0
) -> CampaignCard | None:
    """One campaign, with what its members did since that moment: those who came furthest first. None when the organization has no such campaign."""
    if not 0 < campaign_id <= GREATEST_ID:
        return None
    rows = await connection.fetch(CARD, organization_id, campaign_id, since, limit, skip)
    if not rows:
        return None
    steps = tuple(Step(line_of(row, viewer), STEPS[row["step"]], viewer.local(row["at"])) for row in rows if row["step"] is not None)
    return CampaignCard(_line(rows[0], viewer), _by_status(rows[0]), steps, rows[0]["total"], rows[0]["criteria"])


async def list_members(
    connection: asyncpg.Connection, campaign_id: int, *, organization_id: int, viewer: Viewer, status: str | None = None, limit: int = 10, skip: int = 0
) -> Members | None:
    """A campaign's members by status, of each the highest scores first. status: of one alone. None when the organization has no such campaign."""
    if not 0 < campaign_id <= GREATEST_ID:
        return None
    rows = await connection.fetch(PAGE_OF_MEMBERS, organization_id, campaign_id, status, limit, skip)
    if not rows:
        return None
    page = tuple(Member(row["member_id"], row["member_status"], line_of(row, viewer)) for row in rows if row["member_id"] is not None)
    return Members(_line(rows[0], viewer), _by_status(rows[0]), page, rows[0]["total"])


def _line(row: asyncpg.Record, viewer: Viewer) -> CampaignLine:
    """What COLUMNS say, in the viewer's zone."""
    return CampaignLine(
        id=row["campaign_id"],
        name=row["campaign_name"],
        status=row["campaign_status"],
        start_date=row["start_date"],
        end_date=row["end_date"],
        budget_allocated=row["budget_allocated"],
        budget_spent=row["budget_spent"],
        goals=_goals(row["goals"]),
        members=row["members"],
        excluded=row["excluded"],
        converted=row["converted"],
        won_value=row["won_value"],
        seen_at=viewer.local(row["read_at"]),
    )


def _by_status(row: asyncpg.Record) -> tuple[tuple[str, int], ...]:
    return tuple((status, count) for status, count in json.loads(row["by_status"] or "[]"))


def _goals(written: str | None) -> Goals:
    """Goals as the platform writes them; what is no positive number is not set."""
    known = json.loads(written) if written else None
    given = known if isinstance(known, dict) else {}
    return Goals(*(_positive(given.get(name)) for name in ("target_leads", "conversion_rate", "roi_target")))


def _positive(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) and 0 < number <= GREATEST_GOAL else None


async def find_values(connection: asyncpg.Connection, campaign_id: int, *, organization_id: int) -> dict[str, Any] | None:
    """All that a person can edit, as JSON has it: columns, and goals as an object. None when the organization has no such campaign."""
    found = await connection.fetchval(VALUES, organization_id, campaign_id) if 0 < campaign_id <= GREATEST_ID else None
    values: dict[str, Any] | None = json.loads(found) if found else None
    return values


async def find_aimed(connection: asyncpg.Connection, campaign_id: int, *, organization_id: int) -> Aimed | None:
    """A campaign with its criteria. None when the organization has no such campaign."""
    row = await connection.fetchrow(AIMED, organization_id, campaign_id) if 0 < campaign_id <= GREATEST_ID else None
    return Aimed(**row) if row else None
