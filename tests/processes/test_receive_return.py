"""receiveReturn: in parts; each unit goes where its disposition says, its value where it came from."""

from decimal import Decimal
from typing import Any

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.payments.adapters.port import GatewayAnswer
from domain.processes.capture_payment import capture_payment
from domain.processes.decide_return import approve_return, decline_return
from domain.processes.order_request import LineRequest, TenderRequest
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.refund_payment import refund_payment
from domain.processes.settle_payment import record_answer
from domain.returns.models import ReturnDisposition as D
from tests.factories.money import authorized, ledger, money, paid, payments
from tests.factories.orders import delivered, placed, report, shipped
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.returns import returning
from tests.factories.shop import Shop


async def arrived(shop: Shop, units: int = 3, **fields: Any) -> Any:
    """A paid order of mugs that has been delivered."""
    order_id = await paid(shop, {"MUG": units}, **fields)
    await delivered(shop, order_id)
    return order_id


async def receive(
    shop: Shop, return_id: Any, *units: tuple[Any, int, D], at: str = "BER", **options: bool
) -> Any:
    return await shop.do(
        receive_return,
        return_id=return_id,
        location_code=at,
        lines=[ReceiptLine(*each) for each in units],
        **options,
    )


async def state(shop: Shop) -> str:
    (row,) = await shop.rows("SELECT status FROM order_return")
    return str(row["status"])


async def test_a_return_goes_from_the_wish_to_the_money(shop: Shop) -> None:
    order_id = await arrived(shop, 2)
    return_id, (line_id,) = await returning(shop, order_id, [1], approve=False)
    assert (await shop.order(order_id))["return_status"] == "REQUESTED"
    await shop.do(approve_return, return_id=return_id)
    assert (await shop.order(order_id))["return_status"] == "IN_PROGRESS"
    back, refunds = await receive(shop, return_id, (line_id, 1, D.RESTOCK), refund=True)
    assert back.status == "RESOLVED"
    assert [(each.amount, each.status, each.return_id) for each in refunds] == [
        (1250, "SUCCEEDED", return_id)
    ]
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert order["return_status"] == "PARTIALLY_RETURNED"
    assert order["payment_status"] == "PARTIALLY_REFUNDED"
    assert (line["returned_quantity"], line["credited_quantity"]) == (1, 1)
    assert await money(shop, order_id) == {"total": 1250, "captured": 2500, "refunded": 1250}
    assert (await shop.events(order_id))[-5:] == [
        "return.requested",
        "return.approved",
        "return.received",
        "refund.succeeded",
        "return.resolved",
    ]
    await prove(shop.database)


@pytest.mark.parametrize(
    ("disposition", "counters", "posted"),
    [
        (D.RESTOCK, (9, 0, 0, 0), [("RETURN", 1)]),
        (D.DAMAGED, (9, 0, 0, 1), [("RETURN", 1), ("QUARANTINE", 1)]),
        (D.QUALITY_CONTROL, (9, 0, 0, 1), [("RETURN", 1), ("QUARANTINE", 1)]),
        (D.DISPOSE, (8, 0, 0, 0), []),
        (D.MISSING, (8, 0, 0, 0), []),
    ],
)
async def test_each_unit_goes_where_its_disposition_says(
    shop: Shop, disposition: D, counters: tuple[int, ...], posted: list[tuple[str, int]]
) -> None:
    order_id = await arrived(shop, 2)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    before = await shop.movements("MUG", "BER")
    await receive(shop, return_id, (line_id, 1, disposition))
    assert await shop.counters("MUG", "BER") == counters
    assert (await shop.movements("MUG", "BER"))[len(before) :] == posted
    (line,) = await shop.lines(order_id)
    assert line["returned_quantity"] == (0 if disposition is D.MISSING else 1)
    await prove(shop.database)


