"""São Paulo's wall clock, in UTC."""

from datetime import UTC, datetime

import pytest

from domain.imports.olist.times import happened_twice, instant, was_skipped


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2018-07-01 12:00:00", "2018-07-01 15:00:00"),
        ("2018-01-01 12:00:00", "2018-01-01 14:00:00"),  # summer time
        ("2018-02-17 22:59:59", "2018-02-18 00:59:59"),
        ("2018-02-17 23:30:00", "2018-02-18 01:30:00"),  # the first of two
        ("2018-02-18 00:00:00", "2018-02-18 03:00:00"),
        ("2017-10-14 23:59:59", "2017-10-15 02:59:59"),
        ("2017-10-15 00:30:00", "2017-10-15 03:30:00"),  # never was: reads as 01:30
        ("2017-10-15 01:00:00", "2017-10-15 03:00:00"),
    ],
)
def test_local_times_become_instants(written: str, meant: str) -> None:
    assert instant(local(written)) == local(meant).replace(tzinfo=UTC)


def test_the_second_of_two_hours_where_only_that_fits() -> None:
    bought = instant(local("2018-02-17 23:30:00"))
    assert instant(local("2018-02-17 23:10:00"), after=bought) == datetime(
        2018, 2, 18, 2, 10, tzinfo=UTC
    )
    # It fits neither way before something that is a day later: nothing is made up.
    later = instant(local("2018-02-19 00:00:00"))
    assert instant(local("2018-02-17 23:10:00"), after=later) == datetime(2018, 2, 18, 1, 10, tzinfo=UTC)


def test_odd_hours_are_known() -> None:
    assert happened_twice(local("2018-02-17 23:30:00"))
    assert not happened_twice(local("2017-10-15 00:30:00"))
    assert was_skipped(local("2017-10-15 00:30:00"))
    assert not was_skipped(local("2018-02-17 23:30:00"))
    assert not was_skipped(local("2018-07-01 12:00:00"))
