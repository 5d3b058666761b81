"""When a level counts as low or out, and what of that is told."""

import pytest

from domain.alerts.models import StockAlertKind as Kind
from domain.alerts.models import StockCondition as C
from domain.alerts.rules import alert_of, condition_of


@pytest.mark.parametrize(
    ("available", "low", "condition"),
    [
        (-2, 5, C.OUT_OF_STOCK),
        (0, 0, C.OUT_OF_STOCK),
        (0, None, C.OUT_OF_STOCK),
        (1, None, C.IN_STOCK),
        (5, 5, C.LOW_STOCK),
        (6, 5, C.IN_STOCK),
        (1, 0, C.IN_STOCK),
    ],
)
def test_how_a_level_stands(available: int, low: int | None, condition: C) -> None:
    assert condition_of(available, low_stock=low) is condition


TOLD = {
    (C.IN_STOCK, C.LOW_STOCK): Kind.LOW_STOCK,
    (C.IN_STOCK, C.OUT_OF_STOCK): Kind.OUT_OF_STOCK,
    (C.LOW_STOCK, C.OUT_OF_STOCK): Kind.OUT_OF_STOCK,
    (C.OUT_OF_STOCK, C.LOW_STOCK): Kind.BACK_IN_STOCK,
    (C.OUT_OF_STOCK, C.IN_STOCK): Kind.BACK_IN_STOCK,
}


@pytest.mark.parametrize("was", C)
@pytest.mark.parametrize("now", C)
def test_one_crossing_is_one_alert_at_most(was: C, now: C) -> None:
    assert alert_of(was, now) is TOLD.get((was, now))
