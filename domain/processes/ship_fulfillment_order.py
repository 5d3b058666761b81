"""shipFulfillmentOrder: goods leave a location, wholly or in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.allocation import service as allocation
from domain.allocation.models import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderStatus,
)
from domain.allocation.queries import fulfillment_lines_of, fulfillment_orders_of, order_id_of
from domain.allocation.state import FULFILLMENT_ORDER, SHIPPABLE
from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import checked_text
from domain.orders import search
from domain.orders.errors import on_hold
from domain.orders.models import Order
from domain.orders.queries import lines_of, lock_order
from domain.processes.roll_up import roll_up
from domain.shipments import queries as shipments
from domain.shipments.events import ShipmentCreated
from domain.shipments.models import Shipment, ShipmentLine, ShipmentStatus


@dataclass(frozen=True, slots=True)
class ShipLine:
    """So many units of a fulfillment order line."""

    fulfillment_order_line_id: UUID
    quantity: int


async def ship_fulfillment_order(
    uow: UnitOfWork,
    *,
    fulfillment_order_id: UUID,
    carrier: str,
    tracking_number: str | None = None,
    lines: Sequence[ShipLine] | None = None,
) -> Shipment:
    """Post the goods out and make a shipment of them; without `lines`, everything still open.

    A fulfillment order that has shipped whole answers with its last shipment and ships nothing again.
    Raises `NotFound`, `InvalidInput` for more units than are open, and `IllegalTransition` for a
    fulfillment order that is on hold or cancelled.
    """
    path = ("input", "fulfillmentOrderId")
    carrier = checked_text(carrier, path=("input", "carrier"))
    if tracking_number is not None:
        tracking_number = checked_text(tracking_number, path=("input", "trackingNumber"))
    order_id = await order_id_of(uow, fulfillment_order_id, path=path)
    order = await lock_order(uow, order_id, path=path)
    work = next(
        each for each in await fulfillment_orders_of(uow, order_id) if each.id == fulfillment_order_id
    )
    if work.status is FulfillmentOrderStatus.SHIPPED and lines is None:
        shipped = await shipments.latest_of(uow, work.id)
        assert shipped is not None
        return shipped
    _check_may_ship(order, work)
    open_lines = await fulfillment_lines_of(uow, order_id)
    units = _units([line for line in open_lines if line.fulfillment_order_id == work.id], lines)
    shipment = await _write_shipment(uow, order, work, units, carrier, tracking_number)
    order_lines = {line.id: line for line in await lines_of(uow, order_id)}
    for line, quantity in units:
        line.shipped_quantity += quantity
        order_lines[line.order_line_id].allocated_quantity -= quantity
        order_lines[line.order_line_id].shipped_quantity += quantity
    allocation.settle(uow, work, open_lines)
    await roll_up(uow, order, lines=list(order_lines.values()))
    leaving = [
        Posting(MovementKind.SHIP, line.product_id, work.location_id, quantity, None, shipment.number)
        for line, quantity in units
    ]
    uow.do_last(lambda: ledger.post(uow, leaving))
    return shipment


def _check_may_ship(order: Order, work: FulfillmentOrder) -> None:
    if order.on_hold:
        raise on_hold(requested=FulfillmentOrderStatus.SHIPPED)
    if work.status not in SHIPPABLE:
        raise IllegalTransition(
            subject="The fulfillment order",
            current=work.status,
            requested=FulfillmentOrderStatus.SHIPPED,
            allowed=sorted(FULFILLMENT_ORDER.steps[work.status]),
        )


def _units(
    lines: Sequence[FulfillmentOrderLine], asked: Sequence[ShipLine] | None
) -> list[tuple[FulfillmentOrderLine, int]]:
    if asked is None:
        return [
            (line, line.quantity - line.shipped_quantity)
            for line in lines
            if line.quantity > line.shipped_quantity
        ]
    if not asked:
        raise InvalidInput("Name at least one line, or leave `lines` out.", path=("input", "lines"))
    by_id = {line.id: line for line in lines}
    units: dict[UUID, int] = {}
    for index, each in enumerate(asked):
        path = ("input", "lines", str(index))
        line = by_id.get(each.fulfillment_order_line_id)
        if line is None:
            raise NotFound(
                "The fulfillment order has no such line.", path=(*path, "fulfillmentOrderLineId")
            )
        checked_quantity(each.quantity, path=(*path, "quantity"))
        units[line.id] = units.get(line.id, 0) + each.quantity
        still_open = line.quantity - line.shipped_quantity
        if units[line.id] > still_open:
            raise InvalidInput(
                f"Only {still_open} units of {line.sku} are still to ship from here.",
                path=(*path, "quantity"),
            )
    return [(by_id[id], quantity) for id, quantity in units.items()]


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
