"""receivePurchaseOrder: goods arrive at the dock, as many as were ordered or not, whole or broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.inventory import expectations
from domain.inventory.events import StockReceived
from domain.inventory.ledger import Posting, open_levels
from domain.inventory.models import MovementKind, UnavailableReason
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import checked_text
from domain.purchasing import expected, queries
from domain.purchasing.events import PurchaseOrderReceived
from domain.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderStatus,
    PurchaseReceipt,
)
from domain.purchasing.rules import acceptable, outstanding, receiving_status
from domain.purchasing.service import check_ours, touch, transition
from domain.purchasing.state import PURCHASE_ORDER, RECEIVABLE


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """What became of a line at the dock: good units, damaged ones, and units that will not come."""

    line_id: UUID
    quantity: int = 0
    damaged_quantity: int = 0
    short_quantity: int = 0


Dock = list[tuple[PurchaseOrderLine, ReceivedLine]]


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
    dock = _check(order_lines, lines, tolerance_percent=tolerance)
    postings = await _arrive(uow, order, dock)
    for line, each in dock:
        line.received_quantity += each.quantity
        line.damaged_quantity += each.damaged_quantity
        arrived = line.received_quantity + line.damaged_quantity
        # What was given up as short and comes after all is short no more.
        line.short_quantity = min(
            line.short_quantity + each.short_quantity, max(0, line.quantity - arrived)
        )
        if each.quantity or each.damaged_quantity:
            uow.session.add(
                PurchaseReceipt(
                    purchase_order_line_id=line.id,
                    quantity=each.quantity,
                    damaged_quantity=each.damaged_quantity,
                    delivery_note=delivery_note,
                    received_by=uow.actor.label,
                    received_at=uow.now(),
                )
            )
    touch(uow, order)
    _tell(uow, order, dock, whole=not any(outstanding(line) for line in order_lines))
    transition(uow, order, to=receiving_status(order_lines, now=order.status))
    await uow.flush()
    expected.post_last(uow, postings)
    return order


def _check(
    order_lines: Sequence[PurchaseOrderLine],
    asked: Sequence[ReceivedLine],
    *,
    tolerance_percent: int | None,
) -> Dock:
    if not asked:
        raise InvalidInput("Name at least one line.", path=("input", "lines"))
    by_id = {line.id: line for line in order_lines}
    dock: Dock = []
    for index, each in enumerate(asked):
        path = ("input", "lines", str(index))
        line = by_id.pop(each.line_id, None)
        if line is None:
            raise NotFound(
                "The purchase order has no such line, or it is named already.",
                path=(*path, "purchaseOrderLineId"),
            )
        for field, units in (
            ("quantity", each.quantity),
            ("damagedQuantity", each.damaged_quantity),
            ("shortQuantity", each.short_quantity),
        ):
            if units < 0:
                raise InvalidInput("Units are zero or more.", path=(*path, field))
        _check_line(line, each, path, tolerance_percent=tolerance_percent)
        dock.append((line, each))
    return dock


def _check_line(
    line: PurchaseOrderLine, each: ReceivedLine, path: tuple[str, ...], *, tolerance_percent: int | None
) -> None:
    came = each.quantity + each.damaged_quantity
    if not came and not each.short_quantity:
        raise InvalidInput("Say what became of at least one unit.", path=(*path, "quantity"))
    most = acceptable(line, tolerance_percent=tolerance_percent)
    if came > most:
        raise InvalidInput(
            f"{outstanding(line)} units of {line.sku} are expected here, and {most} are accepted; "
            "say `acceptOver` to take in more.",
            path=(*path, "quantity"),
        )
    if each.short_quantity > max(0, outstanding(line) - came):
        raise InvalidInput(
            f"Only {max(0, outstanding(line) - came)} units are left that could be short.",
            path=(*path, "shortQuantity"),
        )


async def _arrive(uow: UnitOfWork, order: PurchaseOrder, dock: Dock) -> list[Posting]:
    """The movements: what was expected no longer is, and what came lies there."""
    postings = await expectations.arrive(
        uow,
        source=expected.SOURCE,
        arrived={
            line.id: each.quantity + each.damaged_quantity + each.short_quantity for line, each in dock
        },
        reference=order.number,
    )
    for line, each in dock:
        for kind, units, because in (
            (MovementKind.RECEIVE, each.quantity + each.damaged_quantity, None),
            (MovementKind.QUARANTINE, each.damaged_quantity, UnavailableReason.DAMAGED),
        ):
            if units:
                level = (line.product_id, order.location_id)
                postings.append(Posting(kind, *level, units, None, order.number, because))
    await open_levels(uow, [(posting.product_id, posting.location_id) for posting in postings])
    return postings


def _tell(uow: UnitOfWork, order: PurchaseOrder, dock: Dock, *, whole: bool) -> None:
    uow.emit(
        PurchaseOrderReceived(
            purchase_order_id=order.id,
            number=order.number,
            units=sum(each.quantity for _, each in dock),
            damaged=sum(each.damaged_quantity for _, each in dock),
            whole=whole,
        )
    )
    for line, each in dock:
        if each.quantity:
            uow.emit(
                StockReceived(
                    product_id=line.product_id, location_id=order.location_id, quantity=each.quantity
                )
            )
