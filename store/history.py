"""What happened with a lead, whoever wrote it: one timeline over six tables, newest first, a page in one statement."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import asyncpg

from store.leads import GREATEST_ID, LINE_COLUMNS, OWNER_JOIN, SEEN, LeadLine, Viewer, line_of
from store.meanings import ACTIVITY_TYPE, CAMPAIGN_NAME, MEMBER_STATUS, PRIVATE
from store.people import PERSON_NAME

Kind = Literal["notes", "activities", "changes", "score", "campaigns", "workflows"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the timeline a page begins: after the entry with these. Without one: with the newest."""

    at: datetime = datetime(9999, 1, 1, tzinfo=UTC)
    rank: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. at is local to the viewer; None where that is unknown.

    what: of notes their type; of activities too; of changes the column, "created" of the lead's beginning; of campaigns added, responded or converted;
    of workflows the state of the run. title: the subject, or the name of the rule, campaign or workflow. text: at most 400 characters.
    by: the person's name; is_mine: the viewer's own. more: of its kind, plain values.
    """

    kind: Kind
    what: str
    at: datetime | None
    place: Place
    by: str | None = None
    is_mine: bool = False
    title: str | None = None
    text: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a lead's history. more: there are older entries."""

    line: LeadLine
    entries: tuple[Entry, ...]
    more: bool


UNKNOWN = datetime(2, 1, 1, tzinfo=UTC)
"""Where in the timeline entries stand that have no time: at its end."""
LONG_AGO = f"timestamptz '{UNKNOWN.isoformat()}'"


def _branch(kind: Kind, columns: str, table: str, which: str, *, at: str, rank: int, untimed: str = "") -> str:
    """The newest entries of one table up to the place. columns: of its rows t, looked at for those that are shown and no others.

    which: rows of t, and at: their moment, which where it is a column has an index that gives no more rows than are asked for.
    untimed: which rows of t have no moment, where such may be.
    """
    also = f"""
            ) union all (
            select t.id, {LONG_AGO} as at from {table} t
            where {untimed} and ($4::text is null or $4 = '{kind}') and ({LONG_AGO}, {rank}, t.id) < ($5, $6, $7)
            order by t.id desc limit $8"""
    return f"""
        select '{kind}' as kind, {rank} as rank, t.id::bigint as id, newest.at, {columns}
        from ((
            select t.id, {at} as at from {table} t
            where {which} and ($4::text is null or $4 = '{kind}') and {at} <= $5 and ({at}, {rank}, t.id) < ($5, $6, $7)
            order by {at} desc, t.id desc limit $8{also if untimed else ""}
        )) newest join {table} t on t.id = newest.id"""


TEXT = 400
PERSON = PERSON_NAME.format("p")

OF_NOTES = "t.lead_id = $1 and (not t.is_private or t.user_id = $3)"
NOTES = _branch(
    "notes",
    f"""t.user_id as by_id, t.note_type::text as what, null::text as title, left(t.content, {TEXT}) as text,
        jsonb_build_object('is_private', {PRIVATE.format("t")}, 'is_edited', t.updated_at > t.created_at + interval '1 second',
            'edited', extract(epoch from t.updated_at),
            'has_more', length(t.content) > 200 or t.attachments::text ~ '^[[:space:]]*[[][[:space:]]*[^][:space:]]') as more""",
    "lead_notes",
    OF_NOTES,
    at="t.created_at",
    rank=6,
    untimed=f"{OF_NOTES} and t.created_at is null",
)
DONE_AT = "case when t.completed_at is null then t.created_at else t.completed_at end"
# The platform's own status_changed and score_updated say again what stands in changes and in the score history, from where these begin.
OF_ACTIVITIES = f"""t.lead_id = $1 and {SEEN.format("t", "$3")}
        and not (t.activity_type is not distinct from 'status_changed' and t.created_at >= coalesce((
            select c.at - interval '1 minute' from slack.changes c
            where c.organization_id = $2 and c.table_name = 'leads' and c.row_id = $1 and c.field = 'status' order by c.id limit 1), 'infinity'))
        and not (t.activity_type is not distinct from 'score_updated' and t.created_at >= coalesce((
            select h.created_at - interval '1 minute' from lead_score_history h where h.lead_id = $1 order by h.created_at limit 1), 'infinity'))"""
