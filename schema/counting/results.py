"""What becomes of cycle counts."""

from typing import Annotated

import strawberry

from schema.counting.types import CycleCount, CycleCountLine
from schema.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RecountNeededError,
    VersionConflictError,
)


@strawberry.type(description="It is started.")
class StartCycleCountSuccess:
    cycle_count: CycleCount = strawberry.field(description="The count.")


StartCycleCountResult = Annotated[
    StartCycleCountSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("StartCycleCountResult", description="The count, or why not."),
]


@strawberry.type(description="It is written down.")
class EnterCycleCountSuccess:
    cycle_count: CycleCount = strawberry.field(description="The count as it is now.")
    lines: list[CycleCountLine] = strawberry.field(description="The lines, in the order given.")


EnterCycleCountResult = Annotated[
    EnterCycleCountSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("EnterCycleCountResult", description="The lines, or why not."),
]


@strawberry.type(description="It can be looked at.")
class SubmitCycleCountSuccess:
    cycle_count: CycleCount = strawberry.field(description="The count as it is now.")


SubmitCycleCountResult = Annotated[
    SubmitCycleCountSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SubmitCycleCountResult", description="The count, or why not."),
]


@strawberry.type(description="It is counted on.")
class ReopenCycleCountSuccess:
    cycle_count: CycleCount = strawberry.field(description="The count as it is now.")


ReopenCycleCountResult = Annotated[
    ReopenCycleCountSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReopenCycleCountResult", description="The count, or why not."),
]


@strawberry.type(description="The levels are what was found.")
class PostCycleCountSuccess:
    cycle_count: CycleCount = strawberry.field(description="The count as it is now.")


PostCycleCountResult = Annotated[
    PostCycleCountSuccess
    | RecountNeededError
    | InsufficientStockError
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("PostCycleCountResult", description="The count, or why not."),
]


@strawberry.type(description="It is given up.")
class CancelCycleCountSuccess:
    cycle_count: CycleCount = strawberry.field(description="The count as it is now.")


CancelCycleCountResult = Annotated[
    CancelCycleCountSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CancelCycleCountResult", description="The count, or why not."),
]
