"""Holds under a crowd: kept or sold, never both; what an order has decided no expiry undoes."""

from dataclasses import replace
from datetime import timedelta

from domain.holds.rules import HoldLimits
from domain.kernel.clock import FixedClock
from domain.processes.expire_holds import expire_holds
from domain.processes.expire_order import expire_order
from domain.processes.hold_stock import extend_stock_hold, release_stock_hold
from tests.concurrency.conftest import CROWD, at_once
from tests.concurrency.test_stock import kinds
from tests.factories.carts import LIMITS, held, hold_row, wait
from tests.factories.money import authorized
from tests.factories.orders import placed, unpaid
from tests.factories.proof import prove
from tests.factories.shop import Shop


def later(shop: Shop, minutes: float) -> Shop:
    """The same shop as seen from a machine whose clock is ahead."""
    return replace(shop, clock=FixedClock(shop.clock.now() + timedelta(minutes=minutes)))


async def test_of_fifty_who_hold_the_last_unit_one_does(shop: Shop) -> None:
    outcomes = await at_once(held(shop, {"CAP": 1}) for _ in range(CROWD))
    assert kinds(outcomes) == {"done": 1, "InsufficientStock": CROWD - 1}
    await prove(shop.database)


async def test_expired_units_are_sold_once_however_many_want_them(shop: Shop) -> None:
    for _ in range(15):
        await held(shop, {"MUG": 1})
    wait(shop, 15)
    outcomes = await at_once(
        [
            *(placed(shop, {"MUG": 1}, payments=()) for _ in range(30)),
            *(shop.do(expire_holds, limit=5) for _ in range(5)),
            *(held(shop, {"MUG": 1}) for _ in range(10)),
        ]
    )
    assert kinds(outcomes) == {"done": 15 + 5, "InsufficientStock": 25}
    rows = await prove(shop.database)
    assert len(rows["orders"]) + len(rows["held_units"]) == 15


async def test_a_hold_that_expires_while_it_becomes_an_order_does_one_of_the_two(shop: Shop) -> None:
    """Ten carts, each converted while a sweeper ahead of time expires it and a stranger wants it."""
    await shop.stock("CAP", "BER", 9)
    carts = [await held(shop, {"CAP": 1}) for _ in range(10)]
    ahead = later(shop, 15)
    outcomes = await at_once(
        [
            *(placed(shop, {"CAP": 1}, hold_id=hold_id) for hold_id in carts),
            *(ahead.do(expire_holds, limit=2) for _ in range(5)),
            *(placed(ahead, {"CAP": 1}) for _ in range(10)),
        ]
    )
    assert set(kinds(outcomes)) <= {"done", "InsufficientStock"}
    rows = await prove(shop.database)
    assert len(rows["orders"]) == 10, "each unit was sold, and sold once"
    assert await shop.counters("CAP", "BER") == (10, 10, 0, 0)
    assert {row["status"] for row in rows["orders"]} == {"CONFIRMED"}


async def test_a_hold_is_released_or_ordered_by_ten_hands(shop: Shop) -> None:
    hold_id = await held(shop, {"CAP": 1})
    outcomes = await at_once(
        [
            *(placed(shop, {"CAP": 1}, hold_id=hold_id) for _ in range(5)),
            *(shop.do(release_stock_hold, hold_id=hold_id) for _ in range(3)),
            *(shop.do(extend_stock_hold, hold_id=hold_id, limits=LIMITS) for _ in range(3)),
        ]
    )
    assert set(kinds(outcomes)) <= {"done", "IllegalTransition", "InvalidInput"}
    rows = await prove(shop.database)
    assert len(rows["orders"]) == 1
    assert (await hold_row(shop, hold_id))["status"] in ("CONVERTED", "RELEASED")


async def test_one_customer_does_not_hold_more_by_asking_at_once(shop: Shop) -> None:
    lena = await shop.buyer(await placed(shop, {"TEE": 1}))
    limits = HoldLimits(most_holds=3)
    outcomes = await at_once(held(shop, {"MUG": 1}, actor=lena, limits=limits) for _ in range(10))
    assert kinds(outcomes) == {"done": 3, "InvalidInput": 7}
    await prove(shop.database)


async def test_an_expiry_job_never_cancels_a_paid_order(shop: Shop) -> None:
    """The money comes in the very moment the order's time is over."""
    orders = [await unpaid(shop, {"MUG": 1}, hold_id=await held(shop, {"MUG": 1})) for _ in range(10)]
    ahead = later(shop, 31)
    outcomes = await at_once(
        [
            *(authorized(shop, order_id, "12.50") for order_id in orders),
            *(ahead.do(expire_order, order_id=order_id) for order_id in orders),
            *(ahead.do(expire_holds) for _ in range(3)),
        ]
    )
    assert set(kinds(outcomes)) <= {"done", "IllegalTransition"}
    rows = await prove(shop.database)
    paid = {row["order_id"] for row in rows["payment"]}
    for order in rows["orders"]:
        expected = "CONFIRMED" if order["id"] in paid else "EXPIRED"
        assert order["status"] == expected
    reserved = sum(row["quantity"] for row in rows["reservation"])
    assert reserved == len(paid)
