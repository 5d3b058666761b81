"""orderFromSuppliers: work that was given to a supplier's location becomes an order to the supplier.

Run after whatever may have changed that work. It compares and does what is missing, so it may run late,
twice or for nothing.
"""

from uuid import UUID

from sqlalchemy import bindparam, exists, select

from domain.allocation.actions import NOT_STARTED
from domain.allocation.models import FulfillmentOrder, FulfillmentOrderLine, fulfillment_orders
from domain.allocation.queries import fulfillment_lines_of, fulfillment_orders_of
from domain.allocation.state import SHIPPABLE
from domain.kernel.uow import UnitOfWork
from domain.orders.queries import lock_order
from domain.purchasing import dropship, queries
from domain.purchasing.dropship import DropshipUnits
from domain.purchasing.models import PurchaseOrder, purchase_orders, suppliers

_CONCERNED = select(
    exists()
    .where(fulfillment_orders.c.order_id == bindparam("order_id"))
    .where(fulfillment_orders.c.location_id == suppliers.c.location_id)
)


MOST = 500
"Orders that one look finds; who asks goes on after the last of them."
_NOT_ORDERED = (
    select(fulfillment_orders.c.order_id)
    .distinct()
    .where(
        fulfillment_orders.c.location_id == bindparam("location_id"),
        fulfillment_orders.c.status.in_(sorted(SHIPPABLE | NOT_STARTED)),
        fulfillment_orders.c.order_id > bindparam("after"),
        ~exists().where(purchase_orders.c.fulfillment_order_id == fulfillment_orders.c.id),
    )
    .order_by(fulfillment_orders.c.order_id)
    .limit(MOST)
)


async def list_not_ordered(
    uow: UnitOfWork, *, location_id: UUID, after: UUID | None = None
) -> list[UUID]:
    """Orders with work at a location that is still to be done and that no purchase order follows, the
    earliest placed first."""
    asked = {"location_id": location_id, "after": after or UUID(int=0)}
    return list((await uow.session.execute(_NOT_ORDERED, asked)).scalars())


async def concerns_suppliers(uow: UnitOfWork, *, order_id: UUID) -> bool:
    """Whether any of an order's work is a supplier's: asked of every order, so without its lock."""
    return bool(await uow.session.scalar(_CONCERNED, {"order_id": order_id}))


async def order_from_suppliers(uow: UnitOfWork, *, order_id: UUID) -> list[PurchaseOrder]:
    """Bring the purchase orders of an order's dropshipped work in line with it; those that there are.

    Raises `NotFound` for an order that there is not.
    """
    order = await lock_order(uow, order_id)
    work = await fulfillment_orders_of(uow, order_id)
    behind = await dropship.suppliers_by_location(uow, [each.location_id for each in work])
    theirs = [each for each in work if each.location_id in behind]
    if not theirs:
        return []
    lines = await fulfillment_lines_of(uow, order_id)
    known = await dropship.lock_dropship_orders(uow, [each.id for each in theirs])
    ordered = await queries.lines_by_order(uow, [each.id for each in known.values()])
    terms = await queries.terms_by_supplier(
        uow,
        [supplier.id for supplier in behind.values()],
        [line.product_id for line in lines],
    )
    purchases: list[PurchaseOrder] = []
    for each in theirs:
        units = _units(each, lines)
        supplier = behind[each.location_id]
        purchase = known.get(each.id)
        if purchase is None:
            if not any(unit.quantity for unit in units):
                continue
            purchase = await dropship.open_dropship_order(
                uow,
                supplier=supplier,
                fulfillment_order_id=each.id,
                ship_to=order.shipping_address,
            )
        await dropship.follow(
            uow,
            purchase,
            lines=ordered.get(purchase.id, ()),
            units=units,
            terms=terms.get(supplier.id, {}),
        )
        purchases.append(purchase)
    return purchases


def _units(work: FulfillmentOrder, lines: list[FulfillmentOrderLine]) -> list[DropshipUnits]:
    """What a fulfillment order is about, added up by product: an order may name one on several lines."""
    found: dict[UUID, DropshipUnits] = {}
    for line in lines:
        if line.fulfillment_order_id == work.id:
            before = found.get(line.product_id)
            found[line.product_id] = DropshipUnits(
                product_id=line.product_id,
                sku=line.sku,
                quantity=line.quantity + (before.quantity if before else 0),
                shipped_quantity=line.shipped_quantity + (before.shipped_quantity if before else 0),
            )
    return list(found.values())
