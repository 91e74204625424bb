"""What leads are found by, and who may read it. Frozen: a later change is a later revision."""

from migrations.search import asking, keeping
from store.platform import Found, quote

# Without a foreign key: its check would cost every lead of a bulk load more than the search does; triggers on the leads keep the rows.
TABLES = (
    """
create table if not exists slack.lead_search (
    lead_id bigint not null,
    organization_id integer not null,
    keys tsvector not null,
    constraint lead_search_pkey primary key (lead_id)
)
""",
    """
create table if not exists slack.search_words (
    organization_id integer not null,
    word text collate "C" not null,
    constraint search_words_organization_id_fkey foreign key (organization_id) references {schema}.organizations(id) on delete cascade
)
""",
)


def create(found: Found) -> list[str]:
    """The two tables."""
    return [ddl.strip().replace("{schema}", quote(found.schema)) for ddl in TABLES]


def rights(found: Found) -> list[str]:
    """The bot reads neither table: it asks functions that take its organization from the session. Jobs and the rebuild see all."""
    statements = []
    for name in ("lead_search", "search_words"):
        statements += [
            f"grant select, insert, update, delete on slack.{name} to leadbot_jobs",
            f"drop policy if exists jobs on slack.{name}",
            f"create policy jobs on slack.{name} for all to leadbot_jobs using (true) with check (true)",
            f"alter table slack.{name} enable row level security",
        ]
    inner = ", ".join(f"slack.{name}" for name in (*keeping.FUNCTIONS, *asking.INNER))
    asked = ", ".join(f"slack.{name}" for name in asking.FUNCTIONS)
    statements += [
        f"revoke execute on function {inner}, {asked}, slack.{asking.OWNERS} from public",
        f"grant execute on function slack.{asking.OWNERS} to leadbot_jobs",
        f"grant execute on function {asked} to leadbot_app, leadbot_jobs",
    ]
    return statements + _held(found)


def _held(found: Found) -> list[str]:
    """Where row security is forced upon the tables' owner, the functions belong to leadbot_jobs, whose policy shows it every row."""
    if not found.owner_is_held:
        return []
    return [
        "grant create on schema slack to leadbot_jobs",
        *(f"alter function slack.{name} owner to leadbot_jobs" for name in (*keeping.FUNCTIONS, *asking.INNER, *asking.FUNCTIONS)),
        "revoke create on schema slack from leadbot_jobs",
        "set role leadbot_jobs",
        f"grant execute on function {', '.join(f'slack.{name}' for name in keeping.MENDING)} to {quote(found.user.name)}",
        "reset role",
    ]
