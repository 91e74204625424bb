"""Functions that find leads. They belong to the tables' owner and take the organization from the session, never from an argument.

Under a policy PostgreSQL uses no index on text. Each answers with ids; the rows are then read under the policies. Frozen: a later change is a later revision.
"""

from store.platform import Found, quote

PINNED = "set search_path = pg_catalog, pg_temp"
MINE = "nullif(current_setting('app.organization_id', true), '')::int"
CLOSED = "l.status::text in ('closed_won', 'closed_lost')"
MOST = 5000

LEXEME = """
create or replace function slack.lexeme(organization int, kind text, value text, ending text default '') returns text
language sql immutable parallel safe {pinned} as $lexeme$
    select '''' || organization || kind || replace(replace(value, '\\', '\\\\'), '''', '''''') || '''' || ending
$lexeme$
"""

# Tiers in order of rank; those of one level take turns, so that no word that may be meant hides the others.
# What matches more than most is ranked among the person's own and as many others: total is then null.
RANKED = """
create or replace function slack.ranked_leads(
    organization int, tiers tsquery[], me bigint, most int, skip int, containing text default null, levels int[] default null
)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable rows 11 {pinned}
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0
as $ranked$
declare
    each tsquery;
    anything tsquery;
    ids bigint[];
    ranks int[];
    of_tier bigint[];
begin
    foreach each in array coalesce(tiers, '{{}}') loop
        anything := coalesce(anything || each, each);
    end loop;
    select coalesce(array_agg(one.id), '{{}}'), coalesce(array_agg(one.rank), '{{}}') into ids, ranks from (
        select s.lead_id as id,
            case when s.keys @@ tiers[1] then 1 when s.keys @@ tiers[2] then 2 when s.keys @@ tiers[3] then 3
                else (select min(n) from generate_series(4, cardinality(tiers)) n where s.keys @@ tiers[n]) end as rank
        from slack.lead_search s where s.keys @@ anything and s.organization_id + 0 = organization limit {most} + 1
    ) one;
    if cardinality(ids) <= {most} then
        total := cardinality(ids);
    else
        ids := '{{}}';
        ranks := '{{}}';
        for n in 1 .. cardinality(tiers) loop
            of_tier := array(
                select s.lead_id from (
                    select l.id from {schema}.leads l where l.organization_id = organization and l.assigned_to_id = me and not ({closed}) limit {most}
                ) own join slack.lead_search s on s.lead_id = own.id where s.keys @@ tiers[n]
            ) || array(
                select s.lead_id from slack.lead_search s where s.keys @@ tiers[n] and s.organization_id + 0 = organization limit {most} / 2
            );
            ids := ids || of_tier;
            ranks := ranks || array_fill(n, array[cardinality(of_tier)]);
            exit when cardinality(ids) >= 2 * (skip + most);
        end loop;
    end if;
    return query
        select l.id::bigint, best.rank, ranked_leads.total
        from (select one.id, min(one.rank) as rank from unnest(ids, ranks) one(id, rank) group by one.id) best
        join {schema}.leads l on l.id = best.id
        where l.organization_id = organization and (containing is null or position(containing in lower(l.email::text)) > 0)
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
    beginnings constant text[] := array(select slack.lexeme(o, 'w', left(word, 100), ':*') from unnest(words) word);
    exact text[];
    tiers text[];
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
        tiers := array[
            array_to_string(exact || slack.lexeme(o, 'e', address), '|'),
            array_to_string(array[exact[1] || ':*', exact[2] || ':*', slack.lexeme(o, 'e', address, ':*')], '|'),
            (select string_agg(slack.lexeme(o, 'w', left(word, 100)), '&') from unnest(words) word),
            array_to_string(array[array_to_string(beginnings, '&')] || array(
                select array_to_string(beginnings[:n - 1] || slack.lexeme(o, 'w', left(words[n] || words[n + 1], 100), ':*') || beginnings[n + 2:], '&')
                from generate_series(1, cardinality(words) - 1) n where cardinality(words) <= 4), '|')
        ];
    end if;
    if position('@' in address) > 1 then  -- who has this e-mail, or one that begins so, is meant: the words of others cost more than they tell
        return query select * from slack.ranked_leads(
            o, array[slack.lexeme(o, 'e', address)::tsquery, slack.lexeme(o, 'e', address, ':*')::tsquery], me, most, skip);
        if found or skip > 0 and exists (select from slack.ranked_leads(o, array[slack.lexeme(o, 'e', address, ':*')::tsquery], me, 1, 0)) then
            return;
        end if;
    end if;
    return query select * from slack.ranked_leads(o, array(select one::tsquery from unnest(tiers) one where one <> ''), me, most, skip);
    if not found and skip = 0 and address ~ '^[^@[:space:]]+[@.][^[:space:]]+$' then
        return query select r.lead_id, 5, r.total from slack.ranked_leads(
            o, array[nullif(array_to_string(beginnings[2:], '&'), '')::tsquery], me, most, skip, address) r;
    end if;
end
$search$
"""

# combinations, the nearest first, with the level of each:
# words with blanks between; ruiz|riuz is either, ruiz* the beginning of a word, ~ruiz a word of the notes.
LIKE = """
create or replace function slack.leads_with(combinations text[], levels int[], me bigint, most int, skip int default 0)
returns table (lead_id bigint, tier int, total int)
language plpgsql stable security definer rows 11 {pinned} as $like$
declare
    o constant int := {mine};
begin
    if o is null then
        return;
    end if;
    return query select * from slack.ranked_leads(o, array(
        select (select string_agg('(' || (
                    select string_agg(
                        slack.lexeme(o, case when word like '~%' then 'n' else 'w' end, btrim(one, '~*'), case when one like '%*' then ':*' else '' end), '|')
                    from unnest(string_to_array(word, '|')) one where btrim(one, '~*') <> '') || ')', '&')
                from unnest(string_to_array(combination, ' ')) word where btrim(word, '~*|') <> '')::tsquery
        from unnest(combinations) with ordinality one(combination, place) where btrim(combination, '~*| ') <> '' order by place
    ), me, most, skip, null, levels);
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

INNER = ("lexeme(int, text, text, text)", "ranked_leads(int, tsquery[], bigint, int, int, text, int[])")
FUNCTIONS = (
    "search_leads(text, bigint, int, int)",
    "leads_with(text[], int[], bigint, int, int)",
    "similar_words(text)",
    "find_exact(text, text, int)",
)


def create(found: Found) -> list[str]:
    """The functions."""
    names = {"pinned": PINNED, "mine": MINE, "closed": CLOSED, "schema": quote(found.schema), "most": MOST}
    return [text.strip().format(**names) for text in (LEXEME, RANKED, SEARCH, LIKE, SIMILAR, EXACT)]
