"""Returns and their lines, many at a time."""

from sqlalchemy import select

from domain.kernel.batches import RowByKey, RowsByKey, among
from domain.kernel.visibility import scope, visible_order
from domain.orders.loads import of_visible_order
from domain.orders.models import orders
from domain.returns.models import return_lines, returns

_RETURNS = of_visible_order(returns, returns.c.order_id)
_OF_ORDERS = select(returns).where(among(returns.c.order_id)).order_by(returns.c.order_id, returns.c.id)
_LINES = (
    select(return_lines)
    .join(returns, returns.c.id == return_lines.c.return_id)
    .join(orders, orders.c.id == returns.c.order_id)
    .where(among(return_lines.c.id), visible_order(orders))
)
_LINES_OF = (
    select(return_lines)
    .where(among(return_lines.c.return_id))
    .order_by(return_lines.c.return_id, return_lines.c.position)
)

returns_by_ids = RowByKey(_RETURNS, scope=scope)
returns_by_order_ids = RowsByKey(_OF_ORDERS, "order_id")
lines_by_ids = RowByKey(_LINES, scope=scope)
lines_by_return_ids = RowsByKey(_LINES_OF, "return_id")
