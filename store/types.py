"""Column types that hold on any database with the platform's tables."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.types import UserDefinedType

USER_ROLES = ("admin", "manager", "sales_rep", "viewer")
LEAD_STATUSES = ("new", "contacted", "qualified", "proposal", "negotiation", "closed_won", "closed_lost")
LEAD_SOURCES = ("website", "email", "social_media", "referral", "advertising", "cold_outreach", "event", "other")
LEAD_TEMPERATURES = ("hot", "warm", "cold")
CAMPAIGN_STATUSES = ("draft", "active", "paused", "completed", "cancelled")
EXECUTION_STATUSES = ("pending", "running", "completed", "failed", "cancelled")
INTEGRATION_STATUSES = ("active", "inactive", "error", "expired")


class Labels(UserDefinedType[str]):
    """A PostgreSQL enum that is known by its labels.

    The platform may have given its type another name than ours, so no statement names it: parameters go out
    without a cast and the server infers the type from the column.
    """

    cache_ok = True

    def __init__(self, name: str, labels: tuple[str, ...]) -> None:
        self.name, self.labels = name, labels

    def get_col_spec(self, **_: Any) -> str:
        """The type's name where this project creates the column."""
        return self.name

    def literal_processor(self, dialect: Dialect) -> Callable[[str], str]:  # noqa: ARG002 - SQLAlchemy's signature
        """Labels in DDL and in printed SQL."""
        return lambda label: "'" + label.replace("'", "''") + "'"


USER_ROLE = Labels("user_role", USER_ROLES)
LEAD_STATUS = Labels("lead_status", LEAD_STATUSES)
LEAD_SOURCE = Labels("lead_source", LEAD_SOURCES)
LEAD_TEMPERATURE = Labels("lead_temperature", LEAD_TEMPERATURES)
CAMPAIGN_STATUS = Labels("campaign_status", CAMPAIGN_STATUSES)
EXECUTION_STATUS = Labels("execution_status", EXECUTION_STATUSES)
INTEGRATION_STATUS = Labels("integration_status", INTEGRATION_STATUSES)

ENUMS = (USER_ROLE, LEAD_STATUS, LEAD_SOURCE, LEAD_TEMPERATURE, CAMPAIGN_STATUS, EXECUTION_STATUS, INTEGRATION_STATUS)
