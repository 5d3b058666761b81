"""recordSupplierShipment: a supplier has sent goods to the customer, and says how to follow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.allocation.models import FulfillmentOrderLine
from domain.allocation.queries import fulfillment_lines_of, order_id_of
from domain.inventory.arrivals import outstanding
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import counted
from domain.orders.queries import lock_order
from domain.processes.order_from_suppliers import order_from_suppliers
from domain.processes.ship_fulfillment_order import ShipLine, ship_fulfillment_order
from domain.purchasing import queries
from domain.purchasing.models import PurchaseOrderLine, PurchaseOrderStatus
from domain.shipments.models import Shipment

_PATH = ("input", "purchaseOrderId")


@dataclass(frozen=True, slots=True)
class SentLine:
    """So many units of a purchase order's line."""

    line_id: UUID
    quantity: int


async def record_supplier_shipment(
    uow: UnitOfWork,
    *,
    purchase_order_id: UUID,
    carrier: str,
    tracking_number: str | None = None,
    lines: Sequence[SentLine] | None = None,
) -> Shipment:
    """Ship the purchase order's fulfillment order, by the verb that everybody ships by; without `lines`,
    everything that is outstanding. Where staff shipped it by hand before the supplier said so, the
    tracking number goes to the parcel that has none.

    Raises `NotFound`, `InvalidInput` for more units than are outstanding and where everything left by
    another number, and `IllegalTransition` for a purchase order whose goods come to us, and where the
    fulfillment order may not ship.
    """
    fulfillment_order_id = await queries.fulfillment_order_of(uow, purchase_order_id, path=_PATH)
    if fulfillment_order_id is None:
        raise IllegalTransition(
            subject="The purchase order",
            current="",
            requested=PurchaseOrderStatus.RECEIVED,
            because="The goods of this purchase order come to us; receive them.",
        )
    order_id = await order_id_of(uow, fulfillment_order_id, path=_PATH)
    await lock_order(uow, order_id, path=_PATH)
    await order_from_suppliers(uow, order_id=order_id)
    asked: list[ShipLine] | None = None
    if lines is not None:
        ordered = await queries.lines_of(uow, purchase_order_id)
        work = [
            line
            for line in await fulfillment_lines_of(uow, order_id)
            if line.fulfillment_order_id == fulfillment_order_id
        ]
        asked = _spread(ordered, work, lines)
    shipment = await ship_fulfillment_order(
        uow,
        fulfillment_order_id=fulfillment_order_id,
        carrier=carrier,
        tracking_number=tracking_number,
        lines=asked,
    )
    await order_from_suppliers(uow, order_id=order_id)
    return shipment


def _spread(
    ordered: Sequence[PurchaseOrderLine],
    work: Sequence[FulfillmentOrderLine],
    asked: Sequence[SentLine],
) -> list[ShipLine]:
    """A product that the customer's order names on several lines fills them in their order."""
    if not asked:
        raise InvalidInput("Name at least one line, or leave `lines` out.", path=("input", "lines"))
    by_id = {line.id: line for line in ordered}
    sent: list[ShipLine] = []
    for index, each in enumerate(asked):
        path = ("input", "lines", str(index))
        line = by_id.pop(each.line_id, None)
        if line is None:
            raise NotFound(
                "The purchase order has no such line, or it is named already.",
                path=(*path, "purchaseOrderLineId"),
            )
        left = checked_quantity(each.quantity, path=(*path, "quantity"))
        if left > outstanding(line):
            raise InvalidInput(
                f"Only {counted(outstanding(line), 'unit')} of {line.sku} can still be sent.",
                path=(*path, "quantity"),
            )
        for part in work:
            units = min(left, part.quantity - part.shipped_quantity)
            if part.product_id == line.product_id and units:
                sent.append(ShipLine(part.id, units))
                left -= units
    return sent
