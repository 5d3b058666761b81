"""Every lifecycle of the house, read aloud: what leads where, and that nothing else does."""

from enum import StrEnum
from typing import Any

import pytest

from domain.allocation.state import FULFILLMENT_ORDER
from domain.counting.state import CYCLE_COUNT
from domain.kernel.errors import IllegalTransition
from domain.kernel.state import Lifecycle
from domain.orders.state import ORDER
from domain.purchasing.state import PURCHASE_ORDER
from domain.returns.state import RETURN
from domain.shipments.state import SHIPMENT
from domain.transfers.state import STOCK_TRANSFER

ALL: list[Lifecycle[Any]] = [
    ORDER, FULFILLMENT_ORDER, SHIPMENT, RETURN, PURCHASE_ORDER, STOCK_TRANSFER, CYCLE_COUNT,
]  # fmt: skip
EVERY_PAIR = [
    pytest.param(lifecycle, before, after, id=f"{lifecycle.kind.__name__}-{before}-{after}")
    for lifecycle in ALL
    for before in lifecycle.kind
    for after in lifecycle.kind
]
READ_ALOUD = {
    ORDER: {
        "DRAFT": "PENDING CONFIRMED",
        "PENDING": "CONFIRMED CANCELLED EXPIRED",
        "CONFIRMED": "COMPLETED CANCELLED",
        "COMPLETED": "CONFIRMED",
        "CANCELLED": "",
        "EXPIRED": "",
    },
    FULFILLMENT_ORDER: {
        "OPEN": "ON_HOLD PICKING PACKED SHIPPED CANCELLED",
        "ON_HOLD": "OPEN CANCELLED",
        "PICKING": "PACKED SHIPPED CANCELLED",
        "PACKED": "SHIPPED CANCELLED",
        "SHIPPED": "",
        "CANCELLED": "",
    },
    RETURN: {
        "REQUESTED": "APPROVED DECLINED CANCELLED",
        "APPROVED": "IN_TRANSIT PARTIALLY_RECEIVED RECEIVED CANCELLED",
        "DECLINED": "",
        "IN_TRANSIT": "PARTIALLY_RECEIVED RECEIVED CANCELLED",
        "PARTIALLY_RECEIVED": "RECEIVED",
        "RECEIVED": "RESOLVED",
        "RESOLVED": "",
        "CANCELLED": "",
    },
    PURCHASE_ORDER: {
        "DRAFT": "SUBMITTED CANCELLED",
        "SUBMITTED": "CONFIRMED PARTIALLY_RECEIVED RECEIVED CANCELLED",
        "CONFIRMED": "PARTIALLY_RECEIVED RECEIVED CANCELLED",
        "PARTIALLY_RECEIVED": "RECEIVED CLOSED",
        "RECEIVED": "CLOSED",
        "CLOSED": "",
        "CANCELLED": "",
    },
    CYCLE_COUNT: {
        "OPEN": "REVIEW POSTED CANCELLED",
        "REVIEW": "OPEN POSTED CANCELLED",
        "POSTED": "",
        "CANCELLED": "",
    },
    STOCK_TRANSFER: {
        "DRAFT": "IN_TRANSIT CANCELLED",
        "IN_TRANSIT": "PARTIALLY_RECEIVED RECEIVED CANCELLED",
        "PARTIALLY_RECEIVED": "RECEIVED CANCELLED",
        "RECEIVED": "",
        "CANCELLED": "",
    },
}


@pytest.mark.parametrize("lifecycle", READ_ALOUD, ids=lambda each: each.kind.__name__)
def test_the_table_says_what_the_design_says(lifecycle: Lifecycle[Any]) -> None:
    found = {before.value: {after.value for after in steps} for before, steps in lifecycle.steps.items()}
    expected = {before: set(steps.split()) for before, steps in READ_ALOUD[lifecycle].items()}
    assert found == expected


@pytest.mark.parametrize(("lifecycle", "before", "after"), EVERY_PAIR)
def test_each_step_is_taken_done_already_or_refused_with_the_allowed_ones(
    lifecycle: Lifecycle[Any], before: StrEnum, after: StrEnum
) -> None:
    if before == after:
        assert lifecycle.check(before, after) is False
    elif after in lifecycle.steps[before]:
        assert lifecycle.check(before, after) is True
    else:
        with pytest.raises(IllegalTransition) as refusal:
            lifecycle.check(before, after)
        assert set(refusal.value.allowed) == set(lifecycle.steps[before])
