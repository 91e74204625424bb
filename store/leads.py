"""Leads: read models and the queries behind them. One statement a card, one a list; what is searched for: store/search.py."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeGuard

import asyncpg
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from store.meanings import ACTIVITY_TYPE, CAMPAIGN_NAME, LEAD_STATUS, MEMBER_STATUS, PRIVATE
from store.models import Lead
from store.people import PERSON_NAME
from store.slack_models import Event

GREATEST_ID = 2**31 - 1
"""Lead ids are PostgreSQL integers: a greater number is no lead's."""

OPEN = f"{LEAD_STATUS} not in ('closed_won', 'closed_lost')"
ENGAGING = "('call', 'meeting', 'email', 'linkedin', 'sms')"


class Viewer(Protocol):
    """Whoever looks: a private note is counted for its author alone, times are in the viewer's zone."""

    @property
    def user_id(self) -> int:
        """users.id."""
        ...

    @property
    def organization_id(self) -> int:
        """Of the viewer."""
        ...

    def local(self, moment: datetime) -> datetime:
        """The moment in the viewer's zone."""
        ...


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a lead. slack_user_id where that person is linked."""

    user_id: int
    name: str
    slack_user_id: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something done, or to be done, with a lead. at is local to the viewer; None where nobody knows when it was done."""

    activity_type: str
    subject: str | None
    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A campaign that the lead is in."""

    campaign: str
    status: str | None


@dataclass(frozen=True, slots=True)
class Enrichment:
    """The newest completed enrichment. at is local to the viewer; confidence 0 to 1."""

    workflow: str | None
    confidence: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Fitting:
    """What active campaigns are aimed at, to be asked of one lead. statement: CARD with the ids of those that it fits; its parameters are numbered from 4."""

    statement: str
    arguments: tuple[Any, ...]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead in a list. Times are local to the viewer; seen_at: when it was read."""

    id: int
    first_name: str | None
    last_name: str | None
    company: str | None
    job_title: str | None
    email: str | None
    status: str
    score: int | None
    temperature: str | None
    owner: Owner | None
    last_contact_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class LeadCard:
    """A lead as one person sees it. value in cents; times local to the viewer. fits: active campaigns that are aimed at it, which it is not in."""

    line: LeadLine
    phone: str | None
    website: str | None
    linkedin_url: str | None
    source: str | None
    value: int | None
    notes: str | None
    tags: tuple[str, ...]
    custom_fields: dict[str, Any]
    expected_close_date: date | None
    next: Step | None
    last: Step | None
    memberships: tuple[Membership, ...]
    fits: tuple[str, ...]
    enrichment: Enrichment | None
    private_notes: int


LINE_COLUMNS = f"""
    l.id, l.first_name, l.last_name, l.company, l.job_title, l.email, {LEAD_STATUS} as status, l.score, l.lead_temperature::text as temperature,
    l.last_engagement_date as last_contact_at, now() as seen_at, o.id as owner_id, {PERSON_NAME.format("o")} as owner_name, i.slack_user_id as owner_slack_id
"""

OWNER_JOIN = """
    left join users o on o.id = l.assigned_to_id
    left join lateral (
        select slack_user_id from slack.identities where user_id = o.id and slack_user_id is not null order by id limit 1
    ) i on true
"""

ENRICHED = """
    left join lateral (
        select x.completed_at, x.confidence_score, f.name as workflow
        from workflow_executions x left join slack.runs r on r.execution_id = x.id left join workflows f on f.id = r.workflow_id
        where x.lead_id = l.id and x.workflow_type = 'enrichment' and x.status::text = 'completed' and x.completed_at is not null
        order by x.completed_at desc limit 1
    ) e on true
"""
"""The newest enrichment of the lead l."""

SEEN = "({0}.user_id = {1} or {0}.metadata ->> 'is_private' is distinct from 'true')"
"""The task of a private note is its author's alone. Takes the activity's alias and the viewer."""

