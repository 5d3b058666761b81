"""How fulfillment orders open, shrink and end. Processes call these under the order's lock."""

from collections.abc import Sequence
from uuid import UUID

from domain.allocation.events import FulfillmentOrderCancelled, FulfillmentOrderOpened
from domain.allocation.models import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderStatus,
)
from domain.allocation.rules import Take
from domain.allocation.state import FULFILLMENT_ORDER
from domain.kernel.uow import UnitOfWork


def transition(
    uow: UnitOfWork, fulfillment_order: FulfillmentOrder, *, to: FulfillmentOrderStatus
) -> bool:
    """Move it along its lifecycle. Raises `IllegalTransition`; False where it is there already."""
    if not FULFILLMENT_ORDER.check(fulfillment_order.status, to):
        return False
    fulfillment_order.status = to
    fulfillment_order.updated_at = uow.now()
    if to is FulfillmentOrderStatus.CANCELLED:
        uow.emit(
            FulfillmentOrderCancelled(
                order_id=fulfillment_order.order_id,
                fulfillment_order_id=fulfillment_order.id,
                number=fulfillment_order.number,
            )
        )
    return True


def add_work(
    uow: UnitOfWork,
    *,
    order_id: UUID,
    order_number: str,
    existing: Sequence[FulfillmentOrder],
    lines: Sequence[FulfillmentOrderLine],
    takes: Sequence[Take],
    skus: dict[UUID, str],
) -> tuple[list[FulfillmentOrder], list[FulfillmentOrderLine]]:
    """Give each location its share of the plan: one OPEN fulfillment order per location.

    Work for a location whose fulfillment order nobody has started joins that one. Returns what is new;
    the caller adds it to the session, fulfillment orders first.
    """
    joinable = {
        each.location_id: each for each in existing if each.status is FulfillmentOrderStatus.OPEN
    }
    known = {(line.fulfillment_order_id, line.order_line_id): line for line in lines}
    opened: list[FulfillmentOrder] = []
    added: list[FulfillmentOrderLine] = []
    for take in takes:
        target = joinable.get(take.location_id)
        if target is None:
            target = FulfillmentOrder(
                order_id=order_id,
                location_id=take.location_id,
                number=f"{order_number}-F{len(existing) + len(opened) + 1}",
                status=FulfillmentOrderStatus.OPEN,
                created_at=uow.now(),
                updated_at=uow.now(),
            )
            joinable[take.location_id] = target
            opened.append(target)
        line = known.get((target.id, take.order_line_id))
        if line is None:
            line = FulfillmentOrderLine(
                fulfillment_order_id=target.id,
                order_line_id=take.order_line_id,
                product_id=take.product_id,
                sku=skus[take.order_line_id],
                quantity=0,
            )
            known[target.id, take.order_line_id] = line
            added.append(line)
        line.quantity += take.quantity
    for each in opened:
        uow.emit(
            FulfillmentOrderOpened(
                order_id=order_id,
                fulfillment_order_id=each.id,
                location_id=each.location_id,
                number=each.number,
            )
        )
    return opened, added


def settle(
    uow: UnitOfWork, fulfillment_order: FulfillmentOrder, lines: Sequence[FulfillmentOrderLine]
) -> None:
    """End it when nothing is left to do: SHIPPED where something left, CANCELLED where nothing is to."""
    own = [line for line in lines if line.fulfillment_order_id == fulfillment_order.id]
    if any(line.quantity > line.shipped_quantity for line in own):
        return
    shipped = any(line.shipped_quantity for line in own)
    if shipped and fulfillment_order.status is FulfillmentOrderStatus.ON_HOLD:
        # What was left was cancelled while the order was on hold; what shipped, shipped.
        fulfillment_order.status = FulfillmentOrderStatus.OPEN
    transition(
        uow,
        fulfillment_order,
        to=FulfillmentOrderStatus.SHIPPED if shipped else FulfillmentOrderStatus.CANCELLED,
    )
