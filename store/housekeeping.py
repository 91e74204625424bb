"""What is forgotten after a while. The ledger and the changes are kept: people ask for them."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

FORGOTTEN = (
    (
        text("delete from slack.received where received_at < now() - cast(:age as interval)"),
        timedelta(days=7),
    ),  # Slack and workflows repeat for hours, not days
    (text("delete from slack.drafts where created_at < now() - cast(:age as interval)"), timedelta(days=1)),
    (text("delete from slack.batches where state = 'asked' and updated_at < now() - cast(:age as interval)"), timedelta(days=1)),
    (
        text("""
            delete from slack.captured c where case c.table_name when 'lead_notes' then not exists (select from lead_notes n where n.id = c.row_id)
                else not exists (select from activities a where a.id = c.row_id) end
        """),
        timedelta(0),
    ),  # nothing came of the message that is still there
    (text("delete from slack.unfurled where at < now() - cast(:age as interval)"), timedelta(days=1)),
    (text("delete from slack.pgqueuer_log where created < now() - cast(:age as interval)"), timedelta(days=3)),
    (
        text("delete from slack.pgqueuer where status = 'failed' and updated < now() - cast(:age as interval)"),
        timedelta(days=30),
    ),  # held, so that one may look at them
)


async def forget(session: AsyncSession) -> None:
    """Delete rows of all organizations that nothing needs any more. For a session under the role of the jobs."""
    for statement, age in FORGOTTEN:
        await session.execute(statement, {"age": age})
