"""What happens to an order as a whole."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import OrderEvent
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    type = "order.placed"
    number: str
    channel_id: UUID
    total: int
    currency: str

    def summary(self) -> str:
        return f"Order {self.number} was placed."


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(OrderEvent):
    type = "order.confirmed"

    def summary(self) -> str:
        return "The order was confirmed."


@dataclass(frozen=True, kw_only=True)
class OrderBackordered(OrderEvent):
    """Units wait for stock; `units` counts them over all lines."""

    type = "order.backordered"
    units: int

    def summary(self) -> str:
        return f"{counted(self.units, 'unit is', 'units are')} on backorder."


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(OrderEvent):
    type = "order.completed"

    def summary(self) -> str:
        return "The order is complete."


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderEvent):
    type = "order.cancelled"
    reason: str

    def summary(self) -> str:
        return f"The order was cancelled: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class OrderLinesCancelled(OrderEvent):
    """Some units were cancelled; the order goes on with the rest."""

    type = "order.lines_cancelled"
    reason: str
    units: int

    def summary(self) -> str:
        return f"{counted(self.units, 'unit was', 'units were')} cancelled: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class OrderExpired(OrderEvent):
    type = "order.expired"

    def summary(self) -> str:
        return "The order was not paid in time and expired."


@dataclass(frozen=True, kw_only=True)
class OrderHeld(OrderEvent):
    type = "order.held"
    reason: str

    def summary(self) -> str:
        return f"The order was put on hold: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class OrderHoldReleased(OrderEvent):
    type = "order.hold_released"

    def summary(self) -> str:
        return "The hold was released."
