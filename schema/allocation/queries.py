"""Reading fulfillment orders."""

import strawberry

from schema.allocation.loaders import fulfillment_order_by_id
from schema.allocation.types import FulfillmentOrder
from schema.context import Info
from schema.ids import find_id
from schema.permissions import READ_ORDERS
from schema.query import query


@strawberry.type
class AllocationQueries:
    @query(
        "One fulfillment order; null when there is none, or none that the caller may see.",
        permission=READ_ORDERS,
        id="Global id.",
    )
    async def fulfillment_order(self, info: Info, id: strawberry.ID) -> FulfillmentOrder | None:
        known = find_id(id, "FulfillmentOrder")
        if known is None:
            return None
        found: FulfillmentOrder | None = await fulfillment_order_by_id.loader(info.context).load(known)
        return found
