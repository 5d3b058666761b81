"""shipFulfillmentOrder: goods leave a location, wholly or in parts."""

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from domain.allocation import service as allocation
from domain.allocation.models import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderStatus,
)
from domain.allocation.portions import Portion, portions
from domain.allocation.state import SHIPPABLE
from domain.backorders.due import check_due
from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import checked_text
from domain.orders import search
from domain.orders.errors import on_hold
from domain.orders.models import Order
from domain.orders.queries import lines_of
from domain.processes.label_shipment import label_shipment
from domain.processes.roll_up import roll_up
from domain.processes.work_in_hand import PATH, check_state, take_in_hand
from domain.shipments import queries as shipments
from domain.shipments.events import ShipmentCreated
from domain.shipments.models import Shipment, ShipmentLine, ShipmentStatus

ShipLine: TypeAlias = Portion
"So many units of a fulfillment order line."


async def ship_fulfillment_order(
    uow: UnitOfWork,
    *,
    fulfillment_order_id: UUID,
    carrier: str,
    tracking_number: str | None = None,
    lines: Sequence[ShipLine] | None = None,
) -> Shipment:
    """Post the goods out and make a shipment of them; without `lines`, everything still open.

    A fulfillment order that has shipped whole ships nothing again; a tracking number that was not known
    when it did is noted (`label_shipment`). Raises `NotFound`, `InvalidInput` for more units than are
    open and for a second number, `IllegalTransition` for a fulfillment order that is on hold or
    cancelled, and `PreorderNotDue` for units that are preordered for a later date.
    """
    carrier = checked_text(carrier, path=("input", "carrier"))
    if tracking_number is not None:
        tracking_number = checked_text(tracking_number, path=("input", "trackingNumber"))
    hand = await take_in_hand(uow, fulfillment_order_id)
    order, work = hand.order, hand.work
    if work.status is FulfillmentOrderStatus.SHIPPED and lines is None:
        return await label_shipment(
            uow,
            order=order,
            fulfillment_order_id=work.id,
            carrier=carrier,
            tracking_number=tracking_number,
        )
    if order.on_hold:
        raise on_hold(requested=FulfillmentOrderStatus.SHIPPED)
    check_state(work, SHIPPABLE, requested=FulfillmentOrderStatus.SHIPPED)
    units = portions(hand.own_lines, lines)
    await check_due(
        uow,
        channel_id=order.channel_id,
        skus={line.product_id: line.sku for line, _ in units},
        path=PATH if lines is None else ("input", "lines"),
    )
    shipment = await _write_shipment(uow, order, work, units, carrier, tracking_number)
    order_lines = {line.id: line for line in await lines_of(uow, order.id)}
    for line, quantity in units:
        line.shipped_quantity += quantity
        order_lines[line.order_line_id].allocated_quantity -= quantity
        order_lines[line.order_line_id].shipped_quantity += quantity
    allocation.settle(uow, work, hand.lines)
    await roll_up(uow, order, lines=list(order_lines.values()))
    leaving = [
        Posting(MovementKind.SHIP, line.product_id, work.location_id, quantity, None, shipment.number)
        for line, quantity in units
    ]
    ledger.post_last(uow, leaving)
    return shipment


async def _write_shipment(
    uow: UnitOfWork,
    order: Order,
    work: FulfillmentOrder,
    units: Sequence[tuple[FulfillmentOrderLine, int]],
    carrier: str,
    tracking_number: str | None,
) -> Shipment:
    count = await shipments.count_of_order(uow, order.id)
    now = uow.now()
    shipment = Shipment(
        order_id=order.id,
        fulfillment_order_id=work.id,
        number=f"{order.number}-S{count + 1}",
        status=ShipmentStatus.LABELLED if tracking_number else ShipmentStatus.LABEL_PENDING,
        carrier=carrier,
        tracking_number=tracking_number,
        shipped_at=now,
        created_at=now,
    )
    uow.session.add(shipment)
    await uow.flush()
    uow.session.add_all(
        ShipmentLine(shipment_id=shipment.id, order_line_id=line.order_line_id, quantity=quantity)
        for line, quantity in units
    )
    if tracking_number is not None:
        await search.add_words(uow, order_id=order.id, words=[tracking_number])
    uow.emit(
        ShipmentCreated(
            order_id=order.id,
            shipment_id=shipment.id,
            number=shipment.number,
            carrier=carrier,
            units=sum(quantity for _, quantity in units),
        )
    )
    return shipment
