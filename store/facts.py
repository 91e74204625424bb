"""What can be asked of a lead: each fact's kind, and its SQL over `leads l`. Conditions are made of these (crm/criteria.py)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from store import types
from store.meanings import LEAD_STATUS
from store.people import PERSON_NAME

GREATEST_DAYS = 3650
ENGAGING = ("call", "meeting", "email", "linkedin", "sms")
"""Kinds of activities that count: the platform's own entries never do."""


class Kind(StrEnum):
    """What a fact's SQL yields. SET: a query of texts in lower case; JSON: a value of whatever kind; the others a value of theirs."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    SET = "set"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of a lead. labels: all that a CHOICE may be. key: what is looked up where the kind is JSON; its SQL has {key} in its place."""

    kind: Kind
    sql: str
    labels: tuple[str, ...] = ()
    key: str = ""


def is_storable(text: str) -> bool:
    """Whether PostgreSQL takes a text: it has no NUL and no half of a character."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


PAIRS, HALVES = r"\\ud[89ab][0-9a-f][0-9a-f]\\ud[c-f][0-9a-f][0-9a-f]", r"\\ud[89a-f]"


def as_object(column: str) -> str:
    """A json column as jsonb; what jsonb cannot hold (a NUL in a text, half of a character) is nothing."""
    text = f"l.{column}::text"
    whole = f"({text} !~* '{HALVES}' or regexp_replace({text}, '{PAIRS}', '', 'gi') !~* '{HALVES}')"
    return f"case when strpos({text}, '\\u0000') = 0 and {whole} then l.{column}::jsonb end"


def _choice(column: str, labels: tuple[str, ...]) -> Fact:
    return Fact(Kind.CHOICE, f"l.{column}::text", labels)


CUSTOM, ENRICHED = f"({as_object('custom_fields')} -> {{key}})", "(l.enrichment_data::jsonb -> {key})"
EITHER = f"coalesce(nullif({CUSTOM}, 'null'), {ENRICHED})"
PREFIXES: Mapping[str, str] = {"custom_fields.": CUSTOM, "enrichment_data.": ENRICHED}

TAGS = f"""
    select lower(w) from jsonb_array_elements_text(case when json_typeof(l.tags::json) = 'array' then {as_object("tags")} end) w
"""
OWNER = f"select lower(w) from users u cross join lateral (values (u.email), ({PERSON_NAME.format('u')}), (u.id::text)) x(w) where u.id = l.assigned_to_id"
CAMPAIGNS = """
    select lower(w) from campaign_leads m join campaigns c on c.id = m.campaign_id cross join lateral (values (c.name), (c.id::text)) x(w)
    where m.lead_id = l.id and m.status is distinct from 'excluded'
"""
DONE = "v.lead_id = l.id and v.activity_type = any ('{{{kinds}}}') and (v.completed_at is not null or v.scheduled_at is null)"
COUNT = f"(select count(*) from activities v where {DONE} and coalesce(v.completed_at, v.created_at) >= now() - interval '{{days}} days')"
LAST = f"(select floor(extract(epoch from now() - max(coalesce(v.completed_at, v.created_at))) / 86400) from activities v where {DONE})"
ACTIVITIES = re.compile(rf"activities\.(?:({'|'.join(ENGAGING)})\.)?(?:count_(\d{{1,4}})d|(last_days))")

FACTS: Mapping[str, Fact] = {
    **{
        name: Fact(Kind.TEXT, f"l.{name}") for name in ("first_name", "last_name", "company", "job_title", "email", "phone", "website", "linkedin_url", "notes")
    },
    "status": Fact(Kind.CHOICE, LEAD_STATUS, types.LEAD_STATUSES),
    "source": _choice("source", types.LEAD_SOURCES),
    "lead_temperature": _choice("lead_temperature", types.LEAD_TEMPERATURES),
    **{name: Fact(Kind.NUMBER, f"l.{name}") for name in ("id", "score", "value")},
    "expected_close_date": Fact(Kind.DATE, "l.expected_close_date"),
    **{name: Fact(Kind.MOMENT, f"l.{name}") for name in ("last_engagement_date", "created_at", "updated_at")},
    "tags": Fact(Kind.SET, TAGS),
    "owner": Fact(Kind.SET, OWNER),
    "campaigns": Fact(Kind.SET, CAMPAIGNS),
}
"""By name. value in cents. owner: users.id, e-mail or name; campaigns: id or name."""


def find(name: str) -> Fact | None:
    """The fact of that name; a name that is no column's is looked up in custom_fields, then in enrichment_data. None for what no lead can have."""
    if fact := FACTS.get(name):
        return fact
    if name.startswith("activities."):
        return _of_activities(name)
    for prefix, sql in PREFIXES.items():
        if name.startswith(prefix):
            return Fact(Kind.JSON, sql, key=name.removeprefix(prefix)) if len(name) > len(prefix) else None
    return Fact(Kind.JSON, EITHER, key=name) if name and "." not in name else None


def _of_activities(name: str) -> Fact | None:
    """`activities.call.count_30d`, `activities.last_days`: how many were done in so many days, and how many days ago the last one was."""
    found = ACTIVITIES.fullmatch(name)
    if found is None or (found[2] and not 0 < int(found[2]) <= GREATEST_DAYS):
        return None
    kinds = found[1] or ",".join(ENGAGING)
    return Fact(Kind.NUMBER, COUNT.format(kinds=kinds, days=int(found[2])) if found[2] else LAST.format(kinds=kinds))
