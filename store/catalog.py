"""Queries of PostgreSQL's catalogs, for store/platform.py."""

KINDS = {
    "text": "text",
    "varchar": "text",
    "citext": "text",
    "int4": "integer",
    "int8": "integer",
    "json": "json",
    "jsonb": "json",
    "bool": "boolean",
    "timestamptz": "timestamp",
    "date": "date",
    "float4": "float",
    "float8": "float",
}

# The twelve are looked for along the search path, as every program of theirs does that names no schema.
ABOUT = """
with home as (
    select coalesce(
        (select n.nspname from unnest(current_schemas(false)) with ordinality as s(name, place)
         join pg_namespace n on n.nspname = s.name join pg_class c on c.relnamespace = n.oid
         where c.relname = 'organizations' and c.relkind in ('r', 'p', 'v', 'm', 'f') order by s.place limit 1),
        current_schema(), 'public')::text as name
)
select current_setting('server_version_num')::int as version,
       current_setting('server_encoding') as encoding,
       current_database()::text as database,
       current_user::text as user,
       home.name as schema,
       (select n.nspname::text from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'unaccent') as unaccent,
       exists (select from pg_available_extensions where name = 'unaccent') as unaccent_available,
       coalesce(
           (select n.nspname::text from pg_extension e join pg_namespace n on n.oid = e.extnamespace
            where e.extname in ('pg_trgm', 'btree_gin', 'citext', 'pgcrypto', 'uuid-ossp') order by e.extname limit 1),
           (select nspname::text from pg_namespace where nspname = 'public'), home.name) as extensions,
       case when lower(chr(201)) = chr(233) then '' else coalesce(
           (select ' collate pg_catalog."' || name || '"' from unnest(array['und-x-icu', 'pg_unicode_fast', 'pg_c_utf8']) with ordinality known(name, place)
            where to_regcollation(format('pg_catalog.%I', name)) is not null order by place limit 1), '') end as collation,
       has_database_privilege(current_database(), 'CREATE') as may_create_schemas,
       coalesce((select has_schema_privilege(oid, 'CREATE') from pg_namespace where nspname = home.name), false) as may_create_tables,
       exists (select from pg_namespace where nspname = 'slack') as schema_exists
from home
"""

TABLES = """
select c.relname::text as name, c.relkind::text as shape, pg_get_userbyid(c.relowner)::text as owner,
       pg_has_role(c.relowner, 'USAGE') as is_ours, has_table_privilege(c.oid, 'SELECT') and c.relkind in ('r', 'p') as readable,
       c.relrowsecurity as row_security, c.relforcerowsecurity as forced,
       array(
           select distinct format('%I.%I', n.nspname, s.relname)
           from pg_depend d join pg_class s on s.relkind = 'S' join pg_namespace n on n.oid = s.relnamespace
           where (d.classid = 'pg_class'::regclass and d.objid = s.oid
                  and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.deptype in ('a', 'i'))
              or (d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid
                  and d.objid in (select oid from pg_attrdef where adrelid = c.oid))
           order by 1
       ) as sequences
from pg_class c
where c.relnamespace = (select oid from pg_namespace where nspname = $1) and c.relname = any ($2::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
"""

COLUMNS = """
select c.relname::text as table, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, b.typname::text as base, b.typtype = 'e' as is_enum,
       case when b.typtype = 'e' then array(select enumlabel::text from pg_enum where enumtypid = b.oid order by enumsortorder) end as labels,
       a.attnotnull or t.typnotnull as not_null, a.atthasdef or a.attidentity <> '' or t.typdefault is not null as has_default
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
where c.relnamespace = (select oid from pg_namespace where nspname = $1) and c.relname = any ($2::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
order by c.relname, a.attnum
"""

INDEXES = """
select c.relname::text as table, i.relname::text as name, x.indisunique as is_unique, x.indisvalid as is_valid, x.indpred is null as is_whole,
       case when x.indexprs is null and am.amname = 'btree' then array(
           select a.attname::text from unnest(x.indkey::int2[]) with ordinality as k(attnum, place)
           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where k.place <= x.indnkeyatts order by k.place
       ) else '{}' end as columns
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_am am on am.oid = i.relam
join pg_class c on c.oid = x.indrelid
where c.relnamespace = (select oid from pg_namespace where nspname = $1) and c.relname = any ($2::text[])
order by 1, 2
"""

POLICIES = """
select c.relname::text as table, p.polname::text as name, p.polpermissive as permissive,
       array(select case when r = 0 then 'public' else pg_get_userbyid(r)::text end from unnest(p.polroles) r order by 1) as roles
from pg_policy p join pg_class c on c.oid = p.polrelid
where c.relnamespace = (select oid from pg_namespace where nspname = $1) and c.relname = any ($2::text[])
order by 1, 2
"""

TYPES = """
select t.typname::text as name, array(select enumlabel::text from pg_enum where enumtypid = t.oid order by enumsortorder) as labels
from pg_type t
where t.typnamespace = (select oid from pg_namespace where nspname = $1)
  and t.typname in ('user_role', 'lead_status', 'lead_source', 'lead_temperature', 'campaign_status', 'execution_status', 'integration_status')
"""

# granted: it may SET ROLE to it (a superuser may, granted or not). grants: it may grant it to others.
ROLE = """
select rolname, rolsuper as superuser, rolsuper or rolbypassrls as bypasses, rolcreaterole as createrole, rolinherit as inherits,
       array(select r.rolname::text from pg_roles r where r.rolname = any ($2::text[]) and (me.rolsuper or exists (
           select from pg_auth_members m where m.member = me.oid and m.roleid = r.oid and m.set_option and not m.inherit_option))) as granted,
       array(select r.rolname::text from pg_roles r where r.rolname = any ($2::text[]) and pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION')) as grants
from pg_roles me where rolname = $1
"""

ROLE_15 = """
select rolname, rolsuper as superuser, rolsuper or rolbypassrls as bypasses, rolcreaterole as createrole, rolinherit as inherits,
       array(select r.rolname::text from pg_roles r where r.rolname = any ($2::text[]) and pg_has_role(me.oid, r.oid, 'MEMBER')) as granted,
       array(select r.rolname::text from pg_roles r where r.rolname = any ($2::text[])
             and (me.rolsuper or me.rolcreaterole or pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION'))) as grants
from pg_roles me where rolname = $1
"""

HAS_TABLE = """
select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2)
"""

DOUBLES = "select count(*) from (select from {schema}.campaign_leads where lead_id is not null group by campaign_id, lead_id having count(*) > 1) d"
