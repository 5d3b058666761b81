"""Holds and their items, many at a time; a hold is shown as expired from the moment it is."""

from sqlalchemy import case, func, select

from domain.holds.models import HoldStatus, stock_hold_items, stock_holds
from domain.holds.queries import scope, visible_hold
from domain.kernel.batches import RowByKey, RowsByKey, among

_over = (stock_holds.c.status == HoldStatus.HELD) & (stock_holds.c.expires_at <= func.now())
status_now = case((_over, HoldStatus.EXPIRED), else_=stock_holds.c.status).cast(
    stock_holds.c.status.type
)
"What became of a hold by the moment of a read, written down or not."
hold_columns = (
    *(column for column in stock_holds.c if column is not stock_holds.c.status),
    status_now.label("status"),
)
_HOLDS = select(*hold_columns).where(among(stock_holds.c.id), visible_hold())
_ITEMS = (
    select(stock_hold_items)
    .where(among(stock_hold_items.c.hold_id))
    .order_by(stock_hold_items.c.hold_id, stock_hold_items.c.position)
)

holds_by_ids = RowByKey(_HOLDS, scope=scope)
items_by_hold_ids = RowsByKey(_ITEMS, "hold_id")
