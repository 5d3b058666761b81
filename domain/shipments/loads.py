"""Shipments and their lines, many at a time."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among, load_by_key, load_by_parent
from domain.kernel.database import Reader
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


async def shipments_by_ids(read: Reader, ids: Sequence[UUID], *, viewer: Actor) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _SHIPMENTS, ids, **scope(viewer))


async def shipments_by_order_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _OF_ORDERS, ids, "order_id")


async def shipments_by_fulfillment_order_ids(
    read: Reader, ids: Sequence[UUID]
) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _OF_FULFILLMENT_ORDERS, ids, "fulfillment_order_id")


async def lines_by_shipment_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    return await load_by_parent(read, _LINES, ids, "shipment_id")
