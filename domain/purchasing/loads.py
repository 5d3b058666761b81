"""Suppliers, their products and purchase orders, many at a time; their types are for the staff."""

from sqlalchemy import func, select

from domain.kernel.batches import RowByKey, RowsByKey, among
from domain.purchasing.models import (
    purchase_order_changes,
    purchase_order_lines,
    purchase_orders,
    purchase_receipts,
    supplier_products,
    suppliers,
)

_SUPPLIERS = select(suppliers).where(among(suppliers.c.id))
_PRODUCTS = (
    select(supplier_products, suppliers.c.currency)
    .join(suppliers, suppliers.c.id == supplier_products.c.supplier_id)
    .where(among(supplier_products.c.id))
)
_LINE_COST = purchase_order_lines.c.quantity * purchase_order_lines.c.unit_cost
purchase_order_columns = (
    *purchase_orders.c,
    select(func.coalesce(func.sum(_LINE_COST), 0))
    .where(purchase_order_lines.c.purchase_order_id == purchase_orders.c.id)
    .scalar_subquery()
    .label("total"),
)
_ORDERS = select(*purchase_order_columns).where(among(purchase_orders.c.id))
_LINES = select(purchase_order_lines, purchase_orders.c.currency).join(
    purchase_orders, purchase_orders.c.id == purchase_order_lines.c.purchase_order_id
)
_LINES_BY_ID = _LINES.where(among(purchase_order_lines.c.id))
_LINES_OF = _LINES.where(among(purchase_order_lines.c.purchase_order_id)).order_by(
    purchase_order_lines.c.purchase_order_id, purchase_order_lines.c.position
)
_RECEIPTS = select(purchase_receipts).where(among(purchase_receipts.c.id))
_RECEIPTS_OF = (
    select(purchase_receipts)
    .where(among(purchase_receipts.c.purchase_order_line_id))
    .order_by(purchase_receipts.c.purchase_order_line_id, purchase_receipts.c.id)
)
_CHANGES = select(purchase_order_changes).where(among(purchase_order_changes.c.id))
_CHANGES_OF = (
    select(purchase_order_changes)
    .where(among(purchase_order_changes.c.purchase_order_id))
    .order_by(purchase_order_changes.c.purchase_order_id, purchase_order_changes.c.id)
)

suppliers_by_ids = RowByKey(_SUPPLIERS)
supplier_products_by_ids = RowByKey(_PRODUCTS)
purchase_orders_by_ids = RowByKey(_ORDERS)
lines_by_ids = RowByKey(_LINES_BY_ID)
lines_by_purchase_order_ids = RowsByKey(_LINES_OF, "purchase_order_id")
receipts_by_ids = RowByKey(_RECEIPTS)
receipts_by_line_ids = RowsByKey(_RECEIPTS_OF, "purchase_order_line_id")
changes_by_ids = RowByKey(_CHANGES)
changes_by_purchase_order_ids = RowsByKey(_CHANGES_OF, "purchase_order_id")
