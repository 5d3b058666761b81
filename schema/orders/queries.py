"""Reading orders."""

import strawberry

from domain.kernel.pagination import CappedCount, PageRequest
from domain.orders import pages
from domain.orders.criteria import EVERY_ORDER
from domain.orders.pages import OrderSortField as SortField
from schema.connection import once
from schema.context import Info
from schema.ids import find_id
from schema.orders.enums import SortDirection
from schema.orders.inputs import OrderFilter, OrderSort
from schema.orders.types import Order, OrderConnection
from schema.permissions import READ_ORDERS
from schema.query import PAGING, PAGING_BACK, one_of, query


@strawberry.type
class OrderQueries:
    @query(
        "One order; null when there is none, or none that the caller may see.",
        permission=READ_ORDERS,
        id="Global id.",
        number="Order number.",
        external_reference="The caller's own id; the newest where several channels know it.",
    )
    async def order(
        self,
        info: Info,
        id: strawberry.ID | None = None,
        number: str | None = None,
        external_reference: str | None = None,
    ) -> Order | None:
        one_of(id=id, number=number, external_reference=external_reference)
        order_id = None if id is None else find_id(id, "Order")
        if id is not None and order_id is None:
            return None
        async with info.context.read("Order", by=info) as read:
            row = await pages.find_order(
                read,
                viewer=info.context.actor,
                id=order_id,
                number=number,
                external_reference=external_reference,
            )
        return None if row is None else Order.from_row(row)

    @query(
        "Orders that the caller may see, newest first when not said otherwise.",
        permission=READ_ORDERS,
        filter="Which orders.",
        sort="In which order.",
        **PAGING,
        **PAGING_BACK,
    )
    async def orders(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: OrderFilter | None = None,
        sort: OrderSort | None = None,
    ) -> OrderConnection:
        context = info.context
        request = PageRequest.parse(first=first, after=after, last=last, before=before)
        criteria = filter.to_criteria() if filter else EVERY_ORDER
        async with context.read("Order") as read:
            page = await pages.page_orders(
                read,
                viewer=context.actor,
                criteria=criteria,
                request=request,
                sort=sort.field if sort else SortField.PLACED_AT,
                descending=sort is None or sort.direction is SortDirection.DESC,
            )

        async def count() -> CappedCount:
            async with context.read() as read:
                return await pages.count_orders(read, viewer=context.actor, criteria=criteria)

        return OrderConnection.from_page(page, Order, count=once(count))
