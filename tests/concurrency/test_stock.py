"""Many want the same units at once: what there is is sold, not one unit more, and nobody sees why."""

import random
from collections import Counter
from uuid import UUID

import pytest

from domain.inventory.service import adjust_stock
from domain.kernel.errors import InsufficientStock, Shortage
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from domain.processes.order_request import LineRequest
from domain.processes.place_order import place_order
from domain.processes.ship_fulfillment_order import ShipLine, ship_fulfillment_order
from tests.concurrency.conftest import CROWD, at_once
from tests.factories.orders import allocated, placed, request, work
from tests.factories.proof import prove
from tests.factories.reading import everything
from tests.factories.shop import Shop


def kinds(outcomes: list[object]) -> Counter[str]:
    """How many attempts ended how."""
    return Counter(
        type(each).__name__ if isinstance(each, BaseException) else "done" for each in outcomes
    )


async def test_of_fifty_who_want_the_last_unit_one_gets_it(shop: Shop) -> None:
    before = await everything(shop.database)
    outcomes = await at_once(
        shop.do(place_order, request=request({"CAP": 1}, email=f"client{nth}@example.com"))
        for nth in range(CROWD)
    )
    assert kinds(outcomes) == {"done": 1, "InsufficientStock": CROWD - 1}
    for each in outcomes:
        if isinstance(each, InsufficientStock):
            assert each.shortages == (Shortage("CAP", 1, 0),)
    assert await shop.counters("CAP", "BER") == (1, 1, 0, 0)
    after = await prove(shop.database)
    grown = {
        name: len(after[name]) - len(before[name])
        for name in after
        if len(after[name]) != len(before[name])
    }
    assert grown == {
        "orders": 1,
        "order_line": 1,
        "customer": 1,
        "reservation": 1,
        "stock_movement": 1,
        "event": 1,
        "event_sequence": 1,
        "outbox": 2,
    }


@pytest.mark.parametrize(("stock", "sold"), [(250, 200), (120, 120)])
async def test_two_hundred_orders_of_two_products_in_either_order(
    shop: Shop, stock: int, sold: int
) -> None:
    await shop.stock("MUG", "MUC", stock - 15)
    await shop.stock("TEE", "MUC", stock - 8)
    lines = [LineRequest(sku="MUG", quantity=1), LineRequest(sku="TEE", quantity=1)]
    outcomes = await at_once(
        placed(
            shop,
            lines if nth % 2 else lines[::-1],
            email=f"client{nth % 20}@example.com",
            payments=(),
        )
        for nth in range(200)
    )
    expected = {"done": sold, "InsufficientStock": 200 - sold}
    assert kinds(outcomes) == {kind: count for kind, count in expected.items() if count}
    rows = await prove(shop.database)
    assert len(rows["orders"]) == sold
    for sku in ("MUG", "TEE"):
        levels = [row for row in rows["stock_level"] if row["product_id"] == str(shop.products[sku].id)]
        assert sum(row["on_hand"] for row in levels) == stock
        assert sum(row["reserved"] for row in levels) == sold


async def test_orders_for_many_products_in_any_order_all_get_theirs(shop: Shop) -> None:
    for sku in ("MUG", "TEE", "CAP", "OAK"):
        for code in ("BER", "HAM", "MUC"):
            await shop.stock(sku, code, +20)
    shuffled = random.Random(7)

    def lines() -> list[LineRequest]:
        skus = shuffled.sample(["MUG", "TEE", "CAP", "OAK"], 3)
        return [LineRequest(sku=sku, quantity=shuffled.randint(1, 3)) for sku in skus]

    outcomes = await at_once(placed(shop, lines(), payments=()) for _ in range(25))
    assert kinds(outcomes) == {"done": 25}
    await prove(shop.database)


async def test_stock_is_sold_allocated_cancelled_and_adjusted_at_once(shop: Shop) -> None:
    orders = [await placed(shop, {"MUG": 1, "TEE": 1}) for _ in range(6)]
    outcomes = await at_once(
        [
            *(shop.do(allocate_order, order_id=each) for each in orders),
            *(shop.do(cancel_order, order_id=each, reason="Never mind") for each in orders[:3]),
            *(placed(shop, {"TEE": 1, "MUG": 2}) for _ in range(6)),
            *(
                shop.do(adjust_stock, sku="MUG", location_code=code, delta=delta, reason="Count")
                for code, delta in (("BER", -1), ("HAM", +3), ("BER", +2), ("HAM", -1))
            ),
        ]
    )
    assert set(kinds(outcomes)) <= {"done", "InsufficientStock", "IllegalTransition"}
    await prove(shop.database)


async def test_one_order_allocated_by_ten_hands_gets_its_work_once(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12})
    outcomes = await at_once(shop.do(allocate_order, order_id=order_id) for _ in range(10))
    assert kinds(outcomes) == {"done": 10}
    assert sum(row["quantity"] for row in await work(shop, order_id)) == 12
    assert len(await shop.rows("SELECT 1 FROM fulfillment_order")) == 2
    await prove(shop.database)


async def test_one_backorder_unit_goes_to_one_of_many_who_wait(shop: Shop) -> None:
    waiting = [await placed(shop, {"OAK": 1}) for _ in range(10)]
    await shop.stock("OAK", "MUC", 3)
    outcomes = await at_once(shop.do(allocate_order, order_id=each) for each in waiting)
    assert kinds(outcomes) == {"done": 3, "InsufficientStock": 7}
    assert await shop.counters("OAK", "MUC") == (3, 0, 3, 0)
    await prove(shop.database)


async def test_goods_ship_once_however_many_hands_pack_them(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 4})
    await allocated(shop, order_id)
    (line,) = await work(shop, order_id)
    one = [ShipLine(line["id"], 1)]
    outcomes = await at_once(
        shop.do(
            ship_fulfillment_order,
            fulfillment_order_id=line["fulfillment_order_id"],
            carrier="DHL",
            lines=one,
        )
        for _ in range(10)
    )
    assert kinds(outcomes)["done"] == 4
    assert set(kinds(outcomes)) <= {"done", "InvalidInput", "IllegalTransition"}
    assert await shop.counters("MUG", "BER") == (6, 0, 0, 0)
    await prove(shop.database)


async def test_a_unit_either_ships_or_is_cancelled(shop: Shop) -> None:
    orders = [await placed(shop, {"MUG": 1}) for _ in range(8)]
    ready: list[UUID] = []
    for order_id in orders:
        ready.extend(await allocated(shop, order_id))
    outcomes = await at_once(
        [
            *(shop.do(cancel_order, order_id=each, reason="Never mind") for each in orders),
            *(
                shop.do(ship_fulfillment_order, fulfillment_order_id=each, carrier="DHL")
                for each in ready
            ),
        ]
    )
    assert kinds(outcomes) == {"done": 8, "IllegalTransition": 8}
    rows = await prove(shop.database)
    for line in rows["order_line"]:
        assert line["shipped_quantity"] + line["cancelled_quantity"] == 1
