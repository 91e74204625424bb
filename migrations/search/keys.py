"""The keys of a lead, and the buckets of a word. Frozen: a later change is a later revision.

A key is the organization's number, a letter and a text, so that one GIN index keeps organizations apart and serves every question:

    k  a whole name or company: `7kana ruiz`             w  a word of the name, the company or the e-mail: `7wruiz`
    f  a whole first or last name: `7fruiz`              n  a word of the notes
    e  the e-mail: `7eana@acme.example`                  p  the digits of the phone, backwards: `7p765432103094`

A prefix of a key is asked for as a prefix. Names of several words also stand as one word (o rourke: orourke); in scripts without
blanks every end of a word is a word too. Texts are folded (slack.fold); what keeps fields apart is a character of nobody's.
"""

KEYS = r"""
create or replace function slack.search_keys(
    organization int, first_name text, last_name text, company text, email text, phone text, notes text
) returns tsvector
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $keys$
declare
    o constant text := organization::text;
    apart constant text := chr(57344);
    part constant text[] := string_to_array(slack.fold(concat(
        replace(left(first_name, 255), apart, ''), apart, replace(left(last_name, 255), apart, ''), apart, replace(left(company, 255), apart, ''), apart,
        replace(left(email, 255), apart, ''), apart, replace(left(notes, 2000), apart, ''))), apart);
    first constant text := btrim(left(part[1], 255));  -- cut again: folding makes up to eighteen letters of one
    last constant text := btrim(left(part[2], 255));
    firm constant text := btrim(left(part[3], 255));
    whole constant text := btrim(concat(first, ' ', last));
    digits constant text := ltrim(regexp_replace(replace(phone, '(0)', ''), '[^0-9]+', '', 'g'), '0');
    words constant text := concat_ws(' ', nullif(whole, ''), nullif(firm, ''), nullif(btrim(left(part[4], 255)), ''));
    notes_words text := btrim(part[5]);
    keys text[] := array_remove(array[
        o || 'f' || nullif(first, ''), o || 'f' || nullif(last, ''), o || 'k' || nullif(rtrim(left(whole, 255)), ''), o || 'k' || nullif(firm, ''),
        o || 'e' || lower(nullif(left(email, 255), '')), o || 'p' || nullif(left(reverse(digits), 100), ''),
        case when position(' ' in first) > 0 then o || 'w' || replace(first, ' ', '') end,
        case when position(' ' in last) > 0 then o || 'w' || replace(last, ' ', '') end,
        case when position(' ' in firm) > 0 then o || 'w' || replace(firm, ' ', '') end
    ], null);
begin
    if words <> '' then
        keys := keys || string_to_array(o || 'w' || replace(words, ' ', ' ' || o || 'w'), ' ');
    end if;
    if length(notes_words) > 100 then
        notes_words := btrim(regexp_replace(notes_words, '[^ ]{101,} ?', '', 'g'));
    end if;
    if notes_words <> '' then
        keys := keys || string_to_array(o || 'n' || replace(notes_words, ' ', ' ' || o || 'n'), ' ');
    end if;
    if concat(whole, firm) ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]' then
        keys := keys
             || array(select o || 'w' || substr(word, n)
                      from unnest(string_to_array(words, ' ') || array[left(last || first, 255)]) word, generate_series(1, length(word)) n
                      where word ~ '[^\u0001-\u02ff]' and length(word) between 2 and 40)
             || (o || 'k' || left(last || first, 255));
    end if;
    return array_to_tsvector(keys);
end
$keys$
"""

# Two words that are one or two letters apart (missing, added, wrong or swapped) share a text that remains when up to two letters of each are left out.
# Of the first six letters: what that finds is measured anyway. The texts' numbers are small, so that many share one and the index is small too.
BUCKETS = """
create or replace function slack.word_buckets(organization int, word text, edits int) returns int[]
language plpgsql immutable parallel safe cost 10000 set search_path = pg_catalog, pg_temp as $buckets$
declare
    letters constant text := left(word, 6);
    rests text[] := array[letters];
    rest text;
begin
    if edits > 0 and length(letters) > 2 then
        for i in 1 .. length(letters) loop
            rest := overlay(letters placing '' from i for 1);
            rests := rests || rest;
            if edits > 1 and length(letters) > 3 then
                for j in i .. length(letters) - 1 loop
                    rests := rests || overlay(rest placing '' from j for 1);
                end loop;
            end if;
        end loop;
    end if;
    return array(select distinct ('x' || substr(md5(organization || one), 1, 5))::bit(20)::int from unnest(rests) one);
end
$buckets$
"""
EDITS = """
create or replace function slack.word_edits(word text) returns int
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $edits$
    select case when length(word) < 3 then 0 when length(word) < 5 then 1 else 2 end
$edits$
"""
INDEXES = (
    "create index if not exists lead_search_keys_idx on slack.lead_search using gin (keys) with (gin_pending_list_limit = 64)",
    "create index if not exists search_words_organization_id_word_idx on slack.search_words (organization_id, word)",
    """create index if not exists search_words_buckets_idx on slack.search_words
    using gin (slack.word_buckets(organization_id, word, slack.word_edits(word))) with (gin_pending_list_limit = 64)""",
)


def create() -> list[str]:
    """The functions, and the indexes that need them."""
    return [KEYS.strip(), BUCKETS.strip(), EDITS.strip(), *INDEXES]
