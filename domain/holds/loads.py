"""Holds and their items, many at a time; a hold is shown as expired from the moment it is."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case, func, select

from domain.holds.models import HoldStatus, stock_hold_items, stock_holds
from domain.holds.queries import scope, visible_hold
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among, load_by_key, load_by_parent
from domain.kernel.database import Reader

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


async def holds_by_ids(read: Reader, ids: Sequence[UUID], *, viewer: Actor) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _HOLDS, ids, **scope(viewer))


async def items_by_hold_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _ITEMS, ids, "hold_id")
