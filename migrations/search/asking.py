"""Functions that find leads. They belong to the tables' owner and take the organization from the session, never from an argument.

Under a policy PostgreSQL uses no index on text. Each answers with ids; the rows are then read under the policies. Frozen: a later change is a later revision.
"""

from store.platform import Found, quote

PINNED = "set search_path = pg_catalog, pg_temp"
MINE = "nullif(current_setting('app.organization_id', true), '')::int"
CLOSED = "l.status::text in ('closed_won', 'closed_lost')"
DIGITS = "right(ltrim(regexp_replace(replace({}, '(0)', ''), '[^0-9]+', '', 'g'), '0'), 100)"
ENDING = "case when q ~ '^0[0-9]{{3,5}}$' then q else {} end"
"""So few digits behind a zero are the end of a phone number, zero and all."""
MOST = 250
MOST_PARTS = 20000
TIERS = 25
"""At most: a case for each is told faster than a loop."""

LEXEME = """
create or replace function slack.lexeme(organization int, kind text, value text, ending text default '') returns text
language sql immutable parallel safe {pinned} as $lexeme$
    select '''' || organization || kind || replace(replace(value, '\\', '\\\\'), '''', '''''') || '''' || ending
$lexeme$
"""

# The keys that very many leads have, as one text: PostgreSQL counts them whenever it analyzes the table. Of the owner, whom no row security holds back from it.
COMMON = """
create or replace function slack.common_keys() returns text
language sql stable security definer {pinned} as $common$
    select translate(most_common_elems::text, '{{}}', ',,') from pg_stats where schemaname = 'slack' and tablename = 'lead_search' and attname = 'keys'
$common$
"""

# What has all words of a text: ruiz|riuz is either, ~ruiz a word of the notes, ruiz* the beginning of a word.
# common: a beginning of one of these keys is left out where other words stand beside it, for the index would read every lead that has it.
ALL_OF = """
create or replace function slack.all_of(organization int, words text, common text default null) returns text
language sql immutable parallel safe {pinned} as $all$
    with each as (
        select '(' || string_agg(slack.lexeme(
                   organization, case when word like '~%' then 'n' else 'w' end, name, case when one like '%*' then ':*' else '' end), '|') || ')' as query,
               bool_or(one like '%*' and position(',' || organization || 'w' || name in common) > 0) as common
        from unnest(string_to_array(words, ' ')) with ordinality typed(word, place), unnest(string_to_array(word, '|')) one, left(btrim(one, '~*'), 100) name
        where name <> '' group by place
    )
    select string_agg(query, '&') from each where common is not true or (select bool_and(common) from each)
$all$
"""

