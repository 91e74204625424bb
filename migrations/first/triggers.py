"""Statement-level triggers: events, changes and waking, whoever writes. Frozen: a later change is a later revision.

Each function handles the rows of a whole statement in one query. Its plan is kept for the session, and may have been made for one row: so joins of
transition tables never loop (100,000 × 100,000), and lookups are subqueries that go through indexes however small a table was when they were planned.
"""

from migrations.first import people
from migrations.first.watched import WATCHED, Watched
from store.platform import Found, quote

FUNCTION = """
create function slack.slack_{table}_{moment}() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_nestloop = off set enable_seqscan = off
as $trigger$
declare
    actor constant bigint := case when current_setting('app.actor_id', true) ~ '^[0-9]{{1,18}}$' then current_setting('app.actor_id', true)::bigint end;
    execution constant bigint :=
        case when current_setting('app.execution_id', true) ~ '^[0-9]{{1,18}}$' then current_setting('app.execution_id', true)::bigint end;
    batch constant uuid := case when current_setting('app.batch_id', true) ~ '^[0-9a-fA-F]{{8}}(-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}$'
        then current_setting('app.batch_id', true)::uuid end;
    organizations int[];
begin
    {skip}
{query}
    perform pg_notify('leadbot_events', organization::text) from unnest(organizations) organization;
    return null;
end
$trigger$
"""

TRIGGER = "create trigger {name} after {event} on {schema}.{table} referencing {referencing} for each statement execute function slack.{name}()"
EVENTS = {"inserted": "insert", "updated": "update", "deleted": "delete"}

TOLD = "insert into slack.events (organization_id, kind, table_name, row_id, lead_id, actor_id, execution_id, data)"
RECORDED = "insert into slack.changes (organization_id, actor_id, execution_id, batch_id, table_name, row_id, field, before, after)"

INSERTED = """
    with told as (
        {told}
        select r.organization_id, {kind}, '{table}', r.id, r.at_lead, actor, execution, {about} || {data}
        from ({rows}) r
        where r.organization_id is not null
        returning organization_id
    )
    select array_agg(distinct organization_id) into organizations from told;"""

DELETED = """
    with gone as materialized (
        select r.* from ({rows}) r where r.organization_id is not null
    ), recorded as (
        {recorded}
        select r.organization_id, actor, execution, batch, '{table}', r.id, null, r.whole, null from gone r
    ), told as (
        {told}
        select r.organization_id, '{kind}', '{table}', r.id, r.at_lead, actor, execution, {about} from gone r
        where batch is null and {told_when}
        returning organization_id
    )
    select array_agg(distinct organization_id) into organizations from told;"""

UPDATED = """
    with changed as materialized (
        select r.id, r.organization_id, r.at_lead, r.field,
               case r.field {before} end as before,
               case r.field {after} end as after,
               {about} as about,
               {kind} as kind,
               {other} as other
        from ({rows}) r
        where r.organization_id is not null
    ), recorded as (
        {recorded}
        select c.organization_id, actor, execution, batch, '{table}', c.id, c.field, c.before, c.after from changed c{but}
    ), told as (
        {told}
        select c.organization_id, c.kind, '{table}', c.id, c.at_lead, actor, execution, c.about || jsonb_build_object('before', c.before, 'after', c.after)
        from changed c
        where batch is null and c.kind is not null
        union all
        select c.organization_id, c.other, '{table}', c.id, c.at_lead, actor, execution, c.about || jsonb_build_object('fields', jsonb_agg(c.field))
        from changed c
        where batch is null and c.kind is null and c.other is not null
        group by c.organization_id, c.other, c.id, c.at_lead, c.about
        returning organization_id
    )
    select array_agg(distinct organization_id) into organizations from told;"""

# The platform's json may hold what jsonb cannot (\u0000): its writes must not fail for that.
AS_JSONB = """
create function slack.as_jsonb(value text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $json$
begin
    return value::jsonb;
exception when data_exception or program_limit_exceeded then
    return to_jsonb(value);
end
$json$
"""


def create(found: Found) -> list[str]:
    """Functions and triggers on their tables."""
    schema = quote(found.schema)
    statements = [AS_JSONB.strip(), "revoke execute on function slack.as_jsonb(text) from public"]
    for watched in WATCHED:
        for moment, referencing, query in _queries(watched):
            skip = f"if {'batch is not null or ' if moment == 'inserted' else ''}not exists (select from {_source(moment)}) then return null; end if;"
            function = FUNCTION.strip().format(table=watched.table, moment=moment, skip=skip, query=query.strip("\n"))
            name = f"slack_{watched.table}_{moment}"
            statements += [
                function.replace("{schema}", schema),
                f"revoke execute on function slack.{name}() from public",
                TRIGGER.format(name=name, event=EVENTS[moment], schema=schema, table=watched.table, referencing=referencing),
            ]
    return statements + people.create(found)


def drop(found: Found) -> list[str]:
    """The triggers on tables that were there before us; ours go with their tables, the functions with the schema."""
    there = {each.table for each in found.created if not each.made and found.existing(each.table)}
    names = [(watched.table, f"slack_{watched.table}_{moment}") for watched in WATCHED for moment, _, _ in _queries(watched)] + people.TRIGGERS
    return [f"drop trigger if exists {name} on {quote(found.schema)}.{table}" for table, name in names if table in there]


