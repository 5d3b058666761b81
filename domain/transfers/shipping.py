"""shipStockTransfer: the goods leave the origin's shelf, and the destination expects them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.inventory import expectations, ledger
from domain.inventory.arrivals import checked_arrival
from domain.inventory.expectations import NewExpectation
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.inventory.queries import list_free, lock_levels_of
from domain.kernel.errors import InsufficientStock, Shortage
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.transfers import queries
from domain.transfers.drafting import DATE
from domain.transfers.events import StockTransferShipped
from domain.transfers.models import StockTransfer, StockTransferLine, StockTransferStatus
from domain.transfers.places import check_places
from domain.transfers.service import SOURCE, transition


async def ship_stock_transfer(
    uow: UnitOfWork,
    *,
    stock_transfer_id: UUID,
    expected_at: datetime | None = None,
    use_safety_stock: bool = False,
    expected_version: int | None = None,
) -> StockTransfer:
    """Send a draft off: its units are gone from the origin, and on their way to the destination.

    It takes what could be sold there and nothing else: never what is promised to orders or unavailable,
    and of the safety stock only with `use_safety_stock`. `expected_at` is the draft's own when None.
    Shipping twice is shipping once. Raises `NotFound`, `VersionConflict`, `IllegalTransition`,
    `InsufficientStock` naming each shortage, and `InvalidInput` for a place that is a supplier's by now
    and for a date that has passed.
    """
    transfer = await queries.lock_stock_transfer(
        uow, stock_transfer_id, expected_version=expected_version
    )
    lines = await queries.lines_of(uow, transfer.id)
    units = sum(line.quantity for line in lines)
    shipped = StockTransferShipped(stock_transfer_id=transfer.id, number=transfer.number, units=units)
    if not transition(uow, transfer, to=StockTransferStatus.IN_TRANSIT, telling=shipped):
        return transfer
    await check_places(uow, transfer)
    await _check_stock(uow, transfer, lines, use_safety_stock=use_safety_stock)
    transfer.expected_at = checked_arrival(
        expected_at or transfer.expected_at, now=uow.now(), path=DATE, known=transfer.expected_at
    )
    transfer.shipped_at = uow.now()
    touch(uow, transfer)
    coming = await expectations.expect(uow, new=[_coming(transfer, line) for line in lines])
    leaving = [
        Posting(
            MovementKind.TRANSFER_OUT,
            line.product_id,
            transfer.origin_id,
            line.quantity,
            None,
            transfer.number,
            uses_safety_stock=use_safety_stock,
        )
        for line in lines
    ]
    ledger.post_last(uow, [*leaving, *coming])
    return transfer


async def _check_stock(
    uow: UnitOfWork,
    transfer: StockTransfer,
    lines: Sequence[StockTransferLine],
    *,
    use_safety_stock: bool,
) -> None:
    """Look before the leap: the ledger's guard decides, this is who can say what is missing."""
    if uow.insists:
        await lock_levels_of(uow, [line.sku for line in lines])
    free = await list_free(
        uow, transfer.origin_id, [line.product_id for line in lines], safety_stock=use_safety_stock
    )
    shortages = [
        Shortage(line.sku, line.quantity, max(0, free.get(line.product_id, 0)))
        for line in lines
        if line.quantity > free.get(line.product_id, 0)
    ]
    if shortages:
        raise InsufficientStock(shortages, path=("input", "stockTransferId"))


def _coming(transfer: StockTransfer, line: StockTransferLine) -> NewExpectation:
    return NewExpectation(
        product_id=line.product_id,
        location_id=transfer.destination_id,
        source=SOURCE,
        source_id=transfer.id,
        source_line_id=line.id,
        quantity=line.quantity,
        expected_at=transfer.expected_at,
        reference=transfer.number,
    )
