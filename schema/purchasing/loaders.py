"""Batches of suppliers, their products, and purchase orders."""

from domain.purchasing import loads
from schema.node import found_by
from schema.relation import many, one

supplier_by_id = one("Supplier", loads.suppliers_by_ids)
supplier_product_by_id = one("SupplierProduct", loads.supplier_products_by_ids)
purchase_order_by_id = one("PurchaseOrder", loads.purchase_orders_by_ids)
line_by_id = one("PurchaseOrderLine", loads.lines_by_ids)
lines_by_purchase_order = many("PurchaseOrderLine", loads.lines_by_purchase_order_ids)
receipt_by_id = one("PurchaseReceipt", loads.receipts_by_ids)
receipts_by_line = many("PurchaseReceipt", loads.receipts_by_line_ids)
change_by_id = one("PurchaseOrderChange", loads.changes_by_ids)
changes_by_purchase_order = many("PurchaseOrderChange", loads.changes_by_purchase_order_ids)

found_by(supplier_by_id)
found_by(supplier_product_by_id)
found_by(purchase_order_by_id)
found_by(line_by_id)
found_by(receipt_by_id)
found_by(change_by_id)
