"""When a location works, on its own clock."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.inventory.calendar import (
    MAX_CLOSURES,
    Calendar,
    Hours,
    Weekday,
    checked_closures,
    checked_week,
    checked_zone,
)
from domain.kernel.errors import InvalidInput

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = (Hours(time(9), time(17)),)
WEEK = dict.fromkeys(list(Weekday)[:5], OFFICE)
SHOP = Calendar(zone=BERLIN, week=WEEK, closures=frozenset({date(2026, 5, 1)}), cut_off=time(14))


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def test_without_hours_it_is_always_open() -> None:
    assert Calendar().is_open(datetime(2026, 1, 1, 3, tzinfo=UTC))
    assert Calendar().next_start(datetime(2026, 1, 1, 3, tzinfo=UTC)) == datetime(
        2026, 1, 1, 3, tzinfo=UTC
    )


def test_hours_are_on_the_local_clock_also_when_the_clocks_change() -> None:
    assert SHOP.is_open(datetime(2026, 3, 27, 8, 0, tzinfo=UTC)), "nine in winter time"
    assert not SHOP.is_open(datetime(2026, 3, 30, 6, 59, tzinfo=UTC))
    assert SHOP.is_open(datetime(2026, 3, 30, 7, 0, tzinfo=UTC)), "nine in summer time"
    assert not SHOP.is_open(berlin(27, 17)), "closing time is not open any more"


def test_work_before_the_cut_off_begins_today_and_after_it_on_the_next_open_day() -> None:
    assert SHOP.next_start(berlin(26, 7)) == berlin(26, 9)
    assert SHOP.next_start(berlin(26, 13, 59)) == berlin(26, 13, 59)
    assert SHOP.past_cut_off(berlin(26, 14))
    assert SHOP.next_start(berlin(26, 14)) == berlin(27, 9)


def test_a_weekend_and_a_closure_are_skipped() -> None:
    assert SHOP.next_start(berlin(27, 18)) == berlin(30, 9), "Friday evening to Monday"
    assert SHOP.next_start(berlin(30, 15, month=4)) == berlin(4, 9, month=5), "over May Day"


def test_a_location_that_never_opens_never_starts() -> None:
    assert Calendar(zone=BERLIN, week={}).next_start(berlin(26, 9)) is None


def test_the_local_day_is_that_of_the_place() -> None:
    late = datetime(2026, 3, 26, 23, 30, tzinfo=UTC)
    assert SHOP.local_day(late) == date(2026, 3, 27)


def test_a_calendar_reads_what_was_checked() -> None:
    class Row:
        time_zone = checked_zone("Europe/Berlin", path=("input", "timeZone"))
        opening_hours = checked_week(WEEK, path=("input", "openingHours"))
        closures = checked_closures([date(2026, 5, 1), date(2026, 5, 1)], path=("input", "closures"))
        cut_off = time(14)

    assert Calendar.of(Row) == SHOP
    assert Row.closures == ["2026-05-01"]


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../etc/passwd", "\x00"])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        checked_zone(name, path=("input", "timeZone"))


@pytest.mark.parametrize(
    "spans",
    [
        [Hours(time(9), time(9))],
        [Hours(time(22), time(6))],
        [Hours(time(9), time(13)), Hours(time(12), time(17))],
    ],
)
def test_hours_that_cannot_be_are_refused(spans: list[Hours]) -> None:
    with pytest.raises(InvalidInput, match="Hours on MONDAY"):
        checked_week({Weekday.MONDAY: spans}, path=("input", "openingHours"))


def test_closures_are_bounded() -> None:
    days = [date.fromordinal(700_000 + nth) for nth in range(MAX_CLOSURES + 1)]
    with pytest.raises(InvalidInput):
        checked_closures(days, path=("input", "closures"))
