"""Finding fulfillment orders for verbs. The order's row lock guards them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from domain.allocation.models import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    fulfillment_order_lines,
    fulfillment_orders,
)
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork

_OF_ORDER = (
    select(FulfillmentOrder)
    .where(fulfillment_orders.c.order_id == bindparam("id"))
    .order_by(fulfillment_orders.c.id)
    .execution_options(populate_existing=True)
)
_LINES_OF_ORDER = (
    select(FulfillmentOrderLine)
    .join(
        FulfillmentOrder,
        fulfillment_orders.c.id == fulfillment_order_lines.c.fulfillment_order_id,
    )
    .where(fulfillment_orders.c.order_id == bindparam("id"))
    .order_by(fulfillment_order_lines.c.id)
    .execution_options(populate_existing=True)
)


async def fulfillment_orders_of(uow: UnitOfWork, order_id: UUID) -> list[FulfillmentOrder]:
    """Every fulfillment order of an order, oldest first."""
    return list((await uow.session.execute(_OF_ORDER, {"id": order_id})).scalars())


async def fulfillment_lines_of(uow: UnitOfWork, order_id: UUID) -> list[FulfillmentOrderLine]:
    """The lines of every fulfillment order of an order."""
    return list((await uow.session.execute(_LINES_OF_ORDER, {"id": order_id})).scalars())


async def order_id_of(uow: UnitOfWork, fulfillment_order_id: UUID, *, path: Sequence[str]) -> UUID:
    """Which order it belongs to, to lock that. Raises `NotFound` naming `path`."""
    found: UUID | None = await uow.session.scalar(
        select(fulfillment_orders.c.order_id).where(fulfillment_orders.c.id == fulfillment_order_id)
    )
    if found is None:
        raise NotFound("There is no such fulfillment order.", path=path)
    return found
