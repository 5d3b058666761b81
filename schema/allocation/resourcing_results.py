"""What becomes of moving, splitting, merging, holding and releasing work, and of short picks."""

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


@strawberry.type(description="The location does it.")
class MoveFulfillmentOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")
    fulfillment_order: FulfillmentOrder = strawberry.field(description="What has the units now.")


MoveFulfillmentOrderResult = Annotated[
    MoveFulfillmentOrderSuccess
    | InsufficientStockError
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("MoveFulfillmentOrderResult", description="The order and its work, or why not."),
]


@strawberry.type(description="They leave by themselves.")
class SplitFulfillmentOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")
    fulfillment_order: FulfillmentOrder = strawberry.field(
        description="The new one, with the units that leave by themselves."
    )


SplitFulfillmentOrderResult = Annotated[
    SplitFulfillmentOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SplitFulfillmentOrderResult", description="The order and its work, or why not."),
]


@strawberry.type(description="It leaves together.")
class MergeFulfillmentOrdersSuccess:
    order: Order = strawberry.field(description="The order as it is now.")
    fulfillment_order: FulfillmentOrder = strawberry.field(description="The one that has it all.")


MergeFulfillmentOrdersResult = Annotated[
    MergeFulfillmentOrdersSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("MergeFulfillmentOrdersResult", description="The order and its work, or why not."),
]


@strawberry.type(description="It waits.")
class HoldFulfillmentOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")
    fulfillment_order: FulfillmentOrder = strawberry.field(description="What is on hold.")


HoldFulfillmentOrderResult = Annotated[
    HoldFulfillmentOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("HoldFulfillmentOrderResult", description="The order and its work, or why not."),
]


@strawberry.type(description="It goes on.")
class ReleaseFulfillmentOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")
    fulfillment_order: FulfillmentOrder = strawberry.field(description="What goes on.")


ReleaseFulfillmentOrderResult = Annotated[
    ReleaseFulfillmentOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReleaseFulfillmentOrderResult", description="The order and its work, or why not."),
]


@strawberry.type(description="The books follow the shelf.")
class ReportShortPickSuccess:
    order: Order = strawberry.field(description="The order as it is now.")
    fulfillment_order: FulfillmentOrder = strawberry.field(description="What is left of the work.")


ReportShortPickResult = Annotated[
    ReportShortPickSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReportShortPickResult", description="The order and its work, or why not."),
]
