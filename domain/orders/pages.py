"""Lists of orders: filters, sorts and keyset pages, each served by an index."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Uuid,
    column,
    func,
    literal,
    select,
    table,
    true,
)

from domain.catalog.models import channels
from domain.kernel.actor import Actor
from domain.kernel.batches import PARENTS, AnyRow, among
from domain.kernel.database import Reader
from domain.kernel.pagination import Page, PageRequest, encode_cursor, window
from domain.kernel.pagination_keys import read_key
from domain.kernel.visibility import scope, visible_order
from domain.orders import search
from domain.orders.loads import order_columns
from domain.orders.models import (
    AllocationStatus,
    FulfillmentStatus,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
    order_lines,
    orders,
)

# Fulfillment orders lie on a floor above; a list that filters on where an order is worked at names
# their table without importing the slice.
_fulfillment_orders = table(
    "fulfillment_order", column("order_id", Uuid()), column("location_id", Uuid())
)


class OrderSortField(StrEnum):
    """What a list of orders is sorted by; rows with equal values are in the order of their ids."""

    PLACED_AT = "PLACED_AT"
    NUMBER = "NUMBER"
    TOTAL = "TOTAL"
    UPDATED_AT = "UPDATED_AT"


_KEYS: dict[OrderSortField, tuple[ColumnElement[Any], ...]] = {
    OrderSortField.PLACED_AT: (orders.c.placed_at, orders.c.id),
    OrderSortField.NUMBER: (orders.c.serial,),
    OrderSortField.TOTAL: (orders.c.total_amount, orders.c.id),
    OrderSortField.UPDATED_AT: (orders.c.updated_at, orders.c.id),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCriteria:
    """What an order must be to be listed; what is empty does not matter. Amounts in major units."""

    status: Sequence[OrderStatus] = ()
    payment_status: Sequence[PaymentStatus] = ()
    allocation_status: Sequence[AllocationStatus] = ()
    fulfillment_status: Sequence[FulfillmentStatus] = ()
    return_status: Sequence[ReturnStatus] = ()
    channel: Sequence[str] = ()
    customer_id: UUID | None = None
    sku: str | None = None
    location_id: UUID | None = None
    on_hold: bool | None = None
    placed_after: datetime | None = None
    placed_before: datetime | None = None
    total_at_least: Decimal | None = None
    total_at_most: Decimal | None = None
    search: str | None = None


EVERY_ORDER = OrderCriteria()


async def page_orders(
    read: Reader,
    *,
    viewer: Actor,
    criteria: OrderCriteria = EVERY_ORDER,
    request: PageRequest,
    sort: OrderSortField = OrderSortField.PLACED_AT,
    descending: bool = True,
) -> Page[AnyRow]:
    """One page of the orders that the viewer may see. Raises `InvalidInput` for a foreign cursor."""
    statement = window(
        _matching(select(*order_columns, orders.c.total_amount), criteria),
        request,
        key=_KEYS[sort],
        bounds=_bounds(request, sort),
        descending=descending,
    )
    rows = (await read.execute(statement, scope(viewer))).all()
    return Page.cut(request, rows, [_cursor(row, sort) for row in rows])


async def count_orders(read: Reader, *, viewer: Actor, criteria: OrderCriteria = EVERY_ORDER) -> int:
    """How many orders the criteria match."""
    statement = _matching(select(func.count()).select_from(orders), criteria)
    return int((await read.execute(statement, scope(viewer))).scalar_one())


async def find_order(
    read: Reader,
    *,
    viewer: Actor,
    id: UUID | None = None,
    number: str | None = None,
    external_reference: str | None = None,
) -> AnyRow | None:
    """The newest visible order that answers to everything that is given.

    An external reference is unique within its channel only.
    """
    statement = select(*order_columns).where(visible_order(orders))
    if id is not None:
        statement = statement.where(orders.c.id == id)
    if number is not None:
        statement = statement.where(orders.c.number == number)
    if external_reference is not None:
        statement = statement.where(orders.c.external_reference == external_reference)
    statement = statement.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(1)
    return (await read.execute(statement, scope(viewer))).one_or_none()


async def page_orders_by_customer_ids(
    read: Reader, ids: Sequence[UUID], *, viewer: Actor, request: PageRequest
) -> dict[UUID, Page[AnyRow]]:
    """The same page of many customers' orders, newest first, in one statement."""
    sort = OrderSortField.PLACED_AT
    own = window(
        select(*order_columns, orders.c.total_amount).where(
            orders.c.customer_id == PARENTS.c.id, visible_order(orders)
        ),
        request,
        key=_KEYS[sort],
        bounds=_bounds(request, sort),
        descending=True,
    ).lateral("own")
    # Lateral joins keep each parent's rows together and in order; nothing sorts them again.
    statement = select(own).select_from(PARENTS).join(own, true())
    found: dict[UUID, list[AnyRow]] = {id: [] for id in ids}
    for row in await read.execute(statement, {"ids": list(ids), **scope(viewer)}):
        found[row.customer_id].append(row)
    return {
        id: Page.cut(request, rows, [_cursor(row, sort) for row in rows]) for id, rows in found.items()
    }


