"""Batches of stock transfers and what belongs to them."""

from domain.transfers import loads
from schema.node import found_by
from schema.relation import many, one

stock_transfer_by_id = one("StockTransfer", loads.stock_transfers_by_ids)
line_by_id = one("StockTransferLine", loads.lines_by_ids)
lines_by_stock_transfer = many("StockTransferLine", loads.lines_by_stock_transfer_ids)
receipt_by_id = one("StockTransferReceipt", loads.receipts_by_ids)
receipts_by_line = many("StockTransferReceipt", loads.receipts_by_line_ids)
discrepancy_by_id = one("StockTransferDiscrepancy", loads.discrepancies_by_ids)
discrepancies_by_line = many("StockTransferDiscrepancy", loads.discrepancies_by_line_ids)
change_by_id = one("StockTransferChange", loads.changes_by_ids)
changes_by_stock_transfer = many("StockTransferChange", loads.changes_by_stock_transfer_ids)

found_by(stock_transfer_by_id)
found_by(line_by_id)
found_by(receipt_by_id)
found_by(discrepancy_by_id)
found_by(change_by_id)
