"""holdFulfillmentOrder and releaseFulfillmentOrder: the work of one location waits, the rest goes on."""

from uuid import UUID

from domain.allocation.events import FulfillmentOrderHeld, FulfillmentOrderReleased
from domain.allocation.models import FulfillmentOrder, FulfillmentOrderStatus
from domain.allocation.service import transition
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.orders.errors import on_hold
from domain.orders.models import Order
from domain.processes.roll_up import roll_up
from domain.processes.work_in_hand import take_in_hand


async def hold_fulfillment_order(
    uow: UnitOfWork,
    *,
    fulfillment_order_id: UUID,
    reason: str,
    expected_version: int | None = None,
) -> tuple[Order, FulfillmentOrder]:
    """Put work on hold until it is released itself, also when its order is held and goes on.

    What is on hold by itself stays as it is. Raises `NotFound`, `VersionConflict`, `InvalidInput` for an
    empty reason, and `IllegalTransition` for work that somebody has begun or that is over.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    hand = await take_in_hand(uow, fulfillment_order_id, expected_version=expected_version)
    if hand.work.hold_reason is not None and hand.work.status is FulfillmentOrderStatus.ON_HOLD:
        return hand.order, hand.work
    transition(uow, hand.work, to=FulfillmentOrderStatus.ON_HOLD)
    hand.work.hold_reason = reason
    uow.emit(
        FulfillmentOrderHeld(order_id=hand.order.id, fulfillment_order_id=hand.work.id, reason=reason)
    )
    return await roll_up(uow, hand.order), hand.work


async def release_fulfillment_order(
    uow: UnitOfWork, *, fulfillment_order_id: UUID, expected_version: int | None = None
) -> tuple[Order, FulfillmentOrder]:
    """Let work go on. Work that is not on hold stays as it is.

    Raises `NotFound`, `VersionConflict`, and `IllegalTransition` while the order itself is on hold.
    """
    hand = await take_in_hand(uow, fulfillment_order_id, expected_version=expected_version)
    if hand.work.status is not FulfillmentOrderStatus.ON_HOLD:
        return hand.order, hand.work
    if hand.order.on_hold:
        raise on_hold(requested=FulfillmentOrderStatus.OPEN)
    transition(uow, hand.work, to=FulfillmentOrderStatus.OPEN)
    hand.work.hold_reason = None
    uow.emit(FulfillmentOrderReleased(order_id=hand.order.id, fulfillment_order_id=hand.work.id))
    return await roll_up(uow, hand.order), hand.work
