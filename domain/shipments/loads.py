"""Shipments and their lines, many at a time."""

from sqlalchemy import select

from domain.kernel.batches import RowByKey, RowsByKey, among
from domain.kernel.visibility import scope
from domain.orders.loads import of_visible_order
from domain.orders.models import order_lines
from domain.shipments.models import shipment_lines, shipments

_SHIPMENTS = of_visible_order(shipments, shipments.c.order_id)
_OF_ORDERS = (
    select(shipments).where(among(shipments.c.order_id)).order_by(shipments.c.order_id, shipments.c.id)
)
_OF_FULFILLMENT_ORDERS = (
    select(shipments)
    .where(among(shipments.c.fulfillment_order_id))
    .order_by(shipments.c.fulfillment_order_id, shipments.c.id)
)
_LINES = (
    select(shipment_lines)
    .join(order_lines, order_lines.c.id == shipment_lines.c.order_line_id)
    .where(among(shipment_lines.c.shipment_id))
    .order_by(shipment_lines.c.shipment_id, order_lines.c.position)
)

shipments_by_ids = RowByKey(_SHIPMENTS, scope=scope)
shipments_by_order_ids = RowsByKey(_OF_ORDERS, "order_id")
shipments_by_fulfillment_order_ids = RowsByKey(_OF_FULFILLMENT_ORDERS, "fulfillment_order_id")
lines_by_shipment_ids = RowsByKey(_LINES, "shipment_id")
