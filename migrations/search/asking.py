"""Functions that find leads. They belong to the tables' owner and take the organization from the session, never from an argument.

Under a policy PostgreSQL uses no index on text. Each answers with ids; the rows are then read under the policies. Frozen: a later change is a later revision.
"""

from store.platform import Found, quote

PINNED = "set search_path = pg_catalog, pg_temp"
MINE = "nullif(current_setting('app.organization_id', true), '')::int"
CLOSED = "l.status::text in ('closed_won', 'closed_lost')"
MOST = 2000
TIERS = 25
"""At most: a case for each is told faster than a loop."""

LEXEME = """
create or replace function slack.lexeme(organization int, kind text, value text, ending text default '') returns text
language sql immutable parallel safe {pinned} as $lexeme$
    select '''' || organization || kind || replace(replace(value, '\\', '\\\\'), '''', '''''') || '''' || ending
$lexeme$
"""

# What has words that begin so. common: words that very many leads have; a word that one of these begins with is left out where another
# stands beside it, for the index would read all that begin so.
BEGINNINGS = """
create or replace function slack.beginnings(organization int, words text, common text[] default '{{}}') returns text
language sql immutable parallel safe {pinned} as $beginnings$
    with each as (
        select slack.lexeme(organization, 'w', left(word, 100), ':*') as query, exists (select from unnest(common) one where starts_with(one, word)) as common
        from unnest(string_to_array(words, ' ')) word
    )
    select string_agg(query, '&') from each where not common or (select bool_and(common) from each)
$beginnings$
"""

# As PostgreSQL has counted them when it last analyzed the keys.
COMMON = """
create or replace function slack.common_words(organization int) returns text[]
language sql stable {pinned} as $common$
    select coalesce(array_agg(substr(one, length(organization || 'w') + 1)), '{{}}')
    from pg_stats, unnest(most_common_elems::text::text[]) one
    where schemaname = 'slack' and tablename = 'lead_search' and attname = 'keys' and starts_with(one, organization || 'w')
$common$
"""

# Tiers in order of rank; those of one level take turns, so that no word that may be meant hides the others.
# anything: what all of them have, and maybe more leads that have none, where that is less to ask.
# What matches more than most is ranked among the person's own and as many others: total is then null.
RANKED = """
create or replace function slack.ranked_leads(
    organization int, tiers tsquery[], me bigint, most int, skip int,
    anything tsquery default null, containing text default null, levels int[] default null
)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable rows 11 {pinned}
set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0
as $ranked$
declare
    every tsquery := anything;
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
    if cardinality(ids) <= {most} then
        total := cardinality(ids);
    else
        select coalesce(array_agg(own.id), '{{}}'), coalesce(array_agg(own.rank), '{{}}') into ids, ranks from (
            select mine.id, having_it.rank from (
                select l.id from {schema}.leads l where l.organization_id = organization and l.assigned_to_id = me and not ({closed}) limit {most}
            ) mine
            cross join lateral (select case {ranks} end as rank from slack.lead_search s where s.lead_id = mine.id and s.keys @@ every offset 0) having_it
            where having_it.rank is not null
        ) own;
        for n in 1 .. cardinality(tiers) loop
            of_tier := array(
                (select s.lead_id from slack.lead_search s where s.keys @@ tiers[n] and s.organization_id + 0 = organization limit {most} / 2)
                except select unnest(ids)
            );
            ids := ids || of_tier;
            ranks := ranks || array_fill(n, array[cardinality(of_tier)]);
            exit when cardinality(ids) >= {most} / 2;
        end loop;
    end if;
    return query
        select l.id::bigint, best.rank, ranked_leads.total
        from {schema}.leads l join unnest(ids, ranks) best(id, rank) on best.id = l.id
        where l.id = any (ids) and l.organization_id = organization and (containing is null or position(containing in lower(l.email::text)) > 0)
        order by coalesce(levels[best.rank], best.rank),
            case when levels is not null then
                row_number() over (partition by best.rank order by {closed}, l.assigned_to_id is distinct from me, l.score desc nulls last, l.id)
            end,
            best.rank, {closed}, l.assigned_to_id is distinct from me, l.score desc nulls last, l.id
        limit most offset skip;
end
$ranked$
"""

