"""Lists remember whose open leads they are; a temperature that a person sets is recorded with who did, as other fields are.

Revision ID: 20261204
Revises: 20261201
"""

from dataclasses import replace

from alembic import context

from migrations.first import triggers
from migrations.first.watched import WATCHED
from migrations.statements import run
from store.platform import Found, quote

revision = "20261204"
down_revision = "20261201"
branch_labels = None
depends_on = None

BY_HAND = "(c.field <> 'lead_temperature' or (actor is not null and batch is null and c.other is not null))"
"""Scoring has a history of its own: what it sets goes with a score, or is nobody's act. `other` is nothing where the score changed in the same row."""


def upgrade() -> None:
    users = f"{quote(_found().schema)}.users"
    reference = f"constraint batches_owner_id_fkey references {users}(id) on delete cascade"
    run([f"alter table slack.batches add column owner_id integer {reference}", _updated(unrecorded=("score",), but=BY_HAND)])


def downgrade() -> None:
    run([_updated(unrecorded=("score", "lead_temperature")), "alter table slack.batches drop column owner_id"])


def _found() -> Found:
    found: Found = context.config.attributes["found"]
    return found


def _updated(*, unrecorded: tuple[str, ...], but: str = "") -> str:
    """What an update of leads tells and records. but: also on this condition."""
    [leads] = [replace(one, unrecorded=unrecorded) for one in WATCHED if one.table == "leads"]
    [(moment, _, query)] = [one for one in triggers._queries(leads) if one[0] == "updated"]
    if but:
        begun = "where c.field not in ('score')"
        assert begun in query
        query = query.replace(begun, f"{begun} and {but}")
    skip = "if not exists (select from new_rows) then return null; end if;"
    function = triggers.FUNCTION.strip().format(table="leads", moment=moment, skip=skip, query=query.strip("\n"))
    return function.replace("create function", "create or replace function").replace("{schema}", quote(_found().schema))
