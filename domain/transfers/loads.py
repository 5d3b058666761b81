"""Stock transfers and what belongs to them, many at a time; their types are for the staff."""

from sqlalchemy import select

from domain.kernel.batches import RowByKey, RowsByKey, among
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

stock_transfers_by_ids = RowByKey(_TRANSFERS)
lines_by_ids = RowByKey(_LINES_BY_ID)
lines_by_stock_transfer_ids = RowsByKey(_LINES_OF, "stock_transfer_id")
receipts_by_ids = RowByKey(_RECEIPTS)
receipts_by_line_ids = RowsByKey(_RECEIPTS_OF, "stock_transfer_line_id")
discrepancies_by_ids = RowByKey(_DISCREPANCIES)
discrepancies_by_line_ids = RowsByKey(_DISCREPANCIES_OF, "stock_transfer_line_id")
changes_by_ids = RowByKey(_CHANGES)
changes_by_stock_transfer_ids = RowsByKey(_CHANGES_OF, "stock_transfer_id")
