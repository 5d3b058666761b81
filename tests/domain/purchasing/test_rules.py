"""What numbers decide about a purchase order's lines."""

import pytest

from domain.purchasing.models import PurchaseOrderStatus as S
from domain.purchasing.rules import fits_packs, receiving_status
from tests.domain.inventory.test_arrivals import Line


def test_the_state_follows_from_the_quantities() -> None:
    assert receiving_status([Line(5), Line(3)], now=S.CONFIRMED) is S.CONFIRMED
    assert receiving_status([Line(5, 1), Line(3)], now=S.CONFIRMED) is S.PARTIALLY_RECEIVED
    assert receiving_status([Line(5), Line(3, 0, 1)], now=S.SUBMITTED) is S.PARTIALLY_RECEIVED
    assert receiving_status([Line(5, 5), Line(3, 2, 0, 1)], now=S.CONFIRMED) is S.RECEIVED


@pytest.mark.parametrize(("quantity", "fits"), [(12, True), (24, True), (6, False), (13, False)])
def test_whole_packs_and_no_fewer_than_the_minimum(quantity: int, fits: bool) -> None:
    assert fits_packs(quantity, pack_size=6, minimum=12) is fits
