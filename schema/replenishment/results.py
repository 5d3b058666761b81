"""What becomes of buying what was suggested."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from schema.purchasing.types import PurchaseOrder


@strawberry.type(description="They are drafted.")
class CreatePurchaseOrdersSuccess:
    purchase_orders: list[PurchaseOrder] = strawberry.field(
        description="One draft for each supplier and location."
    )


CreatePurchaseOrdersResult = Annotated[
    CreatePurchaseOrdersSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreatePurchaseOrdersResult", description="The drafts, or why not."),
]
