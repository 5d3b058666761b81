"""The queues of products, what could serve them, and the locks that keep them in order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Row,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    func,
    literal,
    select,
)

from domain.backorders.models import (
    USUAL_PRIORITY,
    BackorderKind,
    backorder_policies,
    backorders,
)
from domain.backorders.rules import Pool, Waiting
from domain.inventory.models import location_channels, locations, stock_expectations, stock_levels
from domain.inventory.queries import available
from domain.kernel.database import Reader
from domain.kernel.uow import UnitOfWork
from domain.orders.models import order_lines, orders

_PRODUCTS = bindparam("products", type_=ARRAY(Uuid))
PRIORITY = func.coalesce(backorders.c.priority, USUAL_PRIORITY).label("priority")
_NOW = bindparam("now", type_=DateTime(timezone=True))
_NOT_BEFORE = case(
    (
        (backorder_policies.c.kind == BackorderKind.PREORDER)
        & (backorder_policies.c.available_on > _NOW),
        backorder_policies.c.available_on,
    )
).label("not_before")
PLACE_IN_QUEUE = (
    PRIORITY,
    backorders.c.promised_at.nulls_last(),
    orders.c.placed_at,
    orders.c.serial,
    order_lines.c.position,
)
"By priority, then by promise, then by time."

WAITING_LINES: Select[Any] = (
    select(
        order_lines.c.id,
        order_lines.c.order_id,
        order_lines.c.product_id,
        order_lines.c.sku,
        order_lines.c.backordered_quantity,
        order_lines.c.location_id,
        orders.c.channel_id,
        orders.c.placed_at,
        PRIORITY,
        backorders.c.promised_at,
    )
    .join_from(order_lines, orders, orders.c.id == order_lines.c.order_id)
    .join(backorders, backorders.c.order_line_id == order_lines.c.id, isouter=True)
    .where(order_lines.c.backordered_quantity > 0)
)
_QUEUE = (
    WAITING_LINES.add_columns(_NOT_BEFORE)
    .join(
        backorder_policies,
        (backorder_policies.c.product_id == order_lines.c.product_id)
        & (backorder_policies.c.channel_id == orders.c.channel_id),
        isouter=True,
    )
    .where(order_lines.c.product_id == any_(_PRODUCTS))
    .order_by(order_lines.c.product_id, *PLACE_IN_QUEUE)
)


async def list_queue(uow: UnitOfWork, product_ids: Sequence[UUID]) -> list[Row[Any]]:
    """Every line that waits for one of the products, each product's in the order they are served."""
    await uow.flush()
    asked = {"products": list(product_ids), "now": uow.now()}
    return list(await uow.session.execute(_QUEUE, asked))


def waiting(row: Row[Any], *, units: int | None = None) -> Waiting:
    """A row of the queue, or some units of it, as the rules see it."""
    quantity = row.backordered_quantity if units is None else units
    return Waiting(row.id, row.product_id, row.channel_id, quantity, row.location_id, row.not_before)


_WAITS_TOO = order_lines.alias("waits_too")
_TOGETHER = (
    select(_WAITS_TOO.c.product_id)
    .join(order_lines, order_lines.c.order_id == _WAITS_TOO.c.order_id)
    .where(
        order_lines.c.product_id == any_(_PRODUCTS),
        order_lines.c.backordered_quantity > 0,
        _WAITS_TOO.c.backordered_quantity > 0,
    )
    .distinct()
)


async def waited_for_together(uow: UnitOfWork, product_ids: Sequence[UUID]) -> list[UUID]:
    """The products, and what the orders that wait for them wait for too."""
    found = await uow.session.execute(_TOGETHER, {"products": list(product_ids)})
    return sorted({*product_ids, *found.scalars()})


_LAPSED = (
    select(order_lines.c.product_id)
    .join(backorders, backorders.c.order_line_id == order_lines.c.id)
    .where(order_lines.c.backordered_quantity > 0, backorders.c.promised_at < _NOW)
    .distinct()
)


async def list_lapsed(read: Reader, *, now: datetime) -> list[UUID]:
    """Products that lines wait for although the instant that they were promised for has passed."""
    return list((await read.execute(_LAPSED, {"now": now})).scalars())


_QUEUES = func.unnest(bindparam("queues", type_=ARRAY(Text))).column_valued("queue")
_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(_QUEUES, 0)))


async def lock_queues(uow: UnitOfWork, product_ids: Sequence[UUID]) -> None:
    """Be the only one who serves these queues until the transaction ends.

    One statement, which takes the locks in the order of its array: in that of the products, so that
    two who want some of the same never wait for each other in a circle.
    """
    queues = [f"backorders:{product_id}" for product_id in sorted(set(product_ids))]
    await uow.session.execute(_LOCK, {"queues": queues})


def _serves() -> ColumnElement[Any]:
    own = (
        select(func.coalesce(func.array_agg(location_channels.c.channel_id), literal([], ARRAY(Uuid))))
        .where(location_channels.c.location_id == locations.c.id)
        .scalar_subquery()
    )
    return case((locations.c.serves_every_channel, None), else_=own).label("serves")


_STOCK = (
    select(
        stock_levels.c.product_id,
        stock_levels.c.location_id,
        available,
        locations.c.code,
        locations.c.priority,
        _serves(),
    )
    .join_from(stock_levels, locations, locations.c.id == stock_levels.c.location_id)
    .where(stock_levels.c.product_id == any_(_PRODUCTS), locations.c.active)
    .order_by(locations.c.priority, locations.c.code)
)
_SUPPLY = (
    select(
        stock_expectations.c.id,
        stock_expectations.c.product_id,
        stock_expectations.c.location_id,
        stock_expectations.c.quantity,
        case((stock_expectations.c.expected_at >= _NOW, stock_expectations.c.expected_at)).label("at"),
        _serves(),
    )
    .join_from(stock_expectations, locations, locations.c.id == stock_expectations.c.location_id)
    .where(stock_expectations.c.product_id == any_(_PRODUCTS), locations.c.active)
)


async def list_stock(uow: UnitOfWork, product_ids: Sequence[UUID]) -> list[Pool]:
    """What is free at every active location, in the order in which locations are asked."""
    found = await uow.session.execute(_STOCK, {"products": list(product_ids), "now": uow.now()})
    return [
        Pool(
            row.location_id,
            row.product_id,
            row.location_id,
            max(0, row.available),
            channels(row.serves),
            code=row.code,
            priority=row.priority,
        )
        for row in found
    ]


async def list_supply(uow: UnitOfWork, product_ids: Sequence[UUID]) -> list[Pool]:
    """What is on its way to active locations, and when it is there.

    What is overdue has no date any more: it will come, but nobody knows when, and a day that has passed
    is no promise. It is then shared out after all that has one.
    """
    asked = {"products": list(product_ids), "now": uow.now()}
    found = await uow.rows(_SUPPLY, asked)
    return [
        Pool(
            row.id,
            row.product_id,
            row.location_id,
            row.quantity,
            channels(row.serves),
            row.at,
        )
        for row in found
    ]


def channels(serves: Sequence[UUID] | None) -> frozenset[UUID] | None:
    """The channels that a location is confined to; None for one that serves all of them."""
    return None if serves is None else frozenset(serves)
