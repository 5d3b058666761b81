"""What becomes of creating locations and changing stock."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RefusedRow,
    RowsRefusedError,
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


@strawberry.type(description="What could be set is set.")
class SetStockLevelsSuccess:
    stock_levels: list[StockLevel] = strawberry.field(
        description="The levels that are as asked, in the order given."
    )
    refused: list[RefusedRow] = strawberry.field(description="Rows that were not taken, and why.")


SetStockLevelsResult = Annotated[
    SetStockLevelsSuccess
    | RowsRefusedError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SetStockLevelsResult", description="The levels and what was refused, or why not."),
]


@strawberry.type(description="They are not for sale.")
class MakeStockUnavailableSuccess:
    stock_level: StockLevel = strawberry.field(description="The level as it is now.")
    movement: StockMovement = strawberry.field(description="The ledger's latest line about it.")


MakeStockUnavailableResult = Annotated[
    MakeStockUnavailableSuccess
    | InsufficientStockError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union(
        "MakeStockUnavailableResult", description="The level and its movement, or why not."
    ),
]


@strawberry.type(description="They are for sale again.")
class MakeStockAvailableSuccess:
    stock_level: StockLevel = strawberry.field(description="The level as it is now.")
    movement: StockMovement = strawberry.field(description="The ledger's latest line about it.")


MakeStockAvailableResult = Annotated[
    MakeStockAvailableSuccess
    | InsufficientStockError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("MakeStockAvailableResult", description="The level and its movement, or why not."),
]


@strawberry.type(description="They are gone.")
class WriteOffStockSuccess:
    stock_level: StockLevel = strawberry.field(description="The level as it is now.")
    movement: StockMovement = strawberry.field(description="The ledger's latest line about it.")


WriteOffStockResult = Annotated[
    WriteOffStockSuccess
    | InsufficientStockError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("WriteOffStockResult", description="The level and its movement, or why not."),
]


@strawberry.type(description="So many are kept back.")
class SetSafetyStockSuccess:
    stock_level: StockLevel = strawberry.field(description="The level as it is now.")


SetSafetyStockResult = Annotated[
    SetSafetyStockSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SetSafetyStockResult", description="The level, or why not."),
]


@strawberry.type(description="That is where it lies.")
class SetBinSuccess:
    stock_level: StockLevel = strawberry.field(description="The level as it is now.")


SetBinResult = Annotated[
    SetBinSuccess | NotFoundError | InvalidInputError | PermissionDeniedError | IdempotencyConflictError,
    strawberry.union("SetBinResult", description="The level, or why not."),
]


@strawberry.type(description="It is said anew.")
class UpdateLocationSuccess:
    location: Location = strawberry.field(description="The location as it is now.")


UpdateLocationResult = Annotated[
    UpdateLocationSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("UpdateLocationResult", description="The location, or why not."),
]


@strawberry.type(description="Nothing more is sourced from it.")
class DeactivateLocationSuccess:
    location: Location = strawberry.field(description="The location as it is now.")


DeactivateLocationResult = Annotated[
    DeactivateLocationSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("DeactivateLocationResult", description="The location, or why not."),
]


@strawberry.type(description="It is sourced from again.")
class ActivateLocationSuccess:
    location: Location = strawberry.field(description="The location as it is now.")


ActivateLocationResult = Annotated[
    ActivateLocationSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ActivateLocationResult", description="The location, or why not."),
]
