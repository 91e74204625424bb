"""Functions: folding of names, exact search, and whose an execution is. Frozen: a later change is a later revision."""

from store.platform import Found, quote

PINNED = "set search_path = pg_catalog, pg_temp"

# Not only PostgreSQL's [:punct:], which knows ASCII alone under the locale C: general punctuation, CJK's and the presentation forms as well.
SEPARATORS = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f\ufe10-\ufe1f\ufe30-\ufe4f\ufeff]+"

# Part of an index on the platform's table, so whoever inserts a lead runs it: with its owner's rights, as the extension's schema may be closed to them.
FOLD = """
create or replace function slack.fold(value text) returns text
language plpgsql immutable strict parallel safe security definer {pinned} as $fold$
begin
    return btrim(regexp_replace(lower({unaccent}.unaccent('{unaccent}.unaccent'::regdictionary, lower(normalize(value, NFKC){collation})){collation}),
        '{separators}', ' ', 'g'));
end
$fold$
"""

FULL_NAME = "slack.fold(coalesce({l}first_name::text, '') || ' ' || coalesce({l}last_name::text, ''))"
EMAIL = "lower({l}email::text)"

FIND_EXACT = """
create function slack.find_exact(kind text, value text, most int) returns setof bigint
language plpgsql stable security definer rows 10 {pinned} as $find$
declare
    mine int := nullif(current_setting('app.organization_id', true), '')::int;
    folded text;
begin
    if mine is null or value is null then
        return;
    elsif kind = 'email' then
        return query
            select l.id::bigint from {schema}.leads l
            where l.organization_id = mine and {email} = lower(find_exact.value)
            order by l.status::text in ('closed_won', 'closed_lost'), l.score desc nulls last, l.id limit most;
    elsif kind = 'name' then
        folded := slack.fold(find_exact.value);
        if folded <> '' then
            return query
                select l.id::bigint from {schema}.leads l
                where l.organization_id = mine and {name} = folded
                order by l.status::text in ('closed_won', 'closed_lost'), l.score desc nulls last, l.id limit most;
        end if;
    else
        raise exception 'slack.find_exact knows the kinds email and name, not %', kind;
    end if;
end
$find$
"""

EXECUTION_ORGANIZATION = """
create function slack.execution_organization(execution bigint, lead bigint, owner bigint) returns int
language plpgsql stable security definer parallel safe {pinned} as $whose$
begin
    return coalesce(
        (select r.organization_id from slack.runs r where r.execution_id = execution),
        (select l.organization_id from {schema}.leads l where l.id = lead),
        (select u.organization_id from {schema}.users u where u.id = owner));
end
$whose$
"""

EXECUTION_IS_FREE = """
create function slack.execution_is_free(execution bigint) returns boolean
language plpgsql stable security definer parallel safe {pinned} as $free$
begin
    return not exists (
        select from {schema}.workflow_executions e
        where e.id = execution
          and slack.execution_organization(e.id, e.lead_id, e.user_id) is distinct from nullif(current_setting('app.organization_id', true), '')::int);
end
$free$
"""


def fold(found: Found) -> list[str]:
    """The extension and the function that names are compared by."""
    unaccent = quote(found.unaccent or found.extensions)
    statements = [] if found.unaccent else [f"create extension if not exists unaccent with schema {unaccent}"]
    text = FOLD.strip().format(pinned=PINNED, unaccent=unaccent, collation=found.collation, separators=SEPARATORS)
    return [*statements, text]


def create(found: Found) -> list[str]:
    """Functions that read our tables and theirs."""
    schema = quote(found.schema)
    names = {"pinned": PINNED, "schema": schema, "email": EMAIL.format(l="l."), "name": FULL_NAME.format(l="l.")}
    return [text.strip().format(**names) for text in (FIND_EXACT, EXECUTION_ORGANIZATION, EXECUTION_IS_FREE)]
