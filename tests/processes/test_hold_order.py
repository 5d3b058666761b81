"""holdOrder and releaseOrderHold: a held order is neither allocated nor shipped."""

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound, VersionConflict
from domain.kernel.ids import new_id
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from domain.processes.hold_order import hold_order, release_order_hold
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from tests.factories.money import paid
from tests.factories.orders import allocated, delivered, placed, report, shipped
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def test_a_held_order_is_not_allocated_until_it_is_released(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    held = await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    assert (held.on_hold, held.version) == (True, 2)
    async with refused(shop.database, IllegalTransition) as refusal:
        await shop.do(allocate_order, order_id=order_id)
    assert refusal.value.current == "ON_HOLD"

    released = await shop.do(release_order_hold, order_id=order_id)
    assert (released.on_hold, released.version) == (False, 3)
    await allocated(shop, order_id)
    assert (await shop.order(order_id))["allocation_status"] == "ALLOCATED"
    events = await shop.events(order_id)
    assert events.index("order.held") < events.index("order.hold_released")
    await prove(shop.database)


async def test_a_held_order_does_not_ship(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    (work,) = await allocated(shop, order_id)
    await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    (row,) = await shop.rows("SELECT status FROM fulfillment_order")
    assert row["status"] == "ON_HOLD"
    async with refused(shop.database, IllegalTransition):
        await shop.do(ship_fulfillment_order, fulfillment_order_id=work, carrier="DHL")
    await shop.do(release_order_hold, order_id=order_id)
    (row,) = await shop.rows("SELECT status FROM fulfillment_order")
    assert row["status"] == "OPEN"
    await shop.do(ship_fulfillment_order, fulfillment_order_id=work, carrier="DHL")


async def test_a_hold_says_who_and_why_and_who_let_go(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    await shop.do(release_order_hold, order_id=order_id)
    (hold,) = await shop.rows("SELECT * FROM order_hold")
    assert hold["reason"] == "Fraud check"
    assert hold["placed_by"] == hold["released_by"] == "staff:ana@waybill.example"
    assert hold["released_at"] == shop.clock.now()


async def test_holding_twice_and_releasing_twice_is_doing_it_once(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    async with unchanged(shop.database):
        await shop.do(release_order_hold, order_id=order_id)
    await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    async with unchanged(shop.database):
        await shop.do(hold_order, order_id=order_id, reason="Once more")


async def test_what_is_on_its_way_arrives_and_the_order_ends_with_the_hold(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 1})
    (shipment_id,) = await shipped(shop, order_id)
    await shop.do(hold_order, order_id=order_id, reason="Address in doubt")
    await report(shop, shipment_id, "DELIVERED")
    order = await shop.order(order_id)
    assert (order["status"], order["fulfillment_status"]) == ("CONFIRMED", "DELIVERED")
    await shop.do(release_order_hold, order_id=order_id)
    assert (await shop.order(order_id))["status"] == "COMPLETED"
    await prove(shop.database)


async def test_what_is_left_of_a_held_order_can_be_cancelled(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 2})
    await shipped(shop, order_id, units=1)
    await shop.do(hold_order, order_id=order_id, reason="Address in doubt")
    await shop.do(cancel_order, order_id=order_id, reason="No answer")
    (row,) = await shop.rows("SELECT status FROM fulfillment_order")
    assert row["status"] == "SHIPPED"
    await prove(shop.database)


@pytest.mark.parametrize("over", ["CANCELLED", "COMPLETED"])
async def test_an_order_that_is_over_is_not_held(shop: Shop, over: str) -> None:
    order_id = await paid(shop, {"MUG": 1})
    if over == "CANCELLED":
        await shop.do(cancel_order, order_id=order_id, reason="Changed their mind")
    else:
        await delivered(shop, order_id)
    async with refused(shop.database, IllegalTransition) as refusal:
        await shop.do(hold_order, order_id=order_id, reason="Too late")
    assert refusal.value.current == over


async def test_bad_input_is_refused_by_name(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    async with refused(shop.database, InvalidInput, path=("input", "reason")):
        await shop.do(hold_order, order_id=order_id, reason="")
    async with refused(shop.database, NotFound, path=("input", "orderId")):
        await shop.do(hold_order, order_id=new_id(), reason="Why")
    async with refused(shop.database, VersionConflict):
        await shop.do(hold_order, order_id=order_id, reason="Why", expected_version=2)
    async with refused(shop.database, VersionConflict):
        await shop.do(release_order_hold, order_id=order_id, expected_version=2)
