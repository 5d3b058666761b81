"""Reading shipments."""

import strawberry

from domain.shipments import pages
from schema.context import Info
from schema.ids import find_id
from schema.permissions import READ_ORDERS
from schema.query import one_of, query
from schema.shipments.types import Shipment


@strawberry.type
class ShipmentQueries:
    @query(
        "One shipment; null when there is none, or none that the caller may see.",
        permission=READ_ORDERS,
        id="Global id.",
        tracking_number="The carrier's number; the newest parcel where it was used again.",
    )
    async def shipment(
        self, info: Info, id: strawberry.ID | None = None, tracking_number: str | None = None
    ) -> Shipment | None:
        one_of(id=id, tracking_number=tracking_number)
        shipment_id = None if id is None else find_id(id, "Shipment")
        if id is not None and shipment_id is None:
            return None
        async with info.context.read("Shipment", by=info) as read:
            row = await pages.find_shipment(
                read, viewer=info.context.actor, id=shipment_id, tracking_number=tracking_number
            )
        return None if row is None else Shipment.from_row(row)
