"""Many reach for the same money at once: none of it moves beyond its bound."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.payments.adapters.manual import ManualGateway
from domain.payments.adapters.registry import GatewayRegistry
from domain.payments.models import TransactionKind
from domain.processes.authorize_payment import authorize_payment
from domain.processes.cancel_order import cancel_order
from domain.processes.capture_payment import capture_payment
from domain.processes.expire_order import expire_order
from domain.processes.order_request import TenderRequest
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.refund_payment import refund_payment
from domain.processes.settle_payment import settle_transaction
from domain.processes.void_payment import void_payment
from domain.returns.models import ReturnDisposition
from tests.concurrency.conftest import at_once
from tests.concurrency.test_stock import kinds
from tests.factories.money import money, paid, payment_ids, payments
from tests.factories.orders import delivered, placed, unpaid
from tests.factories.proof import prove
from tests.factories.returns import returning
from tests.factories.shop import Shop
from tests.fakes.gateway import FakeGateway

REFUSALS = {"done", "AmountExceeded", "IllegalTransition"}


async def settle_all(shop: Shop, gateway: FakeGateway) -> None:
    """Ask the gateway about everything that is pending, all at once, until nothing is."""
    registry = GatewayRegistry(ManualGateway(), gateway)
    while pending := await shop.rows("SELECT id FROM payment_transaction WHERE status = 'PENDING'"):
        await at_once(
            settle_transaction(
                shop.database,
                transaction_id=row["id"],
                gateways=registry,
                patience=5,
                clock=shop.clock,
            )
            for row in pending
        )


async def test_twenty_captures_at_once_take_what_is_authorised(shop: Shop) -> None:
    order_id = await placed(shop, {"TEE": 1})
    (payment_id,) = await payment_ids(shop, order_id)
    outcomes = await at_once(
        shop.do(capture_payment, payment_id=payment_id, amount=Decimal(3)) for _ in range(20)
    )
    assert kinds(outcomes) == {"done": 6, "AmountExceeded": 14}
    assert (await money(shop, order_id))["captured"] == 1800
    await prove(shop.database)


async def test_twenty_refunds_at_once_give_back_what_was_captured(shop: Shop) -> None:
    order_id = await paid(shop, {"TEE": 1})
    (payment_id,) = await payment_ids(shop, order_id)
    outcomes = await at_once(
        shop.do(refund_payment, payment_id=payment_id, amount=Decimal(3)) for _ in range(20)
    )
    assert kinds(outcomes) == {"done": 6, "AmountExceeded": 14}
    assert (await money(shop, order_id))["refunded"] == 1800
    await prove(shop.database)


@pytest.mark.parametrize("gateway_name", ["manual", "test"])
async def test_capture_refund_void_and_cancel_raced(shop: Shop, gateway_name: str) -> None:
    gateway = FakeGateway(delay=0.002)
    tenders = tuple(
        TenderRequest(gateway=gateway_name, token="ok", amount=amount)
        for amount in (Decimal("15.00"), None)
    )
    order_id = await placed(shop, {"TEE": 2}, payments=tenders)
    await settle_all(shop, gateway)
    first, second = await payment_ids(shop, order_id)
    await shop.do(capture_payment, payment_id=first, amount=Decimal("10.00"))
    await settle_all(shop, gateway)
    for round in range(2):
        outcomes = await at_once(
            [
                *(shop.do(capture_payment, payment_id=first, amount=Decimal(2)) for _ in range(5)),
                *(shop.do(refund_payment, payment_id=first, amount=Decimal(4)) for _ in range(5)),
                *(shop.do(capture_payment, payment_id=second) for _ in range(3)),
                shop.do(void_payment, payment_id=first),
                *(
                    shop.do(cancel_order, order_id=order_id, reason="Never mind")
                    for _ in range(round * 3)
                ),
                settle_all(shop, gateway),
            ]
        )
        assert set(kinds(outcomes)) <= REFUSALS
        await prove(shop.database)
    await settle_all(shop, gateway)
    rows = await prove(shop.database)
    (order,) = rows["orders"]
    assert order["status"] == "CANCELLED"
    assert order["captured_total"] == order["refunded_total"], "all of it went back"
    if gateway_name == "test":
        moved = gateway.moved
        assert moved[TransactionKind.CAPTURE] == order["captured_total"]
        assert moved[TransactionKind.REFUND] == order["refunded_total"]
        assert moved[TransactionKind.AUTHORIZE] == 4000
        assert moved[TransactionKind.VOID] == 4000 - order["captured_total"]


async def test_no_more_is_authorised_at_once_than_is_left_to_pay(shop: Shop) -> None:
    order_id = await unpaid(shop, {"TEE": 1})
    outcomes = await at_once(
        shop.do(authorize_payment, order_id=order_id, gateway=gateway, amount=Decimal(8))
        for gateway in ("manual", "test") * 5
    )
    assert kinds(outcomes) == {"done": 2, "AmountExceeded": 8}
    assert sum(row["amount"] for row in await payments(shop, order_id)) == 1600
    await prove(shop.database)


async def test_a_return_received_by_ten_hands_is_paid_back_once(shop: Shop) -> None:
    order_id = await paid(shop, {"TEE": 2})
    await delivered(shop, order_id)
    return_id, (line_id,) = await returning(shop, order_id, [2])
    one = [ReceiptLine(line_id, 1, ReturnDisposition.RESTOCK)]
    outcomes = await at_once(
        shop.do(receive_return, return_id=return_id, location_code="HAM", lines=one, refund=True)
        for _ in range(10)
    )
    assert kinds(outcomes)["done"] == 2
    assert set(kinds(outcomes)) <= {"done", "InvalidInput", "IllegalTransition"}
    assert await money(shop, order_id) == {"total": 0, "captured": 4000, "refunded": 4000}
    assert await shop.counters("TEE", "HAM") == (8, 0, 0, 0)
    await prove(shop.database)


@pytest.mark.parametrize("gateway_name", ["manual", "test"])
async def test_an_order_is_paid_and_stocked_or_expired_and_released(
    shop: Shop, gateway_name: str
) -> None:
    gateway = FakeGateway(delay=0.003)
    orders = [await unpaid(shop, {"MUG": 1}) for _ in range(12)]
    shop.clock.set(shop.clock.now() + timedelta(minutes=31))

    async def pay(order_id: UUID) -> None:
        payment = await shop.do(
            authorize_payment, order_id=order_id, gateway=gateway_name, amount=Decimal("12.50")
        )
        if gateway_name == "test":
            (row,) = await shop.rows(
                "SELECT id FROM payment_transaction WHERE payment_id = $1 AND kind = 'AUTHORIZE'",
                payment.id,
            )
            await settle_transaction(
                shop.database,
                transaction_id=row["id"],
                gateways=GatewayRegistry(ManualGateway(), gateway),
                patience=5,
                clock=shop.clock,
            )

    attempts = [
        attempt
        for nth, order_id in enumerate(orders)
        for attempt in (
            [pay(order_id), shop.do(expire_order, order_id=order_id)][:: 1 if nth % 2 else -1]
        )
    ]
    outcomes = await at_once(attempts)
    assert set(kinds(outcomes)) <= {"done", "IllegalTransition"}
    await settle_all(shop, gateway)
    rows = await prove(shop.database)
    ends = {"CONFIRMED": 0, "EXPIRED": 0}
    for order in rows["orders"]:
        ends[order["status"]] += 1
        (line,) = [each for each in rows["order_line"] if each["order_id"] == order["id"]]
        standing = sum(
            each["authorized"] - each["voided"]
            for each in rows["payment"]
            if each["order_id"] == order["id"]
        )
        held = line["reserved_quantity"]
        assert (held, standing) == ((1, 1250) if order["status"] == "CONFIRMED" else (0, 0))
    assert sum(row["reserved"] for row in rows["stock_level"]) == ends["CONFIRMED"]
