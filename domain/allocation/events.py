"""What happens to an order's work at its locations."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import OrderEvent


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
