"""Activities: what was done, and what is due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Open activities of one person: due today, and left from days before."""

    today: int
    overdue: int


DUE = text("""
    select count(*) filter (where scheduled_at >= :day_start) as today, count(*) filter (where scheduled_at < :day_start) as overdue
    from activities
    where user_id = (select id from users where id = :user_id and organization_id = :organization_id) and completed_at is null and scheduled_at < :day_end
""")


async def count_due(connection: AsyncConnection, *, organization_id: int, user_id: int, day_start: datetime, day_end: datetime) -> DueCounts:
    """How many open activities of the user are due between the two (aware) midnights, and how many have waited from days before."""
    row = (await connection.execute(DUE, {"user_id": user_id, "organization_id": organization_id, "day_start": day_start, "day_end": day_end})).one()
    return DueCounts(today=row.today, overdue=row.overdue)
