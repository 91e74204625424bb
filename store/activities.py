"""Activities: what was done, and what is due."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Open activities of one person: due today, and left from days before."""

    today: int
    overdue: int


DUE = """
    select count(*) filter (where scheduled_at >= $3) as today, count(*) filter (where scheduled_at < $3) as overdue
    from activities
    where user_id = (select id from users where id = $2 and organization_id = $1) and completed_at is null and scheduled_at < $4
"""


async def count_due(connection: asyncpg.Connection, *, organization_id: int, user_id: int, day_start: datetime, day_end: datetime) -> DueCounts:
    """How many open activities of the user are due between the two (aware) midnights, and how many have waited from days before."""
    row = await connection.fetchrow(DUE, organization_id, user_id, day_start, day_end)
    return DueCounts(today=row["today"], overdue=row["overdue"])
