"""cancelStockTransfer: a draft is dropped; of what is on its way, somebody has to say where it is."""

from collections.abc import Sequence
from uuid import UUID

from domain.inventory import expectations, ledger
from domain.inventory.dock import ReceivedLine
from domain.inventory.events import StockReceived
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.kernel.errors import InvalidInput
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.kernel.words import MAX_TEXT, checked_text
from domain.transfers import queries
from domain.transfers.events import StockTransferCancelled
from domain.transfers.models import (
    StockTransfer,
    StockTransferLine,
    StockTransferStatus,
    Whereabouts,
)
from domain.transfers.receiving import given_up, take_in
from domain.transfers.rules import outstanding
from domain.transfers.service import SOURCE, transition
from domain.transfers.state import MOVING


async def cancel_stock_transfer(
    uow: UnitOfWork,
    *,
    stock_transfer_id: UUID,
    reason: str,
    whereabouts: Whereabouts | None = None,
    expected_version: int | None = None,
) -> StockTransfer:
    """Call a transfer off. All that is still on its way is where `whereabouts` says: back at the origin
    and for sale there, at the destination after all, or lost and written off as short. What has arrived
    stays arrived; where some of the rest is lost and some is back, the lost is received as short first.

    Cancelling twice is cancelling once. Raises `NotFound`, `VersionConflict`, `IllegalTransition` once
    all is accounted for, and `InvalidInput` for an empty reason, for goods on their way without
    `whereabouts`, and for whereabouts of goods that never left, or that were said to be elsewhere.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    transfer = await queries.lock_stock_transfer(
        uow, stock_transfer_id, expected_version=expected_version
    )
    moving = transfer.status in MOVING
    lines = await queries.lines_of(uow, transfer.id)
    cancelled = StockTransferCancelled(
        stock_transfer_id=transfer.id,
        number=transfer.number,
        reason=reason,
        units=sum(map(outstanding, lines)) if moving else 0,
        whereabouts=whereabouts,
    )
    if not transition(uow, transfer, to=StockTransferStatus.CANCELLED, telling=cancelled, reason=reason):
        if whereabouts not in (None, transfer.whereabouts):
            raise InvalidInput("It was cancelled otherwise.", path=("input", "whereabouts"))
        return transfer
    _check(whereabouts, moving=moving)
    transfer.whereabouts = whereabouts
    touch(uow, transfer)
    ledger.post_last(uow, await _put(uow, transfer, lines, whereabouts, reason=reason))
    return transfer


def _check(whereabouts: Whereabouts | None, *, moving: bool) -> None:
    if moving and whereabouts is None:
        raise InvalidInput("It is on its way: say where the goods are.", path=("input", "whereabouts"))
    if not moving and whereabouts is not None:
        raise InvalidInput("The goods of a draft never left.", path=("input", "whereabouts"))


async def _put(
    uow: UnitOfWork,
    transfer: StockTransfer,
    lines: Sequence[StockTransferLine],
    whereabouts: Whereabouts | None,
    *,
    reason: str,
) -> list[Posting]:
    """What is on its way, where it is. Returns the movements."""
    match whereabouts:
        case Whereabouts.AT_ORIGIN:
            return await _return(uow, transfer, lines)
        case Whereabouts.AT_DESTINATION:
            there = [
                (line, ReceivedLine(line.id, outstanding(line))) for line in lines if outstanding(line)
            ]
            return await take_in(uow, transfer, there, note=reason)
        case Whereabouts.LOST:
            return await take_in(uow, transfer, given_up(lines), note=reason)
        case None:
            return []


async def _return(
    uow: UnitOfWork, transfer: StockTransfer, lines: Sequence[StockTransferLine]
) -> list[Posting]:
    postings = await expectations.forget(
        uow,
        source=SOURCE,
        source_line_ids=[line.id for line in lines],
        reference=transfer.number,
    )
    for line in lines:
        units = outstanding(line)
        if units:
            line.returned_quantity += units
            level = (line.product_id, transfer.origin_id)
            postings.append(Posting(MovementKind.TRANSFER_IN, *level, units, None, transfer.number))
            uow.emit(StockReceived(product_id=level[0], location_id=level[1], quantity=units))
    return postings
