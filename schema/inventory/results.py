"""What becomes of creating locations and changing stock."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StockConflictError,
)
from schema.inventory.types import Location, StockLevel, StockMovement


@strawberry.type(description="It is open.")
class CreateLocationSuccess:
    location: Location = strawberry.field(description="The new location.")


CreateLocationResult = Annotated[
    CreateLocationSuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreateLocationResult", description="The location, or why not."),
]


@strawberry.type(description="It is posted.")
class AdjustStockSuccess:
    stock_level: StockLevel = strawberry.field(description="The level as it is now.")
    movement: StockMovement = strawberry.field(description="The ledger's line about it.")


AdjustStockResult = Annotated[
    AdjustStockSuccess
    | StockConflictError
    | InsufficientStockError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("AdjustStockResult", description="The level and its movement, or why not."),
]
