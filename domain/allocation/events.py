"""What happens to an order's work at its locations."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event, OrderEvent
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class OrderAllocated(OrderEvent):
    """Units got a place they come from; `units` counts them over all lines."""

    type = "order.allocated"
    units: int

    def summary(self) -> str:
        return f"{counted(self.units, 'unit was', 'units were')} allocated."


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
class FulfillmentOrderMoved(OrderEvent):
    """Units are to leave from another location; where they lay, they are free again."""

    type = "fulfillment_order.moved"
    fulfillment_order_id: UUID
    into_id: UUID
    units: int
    reason: str

    def summary(self) -> str:
        return f"{counted(self.units, 'unit')} moved to another location: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderSplit(OrderEvent):
    """Units leave in a parcel of their own, from the same location."""

    type = "fulfillment_order.split"
    fulfillment_order_id: UUID
    into_id: UUID
    units: int

    def summary(self) -> str:
        return f"{counted(self.units, 'unit was', 'units were')} split off, to leave apart."


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrdersMerged(OrderEvent):
    """Work of one location that was apart leaves together."""

    type = "fulfillment_order.merged"
    into_id: UUID
    units: int

    def summary(self) -> str:
        return f"{counted(self.units, 'unit was', 'units were')} merged into other work there."


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderHeld(OrderEvent):
    type = "fulfillment_order.held"
    fulfillment_order_id: UUID
    reason: str

    def summary(self) -> str:
        return f"The work of one location was put on hold: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class FulfillmentOrderReleased(OrderEvent):
    type = "fulfillment_order.released"
    fulfillment_order_id: UUID

    def summary(self) -> str:
        return "The work of one location goes on."


@dataclass(frozen=True, kw_only=True)
class ShortPickReported(OrderEvent):
    """Units were not on the shelf: `resourced` of them come from elsewhere, `backordered` wait."""

    type = "fulfillment_order.short_picked"
    fulfillment_order_id: UUID
    location_id: UUID
    resourced: int
    backordered: int
    reason: str

    def summary(self) -> str:
        missing = self.resourced + self.backordered
        return f"{counted(missing, 'unit was', 'units were')} not on the shelf: {self.reason}"


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
