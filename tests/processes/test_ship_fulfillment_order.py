"""shipFulfillmentOrder: goods leave wholly or in parts, and every parcel posts what left."""

from uuid import UUID

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.processes.cancel_order import cancel_order
from domain.processes.ship_fulfillment_order import ShipLine, ship_fulfillment_order
from tests.factories.orders import allocated, placed, shipped, work
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def ready(shop: Shop, units: int = 3) -> tuple[UUID, UUID, UUID]:
    """An order of mugs, its fulfillment order and the one line of that."""
    order_id = await placed(shop, {"MUG": units})
    await allocated(shop, order_id)
    (line,) = await work(shop, order_id)
    return order_id, line["fulfillment_order_id"], line["id"]


async def test_shipping_posts_the_goods_out(shop: Shop) -> None:
    order_id, work_id, _ = await ready(shop)
    shipment = await shop.do(
        ship_fulfillment_order,
        fulfillment_order_id=work_id,
        carrier="DHL",
        tracking_number="JJD0001",
    )
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert (shipment.status, shipment.carrier) == ("LABELLED", "DHL")
    assert shipment.number == f"{order['number']}-S1"
    assert shipment.shipped_at == shop.clock.now()
    assert order["fulfillment_status"] == "SHIPPED"
    assert (line["allocated_quantity"], line["shipped_quantity"]) == (0, 3)
    assert await shop.counters("MUG", "BER") == (7, 0, 0, 0)
    assert (await shop.movements("MUG", "BER"))[-1] == ("SHIP", 3)
    (row,) = await shop.rows("SELECT status FROM fulfillment_order")
    assert row["status"] == "SHIPPED"
    assert (await shop.events(order_id))[-1] == "shipment.created"
    await prove(shop.database)


async def test_a_parcel_without_a_tracking_number_waits_for_its_label(shop: Shop) -> None:
    _, work_id, _ = await ready(shop)
    shipment = await shop.do(ship_fulfillment_order, fulfillment_order_id=work_id, carrier="DHL")
    assert (shipment.status, shipment.tracking_number) == ("LABEL_PENDING", None)


async def test_it_ships_in_parts(shop: Shop) -> None:
    order_id, work_id, line_id = await ready(shop, 3)
    numbers = []
    for quantity, status in ((1, "PARTIALLY_SHIPPED"), (2, "SHIPPED")):
        shipment = await shop.do(
            ship_fulfillment_order,
            fulfillment_order_id=work_id,
            carrier="DHL",
            lines=[ShipLine(line_id, quantity)],
        )
        numbers.append(shipment.number[-3:])
        assert (await shop.order(order_id))["fulfillment_status"] == status
        await prove(shop.database)
    assert numbers == ["-S1", "-S2"]
    assert [kind for kind, _ in await shop.movements("MUG", "BER")][-2:] == ["SHIP", "SHIP"]


async def test_shipping_twice_posts_one_movement(shop: Shop) -> None:
    _, work_id, _ = await ready(shop)
    first = await shop.do(ship_fulfillment_order, fulfillment_order_id=work_id, carrier="DHL")
    async with unchanged(shop.database):
        again = await shop.do(ship_fulfillment_order, fulfillment_order_id=work_id, carrier="UPS")
    assert again.id == first.id


async def test_each_location_ships_its_own_part(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 12})
    assert len(await shipped(shop, order_id)) == 2
    assert await shop.counters("MUG", "BER") == (0, 0, 0, 0)
    assert await shop.counters("MUG", "HAM") == (3, 0, 0, 0)
    assert (await shop.order(order_id))["fulfillment_status"] == "SHIPPED"
    await prove(shop.database)


@pytest.mark.parametrize("quantity", [0, -1, 4, 2**31])
async def test_units_that_are_not_there_are_refused_by_name(shop: Shop, quantity: int) -> None:
    _, work_id, line_id = await ready(shop, 3)
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
        await shop.do(
            ship_fulfillment_order,
            fulfillment_order_id=work_id,
            carrier="DHL",
            lines=[ShipLine(line_id, quantity)],
        )


async def test_a_line_named_twice_is_counted_together(shop: Shop) -> None:
    _, work_id, line_id = await ready(shop, 3)
    async with refused(shop.database, InvalidInput, path=("input", "lines", "1", "quantity")):
        await shop.do(
            ship_fulfillment_order,
            fulfillment_order_id=work_id,
            carrier="DHL",
            lines=[ShipLine(line_id, 2), ShipLine(line_id, 2)],
        )


async def test_what_was_cancelled_does_not_ship(shop: Shop) -> None:
    order_id, work_id, _ = await ready(shop)
    await shop.do(cancel_order, order_id=order_id, reason="Changed their mind")
    async with refused(shop.database, IllegalTransition) as refusal:
        await shop.do(ship_fulfillment_order, fulfillment_order_id=work_id, carrier="DHL")
    assert (refusal.value.current, refusal.value.allowed) == ("CANCELLED", ())


async def test_bad_input_is_refused_by_name(shop: Shop) -> None:
    _, work_id, line_id = await ready(shop)
    async with refused(shop.database, NotFound, path=("input", "fulfillmentOrderId")):
        await shop.do(ship_fulfillment_order, fulfillment_order_id=new_id(), carrier="DHL")
    async with refused(shop.database, InvalidInput, path=("input", "carrier")):
        await shop.do(ship_fulfillment_order, fulfillment_order_id=work_id, carrier=" ")
    async with refused(shop.database, InvalidInput, path=("input", "trackingNumber")):
        await shop.do(
            ship_fulfillment_order,
            fulfillment_order_id=work_id,
            carrier="DHL",
            tracking_number="\x00",
        )
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await shop.do(ship_fulfillment_order, fulfillment_order_id=work_id, carrier="DHL", lines=[])
    path = ("input", "lines", "0", "fulfillmentOrderLineId")
    async with refused(shop.database, NotFound, path=path):
        await shop.do(
            ship_fulfillment_order,
            fulfillment_order_id=work_id,
            carrier="DHL",
            lines=[ShipLine(new_id(), 1)],
        )
    del line_id
