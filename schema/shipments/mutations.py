"""Shipping fulfillment orders and recording what carriers report."""

import strawberry

from domain.processes.record_shipment_event import record_shipment_event
from domain.processes.ship_fulfillment_order import ShipLine, ship_fulfillment_order
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.permissions import FULFIL_ORDERS
from schema.shipments.inputs import RecordShipmentEventInput, ShipFulfillmentOrderInput
from schema.shipments.results import (
    RecordShipmentEventResult,
    RecordShipmentEventSuccess,
    ShipFulfillmentOrderResult,
    ShipFulfillmentOrderSuccess,
)
from schema.shipments.types import Shipment


@strawberry.type
class ShipmentMutations:
    @mutation(
        permission=FULFIL_ORDERS,
        description="Ship a fulfillment order, wholly or in part, as one parcel.",
    )
    async def ship_fulfillment_order(
        self, info: Info, input: ShipFulfillmentOrderInput
    ) -> ShipFulfillmentOrderResult:
        shipment = await ship_fulfillment_order(
            info.context.uow,
            fulfillment_order_id=get_id(
                input.fulfillment_order_id, "FulfillmentOrder", "fulfillmentOrderId"
            ),
            carrier=input.carrier,
            tracking_number=input.tracking_number,
            lines=None
            if input.lines is None
            else [
                ShipLine(
                    fulfillment_order_line_id=get_id(
                        line.fulfillment_order_line_id,
                        "FulfillmentOrderLine",
                        "lines",
                        index,
                        "fulfillmentOrderLineId",
                    ),
                    quantity=line.quantity,
                )
                for index, line in enumerate(input.lines)
            ],
        )
        return ShipFulfillmentOrderSuccess(shipment=Shipment.from_row(shipment))

    @mutation(permission=FULFIL_ORDERS, description="Move a parcel along, as its carrier reports.")
    async def record_shipment_event(
        self, info: Info, input: RecordShipmentEventInput
    ) -> RecordShipmentEventResult:
        shipment = await record_shipment_event(
            info.context.uow,
            shipment_id=get_id(input.shipment_id, "Shipment", "shipmentId"),
            status=input.status,
            occurred_at=input.occurred_at,
            note=input.note,
        )
        return RecordShipmentEventSuccess(shipment=Shipment.from_row(shipment))
