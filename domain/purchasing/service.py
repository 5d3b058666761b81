"""How a purchase order moves: submitted, confirmed, closed, cancelled."""

from uuid import UUID

from domain.inventory import ledger
from domain.inventory.arrivals import outstanding
from domain.kernel.errors import IllegalTransition, InvalidInput
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.kernel.words import MAX_TEXT, checked_text
from domain.purchasing import expected, queries
from domain.purchasing.events import (
    PurchaseOrderCancelled,
    PurchaseOrderClosed,
    PurchaseOrderConfirmed,
    PurchaseOrderEvent,
    PurchaseOrderSubmitted,
)
from domain.purchasing.models import PurchaseOrder, PurchaseOrderChange, PurchaseOrderStatus
from domain.purchasing.state import PURCHASE_ORDER


def transition(
    uow: UnitOfWork,
    order: PurchaseOrder,
    *,
    to: PurchaseOrderStatus,
    telling: PurchaseOrderEvent | None = None,
    reason: str | None = None,
) -> bool:
    """Move the order along its lifecycle, and keep who did it and why in the same breath.

    Returns False where it is there already. Raises `IllegalTransition`.
    """
    if not PURCHASE_ORDER.check(order.status, to):
        return False
    order.status = to
    note_change(uow, order, reason=reason)
    if telling is not None:
        uow.emit(telling)
    return True


def note_change(uow: UnitOfWork, order: PurchaseOrder, *, reason: str | None = None) -> None:
    """Write the state that the order has come to into its history."""
    uow.session.add(
        PurchaseOrderChange(
            purchase_order_id=order.id,
            status=order.status,
            reason=reason,
            actor=uow.actor.label,
            changed_at=uow.now(),
        )
    )


def check_ours(order: PurchaseOrder) -> None:
    """Raises `IllegalTransition` for an order that follows a customer's and is not changed by itself."""
    if order.fulfillment_order_id is not None:
        raise IllegalTransition(
            subject="The purchase order",
            current=order.status,
            requested=order.status,
            because="The goods go to a customer: the order follows its fulfillment order. Change that.",
        )


async def submit_purchase_order(
    uow: UnitOfWork, *, purchase_order_id: UUID, expected_version: int | None = None
) -> PurchaseOrder:
    """Send a draft to the supplier: from now on its units are expected at its location.

    Submitting twice is submitting once. Raises `NotFound`, `VersionConflict`, `IllegalTransition`, and
    `InvalidInput` for a supplier that is not active.
    """
    order = await queries.lock_purchase_order(uow, purchase_order_id, expected_version=expected_version)
    supplier = await queries.get_supplier(uow, order.supplier_id)
    submitted = PurchaseOrderSubmitted(purchase_order_id=order.id, number=order.number)
    if transition(uow, order, to=PurchaseOrderStatus.SUBMITTED, telling=submitted):
        if not supplier.active:
            raise InvalidInput(
                f"Supplier {supplier.code} is not active.", path=("input", "purchaseOrderId")
            )
        touch(uow, order)
        lines = await queries.lines_of(uow, order.id)
        ledger.post_last(uow, await expected.announce(uow, order, lines))
        await uow.flush()
    return order


async def confirm_purchase_order(
    uow: UnitOfWork, *, purchase_order_id: UUID, expected_version: int | None = None
) -> PurchaseOrder:
    """The supplier has agreed. Confirming twice is confirming once.

    Raises `NotFound`, `VersionConflict` and `IllegalTransition`.
    """
    order = await queries.lock_purchase_order(uow, purchase_order_id, expected_version=expected_version)
    confirmed = PurchaseOrderConfirmed(purchase_order_id=order.id, number=order.number)
    if transition(uow, order, to=PurchaseOrderStatus.CONFIRMED, telling=confirmed):
        touch(uow, order)
        await uow.flush()
    return order


async def cancel_purchase_order(
    uow: UnitOfWork, *, purchase_order_id: UUID, reason: str, expected_version: int | None = None
) -> PurchaseOrder:
    """Call it off before anything of it arrived; nothing is expected of it any more.

    Raises `NotFound`, `InvalidInput` for an empty reason, `VersionConflict` and `IllegalTransition`.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    order = await queries.lock_purchase_order(uow, purchase_order_id, expected_version=expected_version)
    check_ours(order)
    cancelled = PurchaseOrderCancelled(purchase_order_id=order.id, number=order.number, reason=reason)
    if transition(uow, order, to=PurchaseOrderStatus.CANCELLED, telling=cancelled, reason=reason):
        touch(uow, order)
        lines = await queries.lines_of(uow, order.id)
        ledger.post_last(uow, await expected.withdraw(uow, order, lines))
        await uow.flush()
    return order


async def close_purchase_order(
    uow: UnitOfWork,
    *,
    purchase_order_id: UUID,
    reason: str | None = None,
    expected_version: int | None = None,
) -> PurchaseOrder:
    """Be done with it: what has not arrived by now is short, and not expected any more.

    Raises `NotFound`, `VersionConflict`, and `IllegalTransition` before anything arrived.
    """
    if reason is not None:
        reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    order = await queries.lock_purchase_order(uow, purchase_order_id, expected_version=expected_version)
    lines = await queries.lines_of(uow, order.id)
    short = sum(outstanding(line) for line in lines)
    if short:
        check_ours(order)
    closed = PurchaseOrderClosed(purchase_order_id=order.id, number=order.number, short=short)
    if transition(uow, order, to=PurchaseOrderStatus.CLOSED, telling=closed, reason=reason):
        touch(uow, order)
        unfinished = [line for line in lines if outstanding(line)]
        for line in unfinished:
            line.short_quantity += outstanding(line)
        ledger.post_last(uow, await expected.withdraw(uow, order, unfinished))
        await uow.flush()
    return order
