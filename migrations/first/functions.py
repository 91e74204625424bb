"""Functions: folding of names, and whose an execution is. Frozen: a later change is a later revision."""

from store.platform import Found, quote

PINNED = "set search_path = pg_catalog, pg_temp"

# Not only PostgreSQL's [:punct:], which knows ASCII alone under the locale C: general punctuation, CJK's and the presentation forms as well.
SEPARATORS = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f\ufe10-\ufe1f\ufe30-\ufe4f\ufeff]+"

# With its owner's rights: the extension's schema may be closed to the role that the search's functions belong to.
FOLD = """
create or replace function slack.fold(value text) returns text
language plpgsql immutable strict parallel safe security definer {pinned} as $fold$
begin
    return btrim(regexp_replace(lower({unaccent}.unaccent('{unaccent}.unaccent'::regdictionary, lower(normalize(value, NFKC){collation})){collation}),
        '{separators}', ' ', 'g'));
end
$fold$
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


def create(found: Found) -> list[str]:
    """The extension, and functions that read our tables and theirs."""
    schema, unaccent = quote(found.schema), quote(found.unaccent or found.extensions)
    fold = FOLD.format(pinned=PINNED, unaccent=unaccent, collation=found.collation, separators=SEPARATORS)
    functions = [text.strip().format(pinned=PINNED, schema=schema) for text in (EXECUTION_ORGANIZATION, EXECUTION_IS_FREE)]
    return [*([] if found.unaccent else [f"create extension if not exists unaccent with schema {unaccent}"]), fold.strip(), *functions]
