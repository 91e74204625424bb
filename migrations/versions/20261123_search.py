"""Search data for leads: keys, words, the triggers that keep them and the functions that ask them.

Revision ID: 20261123
Revises: 20261122
"""

from alembic import context, op

from migrations import search
from migrations.statements import run
from store.platform import Found

revision = "20261123"
down_revision = "20261122"
branch_labels = None
depends_on = None


def upgrade() -> None:
    found: Found = context.config.attributes["found"]
    run(search.upgrade(found))
    if filling := search.fill(found):
        with op.get_context().autocommit_block():
            run([*filling, "analyze slack.lead_search", "analyze slack.search_words"])


def downgrade() -> None:
    run(search.downgrade(context.config.attributes["found"]))