# Tiers in order of rank; those of one level take turns, so that no word that may be meant hides the others.
# candidates: what all of them have, and maybe some that have none, where that is less to ask.
# Of what matches more than most, the person's own are ranked and as many others: total is then null.
RANKED = """
create or replace function slack.ranked_leads(
    organization int, tiers tsquery[], me bigint, most int, skip int,
    candidates tsquery default null, levels int[] default null
)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable rows 11 {pinned}
set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0
as $ranked$
declare
    every tsquery := candidates;
    each tsquery;
    ids bigint[];
    ranks int[];
    of_tier bigint[];
begin
    if every is null then
        foreach each in array coalesce(tiers, '{{}}') loop
            every := coalesce(every || each, each);
        end loop;
    end if;
    select coalesce(array_agg(one.id), '{{}}'), coalesce(array_agg(one.rank), '{{}}') into ids, ranks from (
        select having_it.* from (
            select s.lead_id as id, case {ranks} end as rank from slack.lead_search s where s.keys @@ every and s.organization_id + 0 = organization offset 0
        ) having_it where having_it.rank is not null limit {most} + 1
    ) one;
    total := case when cardinality(ids) <= {most} then cardinality(ids) end;
    if total is null then  -- these are any of them: the person's own are added, and those of the first tiers until they fill the page
        select ids || coalesce(array_agg(own.id), '{{}}'), ranks || coalesce(array_agg(own.rank), '{{}}') into ids, ranks from (
            select mine.id, having_it.rank from (
                select l.id from {schema}.leads l where l.organization_id = organization and l.assigned_to_id = me and not ({closed}) limit {most}
            ) mine
            cross join lateral (select case {ranks} end as rank from slack.lead_search s where s.lead_id = mine.id and s.keys @@ every offset 0) having_it
            where having_it.rank is not null
        ) own;
        for n in 1 .. cardinality(tiers) loop
            of_tier := array(
                select s.lead_id from slack.lead_search s where s.keys @@ tiers[n] and s.organization_id + 0 = organization limit skip + most + {most} / 2
            );
            ids := ids || of_tier;
            ranks := ranks || array_fill(n, array[cardinality(of_tier)]);
            exit when cardinality(of_tier) >= skip + most;
        end loop;
    end if;
    return query
        select l.id::bigint, best.rank, ranked_leads.total
        from {schema}.leads l join (select one.id, min(one.rank) as rank from unnest(ids, ranks) one(id, rank) group by one.id) best on best.id = l.id
        where l.id = any (ids) and l.organization_id = organization
        order by coalesce(levels[best.rank], best.rank),
            case when levels is not null then
                row_number() over (partition by best.rank order by {closed}, l.assigned_to_id is distinct from me, l.score desc nulls last, l.id)
            end,
            best.rank, {closed}, l.assigned_to_id is distinct from me, l.score desc nulls last, l.id
        limit most offset skip;
end
$ranked$
"""

# Leads whose e-mail has the text in its middle: among those that have its words but for the first, which may be the end of one.
PART = """
create or replace function slack.leads_with_email_part(organization int, part text, words text[], me bigint, most int, skip int)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable rows 11 {pinned} set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0
as $part$
declare
    rest tsquery;
    ids bigint[];
begin
    if part !~ '^[^@[:space:]]+[@.][^[:space:]]+$' or cardinality(words) < 2 then
        return;
    end if;
    rest := slack.all_of(organization, array_to_string(words[2:], '* ') || '*', slack.common_keys());
    ids := array(select s.lead_id from slack.lead_search s where s.keys @@ rest and s.organization_id + 0 = organization limit {most_parts});
    return query
        select l.id::bigint, 5, (count(*) over ())::int from {schema}.leads l
        where l.id = any (ids) and l.organization_id = organization and position(part in lower(l.email::text)) > 0
        order by {closed}, l.assigned_to_id is distinct from me, l.score desc nulls last, l.id
        limit most offset skip;
end
$part$
"""

