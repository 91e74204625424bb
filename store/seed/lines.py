"""Rows as lines of COPY's text format: the server reads each value as its column's own kind, whatever that is called."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from store.seed.people import Row

ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
BLANKS = {"S": "", "N": 0, "B": False, "U": {}}

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


@dataclass(slots=True)
class Known:
    """What turns rows into lines: columns by table and name, and by table which id each number became."""

    columns: dict[str, dict[str, Column]] = field(default_factory=dict)
    ids: dict[str, dict[int, int]] = field(default_factory=dict)

    def lines(self, table: str, rows: Sequence[Row]) -> Iterator[str]:
        """The rows, all of the same columns as the first, as COPY reads them."""
        writers = [(name, self.writer(table, name)) for name in rows[0]]
        for row in rows:
            yield "\t".join([write(row[name]) for name, write in writers]) + "\n"

    def writer(self, table: str, name: str) -> Callable[[Any], str]:
        """What writes the column's values: references as ids, the rest as far as it fits."""
        target = table if name == "id" else REFERENCES.get(name)
        column = self.columns[table][name]
        return (lambda value: as_text(column.fit(value))) if target is None else referring(self.ids[target], column)


def referring(ids: Mapping[int, int], column: Column) -> Callable[[Any], str]:
    """Writes numbers, or lists of them, as ids."""

    def write(value: Any) -> str:
        if isinstance(value, list):
            return as_text([ids[number] for number in value])
        return as_text(column.fit(None) if value is None else ids[value])

    return write


def as_text(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return "\\N"
    write = WRITERS.get(type(value))
    return str(value) if write is None else write(value)


def moment(value: datetime) -> str:
    """A moment; most are of UTC, which is written faster."""
    if value.tzinfo is UTC:
        return f"{value.replace(tzinfo=None)}+00"
    return value.isoformat()


def as_json(value: Any) -> str:
    """A JSON value."""
    return json.dumps(value, ensure_ascii=False).translate(ESCAPES) if value else ("{}" if isinstance(value, dict) else "[]")


WRITERS: Mapping[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    str: lambda value: value.translate(ESCAPES),
    datetime: moment,
    date: date.isoformat,
    dict: as_json,
    list: as_json,
}
