"""Policies and promises, many at a time. Who may see an order line may see what it is promised."""

from sqlalchemy import select

from domain.backorders.models import backorder_policies, backorders
from domain.backorders.queries import WAITING_LINES
from domain.kernel.batches import RowByKey, RowsByKey, among
from domain.orders.models import order_lines

_POLICIES = select(backorder_policies).where(among(backorder_policies.c.id))
_POLICIES_OF_PRODUCTS = (
    select(backorder_policies)
    .where(among(backorder_policies.c.product_id))
    .order_by(backorder_policies.c.product_id, backorder_policies.c.channel_id)
)
_WAITING = WAITING_LINES.where(among(order_lines.c.id))
_PROMISES = (
    select(backorders.c.order_line_id.label("id"), backorders.c.promised_at)
    .join(order_lines, order_lines.c.id == backorders.c.order_line_id)
    .where(among(backorders.c.order_line_id), order_lines.c.backordered_quantity > 0)
)

policies_by_ids = RowByKey(_POLICIES)
policies_by_product_ids = RowsByKey(_POLICIES_OF_PRODUCTS, "product_id")
backorders_by_ids = RowByKey(_WAITING)
"""By the id of the line that waits."""

promises_by_line_ids = RowByKey(_PROMISES)
"""Each with `promised_at`; a line of which nothing waits any more has none."""
