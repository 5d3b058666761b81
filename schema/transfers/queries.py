"""Reading stock transfers."""

import strawberry

from domain.kernel.pagination import PageRequest
from domain.transfers import pages
from schema.context import Info
from schema.ids import find_id
from schema.orders.enums import SortDirection
from schema.permissions import READ_TRANSFERS
from schema.query import PAGING, PAGING_BACK, one_of, query
from schema.transfers.inputs import StockTransferFilter, StockTransferSort
from schema.transfers.types import StockTransfer, StockTransferConnection


@strawberry.type
class TransferQueries:
    @query(
        "One stock transfer; null when there is none, or for those who may not see transfers.",
        permission=READ_TRANSFERS,
        id="Global id.",
        number="Its number.",
    )
    async def stock_transfer(
        self, info: Info, id: strawberry.ID | None = None, number: str | None = None
    ) -> StockTransfer | None:
        one_of(id=id, number=number)
        known = None if id is None else find_id(id, "StockTransfer")
        if id is not None and known is None:
            return None
        async with info.context.read() as read:
            row = await pages.find_stock_transfer(
                read, viewer=info.context.actor, id=known, number=number
            )
        return None if row is None else StockTransfer.from_row(row)

    @query(
        "Stock transfers, newest first; none for those who may not see transfers.",
        permission=READ_TRANSFERS,
        filter="Which stock transfers.",
        sort="In which order.",
        **PAGING,
        **PAGING_BACK,
    )
    async def stock_transfers(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: StockTransferFilter | None = None,
        sort: StockTransferSort | None = None,
    ) -> StockTransferConnection:
        request = PageRequest.parse(first=first, after=after, last=last, before=before)
        async with info.context.read() as read:
            page = await pages.page_stock_transfers(
                read,
                viewer=info.context.actor,
                request=request,
                criteria=filter.to_criteria() if filter else pages.StockTransferCriteria(),
                sort=sort.field if sort else pages.StockTransferSortField.CREATED_AT,
                descending=sort is None or sort.direction is SortDirection.DESC,
            )
        return StockTransferConnection.from_page(page, StockTransfer)
