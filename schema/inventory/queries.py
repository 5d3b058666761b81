"""Reading locations and stock levels."""

import strawberry

from domain.inventory import pages
from domain.inventory.availability import list_availability
from domain.kernel.pagination import PageRequest
from schema.context import Info
from schema.ids import filter_id
from schema.inventory.types import Availability, Location, StockLevel, StockLevelConnection
from schema.permissions import EVERYBODY, READ_STOCK
from schema.query import PAGING, query


@strawberry.type
class InventoryQueries:
    @query(
        "Every location, in the order it is sourced from; for those who may see stock.",
        permission=READ_STOCK,
    )
    async def locations(self, info: Info) -> list[Location]:
        async with info.context.read() as read:
            rows = await pages.list_locations(read, viewer=info.context.actor)
        return [Location.from_row(row) for row in rows]

    @query(
        "Stock levels by SKU; none for those who may not see stock.",
        permission=READ_STOCK,
        sku="Only of these SKUs.",
        location_id="Only at this location.",
        **PAGING,
    )
    async def stock_levels(
        self,
        info: Info,
        sku: list[str] | None = None,
        location_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> StockLevelConnection:
        request = PageRequest.parse(first=first, after=after)
        location = None if location_id is None else filter_id(location_id, "Location", ("locationId",))
        async with info.context.read() as read:
            page = await pages.page_stock_levels(
                read,
                viewer=info.context.actor,
                request=request,
                skus=sku,
                location_id=location,
            )
        return StockLevelConnection.from_page(page, StockLevel)

    @query(
        "What a location holds of a SKU; null where there is no level, or none that the caller may see.",
        permission=READ_STOCK,
        sku="The SKU.",
        location_code="Code of the location.",
    )
    async def stock_level(self, info: Info, sku: str, location_code: str) -> StockLevel | None:
        async with info.context.read() as read:
            row = await pages.find_stock_level(
                read, viewer=info.context.actor, sku=sku, location_code=location_code
            )
        return None if row is None else StockLevel.from_row(row)

    @query(
        "What a channel can sell right now, by SKU, from the locations that serve it; SKUs that it does "
        "not sell are left out.",
        permission=EVERYBODY,
        channel="Code of the channel.",
        skus="The SKUs, at most 500.",
    )
    async def availability(self, info: Info, channel: str, skus: list[str]) -> list[Availability]:
        async with info.context.read() as read:
            rows = await list_availability(read, viewer=info.context.actor, channel=channel, skus=skus)
        return [Availability.from_row(row) for row in rows]
