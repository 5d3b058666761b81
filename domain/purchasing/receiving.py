"""receivePurchaseOrder: goods arrive at the dock, as many as were ordered or not, whole or broken."""

from collections.abc import Sequence
from uuid import UUID

from domain.inventory import dock, ledger
from domain.inventory.arrivals import outstanding
from domain.inventory.dock import Dock, ReceivedLine
from domain.inventory.models import MovementKind
from domain.kernel.errors import IllegalTransition
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.kernel.words import checked_text
from domain.purchasing import expected, queries
from domain.purchasing.events import PurchaseOrderReceived
from domain.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderStatus,
    PurchaseReceipt,
)
from domain.purchasing.rules import receiving_status
from domain.purchasing.service import check_ours, transition
from domain.purchasing.state import PURCHASE_ORDER, RECEIVABLE


async def receive_purchase_order(
    uow: UnitOfWork,
    *,
    purchase_order_id: UUID,
    lines: Sequence[ReceivedLine],
    accept_over: bool = False,
    delivery_note: str | None = None,
) -> PurchaseOrder:
    """Take in what arrived of a purchase order at its location, all of it or some.

    Good units are for sale at once, damaged ones lie there unavailable, short ones are not expected any
    more. More than is outstanding is taken in within the supplier's tolerance, and beyond it with
    `accept_over`. Two receipts of one line at once are one after the other: the second finds what the
    first has left to come.

    Raises `NotFound`, `InvalidInput` for more units than are acceptable or short, and
    `IllegalTransition` for an order that nothing arrives of.
    """
    if delivery_note is not None:
        delivery_note = checked_text(delivery_note, path=("input", "deliveryNote"))
    order = await queries.lock_purchase_order(uow, purchase_order_id)
    check_ours(order)
    if order.status not in RECEIVABLE:
        raise IllegalTransition(
            subject="The purchase order",
            current=order.status,
            requested=PurchaseOrderStatus.RECEIVED,
            allowed=sorted(PURCHASE_ORDER.steps[order.status]),
        )
    supplier = await queries.get_supplier(uow, order.supplier_id)
    tolerance = None if accept_over else supplier.over_tolerance_percent
    order_lines = await queries.lines_of(uow, order.id)
    found = dock.check(order_lines, lines, tolerance_percent=tolerance, line_field="purchaseOrderLineId")
    postings = await dock.take_in(
        uow,
        found,
        kind=MovementKind.RECEIVE,
        location_id=order.location_id,
        source=expected.SOURCE,
        reference=order.number,
    )
    uow.session.add_all(
        PurchaseReceipt(
            purchase_order_line_id=line.id,
            quantity=each.quantity,
            damaged_quantity=each.damaged_quantity,
            delivery_note=delivery_note,
            received_by=uow.actor.label,
            received_at=uow.now(),
        )
        for line, each in found
        if each.came
    )
    touch(uow, order)
    _tell(uow, order, found, whole=not any(outstanding(line) for line in order_lines))
    transition(uow, order, to=receiving_status(order_lines, now=order.status))
    await uow.flush()
    ledger.post_last(uow, postings)
    return order


def _tell(uow: UnitOfWork, order: PurchaseOrder, found: Dock[PurchaseOrderLine], *, whole: bool) -> None:
    uow.emit(
        PurchaseOrderReceived(
            purchase_order_id=order.id,
            number=order.number,
            units=sum(each.quantity for _, each in found),
            damaged=sum(each.damaged_quantity for _, each in found),
            whole=whole,
        )
    )
