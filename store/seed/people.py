"""The people of the sample organizations. Those whom a local Slack knows come first, with fixed addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
"""A row by column. References are numbers within the sample (the place in their list); loading turns them into ids."""


@cache
def zone_of(name: str) -> ZoneInfo:
    """A zone that stays in memory: zoneinfo keeps only a few, and there are more people than that."""
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works there. share: how many leads come to them; demo: their day is laid out; zone: where they work (IANA)."""

    local_part: str
    first_name: str
    last_name: str
    role: str
    zone: str
    share: float = 0.0
    demo: bool = False
    is_active: bool = True
    preference: str | None = None
    """The zone that they set themselves in the platform; most never do."""
    domain: str | None = None

    def email(self, slug: str) -> str:
        """Their address: under the organization's slug, unless they bring their own domain."""
        return f"{self.local_part}@{self.domain or slug + '.example'}"

    @property
    def hours(self) -> ZoneInfo:
        """The zone of their working hours."""
        return zone_of(self.zone)


ACME: Sequence[Person] = (
    Person("dora", "Dora", "Lindqvist", "admin", "Europe/Berlin", 0.12, demo=True),
    Person("eli", "Eli", "Haddad", "admin", "Europe/Berlin", 0.12, demo=True),
    Person("cara", "Cara", "Okafor", "manager", "Europe/London", 0.35, demo=True),
    Person("ana", "Ana", "Moreau", "sales_rep", "America/New_York", 1.3, demo=True),
    Person("ben", "Ben", "Tanaka", "sales_rep", "Asia/Tokyo", 1.3, demo=True),
    Person("vera", "Vera", "Novak", "viewer", "Europe/Berlin"),
    Person("henrik", "Henrik", "Bruun", "manager", "Europe/Copenhagen", 0.25),
    Person("adaeze", "Adaeze", "Nwosu", "manager", "Africa/Lagos", 0.25, preference="Africa/Lagos"),
    Person("tomas", "Tomás", "Quiroga", "manager", "America/Bogota", 0.2),
    Person("yuki", "Yuki", "Hoshino", "sales_rep", "Asia/Tokyo", 1.0),
    Person("sanne", "Sanne", "de Wit", "sales_rep", "Europe/Amsterdam", 1.1),
    Person("oleh", "Олег", "Савчук", "sales_rep", "Europe/Kyiv", 0.9, preference="Europe/Kyiv"),
    Person("marguerite", "Marguerite", "Thévenin", "sales_rep", "Europe/Paris", 1.2),
    Person("kofi", "Kofi", "Asante", "sales_rep", "Africa/Accra", 1.0),
    Person("priya", "Priya", "Raman", "sales_rep", "Asia/Kolkata", 1.0, preference="Asia/Kolkata"),
    Person("jack", "Jack", "O'Dowd", "sales_rep", "Europe/Dublin", 0.8),
    Person("zeynep", "Zeynep", "Aksoy", "sales_rep", "Europe/Istanbul", 0.9),
    Person("luis", "Luís", "Abrantes", "sales_rep", "Europe/Lisbon", 0.7),
    Person("rivka", "Rivka", "Ben-Ami", "sales_rep", "Asia/Jerusalem", 0.7),
    Person("mei", "美玲", "周", "sales_rep", "Asia/Singapore", 0.9),
    Person("jonas", "Jonas", "Brückner", "sales_rep", "Europe/Berlin", 1.1),
    Person("tessa", "Tessa", "Whitlow", "sales_rep", "America/Chicago", 1.0, preference="America/Chicago"),
    Person("rolf", "Rolf", "Engström", "sales_rep", "Europe/Stockholm", 0.9, is_active=False),
    Person("ines", "Inês", "Carvalhal", "viewer", "Europe/Lisbon"),
    Person("gwen", "Gwen", "Pritchard", "viewer", "Europe/London"),
)

BOREALIS: Sequence[Person] = (
    Person("signe", "Signe", "Halvorsen", "admin", "Europe/Oslo", 0.1),
    Person("arvo", "Arvo", "Rinne", "manager", "Europe/Helsinki", 0.3),
    Person("olga", "Olga", "Brandt", "sales_rep", "Europe/Berlin", 1.0, domain="other.example"),
    Person("isak", "Isak", "Nordahl", "sales_rep", "Europe/Oslo", 1.0),
    Person("ronja", "Ronja", "Leino", "sales_rep", "Europe/Helsinki", 1.0),
    Person("dagny", "Dagny", "Holte", "viewer", "Europe/Oslo"),
)

BEN = next(number for number, person in enumerate(ACME) if person.local_part == "ben")


def user_rows(people: Sequence[Person], *, slug: str, since: datetime) -> list[Row]:
    """A users row for each person, hired in the weeks before `since` (aware UTC)."""
    return [
        {
            "id": number,
            "organization_id": 0,
            "email": person.email(slug),
            "first_name": person.first_name,
            "last_name": person.last_name,
            "role": person.role,
            "is_active": person.is_active,
            "timezone_preference": person.preference,
            "email_notifications": person.local_part not in ("jack", "gwen"),
            "avatar_url": None,
            "created_at": since - timedelta(days=60 - 2 * number),
            "updated_at": since - timedelta(days=60 - 2 * number),
        }
        for number, person in enumerate(people)
    ]
