"""Roll-up statuses and totals follow from quantities and sums alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.ids import new_id
from domain.orders.models import OrderLine
from domain.orders.rules import (
    MoneySums,
    ReturnSums,
    allocation_status,
    fulfillment_status,
    is_secured,
    is_settled,
    payment_status,
    reprice_line,
    return_status,
)


def line(quantity: int, **counts: int) -> OrderLine:
    """A line of `quantity` units; `shipped=2` sets `shipped_quantity`, and so on."""
    return OrderLine(
        order_id=new_id(), position=1, product_id=new_id(), sku="MUG", name="Mug",
        unit_price=1250, quantity=quantity,
        **{f"{name}_quantity": units for name, units in counts.items()},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([line(2, reserved=2)], "UNALLOCATED"),
        ([line(2, allocated=2)], "ALLOCATED"),
        ([line(2, allocated=1, reserved=1)], "PARTIALLY_ALLOCATED"),
        ([line(2, allocated=1, backordered=1)], "PARTIALLY_ALLOCATED"),
        ([line(2, backordered=2)], "BACKORDERED"),
        ([line(2, allocated=1, cancelled=1)], "ALLOCATED"),
        ([line(2, shipped=1, allocated=1)], "ALLOCATED"),
        ([line(2, cancelled=2)], "UNALLOCATED"),
        ([line(2, allocated=2), line(1, reserved=1)], "PARTIALLY_ALLOCATED"),
    ],
)
def test_how_much_has_a_place_it_comes_from(lines: list[OrderLine], status: str) -> None:
    assert allocation_status(lines) == status


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([line(2, allocated=2)], "UNFULFILLED"),
        ([line(2, shipped=1, allocated=1)], "PARTIALLY_SHIPPED"),
        ([line(2, shipped=2)], "SHIPPED"),
        ([line(2, shipped=1, cancelled=1)], "SHIPPED"),
        ([line(2, shipped=2, delivered=1)], "PARTIALLY_DELIVERED"),
        ([line(2, shipped=1, allocated=1, delivered=1)], "PARTIALLY_DELIVERED"),
        ([line(2, shipped=2, delivered=2)], "DELIVERED"),
        ([line(2, shipped=1, delivered=1, cancelled=1)], "DELIVERED"),
        ([line(2, cancelled=2)], "UNFULFILLED"),
    ],
)
def test_how_far_the_units_are(lines: list[OrderLine], status: str) -> None:
    assert fulfillment_status(lines) == status


@pytest.mark.parametrize(
    ("sums", "status"),
    [
        ({}, "UNPAID"),
        ({"payments": 1, "in_flight": 1}, "UNPAID"),
        ({"payments": 1, "authorized": 60}, "PARTIALLY_AUTHORIZED"),
        ({"payments": 2, "authorized": 100}, "AUTHORIZED"),
        ({"payments": 2, "authorized": 100, "captured": 30}, "PARTIALLY_PAID"),
        ({"payments": 1, "authorized": 100, "captured": 100}, "PAID"),
        ({"payments": 1, "authorized": 120, "captured": 120}, "OVERPAID"),
        ({"payments": 1, "authorized": 100, "captured": 100, "refunded": 1}, "PARTIALLY_REFUNDED"),
        ({"payments": 1, "authorized": 100, "captured": 100, "refunded": 100}, "REFUNDED"),
        ({"payments": 1, "voided": 1}, "VOIDED"),
        ({"payments": 1, "failed": 1}, "FAILED"),
        ({"payments": 2, "failed": 1, "authorized": 100}, "AUTHORIZED"),
        ({"payments": 2, "failed": 1, "in_flight": 1}, "UNPAID"),
    ],
)
def test_where_the_money_stands(sums: dict[str, int], status: str) -> None:
    assert payment_status(100, MoneySums(**sums)) == status


def test_a_free_order_is_paid() -> None:
    assert payment_status(0, MoneySums(), placed_free=True) == "PAID"
    assert is_secured(0, MoneySums())


def test_money_in_flight_is_not_settled() -> None:
    paid: dict[str, Any] = {"payments": 1, "authorized": 100, "captured": 100}
    assert is_settled(100, MoneySums(**paid))
    assert not is_settled(100, MoneySums(**paid, in_flight=1))
    assert not is_settled(101, MoneySums(**paid))
    assert not is_settled(90, MoneySums(**paid)), "ten are owed back"
    assert is_settled(90, MoneySums(**paid, refunded=10))


@pytest.mark.parametrize(
    ("lines", "returns", "status"),
    [
        ([line(2, shipped=2)], ReturnSums(), "NONE"),
        ([line(2, shipped=2)], ReturnSums(requested=1), "REQUESTED"),
        ([line(2, shipped=2)], ReturnSums(requested=1, in_progress=1), "IN_PROGRESS"),
        ([line(2, shipped=2, returned=1)], ReturnSums(), "PARTIALLY_RETURNED"),
        ([line(2, shipped=2, returned=2)], ReturnSums(), "RETURNED"),
        ([line(2, shipped=1, returned=1, cancelled=1)], ReturnSums(), "RETURNED"),
    ],
)
def test_what_comes_back(lines: list[OrderLine], returns: ReturnSums, status: str) -> None:
    assert return_status(lines, returns) == status


@given(st.integers(1, 20), st.integers(0, 5000), st.integers(0, 5000), st.data())
def test_cancelling_in_any_steps_leaves_no_cent_behind(
    quantity: int, discount: int, tax: int, data: st.DataObject
) -> None:
    each = line(quantity, reserved=quantity)
    each.placed_discount, each.placed_tax = discount, tax
    reprice_line(each)
    assert (each.discount_total, each.tax_total) == (discount, tax)
    before = each.total
    while each.cancelled_quantity < quantity:
        each.cancelled_quantity += data.draw(st.integers(1, quantity - each.cancelled_quantity))
        reprice_line(each)
        live = quantity - each.cancelled_quantity
        assert live * (discount // quantity) <= each.discount_total <= discount
        assert each.total == live * 1250 - each.discount_total + each.tax_total
    assert (each.discount_total, each.tax_total, each.total) == (0, 0, 0)
    assert before == quantity * 1250 - discount + tax
