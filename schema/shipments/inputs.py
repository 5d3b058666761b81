"""What is said to ship, and what carriers say."""

from datetime import datetime

import strawberry

from schema.inputs import given, idempotency_key, optional
from schema.shipments.types import ShipmentStatus


@strawberry.input(description="Units of one line to ship.")
class ShipLineInput:
    fulfillment_order_line_id: strawberry.ID = given("Global id of the fulfillment order line.")
    quantity: int = given("Units, at least 1.")


@strawberry.input(description="Without `lines`, everything still open in the fulfilment order ships.")
class ShipFulfillmentOrderInput:
    fulfillment_order_id: strawberry.ID = given("Global id of the fulfillment order.")
    lines: list[ShipLineInput] | None = optional("What goes into the parcel.")
    carrier: str = given("Who carries it.")
    tracking_number: str | None = optional(
        "The carrier's number. Where all has left already, the parcel that has none gets it."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(
    description="What a carrier reported. A late or repeated report is kept and changes nothing."
)
class RecordShipmentEventInput:
    shipment_id: strawberry.ID = given("Global id of the shipment.")
    status: ShipmentStatus = given("Where the parcel is.")
    occurred_at: datetime | None = optional("When it happened; now when not said.")
    note: str | None = optional("In the carrier's words.")
    idempotency_key: str | None = idempotency_key()
