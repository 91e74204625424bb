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

# A slice. What is being written meanwhile is written by the triggers as well: rows that differ are locked before their keys are told
# (few do), rows that are missing are left to whoever inserts them first.
MEND = """
create or replace function slack.mend_search(beyond bigint, most int, out upto bigint, out mended bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $mend$
declare
    more bigint;
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
    with differing as materialized (
        select l.id from {schema}.leads l join slack.lead_search s on s.lead_id = l.id
        where l.id > beyond and l.id <= upto and l.organization_id is not null and (s.organization_id, s.keys) is distinct from (l.organization_id::int, {keys})
    ), fresh as (
        select l.id, l.organization_id::int as organization_id, {keys} as keys
        from {schema}.leads l where l.id in (select id from differing) and l.organization_id is not null for share of l
    )
    update slack.lead_search s set organization_id = fresh.organization_id, keys = fresh.keys
    from fresh where s.lead_id = fresh.id and (s.organization_id, s.keys) is distinct from (fresh.organization_id, fresh.keys);
    get diagnostics more = row_count;
    mended := mended + more;
    insert into slack.lead_search (lead_id, organization_id, keys)
    select l.id, l.organization_id::int, {keys} from {schema}.leads l
    where l.id > beyond and l.id <= upto and l.organization_id is not null and (select true from slack.lead_search s where s.lead_id = l.id) is null
    on conflict (lead_id) do nothing;
    get diagnostics more = row_count;
    mended := mended + more;
{new_words};
    get diagnostics more = row_count;
    mended := mended + more;
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

# Words that no lead has any more, and words that stand twice: a suspicion, told beside everybody's work.
UNUSED = """
create or replace function slack.unused_search_words() returns table (organization_id int, word text)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $unused$
    with used as materialized ({words}    )
    select w.organization_id, w.word from slack.search_words w left join used using (organization_id, word)
    group by w.organization_id, w.word having count(*) > 1 or count(used.word) = 0
$unused$
"""

# Nobody may write a lead while it looks again: a writer adds no word that it sees. It does not wait for one either, but raises lock_not_available.
DROP = """
create or replace function slack.drop_search_words(organizations int[], words text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $drop$
declare
    dropped bigint;
begin
    lock table {schema}.leads in share row exclusive mode nowait;
    delete from slack.search_words w using unnest(organizations, words) unused(organization_id, word)
    where w.organization_id = unused.organization_id and w.word = unused.word collate "C" and (
        (select true from slack.lead_search s where s.keys @@ slack.lexeme(unused.organization_id, 'w', unused.word)::tsquery limit 1) is null
        or exists (select from slack.search_words other where other.organization_id = w.organization_id and other.word = w.word and other.ctid < w.ctid));
    get diagnostics dropped = row_count;
    return dropped;
end
$drop$
"""
EMPTIED = """
create or replace function slack.slack_search_emptied() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $kept$
begin
    delete from slack.lead_search;
    return null;
end
$kept$
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
    "slack_search_emptied": "after truncate on {schema}.leads",
}
MENDING = ("mend_search(bigint, int)", "check_search()", "unused_search_words()", "drop_search_words(int[], text[])")
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
        UNUSED.format(words=all_words),
        DROP.format(schema=schema),
        EMPTIED,
    ]
    for name, when in TRIGGERS.items():
        statements.append(f"create or replace trigger {name} {when.format(schema=schema)} for each statement execute function slack.{name}()")
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
