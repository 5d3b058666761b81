"""What becomes of creating channels and products, and of bundling them."""

from typing import Annotated

import strawberry

from schema.catalog.types import Channel, Product
from schema.errors import (
    IdempotencyConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)


@strawberry.type(description="It is open.")
class CreateChannelSuccess:
    channel: Channel = strawberry.field(description="The new channel.")


CreateChannelResult = Annotated[
    CreateChannelSuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreateChannelResult", description="The channel, or why not."),
]


@strawberry.type(description="It is there.")
class CreateProductSuccess:
    product: Product = strawberry.field(description="The new product.")


CreateProductResult = Annotated[
    CreateProductSuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreateProductResult", description="The product, or why not."),
]


@strawberry.type(description="It is made of these.")
class SetBundleComponentsSuccess:
    product: Product = strawberry.field(description="The product as it is now.")


SetBundleComponentsResult = Annotated[
    SetBundleComponentsSuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SetBundleComponentsResult", description="The product, or why not."),
]


@strawberry.type(description="It is an ordinary product.")
class ClearBundleComponentsSuccess:
    product: Product = strawberry.field(description="The product as it is now.")


ClearBundleComponentsResult = Annotated[
    ClearBundleComponentsSuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ClearBundleComponentsResult", description="The product, or why not."),
]
