"""What happens to an order's work at its locations."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event, OrderEvent


@dataclass(frozen=True, kw_only=True)
class OrderAllocated(OrderEvent):
    """Units got a place they come from; `units` counts them over all lines."""

    type = "order.allocated"
    units: int

    def summary(self) -> str:
        return f"{self.units} units were allocated."


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderOpened(OrderEvent):
    type = "fulfillment_order.opened"
    fulfillment_order_id: UUID
    location_id: UUID
    number: str

    def summary(self) -> str:
        return f"Fulfillment order {self.number} was opened."


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderCancelled(OrderEvent):
    type = "fulfillment_order.cancelled"
    fulfillment_order_id: UUID
    number: str

    def summary(self) -> str:
        return f"Fulfillment order {self.number} was cancelled."


@dataclass(frozen=True, kw_only=True)
class SourcingPolicyCreated(Event):
    type = "sourcing_policy.created"
    policy_id: UUID
    name: str

    def summary(self) -> str:
        return f"Sourcing policy {self.name} was created."


@dataclass(frozen=True, kw_only=True)
class SourcingPolicyUpdated(Event):
    """A version was written; it may not be in force."""

    type = "sourcing_policy.updated"
    policy_id: UUID
    policy_version: int

    def summary(self) -> str:
        return f"Version {self.policy_version} of a sourcing policy was written."


@dataclass(frozen=True, kw_only=True)
class SourcingPolicyActivated(Event):
    """A version is in force: what the one before held back may go now."""

    type = "sourcing_policy.activated"
    policy_id: UUID
    policy_version: int

    def summary(self) -> str:
        return f"Version {self.policy_version} of a sourcing policy is in force."


@dataclass(frozen=True, kw_only=True)
class SourcingPolicyAssigned(Event):
    """A channel is sourced by another policy; None is the default."""

    type = "sourcing_policy.assigned"
    channel_id: UUID
    policy_id: UUID | None

    def summary(self) -> str:
        return "A channel is sourced by another policy."
