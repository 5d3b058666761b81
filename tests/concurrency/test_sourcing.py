"""Sourcing in a crowd: no unit from two places, no day fuller than it may be."""

import pytest

from domain.allocation.portions import Portion
from domain.inventory.levels import set_safety_stock
from domain.kernel.errors import InsufficientStock
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from domain.processes.hold_fulfillment_order import hold_fulfillment_order
from domain.processes.move_fulfillment_order import move_fulfillment_order
from domain.processes.order_request import LineRequest
from domain.processes.report_short_pick import report_short_pick
from domain.processes.split_fulfillment_order import split_fulfillment_order
from tests.concurrency.conftest import at_once
from tests.concurrency.test_stock import kinds
from tests.factories.orders import allocated, placed, work
from tests.factories.proof import prove
from tests.factories.rows import execute
from tests.factories.shop import Shop


@pytest.mark.parametrize("turn", range(5))
async def test_the_last_unit_in_two_locations_split_against_single(shop: Shop, turn: int) -> None:
    """Two units, one in each of two places: an order for both against two orders for one."""
    await shop.stock("OAK", "BER", 1)
    await shop.stock("OAK", "HAM", 1)
    both = await placed(shop, {"OAK": 2})
    await shop.stock("OAK", "MUC", 1)
    await shop.do(set_safety_stock, sku="OAK", location_code="MUC", safety_stock=1, reason="Shown")
    singles = [await placed(shop, {"OAK": 1}) for _ in range(2)]
    orders = [both, *singles][:: -1 if turn % 2 else 1]
    outcomes = await at_once(shop.do(allocate_order, order_id=each) for each in orders)
    assert kinds(outcomes) == {"done": 1, "InsufficientStock": 2}
    assert [(row["location"], row["quantity"]) for row in await work(shop, both)] == [
        ("BER", 1),
        ("HAM", 1),
    ]
    await prove(shop.database)


@pytest.mark.parametrize("turn", range(5))
async def test_one_of_two_backorders_gets_the_last_units_and_none_gets_them_twice(
    shop: Shop, turn: int
) -> None:
    orders = [await placed(shop, {"OAK": units}) for units in (2, 1, 1)]
    await shop.stock("OAK", "BER", 1)
    await shop.stock("OAK", "HAM", 1)
    outcomes = await at_once(
        shop.do(allocate_order, order_id=each) for each in orders[:: -1 if turn % 2 else 1]
    )
    assert set(kinds(outcomes)) <= {"done", "InsufficientStock"}
    given = [row["quantity"] for each in orders for row in await work(shop, each)]
    assert sum(given) == 2
    for code in ("BER", "HAM"):
        assert await shop.counters("OAK", code) == (1, 0, 1, 0)
    await prove(shop.database)


async def test_a_day_is_never_fuller_than_its_capacity(shop: Shop) -> None:
    """Thirty orders want a day that has room for ten units; the others wait, reserved where they are."""
    await shop.stock("MUG", "BER", +60)
    await execute(shop.database, "UPDATE location SET daily_capacity = 10 WHERE code = 'BER'")
    await execute(shop.database, "UPDATE location SET active = false WHERE code <> 'BER'")
    orders = [await placed(shop, {"MUG": 1 + nth % 3}) for nth in range(30)]
    outcomes = await at_once(shop.do(allocate_order, order_id=each, waits=True) for each in orders)
    assert kinds(outcomes) == {"done": 30}
    units = [row["quantity"] for each in orders for row in await work(shop, each)]
    assert sum(units) == 10
    rows = await prove(shop.database)
    assert sum(row["quantity"] for row in rows["reservation"]) == 60 - 10
    waiting = [row for row in rows["allocation_decision"] if row["outcome"] == "WAITING"]
    assert all(row["retry_at"] == "2026-03-03T00:00:00+00:00" for row in waiting)


async def test_two_workers_who_wait_for_the_same_order_decide_once(shop: Shop) -> None:
    order_id = await placed(shop, {"OAK": 1})
    outcomes = await at_once(shop.do(allocate_order, order_id=order_id, waits=True) for _ in range(6))
    assert not [each for each in outcomes if isinstance(each, InsufficientStock)]
    rows = await prove(shop.database)
    assert [(row["number"], row["tries"]) for row in rows["allocation_decision"]] == [(1, 6)]


async def test_two_of_the_staff_who_move_the_same_work_move_it_once(shop: Shop) -> None:
    """One sends it to Hamburg, one to Munich: one of them is refused, and no unit is in two places."""
    for sku in ("MUG", "TEE"):
        await shop.stock(sku, "HAM", +20)
        await shop.stock(sku, "MUC", +20)
    order_id = await placed(shop, [LineRequest(sku="MUG", quantity=3)])
    (work_id,) = await allocated(shop, order_id)
    home = (await work(shop, order_id))[0]["location"]
    outcomes = await at_once(
        shop.do(
            move_fulfillment_order,
            fulfillment_order_id=work_id,
            location_code=code,
            reason="A better place",
        )
        for code in ({"BER", "HAM", "MUC"} - {home})
        for _ in range(4)
    )
    assert kinds(outcomes) == {"done": 1, "IllegalTransition": 7}
    rows = await work(shop, order_id)
    assert sum(row["quantity"] for row in rows) == 3
    assert len({row["location"] for row in rows}) == 1
    await prove(shop.database)


async def test_an_order_is_moved_split_held_picked_short_and_allocated_at_once(shop: Shop) -> None:
    await shop.stock("MUG", "HAM", +20)
    orders = [await placed(shop, {"MUG": 3}) for _ in range(4)]
    attempts = []
    for order_id in orders:
        (work_id,) = await allocated(shop, order_id)
        (line,) = await work(shop, order_id)
        one = [Portion(line["id"], 1)]
        attempts += [
            shop.do(
                move_fulfillment_order,
                fulfillment_order_id=work_id,
                location_code="HAM",
                reason="A better place",
            ),
            shop.do(split_fulfillment_order, fulfillment_order_id=work_id, lines=one),
            shop.do(report_short_pick, fulfillment_order_id=work_id, lines=one, reason="Not there"),
            shop.do(hold_fulfillment_order, fulfillment_order_id=work_id, reason="Wet floor"),
            shop.do(allocate_order, order_id=order_id, waits=True),
            shop.do(cancel_order, order_id=order_id, reason="Never mind"),
        ]
    outcomes = await at_once(attempts)
    assert set(kinds(outcomes)) <= {
        "done",
        "IllegalTransition",
        "InsufficientStock",
        "InvalidInput",
    }
    await prove(shop.database)


async def test_the_last_units_of_a_place_go_to_one_of_two_who_move_work_there(shop: Shop) -> None:
    orders = [await placed(shop, {"MUG": 3}) for _ in range(3)]
    works = [(await allocated(shop, each))[0] for each in orders]
    outcomes = await at_once(
        shop.do(move_fulfillment_order, fulfillment_order_id=each, location_code="HAM", reason="Nearer")
        for each in works
    )
    assert kinds(outcomes) == {"done": 1, "InsufficientStock": 2}
    assert await shop.counters("MUG", "HAM") == (5, 0, 3, 0)
    await prove(shop.database)
