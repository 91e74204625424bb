"""Lists remember whose open leads they are; a temperature that a person sets is recorded with who did, as other fields are.

Revision ID: 20261204
Revises: 20261202
"""

from alembic import context

from migrations.first import triggers
from migrations.statements import run
from store.platform import Found, quote

revision = "20261204"
down_revision = "20261202"
branch_labels = None
depends_on = None

UNRECORDED = "where c.field not in ('score', 'lead_temperature')"
BY_HAND = "where c.field <> 'score' and (c.field <> 'lead_temperature' or (actor is not null and batch is null and c.other is not null))"
"""Scoring has a history of its own: what it sets goes with a score, or is nobody's act. `other` is nothing where the score changed in the same row."""


def upgrade() -> None:
    users = f"{quote(_found().schema)}.users"
    reference = f"constraint batches_owner_id_fkey references {users}(id) on delete cascade"
    run([f"alter table slack.batches add column owner_id integer {reference}", *_as_its_owner(_updated().replace(UNRECORDED, BY_HAND))])


def downgrade() -> None:
    run([*_as_its_owner(_updated()), "alter table slack.batches drop column owner_id"])


def _as_its_owner(replace: str) -> list[str]:
    """Where row security is forced upon the tables' owner, the function is leadbot_jobs' (migrations/first/forced.py)."""
    if not _found().owner_is_held:
        return [replace]
    first, last = "grant create on schema slack to leadbot_jobs", "revoke create on schema slack from leadbot_jobs"
    return [first, "set role leadbot_jobs", replace, "reset role", last]


def _found() -> Found:
    found: Found = context.config.attributes["found"]
    return found


def _updated() -> str:
    """The function that tells and records an update of leads, as it was."""
    [function] = [one for one in triggers.create(_found()) if one.startswith("create function slack.slack_leads_updated()")]
    assert UNRECORDED in function
    return function.replace("create function", "create or replace function", 1)
