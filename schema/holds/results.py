"""What becomes of holding stock."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from schema.holds.types import StockHold


@strawberry.type(description="It is kept.")
class HoldStockSuccess:
    hold: StockHold = strawberry.field(description="The hold.")


HoldStockResult = Annotated[
    HoldStockSuccess
    | InsufficientStockError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("HoldStockResult", description="The hold, or why not."),
]


@strawberry.type(description="It lasts until another moment.")
class ExtendStockHoldSuccess:
    hold: StockHold = strawberry.field(description="The hold as it is now.")


ExtendStockHoldResult = Annotated[
    ExtendStockHoldSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ExtendStockHoldResult", description="The hold, or why not."),
]


@strawberry.type(description="Its units are free.")
class ReleaseStockHoldSuccess:
    hold: StockHold = strawberry.field(description="The hold as it is now.")


ReleaseStockHoldResult = Annotated[
    ReleaseStockHoldSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReleaseStockHoldResult", description="The hold, or why not."),
]