GIVEN_BY = f"""(select {PERSON} from users p where p.organization_id = $2
                and p.id = case when t.metadata ->> 'logged_by' ~ '^[0-9]{{1,9}}$' then (t.metadata ->> 'logged_by')::int end)"""
"""Who planned it for whom it is."""
# No index has activities in the order in which they were done. The newest written ones tell how late the page's can be at least: comparing with that,
# PostgreSQL passes over the others before it asks the policy about each (leakproof comparisons come first; coalesce would not be one).
ACTIVITIES = _branch(
    "activities",
    f"""t.user_id as by_id, {ACTIVITY_TYPE.format("t")} as what, t.subject::text as title, left(t.content, {TEXT}) as text,
        jsonb_build_object('outcome', t.metadata ->> 'outcome', 'direction', t.metadata ->> 'direction', 'minutes', t.metadata ->> 'duration_minutes',
            'is_planned', t.scheduled_at is not null and t.completed_at is null, 'due', extract(epoch from t.scheduled_at),
            'is_cancelled', t.metadata ->> 'cancelled_at' is not null, 'reason', left(t.metadata ->> 'cancel_reason', 200),
            'logged_by', t.metadata ->> 'logged_by', 'given_by', {GIVEN_BY}, 'attachments', t.metadata -> 'attachments') as more""",
    "activities",
    f"""{OF_ACTIVITIES} and {DONE_AT} >= (
            select case when count(*) < $8 then '-infinity' else min(s.at) end from (
                select {DONE_AT} as at from activities t
                where {OF_ACTIVITIES} and t.created_at <= $5 and ({DONE_AT}, 5, t.id) < ($5, $6, $7)
                order by t.created_at desc limit $8) s)""",
    at=DONE_AT,
    rank=5,
    untimed=f"{OF_ACTIVITIES} and t.completed_at is null and t.created_at is null",
)


def _value(side: str) -> str:
    """A value of a column as text: a person by name, a list joined, an object not at all."""
    user_id = f"case jsonb_typeof({side}) when 'number' then {side}::bigint end"
    return f"""case
                when t.field = 'assigned_to_id' then (select {PERSON} from users p where p.id = {user_id})
                when jsonb_typeof({side}) = 'array' then (select left(string_agg(e.value, ', '), {TEXT}) from jsonb_array_elements_text({side}) e)
                when jsonb_typeof({side}) <> 'object' then left({side} #>> '{{}}', {TEXT}) end"""


WHY = f"""case when t.field = 'status' then (
            select left(a.content, {TEXT}) from activities a
            where a.lead_id = $1 and a.activity_type = 'status_changed' and a.metadata ->> 'to' = t.after #>> '{{}}'
                and a.created_at between t.at - interval '1 minute' and t.at + interval '1 minute'
            order by a.id limit 1) end"""
"""The reason that was given for another status."""

