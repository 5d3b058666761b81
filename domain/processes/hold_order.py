"""holdOrder and releaseOrderHold: a hold stops allocation and shipping, not cancelling."""

from uuid import UUID

from sqlalchemy import update

from domain.allocation.models import FulfillmentOrderStatus
from domain.allocation.queries import fulfillment_orders_of
from domain.allocation.service import transition
from domain.kernel.errors import IllegalTransition
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.orders.events import OrderHeld, OrderHoldReleased
from domain.orders.models import Order, OrderHold, order_holds
from domain.orders.queries import lock_order
from domain.orders.state import LIVE
from domain.processes.roll_up import roll_up


async def hold_order(
    uow: UnitOfWork, *, order_id: UUID, reason: str, expected_version: int | None = None
) -> Order:
    """Put an order on hold; its open fulfillment orders wait. A held order stays as it is.

    Raises `NotFound`, `VersionConflict`, `InvalidInput` for an empty reason, and `IllegalTransition`
    for an order that is over.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    order = await lock_order(uow, order_id, expected_version=expected_version)
    if order.on_hold:
        return order
    if order.status not in LIVE:
        raise IllegalTransition(subject="The order", current=order.status, requested="ON_HOLD")
    order.on_hold = True
    uow.session.add(
        OrderHold(order_id=order.id, reason=reason, placed_by=uow.actor.label, placed_at=uow.now())
    )
    await _move_work(uow, order, was=FulfillmentOrderStatus.OPEN, becomes=FulfillmentOrderStatus.ON_HOLD)
    uow.emit(OrderHeld(order_id=order.id, reason=reason))
    return await roll_up(uow, order)


async def release_order_hold(
    uow: UnitOfWork, *, order_id: UUID, expected_version: int | None = None
) -> Order:
    """Let an order go on; what waited for allocation is allocated soon after.

    An order that is not on hold stays as it is. Raises `NotFound` and `VersionConflict`.
    """
    order = await lock_order(uow, order_id, expected_version=expected_version)
    if not order.on_hold:
        return order
    order.on_hold = False
    await uow.session.execute(
        update(OrderHold)
        .where(order_holds.c.order_id == order.id, order_holds.c.released_at.is_(None))
        .values(released_at=uow.now(), released_by=uow.actor.label)
        .execution_options(synchronize_session=False)
    )
    await _move_work(uow, order, was=FulfillmentOrderStatus.ON_HOLD, becomes=FulfillmentOrderStatus.OPEN)
    uow.emit(OrderHoldReleased(order_id=order.id))
    return await roll_up(uow, order)


async def _move_work(
    uow: UnitOfWork, order: Order, *, was: FulfillmentOrderStatus, becomes: FulfillmentOrderStatus
) -> None:
    for each in await fulfillment_orders_of(uow, order.id):
        # What is on hold by itself stays so when its order may go on.
        if each.status is was and each.hold_reason is None:
            transition(uow, each, to=becomes)
