"""capturePayment, voidPayment, refundPayment: in parts, within bounds."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from domain.kernel.errors import AmountExceeded, IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.payments.adapters.port import GatewayAnswer
from domain.processes.capture_payment import capture_payment
from domain.processes.refund_payment import refund_payment
from domain.processes.settle_payment import record_answer
from domain.processes.void_payment import void_payment
from tests.factories.money import authorized, money, paid, payment_ids
from tests.factories.orders import placed, unpaid
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def settle_by_hand(shop: Shop, payment_id: Any, expected: str) -> None:
    """What a gateway's own message would do."""
    (row,) = await shop.rows(
        "SELECT id FROM payment_transaction WHERE payment_id = $1 AND status = 'PENDING'",
        payment_id,
    )
    answer = GatewayAnswer(approved=True, reference=f"ref-{row['id']}")
    assert await shop.do(record_answer, transaction_id=row["id"], answer=answer)
    (payment,) = await shop.rows("SELECT * FROM payment WHERE id = $1", payment_id)
    assert payment[expected] > 0


async def test_money_is_captured_in_parts_and_never_beyond_what_is_authorised(shop: Shop) -> None:
    order_id = await placed(shop, {"TEE": 1})
    (payment_id,) = await payment_ids(shop, order_id)
    await shop.do(capture_payment, payment_id=payment_id, amount=Decimal("5.00"))
    assert (await shop.order(order_id))["payment_status"] == "PARTIALLY_PAID"
    async with refused(shop.database, AmountExceeded, path=("input", "amount")) as refusal:
        await shop.do(capture_payment, payment_id=payment_id, amount=Decimal("15.01"))
    assert refusal.value.maximum == 1500
    payment = await shop.do(capture_payment, payment_id=payment_id)
    assert (payment.captured, payment.status) == (2000, "CAPTURED")
    assert (await shop.order(order_id))["payment_status"] == "PAID"
    async with unchanged(shop.database):
        await shop.do(capture_payment, payment_id=payment_id)
    await prove(shop.database)


async def test_the_rest_of_an_authorisation_is_voided(shop: Shop) -> None:
    order_id = await placed(shop, {"TEE": 1})
    (payment_id,) = await payment_ids(shop, order_id)
    await shop.do(capture_payment, payment_id=payment_id, amount=Decimal("5.00"))
    payment = await shop.do(void_payment, payment_id=payment_id)
    assert (payment.voided, payment.captured, payment.status) == (1500, 500, "CAPTURED")
    async with unchanged(shop.database):
        await shop.do(void_payment, payment_id=payment_id)
    async with refused(shop.database, AmountExceeded):
        await shop.do(capture_payment, payment_id=payment_id, amount=Decimal("0.01"))
    await prove(shop.database)


async def test_a_voided_payment_is_not_captured(shop: Shop) -> None:
    order_id = await placed(shop, {"TEE": 1})
    (payment_id,) = await payment_ids(shop, order_id)
    await shop.do(void_payment, payment_id=payment_id)
    assert (await shop.order(order_id))["payment_status"] == "VOIDED"
    for amount in (None, Decimal(1)):
        async with refused(shop.database, IllegalTransition) as refusal:
            await shop.do(capture_payment, payment_id=payment_id, amount=amount)
        assert refusal.value.current == "VOIDED"


async def test_money_goes_back_in_parts_and_never_beyond_what_was_captured(shop: Shop) -> None:
    order_id = await paid(shop, {"TEE": 1})
    (payment_id,) = await payment_ids(shop, order_id)
    refund = await shop.do(
        refund_payment, payment_id=payment_id, amount=Decimal("7.00"), reason="Goodwill"
    )
    assert (refund.kind, refund.status, refund.amount) == ("REFUND", "SUCCEEDED", 700)
    assert refund.reason == "Goodwill"
    assert (await shop.order(order_id))["payment_status"] == "PARTIALLY_REFUNDED"
    async with refused(shop.database, AmountExceeded, path=("input", "amount")) as refusal:
        await shop.do(refund_payment, payment_id=payment_id, amount=Decimal("13.01"))
    assert refusal.value.maximum == 1300
    await shop.do(refund_payment, payment_id=payment_id)
    assert await money(shop, order_id) == {"total": 2000, "captured": 2000, "refunded": 2000}
    async with refused(shop.database, IllegalTransition):
        await shop.do(refund_payment, payment_id=payment_id)
    await prove(shop.database)


async def test_a_refund_on_its_way_counts_against_the_next_one(shop: Shop) -> None:
    order_id = await unpaid(shop, {"TEE": 1})
    payment_id = await authorized(shop, order_id, "20.00", gateway="test")
    await settle_by_hand(shop, payment_id, "authorized")
    await shop.do(capture_payment, payment_id=payment_id)
    await settle_by_hand(shop, payment_id, "captured")
    first = await shop.do(refund_payment, payment_id=payment_id, amount=Decimal("15.00"))
    assert first.status == "PENDING"
    assert (await shop.order(order_id))["refunded_total"] == 0
    async with refused(shop.database, AmountExceeded) as refusal:
        await shop.do(refund_payment, payment_id=payment_id, amount=Decimal("5.01"))
    assert refusal.value.maximum == 500
    await prove(shop.database)


@pytest.mark.parametrize("verb", [capture_payment, refund_payment])
@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "1e13"])
async def test_a_bad_amount_is_refused_by_name(
    shop: Shop, verb: Callable[..., Any], amount: str
) -> None:
    order_id = await paid(shop, {"MUG": 2})
    (payment_id,) = await payment_ids(shop, order_id)
    async with refused(shop.database, InvalidInput, path=("input", "amount")):
        await shop.do(verb, payment_id=payment_id, amount=Decimal(amount))


@pytest.mark.parametrize("verb", [capture_payment, refund_payment, void_payment])
async def test_a_payment_that_is_not_there_is_not_found(shop: Shop, verb: Callable[..., Any]) -> None:
    async with refused(shop.database, NotFound, path=("input", "paymentId")):
        await shop.do(verb, payment_id=new_id())
