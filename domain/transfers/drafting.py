"""What is to be moved: drafting a stock transfer, and changing what may still be changed of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from domain.catalog.queries import named_products
from domain.inventory import expectations
from domain.inventory.arrivals import checked_arrival
from domain.kernel.errors import IllegalTransition, InvalidInput
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.kernel.words import MAX_TEXT, checked_text
from domain.transfers import queries
from domain.transfers.events import StockTransferDrafted, StockTransferRescheduled
from domain.transfers.models import StockTransfer, StockTransferLine, StockTransferStatus
from domain.transfers.places import check_two_places, get_place
from domain.transfers.service import SOURCE, note_change
from domain.transfers.state import MOVING, STOCK_TRANSFER

MAX_LINES = 500
DATE = ("input", "expectedAt")


@dataclass(frozen=True, slots=True)
class TransferUnits:
    """So many units of a SKU; zero units take the line out."""

    sku: str
    quantity: int


class StockTransferDetails(TypedDict, total=False):
    """What a transfer says beside its lines and places; None clears it."""

    expected_at: datetime | None
    note: str | None


async def create_stock_transfer(
    uow: UnitOfWork,
    *,
    origin_code: str,
    destination_code: str,
    lines: Sequence[TransferUnits],
    expected_at: datetime | None = None,
    note: str | None = None,
) -> StockTransfer:
    """Draft a transfer of stock from one location to another. Nothing moves, and nothing is kept for it.

    Raises `NotFound` for an unknown location or SKU, and `InvalidInput` for the same location twice, a
    supplier's location, a SKU named twice, a bundle, a quantity that cannot be and a date that has
    passed.
    """
    transfer = StockTransfer(
        number=await queries.next_number(uow),
        origin_id=await get_place(uow, origin_code, field="originCode"),
        destination_id=await get_place(uow, destination_code, field="destinationCode"),
        status=StockTransferStatus.DRAFT,
        expected_at=checked_arrival(expected_at, now=uow.now(), path=DATE),
        note=_checked_note(note),
        created_at=uow.now(),
        updated_at=uow.now(),
    )
    check_two_places(transfer)
    uow.session.add(transfer)
    await uow.flush()
    note_change(uow, transfer)
    uow.emit(StockTransferDrafted(stock_transfer_id=transfer.id, number=transfer.number))
    await _write_lines(uow, transfer, lines)
    await uow.flush()
    return transfer


async def update_stock_transfer(
    uow: UnitOfWork,
    *,
    stock_transfer_id: UUID,
    origin_code: str | None = None,
    destination_code: str | None = None,
    lines: Sequence[TransferUnits] = (),
    expected_version: int | None = None,
    **details: Unpack[StockTransferDetails],
) -> StockTransfer:
    """Change what is given: of a draft everything, lines by their SKU (new ones are added); of what is
    on its way the date and the note; None takes a date or a note away. Promised dates follow the date.

    Raises `NotFound`, `VersionConflict`, `IllegalTransition` for what may not change any more, and
    `InvalidInput` as `create_stock_transfer` does, and where no line would be left.
    """
    transfer = await queries.lock_stock_transfer(
        uow, stock_transfer_id, expected_version=expected_version
    )
    _check_may_change(transfer, contents=bool(lines) or (origin_code, destination_code) != (None, None))
    if origin_code is not None:
        transfer.origin_id = await get_place(uow, origin_code, field="originCode")
    if destination_code is not None:
        transfer.destination_id = await get_place(uow, destination_code, field="destinationCode")
    check_two_places(transfer)
    transfer.note = _checked_note(details.get("note", transfer.note))
    if lines:
        await _write_lines(uow, transfer, lines)
    before = transfer.expected_at
    transfer.expected_at = checked_arrival(
        details.get("expected_at", before), now=uow.now(), path=DATE, known=before
    )
    if transfer.expected_at != before and transfer.status in MOVING:
        await _reschedule(uow, transfer)
    touch(uow, transfer)
    await uow.flush()
    return transfer


def _check_may_change(transfer: StockTransfer, *, contents: bool) -> None:
    if transfer.status is StockTransferStatus.DRAFT or (transfer.status in MOVING and not contents):
        return
    raise IllegalTransition(
        subject="The stock transfer",
        current=transfer.status,
        requested=transfer.status,
        allowed=sorted(STOCK_TRANSFER.steps[transfer.status]),
        because="Its date and its note may still change; what is in it and where it goes may not."
        if transfer.status in MOVING
        else f"A stock transfer that is {transfer.status} is not changed any more.",
    )


async def _reschedule(uow: UnitOfWork, transfer: StockTransfer) -> None:
    lines = await queries.lines_of(uow, transfer.id)
    uow.emit(StockTransferRescheduled(stock_transfer_id=transfer.id, number=transfer.number))
    await expectations.reschedule(
        uow,
        source=SOURCE,
        source_line_ids=[line.id for line in lines],
        expected_at=transfer.expected_at,
    )


async def _write_lines(uow: UnitOfWork, transfer: StockTransfer, asked: Sequence[TransferUnits]) -> None:
    known = await queries.lines_of(uow, transfer.id)
    lines = {line.product_id: line for line in known}
    position = max((line.position for line in known), default=0)
    products = await named_products(uow, [each.sku for each in asked])
    for index, (each, product_id) in enumerate(zip(asked, products, strict=True)):
        line = lines.get(product_id)
        if each.quantity == 0 and line is not None:
            await uow.session.delete(lines.pop(product_id))
            continue
        checked_quantity(each.quantity, path=("input", "lines", str(index), "quantity"))
        if line is None:
            position += 1
            line = lines[product_id] = StockTransferLine(
                stock_transfer_id=transfer.id,
                position=position,
                product_id=product_id,
                sku=each.sku,
                quantity=each.quantity,
            )
            uow.session.add(line)
        line.quantity = each.quantity
    if not 1 <= len(lines) <= MAX_LINES:
        raise InvalidInput(
            f"A transfer has 1 to {MAX_LINES} lines; one without any is cancelled instead.",
            path=("input", "lines"),
        )


def _checked_note(note: str | None) -> str | None:
    return None if note is None else checked_text(note, path=("input", "note"), longest=MAX_TEXT)
