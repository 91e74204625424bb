"""The twelve tables where they are missing, ours, roles, policies, triggers, indexes and the queue.

Revision ID: 20261122
Revises: -
"""

from alembic import context, op

from migrations import first
from migrations.first import indexes
from migrations.statements import run
from store.platform import Found

revision = "20261122"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    found: Found = context.config.attributes["found"]
    if beside := indexes.on_existing_tables(found):
        with op.get_context().autocommit_block():
            run(["set lock_timeout = 0", *beside, "reset lock_timeout"])  # they hold up nobody, and wait for every older transaction
    run(first.upgrade(found))


def downgrade() -> None:
    run(first.downgrade(context.config.attributes["found"]))
