"""Rows into tables by COPY in text format: the server reads each value as its column's own kind, whatever that is called."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg

from store.seed.people import Row

ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
BLANKS = {"S": "", "N": 0, "B": False, "U": {}}
CHUNK = 1 << 16

# Columns that hold another row's number within the sample.
REFERENCES = {
    "organization_id": "organizations",
    "user_id": "users",
    "assigned_to_id": "users",
    "created_by": "users",
    "approver_id": "users",
    "mentioned_users": "users",
    "lead_id": "leads",
    "campaign_id": "campaigns",
    "rule_id": "lead_scoring_rules",
    "workflow_id": "workflows",
    "execution_id": "workflow_executions",
    "integration_id": "integrations",
}

COLUMNS = """
    select attname as name, attnotnull as is_required, typcategory::text as category,
           case when t.oid in ('varchar'::regtype, 'bpchar'::regtype) and atttypmod > 4 then atttypmod - 4 end as longest
    from pg_attribute join pg_type t on t.oid = atttypid
    where attrelid = $1::text::regclass and attnum > 0 and not attisdropped
"""
ID_SOURCE = """
    select pg_get_serial_sequence($1::text, 'id') as sequence,
           (select pg_get_expr(adbin, adrelid) from pg_attrdef join pg_attribute on attrelid = adrelid and attnum = adnum
            where adrelid = $1::text::regclass and attname = 'id') as expression
"""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the database allows. longest: in characters, None without a limit; category: PostgreSQL's letter for the kind of type."""

    is_required: bool
    category: str
    longest: int | None

    def fit(self, value: Any) -> Any:
        """The value as far as it fits: cut at the limit, and blank where the platform wants something."""
        if value is None and self.is_required:
            return BLANKS.get(self.category)
        return value[: self.longest] if self.longest and isinstance(value, str) else value


class Loader:
    """Loads one organization's rows in the given transaction; remembers which id each number became."""

    def __init__(self, connection: asyncpg.Connection, organization_id: int) -> None:
        self.connection = connection
        self.ids: dict[str, dict[int, int]] = {"organizations": {0: organization_id}}
        self.columns: dict[str, dict[str, Column]] = {}

    async def reserve(self, table: str, numbers: Sequence[int]) -> None:
        """Draw an id for each number, from wherever the table's ids come from."""
        source = await self.connection.fetchrow(ID_SOURCE, table)
        if source["sequence"]:
            drawn = await self.connection.fetch("select nextval($1::text::regclass) from generate_series(1, $2)", source["sequence"], len(numbers))
        else:  # a default over a sequence that the table does not own
            drawn = await self.connection.fetch(f"select {source['expression']} from generate_series(1, $1)", len(numbers))
        self.ids.setdefault(table, {}).update(zip(numbers, (row[0] for row in drawn), strict=True))

    async def add(self, table: str, rows: Sequence[Row]) -> None:
        """Write rows, all of the same columns. Those that carry a number as their id have it drawn first, unless it is known already."""
        if not rows:
            return
        if "id" in rows[0]:
            known = self.ids.get(table, {})
            await self.reserve(table, [row["id"] for row in rows if row["id"] not in known])
        schema, _, name = table.rpartition(".")
        names = list(rows[0])
        source = chunks(self.lines(table, names, rows, await self.columns_of(table)))
        await self.connection.copy_to_table(name, schema_name=schema or None, columns=names, source=AsyncBytes(source), format="text")

    async def columns_of(self, table: str) -> dict[str, Column]:
        """The table's columns by name."""
        if table not in self.columns:
            found = await self.connection.fetch(COLUMNS, table)
            self.columns[table] = {row["name"]: Column(row["is_required"], row["category"], row["longest"]) for row in found}
        return self.columns[table]

    def lines(self, table: str, names: Sequence[str], rows: Sequence[Row], columns: dict[str, Column]) -> Iterator[str]:
        """The rows as COPY reads them."""
        for row in rows:
            yield "\t".join(as_text(columns[name].fit(self.resolved(table, name, row[name]))) for name in names) + "\n"

    def resolved(self, table: str, column: str, value: Any) -> Any:
        """Numbers as ids."""
        target = table if column == "id" else REFERENCES.get(column)
        if target is None or value is None:
            return value
        ids = self.ids[target]
        return [ids[number] for number in value] if isinstance(value, list) else ids[value]


def as_text(value: Any) -> str:
    """A value in COPY's text format."""
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case str():
            return value.translate(ESCAPES)
        case datetime() | date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
        case _:
            return str(value)


def chunks(lines: Iterator[str]) -> Iterator[bytes]:
    """Lines in pieces that are worth a packet."""
    gathered: list[str] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size > CHUNK:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    yield "".join(gathered).encode()


class AsyncBytes:
    """An iterator of bytes as the driver wants it."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self.source = source

    def __aiter__(self) -> "AsyncBytes":
        return self

    async def __anext__(self) -> bytes:
        try:
            return next(self.source)
        except StopIteration:
            raise StopAsyncIteration from None
