"""Finding orders for verbs. Who may not see an order does not find it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy import Sequence as DatabaseSequence
from sqlmodel import SQLModel

from domain.kernel.actor import Actor
from domain.kernel.database import Reader
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import check_version
from domain.kernel.visibility import scope, visible_order
from domain.orders.models import Order, OrderLine, OrderStatus, order_lines, orders

order_serial = DatabaseSequence("order_serial", start=100_001, metadata=SQLModel.metadata)
"Numbers orders; gaps are fine, two orders with one number are not."

_LOCK = (
    select(Order)
    .where(orders.c.id == bindparam("id"), visible_order(orders))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LINES = (
    select(OrderLine)
    .where(order_lines.c.order_id == bindparam("id"))
    .order_by(order_lines.c.position)
    .execution_options(populate_existing=True)
)


def may_see(actor: Actor, order: Order) -> bool:
    """`visible_order` of one order that was read for another reason."""
    return (
        actor.sees_all_orders
        or (actor.customer_id is not None and actor.customer_id == order.customer_id)
        or (actor.channels is not None and order.channel_id in actor.channels)
        or actor.order_id == order.id
    )


async def lock_order(
    uow: UnitOfWork,
    order_id: UUID,
    *,
    expected_version: int | None = None,
    path: Sequence[str] = ("input", "orderId"),
) -> Order:
    """The order, locked with everything that belongs to it until the transaction ends.

    Raises `NotFound` naming `path` and `VersionConflict`. Somebody else's is not found, and not waited
    for either: how long a refusal takes says nothing about what there is.
    """
    order: Order | None = uow.under_lock.get((Order, order_id))
    if order is None:
        found = await uow.session.execute(_LOCK, {"id": order_id, **scope(uow.actor)})
        order = uow.under_lock[Order, order_id] = found.scalar_one_or_none()
    if order is None or not may_see(uow.actor, order):
        raise NotFound("There is no such order.", path=path)
    check_version(order, expected_version)
    return order


_LOCK_MANY = (
    select(Order)
    .where(orders.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(orders.c.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LINES_OF_MANY = (
    select(OrderLine)
    .where(order_lines.c.order_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(order_lines.c.order_id, order_lines.c.position)
    .execution_options(populate_existing=True)
)


async def lock_orders(uow: UnitOfWork, order_ids: Collection[UUID]) -> dict[UUID, Order]:
    """Orders by id, locked in key order; for Waybill itself, which sees them all."""
    if not order_ids:
        return {}
    found = await uow.session.execute(_LOCK_MANY, {"ids": list(order_ids)})
    return {order.id: order for order in found.scalars()}


async def lines_of_orders(uow: UnitOfWork, order_ids: Collection[UUID]) -> dict[UUID, OrderLine]:
    """Lines by id, of orders that are locked."""
    if not order_ids:
        return {}
    found = await uow.session.execute(_LINES_OF_MANY, {"ids": list(order_ids)})
    return {line.id: line for line in found.scalars()}


async def lines_of(uow: UnitOfWork, order_id: UUID) -> list[OrderLine]:
    """The order's lines by position. The order's lock guards them, and none is added or dropped."""
    lines: list[OrderLine] | None = uow.under_lock.get((OrderLine, order_id))
    if lines is None:
        lines = list((await uow.session.execute(_LINES, {"id": order_id})).scalars())
        if (Order, order_id) in uow.under_lock:
            uow.under_lock[OrderLine, order_id] = lines
    return list(lines)


_EXPIRED = (
    select(orders.c.id)
    .where(orders.c.status == OrderStatus.PENDING, orders.c.expires_at <= bindparam("now"))
    .order_by(orders.c.expires_at)
    .limit(bindparam("limit"))
)


async def list_expired(read: Reader, *, now: datetime, limit: int = 200) -> list[UUID]:
    """PENDING orders whose time is over."""
    return list((await read.execute(_EXPIRED, {"now": now, "limit": limit})).scalars())
