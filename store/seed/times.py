"""When things happen: on workdays and in working hours of whoever does them, and never after the day before as_of."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

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
