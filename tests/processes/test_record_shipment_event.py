"""recordShipmentEvent: a parcel moves along; late and repeated reports change nothing."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.processes.cancel_order import cancel_order
from domain.processes.record_shipment_event import record_shipment_event
from domain.shipments.models import ShipmentStatus
from tests.factories.money import captured, paid
from tests.factories.orders import delivered, placed, report, shipped
from tests.factories.proof import prove
from tests.factories.reading import refused, snapshot
from tests.factories.shop import MORNING, Shop


def at(hours: float) -> dict[str, object]:
    return {"occurred_at": MORNING + timedelta(hours=hours)}


async def on_its_way(shop: Shop, units: int = 1) -> tuple[UUID, UUID]:
    order_id = await paid(shop, {"MUG": units})
    (shipment_id,) = await shipped(shop, order_id)
    shop.clock.set(MORNING + timedelta(days=3))
    return order_id, shipment_id


async def status(shop: Shop) -> str:
    (row,) = await shop.rows("SELECT status FROM shipment")
    return str(row["status"])


async def test_a_parcel_goes_from_its_label_to_the_door(shop: Shop) -> None:
    order_id, shipment_id = await on_its_way(shop, 2)
    for hours, reported in enumerate(["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"], start=1):
        await report(shop, shipment_id, reported, **at(hours))
        assert await status(shop) == reported
        await prove(shop.database)
    order, (line,) = await shop.order(order_id), await shop.lines(order_id)
    assert (order["status"], order["fulfillment_status"]) == ("COMPLETED", "DELIVERED")
    assert line["delivered_quantity"] == 2
    (row,) = await shop.rows("SELECT delivered_at FROM shipment")
    assert row["delivered_at"] == MORNING + timedelta(hours=3)
    assert (await shop.events(order_id))[-4:] == [
        "shipment.in_transit",
        "shipment.out_for_delivery",
        "shipment.delivered",
        "order.completed",
    ]


async def test_the_same_report_twice_is_one_event(shop: Shop) -> None:
    order_id, shipment_id = await on_its_way(shop, 2)
    await report(shop, shipment_id, "DELIVERED", **at(1))
    before = await snapshot(shop.database)
    await report(shop, shipment_id, "DELIVERED", **at(1))
    assert await snapshot(shop.database) == before
    await report(shop, shipment_id, "DELIVERED", **at(2))
    (line,) = await shop.lines(order_id)
    assert line["delivered_quantity"] == 2
    assert (await shop.events(order_id)).count("shipment.delivered") == 1
    await prove(shop.database)


@pytest.mark.parametrize("late", ["LABELLED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "EXCEPTION"])
async def test_a_late_report_is_kept_and_changes_nothing(shop: Shop, late: str) -> None:
    order_id, shipment_id = await on_its_way(shop)
    await report(shop, shipment_id, "DELIVERED", **at(5))
    before = await snapshot(shop.database)
    await report(shop, shipment_id, late, **at(2), note="From the depot")
    after = await snapshot(shop.database)
    kept = after.pop("shipment_event")
    assert len(kept) == len(before.pop("shipment_event")) + 1
    assert after == before
    (row,) = await shop.rows("SELECT * FROM shipment_event WHERE NOT applied")
    assert (row["status"], row["note"]) == (late, "From the depot")
    assert (await shop.order(order_id))["status"] == "COMPLETED"


async def test_reports_that_overtake_each_other_end_where_the_last_one_is(shop: Shop) -> None:
    _, shipment_id = await on_its_way(shop)
    await report(shop, shipment_id, "OUT_FOR_DELIVERY", **at(3))
    await report(shop, shipment_id, "IN_TRANSIT", **at(2))
    await report(shop, shipment_id, "LABELLED", **at(1))
    assert await status(shop) == "OUT_FOR_DELIVERY"
    await report(shop, shipment_id, "DELIVERED", **at(4))
    assert await status(shop) == "DELIVERED"


async def test_an_obstacle_is_overcome(shop: Shop) -> None:
    order_id, shipment_id = await on_its_way(shop)
    for hours, reported in enumerate(["IN_TRANSIT", "EXCEPTION", "IN_TRANSIT", "DELIVERED"]):
        await report(shop, shipment_id, reported, **at(hours))
        assert await status(shop) == reported
    assert (await shop.order(order_id))["status"] == "COMPLETED"
    await prove(shop.database)


@pytest.mark.parametrize("end", ["LOST", "RETURNED_TO_SENDER"])
async def test_a_parcel_that_does_not_arrive_leaves_the_order_open(shop: Shop, end: str) -> None:
    order_id, shipment_id = await on_its_way(shop)
    await report(shop, shipment_id, "EXCEPTION", **at(1))
    await report(shop, shipment_id, end, **at(2))
    order = await shop.order(order_id)
    assert (order["status"], order["fulfillment_status"]) == ("CONFIRMED", "SHIPPED")
    assert (await shop.events(order_id))[-1] == f"shipment.{end.lower()}"
    await prove(shop.database)


async def test_a_lost_parcel_that_turns_up_after_all_is_delivered(shop: Shop) -> None:
    order_id, shipment_id = await on_its_way(shop)
    await report(shop, shipment_id, "LOST", **at(1))
    await report(shop, shipment_id, "DELIVERED", **at(9))
    assert (await shop.order(order_id))["status"] == "COMPLETED"
    await prove(shop.database)


async def test_nothing_leads_away_from_the_door(shop: Shop) -> None:
    _, shipment_id = await on_its_way(shop)
    await report(shop, shipment_id, "DELIVERED", **at(1))
    async with refused(shop.database, IllegalTransition) as refusal:
        await report(shop, shipment_id, "LOST", **at(2))
    assert (refusal.value.current, refusal.value.allowed) == ("DELIVERED", ())


async def test_the_order_is_complete_with_the_last_parcel(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 12})
    first, second = await shipped(shop, order_id)
    await report(shop, first, "DELIVERED")
    order = await shop.order(order_id)
    assert (order["status"], order["fulfillment_status"]) == ("CONFIRMED", "PARTIALLY_DELIVERED")
    await report(shop, second, "DELIVERED")
    order = await shop.order(order_id)
    assert (order["status"], order["fulfillment_status"]) == ("COMPLETED", "DELIVERED")
    await prove(shop.database)


async def test_an_order_that_is_not_paid_is_not_complete_until_it_is(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    await delivered(shop, order_id)
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == ("CONFIRMED", "AUTHORIZED")
    await captured(shop, order_id)
    assert (await shop.order(order_id))["status"] == "COMPLETED"
    await prove(shop.database)


async def test_cancelling_the_rest_completes_what_was_delivered(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 3})
    (shipment_id,) = await shipped(shop, order_id, units=1)
    await report(shop, shipment_id, "DELIVERED")
    await shop.do(cancel_order, order_id=order_id, reason="Changed their mind")
    order = await shop.order(order_id)
    assert (order["status"], order["fulfillment_status"]) == ("COMPLETED", "DELIVERED")
    assert (order["total"], order["refunded_total"]) == (1250, 2500)
    await prove(shop.database)


async def test_bad_input_is_refused_by_name(shop: Shop) -> None:
    _, shipment_id = await on_its_way(shop)
    delivered_status = ShipmentStatus.DELIVERED
    async with refused(shop.database, NotFound, path=("input", "shipmentId")):
        await shop.do(record_shipment_event, shipment_id=new_id(), status=delivered_status)
    async with refused(shop.database, InvalidInput, path=("input", "occurredAt")):
        await report(shop, shipment_id, "DELIVERED", **at(24 * 4))
    async with refused(shop.database, InvalidInput, path=("input", "note")):
        await report(shop, shipment_id, "DELIVERED", note="\ud800")


async def test_what_lies_before_the_label_is_no_news(shop: Shop) -> None:
    _, shipment_id = await on_its_way(shop)
    await report(shop, shipment_id, "IN_TRANSIT", **at(1))
    await report(shop, shipment_id, "LABEL_PENDING", **at(2))
    assert await status(shop) == "IN_TRANSIT"


async def test_no_carrier_cancels_a_parcel_that_has_left(shop: Shop) -> None:
    _, shipment_id = await on_its_way(shop)
    async with refused(shop.database, IllegalTransition) as refusal:
        await report(shop, shipment_id, "CANCELLED", **at(1))
    assert refusal.value.current == "LABELLED"
