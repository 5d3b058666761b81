"""What becomes of shipping and of carriers' reports."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    PreorderNotDueError,
)
from schema.shipments.types import Shipment


@strawberry.type(description="It left.")
class ShipFulfillmentOrderSuccess:
    shipment: Shipment = strawberry.field(description="The parcel.")


ShipFulfillmentOrderResult = Annotated[
    ShipFulfillmentOrderSuccess
    | IllegalTransitionError
    | PreorderNotDueError
    | InsufficientStockError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ShipFulfillmentOrderResult", description="The parcel, or why not."),
]


@strawberry.type(description="It is recorded.")
class RecordShipmentEventSuccess:
    shipment: Shipment = strawberry.field(description="The parcel as it is now.")


RecordShipmentEventResult = Annotated[
    RecordShipmentEventSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("RecordShipmentEventResult", description="The parcel, or why not."),
]
