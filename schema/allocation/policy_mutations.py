"""Writing, activating and assigning sourcing policies."""

import strawberry

from domain.allocation import policy_versions
from schema.allocation.policies import SourcingPolicy
from schema.allocation.policy_inputs import (
    ActivateSourcingPolicyInput,
    AssignSourcingPolicyInput,
    CreateSourcingPolicyInput,
    UpdateSourcingPolicyInput,
    filters_of,
    goals_of,
)
from schema.allocation.policy_results import (
    ActivateSourcingPolicyResult,
    ActivateSourcingPolicySuccess,
    AssignSourcingPolicyResult,
    AssignSourcingPolicySuccess,
    CreateSourcingPolicyResult,
    CreateSourcingPolicySuccess,
    UpdateSourcingPolicyResult,
    UpdateSourcingPolicySuccess,
)
from schema.catalog.types import Channel
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.permissions import MANAGE_SOURCING


@strawberry.type
class SourcingPolicyMutations:
    @mutation(permission=MANAGE_SOURCING, description="Write a policy that orders may be sourced by.")
    async def create_sourcing_policy(
        self, info: Info, input: CreateSourcingPolicyInput
    ) -> CreateSourcingPolicyResult:
        policy = await policy_versions.create_sourcing_policy(
            info.context.uow,
            name=input.name,
            filters=filters_of(input.filters),
            goals=goals_of(input.goals),
        )
        return CreateSourcingPolicySuccess(policy=SourcingPolicy.from_row(policy))

    @mutation(permission=MANAGE_SOURCING, description="Write the next version of a policy.")
    async def update_sourcing_policy(
        self, info: Info, input: UpdateSourcingPolicyInput
    ) -> UpdateSourcingPolicyResult:
        policy = await policy_versions.update_sourcing_policy(
            info.context.uow,
            policy_id=get_id(input.policy_id, "SourcingPolicy", "policyId"),
            name=input.name,
            filters=None if input.filters is None else filters_of(input.filters),
            goals=None if input.goals is None else goals_of(input.goals),
            expected_version=input.expected_version,
        )
        return UpdateSourcingPolicySuccess(policy=SourcingPolicy.from_row(policy))

    @mutation(permission=MANAGE_SOURCING, description="Put a version of a policy in force.")
    async def activate_sourcing_policy(
        self, info: Info, input: ActivateSourcingPolicyInput
    ) -> ActivateSourcingPolicyResult:
        policy = await policy_versions.activate_sourcing_policy(
            info.context.uow,
            policy_id=get_id(input.policy_id, "SourcingPolicy", "policyId"),
            version=input.version,
        )
        return ActivateSourcingPolicySuccess(policy=SourcingPolicy.from_row(policy))

    @mutation(permission=MANAGE_SOURCING, description="Source a channel's orders by a policy.")
    async def assign_sourcing_policy(
        self, info: Info, input: AssignSourcingPolicyInput
    ) -> AssignSourcingPolicyResult:
        given = input.policy_id
        channel, policy = await policy_versions.assign_sourcing_policy(
            info.context.uow,
            channel=input.channel,
            policy_id=None if given is None else get_id(given, "SourcingPolicy", "policyId"),
        )
        return AssignSourcingPolicySuccess(
            channel=Channel.from_row(channel),
            policy=SourcingPolicy.from_row(policy) if policy else None,
        )
