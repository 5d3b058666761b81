"""What becomes of stock transfers."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    VersionConflictError,
)
from schema.transfers.types import StockTransfer


@strawberry.type(description="It is drafted.")
class CreateStockTransferSuccess:
    stock_transfer: StockTransfer = strawberry.field(description="The stock transfer as it is now.")


CreateStockTransferResult = Annotated[
    CreateStockTransferSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreateStockTransferResult", description="The stock transfer, or why not."),
]


@strawberry.type(description="It is changed.")
class UpdateStockTransferSuccess:
    stock_transfer: StockTransfer = strawberry.field(description="The stock transfer as it is now.")


UpdateStockTransferResult = Annotated[
    UpdateStockTransferSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("UpdateStockTransferResult", description="The stock transfer, or why not."),
]


@strawberry.type(description="It is on its way.")
class ShipStockTransferSuccess:
    stock_transfer: StockTransfer = strawberry.field(description="The stock transfer as it is now.")


ShipStockTransferResult = Annotated[
    ShipStockTransferSuccess
    | InsufficientStockError
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ShipStockTransferResult", description="The stock transfer, or why not."),
]


@strawberry.type(description="It is taken in, as far as was said.")
class ReceiveStockTransferSuccess:
    stock_transfer: StockTransfer = strawberry.field(description="The stock transfer as it is now.")


ReceiveStockTransferResult = Annotated[
    ReceiveStockTransferSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReceiveStockTransferResult", description="The stock transfer, or why not."),
]


@strawberry.type(description="It is done with.")
class CloseStockTransferSuccess:
    stock_transfer: StockTransfer = strawberry.field(description="The stock transfer as it is now.")


CloseStockTransferResult = Annotated[
    CloseStockTransferSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CloseStockTransferResult", description="The stock transfer, or why not."),
]


@strawberry.type(description="It is called off.")
class CancelStockTransferSuccess:
    stock_transfer: StockTransfer = strawberry.field(description="The stock transfer as it is now.")


CancelStockTransferResult = Annotated[
    CancelStockTransferSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CancelStockTransferResult", description="The stock transfer, or why not."),
]
