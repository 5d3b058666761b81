"""Orders, lines, bundles, holds and events, many at a time.

What is found by its own id is found within the viewer's scope; what is found by its order is not
checked again, because the order was.
"""

from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, Table, bindparam, cast, func, select, true

from domain.kernel.batches import (
    PARENTS,
    RowByKey,
    RowsByKey,
    among,
)
from domain.kernel.columns import table_of
from domain.kernel.events import EventRecord
from domain.kernel.visibility import scope, visible_order
from domain.orders.models import order_bundles, order_holds, order_lines, orders

events = table_of(EventRecord)

order_columns = [column for column in orders.c if column.name not in ("words", "total_amount")]
"Everything but what only filters and sorts need."


def of_visible_order(table: Table, order_id: ColumnElement[UUID]) -> Select[tuple[object, ...]]:
    """Rows of `table` with the batch's ids whose order the viewer may see; also for other slices."""
    return (
        select(table)
        .join(orders, orders.c.id == order_id)
        .where(among(table.c.id), visible_order(orders))
    )


_ORDERS = select(*order_columns).where(among(orders.c.id), visible_order(orders))
_LINES = (
    select(order_lines, orders.c.currency)
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(among(order_lines.c.id), visible_order(orders))
)
_LINES_OF_ORDERS = (
    select(order_lines, orders.c.currency)
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(among(order_lines.c.order_id))
    .order_by(order_lines.c.order_id, order_lines.c.position)
)
_LINES_OF_BUNDLES = (
    select(order_lines, orders.c.currency)
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(among(order_lines.c.bundle_id))
    .order_by(order_lines.c.bundle_id, order_lines.c.position)
)
_worth = (
    select(cast(func.sum(order_lines.c.total), BigInteger))
    .where(order_lines.c.bundle_id == order_bundles.c.id)
    .correlate(order_bundles)
    .scalar_subquery()
)
_ANY_BUNDLES = select(order_bundles, orders.c.currency, _worth.label("total")).join(
    orders, orders.c.id == order_bundles.c.order_id
)
_BUNDLES = _ANY_BUNDLES.where(among(order_bundles.c.id), visible_order(orders))
_BUNDLES_OF_ORDERS = _ANY_BUNDLES.where(among(order_bundles.c.order_id)).order_by(
    order_bundles.c.order_id, order_bundles.c.position
)
_HOLDS = (
    select(order_holds)
    .where(among(order_holds.c.order_id))
    .order_by(order_holds.c.placed_at, order_holds.c.id)
)
_EVENTS = of_visible_order(events, events.c.order_id)
_own = (
    select(events)
    .where(events.c.order_id == PARENTS.c.id, events.c.sequence > bindparam("after"))
    .order_by(events.c.sequence)
    .limit(bindparam("limit"))
    .lateral("own")
)
_EVENTS_OF_ORDERS = (
    select(_own).select_from(PARENTS).join(_own, true()).order_by(_own.c.order_id, _own.c.sequence)
)

orders_by_ids = RowByKey(_ORDERS, scope=scope)
lines_by_ids = RowByKey(_LINES, scope=scope)
"""Lines with their order's `currency`."""

lines_by_order_ids = RowsByKey(_LINES_OF_ORDERS, "order_id")
"""Lines with their order's `currency`, as they were placed."""

lines_by_bundle_ids = RowsByKey(_LINES_OF_BUNDLES, "bundle_id")
"""The lines of a bundle's components with their order's `currency`, as they were placed."""

bundles_by_ids = RowByKey(_BUNDLES, scope=scope)
"""Bundles with their order's `currency` and the `total` of their lines."""

bundles_by_order_ids = RowsByKey(_BUNDLES_OF_ORDERS, "order_id")
"""Bundles with their order's `currency` and the `total` of their lines, as they were placed."""

holds_by_order_ids = RowsByKey(_HOLDS, "order_id")
"""Open and released ones, oldest first."""

events_by_ids = RowByKey(_EVENTS, scope=scope)
events_by_order_ids = RowsByKey(_EVENTS_OF_ORDERS, "order_id")
"""The next `limit` events of each order beyond sequence number `after`, in sequence."""
