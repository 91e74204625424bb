"""The second revision: search data for leads, what keeps it, what asks it. The third fills it: that may be interrupted, and runs again."""

from migrations.search import asking, keeping, keys, tables
from store.platform import Found


def upgrade(found: Found) -> list[str]:
    """Tables, functions and triggers, in one transaction."""
    return [*tables.create(found), *keys.create(), *keeping.create(found), *asking.create(found), *tables.rights(found)]


def fill(found: Found) -> list[str]:
    """The leads that were there before, in slices of a transaction each: nobody who writes a lead waits longer than for one."""
    return [keeping.FILL.strip()] if found.existing("leads") else []


def downgrade(found: Found) -> list[str]:
    """Our triggers on their table, and the tables; the functions go with our schema."""
    return [*keeping.drop(found), "drop table if exists slack.lead_search, slack.search_words"]