# Of an object the names of what differs in it: its values may be long, and are for the lead itself to show.
CHANGES = _branch(
    "changes",
    f"""t.actor_id as by_id, t.field as what, null::text as title, {WHY} as text,
        jsonb_build_object('before', {_value("t.before")}, 'after', {_value("t.after")}, 'is_undone', t.undone_at is not null,
            'names', case when 'object' in (jsonb_typeof(t.before), jsonb_typeof(t.after)) then (
                select jsonb_agg(d.name) from (
                    select coalesce(o.key, n.key) as name from jsonb_each(case jsonb_typeof(t.before) when 'object' then t.before end) o
                    full join jsonb_each(case jsonb_typeof(t.after) when 'object' then t.after end) n on n.key = o.key
                    where o.value is distinct from n.value order by 1 limit 10) d) end,
            'workflow', (select coalesce(f.name, x.workflow_type) from workflow_executions x left join slack.runs r on r.execution_id = x.id
                         left join workflows f on f.id = r.workflow_id where x.id = t.execution_id)) as more""",
    "slack.changes",
    """t.organization_id = $2 and t.table_name = 'leads' and t.row_id = $1
        and t.field not in ('last_engagement_date', 'created_at', 'organization_id')""",
    at="t.at",
    rank=4,
)
CREATED_BY = """
        select case when v.kind = 'lead.created' then v.actor_id::bigint end from slack.events v
        where v.organization_id = $2 and v.lead_id between $1 and $1 order by v.lead_id, v.id limit 1
"""
"""By the index of a lead's events: of `lead_id = $1 order by id` PostgreSQL may think that all events in order are nearer."""
CREATED = _branch(
    "changes",
    f"""({CREATED_BY}) as by_id, 'created' as what, null::text as title, null::text as text, jsonb_build_object('source', t.source::text) as more""",
    "leads",
    "t.id = $1 and t.organization_id = $2",
    at="t.created_at",
    rank=0,
)
SCORE = _branch(
    "score",
    f"""null::bigint as by_id, 'score' as what, (select s.name::text from lead_scoring_rules s where s.id = t.rule_id) as title, left(t.reason, {TEXT}) as text,
        jsonb_build_object('before', t.previous_score, 'after', t.new_score, 'change', coalesce(t.score_change, t.new_score - t.previous_score)) as more""",
    "lead_score_history",
    "t.lead_id = $1",
    at="t.created_at",
    rank=3,
    untimed="t.lead_id = $1 and t.created_at is null",
)
CAMPAIGNS = f"""
        select 'campaigns' as kind, 2 as rank, m.id * 4::bigint + step as id, v.at, null::bigint as by_id, v.what, {CAMPAIGN_NAME} as title, null::text as text,
            jsonb_build_object('status', {MEMBER_STATUS}) as more
        from campaign_leads m join campaigns c on c.id = m.campaign_id cross join lateral (
            values (coalesce(m.added_at, {LONG_AGO}), 'added', 0), (m.response_at, 'responded', 1), (m.conversion_at, 'converted', 2)) v(at, what, step)
        where m.lead_id = $1 and ($4::text is null or $4 = 'campaigns') and (v.at, 2, m.id * 4::bigint + step) < ($5, $6, $7)"""
WORKFLOWS = _branch(
    "workflows",
    f"""t.user_id as by_id, coalesce(t.status::text, 'pending') as what,
        coalesce((select f.name::text from slack.runs r join workflows f on f.id = r.workflow_id
            where r.execution_id = t.id), t.workflow_type::text) as title, left(t.error_message, {TEXT}) as text,
        jsonb_build_object('state', (select r.state from slack.runs r where r.execution_id = t.id), 'confidence', t.confidence_score,
            'seconds', extract(epoch from t.completed_at - t.started_at)) as more""",
    "workflow_executions",
    "t.lead_id = $1",
    at="t.created_at",
    rank=1,
    untimed="t.lead_id = $1 and t.created_at is null",
)

BRANCHES = (NOTES, ACTIVITIES, CHANGES, CREATED, SCORE, CAMPAIGNS, WORKFLOWS)
TIMELINE = f"""
    select asked.*, e.kind, e.rank, e.id as entry_id, e.at, e.what, e.title, e.text, e.more::text as more, e.by_id, {PERSON} as by
    from (select {LINE_COLUMNS} from leads l {OWNER_JOIN} where l.id = $1 and l.organization_id = $2) asked
    left join lateral (
        select * from ({" union all ".join(BRANCHES)}) each
        order by at desc, rank desc, id desc limit $8
    ) e on true
    left join users p on p.id = e.by_id
    order by e.at desc, e.rank desc, e.id desc
"""


async def find(
    connection: asyncpg.Connection, lead_id: int, *, organization_id: int, viewer: Viewer, kind: Kind | None = None, after: Place | None = None, limit: int = 10
) -> Timeline | None:
    """A page of the lead's timeline as the viewer may see it: a private note is its author's alone. None without such a lead. kind: of one alone."""
    if not 0 <= lead_id <= GREATEST_ID:
        return None
    place = after or Place()
    rows = await connection.fetch(TIMELINE, lead_id, organization_id, viewer.user_id, kind, place.at, place.rank, place.id, limit + 1)
    if not rows:
        return None
    entries = [_entry(row, viewer) for row in rows[:limit] if row["kind"]]
    return Timeline(line_of(rows[0], viewer), tuple(entries), more=len(rows) > limit)


def _entry(row: asyncpg.Record, viewer: Viewer) -> Entry:
    return Entry(
        kind=row["kind"],
        what=row["what"] or "",
        at=viewer.local(row["at"]) if row["at"] > UNKNOWN else None,
        place=Place(row["at"], row["rank"], row["entry_id"]),
        by=row["by"],
        is_mine=row["by_id"] == viewer.user_id,
        title=row["title"],
        text=row["text"],
        more={name: value for name, value in json.loads(row["more"]).items() if value is not None},
    )