# Digits are a phone, from its end or whole, or a word as it stands. Anything else: exactly a name, company or e-mail; the beginning of one;
# whole words in any order; beginnings of words, two neighbours also as one word (new relic: newrelic). At last, the middle of an e-mail.
SEARCH = """
create or replace function slack.search_leads(query text, me bigint, most int, skip int default 0)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable security definer rows 11 {pinned} as $search$
declare
    o constant int := {mine};
    q constant text := rtrim(left(slack.fold(left(query, 500)), 255));
    address constant text := lower(btrim(left(query, 255)));
    words constant text[] := (string_to_array(q, ' '))[1:8];
    tiers text[];
    candidates text;
begin
    if o is null or q is null or q = '' and address = '' then
        return;
    end if;
    if position('@' in address) > 1 then  -- who has this e-mail, or one that begins so, is meant: the words of others cost more than they tell
        tiers := array[slack.lexeme(o, 'e', address), slack.lexeme(o, 'e', address, ':*')];
        return query select * from slack.ranked_leads(o, tiers::tsquery[], me, most, skip);
        if found or skip > 0 and exists (select from slack.ranked_leads(o, tiers::tsquery[], me, 1, 0)) then
            return;
        end if;
        return query select * from slack.leads_with_email_part(o, address, words, me, most, skip);
        if found or skip > 0 and exists (select from slack.leads_with_email_part(o, address, words, me, 1, 0)) then
            return;
        end if;
    end if;
    if q !~ '[^0-9 ]' and position('@' in query) = 0 then
        tiers := slack.digit_tiers(o, q, {digits});
    else
        select word_tiers.tiers, word_tiers.candidates into tiers, candidates from slack.word_tiers(o, q, address, words) word_tiers;
    end if;
    return query select * from slack.ranked_leads(o, tiers::tsquery[], me, most, skip, candidates::tsquery);
    if not found and position('@' in address) = 0
       and (skip = 0 or not exists (select from slack.ranked_leads(o, tiers::tsquery[], me, 1, 0, candidates::tsquery))) then
        return query select * from slack.leads_with_email_part(o, address, words, me, most, skip);
    end if;
end
$search$
"""
DIGIT_TIERS = """
create or replace function slack.digit_tiers(organization int, q text, digits text) returns text[]
language sql immutable parallel safe {pinned} as $digits$
    select array_remove(array[
        case when length(digits) >= 4 then slack.lexeme(organization, 'p', reverse(digits)) end,
        case when length(digits) >= 4 then slack.lexeme(organization, 'p', reverse(digits), ':*') end,
        case when length(digits) >= 9 then slack.lexeme(organization, 'p', reverse(right(digits, 8)), ':*') end,
        slack.lexeme(organization, 'k', q) || '|' || slack.lexeme(organization, 'f', q),
        slack.lexeme(organization, 'w', left(replace(q, ' ', ''), 100)),
        slack.all_of(organization, q)
    ], null)
$digits$
"""
WORD_TIERS = """
create or replace function slack.word_tiers(organization int, q text, address text, words text[], out tiers text[], out candidates text)
language plpgsql stable {pinned} as $words$
declare
    common constant text := case when cardinality(words) > 1 then slack.common_keys() end;
    of_email constant text := slack.lexeme(organization, 'e', address, ':*');
    exact constant text[] := array[slack.lexeme(organization, 'k', q), slack.lexeme(organization, 'f', q)];
    spellings text[];
begin
    spellings := array[array_to_string(words, '* ') || '*'] || array(
        select array_to_string(words[:n - 1] || (words[n] || words[n + 1]) || words[n + 2:], '* ') || '*'
        from generate_series(1, cardinality(words) - 1) n where cardinality(words) <= 4);
    tiers := array_remove(array[
        concat_ws('|', exact[1], exact[2], slack.lexeme(organization, 'e', address)),
        concat_ws('|', exact[1] || ':*', exact[2] || ':*', of_email),
        slack.all_of(organization, array_to_string(words, ' ')),
        (select string_agg(slack.all_of(organization, spelling), '|') from unnest(spellings) spelling)
    ], null);
    candidates := concat_ws('|', tiers[1], of_email, (select string_agg(slack.all_of(organization, spelling, common), '|') from unnest(spellings) spelling));
end
$words$
"""

# combinations, the nearest first, with the level of each. candidates: what has all of them, where one text can say it.
WITH = """
create or replace function slack.leads_with(combinations text[], levels int[], candidates text, me bigint, most int, skip int default 0)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable security definer rows 11 {pinned} as $with$
declare
    o constant int := {mine};
begin
    if cardinality(combinations) > {tiers} then
        raise exception 'slack.leads_with takes at most {tiers} combinations' using errcode = 'invalid_parameter_value';
    elsif o is null then
        return;
    end if;
    return query select * from slack.ranked_leads(
        o, array(select slack.all_of(o, combination)::tsquery from unnest(combinations) with ordinality one(combination, place) order by place),
        me, most, skip, slack.all_of(o, candidates)::tsquery, levels);
end
$with$
"""

