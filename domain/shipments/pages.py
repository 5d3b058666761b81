"""Single reads of shipments."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, given
from domain.kernel.reader import Reader, row_of
from domain.kernel.visibility import scope, visible_order
from domain.orders.models import orders
from domain.shipments.models import shipments


async def find_shipment(
    read: Reader, *, viewer: Actor, id: UUID | None = None, tracking_number: str | None = None
) -> AnyRow | None:
    """The newest visible shipment that answers to everything that is given.

    Carriers use tracking numbers again after some months, so a number alone may name several.
    """
    asked = given(id=id, tracking_number=tracking_number)
    return await row_of(read, _shipment(tuple(asked)), {**asked, **scope(viewer)})


@cache
def _shipment(asked: tuple[str, ...]) -> Select[Any]:
    return (
        select(shipments)
        .join(orders, orders.c.id == shipments.c.order_id)
        .where(visible_order(orders), *(shipments.c[name] == bindparam(name) for name in asked))
        .order_by(shipments.c.id.desc())
        .limit(1)
    )
