"""Units of an order that will not ship: back to where they came from.

Backorders go first (nobody holds anything for them), then reservations, then allocated units, which
their fulfillment orders lose. The order's lock guards all of it.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.allocation import service as allocation
from domain.allocation.models import FulfillmentOrder, FulfillmentOrderLine
from domain.allocation.queries import fulfillment_lines_of, fulfillment_orders_of
from domain.backorders import service as backorders
from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.inventory.queries import reservations_of
from domain.inventory.reserve import shrink_reservation
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order, OrderLine


async def release_units(
    uow: UnitOfWork, order: Order, lines: Sequence[OrderLine], units: Mapping[UUID, int]
) -> None:
    """Cancel `units` per order line id. The caller has checked that so many are open."""
    reserved: dict[UUID, int] = {}
    allocated: dict[UUID, int] = {}
    fewer_wait = False
    for line in lines:
        left = units.get(line.id, 0)
        line.cancelled_quantity += left
        from_backorder = min(left, line.backordered_quantity)
        fewer_wait = fewer_wait or from_backorder > 0
        line.backordered_quantity -= from_backorder
        left -= from_backorder
        from_reserved = min(left, line.reserved_quantity)
        line.reserved_quantity -= from_reserved
        left -= from_reserved
        line.allocated_quantity -= left
        reserved[line.id], allocated[line.id] = from_reserved, left
    if fewer_wait:
        await backorders.settle(uow, [line.id for line in lines])
    postings = [
        *await _unreserve(uow, order, reserved),
        *await _deallocate(uow, order, allocated),
    ]
    await ledger.post(uow, postings)


async def _unreserve(uow: UnitOfWork, order: Order, units: dict[UUID, int]) -> list[Posting]:
    if not any(units.values()):
        return []
    postings: list[Posting] = []
    for row in reversed(await reservations_of(uow, order.id)):
        given = min(units[row.order_line_id], row.quantity)
        if given:
            units[row.order_line_id] -= given
            await shrink_reservation(uow, id=row.id, quantity=row.quantity - given)
            postings.append(
                _posting(MovementKind.UNRESERVE, row.product_id, row.location_id, given, order)
            )
    return postings


async def _deallocate(uow: UnitOfWork, order: Order, units: dict[UUID, int]) -> list[Posting]:
    if not any(units.values()):
        return []
    fulfillment_orders = await fulfillment_orders_of(uow, order.id)
    lines = await fulfillment_lines_of(uow, order.id)
    at: dict[UUID, FulfillmentOrder] = {each.id: each for each in fulfillment_orders}
    postings: list[Posting] = []
    touched: dict[UUID, FulfillmentOrder] = {}
    for line in reversed(lines):
        given = min(units.get(line.order_line_id, 0), _open(line))
        if given:
            units[line.order_line_id] -= given
            line.quantity -= given
            home = at[line.fulfillment_order_id]
            touched[home.id] = home
            postings.append(
                _posting(MovementKind.RELEASE, line.product_id, home.location_id, given, order)
            )
    for fulfillment_order in touched.values():
        allocation.settle(uow, fulfillment_order, lines)
    return postings


def _open(line: FulfillmentOrderLine) -> int:
    return line.quantity - line.shipped_quantity


def _posting(
    kind: MovementKind, product_id: UUID, location_id: UUID, quantity: int, order: Order
) -> Posting:
    return Posting(kind, product_id, location_id, quantity, None, order.number)
