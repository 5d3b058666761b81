"""What becomes of allocating orders."""

from typing import Annotated

import strawberry

from schema.allocation.types import FulfillmentOrder
from schema.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    VersionConflictError,
)
from schema.orders.types import Order


@strawberry.type(description="It is sourced, as far as there is stock.")
class AllocateOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")
    fulfillment_orders: list[FulfillmentOrder] = strawberry.field(
        description="The fulfillment orders that it opened."
    )


AllocateOrderResult = Annotated[
    AllocateOrderSuccess
    | InsufficientStockError
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("AllocateOrderResult", description="The order and its work, or why not."),
]
