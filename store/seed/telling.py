"""Slices of leads as lines for COPY."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from store.seed.lines import Known
from store.seed.people import Row
from store.seed.sample import Recipe, told, twins_of
from store.seed.times import Calendar

TWINS = 20

Ids = Mapping[int, int]
"""Which id each number became."""


@dataclass(frozen=True, slots=True)
class Job:
    """An organization to tell. known: ids and columns of all that leads refer to and of what hangs on them."""

    recipe: Recipe
    calendar: Calendar
    known: Known


@dataclass(frozen=True, slots=True)
class Slice:
    """Leads and what hangs on them. written: lines by table, in the order to load them, with the names of their columns; executions and runs still need ids."""

    ids: Ids
    written: Mapping[str, tuple[Sequence[str], bytes]]
    executions: Sequence[Row]
    runs: Sequence[Row]
    twins: Sequence[Row]


def write_out(job: Job, place: int, ids: Ids) -> Slice:
    """The slice of that place, its leads under these ids."""
    stories = told(job.recipe, job.calendar, place)
    rows: dict[str, Sequence[Row]] = {
        "leads": [story.lead for story in stories],
        "activities": in_order(story.activities for story in stories),
        "lead_notes": in_order(story.notes for story in stories),
        "lead_score_history": in_order(story.history for story in stories),
        "campaign_leads": list(chain.from_iterable(story.members for story in stories)),
    }
    known = replace(job.known, ids=job.known.ids | {"leads": dict(ids)})
    return Slice(
        ids,
        {table: (list(found[0]), "".join(known.lines(table, found)).encode()) for table, found in rows.items() if found},
        list(chain.from_iterable(story.executions for story in stories)),
        list(chain.from_iterable(story.runs for story in stories)),
        twins_of(stories, TWINS) if place == 0 else [],
    )


def in_order(rows: Iterable[Sequence[Row]]) -> list[Row]:
    """Rows of many leads in the order in which they were made."""
    return sorted(chain.from_iterable(rows), key=lambda row: row["created_at"])
