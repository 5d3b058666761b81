"""Work at a supplier's location becomes an order to the supplier, who sends it to the customer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from domain.allocation.portions import Portion
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.processes.cancel_order import CancelLine, cancel_order
from domain.processes.hold_order import hold_order
from domain.processes.order_from_suppliers import concerns_suppliers, order_from_suppliers
from domain.processes.order_request import LineRequest
from domain.processes.record_shipment_event import record_shipment_event
from domain.processes.record_supplier_shipment import SentLine, record_supplier_shipment
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from domain.purchasing.drafting import update_purchase_order
from domain.purchasing.service import (
    cancel_purchase_order,
    close_purchase_order,
    confirm_purchase_order,
)
from domain.purchasing.suppliers import create_supplier, update_supplier
from domain.shipments.models import ShipmentStatus
from tests.factories.buying import (
    dropshipper,
    history,
    purchase,
    purchase_lines,
    receive,
    submitted,
    supplier,
)
from tests.factories.orders import allocated, placed, shipped, work
from tests.factories.people import ADDRESS
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def sold(shop: Shop, lines: list[LineRequest] | dict[str, int]) -> UUID:
    """An order whose work is allocated; what lies in Munich is the supplier's."""
    order_id = await placed(shop, lines)
    await allocated(shop, order_id)
    return order_id


async def told(shop: Shop, order_id: UUID) -> UUID:
    """The purchase order that follows the order's work at the supplier."""
    (order,) = await shop.do(order_from_suppliers, order_id=order_id)
    return order.id


async def dropshipped(shop: Shop) -> tuple[UUID, UUID, Mapping[str, Any]]:
    """An order of three oaks, the purchase order that follows it, and the line of its work."""
    await dropshipper(shop, units={"OAK": 5})
    order_id = await sold(shop, {"OAK": 3})
    purchase_id = await told(shop, order_id)
    (line,) = await work(shop, order_id)
    return order_id, purchase_id, line


async def units(shop: Shop, purchase_id: UUID) -> dict[str, tuple[int, int]]:
    """(ordered, sent) by SKU."""
    lines = await purchase_lines(shop, purchase_id)
    return {line["sku"]: (line["quantity"], line["received_quantity"]) for line in lines}


async def parcels(shop: Shop, order_id: UUID) -> list[Mapping[str, Any]]:
    return await shop.rows("SELECT * FROM shipment WHERE order_id = $1 ORDER BY id", order_id)


async def orders_by_word(shop: Shop, word: str) -> list[Mapping[str, Any]]:
    return await shop.rows("SELECT id FROM orders WHERE words @@ to_tsquery('simple', $1)", word)


async def test_the_supplier_is_ordered_from_and_its_tracking_flows_back(shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 5, "TEE": 3})
    order_id = await sold(shop, {"OAK": 2, "TEE": 2, "MUG": 1})
    purchase_id = await told(shop, order_id)
    order = await purchase(shop, purchase_id)
    assert (order["status"], order["location_id"]) == ("SUBMITTED", shop.locations["MUC"].id)
    assert order["ship_to"]["line1"] == ADDRESS.line1
    assert await units(shop, purchase_id) == {"OAK": (2, 0), "TEE": (2, 0)}
    assert [line["unit_cost"] for line in await purchase_lines(shop, purchase_id)] == [4000, 750]
    assert (await shop.level("OAK", "MUC"))["incoming"] == 0, "nothing of it comes to us"
    async with unchanged(shop.database):
        await told(shop, order_id)
    await shop.do(confirm_purchase_order, purchase_order_id=purchase_id)
    shipment = await shop.do(
        record_supplier_shipment,
        purchase_order_id=purchase_id,
        carrier="DHL",
        tracking_number="JJD77",
    )
    (parcel,) = await parcels(shop, order_id)
    assert (parcel["id"], parcel["tracking_number"], parcel["status"]) == (
        shipment.id,
        "JJD77",
        "LABELLED",
    )
    assert await units(shop, purchase_id) == {"OAK": (2, 2), "TEE": (2, 2)}
    assert await history(shop, purchase_id) == ["DRAFT", "SUBMITTED", "CONFIRMED", "RECEIVED"]
    assert await shop.counters("OAK", "MUC") == (3, 0, 0, 0)
    assert (await shop.order(order_id))["fulfillment_status"] == "PARTIALLY_SHIPPED"
    assert "shipment.created" in await shop.events(order_id)
    await shop.do(close_purchase_order, purchase_order_id=purchase_id)
    await prove(shop.database)


