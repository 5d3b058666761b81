"""Stock levels as they change."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from domain.inventory.loads import levels_by_ids
from schema.arguments import check_arguments
from schema.context import Info
from schema.inventory.types import StockLevel
from schema.permissions import READ_STOCK
from schema.query import subscription


@strawberry.type
class InventorySubscriptions:
    @subscription("A level each time it changes.", permission=READ_STOCK)
    async def stock_level_changed(
        self, info: Info, sku: Annotated[str, strawberry.argument(description="SKU to watch.")]
    ) -> AsyncGenerator[StockLevel, None]:
        context = info.context
        check_arguments({"sku": sku})
        async with context.feed.watch_stock(sku) as changes:
            while True:
                ids = list(dict.fromkeys(await changes.wait()))
                if not ids:
                    continue
                async with context.read() as read:
                    levels = await levels_by_ids(read, ids, viewer=context.actor)
                for id in ids:
                    if id in levels:
                        context.forget_loaded()
                        yield StockLevel.from_row(levels[id])
