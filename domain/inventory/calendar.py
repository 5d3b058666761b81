"""When a location works: its weekly hours, its closures, and how late work may reach it. Pure.

Hours and cut-off are on the clock of the location's own time zone, so that they stay what the people
there mean by them when the clocks change; every instant that goes in or comes out is UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.kernel.errors import InvalidInput

MAX_CLOSURES = 1_000
_LOOK_AHEAD = 400
"Days that `next_start` looks ahead: a year of closures, and then some."


class Weekday(StrEnum):
    """A day of the week, on the location's own calendar."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


_DAYS = tuple(Weekday)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when a location is open; both on the same local day, `closes` excluded."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working time of one location.

    `week` None means always open; a weekday without hours is closed. A day in `closures` is closed
    whatever the week says. `cut_off` is the local time after which work waits for the next open day.
    """

    zone: ZoneInfo = _UTC
    week: Mapping[Weekday, tuple[Hours, ...]] | None = None
    closures: frozenset[date] = frozenset()
    cut_off: time | None = None

    @classmethod
    def of(cls, location: Any) -> Self:
        """The calendar of a `location` row, which was checked when it was written."""
        week = location.opening_hours
        return cls(
            zone=ZoneInfo(location.time_zone),
            week=None if week is None else {Weekday(day): _hours(spans) for day, spans in week.items()},
            closures=frozenset(date.fromisoformat(day) for day in location.closures),
            cut_off=location.cut_off,
        )

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at this instant."""
        local = at.astimezone(self.zone)
        return any(each.opens <= local.time() < each.closes for each in self._hours_on(local.date()))

    def past_cut_off(self, at: datetime) -> bool:
        """Whether work that arrives at this instant waits for another day."""
        return self.cut_off is not None and at.astimezone(self.zone).time() >= self.cut_off

    def local_day(self, at: datetime) -> date:
        """The day it is there, which daily capacity counts by."""
        return at.astimezone(self.zone).date()

    def next_start(self, at: datetime) -> datetime | None:
        """When work that arrives at this instant is begun: now, or when the next open day opens.

        None for a location that does not open within the next year.
        """
        local = at.astimezone(self.zone)
        for ahead in range(_LOOK_AHEAD):
            day = local.date() + timedelta(days=ahead)
            if ahead == 0 and self.past_cut_off(at):
                continue
            for hours in sorted(self._hours_on(day), key=lambda each: each.opens):
                if ahead == 0 and local.time() >= hours.closes:
                    continue
                if ahead == 0 and local.time() >= hours.opens:
                    return at.astimezone(UTC)
                return datetime.combine(day, hours.opens, self.zone).astimezone(UTC)
        return None

    def _hours_on(self, day: date) -> tuple[Hours, ...]:
        if day in self.closures:
            return ()
        return _ALL_DAY if self.week is None else self.week.get(_DAYS[day.weekday()], ())


_ALL_DAY = (Hours(time.min, time.max),)


def _hours(spans: Sequence[Sequence[str]]) -> tuple[Hours, ...]:
    return tuple(Hours(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)


def checked_zone(name: str, *, path: Sequence[str]) -> str:
    """An IANA time zone that is known here. Raises `InvalidInput` naming `path`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(f"There is no time zone {name!r}.", path=path) from None
    return name


def checked_week(
    week: Mapping[Weekday, Sequence[Hours]], *, path: Sequence[str]
) -> dict[str, list[list[str]]]:
    """Weekly hours as they are stored. Raises `InvalidInput` for hours that end before they begin, or
    that overlap."""
    stored: dict[str, list[list[str]]] = {}
    for day in _DAYS:
        spans = sorted(week.get(day, ()), key=lambda each: each.opens)
        for span in spans:
            if span.opens >= span.closes:
                raise InvalidInput(f"Hours on {day} end before they begin.", path=path)
        for earlier, later in pairwise(spans):
            if later.opens < earlier.closes:
                raise InvalidInput(f"Hours on {day} overlap.", path=path)
        if spans:
            stored[day.value] = [[each.opens.isoformat(), each.closes.isoformat()] for each in spans]
    return stored


def checked_closures(days: Sequence[date], *, path: Sequence[str]) -> list[str]:
    """Closed days as they are stored, each once. Raises `InvalidInput` for more than a location has."""
    if len(days) > MAX_CLOSURES:
        raise InvalidInput(f"A location has at most {MAX_CLOSURES} closures.", path=path)
    return [day.isoformat() for day in sorted(set(days))]
