"""A lead's columns, for a form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import asyncpg

from store.changes import Made, last_of_each
from store.facts import is_storable
from store.leads import ENRICHED, GREATEST_ID, LINE_COLUMNS, OWNER_JOIN, Enrichment, LeadLine, Viewer, line_of
from store.meanings import LEAD_STATUS

EDITABLE = (
    "first_name", "last_name", "company", "email", "phone", "job_title", "website", "linkedin_url", "status", "lead_temperature", "value",
    "expected_close_date", "source", "notes",
)  # fmt: skip
ENUMS = frozenset({"status", "lead_temperature", "source"})
SQL = {**{name: f"l.{name}" for name in EDITABLE}, **{name: f"l.{name}::text" for name in ENUMS}, "status": LEAD_STATUS}
COLUMNS = ", ".join(f"{SQL[name]} as as_{name}" for name in EDITABLE)

FIELDS = f"""
    select {LINE_COLUMNS}, {COLUMNS}, l.tags::text as as_tags, l.custom_fields::text as custom, l.enrichment_data::text as found,
        e.completed_at as enriched_at, e.confidence_score as enriched_confidence, e.workflow as enriched_by
    from leads l {OWNER_JOIN}
    {ENRICHED}
    where l.id = cast($1 as bigint) and l.organization_id = $2
"""


@dataclass(frozen=True, slots=True)
class LeadFields:
    """A lead, its columns by name as JSON has them (tags whatever is kept there), the custom fields, what enrichment found, and the newest run that did.

    made: who last wrote a custom field, by `custom_fields.` and its key, where that is on record.
    """

    line: LeadLine
    values: Mapping[str, Any]
    custom: Mapping[str, Any]
    found: Mapping[str, Any]
    enrichment: Enrichment | None
    made: Mapping[str, Made] = field(default_factory=dict)


async def find(connection: asyncpg.Connection, lead_id: int, *, organization_id: int, viewer: Viewer) -> LeadFields | None:
    """One lead; None when the organization has no such lead."""
    row = await connection.fetchrow(FIELDS, lead_id, organization_id) if lead_id <= GREATEST_ID else None
    if row is None:
        return None
    values = {name: row[f"as_{name}"] for name in EDITABLE}
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    tags, custom, found = (json.loads(row[name]) if row[name] else None for name in ("as_tags", "custom", "found"))
    custom = custom if isinstance(custom, dict) else {}
    keys = [f"custom_fields.{key}" for key in custom if is_storable(key)]
    made = await last_of_each(connection, "leads", lead_id, keys, organization_id=organization_id) if keys else {}
    enriched = row["enriched_at"]
    return LeadFields(
        line_of(row, viewer),
        {**values, "tags": tags},
        custom,
        found if isinstance(found, dict) else {},
        Enrichment(row["enriched_by"], row["enriched_confidence"], viewer.local(enriched)) if enriched else None,
        made,
    )