# Digits are a phone, from its end or whole, or a word as it stands. Anything else: exactly a name, company or e-mail; the beginning of one;
# whole words in any order; beginnings of words, two neighbours also as one word (new relic: newrelic). At last, the middle of an e-mail.
SEARCH = """
create or replace function slack.search_leads(query text, me bigint, most int, skip int default 0)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable security definer rows 11 {pinned} as $search$
declare
    o constant int := {mine};
    q constant text := left(slack.fold(left(query, 500)), 255);
    address constant text := lower(btrim(left(query, 255)));
    digits constant text := ltrim(regexp_replace(replace(query, '(0)', ''), '[^0-9]+', '', 'g'), '0');
    words constant text[] := (string_to_array(q, ' '))[1:8];
    common constant text[] := case when cardinality(words) > 1 then slack.common_words(o) else '{{}}' end;
    of_email constant text := slack.lexeme(o, 'e', address, ':*');
    rest constant text := array_to_string(words[2:], ' ');
    exact text[];
    spellings text[];
    tiers text[];
    anything text;
begin
    if o is null or q is null or q = '' and address = '' then
        return;
    end if;
    exact := array[slack.lexeme(o, 'k', q), slack.lexeme(o, 'f', q)];
    if query !~ '[[:alpha:]@]' then
        if length(digits) >= 4 then
            tiers := array[slack.lexeme(o, 'p', reverse(digits)), slack.lexeme(o, 'p', reverse(digits), ':*')];
        end if;
        if length(digits) >= 9 then
            tiers := tiers || slack.lexeme(o, 'p', reverse(right(digits, 8)), ':*');
        end if;
        tiers := tiers || array_to_string(exact, '|') || slack.lexeme(o, 'w', replace(q, ' ', ''))
            || (select string_agg(slack.lexeme(o, 'w', left(word, 100)), '&') from unnest(words) word);
    else
        spellings := array[array_to_string(words, ' ')] || array(
            select array_to_string(words[:n - 1] || (words[n] || words[n + 1]) || words[n + 2:], ' ')
            from generate_series(1, cardinality(words) - 1) n where cardinality(words) <= 4);
        tiers := array[
            array_to_string(exact || slack.lexeme(o, 'e', address), '|'),
            array_to_string(array[exact[1] || ':*', exact[2] || ':*', of_email], '|'),
            (select string_agg(slack.lexeme(o, 'w', left(word, 100)), '&') from unnest(words) word),
            (select string_agg(slack.beginnings(o, spelling), '|') from unnest(spellings) spelling)
        ];
        anything := concat_ws('|', tiers[1], of_email, (select string_agg(slack.beginnings(o, spelling, common), '|') from unnest(spellings) spelling));
    end if;
    return query select * from slack.ranked_leads(
        o, array(select one::tsquery from unnest(tiers) one where one <> ''), me, most, skip, anything::tsquery);
    if not found and skip = 0 and address ~ '^[^@[:space:]]+[@.][^[:space:]]+$' and cardinality(words) > 1 then
        return query select r.lead_id, 5, r.total from slack.ranked_leads(
            o, array[slack.beginnings(o, rest)::tsquery], me, most, skip, slack.beginnings(o, rest, common)::tsquery, address) r;
    end if;
end
$search$
"""

# What has all words of a text: ruiz|riuz is either, ~ruiz a word of the notes, ruiz* the beginning of a word, but for common ones, which mean themselves.
WORDS = """
create or replace function slack.all_words(organization int, words text, common text[]) returns tsquery
language sql immutable parallel safe {pinned} as $words$
    select string_agg('(' || (
        select string_agg(slack.lexeme(
            organization, case when word like '~%' then 'n' else 'w' end, name, case when one like '%*' and name <> all (common) then ':*' else '' end), '|')
        from unnest(string_to_array(word, '|')) one, left(btrim(one, '~*'), 100) name where name <> '') || ')', '&')::tsquery
    from unnest(string_to_array(words, ' ')) word where btrim(word, '~*|') <> ''
$words$
"""

# combinations, the nearest first, with the level of each. anything: what has all of them, where one text can say it.
LIKE = """
create or replace function slack.leads_with(combinations text[], levels int[], anything text, me bigint, most int, skip int default 0)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable security definer rows 11 {pinned} as $like$
declare
    o constant int := {mine};
    common constant text[] := slack.common_words(o);
begin
    if o is null then
        return;
    end if;
    return query select * from slack.ranked_leads(o, array(
        select slack.all_words(o, combination, common)
        from unnest(combinations) with ordinality one(combination, place) where btrim(combination, '~*| ') <> '' order by place limit {tiers}
    ), me, most, skip, slack.all_words(o, anything, common), null, levels);
end
$like$
"""

# Every word of the query, and the organization's words that it may be a misspelling of: a superset, to be measured.
SIMILAR = """
create or replace function slack.similar_words(query text) returns table (place int, typed text, word text)
language plpgsql stable security definer rows 50 {pinned} set enable_seqscan = off set max_parallel_workers_per_gather = 0
as $similar$
declare
    o constant int := {mine};
    words constant text[] := (string_to_array(left(slack.fold(left(query, 500)), 255), ' '))[1:8];
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
        edits := case when typed ~ '[0-9]' or length(typed) < 3 then 0 when length(typed) < 5 then 1 else 2 end;
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
    q constant text := left(slack.fold(left(value, 600)), 255);
    digits constant text := ltrim(regexp_replace(replace(value, '(0)', ''), '[^0-9]+', '', 'g'), '0');
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
        wanted := (slack.lexeme(o, 'k', q) || coalesce((
            select '|' || string_agg(slack.lexeme(o, 'w', word), '&') from unnest(string_to_array(q, ' ')) word), ''))::tsquery;
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
    "beginnings(int, text, text[])",
    "common_words(int)",
    "all_words(int, text, text[])",
    "ranked_leads(int, tsquery[], bigint, int, int, tsquery, text, int[])",
)
FUNCTIONS = (
    "search_leads(text, bigint, int, int)",
    "leads_with(text[], int[], text, bigint, int, int)",
    "similar_words(text)",
    "find_exact(text, text, int)",
)


def create(found: Found) -> list[str]:
    """The functions."""
    names = {"pinned": PINNED, "mine": MINE, "closed": CLOSED, "schema": quote(found.schema), "most": MOST, "tiers": TIERS}
    names["ranks"] = " ".join(f"when s.keys @@ tiers[{n}] then {n}" for n in range(1, TIERS + 1))
    return [text.strip().format(**names) for text in (LEXEME, BEGINNINGS, COMMON, RANKED, SEARCH, WORDS, LIKE, SIMILAR, EXACT)]