# Every word of the query, and the organization's words that it may be a misspelling of: a superset, to be measured.
SIMILAR = """
create or replace function slack.similar_words(query text) returns table (place int, typed text, word text)
language plpgsql stable security definer rows 50 {pinned} set enable_seqscan = off set max_parallel_workers_per_gather = 0
as $similar$
declare
    o constant int := {mine};
    words constant text[] := (string_to_array(rtrim(left(slack.fold(left(query, 500)), 255)), ' '))[1:8];
    edits int;
begin
    if o is null then
        return;
    end if;
    for n in 1 .. coalesce(cardinality(words), 0) loop
        place := n;
        typed := words[n];
        word := null;
        return next;
        edits := case when typed ~ '[0-9]' then 0 else slack.word_edits(typed) end;
        if edits > 0 then
            return query
                select n, words[n], near.word from (
                    select distinct w.word from slack.search_words w
                    where slack.word_buckets(w.organization_id, w.word, slack.word_edits(w.word)) && slack.word_buckets(o, words[n], edits)
                      and w.organization_id + 0 = o and abs(length(w.word) - length(words[n])) <= edits
                ) near
                order by abs(length(near.word) - length(words[n])), near.word limit 1000;
        end if;
    end loop;
end
$similar$
"""

# The lead that a mark means: one exact e-mail, phone, or name, company, "name company".
EXACT = """
create or replace function slack.find_exact(kind text, value text, most int) returns setof bigint
language plpgsql stable security definer rows 10 {pinned}
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $exact$
declare
    o constant int := {mine};
    q constant text := rtrim(left(slack.fold(left(value, 600)), 255));
    digits constant text := {digits_of_value};
    wanted tsquery;
begin
    if kind not in ('email', 'name', 'phone') then
        raise exception 'slack.find_exact knows the kinds email, name and phone, not %', kind;
    elsif o is null or value is null then
        return;
    elsif kind = 'email' then
        wanted := slack.lexeme(o, 'e', lower(left(value, 255)))::tsquery;
    elsif kind = 'phone' and digits <> '' then
        wanted := slack.lexeme(o, 'p', reverse(digits))::tsquery;
    elsif kind = 'name' and q <> '' then
        wanted := (slack.lexeme(o, 'k', q) || case when position(' ' in q) > 0 then '|' || slack.all_of(o, q) else '' end)::tsquery;
    end if;
    return query
        select l.id::bigint from slack.lead_search s join {schema}.leads l on l.id = s.lead_id
        where s.keys @@ wanted and l.organization_id = o
          and (kind <> 'name' or s.keys @@ slack.lexeme(o, 'k', q)::tsquery
               or slack.fold(concat_ws(' ', l.first_name, l.last_name, l.company)) = q)
        order by {closed}, l.score desc nulls last, l.id limit most;
end
$exact$
"""

INNER = (
    "lexeme(int, text, text, text)",
    "all_of(int, text, text)",
    "ranked_leads(int, tsquery[], bigint, int, int, tsquery, int[])",
    "leads_with_email_part(int, text, text[], bigint, int, int)",
    "digit_tiers(int, text, text)",
    "word_tiers(int, text, text, text[])",
)
OWNERS = "common_keys()"
"""Stays the owner's: statistics of a table under row security are shown to nobody else."""
FUNCTIONS = (
    "search_leads(text, bigint, int, int)",
    "leads_with(text[], int[], text, bigint, int, int)",
    "similar_words(text)",
    "find_exact(text, text, int)",
)


def create(found: Found) -> list[str]:
    """The functions."""
    names: dict[str, object] = {"pinned": PINNED, "mine": MINE, "closed": CLOSED, "schema": quote(found.schema)}
    names |= {"most": MOST, "most_parts": MOST_PARTS, "tiers": TIERS}
    names |= {"digits": ENDING.format(DIGITS.format("query")), "digits_of_value": DIGITS.format("value")}
    names["ranks"] = " ".join(f"when s.keys @@ tiers[{n}] then {n}" for n in range(1, TIERS + 1))
    texts = (LEXEME, COMMON, ALL_OF, RANKED, PART, DIGIT_TIERS, WORD_TIERS, SEARCH, WITH, SIMILAR, EXACT)
    return [text.strip().format(**names) for text in texts]
