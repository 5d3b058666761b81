"""The orders of customers: the same page of many customers in one read."""

from functools import partial
from uuid import UUID

from domain.kernel.pagination import CappedCount, PageRequest
from domain.orders import pages
from schema.connection import PageKey, load_for_parent
from schema.context import Context
from schema.orders.types import Order, OrderConnection


async def page_of_customer(
    context: Context, customer_id: UUID, *, first: int | None, after: str | None
) -> OrderConnection:
    """One customer's page, read together with those of all customers who ask for the same page."""
    request = PageRequest.parse(first=first, after=after)
    page = await load_for_parent(
        context,
        PageKey("customer orders", first, after),
        customer_id,
        partial(pages.page_orders_by_customer_ids, viewer=context.actor, request=request),
    )

    async def count() -> CappedCount:
        load = partial(pages.count_orders_by_customer_ids, viewer=context.actor)
        key = PageKey("customer order counts", None, None)
        return await load_for_parent(context, key, customer_id, load) or CappedCount(0, False)

    return OrderConnection.from_page(page, Order, count=count)
