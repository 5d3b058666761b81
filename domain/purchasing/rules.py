"""What numbers decide about a purchase order's lines. Pure."""

from collections.abc import Sequence

from domain.inventory.arrivals import LineFigures, arrived, outstanding
from domain.purchasing.models import PurchaseOrderStatus


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
