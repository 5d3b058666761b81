"""Expiry: an order whose money did not come in time lets everything go."""

from datetime import timedelta
from decimal import Decimal

from domain.orders.queries import list_expired
from domain.processes.expire_order import expire_order
from domain.processes.hold_order import hold_order
from domain.processes.order_request import TenderRequest
from tests.factories.money import authorized, ledger
from tests.factories.orders import placed, unpaid
from tests.factories.proof import prove
from tests.factories.reading import unchanged
from tests.factories.shop import Shop


def wait(shop: Shop, minutes: float) -> None:
    shop.clock.set(shop.clock.now() + timedelta(minutes=minutes))


async def test_an_order_expires_after_the_channels_time_and_lets_everything_go(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 12}, shipping_total=Decimal("4.90"))
    wait(shop, 30)
    await shop.do(expire_order, order_id=order_id)
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert (order["status"], order["expires_at"], order["total"]) == ("EXPIRED", None, 0)
    assert (line["cancelled_quantity"], line["reserved_quantity"]) == (12, 0)
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 0, 0, 0)
    assert await shop.events(order_id) == ["order.placed", "order.expired"]
    await prove(shop.database)
    async with unchanged(shop.database):
        await shop.do(expire_order, order_id=order_id)


async def test_it_does_not_expire_before_its_time(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 1})
    wait(shop, 29.9)
    async with unchanged(shop.database):
        await shop.do(expire_order, order_id=order_id)


async def test_a_confirmed_order_never_expires(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 1})
    await authorized(shop, order_id, "12.50")
    wait(shop, 60)
    async with unchanged(shop.database):
        await shop.do(expire_order, order_id=order_id)
    assert (await shop.order(order_id))["status"] == "CONFIRMED"


async def test_what_was_authorised_in_part_is_voided(shop: Shop) -> None:
    tender = TenderRequest(gateway="manual", amount=Decimal("5.00"))
    order_id = await placed(shop, {"MUG": 1}, payments=(tender,))
    wait(shop, 31)
    await shop.do(expire_order, order_id=order_id)
    assert await ledger(shop, order_id) == [
        ("AUTHORIZE", "SUCCEEDED", 500),
        ("VOID", "SUCCEEDED", 500),
    ]
    await prove(shop.database)


async def test_a_payment_nobody_has_asked_for_yet_is_not_asked_for_any_more(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1}, payments=(TenderRequest(gateway="test"),))
    wait(shop, 31)
    await shop.do(expire_order, order_id=order_id)
    assert await ledger(shop, order_id) == [("AUTHORIZE", "FAILED", 1250)]
    await prove(shop.database)


async def test_the_sweeper_finds_what_is_over_and_nothing_else(shop: Shop) -> None:
    old = await unpaid(shop, {"MUG": 1})
    wait(shop, 1)
    held = await unpaid(shop, {"MUG": 1})
    await shop.do(hold_order, order_id=held, reason="Fraud check")
    wait(shop, 19)
    await unpaid(shop, {"MUG": 1})
    await placed(shop, {"MUG": 1})
    wait(shop, 11)
    async with shop.database.read() as read:
        assert await list_expired(read, now=shop.clock.now()) == [old, held]
