"""SourcingPolicy: what orders of a channel are sourced by."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.allocation import goals, policy
from schema.allocation.loaders import channels_by_policy, versions_by_policy
from schema.column import column, computed
from schema.enums import show_enum
from schema.node import Node
from schema.ownership import A_POLICY
from schema.relation import RowType, relation

if TYPE_CHECKING:
    from schema.catalog.types import Channel

FilterKind = policy.FilterKind
show_enum(
    FilterKind,
    "What a location must fulfil to be used. That it serves the channel is asked always.",
    {
        "OPEN": "It is open at the moment.",
        "BEFORE_CUT_OFF": "Its cut-off time has not passed.",
        "CAPACITY": "Its day has room: it takes as many units as are left of its daily capacity.",
        "WITHIN_DISTANCE": "It is within so many kilometres of the address, as far as both are known.",
        "WHOLE_LINE": "It carries a line whole; lines are not split.",
    },
    name="SourcingFilterKind",
)


@strawberry.type(description="What a location must fulfil.")
class SourcingFilter:
    kind: FilterKind = strawberry.field(description="What is asked.")
    kilometers: int | None = strawberry.field(description="The most, for WITHIN_DISTANCE.")

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "SourcingFilter":
        """As a policy's version keeps it."""
        return cls(kind=FilterKind(data["kind"]), kilometers=data["value"])


@strawberry.type(description="A number that a goal counts with.")
class SourcingSetting:
    name: str = strawberry.field(description="Its name.")
    value: Decimal = strawberry.field(description="Its value.")


def _settings(given: dict[str, Any]) -> list[SourcingSetting]:
    return [SourcingSetting(name=name, value=Decimal(value)) for name, value in given.items()]


@strawberry.type(description="What a plan should be good at, and how much that weighs.")
class SourcingGoal:
    goal: str = strawberry.field(description="Name of the goal.")
    weight: Decimal = strawberry.field(description="What each of its points counts for.")
    settings: list[SourcingSetting] = strawberry.field(description="The numbers it counts with.")

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "SourcingGoal":
        """As a policy's version keeps it."""
        return cls(
            goal=data["goal"], weight=Decimal(data["weight"]), settings=_settings(data["settings"])
        )


@strawberry.type(description="A goal that policies of this installation may weigh.")
class SourcingGoalKind:
    name: str = strawberry.field(description="What policies call it.")
    description: str = strawberry.field(description="What it counts points for.")
    settings: list[SourcingSetting] = strawberry.field(
        description="The numbers it takes, as they are when not said."
    )

    @classmethod
    def from_goal(cls, goal: type[goals.Goal]) -> "SourcingGoalKind":
        """The kind of a goal's class."""
        return cls(name=goal.name, description=goal.describes, settings=_settings(dict(goal.settings)))


@strawberry.type(description="What a policy said at a version; never changed.")
class SourcingPolicyVersion(RowType):
    __rule__ = A_POLICY

    version: int = column("Counts 1, 2, 3, … per policy.")
    created_by: str = column("Who wrote it.")
    created_at: datetime = column("When it was written.")

    @computed("What a location must fulfil.")
    def filters(self) -> list[SourcingFilter]:
        return [SourcingFilter.from_data(each) for each in self.row.rules["filters"]]

    @computed("What a plan should be good at.")
    def goals(self) -> list[SourcingGoal]:
        return [SourcingGoal.from_data(each) for each in self.row.rules["goals"]]


@strawberry.type(
    description="Filters and weighted goals that orders are sourced by. A channel without a policy is "
    "sourced from the fewest locations, those asked earliest first, within their daily capacities."
)
class SourcingPolicy(Node):
    __rule__ = A_POLICY

    name: str = column("Unique.")
    version: int = column("The newest version; for `expectedVersion`.")
    active_version: int | None = column("The version in force; null before the first is activated.")
    versions: list[SourcingPolicyVersion] = relation("What it said, newest first.", versions_by_policy)
    channels: list[Annotated["Channel", strawberry.lazy("schema.catalog.types")]] = relation(
        "The channels that it is for.", channels_by_policy
    )
    created_at: datetime = column("When it was first written.")
    updated_at: datetime = column("When it last changed.")
