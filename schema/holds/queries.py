"""Reading holds."""

import strawberry

from domain.holds import pages
from domain.kernel.pagination import PageRequest
from schema.context import Info
from schema.holds.inputs import StockHoldFilter
from schema.holds.types import StockHold, StockHoldConnection
from schema.ids import find_id
from schema.node import load_row
from schema.permissions import EVERYBODY, READ_CARTS
from schema.query import PAGING, PAGING_BACK, query


@strawberry.type
class HoldQueries:
    @query(
        "One hold; null when there is none, or none of the caller's.",
        permission=EVERYBODY,  # a guest's is found by its id alone
        id="Global id.",
    )
    async def stock_hold(self, info: Info, id: strawberry.ID) -> StockHold | None:
        hold_id = find_id(id, "StockHold")
        if hold_id is None:
            return None
        found = await load_row(info.context, "StockHold", hold_id)
        return found if isinstance(found, StockHold) else None

    @query(
        "The holds of all carts, newest first; none for those who may not see them.",
        permission=READ_CARTS,
        filter="Which holds.",
        **PAGING,
        **PAGING_BACK,
    )
    async def stock_holds(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: StockHoldFilter | None = None,
    ) -> StockHoldConnection:
        request = PageRequest.parse(first=first, after=after, last=last, before=before)
        criteria = filter.to_criteria() if filter else pages.HoldCriteria()
        async with info.context.read() as read:
            page = await pages.page_holds(
                read, viewer=info.context.actor, request=request, criteria=criteria
            )
        return StockHoldConnection.from_page(page, StockHold)
