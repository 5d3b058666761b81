"""What numbers decide about a purchase order's lines. Pure."""

from collections.abc import Sequence
from typing import Protocol

from domain.kernel.quantity import MAX_QUANTITY
from domain.purchasing.models import PurchaseOrderStatus


class LineFigures(Protocol):
    """The quantities of a line, in units."""

    quantity: int
    received_quantity: int
    damaged_quantity: int
    short_quantity: int


def arrived(line: LineFigures) -> int:
    """Units that came, whole or broken."""
    return line.received_quantity + line.damaged_quantity


def outstanding(line: LineFigures) -> int:
    """Units that are still to come; what came beyond the order makes nobody owe less than nothing."""
    return max(0, line.quantity - arrived(line) - line.short_quantity)


def accounted(line: LineFigures) -> int:
    """Units of what was ordered that came or will not come; a line is never ordered below that."""
    return min(arrived(line), line.quantity) + line.short_quantity


def acceptable(line: LineFigures, *, tolerance_percent: int | None) -> int:
    """Units that may arrive: what is outstanding, and the tolerance; None accepts whatever comes.

    The tolerance is a share of what was ordered, in whole units rounded down, over all receipts of the
    line together.
    """
    if tolerance_percent is None:
        return MAX_QUANTITY - arrived(line)
    limit = line.quantity + line.quantity * tolerance_percent // 100
    return max(0, limit - arrived(line) - line.short_quantity)


def receiving_status(lines: Sequence[LineFigures], *, now: PurchaseOrderStatus) -> PurchaseOrderStatus:
    """Where the lines' quantities put an order that has been submitted."""
    if not any(outstanding(line) for line in lines):
        return PurchaseOrderStatus.RECEIVED
    if any(arrived(line) or line.short_quantity for line in lines):
        return PurchaseOrderStatus.PARTIALLY_RECEIVED
    return now


def fits_packs(quantity: int, *, pack_size: int, minimum: int) -> bool:
    """Whether a supplier sells so many: whole packs, and no fewer units than the minimum."""
    return quantity % pack_size == 0 and quantity >= minimum