CARD = f"""
    select {LINE_COLUMNS},
        l.phone, l.website, l.linkedin_url, l.source::text as source, l.value, left(l.notes, 1000) as notes, l.tags::text as tags,
        l.custom_fields::text as custom_fields, l.expected_close_date,
        {ACTIVITY_TYPE.format("n")} as next_type, n.subject as next_subject, n.scheduled_at as next_at,
        a.activity_type as last_type, a.subject as last_subject, a.done_at as last_at, a.by as last_by,
        e.completed_at as enriched_at, e.confidence_score as enriched_confidence, e.workflow as enriched_by,
        (select json_agg(json_build_array(c.id, {CAMPAIGN_NAME}, {MEMBER_STATUS}, c.status) order by m.added_at desc nulls last, m.id desc)::text
           from campaign_leads m join campaigns c on c.id = m.campaign_id where m.lead_id = l.id) as memberships,
        (select count(*) from lead_notes p where p.lead_id = l.id and {PRIVATE.format("p")} and p.user_id = $3) as private_notes, {{fits}} as fits
    from leads l {OWNER_JOIN}
    left join lateral (
        select v.activity_type, v.subject, v.scheduled_at from activities v
        where v.lead_id = l.id and v.completed_at is null and v.scheduled_at is not null and v.metadata ->> 'cancelled_at' is null
            and {SEEN.format("v", "$3")}
        order by v.scheduled_at, v.id limit 1
    ) n on true
    left join lateral (
        select v.activity_type, v.subject, coalesce(v.completed_at, v.created_at) as done_at, {PERSON_NAME.format("w")} as by
        from activities v left join users w on w.id = v.user_id
        where v.lead_id = l.id and v.activity_type in {ENGAGING} and (v.completed_at is not null or v.scheduled_at is null) and {SEEN.format("v", "$3")}
        order by done_at desc nulls last, v.id desc limit 1
    ) a on true
    {ENRICHED}
    where l.id = cast($1 as bigint) and l.organization_id = $2
"""


def fitting(sql: str, arguments: tuple[Any, ...], names: Mapping[int, str]) -> Fitting:
    """The card's statement with this array of ids. Made once: a text of its length is as dear to format and to hash as a small query."""
    return Fitting(CARD.format(fits=sql), arguments, names)


NO_CAMPAIGNS = fitting("array[]::int[]", (), {})

LINES = f"""
    select {LINE_COLUMNS} from unnest(cast($1 as bigint[])) with ordinality wanted(id, place)
    join leads l on l.id = wanted.id {OWNER_JOIN}
    where l.organization_id = $2
    order by wanted.place limit $3
"""

LOCKED = f"select {LINE_COLUMNS} from leads l {OWNER_JOIN} where l.id = cast($1 as bigint) and l.organization_id = $2 for key share of l"
"""One lead, held until the transaction ends."""

HISTORY = text("""
    select exists (select from activities where lead_id = l.id) or exists (select from lead_notes where lead_id = l.id)
        or exists (select from campaign_leads where lead_id = l.id) or exists (select from workflow_executions where lead_id = l.id)
    from leads l where l.id = :lead_id and l.organization_id = :organization_id
""")

TURNS = """
    select pg_advisory_xact_lock(hashtextextended(t.what, t.organization_id))
    from (select what, $1::bigint as organization_id from unnest($2::text[]) what order by what limit 100) t
"""
"""In one order, so that nobody waits for somebody who waits for them."""

OWNED = f"""
    select {LINE_COLUMNS}, owned.total from (
        select id, score, count(*) over () as total from leads l
        where organization_id = $1 and assigned_to_id = $2 and {OPEN}
        order by score desc nulls last, id limit $3 offset $4
    ) owned join leads l on l.id = owned.id {OWNER_JOIN}
    where l.organization_id = $1
    order by owned.score desc nulls last, l.id
"""

RECENT = f"""
    select {LINE_COLUMNS} from (
        select lead_id, max(at) as at from (
            (select lead_id, created_at as at from activities where user_id = $2 and lead_id is not null and created_at is not null
             order by created_at desc limit 30)
            union all
            (select id, updated_at from leads where organization_id = $1 and assigned_to_id = $2
             order by updated_at desc nulls last limit $3)
        ) touched group by lead_id order by at desc nulls last limit $3
    ) recent join leads l on l.id = recent.lead_id {OWNER_JOIN}
    where l.organization_id = $1 and {OPEN}
    order by recent.at desc nulls last, l.id
"""


