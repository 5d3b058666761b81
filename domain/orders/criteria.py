"""What a list of orders is filtered by: conditions that are built once, and what they are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    String,
    Text,
    Uuid,
    any_,
    bindparam,
    column,
    select,
    table,
)

from domain.catalog.models import channels
from domain.kernel.batches import given
from domain.orders import search
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

_STATUSES = ("status", "payment_status", "allocation_status", "fulfillment_status", "return_status")
_SEVERAL = "several_"


def asked_by(criteria: OrderCriteria) -> dict[str, Any]:
    """The conditions that the criteria make, by name, with the value that each is given."""
    asked = given(
        customer_id=criteria.customer_id,
        sku=criteria.sku,
        location_id=criteria.location_id,
        placed_after=criteria.placed_after,
        placed_before=criteria.placed_before,
        total_at_least=criteria.total_at_least,
        total_at_most=criteria.total_at_most,
        search=None if criteria.search is None else search.tsquery(criteria.search),
    )
    if criteria.on_hold is not None:
        # Said in the statement: the index of the held ones is for a condition, not for a value.
        asked["on_hold" if criteria.on_hold else "not_on_hold"] = True
    for name in (*_STATUSES, "channel"):
        values = getattr(criteria, name)
        # One value is compared, so that an index on (status, placed_at) also gives the order.
        if len(values) == 1:
            asked[name] = values[0]
        elif values:
            asked[_SEVERAL + name] = list(values)
    return asked


def condition(name: str) -> ColumnElement[bool]:
    """The condition of that name. Its parameter, if it has one, is called the same."""
    return _CONDITIONS[name]


def _status_conditions() -> dict[str, ColumnElement[bool]]:
    conditions = {}
    for name in _STATUSES:
        status = orders.c[name]
        several = bindparam(_SEVERAL + name, type_=ARRAY(status.type))
        conditions[name] = status == bindparam(name, type_=status.type)
        conditions[_SEVERAL + name] = status == any_(several)
    return conditions


_channel = select(channels.c.id)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    **_status_conditions(),
    "channel": orders.c.channel_id
    == _channel.where(channels.c.code == bindparam("channel", type_=Text())).scalar_subquery(),
    _SEVERAL + "channel": orders.c.channel_id.in_(
        _channel.where(channels.c.code == any_(bindparam(_SEVERAL + "channel", type_=ARRAY(Text()))))
    ),
    "customer_id": orders.c.customer_id == bindparam("customer_id"),
    "sku": orders.c.id.in_(
        select(order_lines.c.order_id).where(order_lines.c.sku == bindparam("sku", type_=String()))
    ),
    "location_id": orders.c.id.in_(
        select(_fulfillment_orders.c.order_id).where(
            _fulfillment_orders.c.location_id == bindparam("location_id")
        )
    ),
    "on_hold": orders.c.on_hold,
    "not_on_hold": ~orders.c.on_hold,
    "placed_after": orders.c.placed_at > bindparam("placed_after"),
    "placed_before": orders.c.placed_at < bindparam("placed_before"),
    "total_at_least": orders.c.total_amount >= bindparam("total_at_least"),
    "total_at_most": orders.c.total_amount <= bindparam("total_at_most"),
    "search": search.matches(bindparam("search", type_=Text())),
}