async def count_orders_by_customer_ids(
    read: Reader, ids: Sequence[UUID], *, viewer: Actor
) -> dict[UUID, int]:
    """How many orders each customer has."""
    statement = (
        select(orders.c.customer_id, func.count().label("orders"))
        .where(among(orders.c.customer_id), visible_order(orders))
        .group_by(orders.c.customer_id)
    )
    found = await read.execute(statement, {"ids": list(ids), **scope(viewer)})
    return {row.customer_id: row.orders for row in found}


def _matching(statement: Select[Any], criteria: OrderCriteria) -> Select[Any]:
    return statement.where(visible_order(orders), *_conditions(criteria))


def _conditions(asked: OrderCriteria) -> Iterator[ColumnElement[bool]]:
    for column_, values in (
        (orders.c.status, asked.status),
        (orders.c.payment_status, asked.payment_status),
        (orders.c.allocation_status, asked.allocation_status),
        (orders.c.fulfillment_status, asked.fulfillment_status),
        (orders.c.return_status, asked.return_status),
    ):
        # One value is compared, so that the index on (status, placed_at) also gives the order.
        if len(values) == 1:
            yield column_ == values[0]
        elif values:
            yield column_.in_(values)
    if asked.channel:
        named = select(channels.c.id).where(channels.c.code.in_(asked.channel))
        yield (
            orders.c.channel_id == named.scalar_subquery()
            if len(asked.channel) == 1
            else orders.c.channel_id.in_(named)
        )
    if asked.customer_id is not None:
        yield orders.c.customer_id == asked.customer_id
    if asked.sku is not None:
        yield orders.c.id.in_(
            select(order_lines.c.order_id).where(order_lines.c.sku == literal(asked.sku, String()))
        )
    if asked.location_id is not None:
        yield orders.c.id.in_(
            select(_fulfillment_orders.c.order_id).where(
                _fulfillment_orders.c.location_id == asked.location_id
            )
        )
    if asked.on_hold is not None:
        yield orders.c.on_hold if asked.on_hold else ~orders.c.on_hold
    if asked.placed_after is not None:
        yield orders.c.placed_at > asked.placed_after
    if asked.placed_before is not None:
        yield orders.c.placed_at < asked.placed_before
    if asked.total_at_least is not None:
        yield orders.c.total_amount >= asked.total_at_least
    if asked.total_at_most is not None:
        yield orders.c.total_amount <= asked.total_at_most
    if asked.search is not None:
        found = search.matches(asked.search)
        if found is not None:
            yield found


def _cursor(row: AnyRow, sort: OrderSortField) -> str:
    return encode_cursor([sort, *(row._mapping[column.name] for column in _KEYS[sort])])


def _bounds(request: PageRequest, sort: OrderSortField) -> tuple[Any, ...] | None:
    return read_key(request, sort, [column.type for column in _KEYS[sort]])
