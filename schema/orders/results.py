"""What becomes of placing, cancelling and holding orders."""

from typing import Annotated

import strawberry

from schema.errors import (
    AmountExceededError,
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    VersionConflictError,
)
from schema.orders.types import Order


@strawberry.type(description="It is placed and its stock is kept.")
class PlaceOrderSuccess:
    order: Order = strawberry.field(description="The order.")


PlaceOrderResult = Annotated[
    PlaceOrderSuccess
    | InsufficientStockError
    | AmountExceededError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("PlaceOrderResult", description="The order, or why not."),
]


@strawberry.type(description="It is cancelled, as far as was asked.")
class CancelOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")


CancelOrderResult = Annotated[
    CancelOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CancelOrderResult", description="The order, or why not."),
]


@strawberry.type(description="It is held.")
class HoldOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")


HoldOrderResult = Annotated[
    HoldOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("HoldOrderResult", description="The order, or why not."),
]


@strawberry.type(description="It goes on.")
class ReleaseOrderHoldSuccess:
    order: Order = strawberry.field(description="The order as it is now.")


ReleaseOrderHoldResult = Annotated[
    ReleaseOrderHoldSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReleaseOrderHoldResult", description="The order, or why not."),
]
