"""What a list of orders is filtered by: conditions that are built once, and what they are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    String,
    Text,
    Uuid,
    any_,
    bindparam,
    column,
    literal_column,
    select,
    table,
    union_all,
)

from domain.catalog.models import channels
from domain.kernel.batches import given
from domain.kernel.reader import Reader, rows_of
from domain.orders import search
from domain.orders.models import (
    AllocationStatus,
    FulfillmentStatus,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
    order_bundles,
    order_lines,
)

# Fulfillment orders lie on a floor above; a list that filters on where an order is worked at names
# their table without importing the slice.
_fulfillment_orders = table(
    "fulfillment_order", column("order_id", Uuid()), column("location_id", Uuid())
)


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

_STATUSES: Mapping[str, type[StrEnum]] = {
    "status": OrderStatus,
    "payment_status": PaymentStatus,
    "allocation_status": AllocationStatus,
    "fulfillment_status": FulfillmentStatus,
    "return_status": ReturnStatus,
}
_IS = " is "
ELSEWHERE = frozenset({"sku", "sku_of_bundles", "location_id"})
"Conditions that other tables decide about."


async def asked_by(read: Reader, criteria: OrderCriteria) -> dict[str, Any]:
    """The conditions that the criteria make, by name, with the value that each is given.

    Channels are looked up: the planner knows how many orders an id has, and that there are none of a
    channel that is not there. By code it would have to look through a million to see that. So is whether
    bundles of a SKU were sold: most are asked for that never were one, and are lines only.
    """
    asked = given(
        customer_id=criteria.customer_id,
        location_id=criteria.location_id,
        placed_after=criteria.placed_after,
        placed_before=criteria.placed_before,
        total_at_least=criteria.total_at_least,
        total_at_most=criteria.total_at_most,
        search=None if criteria.search is None else search.tsquery(criteria.search),
    )
    if criteria.sku is not None:
        bundled = await rows_of(read, _BUNDLED, {"sku": criteria.sku})
        asked["sku_of_bundles" if bundled else "sku"] = criteria.sku
    if criteria.on_hold is not None:
        # Said in the statement: the index of the held ones is for a condition, not for a value.
        asked["on_hold" if criteria.on_hold else "not_on_hold"] = True
    if criteria.channel:
        found = await rows_of(read, _CHANNELS, {"codes": list(criteria.channel)})
        # One is compared, so that the index on (channel_id, placed_at) also gives the order.
        ids = [row.id for row in found]
        asked |= {"channel_id": ids[0]} if len(ids) == 1 else {"channel_ids": ids}
    for name, kind in _STATUSES.items():
        values = sorted({kind(value) for value in getattr(criteria, name)})
        if values:
            asked[name + _IS + " ".join(values)] = True
    return asked


def condition_on(rows: FromClause, name: str) -> ColumnElement[bool]:
    """A condition by its name, said of `rows`: the table, or some of it.

    Statuses are said in the statement and are not values of it. There are a few and they are nothing
    alike: PostgreSQL soon makes one plan for all values of a parameter, and what is right for a million
    completed orders walks past them all to find a hundred pending ones.
    """
    column_, said, statuses = name.partition(_IS)
    if said:
        return rows.c[column_].in_([literal_column(f"'{each}'") for each in statuses.split()])
    return _conditions_on(rows)[name]


def _sold(sold: FromClause, name: str) -> Select[Any]:
    return select(sold.c.order_id).where(sold.c.sku == bindparam(name, type_=String()))


@cache
def _conditions_on(rows: FromClause) -> dict[str, ColumnElement[bool]]:
    """Conditions by name; the parameter of one, if it has one, is called the same."""
    return {
        "channel_id": rows.c.channel_id == bindparam("channel_id"),
        "channel_ids": rows.c.channel_id == any_(bindparam("channel_ids", type_=ARRAY(Uuid()))),
        "customer_id": rows.c.customer_id == bindparam("customer_id"),
        "sku": rows.c.id.in_(_sold(order_lines, "sku")),
        "sku_of_bundles": rows.c.id.in_(
            union_all(*(_sold(table, "sku_of_bundles") for table in (order_lines, order_bundles)))
        ),
        "location_id": rows.c.id.in_(
            select(_fulfillment_orders.c.order_id).where(
                _fulfillment_orders.c.location_id == bindparam("location_id")
            )
        ),
        "on_hold": rows.c.on_hold,
        "not_on_hold": ~rows.c.on_hold,
        "placed_after": rows.c.placed_at > bindparam("placed_after"),
        "placed_before": rows.c.placed_at < bindparam("placed_before"),
        "total_at_least": rows.c.total_amount >= bindparam("total_at_least"),
        "total_at_most": rows.c.total_amount <= bindparam("total_at_most"),
        "search": search.matches(bindparam("search", type_=Text()), rows),
    }


_CHANNELS = select(channels.c.id).where(channels.c.code == any_(bindparam("codes", type_=ARRAY(Text()))))
_BUNDLED = (
    select(order_bundles.c.id).where(order_bundles.c.sku == bindparam("sku", type_=String())).limit(1)
)
