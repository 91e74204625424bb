"""An organization's leads and all that hangs on them, in slices that each can be told alone: a million need no more memory than a few thousand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from store.seed import campaigns, hostile, scoring, work, workflows
from store.seed.companies import Market
from store.seed.crowds import Corner, Crowd
from store.seed.example import COMPANY, NUMBER, example, look_up
from store.seed.leads import Story, ordinary
from store.seed.people import Person, Row
from store.seed.times import Arrival, Calendar, arrivals, arrivals_between

SLICE = 2_000
FEWEST = 200
IN_FULL = 10_000
"""Of how many leads everything is told, spread among the rest; the others are brief."""
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

    @property
    def slices(self) -> int:
        """How many slices of leads there are."""
        return -(-self.leads // SLICE)


@dataclass(frozen=True, slots=True)
class Stage:
    """What happens by chance in a slice, and who appears in it: by number, the nuisances and the twins."""

    random: Random
    market: Market
    moments: Sequence[Arrival]
    nuisances: Mapping[int, hostile.Nuisance]
    twins: Mapping[int, Row]


def stories(recipe: Recipe, calendar: Calendar) -> Iterator[list[Story]]:
    """The leads in slices, oldest first. The same recipe and calendar give the same stories."""
    for place in range(recipe.slices):
        yield told(recipe, calendar, place)


def told(recipe: Recipe, calendar: Calendar, place: int) -> list[Story]:
    """The slice of that place, whether or not those before it were told."""
    stage = set_up(recipe, calendar, place)
    first, executions = place * SLICE, 0
    found = []
    for number, arrival in enumerate(stage.moments, start=first):
        story = tell(recipe, calendar, stage, arrival, number=number)
        story.lead |= stage.twins.get(number, {})
        finish(stage.random, recipe, calendar, story)
        executions += run(stage.random, recipe, calendar, story, first + executions)
        found.append(story)
    if recipe.is_main and place == 0:
        work.lay_out_day(stage.random, found, recipe.people, calendar)
    return found


def set_up(recipe: Recipe, calendar: Calendar, place: int) -> Stage:
    """The only slice goes on with the chance that has placed the nuisances, others begin with their own."""
    random = Random(recipe.seed)  # noqa: S311 - sample data
    known = {COMPANY.name, *(nuisance.columns.get("company") or "" for nuisance in hostile.ALL)}
    special = nuisances(random, recipe)
    twins = dict(zip(random.sample(range(recipe.leads), len(recipe.twins)), recipe.twins, strict=True))
    if recipe.slices == 1:
        market = Market(random)
        market.names |= known
        return Stage(random, market, arrivals(random, calendar, recipe.leads), special, twins)
    random = Random(f"{recipe.seed}:{place}")  # noqa: S311 - sample data
    first, beyond = place * SLICE, min((place + 1) * SLICE, recipe.leads)
    crowd = Crowd(random, Corner(recipe.seed, recipe.leads, place, recipe.slices), first)
    return Stage(random, crowd, arrivals_between(recipe.seed, calendar, recipe.leads, first, beyond), special, twins)


def nuisances(random: Random, recipe: Recipe) -> dict[int, hostile.Nuisance]:
    """Which lead is which nuisance, by number."""
    if not recipe.is_main:
        return {}
    return dict(zip(sorted(random.sample(range(NUMBER + 1, recipe.leads), len(hostile.ALL))), hostile.ALL, strict=True))


def tell(recipe: Recipe, calendar: Calendar, stage: Stage, arrival: Arrival, *, number: int) -> Story:
    """One lead with its activities and notes."""
    if recipe.is_main and number == NUMBER:
        return example(arrival, calendar)
    random, nuisance = stage.random, stage.nuisances.get(number)
    story = ordinary(random, arrival, stage.market, recipe.people, calendar, number=number)
    story.is_brief = recipe.leads > IN_FULL and nuisance is None and random.random() * recipe.leads >= IN_FULL
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
        story.history = (scoring.summary_rows if story.is_brief else scoring.history_rows)(story.number, steps)
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