def _queries(watched: Watched) -> list[tuple[str, str, str]]:
    """(inserted | updated | deleted, transition tables, query) for each moment that is told or recorded."""
    queries = [
        ("updated", "old table as old_rows new table as new_rows", _updated(watched)),
        ("deleted", "old table as old_rows", _deleted(watched)),
    ]
    if watched.inserted:
        queries.append(("inserted", "new table as new_rows", _inserted(watched, *watched.inserted)))
    return queries


def _source(moment: str) -> str:
    return "old_rows" if moment == "deleted" else "new_rows"


def _fields(watched: Watched) -> list[str]:
    return [*watched.text, *watched.json, *watched.plain]


def _inserted(watched: Watched, kind: str, data: str) -> str:
    names = {"told": TOLD, "table": watched.table, "kind": kind, "data": data, "about": _about(watched), "rows": _rows(watched, _one(watched, "n", "new_rows"))}
    return INSERTED.format_map(_Kept(names))


def _deleted(watched: Watched) -> str:
    rows = _rows(watched, _one(watched, "o", "old_rows", ", slack.as_jsonb(to_json(o)::text) as whole"))
    kind, told_when = watched.deleted or "", watched.told_when_deleted if watched.deleted else "false"
    names = {"told": TOLD, "recorded": RECORDED, "table": watched.table, "kind": kind, "told_when": told_when, "about": _about(watched), "rows": rows}
    return DELETED.format_map(_Kept(names))


def _updated(watched: Watched) -> str:
    kinds = " ".join(f"when r.field = '{field}' and {condition} then '{kind}'" for field, kind, condition in watched.changed)
    but = ", ".join(f"'{field}'" for field in watched.unrecorded)
    names = {
        "told": TOLD,
        "recorded": RECORDED,
        "table": watched.table,
        "before": " ".join(f"when '{field}' then {_as_jsonb(watched, field, f'r.o_{field}')}" for field in _fields(watched)),
        "after": " ".join(f"when '{field}' then {_as_jsonb(watched, field, f'r.{field}')}" for field in _fields(watched)),
        "about": watched.about,
        "kind": f"case {kinds} end" if kinds else "null::text",
        "other": f"case when not ({watched.quiet}) then '{watched.other}' end" if watched.other else "null::text",
        "rows": _rows(watched, _both(watched)),
        "but": f" where c.field not in ({but})" if but else "",
    }
    return UPDATED.format_map(_Kept(names))


class _Kept(dict[str, str]):
    """Names that are not ours to fill in stay as they are."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _about(watched: Watched) -> str:
    """Data of an inserted or deleted row's event, where no field has changed."""
    return "'{}'::jsonb" if watched.table == "leads" else watched.about


def _rows(watched: Watched, rows: str) -> str:
    """Rows with their organization. One that is gone already (its rows go with it) or is not there has none."""
    organization = watched.organization.replace("r.organization_id", "r.at_organization")
    return f"""
            select r.*, (select w.id::int from {{schema}}.organizations w where w.id = {organization}) as organization_id
            from ({rows}) r offset 0"""  # noqa: S608 - our own names, quoted


def _one(watched: Watched, alias: str, source: str, more: str = "") -> str:
    columns = ", ".join(f"{alias}.{field}" + (" as at_organization" if field == "organization_id" else "") for field in _fields(watched))
    lead = f"{alias}.{watched.lead}" if watched.lead else "null"
    return f"select {alias}.id::bigint as id, {lead}::bigint as at_lead, {columns}{more} from {source} {alias}"  # noqa: S608 - our own names, quoted


def _both(watched: Watched) -> str:
    """One row a changed field, of the rows before and after joined by id."""
    fields = _fields(watched)
    columns = ", ".join(f"n.{field}, o.{field} as o_{field}" for field in fields)
    cases = ", ".join(f"case when {_differs(watched, field)} then '{field}' end" for field in fields)
    lead = "null" if not watched.lead else "n.id" if watched.lead == "id" else f"coalesce(n.{watched.lead}, o.{watched.lead})"
    whose = "r.organization_id as at_organization, " if "organization_id" in fields else ""
    kept = ", ".join(f"r.{field}, r.o_{field}" for field in fields if field != "organization_id")
    moved = "r.organization_id as n_organization_id, r.o_organization_id, " if "organization_id" in fields else ""
    return f"""
                select r.id, r.at_lead, {whose}{moved}{kept}, r.fields, unnest(r.fields) as field
                from (
                    select n.id::bigint as id, {lead}::bigint as at_lead, {columns}, array_remove(array[{cases}], null) as fields
                    from old_rows o join new_rows n on n.id = o.id
                ) r"""  # noqa: S608 - our own names, quoted


def _differs(watched: Watched, field: str) -> str:
    """Json has no equality, and citext's overlooks case: both are compared by their text, json's meaning only where its text differs."""
    old, new = f"o.{field}", f"n.{field}"
    if field in watched.text:
        return f'{old}::text collate "C" is distinct from {new}::text collate "C"'
    if field in watched.json:
        return (
            f'({old}::text collate "C" is distinct from {new}::text collate "C" and slack.as_jsonb({old}::text) is distinct from slack.as_jsonb({new}::text))'
        )
    return f"{old} is distinct from {new}"


def _as_jsonb(watched: Watched, field: str, value: str) -> str:
    if field == "organization_id" and value == "r.organization_id":
        value = "r.n_organization_id"
    if field in watched.text:
        return f"to_jsonb({value}::text)"
    return f"slack.as_jsonb({value}::text)" if field in watched.json else f"to_jsonb({value})"
