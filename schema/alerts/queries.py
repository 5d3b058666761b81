"""Reading what was told of stock."""

import strawberry

from domain.alerts import pages
from domain.kernel.pagination import PageRequest
from schema.alerts.types import StockAlert, StockAlertConnection, StockAlertKind
from schema.context import Info
from schema.ids import filter_id
from schema.permissions import READ_STOCK
from schema.query import PAGING, query


@strawberry.type
class AlertQueries:
    @query(
        "What was told of stock levels, newest first; nothing for those who may not see stock.",
        permission=READ_STOCK,
        kind="Only of these kinds.",
        location_id="Only at this location.",
        **PAGING,
    )
    async def stock_alerts(
        self,
        info: Info,
        kind: list[StockAlertKind] | None = None,
        location_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> StockAlertConnection:
        request = PageRequest.parse(first=first, after=after)
        location = None if location_id is None else filter_id(location_id, "Location", ("locationId",))
        async with info.context.read() as read:
            page = await pages.page_stock_alerts(
                read, viewer=info.context.actor, request=request, kind=kind, location_id=location
            )
        return StockAlertConnection.from_page(page, StockAlert)