async def test_a_supplier_sends_in_parts_over_lines_of_one_product(shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 9})
    order_id = await sold(shop, [LineRequest(sku="OAK", quantity=2), LineRequest(sku="OAK", quantity=3)])
    purchase_id = await told(shop, order_id)
    (line,) = await purchase_lines(shop, purchase_id)
    assert line["quantity"] == 5
    await shop.do(
        record_supplier_shipment,
        purchase_order_id=purchase_id,
        carrier="DHL",
        lines=[SentLine(line["id"], 3)],
    )
    assert (await purchase(shop, purchase_id))["status"] == "PARTIALLY_RECEIVED"
    assert [row["shipped_quantity"] for row in await shop.lines(order_id)] == [2, 1]
    path = ("input", "lines", "0", "quantity")
    async with refused(shop.database, InvalidInput, path=path):
        await shop.do(
            record_supplier_shipment,
            purchase_order_id=purchase_id,
            carrier="DHL",
            lines=[SentLine(line["id"], 3)],
        )
    await shop.do(record_supplier_shipment, purchase_order_id=purchase_id, carrier="DHL")
    assert await units(shop, purchase_id) == {"OAK": (5, 5)}
    assert len(await parcels(shop, order_id)) == 2
    await prove(shop.database)


async def test_what_a_customer_cancels_the_supplier_does_not_send(shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 5, "TEE": 9})
    order_id = await sold(shop, {"OAK": 3, "TEE": 9})
    purchase_id = await told(shop, order_id)
    oak, tee = await shop.lines(order_id)
    some = [CancelLine(oak["id"], 1), CancelLine(tee["id"], 9)]
    await shop.do(cancel_order, order_id=order_id, reason="Mood", lines=some)
    await told(shop, order_id)
    assert await units(shop, purchase_id) == {"OAK": (2, 0)}
    events = await shop.rows("SELECT type FROM event WHERE type = 'purchase_order.changed'")
    assert len(events) == 1
    await shop.do(cancel_order, order_id=order_id, reason="Mood")
    await told(shop, order_id)
    assert (await purchase(shop, purchase_id))["status"] == "CANCELLED"
    async with unchanged(shop.database):
        await told(shop, order_id)
    async with refused(shop.database, IllegalTransition):
        await shop.do(record_supplier_shipment, purchase_order_id=purchase_id, carrier="DHL")
    await prove(shop.database)


async def test_goods_that_staff_ship_by_hand_count_as_sent(shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 5})
    order_id = await sold(shop, {"OAK": 3})
    purchase_id = await told(shop, order_id)
    await shipped(shop, order_id, units=2)
    await told(shop, order_id)
    assert await units(shop, purchase_id) == {"OAK": (3, 2)}
    await shop.do(cancel_order, order_id=order_id, reason="Enough")
    await told(shop, order_id)
    assert await units(shop, purchase_id) == {"OAK": (2, 2)}
    assert (await purchase(shop, purchase_id))["status"] == "RECEIVED"
    await prove(shop.database)


async def test_the_suppliers_number_goes_to_the_parcel_that_staff_sent_without(shop: Shop) -> None:
    order_id, purchase_id, line = await dropshipped(shop)
    piece = line["fulfillment_order_id"]
    for units in ([Portion(line["id"], 1)], None):
        await shop.do(ship_fulfillment_order, fulfillment_order_id=piece, carrier="Van", lines=units)
    before = await shop.counters("OAK", "MUC")

    async def say(number: str | None) -> UUID:
        sent = {"purchase_order_id": purchase_id, "carrier": "DHL", "tracking_number": number}
        return (await shop.do(record_supplier_shipment, **sent)).id

    first, second = await parcels(shop, order_id)
    assert await say(None) == second["id"]
    assert [await say("JJD1"), await say("JJD2"), await say("JJD1")] == [
        first["id"],
        second["id"],
        first["id"],
    ]
    found = [
        (row["carrier"], row["tracking_number"], row["status"]) for row in await parcels(shop, order_id)
    ]
    assert found == [("DHL", "JJD1", "LABELLED"), ("DHL", "JJD2", "LABELLED")]
    assert (await shop.events(order_id)).count("shipment.labelled") == 2
    assert [row["id"] for row in await orders_by_word(shop, "jjd2")] == [order_id]
    assert await shop.counters("OAK", "MUC") == before, "nothing leaves again"
    async with refused(shop.database, InvalidInput, path=("input", "trackingNumber")) as refusal:
        await say("JJD3")
    assert "JJD2" in refusal.value.message
    await prove(shop.database)


