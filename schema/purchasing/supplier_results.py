"""What becomes of suppliers."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from schema.purchasing.types import Supplier


@strawberry.type(description="It can be ordered from.")
class CreateSupplierSuccess:
    supplier: Supplier = strawberry.field(description="The supplier as it is now.")


CreateSupplierResult = Annotated[
    CreateSupplierSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreateSupplierResult", description="The supplier, or why not."),
]


@strawberry.type(description="It is changed.")
class UpdateSupplierSuccess:
    supplier: Supplier = strawberry.field(description="The supplier as it is now.")


UpdateSupplierResult = Annotated[
    UpdateSupplierSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("UpdateSupplierResult", description="The supplier, or why not."),
]


@strawberry.type(description="They are written down.")
class SetSupplierProductsSuccess:
    supplier: Supplier = strawberry.field(description="The supplier as it is now.")


SetSupplierProductsResult = Annotated[
    SetSupplierProductsSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SetSupplierProductsResult", description="The supplier, or why not."),
]
