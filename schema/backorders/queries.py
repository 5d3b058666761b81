"""Reading the queue."""

import strawberry

from domain.backorders import pages
from domain.kernel.pagination import PageRequest
from schema.backorders.types import Backorder, BackorderConnection
from schema.context import Info
from schema.ids import filter_id
from schema.permissions import READ_BACKORDERS
from schema.query import PAGING, query


@strawberry.type
class BackorderQueries:
    @query(
        "Lines that wait for stock, in the order in which they are served; for staff.",
        permission=READ_BACKORDERS,
        product_id="Only those that wait for this product.",
        **PAGING,
    )
    async def backorders(
        self,
        info: Info,
        product_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> BackorderConnection:
        request = PageRequest.parse(first=first, after=after)
        product = None if product_id is None else filter_id(product_id, "Product", ("productId",))
        async with info.context.read() as read:
            page = await pages.page_backorders(
                read, viewer=info.context.actor, request=request, product_id=product
            )
        return BackorderConnection.from_page(page, Backorder)
