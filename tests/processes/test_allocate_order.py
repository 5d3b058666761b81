"""allocateOrder: reservations become work at locations, and move where that is better."""

import pytest

from domain.kernel.errors import IllegalTransition, InsufficientStock, Shortage, VersionConflict
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from domain.processes.order_request import LineRequest
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from tests.factories.orders import allocated, placed, shipped, unpaid, work
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def test_reservations_become_work_at_a_location(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    order, opened = await shop.do(allocate_order, order_id=order_id)
    assert order.allocation_status == "ALLOCATED"
    (fulfillment_order,) = opened
    assert fulfillment_order.status == "OPEN"
    assert fulfillment_order.location_id == shop.locations["BER"].id
    assert fulfillment_order.number == f"{order.number}-F1"
    assert await shop.counters("MUG", "BER") == (10, 0, 2, 0)
    assert await shop.movements("MUG", "BER") == [
        ("RECEIVE", 10),
        ("RESERVE", 2),
        ("UNRESERVE", 2),
        ("ALLOCATE", 2),
    ]
    assert await shop.rows("SELECT * FROM reservation") == []
    events = await shop.events(order_id)
    assert events[-2:] in (
        ["fulfillment_order.opened", "order.allocated"],
        ["order.allocated", "fulfillment_order.opened"],
    )
    await prove(shop.database)


async def test_one_fulfillment_order_per_location(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12, "TEE": 1})
    await allocated(shop, order_id)
    rows = [(row["location"], row["sku"], row["quantity"]) for row in await work(shop, order_id)]
    assert sorted(rows) == [("BER", "MUG", 10), ("HAM", "MUG", 2), ("HAM", "TEE", 1)]
    assert len({row["fulfillment_order_id"] for row in await work(shop, order_id)}) == 2
    await prove(shop.database)


async def test_a_reservation_moves_where_the_order_ships_from_fewer_places(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 7, "TEE": 1})
    assert await shop.counters("MUG", "BER") == (10, 7, 0, 0)
    await shop.stock("MUG", "HAM", +5)
    await allocated(shop, order_id)
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (10, 0, 7, 0)
    assert {row["location"] for row in await work(shop, order_id)} == {"HAM"}
    await prove(shop.database)


async def test_a_reservation_stays_where_only_it_has_the_units(shop: Shop) -> None:
    order_id = await placed(shop, {"CAP": 1})
    await shop.keep_back("CAP", "BER", 5)
    await allocated(shop, order_id)
    assert await shop.counters("CAP", "BER") == (1, 0, 1, 0)
    await prove(shop.database)


async def test_a_location_that_was_closed_since_keeps_what_it_promised(shop: Shop) -> None:
    order_id = await placed(shop, {"CAP": 1})
    await execute(shop.database, "UPDATE location SET active = false")
    await allocated(shop, order_id)
    assert await shop.counters("CAP", "BER") == (1, 0, 1, 0)
    await prove(shop.database)


async def test_a_pinned_line_ships_from_where_it_must(shop: Shop) -> None:
    order_id = await placed(shop, [LineRequest(sku="MUG", quantity=1, location="HAM")])
    await allocated(shop, order_id)
    assert [row["location"] for row in await work(shop, order_id)] == ["HAM"]


async def test_allocating_twice_is_allocating_once(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    first = await allocated(shop, order_id)
    async with unchanged(shop.database):
        assert await allocated(shop, order_id) == first


async def test_an_order_that_is_not_paid_for_is_not_allocated(shop: Shop) -> None:
    order_id = await unpaid(shop, {"MUG": 1})
    async with refused(shop.database, IllegalTransition) as refusal:
        await allocated(shop, order_id)
    assert (refusal.value.current, refusal.value.requested) == ("PENDING", "ALLOCATED")


async def test_another_version_than_the_one_read_is_a_conflict(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    async with refused(shop.database, VersionConflict):
        await shop.do(allocate_order, order_id=order_id, expected_version=2)


async def test_a_backorder_is_filled_when_stock_comes(shop: Shop) -> None:
    order_id = await placed(shop, {"OAK": 3})
    async with refused(shop.database, InsufficientStock) as refusal:
        await allocated(shop, order_id)
    assert refusal.value.shortages == (Shortage("OAK", 3, 0),)

    await shop.stock("OAK", "MUC", 2)
    await allocated(shop, order_id)
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert order["allocation_status"] == "PARTIALLY_ALLOCATED"
    assert (line["allocated_quantity"], line["backordered_quantity"]) == (2, 1)
    await prove(shop.database)

    await shop.stock("OAK", "MUC", 5)
    await allocated(shop, order_id)
    assert (await shop.order(order_id))["allocation_status"] == "ALLOCATED"
    assert await shop.counters("OAK", "MUC") == (7, 0, 3, 0)
    assert [row["quantity"] for row in await work(shop, order_id)] == [3]
    await prove(shop.database)


async def test_more_work_at_a_location_that_has_shipped_is_a_new_fulfillment_order(
    shop: Shop,
) -> None:
    await shop.stock("OAK", "BER", 1)
    order_id = await placed(shop, {"OAK": 2})
    await shipped(shop, order_id)
    await shop.stock("OAK", "BER", 1)
    await allocated(shop, order_id)
    rows = await shop.rows("SELECT number, status FROM fulfillment_order ORDER BY number")
    assert [row["status"] for row in rows] == ["SHIPPED", "OPEN"]
    assert [row["number"][-3:] for row in rows] == ["-F1", "-F2"]
    await prove(shop.database)


async def test_reserved_units_go_out_while_backordered_ones_wait(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2, "OAK": 1})
    await allocated(shop, order_id)
    order = await shop.order(order_id)
    assert order["allocation_status"] == "PARTIALLY_ALLOCATED"
    await shipped_only(shop, order_id)
    assert (await shop.order(order_id))["fulfillment_status"] == "PARTIALLY_SHIPPED"
    await prove(shop.database)


async def shipped_only(shop: Shop, order_id: object) -> None:
    """Ship what is allocated without allocating once more (a backorder would refuse)."""
    rows = await shop.rows("SELECT id FROM fulfillment_order WHERE order_id = $1", order_id)
    for row in rows:
        await shop.do(ship_fulfillment_order, fulfillment_order_id=row["id"], carrier="DHL")


@pytest.mark.parametrize("cancelled", [True, False])
async def test_an_order_with_nothing_waiting_stays_as_it_is(shop: Shop, cancelled: bool) -> None:
    order_id = await placed(shop, {"MUG": 1})
    if cancelled:
        await shop.do(cancel_order, order_id=order_id, reason="Changed their mind")
    else:
        await shipped(shop, order_id)
    async with unchanged(shop.database):
        await shop.do(allocate_order, order_id=order_id)
