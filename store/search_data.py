"""Whether the search data agrees with the leads, and putting it right. As the tables' owner, for every organization."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import asyncpg

SLICE = 5000
SLICE_SECONDS = 300.0
CHECK_SECONDS = 7200.0
WORDS = 1000
TRIES = 100
WAIT_SECONDS = 0.1
DROP = "select slack.drop_search_words($1, $2)"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What differs, in leads and words: not in the search data, differently there, there though the lead is gone; words that are not known."""

    missing: int
    wrong: int
    left_over: int
    words_missing: int

    @property
    def whole(self) -> bool:
        """Whether every lead is found by what it is."""
        return not (self.missing or self.wrong or self.left_over or self.words_missing)


async def check(dsn: str) -> Agreement:
    """Compare. Reads every lead, locks nothing."""
    connection = await asyncpg.connect(dsn, timeout=5, command_timeout=CHECK_SECONDS)
    try:
        return Agreement(**await connection.fetchrow("select missing, wrong, left_over, words_missing from slack.check_search()"))
    finally:
        await connection.close()


async def rebuild(dsn: str, *, progress: Progress | None = None) -> int:
    """Put right what differs, a transaction a slice, beside everybody's work; then drop words that nobody has. How many rows were touched."""
    connection = await asyncpg.connect(dsn, timeout=5, command_timeout=SLICE_SECONDS)
    try:
        about = await connection.fetchrow("select count(*) as leads from leads") if progress else None
        done, mended, place = 0, 0, -(2**63)
        while (one := await connection.fetchrow("select upto, mended from slack.mend_search($1, $2)", place, SLICE))["upto"] is not None:
            place, mended, done = one["upto"], mended + one["mended"], done + SLICE
            if progress and about:
                progress("leads", min(done, about["leads"]), about["leads"])
        mended += await _drop_unused_words(connection)
        await connection.execute("vacuum (analyze) slack.lead_search", timeout=CHECK_SECONDS)
        await connection.execute("vacuum (analyze) slack.search_words", timeout=CHECK_SECONDS)
        return int(mended)
    finally:
        await connection.close()


async def _drop_unused_words(connection: asyncpg.Connection) -> int:
    """A thousand at a time, in moments when nobody is writing a lead. Without such a moment the words stay: they find nobody."""
    unused = await connection.fetch("select organization_id, word from slack.unused_search_words()", timeout=CHECK_SECONDS)
    dropped = 0
    for begin in range(0, len(unused), WORDS):
        some = unused[begin : begin + WORDS]
        for _ in range(TRIES):
            try:
                dropped += await connection.fetchval(DROP, [row["organization_id"] for row in some], [row["word"] for row in some])
                break
            except asyncpg.LockNotAvailableError:
                await asyncio.sleep(WAIT_SECONDS)
        else:
            return dropped
    return dropped
