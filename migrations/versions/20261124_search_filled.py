"""The leads that were there before the search data was.

Revision ID: 20261124
Revises: 20261123
"""

from alembic import context, op

from migrations import search
from migrations.statements import run
from store.platform import Found

revision = "20261124"
down_revision = "20261123"
branch_labels = None
depends_on = None


def upgrade() -> None:
    found: Found = context.config.attributes["found"]
    if filling := search.fill(found):
        with op.get_context().autocommit_block():
            run([*filling, "analyze slack.lead_search", "analyze slack.search_words"])


def downgrade() -> None:
    """Nothing: the tables go with the revision before."""