async def test_a_parcel_that_is_further_than_its_label_stays_there(shop: Shop) -> None:
    order_id, purchase_id, line = await dropshipped(shop)
    piece = line["fulfillment_order_id"]
    parcel = await shop.do(ship_fulfillment_order, fulfillment_order_id=piece, carrier="DHL")
    await shop.do(record_shipment_event, shipment_id=parcel.id, status=ShipmentStatus.OUT_FOR_DELIVERY)
    await shop.do(
        record_supplier_shipment,
        purchase_order_id=purchase_id,
        carrier="DHL",
        tracking_number="JJD1",
    )
    (row,) = await parcels(shop, order_id)
    assert (row["tracking_number"], row["status"]) == ("JJD1", "OUT_FOR_DELIVERY")


async def test_an_order_on_hold_is_not_sent(shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 5})
    order_id = await sold(shop, {"OAK": 3})
    purchase_id = await told(shop, order_id)
    await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    async with refused(shop.database, IllegalTransition):
        await shop.do(record_supplier_shipment, purchase_order_id=purchase_id, carrier="DHL")


async def test_a_dropshipped_order_is_not_changed_by_itself(shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 5})
    purchase_id = await told(shop, await sold(shop, {"OAK": 3}))
    async with refused(shop.database, IllegalTransition):
        await shop.do(update_purchase_order, purchase_order_id=purchase_id, note="Hurry")
    async with refused(shop.database, IllegalTransition):
        await shop.do(cancel_purchase_order, purchase_order_id=purchase_id, reason="No")
    async with refused(shop.database, IllegalTransition):
        await shop.do(close_purchase_order, purchase_order_id=purchase_id)
    async with refused(shop.database, IllegalTransition):
        await receive(shop, purchase_id, (1, 0, 0))


async def test_goods_that_come_to_us_are_not_sent_by_the_supplier(shop: Shop) -> None:
    ours = await submitted(shop, await supplier(shop), {"OAK": 3})
    async with refused(shop.database, IllegalTransition):
        await shop.do(record_supplier_shipment, purchase_order_id=ours, carrier="DHL")
    async with refused(shop.database, NotFound, path=("input", "purchaseOrderId")):
        await shop.do(record_supplier_shipment, purchase_order_id=new_id(), carrier="DHL")


async def test_only_work_at_a_suppliers_location_concerns_a_supplier(shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 5})
    ours = await sold(shop, {"MUG": 1})
    theirs = await sold(shop, {"OAK": 1})
    assert await shop.do(concerns_suppliers, order_id=ours) is False
    assert await shop.do(concerns_suppliers, order_id=theirs) is True
    async with unchanged(shop.database):
        assert await shop.do(order_from_suppliers, order_id=ours) == []
    assert len(await work(shop, theirs)) == 1


@pytest.mark.parametrize(
    ("code", "error"), [("BER", InvalidInput), ("NIX", NotFound), ("MUC", InvalidInput)]
)
async def test_a_location_stands_for_one_supplier_and_is_of_its_kind(
    shop: Shop, code: str, error: type[InvalidInput]
) -> None:
    behind = await dropshipper(shop, units={})
    async with refused(shop.database, error, path=("input", "locationCode")):
        await shop.do(create_supplier, code="NEW", name="New", currency="EUR", location_code=code)
    await shop.do(update_supplier, supplier_id=behind, location_code="MUC", name="Still behind it")
