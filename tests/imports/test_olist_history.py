"""What an order's rows mean, for every status and every oddity of the sample."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.imports.olist.plan import Deed, Quirk, SkipReason
from domain.orders.models import AllocationStatus, FulfillmentStatus, OrderStatus, ReturnStatus
from tests.imports.sample import history

BOUGHT = "03-01 13:00"
APPROVED = "03-02 12:30"
LEFT = "03-05 18:00"
ARRIVED = "03-10 14:00"
PROMISED = "03-20 03:00"
LIMIT = "03-08 15:00"


def steps_of(order_id: str) -> list[tuple[Deed, str]]:
    plan = history()[0][order_id]
    return [(step.deed, step.at.strftime("%m-%d %H:%M")) for step in plan.steps]


@pytest.mark.parametrize(
    ("order_id", "steps"),
    [
        (
            "delivered-two-sellers",
            [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("ship", LEFT),
             ("deliver", ARRIVED)],
        ),
        ("delivered-no-date",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("ship", LEFT),
          ("deliver", PROMISED)]),
        ("delivered-no-dates",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("ship", LIMIT),
          ("deliver", PROMISED)]),
        ("delivered-no-approval",
         [("place", BOUGHT), ("capture", BOUGHT), ("allocate", BOUGHT), ("ship", LEFT),
          ("deliver", ARRIVED)]),
        ("delivered-left-before-approval",
         [("place", BOUGHT), ("allocate", LEFT), ("ship", LEFT), ("capture", "03-06 12:00"),
          ("deliver", ARRIVED)]),
        ("delivered-left-before-bought",
         [("place", BOUGHT), ("allocate", BOUGHT), ("ship", BOUGHT), ("capture", APPROVED),
          ("deliver", ARRIVED)]),
        ("delivered-before-it-left",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("ship", LEFT),
          ("deliver", LEFT)]),
        ("shipped-plain",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("ship", LEFT)]),
        ("canceled-early",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("cancel", LIMIT)]),
        ("canceled-underway",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("ship", LEFT),
          ("come back", PROMISED), ("return", PROMISED)]),
        ("canceled-delivered",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED), ("ship", LEFT),
          ("deliver", ARRIVED), ("return", PROMISED)]),
        ("invoiced-plain",
         [("place", BOUGHT), ("capture", APPROVED), ("allocate", APPROVED)]),
        ("created-plain", [("place", BOUGHT)]),
        ("unavailable-with-items", [("place", BOUGHT), ("capture", APPROVED)]),
        ("delivered-hour-twice",
         [("place", "02-18 01:30"), ("capture", "02-18 02:10"), ("allocate", "02-18 02:10"),
          ("ship", "02-19 13:00"), ("deliver", "02-22 13:00")]),
    ],
)  # fmt: skip
def test_the_steps_of_an_order(order_id: str, steps: list[tuple[str, str]]) -> None:
    assert steps_of(order_id) == steps


def test_time_never_runs_backwards() -> None:
    for plan in history()[0].values():
        moments = [step.at for step in plan.steps]
        assert moments == sorted(moments), plan.order_id
        assert plan.steps[0].deed is Deed.PLACE


def test_every_oddity_is_noticed() -> None:
    plans, skipped = history()
    assert Counter(quirk for plan in plans.values() for quirk in plan.quirks) == {
        Quirk.LEFT_BEFORE_APPROVAL: 2,
        Quirk.LEFT_BEFORE_PURCHASE: 1,
        Quirk.DELIVERED_BEFORE_LEAVING: 1,
        Quirk.NO_APPROVAL_DATE: 1,
        Quirk.NO_CARRIER_DATE: 1,
        Quirk.NO_DELIVERY_DATE: 2,
        Quirk.NO_CANCEL_DATE: 3,
        Quirk.CANCELED_UNDERWAY: 2,
        Quirk.CANCELED_DELIVERED: 1,
        Quirk.PAID_MORE: 2,
        Quirk.PAID_LESS: 1,
        Quirk.ZERO_PAYMENT: 1,
        Quirk.UNTYPED_PAYMENT: 1,
        Quirk.SEVERAL_SELLERS: 3,
        Quirk.HOUR_TWICE: 2,
        Quirk.HOUR_NEVER: 1,
    }
    assert skipped["canceled-no-items"].quirks == (Quirk.ZERO_PAYMENT, Quirk.UNTYPED_PAYMENT)


def test_what_cannot_be_replayed_has_a_reason() -> None:
    assert {id: each.reason for id, each in history()[1].items()} == {
        "unavailable-no-items": SkipReason.NO_ITEMS,
        "canceled-no-items": SkipReason.NO_ITEMS,
        "skipped-status": SkipReason.UNKNOWN_STATUS,
        "skipped-customer": SkipReason.NO_CUSTOMER,
        "skipped-product": SkipReason.NO_PRODUCT,
        "skipped-seller": SkipReason.NO_SELLER,
    }


def test_units_become_lines_by_product_and_seller() -> None:
    two_of_one = history()[0]["delivered-two-of-one"]
    assert [(line.product_id, line.quantity) for line in two_of_one.lines] == [("product-lamp", 2)]
    assert (two_of_one.units, two_of_one.merchandise) == (2, Decimal("20.00"))
    assert two_of_one.freight == Decimal("5.00")
    two_sellers = history()[0]["delivered-two-sellers"]
    assert [
        (line.product_id, line.seller_id, line.unit_price, line.quantity) for line in two_sellers.lines
    ] == [
        ("product-lamp", "seller-lamps", Decimal("10.00"), 1),
        ("product-chair", "seller-chairs", Decimal("99.90"), 1),
        ("product-lamp", "seller-chairs", Decimal("11.00"), 1),
    ]


def test_every_payment_is_a_tender_of_its_own() -> None:
    plans = history()[0]
    assert [(tender.method, tender.amount) for tender in plans["delivered-with-a-zero"].tenders] == [
        ("voucher", Decimal("12.50")),
        ("voucher", Decimal("0.0")),
    ]
    assert [tender.method for tender in plans["processing-untyped"].tenders] == ["unknown"]
    assert len(plans["delivered-many-vouchers"].tenders) == 25


@pytest.mark.parametrize(
    ("order_id", "status", "allocation", "fulfillment", "returned", "captured", "refunded"),
    [
        ("delivered-two-of-one", "COMPLETED", "ALLOCATED", "DELIVERED", "NONE", "25.00", "0"),
        ("delivered-paid-more", "CONFIRMED", "ALLOCATED", "DELIVERED", "NONE", "13.00", "0"),
        ("delivered-paid-less", "CONFIRMED", "ALLOCATED", "DELIVERED", "NONE", "12.49", "0"),
        ("shipped-plain", "CONFIRMED", "ALLOCATED", "SHIPPED", "NONE", "8.45", "0"),
        ("canceled-early", "CANCELLED", None, "UNFULFILLED", "NONE", "127.45", "127.45"),
        ("canceled-underway", None, None, "SHIPPED", "RETURNED", "130.00", "130.00"),
        ("canceled-delivered", None, None, "DELIVERED", "RETURNED", "8.45", "8.45"),
        ("invoiced-plain", "CONFIRMED", "ALLOCATED", "UNFULFILLED", "NONE", "12.50", "0"),
        ("created-plain", "CONFIRMED", "UNALLOCATED", "UNFULFILLED", "NONE", "0", "0"),
        ("unavailable-with-items", "CONFIRMED", "BACKORDERED", "UNFULFILLED", "NONE", "114.95", "0"),
    ],
)  # fmt: skip
def test_where_an_order_has_to_end(
    order_id: str,
    status: str | None,
    allocation: str | None,
    fulfillment: str,
    returned: str,
    captured: str,
    refunded: str,
) -> None:
    ending = history()[0][order_id].ending
    assert ending.status == (status and OrderStatus(status))
    assert ending.allocation == (allocation and AllocationStatus(allocation))
    assert ending.fulfillment is FulfillmentStatus(fulfillment)
    assert ending.returned is ReturnStatus(returned)
    assert (ending.captured, ending.refunded) == (Decimal(captured), Decimal(refunded))


def test_orders_come_in_the_order_of_their_dates() -> None:
    plans = list(history()[0].values())
    assert plans[0].order_id == "delivered-hour-never"
    assert plans[0].steps[0].at == datetime(2017, 10, 15, 3, 30, tzinfo=UTC)
    assert [plan.steps[0].at for plan in plans] == sorted(plan.steps[0].at for plan in plans)
