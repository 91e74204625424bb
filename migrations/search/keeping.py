"""Triggers that keep the search data, whoever writes a lead; and mending, a slice at a time. Frozen: a later change is a later revision.

Words are only ever added here: a word that no lead has any more finds nobody. Two writers may add the same word twice, and neither waits.
"""

from store.platform import Found, quote

OF_LEAD = """slack.search_keys(
            {l}.organization_id::int, {l}.first_name::text, {l}.last_name::text, {l}.company::text, {l}.email::text, {l}.phone::text, {l}.notes::text)"""
COMPARED = ("organization_id", "first_name", "last_name", "company", "email", "phone", "notes")

# Words that can be misspelt: of names and companies, of letters, not too short, not too long.
WORDS = """
        select distinct f.organization_id, word collate "C" as word
        from {fresh} f, unnest(tsvector_to_array(f.keys)) key, unnest(string_to_array(substr(key, length(f.organization_id::text) + 2), ' ')) word
        where substr(key, length(f.organization_id::text) + 1, 1) = 'k' and word ~ '^[^0-9]{{3,20}}$'
"""
NEW_WORDS = f"""
    insert into slack.search_words (organization_id, word)
    select found.organization_id, found.word
    from ({WORDS}    ) found
    where (select true from slack.search_words known where known.organization_id = found.organization_id and known.word = found.word limit 1) is null
"""  # noqa: S608 - our own text

# A statement's plan is kept for the session and may have been made for one row: see the first revision's triggers.
WRITTEN = """
create or replace function slack.slack_search_{moment}() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_nestloop = off set enable_seqscan = off
as $kept$
begin
    with fresh as materialized (
        select n.id::bigint as lead_id, n.organization_id::int as organization_id, {keys} as keys
        from {rows}
        where n.organization_id is not null{changed}
    ), stored as (
        insert into slack.lead_search (lead_id, organization_id, keys)
        select lead_id, organization_id, keys from fresh
        on conflict (lead_id) do update set organization_id = excluded.organization_id, keys = excluded.keys
    ){new_words};{left}
    return null;
end
$kept$
"""
LEFT = """
    if exists (select from new_rows where organization_id is null) then
        delete from slack.lead_search s using new_rows n where n.organization_id is null and s.lead_id = n.id;
    end if;"""
DELETED = """
create or replace function slack.slack_search_deleted() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $kept$
begin
    delete from slack.lead_search s using old_rows o where s.lead_id = o.id;
    return null;
end
$kept$
"""

MEND = """
create or replace function slack.mend_search(beyond bigint, most int, out upto bigint, out mended bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $mend$
declare
    added bigint;
begin
    select max(id) into upto from (
        (select l.id::bigint as id from {schema}.leads l where l.id > beyond order by l.id limit most)
        union all
        (select s.lead_id from slack.lead_search s where s.lead_id > beyond order by s.lead_id limit most)
        order by id limit most
    ) slice;
    delete from slack.lead_search s where s.lead_id > beyond and s.lead_id <= upto
        and (select true from {schema}.leads l where l.id = s.lead_id and l.organization_id is not null) is null;
    get diagnostics mended = row_count;
    insert into slack.lead_search as kept (lead_id, organization_id, keys)
    select l.id, l.organization_id::int, {keys} from {schema}.leads l where l.id > beyond and l.id <= upto and l.organization_id is not null
    on conflict (lead_id) do update set organization_id = excluded.organization_id, keys = excluded.keys
    where (kept.organization_id, kept.keys) is distinct from (excluded.organization_id, excluded.keys);
    get diagnostics added = row_count;
    mended := mended + added;
{new_words};
    get diagnostics added = row_count;
    mended := mended + added;
end
$mend$
"""

# What agrees is 0. Reads every lead: minutes for millions.
CHECK = """
create or replace function slack.check_search(out missing bigint, out wrong bigint, out left_over bigint, out words_missing bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $check$
begin
    select count(*) filter (where s.lead_id is null),
           count(*) filter (where s.lead_id is not null and (s.organization_id, s.keys) is distinct from (l.organization_id, {keys}))
    into missing, wrong
    from {schema}.leads l left join slack.lead_search s on s.lead_id = l.id where l.organization_id is not null;
    select count(*) into left_over from slack.lead_search s left join {schema}.leads l on l.id = s.lead_id where l.organization_id is null;
    select count(*) into words_missing from ({words}        except select organization_id, word from slack.search_words
    ) lost;
end
$check$
"""

# Words that no lead has any more, and words that stand twice.
PRUNE = """
create or replace function slack.prune_search_words() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $prune$
declare
    pruned bigint;
begin
    with used as materialized ({words}    ), kept as materialized (
        select min(w.ctid) as place from slack.search_words w join used using (organization_id, word) group by w.organization_id, w.word
    )
    delete from slack.search_words w where not exists (select from kept where kept.place = w.ctid);
    get diagnostics pruned = row_count;
    return pruned;
end
$prune$
"""

FILL = """
do $fill$ declare
    place bigint := -9223372036854775808;
begin
    loop
        select upto into place from slack.mend_search(place, 5000);
        exit when place is null;
        commit;
    end loop;
end $fill$
"""

TRIGGERS = {
    "slack_search_inserted": "after insert on {schema}.leads referencing new table as new_rows",
    "slack_search_updated": "after update on {schema}.leads referencing old table as old_rows new table as new_rows",
    "slack_search_deleted": "after delete on {schema}.leads referencing old table as old_rows",
}
MENDING = ("mend_search(bigint, int)", "check_search()", "prune_search_words()")
FUNCTIONS = (*(f"{name}()" for name in TRIGGERS), *MENDING)


def create(found: Found) -> list[str]:
    """Functions, and triggers on their table."""
    schema = quote(found.schema)
    changed = "\n            and (" + " or ".join(_differs(column) for column in COMPARED) + ")"
    of_new, of_lead = OF_LEAD.format(l="n"), OF_LEAD.format(l="l")
    all_words = WORDS.format(fresh="slack.lead_search")
    words = NEW_WORDS.rstrip().format(fresh="fresh")
    slice_words = NEW_WORDS.rstrip().format(fresh="(select * from slack.lead_search where lead_id > beyond and lead_id <= upto)")
    statements = [
        WRITTEN.format(moment="inserted", keys=of_new, rows="new_rows n", changed="", new_words=words, left=""),
        WRITTEN.format(moment="updated", keys=of_new, rows="new_rows n join old_rows o on o.id = n.id", changed=changed, new_words=words, left=LEFT),
        DELETED,
        MEND.format(schema=schema, keys=of_lead, new_words=slice_words.strip("\n")),
        CHECK.format(schema=schema, keys=of_lead, words=all_words),
        PRUNE.format(words=all_words),
    ]
    for name, when in TRIGGERS.items():
        statements.append(f"drop trigger if exists {name} on {schema}.leads")
        statements.append(f"create trigger {name} {when.format(schema=schema)} for each statement execute function slack.{name}()")
    return [statement.strip() for statement in statements]


def drop(found: Found) -> list[str]:
    """The triggers."""
    return [f"drop trigger if exists {name} on {quote(found.schema)}.leads" for name in TRIGGERS] if found.existing("leads") else []


def _differs(column: str) -> str:
    return (
        f"n.{column} is distinct from o.{column}"
        if column == "organization_id"
        else f'n.{column}::text collate "C" is distinct from o.{column}::text collate "C"'
    )
