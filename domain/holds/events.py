"""What happens to holds."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StockHeld(Event):
    type = "stock_hold.placed"
    hold_id: UUID

    def summary(self) -> str:
        return "Stock was held for a cart."


@dataclass(frozen=True, kw_only=True)
class StockHoldConverted(Event):
    """The order has the units that it wanted of them; the rest is free again."""

    type = "stock_hold.converted"
    hold_id: UUID
    order_id: UUID

    def summary(self) -> str:
        return "A hold became an order."


@dataclass(frozen=True, kw_only=True)
class StockHoldReleased(Event):
    type = "stock_hold.released"
    hold_id: UUID

    def summary(self) -> str:
        return "A hold was released."


@dataclass(frozen=True, kw_only=True)
class StockHoldExpired(Event):
    type = "stock_hold.expired"
    hold_id: UUID

    def summary(self) -> str:
        return "A hold expired."
