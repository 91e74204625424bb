"""A phone with an extension is found by its number alone as well.

Revision ID: 20261206
Revises: 20261204
"""

from alembic import context, op

from migrations import search
from migrations.search import keys
from migrations.statements import run
from store.platform import Found

revision = "20261206"
down_revision = "20261204"
branch_labels = None
depends_on = None

EXTENSION = "[ ,;/(]*(ext(ension|n)?|x|#)[ .:=]*[0-9]{1,7}[ )]*$"
DIGITS = """
    digits constant text := ltrim(regexp_replace(replace(phone, '(0)', ''), '[^0-9]+', '', 'g'), '0');
"""
DIRECT = f"""
    direct constant text := ltrim(regexp_replace(replace(regexp_replace(phone, '{EXTENSION}', '', 'i'), '(0)', ''), '[^0-9]+', '', 'g'), '0');
"""
PHONE = "o || 'p' || nullif(left(reverse(digits), 100), ''),"
NUMBER = "o || 'p' || nullif(left(reverse(direct), 100), ''),"


def upgrade() -> None:
    """Leads that are there are mended in slices: nobody who writes one waits longer than for one."""
    assert keys.KEYS.count(DIGITS) == keys.KEYS.count(PHONE) == 1
    run([keys.KEYS.replace(DIGITS, DIGITS + DIRECT.lstrip("\n")).replace(PHONE, f"{PHONE} {NUMBER}").strip()])
    found: Found = context.config.attributes["found"]
    if filling := search.fill(found):
        with op.get_context().autocommit_block():
            run(filling)


def downgrade() -> None:
    """The function; the keys go with their table."""
    run([keys.KEYS.strip()])
