"""Every filter and every sort of an order list is served by an index.

The planner is forbidden to read a table from end to end where it has another way; that it still does so
would mean that there is no index to go by.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.database import Database, Reader
from domain.kernel.pagination import PageRequest
from domain.orders.criteria import asked_by, condition_on
from domain.orders.models import (
    FILTERED,
    AllocationStatus,
    FulfillmentStatus,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
    orders,
)
from domain.orders.pages import SORT_KEYS, OrderCriteria, OrderSortField, count_orders, page_orders
from tests.factories.explaining import by_index, explained
from tests.factories.people import STAFF

GROWING = ("orders", "order_line", "order_bundle", "fulfillment_order")
NOBODY = UUID(int=7)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FILTERS = {
    "nothing": OrderCriteria(),
    "status": OrderCriteria(status=[OrderStatus.PENDING]),
    "several statuses": OrderCriteria(status=[OrderStatus.PENDING, OrderStatus.CONFIRMED]),
    "payment status": OrderCriteria(payment_status=[PaymentStatus.PAID]),
    "allocation status": OrderCriteria(allocation_status=[AllocationStatus.BACKORDERED]),
    "fulfillment status": OrderCriteria(fulfillment_status=[FulfillmentStatus.SHIPPED]),
    "return status": OrderCriteria(return_status=[ReturnStatus.REQUESTED]),
    "channel": OrderCriteria(channel=["web"]),
    "two channels": OrderCriteria(channel=["web", "app"]),
    "customer": OrderCriteria(customer_id=NOBODY),
    "sku": OrderCriteria(sku="MUG"),
    "location": OrderCriteria(location_id=NOBODY),
    "on hold": OrderCriteria(on_hold=True),
    "placed after": OrderCriteria(placed_after=NOON),
    "placed before": OrderCriteria(placed_before=NOON),
    "total at least": OrderCriteria(total_at_least=Decimal(5)),
    "total at most": OrderCriteria(total_at_most=Decimal(5)),
    "search": OrderCriteria(search="jo w1000"),
}
CUSTOMER = Actor(ActorKind.CUSTOMER, "someone", customer_id=NOBODY)


@pytest.fixture
async def read(database: Database) -> AsyncIterator[Reader]:
    async with by_index(database) as reader:
        yield reader


async def plan_of(read: Reader, viewer: Actor, criteria: OrderCriteria, sort: OrderSortField) -> str:
    async def listed() -> None:
        await page_orders(
            read, viewer=viewer, criteria=criteria, request=PageRequest.parse(first=20), sort=sort
        )
        await count_orders(read, viewer=viewer, criteria=criteria)

    return await explained(read, listed())


@pytest.mark.parametrize("sort", list(OrderSortField))
@pytest.mark.parametrize("name", FILTERS)
async def test_no_table_that_grows_is_read_from_end_to_end(
    read: Reader, name: str, sort: OrderSortField
) -> None:
    plan = await plan_of(read, STAFF, FILTERS[name], sort)
    assert not [table for table in GROWING if f"Seq Scan on {table} " in plan], plan


@pytest.mark.parametrize("sort", list(OrderSortField))
async def test_nor_is_it_for_a_customer_who_sees_their_own(read: Reader, sort: OrderSortField) -> None:
    plan = await plan_of(read, CUSTOMER, OrderCriteria(), sort)
    assert not [table for table in GROWING if f"Seq Scan on {table} " in plan], plan


async def test_a_missing_index_would_be_seen(read: Reader) -> None:
    explained = await read.exec_driver_sql("EXPLAIN SELECT 1 FROM orders WHERE currency = 'EUR'")
    assert "Seq Scan on orders" in "\n".join(explained.scalars())


@pytest.mark.parametrize("sort", list(OrderSortField))
def test_what_a_list_is_sorted_by_holds_what_it_is_filtered_by(sort: OrderSortField) -> None:
    """So that the cancelled ones, dearest first, are found without a look at all the others."""
    key = [column.name for column in SORT_KEYS[sort]]
    (index,) = [
        columns
        for columns in ([column.name for column in index.columns] for index in orders.indexes)
        if columns[: len(key)] == key and len(columns) > len(key)
    ]
    assert {*FILTERED, "placed_at", "total_amount"} <= set(index)


async def test_a_status_is_said_in_the_statement_where_the_planner_sees_it(read: Reader) -> None:
    open_ones = OrderCriteria(status=[OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.PENDING])
    (name,) = await asked_by(read, open_ones)
    assert str(condition_on(orders, name)) == "orders.status IN ('CONFIRMED', 'PENDING')"
