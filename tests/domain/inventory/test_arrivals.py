"""What numbers decide about units on their way."""

from dataclasses import dataclass

import pytest

from domain.inventory.arrivals import acceptable, accounted, outstanding
from domain.kernel.quantity import MAX_QUANTITY


@dataclass
class Line:
    quantity: int
    received_quantity: int = 0
    damaged_quantity: int = 0
    short_quantity: int = 0


@pytest.mark.parametrize(
    ("line", "to_come", "settled"),
    [
        (Line(10), 10, 0),
        (Line(10, 4), 6, 4),
        (Line(10, 4, 2), 4, 6),
        (Line(10, 4, 2, 1), 3, 7),
        (Line(10, 12), 0, 10),
        (Line(10, 4, 0, 6), 0, 10),
    ],
)
def test_what_is_outstanding_and_what_is_accounted_for(line: Line, to_come: int, settled: int) -> None:
    assert (outstanding(line), accounted(line)) == (to_come, settled)


@pytest.mark.parametrize(
    ("line", "percent", "most"),
    [
        (Line(10), 0, 10),
        (Line(10), 10, 11),
        (Line(9), 10, 9),
        (Line(10, 10), 10, 1),
        (Line(10, 11), 10, 0),
        (Line(10, 4, 0, 6), 10, 1),
        (Line(10, 4), None, MAX_QUANTITY - 4),
    ],
)
def test_a_tolerance_is_a_share_of_what_was_ordered_rounded_down(
    line: Line, percent: int | None, most: int
) -> None:
    assert acceptable(line, tolerance_percent=percent) == most
