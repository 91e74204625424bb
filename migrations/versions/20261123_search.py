"""Search data for leads: keys, words, the triggers that keep them and the functions that ask them.

Revision ID: 20261123
Revises: 20261122
"""

from alembic import context

from migrations import search
from migrations.statements import run

revision = "20261123"
down_revision = "20261122"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(search.upgrade(context.config.attributes["found"]))


def downgrade() -> None:
    run(search.downgrade(context.config.attributes["found"]))
