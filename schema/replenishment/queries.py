"""Reading what to buy again."""

import strawberry

from domain.kernel.pagination import PageRequest
from domain.replenishment import pages
from schema.context import Info
from schema.ids import filter_id
from schema.permissions import READ_PURCHASES
from schema.query import PAGING, query
from schema.replenishment.types import ReplenishmentSuggestion, ReplenishmentSuggestionConnection


@strawberry.type
class ReplenishmentQueries:
    @query(
        "What to buy again, by SKU; calculated once a day. None for those who may not see purchases.",
        permission=READ_PURCHASES,
        supplier_id="Only of this supplier.",
        location_id="Only for this location.",
        **PAGING,
    )
    async def replenishment_suggestions(
        self,
        info: Info,
        supplier_id: strawberry.ID | None = None,
        location_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> ReplenishmentSuggestionConnection:
        request = PageRequest.parse(first=first, after=after)
        supplier = None if supplier_id is None else filter_id(supplier_id, "Supplier", ("supplierId",))
        location = None if location_id is None else filter_id(location_id, "Location", ("locationId",))
        async with info.context.read() as read:
            page = await pages.page_suggestions(
                read,
                viewer=info.context.actor,
                request=request,
                supplier_id=supplier,
                location_id=location,
            )
        return ReplenishmentSuggestionConnection.from_page(page, ReplenishmentSuggestion)
