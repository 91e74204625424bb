"""When things happen: on workdays and in working hours of whoever does them, and never after the day before as_of."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from store.seed.people import zone_of

MONTHS_18 = timedelta(days=548)
OFFICES = ("Europe/Berlin", "Europe/Berlin", "America/New_York", "Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The time that the sample data spans: from start to end (aware UTC), which is the beginning of as_of.

    now: a moment whose day is today, which is another one east and west; None: as_of is today everywhere.
    """

    as_of: date
    start: datetime
    end: datetime
    now: datetime | None = None

    @classmethod
    def until(cls, as_of: date) -> "Calendar":
        """The eighteen months before a day."""
        end = datetime.combine(as_of, time(), UTC)
        return cls(as_of, end - MONTHS_18, end)

    @classmethod
    def at(cls, now: datetime, zones: Iterable[ZoneInfo]) -> "Calendar":
        """The eighteen months before the day that a moment (aware) has in the zone farthest behind: nowhere has anything happened today yet."""
        return replace(cls.until(min(now.astimezone(zone).date() for zone in zones)), now=now)

    def today(self, zone: ZoneInfo) -> date:
        """The day that people in a zone call today."""
        return self.as_of if self.now is None else self.now.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a lead came in; typed: by somebody at work, else by itself, at any hour."""

    at: datetime
    typed: bool


def arrivals(random: Random, calendar: Calendar, count: int) -> list[Arrival]:
    """The moments at which `count` leads came in, in order, a little denser towards the end."""
    span = calendar.end - calendar.start
    found = []
    for _ in range(count):
        at = calendar.start + span * random.random() ** 0.75
        typed = random.random() < 0.8
        found.append(Arrival(at_work(random, at, ZoneInfo(random.choice(OFFICES)), earliest=calendar.start, latest=calendar.end) if typed else at, typed))
    return sorted(found, key=lambda arrival: arrival.at)


def arrivals_between(seed: str, calendar: Calendar, count: int, first: int, beyond: int) -> list[Arrival]:
    """Those from the first-th to before the beyond-th of `count` moments, in order. Only their days are worked out: each has its number and its own chance."""
    bounds = days_of(calendar, count)
    place = bisect_right(bounds, first) - 1
    found: list[Arrival] = []
    start = bounds[place]
    while bounds[place] < beyond:
        random = Random(f"{seed}:day:{place}")  # noqa: S311 - sample data
        found += day_of(random, calendar.start + timedelta(days=place), bounds[place + 1] - bounds[place])
        place += 1
    return found[first - start : beyond - start]


@cache
def days_of(calendar: Calendar, count: int) -> list[int]:
    """How many of `count` leads have come before each day, and at last `count`. A day at the end brings more than one at the start, a weekend's less."""
    days = (calendar.end - calendar.start).days
    shares = [(0.2 if (calendar.start + timedelta(days=day)).weekday() > 4 else 1.1) * ((day + 0.5) / days) ** (1 / 3) for day in range(days)]
    upto = list(accumulate(shares))
    return [0, *(round(count * share / upto[-1]) for share in upto)]


def day_of(random: Random, day: datetime, count: int) -> list[Arrival]:
    """The moments of a day (its start, aware UTC), in order. Nothing is typed on a weekend."""
    noons = [datetime.combine(day, time(12), zone_of(name)).astimezone(UTC) for name in OFFICES]
    chance = 0.0 if day.weekday() > 4 else 0.87
    found = []
    for _ in range(count):
        typed = random.random() < chance
        at = random.choice(noons) + timedelta(hours=random.triangular(8.5, 18, 11) - 12) if typed else day + timedelta(seconds=random.random() * 86_400)
        found.append(Arrival(max(at.replace(second=0, microsecond=0) if typed else at, day), typed))
    return sorted(found, key=lambda arrival: arrival.at)


def at_work(random: Random, about: datetime, zone: ZoneInfo, *, earliest: datetime, latest: datetime) -> datetime:
    """A moment in working hours near `about`, after earliest and before latest (aware UTC)."""
    day = about.astimezone(zone).date()
    day += timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
    moment = local(day, random.triangular(8.5, 18, 11), zone)
    while moment >= latest:
        day = workday_before(day)
        moment = local(day, random.triangular(8.5, 18, 11), zone)
    return moment if moment > earliest else earliest + min(timedelta(minutes=random.randint(5, 50)), (latest - earliest) / 2)


def local(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """A day and hour (10.5 is half past ten) in a zone, as aware UTC to the minute."""
    return datetime.combine(day, time(int(hour), int(hour % 1 * 60)), zone).astimezone(UTC)


def workday_before(day: date, count: int = 1) -> date:
    """The count-th workday before a day."""
    for _ in range(count):
        day -= timedelta(days=3 if day.weekday() == 0 else 2 if day.weekday() == 6 else 1)
    return day


def workday_after(day: date, count: int = 1) -> date:
    """The count-th workday after a day."""
    for _ in range(count):
        day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    return day
