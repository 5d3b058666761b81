"""Reading channels and products."""

import strawberry

from domain.catalog import pages
from schema.catalog.types import Channel, Product
from schema.context import Info
from schema.ids import find_id
from schema.permissions import EVERYBODY
from schema.query import one_of, query


@strawberry.type
class CatalogQueries:
    @query("Every sales channel, by code.", permission=EVERYBODY)
    async def channels(self, info: Info) -> list[Channel]:
        async with info.context.read() as read:
            return [Channel.from_row(row) for row in await pages.list_channels(read)]

    @query("One product; null when there is none.", permission=EVERYBODY, id="Global id.", sku="SKU.")
    async def product(
        self, info: Info, id: strawberry.ID | None = None, sku: str | None = None
    ) -> Product | None:
        one_of(id=id, sku=sku)
        product_id = None if id is None else find_id(id, "Product")
        if id is not None and product_id is None:
            return None
        async with info.context.read("Product", by=info) as read:
            row = await pages.find_product(read, id=product_id, sku=sku)
        return None if row is None else Product.from_row(row)
