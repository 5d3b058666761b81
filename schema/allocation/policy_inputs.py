"""What is said to write, activate and assign sourcing policies."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import strawberry

from schema.allocation.policies import FilterKind
from schema.inputs import expected_version, given, idempotency_key, optional


@strawberry.input(description="What a location must fulfil.")
class SourcingFilterInput:
    kind: FilterKind = given("What is asked.")
    kilometers: int | None = optional("The most, for WITHIN_DISTANCE and no other.")


@strawberry.input(description="A number that a goal counts with.")
class SourcingSettingInput:
    name: str = given("One of the goal's settings.")
    value: Decimal = given("Zero to 1000000.")


@strawberry.input(description="What a plan should be good at. Points of all goals are added up.")
class SourcingGoalInput:
    goal: str = given("Name of a goal; see `sourcingGoals`.")
    weight: Decimal = given("What each of its points counts for: above zero, 1000 at most.")
    settings: list[SourcingSettingInput] | None = optional("Numbers it counts with.")


def filters_of(given: Sequence[SourcingFilterInput] | None) -> list[dict[str, Any]]:
    """Filters as the domain takes them."""
    return [{"kind": each.kind, "value": each.kilometers} for each in given or ()]


def goals_of(given: Sequence[SourcingGoalInput] | None) -> list[dict[str, Any]]:
    """Goals as the domain takes them."""
    return [
        {
            "goal": each.goal,
            "weight": each.weight,
            "settings": {setting.name: setting.value for setting in each.settings or ()},
        }
        for each in given or ()
    ]


@strawberry.input(description="A new policy. It is in force once it is activated, where it is assigned.")
class CreateSourcingPolicyInput:
    name: str = given("Unique.")
    filters: list[SourcingFilterInput] | None = optional("What a location must fulfil.")
    goals: list[SourcingGoalInput] | None = optional("What a plan should be good at.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(
    description="The next version of a policy; what is left out stays. It is in force once activated."
)
class UpdateSourcingPolicyInput:
    policy_id: strawberry.ID = given("Global id of the policy.")
    name: str | None = optional("Another name.")
    filters: list[SourcingFilterInput] | None = optional("All filters; an empty list is none.")
    goals: list[SourcingGoalInput] | None = optional("All goals; an empty list is none.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Put a version in force. Orders that wait are sourced anew.")
class ActivateSourcingPolicyInput:
    policy_id: strawberry.ID = given("Global id of the policy.")
    version: int | None = optional("The newest when not said; an older one goes back.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Source a channel's orders by a policy.")
class AssignSourcingPolicyInput:
    channel: str = given("Code of the channel.")
    policy_id: strawberry.ID | None = optional("Global id of the policy; without one, the default.")
    idempotency_key: str | None = idempotency_key()
