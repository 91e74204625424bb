"""Indexes on the twelve tables: ours everywhere, those for people's lists where nothing serves already."""

from dataclasses import dataclass

from store.platform import Found, Index, quote


@dataclass(frozen=True)
class Wanted:
    """An index over whole columns."""

    table: str
    columns: tuple[str, ...]
    unique: bool = False

    @property
    def usual_name(self) -> str:
        """Its name on a table that we make."""
        return f"{self.table}_{'_'.join(self.columns)}_idx"


LISTS = (
    Wanted("users", ("organization_id",)),
    Wanted("leads", ("organization_id", "assigned_to_id", "status")),
    Wanted("campaigns", ("organization_id",)),
    Wanted("activities", ("lead_id", "created_at")),
    Wanted("activities", ("user_id", "created_at", "activity_type")),
    Wanted("lead_notes", ("lead_id", "created_at")),
    Wanted("workflows", ("organization_id",)),
    Wanted("workflow_executions", ("lead_id", "created_at")),
    Wanted("lead_scoring_rules", ("organization_id",)),
    Wanted("lead_score_history", ("lead_id", "created_at")),
    Wanted("campaign_leads", ("lead_id",)),
    Wanted("integrations", ("organization_id",)),
)
MEMBERS = Wanted("campaign_leads", ("campaign_id", "lead_id"), unique=True)


def on_made_tables(found: Found) -> list[str]:
    """Plain, for tables that this migration has just made; they take their lists' usual names."""
    usual = {wanted.usual_name: wanted for wanted in LISTS}
    return [_create(found, name, wanted) for name, wanted in usual.items() if not found.existing(wanted.table)]


def on_existing_tables(found: Found) -> list[str]:
    """Built beside their programs' writes, each in a transaction of its own. What an interrupted build left is dropped first."""
    statements = []
    ours = {"slack_" + wanted.usual_name: wanted for wanted in LISTS} | {"slack_campaign_leads_key": MEMBERS}
    for name, wanted in ours.items():
        if not found.existing(wanted.table):
            continue
        table = found.tables[wanted.table]
        there = next((index for index in table.indexes if index.name == name), None)
        if there is not None and not there.valid:
            statements.append(f"drop index concurrently if exists {quote(found.schema)}.{name}")
        elif there is not None or any(_serves(index, wanted) for index in table.indexes):
            continue
        statements.append(_create(found, name, wanted, concurrently="concurrently " if table.shape == "r" else ""))
    return statements


def drop(found: Found) -> list[str]:
    """Every index of ours on a table of theirs."""
    return [
        f"drop index {quote(found.schema)}.{quote(index.name)}"
        for table in found.tables.values()
        for index in table.indexes
        if index.name.startswith("slack_") and table.name not in {each.table for each in found.created if each.made}
    ]


def _create(found: Found, name: str, wanted: Wanted, *, concurrently: str = "") -> str:
    unique = "unique " if wanted.unique else ""
    return f"create {unique}index {concurrently}{name} on {quote(found.schema)}.{wanted.table} ({', '.join(wanted.columns)})"


def _serves(index: Index, wanted: Wanted) -> bool:
    """Whether an index of theirs does the work: valid, over all rows, and it begins with the columns (for a unique one: has no others)."""
    if not (index.valid and index.whole and index.columns):
        return False
    if wanted.unique:
        return index.unique and set(index.columns) <= set(wanted.columns)
    return index.columns[: len(wanted.columns)] == wanted.columns
