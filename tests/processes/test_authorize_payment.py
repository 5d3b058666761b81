"""authorizePayment: one more tender, for no more than is left to pay."""

from decimal import Decimal
from typing import Any

import pytest

from domain.kernel.errors import AmountExceeded, IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.processes.authorize_payment import authorize_payment
from domain.processes.cancel_order import cancel_order
from tests.factories.money import authorized, ledger, paid
from tests.factories.orders import delivered, unpaid
from tests.factories.people import customer
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.shop import Shop


async def test_an_authorisation_that_covers_the_total_confirms_the_order(shop: Shop) -> None:
    order_id = await unpaid(shop, {"TEE": 1})
    await authorized(shop, order_id, "12.00")
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("PENDING", "PARTIALLY_AUTHORIZED")
    await authorized(shop, order_id, "8.00")
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("CONFIRMED", "AUTHORIZED")
    assert await shop.events(order_id) == [
        "order.placed",
        "payment.authorized",
        "payment.authorized",
        "order.confirmed",
    ]
    await prove(shop.database)


async def test_no_more_is_authorised_than_is_left_to_pay(shop: Shop) -> None:
    order_id = await unpaid(shop, {"TEE": 1})
    await authorized(shop, order_id, "12.00")
    async with refused(shop.database, AmountExceeded, path=("input", "amount")) as refusal:
        await authorized(shop, order_id, "8.01")
    assert (refusal.value.maximum, refusal.value.currency) == (800, "EUR")


async def test_what_a_gateway_is_being_asked_for_counts_as_covered(shop: Shop) -> None:
    order_id = await unpaid(shop, {"TEE": 1})
    await authorized(shop, order_id, "15.00", gateway="test")
    async with refused(shop.database, AmountExceeded) as refusal:
        await authorized(shop, order_id, "5.01", gateway="test")
    assert refusal.value.maximum == 500


async def test_an_order_that_is_over_takes_no_more_payments(shop: Shop) -> None:
    gone = await unpaid(shop, {"MUG": 1})
    await shop.do(cancel_order, order_id=gone, reason="Changed their mind")
    done = await paid(shop, {"MUG": 1})
    await delivered(shop, done)
    for order_id, status in ((gone, "CANCELLED"), (done, "COMPLETED")):
        async with refused(shop.database, IllegalTransition) as refusal:
            await authorized(shop, order_id, "1.00")
        assert refusal.value.current == status


async def test_a_customer_pays_their_own_order_and_nobody_elses(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 1})
    asked = {"order_id": order_id, "gateway": "test", "amount": Decimal("12.50")}
    async with refused(shop.database, NotFound, path=("input", "orderId")):
        await shop.act(customer(new_id()), authorize_payment, **asked)
    await shop.act(await shop.buyer(order_id), authorize_payment, **asked)
    assert await ledger(shop, order_id) == [("AUTHORIZE", "PENDING", 1250)]


@pytest.mark.parametrize(
    ("fields", "error", "named"),
    [
        ({"amount": Decimal(0)}, InvalidInput, "amount"),
        ({"amount": Decimal("-1")}, InvalidInput, "amount"),
        ({"amount": Decimal("0.001")}, InvalidInput, "amount"),
        ({"amount": Decimal(10) ** 13}, InvalidInput, "amount"),
        ({"amount": Decimal("NaN")}, InvalidInput, "amount"),
        ({"gateway": "nope"}, InvalidInput, "gateway"),
        ({"order_id": new_id()}, NotFound, "orderId"),
    ],
)
async def test_a_bad_authorisation_is_refused_by_name(
    shop: Shop, fields: dict[str, Any], error: type[NotFound], named: str
) -> None:
    order_id = await unpaid(shop, {"MUG": 1})
    asked = {"order_id": order_id, "gateway": "manual", "amount": Decimal(1)} | fields
    async with refused(shop.database, error, path=("input", named)):
        await shop.do(authorize_payment, **asked)
