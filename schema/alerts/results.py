"""What becomes of deciding about stock levels."""

from typing import Annotated

import strawberry

from schema.alerts.types import StockThreshold
from schema.errors import (
    IdempotencyConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)


@strawberry.type(description="They are decided.")
class SetStockThresholdsSuccess:
    thresholds: list[StockThreshold] = strawberry.field(description="In the order given.")


SetStockThresholdsResult = Annotated[
    SetStockThresholdsSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SetStockThresholdsResult", description="The thresholds, or why not."),
]
