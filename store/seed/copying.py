"""Rows into tables by COPY."""

from collections.abc import Iterator, Sequence

import asyncpg

from store.seed.lines import Column, Known
from store.seed.people import Row

CHUNK = 1 << 16

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


class Loader:
    """Loads one organization's rows in the given transaction; knows which id each number became."""

    def __init__(self, connection: asyncpg.Connection, organization_id: int) -> None:
        self.connection = connection
        self.known = Known(ids={"organizations": {0: organization_id}})

    @property
    def ids(self) -> dict[str, dict[int, int]]:
        """By table, which id each number became."""
        return self.known.ids

    async def reserve(self, table: str, numbers: Sequence[int]) -> dict[int, int]:
        """Draw an id for each number, from wherever the table's ids come from."""
        source = await self.connection.fetchrow(ID_SOURCE, table)
        if source["sequence"]:
            drawn = await self.connection.fetch("select nextval($1::text::regclass) from generate_series(1, $2)", source["sequence"], len(numbers))
        else:  # a default over a sequence that the table does not own
            drawn = await self.connection.fetch(f"select {source['expression']} from generate_series(1, $1)", len(numbers))
        return dict(zip(numbers, (row[0] for row in drawn), strict=True))

    async def add(self, table: str, rows: Sequence[Row]) -> None:
        """Write rows, all of the same columns. Those that carry a number as their id have it drawn first, unless it is known already."""
        if not rows:
            return
        if "id" in rows[0]:
            known = self.ids.setdefault(table, {})
            known |= await self.reserve(table, [row["id"] for row in rows if row["id"] not in known])
        await self.learn(table)
        await self.copy(table, list(rows[0]), "".join(self.known.lines(table, rows)).encode())

    async def learn(self, *tables: str) -> None:
        """Look up the columns of tables."""
        for table in tables:
            if table not in self.known.columns:
                found = await self.connection.fetch(COLUMNS, table)
                self.known.columns[table] = {row["name"]: Column(row["is_required"], row["category"], row["longest"]) for row in found}

    async def copy(self, table: str, names: Sequence[str], lines: bytes) -> None:
        """Write lines in COPY's text format, of columns of these names."""
        schema, _, name = table.rpartition(".")
        source = AsyncBytes(lines[start : start + CHUNK] for start in range(0, len(lines), CHUNK))
        await self.connection.copy_to_table(name, schema_name=schema or None, columns=names, source=source, format="text")


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
