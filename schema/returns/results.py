"""What becomes of returns."""

from typing import Annotated

import strawberry

from schema.errors import (
    AmountExceededError,
    IdempotencyConflictError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from schema.payments.types import Refund
from schema.returns.types import Return


@strawberry.type(description="It is asked for.")
class RequestReturnSuccess:
    return_: Return = strawberry.field(name="return", description="The return.")


RequestReturnResult = Annotated[
    RequestReturnSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("RequestReturnResult", description="The return, or why not."),
]


@strawberry.type(description="It may be sent.")
class ApproveReturnSuccess:
    return_: Return = strawberry.field(name="return", description="The return as it is now.")


ApproveReturnResult = Annotated[
    ApproveReturnSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ApproveReturnResult", description="The return, or why not."),
]


@strawberry.type(description="It is declined.")
class DeclineReturnSuccess:
    return_: Return = strawberry.field(name="return", description="The return as it is now.")


DeclineReturnResult = Annotated[
    DeclineReturnSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("DeclineReturnResult", description="The return, or why not."),
]


@strawberry.type(description="It is received, as far as was said.")
class ReceiveReturnSuccess:
    return_: Return = strawberry.field(name="return", description="The return as it is now.")
    refunds: list[Refund] = strawberry.field(
        description="What is paid back for this receipt; empty where that was not asked for."
    )


ReceiveReturnResult = Annotated[
    ReceiveReturnSuccess
    | IllegalTransitionError
    | AmountExceededError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReceiveReturnResult", description="The return and its refunds, or why not."),
]
