"""Lists of orders: filters, sorts and keyset pages, each served by an index."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, select, true

from domain.kernel.actor import Actor
from domain.kernel.batches import PARENTS, AnyRow, among, given
from domain.kernel.pagination import Page, PageRequest, encode_cursor, window, window_at
from domain.kernel.pagination_keys import read_key
from domain.kernel.reader import Reader, row_of, rows_of
from domain.kernel.visibility import scope, visible_order
from domain.orders.criteria import EVERY_ORDER, OrderCriteria, asked_by, condition
from domain.orders.loads import order_columns
from domain.orders.models import orders


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


MAX_SHAPES = 1000
"Statements that are kept: one for each set of filters that is asked for with a sort."


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
    asked, bounds = asked_by(criteria), _bounds(request, sort)
    statement = _page(
        tuple(asked), sort, bounded=bounds is not None, down=descending != request.backwards
    )
    parameters = {**asked, **scope(viewer), **window_at(request, bounds)}
    rows = await rows_of(read, statement, parameters, keep=[column.name for column in _KEYS[sort]])
    return Page.cut(request, rows, _cursors(rows, sort))


async def count_orders(read: Reader, *, viewer: Actor, criteria: OrderCriteria = EVERY_ORDER) -> int:
    """How many orders the criteria match."""
    asked = asked_by(criteria)
    row = await row_of(read, _count(tuple(asked)), {**asked, **scope(viewer)})
    return int(row.orders) if row else 0


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
    asked = given(id=id, number=number, external_reference=external_reference)
    return await row_of(read, _order(tuple(asked)), {**asked, **scope(viewer)})


async def page_orders_by_customer_ids(
    read: Reader, ids: Sequence[UUID], *, viewer: Actor, request: PageRequest
) -> dict[UUID, Page[AnyRow]]:
    """The same page of many customers' orders, newest first, in one statement."""
    sort = OrderSortField.PLACED_AT
    bounds = _bounds(request, sort)
    statement = _page_of_customers(bounded=bounds is not None, down=not request.backwards)
    parameters = {"ids": list(ids), **scope(viewer), **window_at(request, bounds)}
    found: dict[UUID, list[AnyRow]] = {id: [] for id in ids}
    for row in await rows_of(read, statement, parameters):
        found[row.customer_id].append(row)
    return {id: Page.cut(request, rows, _cursors(rows, sort)) for id, rows in found.items()}


async def count_orders_by_customer_ids(
    read: Reader, ids: Sequence[UUID], *, viewer: Actor
) -> dict[UUID, int]:
    """How many orders each customer has."""
    found = await rows_of(read, _COUNT_OF_CUSTOMERS, {"ids": list(ids), **scope(viewer)})
    return {row.customer_id: row.orders for row in found}


_listed = select(*order_columns, orders.c.total_amount).where(visible_order(orders))
_COUNT_OF_CUSTOMERS = (
    select(orders.c.customer_id, func.count().label("orders"))
    .where(among(orders.c.customer_id), visible_order(orders))
    .group_by(orders.c.customer_id)
)


@lru_cache(MAX_SHAPES)
def _page(asked: tuple[str, ...], sort: OrderSortField, *, bounded: bool, down: bool) -> Select[Any]:
    statement = _listed.where(*map(condition, asked))
    return window(statement, key=_KEYS[sort], bounded=bounded, down=down)


@lru_cache(MAX_SHAPES)
def _count(asked: tuple[str, ...]) -> Select[Any]:
    counted = select(func.count().label("orders")).select_from(orders)
    return counted.where(visible_order(orders), *map(condition, asked))


@cache
def _order(asked: tuple[str, ...]) -> Select[Any]:
    return (
        select(*order_columns)
        .where(visible_order(orders), *(orders.c[name] == bindparam(name) for name in asked))
        .order_by(orders.c.placed_at.desc(), orders.c.id.desc())
        .limit(1)
    )


@cache
def _page_of_customers(*, bounded: bool, down: bool) -> Select[Any]:
    own = window(
        _listed.where(orders.c.customer_id == PARENTS.c.id),
        key=_KEYS[OrderSortField.PLACED_AT],
        bounded=bounded,
        down=down,
    ).lateral("own")
    # Lateral joins keep each parent's rows together and in order; nothing sorts them again.
    return select(own).select_from(PARENTS).join(own, true())


def _cursors(rows: Sequence[AnyRow], sort: OrderSortField) -> list[str]:
    key = [attrgetter(column.name) for column in _KEYS[sort]]
    return [encode_cursor([sort, *(read(row) for read in key)]) for row in rows]


def _bounds(request: PageRequest, sort: OrderSortField) -> tuple[Any, ...] | None:
    return read_key(request, sort, [column.type for column in _KEYS[sort]])
