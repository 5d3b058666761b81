"""Stock levels as they change."""

from collections.abc import AsyncGenerator, Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from domain.inventory.loads import levels_by_ids
from domain.kernel.batches import AnyRow
from schema.arguments import check_arguments
from schema.context import Context, Info
from schema.inventory.types import StockLevel
from schema.permissions import READ_STOCK
from schema.query import subscription
from schema.sharing import Shown, shared_reads_of


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
                for shown in await _levels(context, ids):
                    context.show(shown)
                    yield StockLevel.from_row(shown.row)


async def _levels(context: Context, ids: Sequence[UUID]) -> Sequence[Shown]:
    """These levels as they are now, read together with whoever sees and was told the same."""

    async def load() -> Sequence[AnyRow]:
        async with context.read() as read:
            found = await levels_by_ids(read, ids, viewer=context.actor)
        return [found[id] for id in ids if id in found]

    key = ("levels", tuple(ids), context.actor.sight)
    return await shared_reads_of(context.database).read(key, load)