@pytest.mark.parametrize(
    ("disposition", "refunded"),
    [(D.RESTOCK, 1250), (D.DAMAGED, 1250), (D.QUALITY_CONTROL, 1250), (D.DISPOSE, 1250),
     (D.MISSING, 0)],
)  # fmt: skip
async def test_only_what_came_back_is_paid_back(shop: Shop, disposition: D, refunded: int) -> None:
    order_id = await arrived(shop, 2)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    await receive(shop, return_id, (line_id, 1, disposition), refund=True)
    assert (await money(shop, order_id))["refunded"] == refunded
    await prove(shop.database)


async def test_a_return_is_received_in_parts_anywhere(shop: Shop) -> None:
    order_id = await arrived(shop, 3)
    return_id, (line_id,) = await returning(shop, order_id, [3])
    await receive(shop, return_id, (line_id, 1, D.RESTOCK), at="MUC", refund=True)
    assert await state(shop) == "PARTIALLY_RECEIVED"
    await prove(shop.database)
    await receive(
        shop, return_id, (line_id, 1, D.DAMAGED), (line_id, 1, D.MISSING), at="HAM", refund=True
    )
    assert await state(shop) == "RESOLVED"
    assert await shop.counters("MUG", "MUC") == (1, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (6, 0, 0, 1)
    (line,) = await shop.lines(order_id)
    assert line["returned_quantity"] == 2
    assert await money(shop, order_id) == {"total": 1250, "captured": 3750, "refunded": 2500}
    assert (await shop.order(order_id))["return_status"] == "PARTIALLY_RETURNED"
    await prove(shop.database)


async def test_the_value_of_a_unit_carries_its_tax_and_discount_to_the_cent(shop: Shop) -> None:
    line = LineRequest(
        sku="MUG",
        quantity=3,
        unit_price=Decimal("10.00"),
        discount_total=Decimal("1.00"),
        tax_total=Decimal("2.00"),
    )
    order_id = await paid(shop, [line], shipping_total=Decimal("4.90"))
    await delivered(shop, order_id)
    refunds = []
    for _ in range(3):
        return_id, (line_id,) = await returning(shop, order_id, [1])
        _, refund = await receive(shop, return_id, (line_id, 1, D.RESTOCK), refund=True)
        refunds.append(sum(each.amount for each in refund))
        await prove(shop.database)
    assert sorted(refunds) == [1033, 1033, 1034]
    assert await money(shop, order_id) == {"total": 490, "captured": 3590, "refunded": 3100}
    assert (await shop.order(order_id))["return_status"] == "RETURNED"


async def test_shipping_goes_back_when_asked_and_everything_is_back(shop: Shop) -> None:
    order_id = await arrived(shop, 2, shipping_total=Decimal("4.90"))
    return_id, (line_id,) = await returning(shop, order_id, [2])
    await receive(shop, return_id, (line_id, 1, D.RESTOCK), refund=True, refund_shipping=True)
    assert (await money(shop, order_id))["refunded"] == 1250
    await receive(shop, return_id, (line_id, 1, D.RESTOCK), refund=True, refund_shipping=True)
    assert await money(shop, order_id) == {"total": 0, "captured": 2990, "refunded": 2990}
    await prove(shop.database)


async def test_a_refund_is_spread_over_the_payments_that_were_captured(shop: Shop) -> None:
    tenders = (
        TenderRequest(gateway="manual", amount=Decimal("10.00")),
        TenderRequest(gateway="manual"),
    )
    order_id = await paid(shop, {"TEE": 2}, payments=tenders)
    await delivered(shop, order_id)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    _, refunds = await receive(shop, return_id, (line_id, 1, D.RESTOCK), refund=True)
    assert [each.amount for each in refunds] == [500, 1500]
    assert [row["refunded"] for row in await payments(shop, order_id)] == [500, 1500]
    await prove(shop.database)


async def test_without_a_refund_the_money_stays(shop: Shop) -> None:
    order_id = await arrived(shop, 1)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    back, refunds = await receive(shop, return_id, (line_id, 1, D.RESTOCK))
    assert (back.status, refunds) == ("RECEIVED", [])
    assert await money(shop, order_id) == {"total": 1250, "captured": 1250, "refunded": 0}
    assert [kind for kind, _, _ in await ledger(shop, order_id)] == ["AUTHORIZE", "CAPTURE"]


async def test_a_goodwill_refund_is_not_paid_a_second_time(shop: Shop) -> None:
    order_id = await arrived(shop, 2)
    (payment,) = await payments(shop, order_id)
    await shop.do(refund_payment, payment_id=payment["id"], amount=Decimal("20.00"))
    return_id, (line_id,) = await returning(shop, order_id, [2])
    await receive(shop, return_id, (line_id, 2, D.RESTOCK), refund=True)
    assert await money(shop, order_id) == {"total": 0, "captured": 2500, "refunded": 2500}
    await prove(shop.database)


async def test_a_return_waits_for_its_refund_to_arrive(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1}, payments=())
    await authorized(shop, order_id, "12.50", gateway="test")

    async def answer() -> None:
        (row,) = await shop.rows("SELECT id FROM payment_transaction WHERE status = 'PENDING'")
        yes = GatewayAnswer(approved=True, reference=str(row["id"]))
        await shop.do(record_answer, transaction_id=row["id"], answer=yes)

    await answer()
    (payment,) = await payments(shop, order_id)
    await shop.do(capture_payment, payment_id=payment["id"])
    await answer()
    await delivered(shop, order_id)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    await receive(shop, return_id, (line_id, 1, D.RESTOCK), refund=True)
    assert await state(shop) == "RECEIVED"
    await answer()
    assert await state(shop) == "RESOLVED"
    assert (await shop.order(order_id))["payment_status"] == "REFUNDED"
    await prove(shop.database)


