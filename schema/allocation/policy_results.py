"""What becomes of writing, activating and assigning sourcing policies."""

from typing import Annotated

import strawberry

from schema.allocation.policies import SourcingPolicy
from schema.catalog.types import Channel
from schema.errors import (
    IdempotencyConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    VersionConflictError,
)


@strawberry.type(description="It is written.")
class CreateSourcingPolicySuccess:
    policy: SourcingPolicy = strawberry.field(description="The new policy.")


CreateSourcingPolicyResult = Annotated[
    CreateSourcingPolicySuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreateSourcingPolicyResult", description="The policy, or why not."),
]


@strawberry.type(description="The next version is written.")
class UpdateSourcingPolicySuccess:
    policy: SourcingPolicy = strawberry.field(description="The policy as it is now.")


UpdateSourcingPolicyResult = Annotated[
    UpdateSourcingPolicySuccess
    | VersionConflictError
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("UpdateSourcingPolicyResult", description="The policy, or why not."),
]


@strawberry.type(description="The version is in force.")
class ActivateSourcingPolicySuccess:
    policy: SourcingPolicy = strawberry.field(description="The policy as it is now.")


ActivateSourcingPolicyResult = Annotated[
    ActivateSourcingPolicySuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ActivateSourcingPolicyResult", description="The policy, or why not."),
]


@strawberry.type(description="The channel is sourced by it.")
class AssignSourcingPolicySuccess:
    channel: Channel = strawberry.field(description="The channel.")
    policy: SourcingPolicy | None = strawberry.field(description="Its policy now; null is the default.")


AssignSourcingPolicyResult = Annotated[
    AssignSourcingPolicySuccess
    | InvalidInputError
    | NotFoundError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("AssignSourcingPolicyResult", description="Channel and policy, or why not."),
]