def is_id(value: object) -> TypeGuard[int]:
    """Whether a value from JSON can be a row's number."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= GREATEST_ID


async def card(connection: asyncpg.Connection, lead_id: int, *, organization_id: int, viewer: Viewer, fitting: Fitting = NO_CAMPAIGNS) -> LeadCard | None:
    """One lead as the viewer sees it; None when the organization has no such lead. fitting: the campaigns that it is to be asked whether it fits."""
    if lead_id > GREATEST_ID:
        return None
    row = await connection.fetchrow(fitting.statement, lead_id, organization_id, viewer.user_id, *fitting.arguments)
    return _card(row, viewer, fitting.names) if row else None


async def lock(session: AsyncSession, lead_id: int, *, organization_id: int) -> Lead | None:
    """One lead, for update; None when the organization has no such lead."""
    if lead_id > GREATEST_ID:
        return None
    return await session.scalar(select(Lead).where(Lead.id == lead_id, Lead.organization_id == organization_id).with_for_update())


async def is_created_by(session: AsyncSession, lead_id: int, user_id: int, *, organization_id: int) -> bool:
    """Whether this person made the lead here."""
    made = (Event.table_name == "leads") & (Event.row_id == lead_id) & (Event.kind == "lead.created") & (Event.lead_id == lead_id)
    return await session.scalar(select(Event.id).where(made, Event.actor_id == user_id, Event.organization_id == organization_id).limit(1)) is not None


async def has_history(session: AsyncSession, lead_id: int, *, organization_id: int) -> bool:
    """Whether anything was written about the lead: notes, activities, campaigns, runs of workflows."""
    return bool(await session.scalar(HISTORY, {"lead_id": lead_id, "organization_id": organization_id}))


async def take_turns(connection: asyncpg.Connection, about: Sequence[str], *, organization_id: int) -> None:
    """Until the transaction ends nobody else in the organization has a turn at any of these."""
    await connection.execute(TURNS, organization_id, list(about))


async def lock_line(connection: asyncpg.Connection, lead_id: int, *, organization_id: int, viewer: Viewer) -> LeadLine | None:
    """One lead, held until the transaction ends: it is not deleted meanwhile. None when the organization has no such lead."""
    row = await connection.fetchrow(LOCKED, lead_id, organization_id) if lead_id <= GREATEST_ID else None
    return line_of(row, viewer) if row else None


async def list_lines(connection: asyncpg.Connection, ids: Sequence[int], *, organization_id: int, viewer: Viewer, limit: int = 20) -> Sequence[LeadLine]:
    """The leads with these ids, in this order."""
    return [line_of(row, viewer) for row in await connection.fetch(LINES, list(ids), organization_id, limit)] if ids else ()


async def list_owned(
    connection: asyncpg.Connection, *, organization_id: int, owner_id: int, viewer: Viewer, limit: int = 10, skip: int = 0
) -> tuple[Sequence[LeadLine], int]:
    """A person's open leads, hottest first, and how many there are (0 where skip is beyond the last)."""
    rows = await connection.fetch(OWNED, organization_id, owner_id, limit, skip)
    return [line_of(row, viewer) for row in rows], rows[0]["total"] if rows else 0


async def list_recent(connection: asyncpg.Connection, *, organization_id: int, viewer: Viewer, limit: int = 5) -> Sequence[LeadLine]:
    """Open leads that the viewer owns or worked on, newest first."""
    return [line_of(row, viewer) for row in await connection.fetch(RECENT, organization_id, viewer.user_id, limit)]


def line_of(row: asyncpg.Record, viewer: Viewer) -> LeadLine:
    """What LINE_COLUMNS say, in the viewer's zone."""
    return LeadLine(
        id=row["id"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        company=row["company"],
        job_title=row["job_title"],
        email=row["email"],
        status=row["status"],
        score=row["score"],
        temperature=row["temperature"],
        owner=Owner(row["owner_id"], row["owner_name"], row["owner_slack_id"]) if row["owner_id"] is not None else None,
        last_contact_at=viewer.local(row["last_contact_at"]) if row["last_contact_at"] else None,
        seen_at=viewer.local(row["seen_at"]),
    )


def _card(row: asyncpg.Record, viewer: Viewer, campaigns: Mapping[int, str]) -> LeadCard:
    tags, custom_fields, memberships = (json.loads(value) if value else None for value in (row["tags"], row["custom_fields"], row["memberships"]))
    there = memberships or ()
    return LeadCard(
        line=line_of(row, viewer),
        phone=row["phone"],
        website=row["website"],
        linkedin_url=row["linkedin_url"],
        source=row["source"],
        value=row["value"],
        notes=row["notes"],
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        custom_fields=custom_fields if isinstance(custom_fields, dict) else {},
        expected_close_date=row["expected_close_date"],
        next=Step(row["next_type"], row["next_subject"], None, viewer.local(row["next_at"])) if row["next_at"] else None,
        last=_last(row, viewer) if row["last_type"] else None,
        memberships=tuple(Membership(campaign, status) for _, campaign, status, runs in there if runs == "active" and status != "excluded"),
        fits=tuple(campaigns[campaign_id] for campaign_id in row["fits"] if all(campaign_id != one for one, *_ in there)),
        enrichment=Enrichment(row["enriched_by"], row["enriched_confidence"], viewer.local(row["enriched_at"])) if row["enriched_at"] else None,
        private_notes=row["private_notes"],
    )


def _last(row: asyncpg.Record, viewer: Viewer) -> Step:
    return Step(row["last_type"], row["last_subject"], row["last_by"], viewer.local(row["last_at"]) if row["last_at"] else None)
