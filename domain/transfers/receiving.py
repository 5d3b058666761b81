"""receiveStockTransfer, closeStockTransfer: what arrived, in parts or whole, and what did not."""

from collections.abc import Sequence
from uuid import UUID

from domain.inventory import dock, ledger
from domain.inventory.dock import Dock, ReceivedLine
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.kernel.errors import IllegalTransition
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.kernel.words import MAX_TEXT, checked_text
from domain.transfers import queries
from domain.transfers.events import StockTransferClosed, StockTransferReceived
from domain.transfers.models import (
    DiscrepancyKind,
    StockTransfer,
    StockTransferDiscrepancy,
    StockTransferLine,
    StockTransferReceipt,
    StockTransferStatus,
)
from domain.transfers.rules import outstanding, over
from domain.transfers.service import SOURCE, transition
from domain.transfers.state import RECEIVABLE, STOCK_TRANSFER


async def receive_stock_transfer(
    uow: UnitOfWork,
    *,
    stock_transfer_id: UUID,
    lines: Sequence[ReceivedLine],
    accept_over: bool = False,
    note: str | None = None,
) -> StockTransfer:
    """Take in what arrived of a transfer at its destination, all of it or some.

    Good units are for sale at once, damaged ones lie there unavailable, short ones are not expected any
    more. More than was shipped, and what comes after it had been given up, is taken in with
    `accept_over` only; all that differs from what was shipped is kept as a discrepancy, with `note`.

    Raises `NotFound`, `InvalidInput` for more units than are acceptable or short, and
    `IllegalTransition` for a transfer that nothing arrives of.
    """
    if note is not None:
        note = checked_text(note, path=("input", "note"), longest=MAX_TEXT)
    transfer = await queries.lock_stock_transfer(uow, stock_transfer_id)
    if transfer.status not in RECEIVABLE:
        raise IllegalTransition(
            subject="The stock transfer",
            current=transfer.status,
            requested=StockTransferStatus.RECEIVED,
            allowed=sorted(STOCK_TRANSFER.steps[transfer.status]),
        )
    its_lines = await queries.lines_of(uow, transfer.id)
    found = dock.check(
        its_lines,
        lines,
        tolerance_percent=None if accept_over else 0,
        line_field="stockTransferLineId",
    )
    postings = await take_in(uow, transfer, found, note=note)
    whole = not any(map(outstanding, its_lines))
    uow.emit(
        StockTransferReceived(
            stock_transfer_id=transfer.id,
            number=transfer.number,
            units=sum(each.quantity for _, each in found),
            damaged=sum(each.damaged_quantity for _, each in found),
            short=sum(each.short_quantity for _, each in found),
            whole=whole,
        )
    )
    transition(
        uow,
        transfer,
        to=StockTransferStatus.RECEIVED if whole else StockTransferStatus.PARTIALLY_RECEIVED,
    )
    touch(uow, transfer)
    ledger.post_last(uow, postings)
    return transfer


async def close_stock_transfer(
    uow: UnitOfWork,
    *,
    stock_transfer_id: UUID,
    reason: str,
    expected_version: int | None = None,
) -> StockTransfer:
    """Be done with a transfer: what has not arrived by now is written off as short, because of `reason`.

    One that has been received has nothing to write off. Raises `NotFound`, `InvalidInput` for an empty
    reason, `VersionConflict`, and `IllegalTransition` for one that never left or was called off.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    transfer = await queries.lock_stock_transfer(
        uow, stock_transfer_id, expected_version=expected_version
    )
    lines = await queries.lines_of(uow, transfer.id)
    missing = given_up(lines)
    closed = StockTransferClosed(
        stock_transfer_id=transfer.id,
        number=transfer.number,
        short=sum(each.short_quantity for _, each in missing),
    )
    if transition(uow, transfer, to=StockTransferStatus.RECEIVED, telling=closed, reason=reason):
        touch(uow, transfer)
        ledger.post_last(uow, await take_in(uow, transfer, missing, note=reason))
    return transfer


def given_up(lines: Sequence[StockTransferLine]) -> list[tuple[StockTransferLine, ReceivedLine]]:
    """All that is still on its way, as short."""
    return [
        (line, ReceivedLine(line.id, short_quantity=outstanding(line)))
        for line in lines
        if outstanding(line)
    ]


async def take_in(
    uow: UnitOfWork, transfer: StockTransfer, found: Dock[StockTransferLine], *, note: str | None
) -> list[Posting]:
    """Write down what became of the lines at the destination. Returns the movements."""
    before = {line.id: (line.short_quantity, over(line)) for line, _ in found}
    postings = await dock.take_in(
        uow,
        found,
        kind=MovementKind.TRANSFER_IN,
        location_id=transfer.destination_id,
        source=SOURCE,
        reference=transfer.number,
    )
    for line, each in found:
        if each.came:
            uow.session.add(
                StockTransferReceipt(
                    stock_transfer_line_id=line.id,
                    quantity=each.quantity,
                    damaged_quantity=each.damaged_quantity,
                    note=note,
                    received_by=uow.actor.label,
                    received_at=uow.now(),
                )
            )
        short, too_many = before[line.id]
        for kind, units in (
            (DiscrepancyKind.SHORT, line.short_quantity - short),
            (DiscrepancyKind.FOUND, short - line.short_quantity),
            (DiscrepancyKind.OVER, over(line) - too_many),
        ):
            if units > 0:
                uow.session.add(
                    StockTransferDiscrepancy(
                        stock_transfer_line_id=line.id,
                        kind=kind,
                        quantity=units,
                        reason=note,
                        noted_by=uow.actor.label,
                        noted_at=uow.now(),
                    )
                )
    return postings
