"""Single reads of shipments."""

from uuid import UUID

from sqlalchemy import select

from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader
from domain.kernel.visibility import scope, visible_order
from domain.orders.models import orders
from domain.shipments.models import shipments


async def find_shipment(
    read: Reader, *, viewer: Actor, id: UUID | None = None, tracking_number: str | None = None
) -> AnyRow | None:
    """The newest visible shipment that answers to everything that is given.

    Carriers use tracking numbers again after some months, so a number alone may name several.
    """
    statement = (
        select(shipments)
        .join(orders, orders.c.id == shipments.c.order_id)
        .where(visible_order(orders))
        .order_by(shipments.c.id.desc())
        .limit(1)
    )
    if id is not None:
        statement = statement.where(shipments.c.id == id)
    if tracking_number is not None:
        statement = statement.where(shipments.c.tracking_number == tracking_number)
    return (await read.execute(statement, scope(viewer))).one_or_none()
