"""What becomes of policies and places in the queue."""

from typing import Annotated

import strawberry

from schema.backorders.types import BackorderPolicy
from schema.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from schema.orders.types import OrderLine


@strawberry.type(description="It is decided.")
class SetBackorderPolicySuccess:
    policy: BackorderPolicy = strawberry.field(description="The policy as it is now.")


SetBackorderPolicyResult = Annotated[
    SetBackorderPolicySuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SetBackorderPolicyResult", description="The policy, or why not."),
]


@strawberry.type(description="It has another place.")
class PrioritizeBackorderSuccess:
    order_line: OrderLine = strawberry.field(description="The line that waits.")


PrioritizeBackorderResult = Annotated[
    PrioritizeBackorderSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("PrioritizeBackorderResult", description="The line, or why not."),
]
