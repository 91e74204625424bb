"""Which organization the sample goes into, whether it may, and what is there afterwards."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from store.seed.people import Person

MARK = "leadbot_sample"
"""A key of ours in organizations.settings, where unknown keys are kept: the sample was loaded here."""

TEMPERATURE = {"hot": 70, "warm": 40}
SETTINGS: Mapping[str, Any] = {
    "currency": "USD",
    "timezone": "Europe/Berlin",
    "temperature": TEMPERATURE,
    "stale_days": 14,
    "custom_fields": [{"key": "contract_ends", "label": "Contract ends", "kind": "date"}, {"key": "seats", "label": "Seats", "kind": "number"}],
}
DESCRIPTION = "An invented company of the sample data."
ROLES = ("admin", "manager", "sales_rep", "viewer")


class SeedRefused(Exception):
    """The sample was not loaded and nothing was changed. str() is a sentence for whoever typed the command."""


class OrganizationMissing(SeedRefused):
    """There is no organization of that slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(f'There is no organization "{slug}". Make it first: leadbot init --organization {slug} --name <name> --admin <e-mail>')
        self.slug = slug


class HasOtherLeads(SeedRefused):
    """The organization has leads that are not of the sample."""

    def __init__(self, slug: str, leads: int) -> None:
        super().__init__(f'"{slug}" has leads that are not sample data ({leads}). Sample data goes only into an organization without leads.')
        self.slug, self.leads = slug, leads


class EmailTaken(SeedRefused):
    """A sample person's address belongs to somebody of another organization."""

    def __init__(self, email: str, slug: str) -> None:
        super().__init__(f'{email} belongs to the organization "{slug}" already, and addresses are unique. Nothing was changed.')
        self.email, self.slug = email, slug


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization as found, its row locked. settings: as stored, {} for none."""

    id: int
    slug: str
    name: str
    settings: dict[str, Any]

    @property
    def is_sample(self) -> bool:
        """Whether the sample was loaded here."""
        return MARK in self.settings

    def threshold(self, word: str) -> int:
        """The score from which a lead is `hot`, or `warm`."""
        own = self.settings.get("temperature")
        score = own.get(word) if isinstance(own, dict) else None
        return score if isinstance(score, int) else TEMPERATURE[word]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the organization, to be named to whoever tries it out."""

    name: str
    email: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Seeded:
    """What is there: people by role (all four roles), rows by table. example_lead_id: a lead with everything filled, None if it was deleted since."""

    organization: str
    slug: str
    people: dict[str, list[Member]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    example_lead_id: int | None = None
    second_organization: str | None = None
    already_there: bool = False


async def find(connection: asyncpg.Connection, slug: str) -> Organization | None:
    """The organization of a slug, locked until the transaction ends."""
    row = await connection.fetchrow(
        "select id, slug::text as slug, name::text as name, settings::text as settings from organizations where slug = $1 for update", slug
    )
    if row is None:
        return None
    settings = json.loads(row["settings"] or "{}")
    return Organization(row["id"], row["slug"], row["name"], settings if isinstance(settings, dict) else {})


async def make(connection: asyncpg.Connection, slug: str, name: str) -> Organization:
    """A new organization."""
    statement = "insert into organizations (slug, name, settings, is_active, created_at, updated_at) values ($1, $2, '{}', true, now(), now())"
    await connection.execute(statement, slug, name)
    organization = await find(connection, slug)
    assert organization is not None
    return organization


async def refuse_others(connection: asyncpg.Connection, organization: Organization) -> None:
    """Raises HasOtherLeads unless the organization is without leads."""
    leads = await connection.fetchval("select count(*) from leads where organization_id = $1", organization.id)
    if leads:
        raise HasOtherLeads(organization.slug, leads)


async def settle(connection: asyncpg.Connection, organization: Organization, mark: dict[str, Any]) -> None:
    """Fill in the settings that are missing, leave the mark, and describe the company where nothing is said yet."""
    settings = {**SETTINGS, **organization.settings, MARK: mark}
    statement = """
        update organizations set settings = $2, description = coalesce(nullif(description, ''), $3), industry = coalesce(nullif(industry, ''), $4),
               size = coalesce(nullif(size, ''), $5) where id = $1
    """
    await connection.execute(statement, organization.id, json.dumps(settings), DESCRIPTION, "Technology", "medium")


async def meet(connection: asyncpg.Connection, organization: Organization, people: Sequence[Person]) -> dict[int, int]:
    """Ids of the people who are users already (the admin of `leadbot init`), by number; names they lack are filled in. Raises EmailTaken."""
    emails = [person.email(organization.slug) for person in people]
    statement = """
        select u.id, lower(u.email::text) as email, u.organization_id, o.slug::text as slug
        from users u join organizations o on o.id = u.organization_id where lower(u.email::text) = any($1::text[])
    """
    met = {}
    for row in await connection.fetch(statement, emails):
        if row["organization_id"] != organization.id:
            raise EmailTaken(row["email"], row["slug"])
        number = emails.index(row["email"])
        met[number] = row["id"]
        named = "update users set first_name = coalesce(nullif(first_name, ''), $2), last_name = coalesce(nullif(last_name, ''), $3) where id = $1"
        await connection.execute(named, row["id"], people[number].first_name, people[number].last_name)
    return met


async def people_by_role(connection: asyncpg.Connection, organization: Organization) -> dict[str, list[Member]]:
    """The organization's people, admins first, in the order they came."""
    statement = "select role::text as role, first_name, last_name, email::text as email, is_active from users where organization_id = $1 order by id"
    found: dict[str, list[Member]] = {role: [] for role in ROLES}
    for row in await connection.fetch(statement, organization.id):
        name = " ".join(filter(None, (row["first_name"], row["last_name"]))) or row["email"]
        found.setdefault(row["role"], []).append(Member(name, row["email"], row["is_active"]))
    return found


async def count_rows(connection: asyncpg.Connection, organization: Organization) -> dict[str, int]:
    """The organization's rows by table."""
    own = ("users", "leads", "campaigns", "workflows", "lead_scoring_rules", "integrations")
    of_leads = ("activities", "lead_notes", "lead_score_history", "campaign_leads", "workflow_executions")
    selects = [f"select '{table}' as name, count(*) as rows from {table} where organization_id = $1" for table in own]
    selects += [f"select '{table}', count(*) from {table} t join leads l on l.id = t.lead_id where l.organization_id = $1" for table in of_leads]
    return {row["name"]: row["rows"] for row in await connection.fetch(" union all ".join(selects), organization.id)}


async def describe(connection: asyncpg.Connection, organization: Organization, *, second: str | None, already_there: bool) -> Seeded:
    """What is in a seeded organization."""
    mark = organization.settings.get(MARK)
    example = mark.get("example_lead_id") if isinstance(mark, dict) else None
    known = await connection.fetchval("select id from leads where id = $1 and organization_id = $2", example, organization.id)
    return Seeded(
        organization.name,
        organization.slug,
        people=await people_by_role(connection, organization),
        counts=await count_rows(connection, organization),
        example_lead_id=known,
        second_organization=second,
        already_there=already_there,
    )
