"""Fulfillment orders and their lines, many at a time."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.allocation.models import (
    allocation_decisions,
    fulfillment_order_lines,
    fulfillment_orders,
)
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among, load_by_key, load_by_parent
from domain.kernel.database import Reader
from domain.kernel.visibility import scope, visible_order
from domain.orders.loads import of_visible_order
from domain.orders.models import orders

_FULFILLMENT_ORDERS = of_visible_order(fulfillment_orders, fulfillment_orders.c.order_id)
_OF_ORDERS = (
    select(fulfillment_orders)
    .where(among(fulfillment_orders.c.order_id))
    .order_by(fulfillment_orders.c.order_id, fulfillment_orders.c.id)
)
_LINES = (
    select(fulfillment_order_lines)
    .join(
        fulfillment_orders,
        fulfillment_orders.c.id == fulfillment_order_lines.c.fulfillment_order_id,
    )
    .join(orders, orders.c.id == fulfillment_orders.c.order_id)
    .where(among(fulfillment_order_lines.c.id), visible_order(orders))
)
_LINES_OF = (
    select(fulfillment_order_lines)
    .where(among(fulfillment_order_lines.c.fulfillment_order_id))
    .order_by(fulfillment_order_lines.c.fulfillment_order_id, fulfillment_order_lines.c.id)
)
_DECISIONS_OF = (
    select(allocation_decisions)
    .where(among(allocation_decisions.c.order_id))
    .order_by(allocation_decisions.c.order_id, allocation_decisions.c.number.desc())
)


async def decisions_by_order_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    """Newest first."""
    return await load_by_parent(read, _DECISIONS_OF, ids, "order_id")


async def fulfillment_orders_by_ids(
    read: Reader, ids: Sequence[UUID], *, viewer: Actor
) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _FULFILLMENT_ORDERS, ids, **scope(viewer))


async def fulfillment_orders_by_order_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _OF_ORDERS, ids, "order_id")


async def lines_by_ids(read: Reader, ids: Sequence[UUID], *, viewer: Actor) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _LINES, ids, **scope(viewer))


async def lines_by_fulfillment_order_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _LINES_OF, ids, "fulfillment_order_id")
