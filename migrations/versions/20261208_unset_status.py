"""A lead without a status, as an older platform's may be, is open where search puts closed ones last.

Revision ID: 20261208
Revises: 20261207
"""

from alembic import context

from migrations.search import asking
from migrations.statements import run
from store.platform import Found

revision = "20261208"
down_revision = "20261207"
branch_labels = None
depends_on = None

KNOWN = f"coalesce({asking.CLOSED}, false)"


def upgrade() -> None:
    run(_as_their_owner([one.replace(asking.CLOSED, KNOWN) for one in _ranking()]))


def downgrade() -> None:
    run(_as_their_owner(_ranking()))


def _ranking() -> list[str]:
    """The functions that ask whether a lead is closed, as they were."""
    return [one for one in asking.create(_found()) if asking.CLOSED in one]


def _as_their_owner(replaced: list[str]) -> list[str]:
    """Where row security is forced upon the tables' owner, the functions are leadbot_jobs' (migrations/first/forced.py)."""
    if not _found().owner_is_held:
        return replaced
    return ["grant create on schema slack to leadbot_jobs", "set role leadbot_jobs", *replaced, "reset role", "revoke create on schema slack from leadbot_jobs"]


def _found() -> Found:
    found: Found = context.config.attributes["found"]
    return found
