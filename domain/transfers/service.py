"""How a stock transfer moves along its lifecycle, and what of it the inventory expects."""

from domain.inventory.models import SupplySource
from domain.kernel.uow import UnitOfWork
from domain.transfers.events import StockTransferEvent
from domain.transfers.models import StockTransfer, StockTransferChange, StockTransferStatus
from domain.transfers.state import STOCK_TRANSFER

SOURCE = SupplySource.TRANSFER


def transition(
    uow: UnitOfWork,
    transfer: StockTransfer,
    *,
    to: StockTransferStatus,
    telling: StockTransferEvent | None = None,
    reason: str | None = None,
) -> bool:
    """Move the transfer along its lifecycle, and keep who did it and why in the same breath.

    Returns False where it is there already. Raises `IllegalTransition`.
    """
    if not STOCK_TRANSFER.check(transfer.status, to):
        return False
    transfer.status = to
    note_change(uow, transfer, reason=reason)
    if telling is not None:
        uow.emit(telling)
    return True


def note_change(uow: UnitOfWork, transfer: StockTransfer, *, reason: str | None = None) -> None:
    """Write the state that the transfer has come to into its history."""
    uow.session.add(
        StockTransferChange(
            stock_transfer_id=transfer.id,
            status=transfer.status,
            reason=reason,
            actor=uow.actor.label,
            changed_at=uow.now(),
        )
    )
