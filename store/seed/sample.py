"""An organization's leads and all that hangs on them, in slices, so that a million need no more memory than a few thousand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from store.seed import campaigns, hostile, scoring, work, workflows
from store.seed.companies import Market
from store.seed.example import COMPANY, NUMBER, example, look_up
from store.seed.leads import Story, ordinary
from store.seed.people import Person, Row
from store.seed.times import Arrival, Calendar, arrivals

SLICE = 2_000
FEWEST = 200
SHARED = ("first_name", "last_name", "email", "company", "phone")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to make. seed: a word; hot and warm: scores from which a lead is called so; twins: another organization's leads, to be met here as well."""

    seed: str
    people: Sequence[Person]
    leads: int
    hot: int = 70
    warm: int = 40
    is_main: bool = True
    """With the example and the hostile rows, and with the demo people's day."""
    twins: Sequence[Row] = ()


def stories(recipe: Recipe, calendar: Calendar) -> Iterator[list[Story]]:
    """The leads in slices, oldest first. The same recipe and calendar give the same stories."""
    random = Random(recipe.seed)  # noqa: S311 - sample data
    market = Market(random)
    market.names |= {COMPANY.name, *(nuisance.columns.get("company") or "" for nuisance in hostile.ALL)}
    special = nuisances(random, recipe)
    twins = dict(zip(random.sample(range(recipe.leads), len(recipe.twins)), recipe.twins, strict=True))
    executions = 0
    moments = arrivals(random, calendar, recipe.leads)
    for first in range(0, recipe.leads, SLICE):
        told = []
        for number, arrival in enumerate(moments[first : first + SLICE], start=first):
            story = tell(random, recipe, calendar, market, arrival, number=number, nuisance=special.get(number))
            story.lead |= twins.get(number, {})
            finish(random, recipe, calendar, story)
            executions += run(random, recipe, calendar, story, executions)
            told.append(story)
        if recipe.is_main and first == 0:
            work.lay_out_day(random, told, recipe.people, calendar)
        yield told


def nuisances(random: Random, recipe: Recipe) -> dict[int, hostile.Nuisance]:
    """Which lead is which nuisance, by number."""
    if not recipe.is_main:
        return {}
    return dict(zip(sorted(random.sample(range(NUMBER + 1, recipe.leads), len(hostile.ALL))), hostile.ALL, strict=True))


def tell(random: Random, recipe: Recipe, calendar: Calendar, market: Market, arrival: Arrival, *, number: int, nuisance: hostile.Nuisance | None) -> Story:
    """One lead with its activities and notes."""
    if recipe.is_main and number == NUMBER:
        return example(arrival, calendar)
    story = ordinary(random, arrival, market.next_company(), recipe.people, calendar, number=number)
    if nuisance is not None:
        demo = [place for place, person in enumerate(recipe.people) if person.demo and person.role == "sales_rep"]
        hostile.spoil(random, story, nuisance, [*demo, None])
    work.live(random, story, recipe.people, calendar)
    if nuisance is not None:
        hostile.annotate(story, nuisance)
        story.lead |= nuisance.columns
    return story


def finish(random: Random, recipe: Recipe, calendar: Calendar, story: Story) -> None:
    """What follows from the rest: last engagement, score, temperature, history, campaigns."""
    lead = story.lead
    done = [(row["completed_at"], row["activity_type"]) for row in story.activities if row["completed_at"]]
    touches = [(at, kind) for at, kind in done if kind in scoring.ENGAGEMENTS]
    lead["last_engagement_date"] = max((at for at, _ in touches), default=None)
    if lead["score"] is not None:
        steps = scoring.steps(scoring.Known(lead, sorted(touches), calendar.end))
        lead["score"] = steps[-1].after if steps else 0
        lead["lead_temperature"] = scoring.temperature(lead["score"], hot=recipe.hot, warm=recipe.warm)
        story.history = scoring.history_rows(story.number, steps)
    lead["updated_at"] = max([lead["created_at"], *(at for at, _ in done), *(row["created_at"] for row in story.history)])
    if not story.members:
        campaigns.join(random, story, calendar)


def run(random: Random, recipe: Recipe, calendar: Calendar, story: Story, number: int) -> int:
    """Let a workflow run on the lead, maybe; how many runs there were. number: the next execution's."""
    if recipe.is_main and story.number == NUMBER:
        look_up(random, story, number, calendar)
        return 1
    return int(workflows.run(random, story, recipe.people, calendar, number))


def twins_of(told: Sequence[Story], count: int) -> list[Row]:
    """Names, addresses and companies of a few leads, the example and a hostile one among them, for another organization to have too."""
    plain = [story for story in told if story.is_plain and story.lead["email"]]
    marked = [story for story in told if not story.is_plain and (story.number == NUMBER or story.lead["first_name"] in ("<!channel>", "Katrin"))]
    chosen = marked[:3] + plain[:: max(1, len(plain) // count)]
    return [{column: story.lead[column] for column in SHARED} for story in chosen[:count]]