async def test_goods_that_nobody_approved_are_not_received(shop: Shop) -> None:
    order_id = await arrived(shop, 1)
    return_id, (line_id,) = await returning(shop, order_id, [1], approve=False)
    async with refused(shop.database, IllegalTransition) as refusal:
        await receive(shop, return_id, (line_id, 1, D.RESTOCK))
    assert refusal.value.current == "REQUESTED"
    await shop.do(decline_return, return_id=return_id, reason="Worn")
    async with refused(shop.database, IllegalTransition):
        await receive(shop, return_id, (line_id, 1, D.RESTOCK))
    async with refused(shop.database, IllegalTransition):
        await shop.do(approve_return, return_id=return_id)


async def test_restocked_units_are_for_sale_again(shop: Shop) -> None:
    order_id = await paid(shop, {"CAP": 1})
    await delivered(shop, order_id)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    await receive(shop, return_id, (line_id, 1, D.RESTOCK))
    await placed(shop, {"CAP": 1})
    events = await shop.rows("SELECT facts FROM event WHERE type = 'stock.received'")
    assert any(row["facts"] and "CAP" not in row["facts"] for row in events)
    await prove(shop.database)


async def test_a_bad_receipt_is_refused_by_name(shop: Shop) -> None:
    order_id = await arrived(shop, 2)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await receive(shop, return_id)
    for quantity in (0, -1, 2, 2**31):
        async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
            await receive(shop, return_id, (line_id, quantity, D.RESTOCK))
    async with refused(shop.database, NotFound, path=("input", "lines", "0", "returnLineId")):
        await receive(shop, return_id, (new_id(), 1, D.RESTOCK))
    async with refused(shop.database, NotFound, path=("input", "locationCode")):
        await receive(shop, return_id, (line_id, 1, D.RESTOCK), at="NOPE")


async def test_a_return_of_what_was_never_paid_owes_nothing_and_is_resolved(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    await delivered(shop, order_id)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    back, refunds = await receive(shop, return_id, (line_id, 1, D.RESTOCK), refund=True)
    assert (back.status, refunds) == ("RESOLVED", [])
    await prove(shop.database)


async def test_an_order_that_came_back_whole_without_arriving_is_complete(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 2})
    (shipment_id,) = await shipped(shop, order_id)
    await report(shop, shipment_id, "RETURNED_TO_SENDER")
    assert (await shop.order(order_id))["status"] == "CONFIRMED"
    return_id, (line_id,) = await returning(shop, order_id, [2])
    await receive(shop, return_id, (line_id, 2, D.RESTOCK), refund=True)
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("COMPLETED", "REFUNDED")
    await prove(shop.database)
