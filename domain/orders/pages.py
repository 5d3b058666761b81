"""Lists of orders: filters, sorts and keyset pages, each served by an index."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
    true,
)

from domain.kernel.actor import Actor
from domain.kernel.batches import PARENTS, AnyRow, given
from domain.kernel.pagination import (
    CappedCount,
    Cursors,
    Page,
    PageRequest,
    window,
    window_at,
)
from domain.kernel.pagination_keys import read_key
from domain.kernel.reader import Reader, row_of, rows_of
from domain.kernel.visibility import scope, visible_order
from domain.orders.criteria import ELSEWHERE, EVERY_ORDER, OrderCriteria, asked_by, condition_on
from domain.orders.loads import order_columns
from domain.orders.models import orders


class OrderSortField(StrEnum):
    """What a list of orders is sorted by; rows with equal values are in the order of their ids."""

    PLACED_AT = "PLACED_AT"
    NUMBER = "NUMBER"
    TOTAL = "TOTAL"
    UPDATED_AT = "UPDATED_AT"


SORT_KEYS: dict[OrderSortField, tuple[ColumnElement[Any], ...]] = {
    OrderSortField.PLACED_AT: (orders.c.placed_at, orders.c.id),
    OrderSortField.NUMBER: (orders.c.serial,),
    OrderSortField.TOTAL: (orders.c.total_amount, orders.c.id),
    OrderSortField.UPDATED_AT: (orders.c.updated_at, orders.c.id),
}

MAX_SHAPES = 1000
"Statements that are kept: one for each set of filters that is asked for with a sort."
NEAR = 3_000
"Orders that a search looks through, in the order of the list, before it asks the index of words."
COUNTED = 10_000
"Orders that are counted at most: a count costs what it counts, and more tells nobody anything."


async def page_orders(
    read: Reader,
    *,
    viewer: Actor,
    criteria: OrderCriteria = EVERY_ORDER,
    request: PageRequest,
    sort: OrderSortField = OrderSortField.PLACED_AT,
    descending: bool = True,
) -> Page[AnyRow]:
    """One page of the orders that the viewer may see. Raises `InvalidInput` for a foreign cursor.

    A word that many orders have is found soon by walking the list, a rare one by the index of words;
    PostgreSQL cannot tell which it is, and would collect a million orders to sort out twenty. So the
    next few thousand are looked through first, and are the answer where they hold a page.
    """
    bounds = _bounds(request, sort)
    asked = await asked_by(read, criteria)
    shape = _Shape(tuple(asked), sort, bounds is not None, descending != request.backwards)
    parameters = {**asked, **scope(viewer), **window_at(request, bounds)}
    keep = [column.name for column in SORT_KEYS[sort]]
    rows: Sequence[AnyRow] = ()
    if "search" in asked and viewer.sees_all_orders:
        rows = await rows_of(read, _near_page(shape), {**parameters, "near": NEAR}, keep=keep)
    if len(rows) <= request.size:
        rows = await rows_of(read, _page(shape), parameters, keep=keep)
    return Page.cut(request, rows, _cursors(rows, sort))


async def count_orders(
    read: Reader, *, viewer: Actor, criteria: OrderCriteria = EVERY_ORDER
) -> CappedCount:
    """How many orders the criteria match, up to `COUNTED`."""
    asked = await asked_by(read, criteria)
    row = await row_of(read, _count(tuple(asked)), {**asked, **scope(viewer), "most": COUNTED + 1})
    return CappedCount.of(row.orders if row else 0, COUNTED)


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
) -> dict[UUID, CappedCount]:
    """How many orders each customer has, up to `COUNTED`."""
    parameters = {"ids": list(ids), **scope(viewer), "most": COUNTED + 1}
    found = await rows_of(read, _COUNT_OF_CUSTOMERS, parameters)
    return {row.id: CappedCount.of(row.orders, COUNTED) for row in found}


_SHOWN = [column.name for column in (*order_columns, orders.c.total_amount)]
_listed = select(*(orders.c[name] for name in _SHOWN)).where(visible_order(orders))
_some = select(literal(1)).where(visible_order(orders)).limit(bindparam("most", type_=Integer()))
_own = _some.where(orders.c.customer_id == PARENTS.c.id).lateral("own")
_COUNT_OF_CUSTOMERS = (
    select(PARENTS.c.id, func.count().label("orders"))
    .select_from(PARENTS)
    .join(_own, true())
    .group_by(PARENTS.c.id)
)


class _Shape(NamedTuple):
    """What a page's statement depends on: the names of its conditions, and how it is walked."""

    asked: tuple[str, ...]
    sort: OrderSortField
    bounded: bool
    down: bool

    def conditions(self, rows: FromClause) -> list[ColumnElement[bool]]:
        return [condition_on(rows, name) for name in self.asked]


@lru_cache(MAX_SHAPES)
def _page(shape: _Shape) -> Select[Any]:
    if ELSEWHERE.isdisjoint(shape.asked):
        return _window(_listed.where(*shape.conditions(orders)), shape)
    return _page_by_keys(shape)


def _page_by_keys(shape: _Shape) -> Select[Any]:
    """A page that other tables decide about. Who is on it is found in indexes alone, and only those are
    read: it may take fifty thousand looks before the first is found."""
    key = [orders.c[column.name] for column in SORT_KEYS[shape.sort]]
    names = dict.fromkeys((*(column.name for column in key), "id"))
    found = select(*(orders.c[name] for name in names)).where(
        visible_order(orders), *shape.conditions(orders)
    )
    page = _window(found, shape).subquery("page")
    statement = select(*(orders.c[name] for name in _SHOWN)).join(page, page.c.id == orders.c.id)
    return statement.order_by(*(each.desc() if shape.down else each.asc() for each in key))


def _window(statement: Select[Any], shape: _Shape) -> Select[Any]:
    return window(statement, key=SORT_KEYS[shape.sort], bounded=shape.bounded, down=shape.down)


@lru_cache(MAX_SHAPES)
def _near_page(shape: _Shape) -> Select[Any]:
    """A page of the next `near` orders."""
    columns = select(*(orders.c[name] for name in _SHOWN), orders.c.words)
    near = _window(columns, shape).limit(bindparam("near", type_=Integer())).subquery("near")
    statement = select(*(near.c[name] for name in _SHOWN)).where(*shape.conditions(near))
    key = [near.c[column.name] for column in SORT_KEYS[shape.sort]]
    return window(statement, key=key, bounded=False, down=shape.down)


@lru_cache(MAX_SHAPES)
def _count(asked: tuple[str, ...]) -> Select[Any]:
    some = _some.where(*(condition_on(orders, name) for name in asked)).subquery("some")
    return select(func.count().label("orders")).select_from(some)


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
        key=SORT_KEYS[OrderSortField.PLACED_AT],
        bounded=bounded,
        down=down,
    ).lateral("own")
    # Lateral joins keep each parent's rows together and in order; nothing sorts them again.
    return select(own).select_from(PARENTS).join(own, true())


def _cursors(rows: Sequence[AnyRow], sort: OrderSortField) -> Cursors:
    key = [attrgetter(column.name) for column in SORT_KEYS[sort]]
    return Cursors(rows, lambda row: [sort, *(read(row) for read in key)])


def _bounds(request: PageRequest, sort: OrderSortField) -> tuple[Any, ...] | None:
    return read_key(request, sort, [column.type for column in SORT_KEYS[sort]])
