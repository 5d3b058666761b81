"""Purchase orders whose goods go from the supplier to the customer, and never lie with us.

Such an order says what its fulfillment order says: the same units, and as received those that the
supplier has sent. It is not edited, received or called off by itself; it follows, whatever becomes of
the fulfillment order, and however often it is asked to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Uuid, any_, bindparam, select

from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.purchasing import queries
from domain.purchasing.events import (
    PurchaseOrderCancelled,
    PurchaseOrderChanged,
    PurchaseOrderDrafted,
    PurchaseOrderSubmitted,
)
from domain.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderStatus,
    purchase_orders,
    suppliers,
)
from domain.purchasing.queries import Terms
from domain.purchasing.rules import receiving_status
from domain.purchasing.service import note_change, transition

CALLED_OFF = "Its fulfillment order was called off."

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_BY_LOCATION = select(suppliers).where(suppliers.c.location_id == any_(_IDS))
_LOCKED = (
    select(PurchaseOrder)
    .where(purchase_orders.c.fulfillment_order_id == any_(_IDS))
    .order_by(purchase_orders.c.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class DropshipUnits:
    """Units of a product that a supplier is to send to a customer, and how many of them it has sent."""

    product_id: UUID
    sku: str
    quantity: int
    shipped_quantity: int


async def suppliers_by_location(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """Who stands behind each location; locations that are nobody's are absent."""
    found = await uow.session.execute(_BY_LOCATION, {"ids": list(set(ids))})
    return {row.location_id: row for row in found}


async def lock_dropship_orders(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, PurchaseOrder]:
    """The purchase orders of fulfillment orders, locked in key order."""
    found = (await uow.session.execute(_LOCKED, {"ids": list(ids)})).scalars()
    return {order.fulfillment_order_id: order for order in found if order.fulfillment_order_id}


async def open_dropship_order(
    uow: UnitOfWork,
    *,
    supplier: Row[Any],
    fulfillment_order_id: UUID,
    ship_to: dict[str, Any],
) -> PurchaseOrder:
    """An order to the supplier, sent at once; what it is about follows."""
    (number,) = await queries.next_numbers(uow, 1)
    order = PurchaseOrder(
        number=number,
        supplier_id=supplier.id,
        location_id=supplier.location_id,
        fulfillment_order_id=fulfillment_order_id,
        ship_to=ship_to,
        status=PurchaseOrderStatus.DRAFT,
        currency=supplier.currency,
        created_at=uow.now(),
        updated_at=uow.now(),
    )
    uow.session.add(order)
    await uow.flush()
    note_change(uow, order)
    uow.emit(PurchaseOrderDrafted(purchase_order_id=order.id, number=order.number))
    submitted = PurchaseOrderSubmitted(purchase_order_id=order.id, number=order.number)
    transition(uow, order, to=PurchaseOrderStatus.SUBMITTED, telling=submitted)
    return order


async def follow(
    uow: UnitOfWork,
    order: PurchaseOrder,
    *,
    lines: Sequence[PurchaseOrderLine],
    units: Sequence[DropshipUnits],
    terms: Mapping[UUID, Terms],
) -> None:
    """Bring the order in line with its fulfillment order; nothing is written where it is already."""
    by_product = {line.product_id: line for line in lines}
    wanted = {each.product_id: each for each in units if each.quantity}
    changed = False
    for line in lines:
        if line.product_id not in wanted and wanted:
            await uow.session.delete(by_product.pop(line.product_id))
            changed = True
    for position, each in enumerate(wanted.values(), start=len(lines) + 1):
        line = by_product.get(each.product_id) or _new_line(uow, order, each, position, terms)
        by_product[each.product_id] = line
        if (line.quantity, line.received_quantity) != (each.quantity, each.shipped_quantity):
            line.quantity, line.received_quantity = each.quantity, each.shipped_quantity
            changed = True
    if not wanted:
        cancelled = PurchaseOrderCancelled(
            purchase_order_id=order.id, number=order.number, reason=CALLED_OFF
        )
        changed = transition(
            uow, order, to=PurchaseOrderStatus.CANCELLED, telling=cancelled, reason=CALLED_OFF
        )
    elif changed:
        transition(uow, order, to=receiving_status(list(by_product.values()), now=order.status))
        if lines:
            uow.emit(PurchaseOrderChanged(purchase_order_id=order.id, number=order.number))
    if changed:
        touch(uow, order)
        await uow.flush()


def _new_line(
    uow: UnitOfWork,
    order: PurchaseOrder,
    units: DropshipUnits,
    position: int,
    terms: Mapping[UUID, Terms],
) -> PurchaseOrderLine:
    known = terms.get(units.product_id)
    line = PurchaseOrderLine(
        purchase_order_id=order.id,
        position=position,
        product_id=units.product_id,
        sku=units.sku,
        supplier_sku=known.supplier_sku if known else None,
        unit_cost=known.cost if known else None,
        quantity=0,
    )
    uow.session.add(line)
    return line
