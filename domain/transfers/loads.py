"""Stock transfers and what belongs to them, many at a time; their types are for the staff."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.kernel.batches import AnyRow, among, load_by_key, load_by_parent
from domain.kernel.database import Reader
from domain.transfers.models import (
    stock_transfer_changes,
    stock_transfer_discrepancies,
    stock_transfer_lines,
    stock_transfer_receipts,
    stock_transfers,
)

_TRANSFERS = select(stock_transfers).where(among(stock_transfers.c.id))
_LINES = select(stock_transfer_lines, stock_transfers.c.status).join(
    stock_transfers, stock_transfers.c.id == stock_transfer_lines.c.stock_transfer_id
)
_LINES_BY_ID = _LINES.where(among(stock_transfer_lines.c.id))
_LINES_OF = _LINES.where(among(stock_transfer_lines.c.stock_transfer_id)).order_by(
    stock_transfer_lines.c.stock_transfer_id, stock_transfer_lines.c.position
)
_RECEIPTS = select(stock_transfer_receipts).where(among(stock_transfer_receipts.c.id))
_RECEIPTS_OF = (
    select(stock_transfer_receipts)
    .where(among(stock_transfer_receipts.c.stock_transfer_line_id))
    .order_by(stock_transfer_receipts.c.stock_transfer_line_id, stock_transfer_receipts.c.id)
)
_DISCREPANCIES = select(stock_transfer_discrepancies).where(among(stock_transfer_discrepancies.c.id))
_DISCREPANCIES_OF = (
    select(stock_transfer_discrepancies)
    .where(among(stock_transfer_discrepancies.c.stock_transfer_line_id))
    .order_by(stock_transfer_discrepancies.c.stock_transfer_line_id, stock_transfer_discrepancies.c.id)
)
_CHANGES = select(stock_transfer_changes).where(among(stock_transfer_changes.c.id))
_CHANGES_OF = (
    select(stock_transfer_changes)
    .where(among(stock_transfer_changes.c.stock_transfer_id))
    .order_by(stock_transfer_changes.c.stock_transfer_id, stock_transfer_changes.c.id)
)


async def stock_transfers_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _TRANSFERS, ids)


async def lines_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _LINES_BY_ID, ids)


async def lines_by_stock_transfer_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _LINES_OF, ids, "stock_transfer_id")


async def receipts_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _RECEIPTS, ids)


async def receipts_by_line_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _RECEIPTS_OF, ids, "stock_transfer_line_id")


async def discrepancies_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _DISCREPANCIES, ids)


async def discrepancies_by_line_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _DISCREPANCIES_OF, ids, "stock_transfer_line_id")


async def changes_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _CHANGES, ids)


async def changes_by_stock_transfer_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _CHANGES_OF, ids, "stock_transfer_id")
