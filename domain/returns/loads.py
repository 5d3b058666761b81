"""Returns and their lines, many at a time."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among, load_by_key, load_by_parent
from domain.kernel.database import Reader
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


async def returns_by_ids(read: Reader, ids: Sequence[UUID], *, viewer: Actor) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _RETURNS, ids, **scope(viewer))


async def returns_by_order_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _OF_ORDERS, ids, "order_id")


async def lines_by_ids(read: Reader, ids: Sequence[UUID], *, viewer: Actor) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _LINES, ids, **scope(viewer))


async def lines_by_return_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _LINES_OF, ids, "return_id")
